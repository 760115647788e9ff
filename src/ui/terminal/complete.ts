/** The longest beginning that all words share. */
export function commonStart(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  let length = first.length;
  for (const word of rest) while (!word.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

/** The line after Tab: the word at the cursor grows as far as all candidates agree; a single one is finished with a blank. */
export function completedLine(line: string, cursor: number, candidates: readonly string[]): { readonly line: string; readonly cursor: number } {
  const before = line.slice(0, cursor);
  const start = before.lastIndexOf(' ') + 1;
  const word = before.slice(start);
  const matching = candidates.filter((candidate) => candidate.startsWith(word));
  if (matching.length === 0) return { line, cursor };
  const grown = matching.length === 1 ? `${matching[0] ?? ''}${(matching[0] ?? '').endsWith('/') || (matching[0] ?? '').endsWith('=') ? '' : ' '}` : commonStart(matching);
  return { line: before.slice(0, start) + grown + line.slice(cursor), cursor: start + grown.length };
}
