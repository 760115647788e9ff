import { posixRegex, RegexTooCostly, type RegexMatch } from '../../../../kube/regex/index.ts';
import { meter } from './meter.ts';
import { UsageProblem } from './options.ts';

type Node =
  | { readonly kind: 'letter'; readonly fits: (letter: string) => boolean }
  | { readonly kind: 'group'; readonly number: number; readonly choices: Choices }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'back'; readonly number: number }
  | { readonly kind: 'edge'; readonly fits: (text: string, at: number) => boolean };
type Choices = readonly (readonly Node[])[];
type Spans = readonly (readonly [number, number] | undefined)[];

/** Ways that all searches in one line may try. */
const stepsMax = 500_000;

/**
 * A POSIX expression with references back (`\(a*\)b\1`): no machine finds those in linear time, so ways are tried one after the other, and given up after so many steps.
 */
export class BackReferences {
  readonly #choices: Choices;
  readonly #isCaseless: boolean;
  #steps = 0;

  constructor(pattern: string, { isExtended, isCaseless }: { readonly isExtended: boolean; readonly isCaseless: boolean }) {
    this.#choices = new Reading(pattern, isExtended, isCaseless).all();
    this.#isCaseless = isCaseless;
  }

  test(text: string): boolean {
    return this.#paid(() => this.#find(text, 0) !== undefined);
  }

  matchAll(text: string): readonly RegexMatch[] {
    return this.#paid(() => this.#all(text));
  }

  /** All that is searched in one line shares its steps, and costs the program what it took. */
  #paid<T>(work: () => T): T {
    this.#steps = 0;
    const result = work();
    meter().charge(this.#steps);
    return result;
  }

  #all(text: string): readonly RegexMatch[] {
    const matches: RegexMatch[] = [];
    for (let from = 0; from <= text.length;) {
      const found = this.#find(text, from);
      if (!found) break;
      matches.push(found);
      from = found.end > found.index ? found.end : found.end + 1;
    }
    return matches;
  }

  /** The longest of the leftmost. */
  #find(text: string, from: number): RegexMatch | undefined {
    for (let index = from; index <= text.length; index++) {
      let best: RegexMatch | undefined;
      this.#any(this.#choices, text, index, [], (end, spans) => {
        if (!best || end > best.end) best = { index, end, groups: [text.slice(index, end), ...Array.from({ length: 9 }, (_, group) => spans[group + 1]).map((span) => span && text.slice(...span))] };
        return best.end === text.length;
      });
      if (best) return best;
    }
    return undefined;
  }

  #any(choices: Choices, text: string, at: number, spans: Spans, then: (end: number, spans: Spans) => boolean): boolean {
    return choices.some((nodes) => this.#row(nodes, 0, text, at, spans, then));
  }

  #row(nodes: readonly Node[], index: number, text: string, at: number, spans: Spans, then: (end: number, spans: Spans) => boolean): boolean {
    const node = nodes[index];
    return node ? this.#one(node, text, at, spans, (end, inside) => this.#row(nodes, index + 1, text, end, inside, then)) : then(at, spans);
  }

  #one(node: Node, text: string, at: number, spans: Spans, then: (end: number, spans: Spans) => boolean): boolean {
    if (++this.#steps > stepsMax) throw new RegexTooCostly('too many steps');
    switch (node.kind) {
      case 'letter': return at < text.length && node.fits(text.charAt(at)) && then(at + 1, spans);
      case 'edge': return node.fits(text, at) && then(at, spans);
      case 'group': return this.#any(node.choices, text, at, spans, (end, inside) => {
        const own = [...inside];
        own[node.number] = [at, end];
        return then(end, own);
      });
      case 'back': {
        const span = spans[node.number];
        const meant = span && text.slice(...span);
        return meant !== undefined && this.#same(text.slice(at, at + meant.length), meant) && then(at + meant.length, spans);
      }
      case 'repeat': return this.#again(node, 0, text, at, spans, then);
    }
  }

  #again(node: Node & { readonly kind: 'repeat' }, count: number, text: string, at: number, spans: Spans, then: (end: number, spans: Spans) => boolean): boolean {
    const goesOn = count < node.max && this.#one(node.node, text, at, spans, (end, inside) => (end > at || count < node.min) && this.#again(node, count + 1, text, end, inside, then));
    return goesOn || (count >= node.min && then(at, spans));
  }

  #same(a: string, b: string): boolean {
    return this.#isCaseless ? a.toLowerCase() === b.toLowerCase() : a === b;
  }
}

/** Reads the expression. */
class Reading {
  #at = 0;
  #groups = 0;

  constructor(private readonly pattern: string, private readonly isExtended: boolean, private readonly isCaseless: boolean) {}

  all(): Choices {
    const choices = this.#choices();
    if (this.#at < this.pattern.length) throw new UsageProblem('Unmatched ) or \\)');
    return choices;
  }

  #choices(): Choices {
    const choices: Node[][] = [[]];
    while (this.#at < this.pattern.length && !this.#isSign(')')) {
      if (this.#take('|')) choices.push([]);
      else choices.at(-1)?.push(this.#repeated(this.#node(choices.at(-1)?.length === 0)));
    }
    return choices;
  }

  #isSign(sign: string): boolean {
    return this.pattern.startsWith(this.isExtended ? sign : `\\${sign}`, this.#at);
  }

  #take(sign: string): boolean {
    if (!this.#isSign(sign)) return false;
    this.#at += this.isExtended ? 1 : 2;
    return true;
  }

  #node(isFirst: boolean): Node {
    if (this.#take('(')) {
      const number = ++this.#groups;
      const choices = this.#choices();
      if (!this.#take(')')) throw new UsageProblem('Unmatched ( or \\(');
      return { kind: 'group', number, choices };
    }
    const rest = this.pattern.slice(this.#at);
    const back = /^\\([1-9])/.exec(rest);
    if (back) {
      this.#at += 2;
      if (Number(back[1]) > this.#groups) throw new UsageProblem('Invalid back reference');
      return { kind: 'back', number: Number(back[1]) };
    }
    if (rest.startsWith('^') && (isFirst || this.isExtended)) return this.#edge(1, (_, at) => at === 0);
    if (rest.startsWith('$') && (this.isExtended || /^\$(?:\\\)|\\\||$)/.test(rest))) return this.#edge(1, (text, at) => at === text.length);
    if (rest.startsWith('\\<')) return this.#edge(2, (text, at) => !isWord(text.charAt(at - 1)) && isWord(text.charAt(at)));
    if (rest.startsWith('\\>')) return this.#edge(2, (text, at) => isWord(text.charAt(at - 1)) && !isWord(text.charAt(at)));
    return this.#letter(rest);
  }

  #edge(length: number, fits: (text: string, at: number) => boolean): Node {
    this.#at += length;
    return { kind: 'edge', fits };
  }

  /** One letter of what stands here, as an expression of its own knows it. */
  #letter(rest: string): Node {
    const source = /^(?:\[\^?\]?(?:\[[:.=].*?[:.=]\]|[^\]])*\]|\\.|.)/s.exec(rest)?.[0] ?? '';
    this.#at += source.length;
    const regex = posixRegex(source, { isExtended: this.isExtended, isCaseless: this.isCaseless });
    return { kind: 'letter', fits: (letter) => regex.test(letter) };
  }

  #repeated(node: Node): Node {
    const [min, max] = this.pattern.startsWith('*', this.#at) && ++this.#at ? [0, Infinity] : this.#take('+') ? [1, Infinity] : this.#take('?') ? [0, 1] : this.#take('{') ? this.#bounds() : [];
    return min === undefined || max === undefined ? node : this.#repeated({ kind: 'repeat', node, min, max });
  }

  #bounds(): readonly [number, number] {
    const [whole = '', least = '', comma, most = ''] = /^(\d*)(?:(,)(\d*))?/.exec(this.pattern.slice(this.#at)) ?? [];
    this.#at += whole.length;
    if (whole === '' || !this.#take('}')) throw new UsageProblem('Unmatched { or \\{');
    return [Number(least), comma === undefined ? Number(least) : most === '' ? Infinity : Number(most)];
  }
}

const isWord = (letter: string): boolean => /^\w$/.test(letter);
