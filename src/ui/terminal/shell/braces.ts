import type { Piece, Word } from './syntax.ts';

/** More words than that come out of no braces, and no longer text is looked through for them. */
const wordsMax = 10_000;
const textMax = 4096;
/** Letters that are looked through for the braces of one word, again for each word that comes out of it. */
const lettersMax = 4_000_000;

interface Budget {
  words: number;
  letters: number;
}

/** `{a,b}` and `{1..5}` of a word, each a word of its own; what is quoted, or has neither comma nor dots in it (`{.items}`), stays. */
export function bracesIn(word: Word): readonly Word[] {
  return chosen(word, { words: wordsMax, letters: lettersMax });
}

function chosen(word: Word, budget: Budget): readonly Word[] {
  if (--budget.words < 0) throw new RangeError(`more than ${String(wordsMax)} words out of braces are not known here`);
  for (const [index, piece] of word.entries()) {
    const found = piece.kind === 'text' && !piece.isQuoted ? firstBraces(piece.text, budget) : undefined;
    if (!found) continue;
    const around = (text: string): Piece => ({ kind: 'text', text, isQuoted: false });
    return found.choices.flatMap((choice) => chosen([...word.slice(0, index), around(found.before + choice + found.after), ...word.slice(index + 1)], budget));
  }
  return [word];
}

interface Braces {
  readonly before: string;
  readonly choices: readonly string[];
  readonly after: string;
}

/** The first braces that stand for something. */
function firstBraces(text: string, budget: Budget): Braces | undefined {
  if (text.length > textMax || !text.includes('{')) return undefined;
  for (const [from, to] of pairs(text)) {
    budget.letters -= to - from;
    const choices = choicesOf(text.slice(from + 1, to));
    if (choices.length > 0) return { before: text.slice(0, from), choices, after: text.slice(to + 1) };
  }
  budget.letters -= text.length;
  if (budget.letters < 0) throw new RangeError(`more than ${String(lettersMax)} letters to look through for braces are not known here`);
  return undefined;
}

/** Where braces open and where they close, in the order in which they open. */
function pairs(text: string): readonly (readonly [number, number])[] {
  const open: number[] = [];
  const found: [number, number][] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') open.push(at);
    const from = text[at] === '}' ? open.pop() : undefined;
    if (from !== undefined) found.push([from, at]);
  }
  return found.sort(([a], [b]) => a - b);
}

function choicesOf(inside: string): readonly string[] {
  const [, first, last, step] = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(inside) ?? [];
  if (first !== undefined && last !== undefined) return padded(numbers(Number(first), Number(last), Math.abs(Number(step ?? 1)) || 1), [first, last]);
  const [, from, to] = /^([a-zA-Z])\.\.([a-zA-Z])$/.exec(inside) ?? [];
  if (from !== undefined && to !== undefined) return numbers(from.charCodeAt(0), to.charCodeAt(0), 1).map((code) => String.fromCharCode(Number(code)));
  const parts = partsOf(inside);
  return parts.length > 1 ? parts : [];
}

function numbers(first: number, last: number, step: number): readonly string[] {
  const count = Math.floor(Math.abs(last - first) / step) + 1;
  return count > wordsMax ? [] : Array.from({ length: count }, (_, index) => String(first + (last < first ? -1 : 1) * index * step));
}

/** `{01..10}`: all as wide as the wider of the two, where one begins with a zero. */
function padded(texts: readonly string[], ends: readonly string[]): readonly string[] {
  if (!ends.some((end) => /^-?0\d/.test(end))) return texts;
  const width = Math.max(...ends.map(({ length }) => length));
  return texts.map((text) => (text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')));
}

/** What stands between the commas, those in inner braces left alone. */
function partsOf(inside: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const c of inside) {
    if (c === '{') depth++;
    if (c === '}') depth--;
    if (c === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] = (parts.at(-1) ?? '') + c;
  }
  return parts;
}
