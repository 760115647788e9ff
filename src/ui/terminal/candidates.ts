import { complete } from '../session/link.ts';
import { placeOf } from './complete.ts';
import { sharedShell } from './console.ts';
import { programs } from './shell/programs.ts';

/** What the word at the cursor may become: a command, a file that was written here, or what kubectl knows of the cluster. */
export async function candidatesFor(text: string, cursor: number): Promise<readonly string[]> {
  const { aliases, files } = sharedShell;
  const word = /[^\s|;&<>(]*$/.exec(text.slice(0, cursor))?.[0] ?? '';
  const place = placeOf(text, cursor, aliases);
  const all = place.kind === 'kubectl' ? await complete(place.line, place.line.length) : place.kind === 'file' ? [...files.keys()] : [...programs.keys(), ...aliases.keys()];
  return [...new Set(all.filter((candidate) => candidate.startsWith(word)))].sort();
}
