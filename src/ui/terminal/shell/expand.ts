import { evaluate } from './arithmetic.ts';
import { bracesIn } from './braces.ts';
import { globOf, prefixesOf } from './glob.ts';
import { bounded, boundedWords } from './limits.ts';
import type { Operation, Piece, Word } from './syntax.ts';

/** What pieces of words stand for. */
export interface Lookup {
  /** Undefined where nothing is set. */
  variable(name: string): string | undefined;
  set(name: string, value: string): void;
  /** Output of `$(…)`. */
  output(text: string): Promise<string>;
  /** Names that `*` may stand for. */
  files(): Iterable<string>;
}

/** The words that words become: braces and values are put in, split at blanks where they are not quoted, and `*` finds files. */
export async function expandWords(words: readonly Word[], lookup: Lookup): Promise<string[]> {
  const result: string[] = [];
  for (const word of words.flatMap(bracesIn)) for (const part of await split(word, lookup)) result.push(part);
  return boundedWords(result);
}

/** A word that never splits: the value of an assignment, the file of a redirection, a heredoc. */
export async function expandText(word: Word, lookup: Lookup): Promise<string> {
  let text = '';
  for (const piece of word) text = bounded(text + await valueOf(piece, lookup));
  return text;
}

async function valueOf(piece: Piece, lookup: Lookup): Promise<string> {
  switch (piece.kind) {
    case 'text': return piece.text;
    case 'variable': return piece.operation ? await operated(piece.name, piece.operation, lookup) : (lookup.variable(piece.name) ?? '');
    case 'arithmetic': return evaluate(piece.text, lookup);
    case 'command': return (await lookup.output(piece.text)).replace(/\n+$/, '');
  }
}

async function operated(name: string, { sign, word, by }: Operation, lookup: Lookup): Promise<string> {
  const value = lookup.variable(name);
  const isMissing = value === undefined || (sign.startsWith(':') && value === '');
  const text = value ?? '';
  switch (sign) {
    case 'length': return String(Array.from(text).length);
    case ':-':
    case '-': return isMissing ? await expandText(word, lookup) : text;
    case ':+':
    case '+': return isMissing ? '' : await expandText(word, lookup);
    case ':=':
    case '=': {
      const set = isMissing ? await expandText(word, lookup) : text;
      lookup.set(name, set);
      return set;
    }
    default: return bounded(cut(text, sign, { pattern: await expandText(word, lookup), by: await expandText(by, lookup) }));
  }
}

/** `#`, `##`, `%`, `%%`: what begins or ends so is taken away; `/`, `//`: it is replaced. */
function cut(text: string, sign: string, { pattern, by }: { readonly pattern: string; readonly by: string }): string {
  if (!/[*?[\\]/.test(pattern)) return cutLiteral(text, sign, { pattern, by });
  if (text.length > patternTextMax) throw new RangeError(`a pattern for more than ${String(patternTextMax)} letters is not known here`);
  const letters = Array.from(text);
  const isEnd = sign.startsWith('%');
  if (!isEnd && !sign.startsWith('#')) return replaced(letters, pattern, { by, isEvery: sign === '//' });
  const found = prefixesOf(pattern, { isReversed: isEnd })(isEnd ? letters.reverse() : letters, 0);
  const rest = found ? letters.slice(sign.length > 1 ? found.longest : found.shortest) : letters;
  return (isEnd ? rest.reverse() : rest).join('');
}

/** Letters of a value that a pattern is looked for in. */
const patternTextMax = 2000;

function cutLiteral(text: string, sign: string, { pattern, by }: { readonly pattern: string; readonly by: string }): string {
  if (pattern === '') return text;
  if (sign.startsWith('#')) return text.startsWith(pattern) ? text.slice(pattern.length) : text;
  if (sign.startsWith('%')) return text.endsWith(pattern) ? text.slice(0, text.length - pattern.length) : text;
  return sign === '//' ? text.replaceAll(pattern, () => by) : text.replace(pattern, () => by);
}

function replaced(letters: readonly string[], pattern: string, { by, isEvery }: { readonly by: string; readonly isEvery: boolean }): string {
  const find = prefixesOf(pattern);
  let result = '';
  for (let at = 0; at < letters.length;) {
    const end = find(letters, at)?.longest ?? at;
    result += end === at ? (letters[at] ?? '') : by;
    if (end > at && !isEvery) return result + letters.slice(end).join('');
    at = Math.max(end, at + 1);
  }
  return result;
}

/** A word on its way: how it reads, and how it reads as a pattern of files (undefined where it is none). */
interface Part {
  text: string;
  pattern: string;
  isPattern: boolean;
}

async function split(word: Word, lookup: Lookup): Promise<readonly string[]> {
  const parts: Part[] = [];
  let current: Part | undefined;
  const add = (text: string, isQuoted: boolean): void => {
    current ??= { text: '', pattern: '', isPattern: false };
    current.text = bounded(current.text + text);
    current.pattern += isQuoted ? text.replace(/[\\*?[\]]/g, '\\$&') : text;
    current.isPattern ||= !isQuoted && /[*?]/.test(text);
  };
  for (const [index, piece] of word.entries()) {
    const value = await valueOf(piece, lookup);
    if (piece.kind === 'text' || piece.isQuoted) { add(index === 0 && !piece.isQuoted ? value.replace(/^~(?=\/|$)/, () => lookup.variable('HOME') ?? '~') : value, piece.isQuoted); continue; }
    for (const [number, part] of value.split(/\s+/).entries()) {
      if (number > 0 && current !== undefined) { parts.push(current); current = undefined; }
      if (part !== '') add(part, false);
    }
  }
  if (current !== undefined) parts.push(current);
  return parts.flatMap((part) => filesOf(part, lookup));
}

/** The files that a pattern finds, or the pattern itself. */
function filesOf({ text, pattern, isPattern }: Part, lookup: Lookup): readonly string[] {
  if (!isPattern) return [text];
  const matches = globOf(pattern.replace(/^(\.\/)+/, ''));
  const found = [...lookup.files()].filter((name) => matches(name)).sort();
  return found.length > 0 ? found : [text];
}
