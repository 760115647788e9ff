import { civilFromMillis, millisFromCivil, rfc3339 } from '../../../kube/time.ts';
import { zoneNames } from './zone-names.ts';

/** A moment of every year: the first such weekday (0 is Sunday) on or after a day or, where the day is negative, the last on or before it; and the minute of that day. */
type Moment = readonly [month: number, weekday: number, day: number, minute: number];

/** When clocks go forward and back: in UTC (`utc`), or by the wall clock before the change. */
interface SummerTime {
  readonly start: Moment;
  readonly end: Moment;
  readonly utc?: true;
  /** How far they go; an hour where it is not said. */
  readonly minutes?: number;
}

const [sunday, thursday, friday, saturday] = [0, 4, 5, 6];

/** @see IANA time zone database, release 2025c */
const rules: Readonly<Record<string, SummerTime>> = {
  europe: { start: [3, sunday, -31, 60], end: [10, sunday, -31, 60], utc: true },
  troll: { start: [3, sunday, -31, 60], end: [10, sunday, -31, 60], utc: true, minutes: 120 },
  america: { start: [3, sunday, 8, 120], end: [11, sunday, 1, 120] },
  cuba: { start: [3, sunday, 8, 0], end: [11, sunday, 1, 60] },
  chile: { start: [9, sunday, 2, 240], end: [4, sunday, 2, 180], utc: true },
  easter: { start: [9, sunday, 2, 240], end: [4, sunday, 2, 180], utc: true },
  egypt: { start: [4, friday, -30, 0], end: [10, thursday, -31, 1440] },
  israel: { start: [3, friday, 23, 120], end: [10, sunday, -31, 120] },
  lebanon: { start: [3, sunday, -31, 0], end: [10, sunday, -31, 0] },
  palestine: { start: [3, saturday, -30, 120], end: [10, saturday, -30, 120] },
  moldova: { start: [3, sunday, -31, 120], end: [10, sunday, -31, 180] },
  australia: { start: [10, sunday, 1, 120], end: [4, sunday, 1, 180] },
  lordHowe: { start: [10, sunday, 1, 120], end: [4, sunday, 1, 120], minutes: 30 },
  newZealand: { start: [9, sunday, -30, 120], end: [4, sunday, 1, 180] },
  chatham: { start: [9, sunday, -30, 165], end: [4, sunday, 1, 225] },
};

/** `-300 america` by the name of every zone that keeps it; made for the first zone that is asked for. */
let clocks: ReadonlyMap<string, string> | undefined;

const clockOf = (name: string): string | undefined =>
  (clocks ??= new Map(Object.entries(zoneNames).flatMap(([clock, names]) => names.trim().split(/\s+/).map((zone) => [zone, clock] as const)))).get(name);

/** Local time of a zone: `offsetMs(t)` is what to add to UTC milliseconds. */
export interface TimeZone {
  readonly offsetMs: (epochMs: number) => number;
}

export const utc: TimeZone = { offsetMs: () => 0 };

/** A time zone by name; undefined where its clock is not known here. */
export function timeZone(name: string): TimeZone | undefined {
  const clock = clockOf(name);
  if (clock === undefined) return undefined;
  const [minutes, rule = ''] = clock.split(' ');
  const standardMs = Number(minutes) * 60_000;
  const summer = rules[rule];
  if (!summer) return { offsetMs: () => standardMs };
  const savedMs = (summer.minutes ?? 60) * 60_000;
  return { offsetMs: (epochMs) => standardMs + (isSummer(summer, standardMs, savedMs, epochMs) ? savedMs : 0) };
}

function isSummer({ start, end, utc: inUtc }: SummerTime, standardMs: number, savedMs: number, epochMs: number): boolean {
  const { year } = civilFromMillis(epochMs + standardMs);
  const from = momentMs(year, start) - (inUtc ? 0 : standardMs);
  const to = momentMs(year, end) - (inUtc ? 0 : standardMs + savedMs);
  return from < to ? epochMs >= from && epochMs < to : epochMs >= from || epochMs < to;
}

/** A moment as the clocks of a zone show it: `2026-01-01T18:00:00+09:00`; `Z` where they show UTC. */
export function localRfc3339(epochMs: number, zone: TimeZone): string {
  const offsetMinutes = zone.offsetMs(epochMs) / 60_000;
  if (offsetMinutes === 0) return rfc3339(epochMs);
  const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  return `${rfc3339(epochMs + offsetMinutes * 60_000).slice(0, -1)}${offsetMinutes < 0 ? '-' : '+'}${two(offsetMinutes / 60)}:${two(offsetMinutes % 60)}`;
}

/** The moment of one year, taken as UTC. */
function momentMs(year: number, [month, weekday, day, minute]: Moment): number {
  const at = millisFromCivil({ year, month, day: Math.abs(day), hour: 0, minute: 0, second: 0, millisecond: 0 });
  const behind = day > 0 ? (7 + weekday - civilFromMillis(at).weekday) % 7 : -((7 + civilFromMillis(at).weekday - weekday) % 7);
  return at + behind * 86_400_000 + minute * 60_000;
}
