import type { Piece, Word } from './syntax.ts';

/** More words than that come out of no braces, and no longer text is looked through for them. */
const wordsMax = 10_000;
const textMax = 4096;

/** `{a,b}` and `{1..5}` of a word, each a word of its own; what is quoted, or has neither comma nor dots in it (`{.items}`), stays. */
export function bracesIn(word: Word): readonly Word[] {
  return chosen(word, { left: wordsMax });
}

function chosen(word: Word, budget: { left: number }): readonly Word[] {
  if (--budget.left < 0) throw new RangeError(`more than ${String(wordsMax)} words out of braces are not known here`);
  for (const [index, piece] of word.entries()) {
    const found = piece.kind === 'text' && !piece.isQuoted ? firstBraces(piece.text) : undefined;
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
function firstBraces(text: string): Braces | undefined {
  if (text.length > textMax) return undefined;
  for (let from = text.indexOf('{'); from >= 0; from = text.indexOf('{', from + 1)) {
    const to = closing(text, from);
    const choices = to < 0 ? [] : choicesOf(text.slice(from + 1, to));
    if (choices.length > 0) return { before: text.slice(0, from), choices, after: text.slice(to + 1) };
  }
  return undefined;
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

function choicesOf(inside: string): readonly string[] {
  const [, first, last, step] = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(inside) ?? [];
  if (first !== undefined && last !== undefined) return numbers(Number(first), Number(last), Math.abs(Number(step ?? 1)) || 1);
  const [, from, to] = /^([a-zA-Z])\.\.([a-zA-Z])$/.exec(inside) ?? [];
  if (from !== undefined && to !== undefined) return numbers(from.charCodeAt(0), to.charCodeAt(0), 1).map((code) => String.fromCharCode(Number(code)));
  const parts = partsOf(inside);
  return parts.length > 1 ? parts : [];
}

function numbers(first: number, last: number, step: number): readonly string[] {
  const count = Math.floor(Math.abs(last - first) / step) + 1;
  return count > wordsMax ? [] : Array.from({ length: count }, (_, index) => String(first + (last < first ? -1 : 1) * index * step));
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
