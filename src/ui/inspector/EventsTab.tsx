import { useMemo } from 'react';
import { elapsedText } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession, type Selection } from '../session/store.ts';
import { inspectorWords } from './words.ts';

/** The Events about the object, newest first. */
export function EventsTab({ selection }: { readonly selection: Selection }) {
  const words = useWords(inspectorWords);
  const events = useSession((state) => state.events);
  const own = useMemo(() => events.filter(({ objectUid, kind, name }) => objectUid === selection.uid || (kind === 'Node' && selection.kind === 'Node' && name === selection.name)).reverse(), [events, selection]);
  if (own.length === 0) return <p className="px-4 py-3 text-muted">{words.noEvents}</p>;
  return (
    <ol className="divide-y divide-line">
      {own.map((event) => (
        <li key={event.uid} className="px-4 py-2">
          <div className="flex items-baseline gap-2">
            <span className={event.type === 'Warning' ? 'font-medium text-bad' : 'font-medium'}>{event.reason}</span>
            {event.count > 1 && <span className="text-xs text-muted">×{event.count}</span>}
            <span className="ml-auto text-xs text-muted">{elapsedText(event.atMs)}</span>
          </div>
          <p lang="en" className="text-xs leading-[18px] [overflow-wrap:anywhere] text-muted select-text">{event.message}</p>
          <p className="text-xs text-faint">{event.source}</p>
        </li>
      ))}
    </ol>
  );
}
