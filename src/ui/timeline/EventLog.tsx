import { Search } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { EventLine } from '../../protocol/cards.ts';
import { classes, elapsedText, HealthMark } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { filterEvents, rowsInSight } from './select.ts';
import { timelineWords } from './words.ts';

const rowHeight = 26;
/** Where there is less room than this for a row, its cells stand below one another. */
const rowWidthMin = 600;

/** Every event that is kept, newest first; only the rows in sight are drawn. */
export function EventLog() {
  const words = useWords(timelineWords);
  const ref = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow(ref);
  const events = useSession((state) => state.events);
  const [text, setText] = useState('');
  const [warningsOnly, setWarningsOnly] = useState(false);
  const rows = useMemo(() => filterEvents(events, { text, warningsOnly, namespace: '' }), [events, text, warningsOnly]);
  return (
    <div ref={ref} className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-3 px-3 pb-2">
        <label className="flex h-7 max-w-64 min-w-0 flex-1 items-center gap-1.5 rounded-md border border-line bg-sunken px-2 focus-within:border-accent">
          <Search aria-hidden size={13} className="text-muted" />
          <input type="search" aria-label={words.filter} placeholder={words.filter} value={text} onChange={(event) => { setText(event.target.value); }} className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-faint" />
        </label>
        <label className="flex shrink-0 items-center gap-1.5 text-muted">
          <input type="checkbox" checked={warningsOnly} onChange={(event) => { setWarningsOnly(event.target.checked); }} className="accent-accent" />
          {words.warningsOnly}
        </label>
        <span className="ml-auto shrink-0 text-xs text-muted">{words.shown(rows.length, events.length)}</span>
      </div>
      {rows.length === 0 ? <p className="px-3 py-4 text-muted">{events.length === 0 ? words.noEvents : words.noMatch}</p> : isNarrow ? <Entries rows={rows} /> : <Rows rows={rows} />}
    </div>
  );
}

function useNarrow(ref: RefObject<HTMLElement | null>): boolean {
  const [isNarrow, setNarrow] = useState(() => innerWidth < rowWidthMin);
  useEffect(() => {
    const observer = new ResizeObserver(() => { setNarrow((ref.current?.clientWidth ?? rowWidthMin) < rowWidthMin); });
    if (ref.current) observer.observe(ref.current);
    return () => { observer.disconnect(); };
  }, [ref]);
  return isNarrow;
}

/** Each event with all of its words, as many lines as they take; the browser passes over what is out of sight. */
function Entries({ rows }: { readonly rows: readonly EventLine[] }) {
  const words = useWords(timelineWords);
  return (
    <div tabIndex={0} role="table" aria-label={words.events} aria-rowcount={rows.length} className="min-h-0 flex-1 overflow-auto border-t border-line outline-offset-[-2px]">
      <div role="rowgroup">{rows.map((event) => <Entry key={event.uid} event={event} />)}</div>
    </div>
  );
}

const Entry = memo(function Entry({ event }: { readonly event: EventLine }) {
  return (
    <div role="row" className="border-b border-line px-4 py-2 [contain-intrinsic-size:auto_77px] [content-visibility:auto]">
      <div className="flex items-center gap-2">
        <span role="cell" className="flex min-w-0 flex-1 items-center gap-1.5"><Reason event={event} /></span>
        <span role="cell" className="shrink-0 text-xs text-muted">{timesText(event)}</span>
        <span role="cell" className="shrink-0 text-xs text-muted">{elapsedText(event.atMs)}</span>
      </div>
      <div role="cell" className="[overflow-wrap:anywhere]"><ObjectButton event={event}>{event.kind} {event.name}</ObjectButton></div>
      <div role="cell" className="text-muted [overflow-wrap:anywhere]">{event.message}</div>
    </div>
  );
});

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
  return (
    <div role="row" aria-rowindex={index + 1} className="absolute inset-x-0 flex items-center gap-3 px-3 hover:bg-sunken" style={{ top: index * rowHeight, height: rowHeight }}>
      <span role="cell" className="w-16 shrink-0 text-right text-xs text-muted">{elapsedText(event.atMs)}</span>
      <span role="cell" className="flex w-40 shrink-0 items-center gap-1.5"><Reason event={event} /></span>
      <span role="cell" className="w-60 shrink-0 truncate"><ObjectButton event={event}>{event.kind} {event.name}</ObjectButton></span>
      <span role="cell" className="min-w-0 flex-1 truncate text-muted" title={event.message}>{event.message}</span>
      <span role="cell" className="w-12 shrink-0 text-right text-xs text-muted">{timesText(event)}</span>
    </div>
  );
}

const timesText = ({ count }: EventLine): string => (count > 1 ? `×${count}` : '');

function Reason({ event: { type, reason } }: { readonly event: EventLine }) {
  const words = useWords(timelineWords);
  const isWarning = type === 'Warning';
  return (
    <>
      <HealthMark health={isWarning ? 'bad' : 'good'} size={9} />
      <span className="sr-only">{isWarning ? words.warning : words.normal}</span>
      <span className={classes('truncate font-medium', isWarning && 'text-bad')}>{reason}</span>
    </>
  );
}

function ObjectButton({ event: { kind, namespace, name, objectUid }, children }: { readonly event: EventLine; readonly children: ReactNode }) {
  const open = () => { useSession.getState().select({ kind, namespace: kind === 'Node' ? '' : namespace, name, uid: objectUid }); };
  return <button type="button" onClick={open} className="max-w-full truncate rounded text-left text-accent hover:underline max-sm:whitespace-normal">{children}</button>;
}
