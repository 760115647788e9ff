import { Search } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { EventLine } from '../../protocol/cards.ts';
import { classes, elapsedText, HealthMark } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { filterEvents, rowsInSight } from './select.ts';
import { timelineWords } from './words.ts';

const rowHeight = 26;

/** Every event that is kept, newest first; only the rows in sight are drawn. */
export function EventLog() {
  const words = useWords(timelineWords);
  const events = useSession((state) => state.events);
  const [text, setText] = useState('');
  const [warningsOnly, setWarningsOnly] = useState(false);
  const rows = useMemo(() => filterEvents(events, { text, warningsOnly, namespace: '' }), [events, text, warningsOnly]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-3 px-3 pb-2">
        <label className="flex h-7 w-64 items-center gap-1.5 rounded-md border border-line bg-sunken px-2 focus-within:border-accent">
          <Search aria-hidden size={13} className="text-muted" />
          <input type="search" aria-label={words.filter} placeholder={words.filter} value={text} onChange={(event) => { setText(event.target.value); }} className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-faint" />
        </label>
        <label className="flex items-center gap-1.5 text-muted">
          <input type="checkbox" checked={warningsOnly} onChange={(event) => { setWarningsOnly(event.target.checked); }} className="accent-accent" />
          {words.warningsOnly}
        </label>
        <span className="ml-auto text-xs text-muted">{words.shown(rows.length, events.length)}</span>
      </div>
      {rows.length === 0 ? <p className="px-3 py-4 text-muted">{events.length === 0 ? words.noEvents : words.noMatch}</p> : <Rows rows={rows} />}
    </div>
  );
}

function Rows({ rows }: { readonly rows: readonly EventLine[] }) {
  const words = useWords(timelineWords);
  const ref = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  const { from, to } = rowsInSight(view.top, view.height, rowHeight, rows.length);
  const look = () => { if (ref.current) setView({ top: ref.current.scrollTop, height: ref.current.clientHeight }); };
  return (
    <div ref={ref} onScroll={look} tabIndex={0} role="table" aria-label={words.events} aria-rowcount={rows.length} className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]">
      <div role="rowgroup" className="relative" style={{ height: rows.length * rowHeight }}>
        {rows.slice(from, to).map((event, index) => <Row key={event.uid} event={event} index={from + index} />)}
      </div>
    </div>
  );
}

function Row({ event, index }: { readonly event: EventLine; readonly index: number }) {
  const words = useWords(timelineWords);
  const warning = event.type === 'Warning';
  const open = () => { useSession.getState().select({ kind: event.kind, namespace: event.kind === 'Node' ? '' : event.namespace, name: event.name, uid: event.objectUid }); };
  return (
    <div role="row" aria-rowindex={index + 1} className="absolute inset-x-0 flex items-center gap-3 px-3 hover:bg-sunken" style={{ top: index * rowHeight, height: rowHeight }}>
      <span role="cell" className="w-16 shrink-0 text-right text-xs text-muted">{elapsedText(event.atMs)}</span>
      <span role="cell" className="flex w-40 shrink-0 items-center gap-1.5">
        <HealthMark health={warning ? 'bad' : 'good'} size={9} />
        <span className="sr-only">{warning ? words.warning : words.normal}</span>
        <span className={classes('truncate font-medium', warning && 'text-bad')}>{event.reason}</span>
      </span>
      <span role="cell" className="w-60 shrink-0 truncate">
        <button type="button" onClick={open} className="max-w-full truncate rounded text-accent hover:underline">{event.kind} {event.name}</button>
      </span>
      <span role="cell" className="min-w-0 flex-1 truncate text-muted" title={event.message}>{event.message}</span>
      <span role="cell" className="w-12 shrink-0 text-right text-xs text-muted">{event.count > 1 ? `×${event.count}` : ''}</span>
    </div>
  );
}
