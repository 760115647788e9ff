import { parse } from './parse.ts';
import { compile, type Step } from './program.ts';
import { movesMax, search, type Budget } from './search.ts';
import { plainFlags, type Flags } from './syntax.ts';

export interface RegexMatch {
  /** Where it begins, in UTF-16 units, as JavaScript counts. */
  readonly index: number;
  readonly end: number;
  /** The whole match, then each group; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

interface Options extends Partial<Flags> {
  /** Of several matches at one place the longest (grep, sed, awk), instead of the first by the order of alternatives (Go, JavaScript). */
  readonly isLongest?: boolean;
  /** Moves that all its searches together may make; where absent, each call has thirty million of its own. */
  readonly movesMax?: number;
}

/**
 * A regular expression in RE2's syntax (what Go and so Kubernetes speak) whose time is linear in the text, whatever the expression: it never tries a way again.
 * So there are no references back (`\1`) and no looking around (`(?=…)`).
 *
 * @throws RegexProblem from the constructor, in Go's words; RegexTooCostly from a search of too many moves
 */
export class Regex {
  readonly source: string;
  /** The names of the groups by their number. */
  readonly names: readonly (string | undefined)[];
  readonly #steps: readonly Step[];
  readonly #start: number;
  readonly #isLongest: boolean;
  readonly #shared: Budget | undefined;

  constructor(source: string, { isLongest = false, movesMax: sharedMax, ...flags }: Options = {}) {
    const { expression, names } = parse(source, { ...plainFlags, ...flags });
    const { steps, start } = compile(expression, source);
    this.source = source;
    this.names = names;
    this.#steps = steps;
    this.#start = start;
    this.#isLongest = isLongest;
    this.#shared = sharedMax === undefined ? undefined : { moves: sharedMax };
  }

  /** Whether it is found anywhere in a text. A budget given is what several expressions and texts have left together. */
  test(text: string, budget: Budget = this.#budget()): boolean {
    return search({ steps: this.#steps, start: this.#start, text, from: 0, isTest: true, isLongest: false, budget }) !== undefined;
  }

  /** The leftmost match that begins at `from` or after; what stands before still counts for `^` and `\b`. */
  exec(text: string, from = 0, budget: Budget = this.#budget()): RegexMatch | undefined {
    return this.#find(text, from, budget);
  }

  #budget(): Budget {
    return this.#shared ?? { moves: movesMax };
  }

  #find(text: string, from: number, budget: Budget): RegexMatch | undefined {
    const marks = search({ steps: this.#steps, start: this.#start, text, from, isLongest: this.#isLongest, budget });
    if (!marks) return undefined;
    const groups = this.names.map((_, group) => {
      const [start, end] = [marks[group * 2], marks[group * 2 + 1]];
      return start === undefined || end === undefined ? undefined : text.slice(start, end);
    });
    return { index: marks[0] ?? 0, end: marks[1] ?? 0, groups };
  }

  /** All matches one after another. As in Go (and sed), an empty one right behind another does not count. */
  *matchAll(text: string, budget: Budget = this.#budget()): Generator<RegexMatch> {
    let lastEnd = -1;
    for (let from = 0; from <= text.length;) {
      const found = this.#find(text, from, budget);
      if (!found) return;
      if (found.end > found.index || found.index !== lastEnd) yield found;
      lastEnd = found.end;
      from = found.end > found.index ? found.end : found.end + ((text.codePointAt(found.end) ?? 0) > 0xffff ? 2 : 1);
    }
  }

  /** The text with the first match (or each) made anew. */
  replace(text: string, make: (match: RegexMatch) => string, { isAll = false } = {}): string {
    let result = '';
    let at = 0;
    for (const match of this.matchAll(text)) {
      result += text.slice(at, match.index) + make(match);
      at = match.end;
      if (!isAll) break;
    }
    return result + text.slice(at);
  }
}
