import { anything, caseless, exactly, notNewline, perlClasses } from './characters.ts';
import { readClass, readUnicodeClass } from './parse-class.ts';
import { readEscape } from './parse-escape.ts';
import { readOpening } from './parse-group.ts';
import { RegexProblem } from './problem.ts';
import { Source } from './source.ts';
import type { Edge, Expression, Flags } from './syntax.ts';

/** Go's own bounds: of a count, of counts multiplied, of groups inside one another. */
const countMax = 1000;
const nestingMax = 1000;
/** Parts of all sequences together: as many as a search may have steps. */
const partsMax = 50_000;

interface Parsed {
  readonly expression: Expression;
  /** Names of the groups by their number; the whole match is number 0. */
  readonly names: readonly (string | undefined)[];
}

/**
 * Reads RE2's syntax as Go's `regexp` does.
 * @throws RegexProblem in Go's words
 */
export function parse(text: string, flags: Flags): Parsed {
  const parser = new Parser(text, flags);
  return { expression: parser.whole(), names: parser.names };
}

const edges: Readonly<Record<string, Edge>> = { A: 'text-start', z: 'text-end', b: 'word-edge', B: 'no-word-edge' };

class Parser {
  readonly names: (string | undefined)[] = [undefined];
  readonly #source: Source;
  readonly #named = new Set<string>();
  #flags: Flags;
  #depth = 0;
  #partCount = 0;

  constructor(text: string, flags: Flags) {
    this.#source = new Source(text);
    this.#flags = flags;
  }

  whole(): Expression {
    const expression = this.#either();
    if (!this.#source.isAtEnd) throw new RegexProblem('unexpected )', this.#source.text);
    return expression;
  }

  /** Alternatives up to a `)` or the end. */
  #either(): Expression {
    if (++this.#depth > nestingMax) throw new RegexProblem('expression nests too deeply', this.#source.text);
    const options = [this.#sequence()];
    while (this.#source.take('|')) options.push(this.#sequence());
    this.#depth--;
    return options.length === 1 && options[0] ? options[0] : { type: 'either', options };
  }

  #sequence(): Expression {
    const parts: Expression[] = [];
    /** Where the repetition before this place began: two in a row are refused. */
    let repeatedFrom: number | undefined;
    while (!this.#source.isAtEnd && !/[|)]/.test(this.#source.next)) {
      const from = this.#source.at;
      const times = this.#repetition();
      if (times) {
        const of = parts.pop();
        if (repeatedFrom !== undefined) throw new RegexProblem('invalid nested repetition operator', this.#source.since(repeatedFrom));
        if (!of) throw new RegexProblem('missing argument to repetition operator', this.#source.since(from));
        const repeat: Expression = { type: 'repeat', of, ...times };
        if ((times.min >= 2 || (times.max >= 2 && times.max !== Infinity)) && !isCountable(repeat, countMax)) throw new RegexProblem('invalid repeat count', this.#source.since(from));
        parts.push(repeat);
        repeatedFrom = from;
      } else {
        for (const atom of this.#atom()) {
          if (++this.#partCount > partsMax) throw new RegexProblem('expression too large', this.#source.text);
          parts.push(atom);
        }
        repeatedFrom = undefined;
      }
    }
    return parts.length === 1 && parts[0] ? parts[0] : parts.length === 0 ? { type: 'nothing' } : { type: 'sequence', parts };
  }

  /** `*`, `+`, `?`, `{2,5}` and their lazy forms. */
  #repetition(): { readonly min: number; readonly max: number; readonly isLazy: boolean } | undefined {
    const from = this.#source.at;
    const [sign, least, comma, most] = this.#source.takeMatch(/[*+?]|\{(\d+)(?:(,)(\d*))?\}/y) ?? [];
    if (sign === undefined) return undefined;
    const isLazy = this.#source.take('?') !== this.#flags.isTurned;
    if (least === undefined) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity, isLazy };
    const min = Number(least);
    const max = comma === undefined ? min : most === undefined || most === '' ? Infinity : Number(most);
    if (min > countMax || (max !== Infinity && max > countMax) || min > max) throw new RegexProblem('invalid repeat count', this.#source.since(from).replace(/\?$/, ''));
    return { min, max, isLazy };
  }

  /** One thing that can be repeated; several where `\Q…\E` quotes them; none for a mere `(?i)`. */
  #atom(): readonly Expression[] {
    const source = this.#source;
    if (source.next === '(') return this.#group();
    if (source.next === '[') return [this.#characters(readClass(source, this.#flags))];
    if (source.next === '\\') return this.#escaped();
    const character = source.shift();
    if (character === '.') return [{ type: 'characters', fits: this.#flags.isDotAll ? anything : notNewline }];
    if (character === '^') return [{ type: 'edge', edge: this.#flags.isByLine ? 'line-start' : 'text-start' }];
    if (character === '$') return [{ type: 'edge', edge: this.#flags.isByLine ? 'line-end' : 'text-end' }];
    return [this.#literal(character)];
  }

  #group(): readonly Expression[] {
    const source = this.#source;
    const outer = this.#flags;
    const opening = readOpening(source, outer);
    this.#flags = opening.flags;
    if (opening.type === 'flags') return [];
    if (opening.name !== undefined && this.#named.has(opening.name)) throw new RegexProblem('duplicate capture group name', opening.name);
    if (opening.name !== undefined) this.#named.add(opening.name);
    const index = opening.type === 'group' ? this.names.push(opening.name) - 1 : 0;
    const of = this.#either();
    if (!source.take(')')) throw new RegexProblem('missing closing )', source.text);
    this.#flags = outer;
    return [index > 0 ? { type: 'group', of, index } : of.type === 'nothing' ? { type: 'sequence', parts: [] } : of];
  }

  #escaped(): readonly Expression[] {
    const source = this.#source;
    const letter = source.text.charAt(source.at + 1);
    const edge = Object.hasOwn(edges, letter) ? edges[letter] : undefined;
    if (letter === 'Q') {
      const [, quoted = ''] = source.takeMatch(/\\Q([\s\S]*?)(?:\\E|$)/y) ?? [];
      return Array.from(quoted, (character) => this.#literal(character));
    }
    if (edge) {
      source.at += 2;
      return [{ type: 'edge', edge }];
    }
    const known = Object.hasOwn(perlClasses, letter) ? perlClasses[letter] : undefined;
    if (known) source.at += 2;
    const fits = known ?? readUnicodeClass(source);
    return [fits ? this.#characters(fits) : this.#literal(String.fromCodePoint(readEscape(source)))];
  }

  #literal(character: string): Expression {
    return this.#characters(exactly(character.codePointAt(0) ?? 0));
  }

  #characters(fits: (code: number) => boolean): Expression {
    return { type: 'characters', fits: this.#flags.isCaseless ? caseless(fits) : fits };
  }
}

/** Whether counts inside counts stay within a product, as Go checks it. */
function isCountable(expression: Expression, left: number): boolean {
  switch (expression.type) {
    case 'repeat': {
      const times = expression.max === Infinity ? expression.min : expression.max;
      if (times > left) return false;
      return isCountable(expression.of, times > 0 ? Math.floor(left / times) : left);
    }
    case 'group': return isCountable(expression.of, left);
    case 'sequence': return expression.parts.every((part) => isCountable(part, left));
    case 'either': return expression.options.every((part) => isCountable(part, left));
    default: return true;
  }
}
