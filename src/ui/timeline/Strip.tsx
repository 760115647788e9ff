import { useEffect, useRef, useState } from 'react';
import type { EventLine } from '../../protocol/cards.ts';
import { elapsedText, HealthMark } from '../design/index.ts';
import { useWords, usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { eventsNear, markStepMs, shownMs, spanMs, spanText } from './select.ts';
import { useTransport } from './transport.ts';
import { timelineWords } from './words.ts';

const nearPixels = 6;
const readingMax = 4;

/** What the pointer is over. */
interface Read {
  readonly x: number;
  readonly time: number;
  readonly events: readonly EventLine[];
}

/** The last minutes: a tick for every event, warnings taller and red. Hover reads, a click opens what it was about. */
export function Strip() {
  const words = useWords(timelineWords);
  const ref = useRef<HTMLCanvasElement>(null);
  const [reading, setReading] = useState<Read>();
  const span = spanMs(useTransport((state) => state.speed));
  const label = useStripLabel(span);
  usePainting(ref, span);
  const read = (x: number): Read => {
    const width = ref.current?.clientWidth ?? 1;
    const { events, nowMs } = useSession.getState();
    const shown = shownMs(span, nowMs);
    const time = nowMs - shown * (1 - x / width);
    return { x, time, events: eventsNear(events, time, (nearPixels / width) * shown) };
  };
  const open = ({ events: [event] }: Read): void => {
    if (event) useSession.getState().select({ kind: event.kind, namespace: event.kind === 'Node' ? '' : event.namespace, name: event.name, uid: event.objectUid });
  };
  return (
    <div className="relative h-full min-w-0 flex-1">
      <canvas
        ref={ref}
        role="img"
        aria-label={label}
        className="absolute inset-0 size-full"
        onPointerMove={(event) => { setReading(read(event.nativeEvent.offsetX)); }}
        onPointerLeave={() => { setReading(undefined); }}
        onClick={(event) => { open(read(event.nativeEvent.offsetX)); }}
      />
      {reading && <Reading {...reading} more={words.more} />}
    </div>
  );
}

function useStripLabel(span: number): string {
  const words = useWords(timelineWords);
  const events = useSession((state) => state.events);
  return words.strip(events.length, events.filter((event) => event.type === 'Warning').length, spanText(span));
}

interface ReadingProps extends Read {
  readonly more: (count: number) => string;
}

function Reading({ x, time, events, more }: ReadingProps) {
  return (
    <>
      <div className="pointer-events-none absolute inset-y-2 w-px bg-line-strong" style={{ left: x }} />
      <div className="pointer-events-none absolute bottom-full z-30 mb-1 w-max max-w-96 -translate-x-1/2 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-float" style={{ left: x }}>
        <div className="text-muted">{elapsedText(time)}</div>
        {events.slice(0, readingMax).map((event) => (
          <div key={event.uid} className="flex items-center gap-1.5">
            <HealthMark health={event.type === 'Warning' ? 'bad' : 'good'} size={8} />
            <span className="font-medium">{event.reason}</span>
            <span className="truncate text-muted">{event.kind} {event.name}</span>
          </div>
        ))}
        {events.length > readingMax && <div className="text-muted">{more(events.length - readingMax)}</div>}
      </div>
    </>
  );
}

/** Paints when an event came, or when time went on by half a pixel. */
function usePainting(ref: React.RefObject<HTMLCanvasElement | null>, span: number): void {
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return undefined;
    let frame = 0;
    const paintNow = (): void => { frame = 0; paint(canvas, span); };
    const later = (): void => { if (frame === 0) frame = requestAnimationFrame(paintNow); };
    let width = canvas.clientWidth;
    const observer = new ResizeObserver(() => { width = canvas.clientWidth; later(); });
    observer.observe(canvas);
    let painted = useSession.getState();
    const moved = (state: typeof painted): void => {
      const pixels = (Math.abs(state.nowMs - painted.nowMs) / shownMs(span, state.nowMs)) * width;
      if (state.events === painted.events && pixels < 0.5) return;
      painted = state;
      later();
    };
    const stops = [useSession.subscribe(moved), usePreferences.subscribe(later)];
    return () => { stops.forEach((stop) => { stop(); }); observer.disconnect(); cancelAnimationFrame(frame); };
  }, [ref, span]);
}

function paint(canvas: HTMLCanvasElement, spanMax: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  const [wide, high] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width !== wide || canvas.height !== high) { canvas.width = wide; canvas.height = high; }
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name);
  const { nowMs, events } = useSession.getState();
  const span = shownMs(spanMax, nowMs);
  const x = (ms: number): number => width * (1 - (nowMs - ms) / span);
  const base = height - 20;
  paintMarks(context, { nowMs, span, base, width, x, line: colour('--line-strong'), text: colour('--faint'), font: `10.5px ${style.fontFamily}` });
  const [bad, muted] = [colour('--bad'), colour('--muted')];
  for (const event of events) {
    const warning = event.type === 'Warning';
    if (nowMs - event.atMs > span) continue;
    context.fillStyle = warning ? bad : muted;
    context.globalAlpha = warning ? 1 : 0.55;
    const tall = warning ? 20 : 10;
    context.fillRect(Math.round(x(event.atMs)) - 1, base - tall, warning ? 2 : 1.5, tall);
    if (warning) context.fillRect(Math.round(x(event.atMs)) - 2.5, base - tall, 5, 3);
  }
  context.globalAlpha = 1;
}

interface Marks {
  readonly nowMs: number;
  readonly span: number;
  readonly base: number;
  readonly width: number;
  readonly x: (ms: number) => number;
  readonly line: string;
  readonly text: string;
  readonly font: string;
}

function paintMarks(context: CanvasRenderingContext2D, { nowMs, span, base, width, x, line, text, font }: Marks): void {
  const step = markStepMs(span);
  context.fillStyle = line;
  context.fillRect(0, base, width, 1);
  context.font = font;
  context.textAlign = 'center';
  for (let ms = Math.ceil(Math.max(0, nowMs - span) / step) * step; ms <= nowMs; ms += step) {
    const at = x(ms);
    context.fillStyle = line;
    context.fillRect(Math.round(at), base, 1, 4);
    if (at < 24 || at > width - 24) continue;
    context.fillStyle = text;
    context.fillText(elapsedText(ms), at, base + 15);
  }
}
