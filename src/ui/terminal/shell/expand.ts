import type { Piece, Word } from './syntax.ts';

/** What pieces of words stand for. */
export interface Lookup {
  variable(name: string): string;
  /** Output of `$(…)`. */
  output(text: string): Promise<string>;
}

/** The words that words become: values are looked up, and split at blanks where they are not quoted. */
export async function expandWords(words: readonly Word[], lookup: Lookup): Promise<string[]> {
  const result: string[] = [];
  for (const word of words) result.push(...(await split(word, lookup)));
  return result;
}

/** A word that never splits: the value of an assignment, the file of a redirection, a heredoc. */
export async function expandText(word: Word, lookup: Lookup): Promise<string> {
  let text = '';
  for (const piece of word) text += await valueOf(piece, lookup);
  return text;
}

async function valueOf(piece: Piece, lookup: Lookup): Promise<string> {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'variable') return lookup.variable(piece.name);
  return (await lookup.output(piece.text)).replace(/\n+$/, '');
}

async function split(word: Word, lookup: Lookup): Promise<readonly string[]> {
  const words: string[] = [];
  let current: string | undefined;
  for (const piece of word) {
    const value = await valueOf(piece, lookup);
    if (piece.kind === 'text' || piece.isQuoted) {
      current = (current ?? '') + value;
      continue;
    }
    const parts = value.split(/\s+/);
    for (const [index, part] of parts.entries()) {
      if (index > 0 && current !== undefined) { words.push(current); current = undefined; }
      if (part !== '') current = (current ?? '') + part;
    }
  }
  return current === undefined ? words : [...words, current];
}
