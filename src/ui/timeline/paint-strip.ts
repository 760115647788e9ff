import type { EventLine } from '../../protocol/cards.ts';
import { elapsedText } from '../design/index.ts';
import { markStepMs, type StripWindow } from './select.ts';

/** What a strip shows. */
export interface StripPicture {
  readonly window: StripWindow;
  readonly events: readonly EventLine[];
  /** The moment that is looked at; undefined where it is now. */
  readonly headMs: number | undefined;
}

/** What the text of a mark needs. */
const markPixels = 70;
/** How much is seen of what has not happened yet at the moment that is looked at. */
const faint = 0.28;

/** Time with a tick for every event, warnings taller and red; what lies beyond the playhead is faint. */
export function paintStrip(canvas: HTMLCanvasElement, { window, events, headMs }: StripPicture): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  const [wide, high] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width !== wide || canvas.height !== high) { canvas.width = wide; canvas.height = high; }
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name);
  const x = (ms: number): number => ((ms - window.fromMs) / (window.toMs - window.fromMs)) * width;
  const base = height - 20;
  paintMarks(context, { window, base, width, x, line: colour('--line-strong'), text: colour('--faint'), font: `10.5px ${style.fontFamily}` });
  const head = headMs === undefined ? width : x(headMs);
  if (headMs !== undefined) paintPassed(context, { head, base, width, passed: colour('--accent'), faintLine: colour('--page') });
  const [bad, muted] = [colour('--bad'), colour('--muted')];
  for (const event of events) {
    if (event.atMs < window.fromMs || event.atMs > window.toMs) continue;
    const warning = event.type === 'Warning';
    const at = Math.round(x(event.atMs));
    context.fillStyle = warning ? bad : muted;
    context.globalAlpha = (warning ? 1 : 0.55) * (at > head ? faint : 1);
    const tall = warning ? 20 : 10;
    context.fillRect(at - 1, base - tall, warning ? 2 : 1.5, tall);
    if (warning) context.fillRect(at - 2.5, base - tall, 5, 3);
  }
  context.globalAlpha = 1;
  if (headMs !== undefined) paintHead(context, head, base, colour('--accent'));
}

interface Passed {
  readonly head: number;
  readonly base: number;
  readonly width: number;
  readonly passed: string;
  readonly faintLine: string;
}

/** The base line: strong up to the playhead, broken beyond. */
function paintPassed(context: CanvasRenderingContext2D, { head, base, width, passed, faintLine }: Passed): void {
  context.fillStyle = passed;
  context.fillRect(0, base - 0.5, head, 2);
  context.fillStyle = faintLine;
  for (let at = Math.ceil(head) + 4; at < width; at += 8) context.fillRect(at, base, 4, 1);
}

function paintHead(context: CanvasRenderingContext2D, head: number, base: number, accent: string): void {
  context.fillStyle = accent;
  context.fillRect(Math.round(head) - 1, 4, 2, base - 4);
  context.beginPath();
  context.arc(Math.round(head), 6, 4.5, 0, Math.PI * 2);
  context.fill();
}

interface Marks {
  readonly window: StripWindow;
  readonly base: number;
  readonly width: number;
  readonly x: (ms: number) => number;
  readonly line: string;
  readonly text: string;
  readonly font: string;
}

function paintMarks(context: CanvasRenderingContext2D, { window: { fromMs, toMs }, base, width, x, line, text, font }: Marks): void {
  const step = markStepMs(toMs - fromMs, Math.max(2, Math.min(8, width / markPixels)));
  context.fillStyle = line;
  context.fillRect(0, base, width, 1);
  context.font = font;
  context.textAlign = 'center';
  for (let ms = Math.ceil(Math.max(0, fromMs) / step) * step; ms <= toMs; ms += step) {
    const at = x(ms);
    context.fillStyle = line;
    context.fillRect(Math.round(at), base, 1, 4);
    if (at < 24 || at > width - 24) continue;
    context.fillStyle = text;
    context.fillText(elapsedText(ms), at, base + 15);
  }
}
