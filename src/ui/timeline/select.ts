import type { EventLine } from '../../protocol/cards.ts';
import type { TimedDeed } from '../../protocol/changes.ts';
import { elapsedText } from '../design/words.ts';

/** Speeds of the transport, in virtual seconds per second. */
export const speeds: readonly number[] = [1, 2, 5, 10, 60, 300, 1000];

/** `2026-01-05 09:02:13`, in UTC. */
export const wallText = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ');

const spansMs = [120_000, 300_000, 600_000, 1_800_000, 3_600_000, 3 * 3_600_000, 6 * 3_600_000, 12 * 3_600_000, 24 * 3_600_000];
const realSecondsInSight = 75;

/** How much virtual time the strip shows: about the last minute and a quarter of real time, two minutes at least. */
export function spanMs(speed: number): number {
  const wanted = speed * realSecondsInSight * 1000;
  return spansMs.find((span) => span >= wanted) ?? 24 * 3_600_000;
}

const shownMinMs = 30_000;

/** How much of a span the strip is drawn for: a young cluster's whole life, so that no part of the strip lies before its start. */
export const shownMs = (span: number, nowMs: number): number => Math.min(span, Math.max(shownMinMs, nowMs));

/** What the strip shows, from one moment to another, in virtual ms. */
export interface StripWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the strip's window is made from. */
export interface StripTimes {
  /** The moment that is shown, and where the cluster stands. */
  readonly nowMs: number;
  readonly presentMs: number;
  readonly recordFromMs: number;
}

/** Up to the present: what is recent, or the whole record; further back where the moment that is shown lies before that. */
export function stripWindow({ nowMs, presentMs, recordFromMs }: StripTimes, span: number, isWhole: boolean): StripWindow {
  const usual = isWhole ? Math.min(recordFromMs, presentMs - shownMinMs) : presentMs - shownMs(span, presentMs);
  if (nowMs >= usual) return { fromMs: usual, toMs: presentMs };
  return { fromMs: Math.max(Math.min(0, usual), nowMs - (presentMs - nowMs) / 20), toMs: presentMs };
}

/** Whether there is more of the record than what is recent. */
export const hasMore = ({ presentMs, recordFromMs }: StripTimes, span: number): boolean => presentMs - shownMs(span, presentMs) > recordFromMs;

/** `2m`, `1h`. */
export const spanText = (ms: number): string => (ms >= 3_600_000 ? `${ms / 3_600_000}h` : `${ms / 60_000}m`);

/** Where the strip shows so much at most, somebody can point at tenths of a second. */
const fineSpanMs = 600_000;

/** A moment as finely as the strip shows it: `0:02:13.4`, and `1:02:13` where it shows more than ten minutes. */
export const momentText = (ms: number, span: number): string => (span <= fineSpanMs ? `${elapsedText(ms)}.${String(Math.floor(Math.max(0, ms) / 100) % 10)}` : elapsedText(ms));

/** Distance of the strip's marks, so that there are four to eight of them, or fewer where there is no room. */
export function markStepMs(span: number, marksMax = 8): number {
  return [15_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 4 * 3_600_000, 6 * 3_600_000, 24 * 3_600_000].find((step) => span / step <= marksMax) ?? 120 * 3_600_000;
}

/** What the person did, as far as it stands in one place of the strip. */
export interface DeedMark {
  /** In pixels from the strip's left end. */
  readonly x: number;
  /** One or more, oldest first. */
  readonly deeds: readonly TimedDeed[];
}

/** So near to each other two marks are one. */
const markPixels = 10;

/** Marks of what the person did within a window that is so many pixels wide; what stands too near to be told apart has one mark, at the first of it. */
export function deedMarks(deeds: readonly TimedDeed[], { fromMs, toMs }: StripWindow, width: number): readonly DeedMark[] {
  const marks: { readonly x: number; readonly deeds: TimedDeed[] }[] = [];
  for (const deed of deeds) {
    if (deed.atMs < fromMs || deed.atMs > toMs) continue;
    const x = Math.round(((deed.atMs - fromMs) / (toMs - fromMs)) * width);
    const last = marks.at(-1);
    if (last && x - last.x < markPixels) last.deeds.push(deed);
    else marks.push({ x, deeds: [deed] });
  }
  return marks;
}

/** Events within `toleranceMs` of a moment, nearest first. */
export function eventsNear(events: readonly EventLine[], atMs: number, toleranceMs: number): readonly EventLine[] {
  const distance = (event: EventLine): number => Math.abs(event.atMs - atMs);
  return events.filter((event) => distance(event) <= toleranceMs).sort((a, b) => distance(a) - distance(b));
}

export interface EventFilter {
  readonly text: string;
  readonly warningsOnly: boolean;
  readonly namespace: string;
}

/** Events that pass, newest first. Every word of the text must occur somewhere in the line. */
export function filterEvents(events: readonly EventLine[], { text, warningsOnly, namespace }: EventFilter): readonly EventLine[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const passes = (event: EventLine): boolean => {
    if (warningsOnly && event.type !== 'Warning') return false;
    if (namespace !== '' && event.namespace !== namespace && event.kind !== 'Node') return false;
    if (wanted.length === 0) return true;
    const line = `${event.reason} ${event.kind}/${event.name} ${event.namespace} ${event.message} ${event.source}`.toLowerCase();
    return wanted.every((word) => line.includes(word));
  };
  return events.filter(passes).reverse();
}

/** Which rows of a list of equal rows are in sight, with a few around them. */
export function rowsInSight(scrollTop: number, height: number, rowHeight: number, count: number): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - 4);
  return { from, to: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + 4) };
}
