/** The longest beginning that all words share. */
export function commonStart(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  let length = first.length;
  for (const word of rest) while (!word.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

/** Where the word at the end of a text begins. */
const wordStart = (text: string): number => /[^\s|;&<>(]*$/.exec(text)?.index ?? text.length;

/** The line after Tab: the word at the cursor grows as far as all candidates agree; a single one is finished with a blank. */
export function completedLine(line: string, cursor: number, candidates: readonly string[]): { readonly line: string; readonly cursor: number } {
  const before = line.slice(0, cursor);
  const start = wordStart(before);
  const word = before.slice(start);
  const matching = candidates.filter((candidate) => candidate.startsWith(word));
  if (matching.length === 0) return { line, cursor };
  const grown = matching.length === 1 ? finished(matching[0] ?? '') : commonStart(matching);
  return { line: before.slice(0, start) + grown + line.slice(cursor), cursor: start + grown.length };
}

/** A blank after it, where nothing can follow it at once. */
const finished = (word: string): string => (/[/=.:,]$/.test(word) ? word : `${word} `);

/** What the word at the cursor can be: a command, a file, or what kubectl knows. */
export type Place =
  | { readonly kind: 'command' }
  | { readonly kind: 'file' }
  /** The kubectl line as it would be without pipes and aliases; only its end is asked about. */
  | { readonly kind: 'kubectl'; readonly line: string };

/** Which command of a line the cursor is in, and what completes there. */
export function placeOf(line: string, cursor: number, aliases: ReadonlyMap<string, string>): Place {
  const command = lastCommand(line.slice(0, cursor));
  if (/[<>]\s*[^\s<>]*$/.test(command)) return { kind: 'file' };
  const bare = command.replace(/^(?:!|\w+=\S*)\s+/, '').replace(/^(?:watch|xargs)(?:\s+-[nIL]\s*\S+|\s+-\S+)*\s+/, '');
  const [first = ''] = bare.split(/\s/);
  if (bare === first) return { kind: 'command' };
  const meant = `${aliases.get(first) ?? first}${bare.slice(first.length)}`;
  if (!/^kubectl\s/.test(meant)) return { kind: 'file' };
  return /\s(?:-f|--filename)[\s=]\S*$/.test(meant) ? { kind: 'file' } : { kind: 'kubectl', line: meant };
}

/** What stands after the last pipe, `;`, `&&` or line of a text, outside of quotes. */
function lastCommand(text: string): string {
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '\\') at++;
    else if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === "'" || c === '"') quote = c;
    else if ('|;&\n'.includes(c) || (c === '(' && text.charAt(at - 1) === '$')) from = at + 1;
  }
  return text.slice(from).trimStart();
}
