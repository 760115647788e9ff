import { civilFromMillis, millisFromCivil, type CivilTime } from '../../../kube/time.ts';
import { utc, type TimeZone } from './zones.ts';
import { parseGoDuration, parseGoInt } from '../../../kube/go/duration.ts';

/** A schedule: `next(t)` is the first time after `t` (ms since 1970), undefined where there is none within five years. */
export interface Schedule {
  readonly next: (epochMs: number) => number | undefined;
}

export type ParsedSchedule = { readonly ok: true; readonly schedule: Schedule } | { readonly ok: false; readonly message: string };

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: Readonly<Record<string, number>>;
}

const numbered = (names: string, from: number): Readonly<Record<string, number>> => Object.fromEntries(names.split(' ').map((name, index) => [name, index + from]));
const minutes: Bounds = { min: 0, max: 59 };
const hours: Bounds = { min: 0, max: 23 };
const days: Bounds = { min: 1, max: 31 };
const months: Bounds = { min: 1, max: 12, names: numbered('jan feb mar apr may jun jul aug sep oct nov dec', 1) };
const weekdays: Bounds = { min: 0, max: 6, names: numbered('sun mon tue wed thu fri sat', 0) };

interface Field {
  readonly values: ReadonlySet<number>;
  /** Written as `*` or `?`. */
  readonly any: boolean;
}

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};

class Problem extends Error {}

/**
 * Reads a schedule of five fields, a descriptor (`@daily`) or `@every 5m`, with the words of the library that Kubernetes uses
 * where it cannot be read.
 */
export function parseSchedule(text: string, zone: TimeZone = utc): ParsedSchedule {
  try {
    return { ok: true, schedule: scheduleOf(text, zone) };
  } catch (problem) {
    if (problem instanceof Problem) return { ok: false, message: problem.message };
    throw problem;
  }
}

function scheduleOf(text: string, zone: TimeZone): Schedule {
  if (text.startsWith('@every ')) return everySchedule(text);
  const spec = Object.hasOwn(descriptors, text) ? (descriptors[text] ?? '') : text;
  if (spec.startsWith('@')) throw new Problem(`unrecognized descriptor: ${text}`);
  const parts = spec.trim() === '' ? [] : spec.trim().split(/\s+/);
  if (text === '') throw new Problem('empty spec string');
  if (parts.length !== 5) throw new Problem(`expected exactly 5 fields, found ${String(parts.length)}: [${parts.join(' ')}]`);
  const [minute, hour, day, month, weekday] = [minutes, hours, days, months, weekdays].map((bounds, index) => parseField(parts[index] ?? '', bounds));
  if (!minute || !hour || !day || !month || !weekday) throw new Problem(`bad schedule: ${text}`);
  return { next: (epochMs) => nextTime({ minute, hour, day, month, weekday }, zone, epochMs) };
}

function everySchedule(text: string): Schedule {
  const duration = text.slice('@every '.length);
  const totalMs = parseGoDuration(duration);
  if (totalMs === undefined) throw new Problem(`failed to parse duration ${text}: time: invalid duration "${duration}"`);
  const stepMs = Math.max(1000, Math.floor(totalMs / 1000) * 1000);
  return { next: (epochMs) => Math.floor((epochMs + stepMs) / 1000) * 1000 };
}

function parseField(text: string, bounds: Bounds): Field {
  const values = new Set<number>();
  let any = false;
  for (const part of text.split(',')) {
    const range = parseRange(part, bounds);
    for (let value = range.first; value <= range.last; value += range.step) values.add(value);
    any ||= range.any;
  }
  return { values, any };
}

function parseRange(text: string, bounds: Bounds): { first: number; last: number; step: number; any: boolean } {
  const [range = '', stepText, ...more] = text.split('/');
  const [from = '', to, ...rest] = range.split('-');
  if (more.length > 0) throw new Problem(`too many slashes: ${text}`);
  if (rest.length > 0) throw new Problem(`too many hyphens: ${text}`);
  const any = from === '*' || from === '?';
  const first = any ? bounds.min : valueOf(from, bounds);
  const last = any ? bounds.max : to !== undefined ? valueOf(to, bounds) : stepText !== undefined ? bounds.max : first;
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  if (first < bounds.min) throw new Problem(`beginning of range (${String(first)}) below minimum (${String(bounds.min)}): ${text}`);
  if (last > bounds.max) throw new Problem(`end of range (${String(last)}) above maximum (${String(bounds.max)}): ${text}`);
  if (first > last) throw new Problem(`beginning of range (${String(first)}) beyond end of range (${String(last)}): ${text}`);
  if (step === 0) throw new Problem(`step of range should be a positive number: ${text}`);
  return { first, last, step, any: any && step === 1 };
}

function valueOf(text: string, { names }: Bounds): number {
  const lower = text.toLowerCase();
  return names && Object.hasOwn(names, lower) ? (names[lower] ?? 0) : wholeNumber(text);
}

function wholeNumber(text: string): number {
  const number = parseGoInt(text);
  if ('problem' in number) throw new Problem(`failed to parse int from ${text}: strconv.Atoi: ${number.problem}`);
  if (number.value < 0) throw new Problem(`negative number (${String(number.value)}) not allowed: ${text}`);
  return number.value;
}

interface Fields {
  readonly minute: Field;
  readonly hour: Field;
  readonly day: Field;
  readonly month: Field;
  readonly weekday: Field;
}

/** How far ahead a time is looked for. */
const yearsMax = 5;
const hourMs = 3_600_000;

/**
 * The first time after a moment that fits. The clock on the wall is moved on field by field, as the library does it that Kubernetes
 * uses, so that the nights when clocks change come out alike: a time that does not exist is left out, one that comes twice counts twice.
 *
 * @see robfig/cron v3, SpecSchedule.Next
 */
function nextTime(fields: Fields, zone: TimeZone, epochMs: number): number | undefined {
  const walk = new Walk(zone, Math.floor(epochMs / 60_000) * 60_000 + 60_000);
  const lastYear = walk.wall.year + yearsMax;
  while (walk.wall.year <= lastYear) {
    if (walk.toMonth(fields) && walk.toDay(fields) && walk.toHour(fields) && walk.toMinute(fields)) return walk.at;
  }
  return undefined;
}

/** A clock on the wall that is moved on until its fields fit. Each step is false where a larger field has changed with it. */
class Walk {
  at: number;
  readonly #zone: TimeZone;
  /** Once a field was moved on, the smaller ones begin anew. */
  #moved = false;

  constructor(zone: TimeZone, at: number) {
    this.#zone = zone;
    this.at = at;
  }

  get wall(): CivilTime {
    return civilFromMillis(this.at + this.#zone.offsetMs(this.at));
  }

  toMonth({ month }: Fields): boolean {
    while (!month.values.has(this.wall.month)) {
      this.#begin({ day: 1, hour: 0, minute: 0 });
      this.#set({ month: this.wall.month + 1 });
      if (this.wall.month === 1) return false;
    }
    return true;
  }

  toDay(fields: Fields): boolean {
    while (!dayMatches(fields, this.wall)) {
      this.#begin({ hour: 0, minute: 0 });
      this.#set({ day: this.wall.day + 1 });
      const { hour } = this.wall;
      // Where clocks change at midnight, there may be none.
      if (hour !== 0) this.at += (hour > 12 ? 24 - hour : -hour) * hourMs;
      if (this.wall.day === 1) return false;
    }
    return true;
  }

  toHour({ hour }: Fields): boolean {
    while (!hour.values.has(this.wall.hour)) {
      this.#begin({ minute: 0 });
      this.at += hourMs;
      if (this.wall.hour === 0) return false;
    }
    return true;
  }

  toMinute({ minute }: Fields): boolean {
    while (!minute.values.has(this.wall.minute)) {
      this.#moved = true;
      this.at += 60_000;
      if (this.wall.minute === 0) return false;
    }
    return true;
  }

  #begin(fields: Partial<CivilTime>): void {
    if (!this.#moved) this.#set(fields);
    this.#moved = true;
  }

  /** A time that comes twice, or never, is taken by the zone that is in force at what the clock would show in UTC. */
  #set(fields: Partial<CivilTime>): void {
    const { wall } = this;
    const month = (fields.month ?? wall.month) - 1;
    const local = millisFromCivil({ ...wall, ...fields, year: wall.year + Math.floor(month / 12), month: (month % 12) + 1 });
    this.at = local - this.#zone.offsetMs(local - this.#zone.offsetMs(local));
  }
}

/** Where neither day of month nor weekday is `*`, one of them is enough. */
function dayMatches({ day, weekday }: Pick<Fields, 'day' | 'weekday'>, wall: CivilTime): boolean {
  const [byDay, byWeekday] = [day.values.has(wall.day), weekday.values.has(wall.weekday)];
  return day.any || weekday.any ? byDay && byWeekday : byDay || byWeekday;
}
