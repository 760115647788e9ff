/** Days before a month in a common year; civil calendar arithmetic without `Date`, so that the engine can use it. */
const millisPerDay = 86_400_000;

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar (month 1..12). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** A moment taken apart (UTC). `weekday` 0 is Sunday. */
export interface CivilTime {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  /** 1..31 */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly weekday: number;
}

/** Takes milliseconds since 1970-01-01T00:00:00Z apart. */
export function civilFromMillis(epochMs: number): CivilTime {
  const days = Math.floor(epochMs / millisPerDay);
  const inDay = epochMs - days * millisPerDay;
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
    hour: Math.floor(inDay / 3_600_000),
    minute: Math.floor(inDay / 60_000) % 60,
    second: Math.floor(inDay / 1000) % 60,
    millisecond: Math.floor(inDay) % 1000,
    weekday: ((days % 7) + 11) % 7,
  };
}

/** Milliseconds since 1970-01-01T00:00:00Z of a moment in UTC. */
export function millisFromCivil(time: Omit<CivilTime, 'weekday'>): number {
  const days = daysFromCivil(time.year, time.month, time.day);
  return days * millisPerDay + time.hour * 3_600_000 + time.minute * 60_000 + time.second * 1000 + time.millisecond;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** The last second that was written and its text: most texts of a run say the present second, and share one this way. */
let lastSecond = Number.NaN;
let lastText = '';

/** `metav1.Time`: RFC 3339 in UTC, whole seconds: `2026-01-01T09:00:00Z`. */
export function rfc3339(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = written(epochMs);
  }
  return lastText;
}

function written(epochMs: number): string {
  const t = civilFromMillis(epochMs);
  return `${pad(t.year, 4)}-${pad(t.month, 2)}-${pad(t.day, 2)}T${pad(t.hour, 2)}:${pad(t.minute, 2)}:${pad(t.second, 2)}Z`;
}

/** `metav1.MicroTime`: RFC 3339 with six decimals: `2026-01-01T09:00:00.250000Z`. */
export function rfc3339Micro(epochMs: number): string {
  return `${rfc3339(epochMs).slice(0, -1)}.${pad(civilFromMillis(epochMs).millisecond, 3)}000Z`;
}

const rfc3339Pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Milliseconds since the epoch of an RFC 3339 text, or undefined where it is none. */
export function parseRfc3339(text: string | undefined): number | undefined {
  const match = text === undefined ? null : rfc3339Pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = match;
  const utc = millisFromCivil({
    year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute),
    second: Number(second), millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')),
  });
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return sign === '-' ? utc + offsetMs : utc - offsetMs;
}
