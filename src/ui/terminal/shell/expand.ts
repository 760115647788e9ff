import { evaluate } from '../../../kube/shell/arithmetic.ts';
import { quotedPattern, ShellPattern } from '../../../kube/shell/pattern.ts';
import { bracesIn } from './braces.ts';
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
    case 'arithmetic': return String(evaluate(piece.text.replaceAll('$', '').replace(/\{(\w+)\}/g, '$1'), lookup));
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
    case '/':
    case '//': return bounded(new ShellPattern(await expandText(word, lookup)).replace(text, await expandText(by, lookup), { isEvery: sign === '//' }));
    default: return new ShellPattern(await expandText(word, lookup)).trim(text, sign);
  }
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
    current.pattern += isQuoted ? quotedPattern(text) : text;
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
  const wanted = new ShellPattern(pattern.replace(/^(\.\/)+/, ''));
  const found = [...lookup.files()].filter((name) => wanted.test(name)).sort();
  return found.length > 0 ? found : [text];
}
