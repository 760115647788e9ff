/** What one place of an expression takes: a test of a code point. */
export type Characters = (code: number) => boolean;

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
const inRanges = (ranges: string): Characters => {
  const bounds = Array.from(ranges, codeOf);
  return (code) => bounds.some((low, at) => at % 2 === 0 && code >= low && code <= (bounds[at + 1] ?? low));
};

export const not = (fits: Characters): Characters => (code) => !fits(code);
export const anyOf = (parts: readonly Characters[]): Characters => (code) => parts.some((fits) => fits(code));
export const between = (low: number, high: number): Characters => (code) => code >= low && code <= high;
export const exactly = (wanted: number): Characters => (code) => code === wanted;
export const anything: Characters = () => true;
export const notNewline: Characters = (code) => code !== 10;

export const isWord = inRanges('09AZaz__');

/** `\d`, `\s`, `\w` and their opposites: ASCII only, as in RE2. */
export const perlClasses: Readonly<Record<string, Characters>> = {
  d: inRanges('09'), D: not(inRanges('09')),
  s: inRanges('\t\n\f\r  '), S: not(inRanges('\t\n\f\r  ')),
  w: isWord, W: not(isWord),
};

/** `[:alpha:]` and the others of POSIX. */
export const posixClasses: Readonly<Record<string, Characters>> = {
  alnum: inRanges('09AZaz'), alpha: inRanges('AZaz'), ascii: between(0, 127), blank: inRanges('\t\t  '), cntrl: inRanges('\0\x1f\x7f\x7f'), digit: inRanges('09'), graph: inRanges('!~'),
  lower: inRanges('az'), print: inRanges(' ~'), punct: inRanges('!/:@[`{~'), space: inRanges('\t\r  '), upper: inRanges('AZ'), word: isWord, xdigit: inRanges('09AFaf'),
};

/** `\p{Greek}`, `\pL`: a script or a general category by its short name. Undefined where Unicode knows none. */
export function unicodeClass(name: string): Characters | undefined {
  if (name === 'Any') return anything;
  for (const property of /^[A-Z][a-z]?$/.test(name) ? [`General_Category=${name}`] : [`Script=${name}`]) {
    try {
      const one = new RegExp(`^\\p{${property}}$`, 'u');
      return (code) => one.test(String.fromCodePoint(code));
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** A character in the other cases that Unicode gives it; those that become several letters stay as they are. */
function cases(code: number): readonly number[] {
  const single = (text: string): number => (text.length === String.fromCodePoint(codeOf(text)).length ? codeOf(text) : code);
  const character = String.fromCodePoint(code);
  const upper = single(character.toUpperCase());
  const lower = single(character.toLowerCase());
  return [code, upper, lower, single(String.fromCodePoint(upper).toLowerCase()), ...(foldedApart.get(lower) ?? [])];
}

/** Letters that fold to an ASCII letter without being its upper or lower case: ſ and the Kelvin sign. */
const foldedApart: ReadonlyMap<number, readonly number[]> = new Map([[codeOf('s'), [0x17f]], [codeOf('k'), [0x212a]]]);

export const caseless = (fits: Characters): Characters => (code) => fits(code) || cases(code).some(fits);
