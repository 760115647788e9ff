import type { FieldChanges } from '../../protocol/requests.ts';
import { useWords } from '../session/preferences.ts';
import { apiWords } from './words.ts';

const signs = { added: '+', changed: '~', removed: '−' } as const;
const colours = { added: 'text-good', changed: 'text-busy', removed: 'text-bad' } as const;

/** The fields that changed, one a line. */
export function Fields({ fields: { changes, more } }: { readonly fields: FieldChanges }) {
  const words = useWords(apiWords);
  if (changes.length === 0) return null;
  return (
    <ul className="font-mono text-[11px] leading-[17px]">
      {changes.map(({ path, change, value }) => (
        <li key={`${change} ${path}`} className="flex gap-1.5">
          <span aria-hidden className={colours[change]}>{signs[change]}</span>
          <span className="sr-only">{words.change[change]}</span>
          <span className="min-w-0 [overflow-wrap:anywhere] select-text">{path}{value !== '' && <span className="text-muted"> {value}</span>}</span>
        </li>
      ))}
      {more > 0 && <li className="pl-3 font-sans text-muted">{words.more(more)}</li>}
    </ul>
  );
}
