import { lineMax, patternMax, ShellError } from './limits.ts';

/** Steps that one command may spend on backtracking. */
const costMax = 200_000_000;
const repetitionsMax = 255;
const groupRepetitionsMax = 10;

interface Level {
  /** Quantifiers without a small bound: each adds a power of the line's length to the work. */
  quantifiers: number;
  /** The ways through optional parts and alternatives: each multiplies the work. */
  choices: number;
  alternatives: number;
}

/** A user's regular expression with the most that a match can cost. */
export class BoundedExpression {
  readonly expression: RegExp;
  readonly #level: Level;
  #spent = 0;

  /** @throws ShellError in grep's words, for what cannot be read or could take for ever. */
  constructor(source: string, flags: string, wrap: (source: string) => string = (text) => text) {
    this.#level = measured(source);
    try {
      this.expression = new RegExp(wrap(source), flags);
    } catch (thrown) {
      if (thrown instanceof SyntaxError) throw new ShellError('bad regex');
      throw thrown;
    }
  }

  /** Called with each text before it is matched. */
  allow(text: string): void {
    const power = this.#level.quantifiers + 1;
    let cost = this.#level.choices;
    for (let i = 1; i <= power; i++) cost = (cost * Math.max(1, text.length)) / i;
    this.#spent += this.#level.quantifiers === 0 && this.#level.choices === 1 ? text.length : cost;
    if (text.length > lineMax || this.#spent > costMax) throw new ShellError('line too long for this regex');
  }
}

/** Measures an expression, and refuses repeated groups with repetitions or alternatives inside. */
function measured(source: string): Level {
  if (source.length > patternMax) throw new ShellError('regex too big');
  const stack: Level[] = [{ quantifiers: 0, choices: 1, alternatives: 1 }];
  let atom: Level | undefined;
  for (let at = 0; at < source.length; at++) {
    const level = stack[stack.length - 1] ?? { quantifiers: 0, choices: 1, alternatives: 1 };
    const character = source.charAt(at);
    if (character === '\\') {
      if (/[1-9]/.test(source.charAt(at + 1))) level.quantifiers++;
      at++;
    } else if (character === '[') at = endOfClass(source, at);
    else if (character === '(') {
      if (source.charAt(at + 1) === '?') throw new ShellError('bad regex');
      stack.push({ quantifiers: 0, choices: 1, alternatives: 1 });
    } else if (character === ')' && stack.length > 1) {
      stack.pop();
      atom = level;
      const outer = stack[stack.length - 1] ?? level;
      outer.quantifiers += level.quantifiers;
      outer.choices *= level.choices * level.alternatives;
      continue;
    } else if (character === '|') level.alternatives++;
    else {
      const repeat = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(source.slice(at, at + 20));
      if (repeat) {
        repeated(repeat, atom, level);
        at += repeat[0].length - 1;
        if (source.charAt(at + 1) === '?') at++;
      }
    }
    atom = undefined;
  }
  return stack[0] ?? { quantifiers: 0, choices: 1, alternatives: 1 };
}

function repeated([text, least = '', comma, most = '']: RegExpExecArray, atom: Level | undefined, level: Level): void {
  const min = text === '+' ? 1 : Number(least);
  const max = text === '?' ? 1 : text === '*' || text === '+' || (comma !== '' && most === '') ? Infinity : Number(most || least);
  if (max !== Infinity && max > repetitionsMax) throw new ShellError('regex too big');
  const branches = atom !== undefined && (atom.quantifiers > 0 || atom.choices * atom.alternatives > 1);
  if (branches && max > groupRepetitionsMax) throw new ShellError('nested repetition in regex');
  if (max > min + 1) level.quantifiers++;
  else if (max > min) level.choices *= 2;
  if (!atom || max === Infinity || max < 2) return;
  level.quantifiers += atom.quantifiers * (max - 1);
  for (let i = 1; i < max; i++) level.choices *= atom.choices * atom.alternatives;
}

function endOfClass(source: string, open: number): number {
  let at = open + 1;
  if (source.charAt(at) === '^') at++;
  for (; at < source.length && source.charAt(at) !== ']'; at++) if (source.charAt(at) === '\\') at++;
  return at;
}

type Token = { readonly star: true } | { readonly star: false; readonly fits: (character: string) => boolean };

/** A shell pattern. Matched by sets of states, never by backtracking: pattern × text steps at most. */
export class Glob {
  readonly #tokens: readonly Token[];

  constructor(glob: string) {
    if (glob.length > lineMax) throw new ShellError('pattern too long');
    this.#tokens = tokensOf(glob);
  }

  test(text: string): boolean {
    return this.prefixes(text).includes(text.length);
  }

  /** The lengths of the beginnings of `text.slice(from)` that match, shortest first. */
  prefixes(text: string, from = 0): number[] {
    return lengths(this.#tokens, text.length - from, (index) => text.charAt(from + index));
  }

  /** The lengths of the ends of a text that match, shortest first. */
  suffixes(text: string): number[] {
    return lengths([...this.#tokens].reverse(), text.length, (index) => text.charAt(text.length - 1 - index));
  }

  /** Puts something in the place of the first (or each) longest match. */
  replace(text: string, put: string, all: boolean): string {
    let result = '';
    if (this.#tokens.some(({ star }) => star) && text.length * text.length * this.#tokens.length > costMax) throw new ShellError('pattern too costly');
    for (let at = 0; at < text.length;) {
      const length = this.prefixes(text, at).pop() ?? 0;
      result += length > 0 ? put : text.charAt(at);
      at += Math.max(1, length);
      if (length > 0 && !all) return result + text.slice(at);
    }
    return result;
  }
}

function lengths(tokens: readonly Token[], textLength: number, characterAt: (index: number) => string): number[] {
  if (tokens.length * textLength > costMax) throw new ShellError('pattern too costly');
  const found: number[] = [];
  let states = closed(new Set([0]), tokens);
  for (let at = 0; ; at++) {
    if (states.has(tokens.length)) found.push(at);
    if (at >= textLength || states.size === 0) return found;
    const character = characterAt(at);
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token?.star) next.add(state);
      else if (token?.fits(character)) next.add(state + 1);
    }
    states = closed(next, tokens);
  }
}

/** A star may stand for nothing. */
function closed(states: Set<number>, tokens: readonly Token[]): Set<number> {
  for (const state of states) if (tokens[state]?.star) states.add(state + 1);
  return states;
}

function tokensOf(glob: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(glob.slice(at)) : null;
    if (character === '*') tokens.push({ star: true });
    else if (character === '?') tokens.push({ star: false, fits: () => true });
    else if (set) {
      const members = set[2] ?? '';
      tokens.push({ star: false, fits: (candidate) => isMember(candidate, members) === (set[1] === '') });
      at += set[0].length - 1;
    } else tokens.push({ star: false, fits: (candidate) => candidate === character });
  }
  return tokens;
}

function isMember(candidate: string, members: string): boolean {
  for (let at = 0; at < members.length; at++) {
    if (members.charAt(at + 1) === '-' && at + 2 < members.length) {
      if (candidate >= members.charAt(at) && candidate <= members.charAt(at + 2)) return true;
      at += 2;
    } else if (members.charAt(at) === candidate) return true;
  }
  return false;
}
