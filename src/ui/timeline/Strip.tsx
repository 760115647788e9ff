import { useEffect, useRef, useState } from 'react';
import type { EventLine } from '../../protocol/cards.ts';
import type { TimedDeed } from '../../protocol/changes.ts';
import { HealthMark } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { DeedMarks, DeedSign } from './DeedMarks.tsx';
import { backToNow, lookAt } from './looking.ts';
import { paintStrip } from './paint-strip.ts';
import { deedMarks, eventsNear, spanText, spanMs } from './select.ts';
import { momentNow, stripRef, useMoment, useStrip, windowNow } from './strip-store.ts';
import { tellings } from './telling.ts';
import { goToNextChange, goToPreviousChange } from './changes.ts';
import { useTransport } from './transport.ts';
import { timelineWords, type TimelineWords } from './words.ts';

const nearPixels = 6;
const readingMax = 4;
/** So near to its right end the strip means now. */
const nowPixels = 4;
/** Kubernetes writes an Event's time in whole seconds: by the end of its second it has happened. */
const wholeSecondMs = 999;

/** What the pointer is over. */
interface Read {
  readonly x: number;
  readonly time: number;
  readonly events: readonly EventLine[];
  readonly deeds: readonly TimedDeed[];
}

/**
 * The time that was seen, to be dragged or clicked through: an event's tick and a mark of what the person did lead to their moments. Hover reads while
 * it is now: later it would cover what is said of the look back, so that it reads only marks of other moments.
 */
export function Strip() {
  const ref = stripRef;
  const frame = useRef<HTMLDivElement>(null);
  const [reading, setReading] = useState<Read>();
  const words = useWords(timelineWords);
  const isDown = useStrip((state) => state.held !== undefined);
  const isCovering = useSession((state) => state.past !== undefined && (reading?.deeds[0]?.atMs ?? state.nowMs) === state.nowMs);
  usePainting(ref);
  const readAt = (event: React.PointerEvent): Read => read(event, frame.current?.getBoundingClientRect());
  const down = (event: React.PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (event.target !== ref.current) ref.current?.focus({ preventScroll: true });
    const found = readAt(event);
    useStrip.setState({ held: windowNow() });
    setReading(found);
    goTo(found, true);
  };
  const move = (event: React.PointerEvent): void => {
    const found = readAt(event);
    setReading(found);
    if (isDown && event.buttons > 0) goTo(found, false);
  };
  const up = (): void => { useStrip.setState({ held: undefined }); };
  return (
    <div
      ref={frame}
      className="relative h-full min-w-0 flex-1"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onPointerLeave={() => { setReading(undefined); }}
    >
      <canvas ref={ref} {...useSlider()} tabIndex={0} className="absolute inset-0 size-full cursor-pointer touch-none rounded-sm" onKeyDown={(event) => { press(event, words); }} />
      <DeedMarks strip={frame} />
      {reading && !isDown && !isCovering && <Reading {...reading} more={words.more} />}
    </div>
  );
}

function read({ clientX }: React.PointerEvent, { left, width }: Pick<DOMRect, 'left' | 'width'> = { left: 0, width: 1 }): Read {
  const shown = windowNow();
  const span = shown.toMs - shown.fromMs;
  const { record, deeds } = useSession.getState();
  const x = Math.max(0, Math.min(width, clientX - left));
  const time = x >= width - nowPixels ? shown.toMs : shown.fromMs + (span * x) / width;
  const mark = deedMarks(deeds, shown, width).filter((each) => Math.abs(each.x - x) <= nearPixels).sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
  return { x, time, events: eventsNear(record, time, (nearPixels / width) * span), deeds: mark?.deeds ?? [] };
}

/** Shows the moment under the pointer; a press on a mark or a tick shows its own. Nothing else changes: the strip stays where it is for the next press. */
function goTo({ time, events: [event], deeds: [deed] }: Read, isPress: boolean): void {
  lookAt(isPress && deed ? deed.atMs : isPress && event ? event.atMs + wholeSecondMs : time);
}

const keySteps: Readonly<Record<string, number>> = { 'Shift+ArrowLeft': -10_000, 'Shift+ArrowDown': -10_000, 'Shift+ArrowRight': 10_000, 'Shift+ArrowUp': 10_000, PageDown: -60_000, PageUp: 60_000 };

function press(event: React.KeyboardEvent, words: TimelineWords): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { nowMs, past, recordFromMs } = useSession.getState();
  const step = keySteps[`${event.shiftKey ? 'Shift+' : ''}${event.key}`];
  if (step !== undefined) lookAt(Math.max(recordFromMs, nowMs + step));
  else if (event.key === 'Home') lookAt(recordFromMs);
  else if (event.key === 'End') backToNow();
  else if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') goToPreviousChange(words);
  else if (event.key === 'ArrowRight' || event.key === 'ArrowUp') { if (past) goToNextChange(words); }
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The strip for those who do not see it: a slider over seconds that says its time and what happened last. */
function useSlider(): React.AriaAttributes & { readonly role: 'slider' } {
  const words = useWords(timelineWords);
  const span = spanMs(useTransport((state) => state.speed));
  const record = useSession((state) => state.record);
  const last = useSession((state) => state.events.at(-1));
  const second = useSession((state) => Math.floor(state.nowMs / 1000));
  const present = useSession((state) => Math.floor((state.past?.presentMs ?? state.nowMs) / 1000));
  const from = useSession((state) => Math.floor(state.recordFromMs / 1000));
  const what = last ? `${last.reason} ${last.kind} ${last.name}` : '';
  return {
    role: 'slider', 'aria-label': words.strip(record.length, record.filter((event) => event.type === 'Warning').length, spanText(span)), 'aria-orientation': 'horizontal',
    'aria-valuemin': from, 'aria-valuemax': present, 'aria-valuenow': second, 'aria-valuetext': words.at(useMoment(), what),
  };
}

interface ReadingProps extends Read {
  readonly more: (count: number) => string;
}

function Reading({ x, time, events, deeds, more }: ReadingProps) {
  const { deed: sentence } = useWords(tellings);
  const shown = deeds.slice(0, readingMax);
  const beside = events.slice(0, readingMax - shown.length);
  const left = deeds.length + events.length - shown.length - beside.length;
  return (
    <>
      <div className="pointer-events-none absolute inset-y-2 w-px bg-line-strong" style={{ left: x }} />
      <div className="pointer-events-none absolute bottom-full z-30 mb-1 w-max max-w-96 -translate-x-1/2 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-float" style={{ left: x }}>
        <div className="text-muted">{momentNow(deeds[0]?.atMs ?? time)}</div>
        {shown.map(({ number, deed }) => (
          <div key={number} className="flex items-center gap-1.5">
            <DeedSign />
            <span className="min-w-0 truncate font-medium">{sentence(deed)}</span>
          </div>
        ))}
        {beside.map((event) => (
          <div key={event.uid} className="flex items-center gap-1.5">
            <HealthMark health={event.type === 'Warning' ? 'bad' : 'good'} size={8} />
            <span className="font-medium">{event.reason}</span>
            <span className="truncate text-muted">{event.kind} {event.name}</span>
          </div>
        ))}
        {left > 0 && <div className="text-muted">{more(left)}</div>}
      </div>
    </>
  );
}

/** Paints when an event came, or when time or the playhead went on by half a pixel. */
function usePainting(ref: React.RefObject<HTMLCanvasElement | null>): void {
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return undefined;
    let frame = 0;
    let width = canvas.clientWidth;
    let painted = useSession.getState();
    const paintNow = (): void => {
      frame = 0;
      painted = useSession.getState();
      paintStrip(canvas, { window: windowNow(), events: painted.record, headMs: painted.past && painted.nowMs });
    };
    const later = (): void => { if (frame === 0) frame = requestAnimationFrame(paintNow); };
    const observer = new ResizeObserver(() => { width = canvas.clientWidth; later(); });
    observer.observe(canvas);
    const moved = (state: typeof painted): void => {
      const { fromMs, toMs } = windowNow();
      const pixels = (Math.abs(state.nowMs - painted.nowMs) / (toMs - fromMs)) * width;
      if (state.record !== painted.record || state.past !== painted.past || pixels >= 0.5) later();
    };
    const stops = [useSession.subscribe(moved), usePreferences.subscribe(later), useStrip.subscribe(later), useTransport.subscribe(later)];
    return () => { stops.forEach((stop) => { stop(); }); observer.disconnect(); cancelAnimationFrame(frame); };
  }, [ref]);
}
