/** Matching that takes more steps than it may. */
export class PatternTooCostly extends RangeError {
  constructor() {
    super('a pattern that takes so many steps is not known here');
  }
}

/** A part of a shell pattern: one letter of some, any letter, or any number of them. */
type Part = '*' | ((letter: string) => boolean);

/** Where the shortest and where the longest text that fits ends. */
interface Ends {
  readonly shortest: number;
  readonly longest: number;
}

/** Letters times parts of a pattern that one operation may take: a fraction of a second. */
const stepsMax = 8_000_000;

/**
 * A pattern of a POSIX shell: `*`, `?`, `[a-z]`, `[[:alpha:]]`, `\` before what means itself. Matched by sets of states, never by trying
 * again. Letters are characters of Unicode, not halves of them.
 */
export class ShellPattern {
  readonly #parts: readonly Part[];
  /** Undefined where every letter means itself. */
  readonly #literal: string | undefined;

  constructor(pattern: string) {
    this.#literal = /[*?[\\]/.test(pattern) ? undefined : pattern;
    this.#parts = this.#literal === undefined ? partsOf(pattern) : [];
  }

  /**
   * Whether a whole text fits.
   * @throws PatternTooCostly
   */
  test(text: string): boolean {
    return this.#literal === undefined ? matches(this.#parts, Array.from(text)) : text === this.#literal;
  }

  /**
   * `${x#…}`, `##`, `%`, `%%`: a text without the shortest (or longest) beginning or end that fits.
   * @throws PatternTooCostly
   */
  trim(text: string, sign: '#' | '##' | '%' | '%%'): string {
    const isEnd = sign.startsWith('%');
    if (this.#literal !== undefined) return isEnd ? withoutEnd(text, this.#literal) : text.slice(text.startsWith(this.#literal) ? this.#literal.length : 0);
    const letters = isEnd ? Array.from(text).reverse() : Array.from(text);
    const ends = new Search(isEnd ? [...this.#parts].reverse() : this.#parts).from(letters, 0);
    const rest = ends ? letters.slice(sign.length > 1 ? ends.longest : ends.shortest) : letters;
    return (isEnd ? rest.reverse() : rest).join('');
  }

  /**
   * `${x/…/…}` and `${x//…/…}`: a text with something else in the place of the first (or each) longest part that fits.
   * @throws PatternTooCostly
   */
  replace(text: string, by: string, { isEvery }: { readonly isEvery: boolean }): string {
    if (this.#literal === '') return text;
    if (this.#literal !== undefined) return isEvery ? text.replaceAll(this.#literal, () => by) : text.replace(this.#literal, () => by);
    if (text === '') return this.test('') ? by : '';
    const letters = Array.from(text);
    const search = new Search(this.#parts);
    let result = '';
    for (let at = 0; at < letters.length;) {
      const end = search.from(letters, at)?.longest ?? at;
      result += end === at ? (letters[at] ?? '') : by;
      if (end > at && !isEvery) return result + letters.slice(end).join('');
      at = Math.max(end, at + 1);
    }
    return result;
  }
}

/** A text as a pattern that only it fits. */
export const quotedPattern = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');

const withoutEnd = (text: string, end: string): string => (text.endsWith(end) ? text.slice(0, text.length - end.length) : text);

/** Looks for what begins at a place and fits. All places of one text share what it costs. */
class Search {
  #steps = 0;

  constructor(private readonly parts: readonly Part[]) {}

  from(letters: readonly string[], from: number): Ends | undefined {
    let shortest = -1;
    let longest = -1;
    let states: readonly number[] = follow(this.parts, [], 0);
    for (let at = from; states.length > 0; at++) {
      this.#steps += states.length;
      if (this.#steps > stepsMax) throw new PatternTooCostly();
      if (states.at(-1) === this.parts.length) [shortest, longest] = [shortest < 0 ? at : shortest, at];
      const letter = letters[at];
      if (letter === undefined) break;
      states = stepped(this.parts, states, letter);
    }
    return shortest < 0 ? undefined : { shortest, longest };
  }
}

/** Where a letter leads from all those parts of a pattern. */
function stepped(parts: readonly Part[], states: readonly number[], letter: string): readonly number[] {
  const found: number[] = [];
  for (const state of states) {
    const part = parts[state];
    if (part === '*') follow(parts, found, state);
    else if (part?.(letter)) follow(parts, found, state + 1);
  }
  return found;
}

/** Puts a part among those that are found, and what is behind a `*`, which may stand for nothing; each once, in their order. */
function follow(parts: readonly Part[], found: number[], first: number): number[] {
  for (let state = first; state > (found[found.length - 1] ?? -1); state++) {
    found.push(state);
    if (parts[state] !== '*') break;
  }
  return found;
}

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  const letters = Array.from(pattern);
  const endless = new Set<number>();
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    const set = letter === '[' ? setAt(letters, at, endless) : undefined;
    if (letter === '*') {
      if (parts.at(-1) !== '*') parts.push('*');
    } else if (letter === '?') parts.push(() => true);
    else if (set) {
      parts.push(set.fits);
      at = set.end;
    } else {
      const meant = letter === '\\' ? (letters[++at] ?? '\\') : letter;
      parts.push((other) => other === meant);
    }
  }
  return parts;
}

type Range = readonly [from: string, to: string];

/** `[:digit:]` and its like, of ASCII as in the locale C. */
const classes: Readonly<Record<string, readonly Range[]>> = {
  alnum: [['0', '9'], ['A', 'Z'], ['a', 'z']], alpha: [['A', 'Z'], ['a', 'z']], blank: [[' ', ' '], ['\t', '\t']], cntrl: [['\0', '\x1f'], ['\x7f', '\x7f']],
  digit: [['0', '9']], graph: [['!', '~']], lower: [['a', 'z']], print: [[' ', '~']], punct: [['!', '/'], [':', '@'], ['[', '`'], ['{', '~']],
  space: [[' ', ' '], ['\t', '\r']], upper: [['A', 'Z']], xdigit: [['0', '9'], ['A', 'F'], ['a', 'f']],
};

/**
 * `[abc]`, `[!a-z]`, `[[:digit:]]`, `[\]]`: what it stands for, and the place of its last letter. Undefined where no `]` ends it;
 * `endless` gathers the places from which none is found, so that none is gone through twice.
 */
function setAt(letters: readonly string[], at: number, endless: Set<number>): { readonly fits: (letter: string) => boolean; readonly end: number } | undefined {
  const isTurned = letters[at + 1] === '!' || letters[at + 1] === '^';
  const first = at + (isTurned ? 2 : 1);
  const ranges = new Map<string, Range>();
  const places: number[] = [];
  for (let place = first; place < letters.length && !endless.has(place);) {
    if (letters[place] === ']' && place > first) return { end: place, fits: (letter) => isWithin(letter, ranges) !== isTurned };
    const { found, next } = memberAt(letters, place);
    for (const range of found) ranges.set(range.join('-'), range);
    places.push(place);
    place = next;
  }
  for (const place of places) endless.add(place);
  return undefined;
}

function isWithin(letter: string, ranges: ReadonlyMap<string, Range>): boolean {
  for (const [from, to] of ranges.values()) if (letter >= from && letter <= to) return true;
  return false;
}

/** A class, a range or a letter of a set, and the place behind it. */
function memberAt(letters: readonly string[], at: number): { readonly found: readonly Range[]; readonly next: number } {
  const name = letters[at] === '[' && letters[at + 1] === ':' ? /^\[:([a-z]+):\]/.exec(letters.slice(at, at + 10).join(''))?.[1] : undefined;
  if (name !== undefined) return { found: Object.hasOwn(classes, name) ? (classes[name] ?? []) : [], next: at + name.length + 4 };
  const from = letterAt(letters, at);
  if (letters[from.next] !== '-' || (letters[from.next + 1] ?? ']') === ']') return { found: [[from.letter, from.letter]], next: from.next };
  const to = letterAt(letters, from.next + 1);
  return { found: [[from.letter, to.letter]], next: to.next };
}

/** A letter as it is, or the one behind `\`. */
const letterAt = (letters: readonly string[], at: number): { readonly letter: string; readonly next: number } => (
  letters[at] === '\\' && at + 1 < letters.length ? { letter: letters[at + 1] ?? '', next: at + 2 } : { letter: letters[at] ?? '', next: at + 1 }
);

/** Goes back to the last `*` alone where something does not fit: what stood before it fits in any case. */
function matches(parts: readonly Part[], letters: readonly string[]): boolean {
  let [part, letter, star, from] = [0, 0, -1, 0];
  for (let steps = 0; letter < letters.length; steps++) {
    if (steps > stepsMax) throw new PatternTooCostly();
    const expected = parts[part];
    if (expected === '*') [star, from, part] = [part, letter, part + 1];
    else if (expected?.(letters[letter] ?? '')) [part, letter] = [part + 1, letter + 1];
    else if (star >= 0) [part, letter, from] = [star + 1, from + 1, from + 1];
    else return false;
  }
  while (parts[part] === '*') part++;
  return part === parts.length;
}
