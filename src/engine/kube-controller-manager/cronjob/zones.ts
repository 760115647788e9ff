import { civilFromMillis, millisFromCivil, rfc3339 } from '../../../kube/time.ts';

/** When clocks go forward and back: month, which Sunday (−1: the last), hour; in UTC (`utc`) or by the wall clock before the change. */
interface SummerTime {
  readonly start: readonly [month: number, sunday: number, hour: number];
  readonly end: readonly [month: number, sunday: number, hour: number];
  readonly utc?: true;
}

const europe: SummerTime = { start: [3, -1, 1], end: [10, -1, 1], utc: true };
const america: SummerTime = { start: [3, 2, 2], end: [11, 1, 2] };
const australia: SummerTime = { start: [10, 1, 2], end: [4, 1, 3] };
const newZealand: SummerTime = { start: [9, -1, 2], end: [4, 1, 3] };

type Zone = readonly [offsetMinutes: number, summer: SummerTime | undefined, names: readonly string[]];

/** Today's rules of the zones people schedule in. */
const table: readonly Zone[] = [
  [0, undefined, ['UTC', 'Etc/UTC', 'Etc/GMT', 'GMT', 'Etc/Universal', 'Etc/Zulu', 'Zulu', 'Universal', 'Africa/Abidjan', 'Africa/Accra', 'Atlantic/Reykjavik']],
  [0, europe, ['Europe/London', 'Europe/Dublin', 'Europe/Lisbon', 'Europe/Belfast']],
  [60, europe, ['Europe/Paris', 'Europe/Berlin', 'Europe/Madrid', 'Europe/Rome', 'Europe/Amsterdam', 'Europe/Brussels', 'Europe/Vienna', 'Europe/Zurich', 'Europe/Stockholm', 'Europe/Oslo', 'Europe/Copenhagen', 'Europe/Prague', 'Europe/Warsaw', 'Europe/Budapest', 'Europe/Belgrade', 'Europe/Zagreb', 'Europe/Luxembourg', 'CET']],
  [60, undefined, ['Africa/Lagos', 'Africa/Algiers', 'Africa/Tunis']],
  [120, europe, ['Europe/Athens', 'Europe/Helsinki', 'Europe/Kiev', 'Europe/Kyiv', 'Europe/Bucharest', 'Europe/Sofia', 'Europe/Riga', 'Europe/Tallinn', 'Europe/Vilnius', 'EET']],
  [120, undefined, ['Africa/Johannesburg', 'Africa/Maputo']],
  [180, undefined, ['Europe/Moscow', 'Europe/Istanbul', 'Africa/Nairobi', 'Asia/Riyadh', 'Asia/Baghdad', 'Asia/Kuwait', 'Asia/Qatar', 'Europe/Minsk']],
  [210, undefined, ['Asia/Tehran']],
  [240, undefined, ['Asia/Dubai', 'Asia/Baku', 'Asia/Tbilisi', 'Asia/Muscat']],
  [270, undefined, ['Asia/Kabul']],
  [300, undefined, ['Asia/Karachi', 'Asia/Tashkent', 'Asia/Almaty', 'Asia/Yekaterinburg']],
  [330, undefined, ['Asia/Kolkata', 'Asia/Calcutta', 'Asia/Colombo']],
  [345, undefined, ['Asia/Kathmandu']],
  [360, undefined, ['Asia/Dhaka']],
  [390, undefined, ['Asia/Yangon']],
  [420, undefined, ['Asia/Novosibirsk', 'Asia/Bangkok', 'Asia/Jakarta', 'Asia/Ho_Chi_Minh', 'Asia/Saigon']],
  [480, undefined, ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Singapore', 'Asia/Taipei', 'Asia/Manila', 'Asia/Kuala_Lumpur', 'Australia/Perth', 'PRC', 'Hongkong', 'Singapore']],
  [540, undefined, ['Asia/Seoul', 'Asia/Tokyo', 'Asia/Pyongyang', 'ROK', 'Japan']],
  [570, undefined, ['Australia/Darwin']],
  [570, australia, ['Australia/Adelaide']],
  [600, undefined, ['Australia/Brisbane', 'Pacific/Guam']],
  [600, australia, ['Australia/Sydney', 'Australia/Melbourne', 'Australia/Hobart', 'Australia/Canberra']],
  [720, newZealand, ['Pacific/Auckland', 'NZ']],
  [-180, undefined, ['America/Sao_Paulo', 'America/Argentina/Buenos_Aires', 'America/Buenos_Aires', 'America/Montevideo']],
  [-210, america, ['America/St_Johns']],
  [-240, america, ['America/Halifax', 'Atlantic/Bermuda']],
  [-240, undefined, ['America/Caracas', 'America/Puerto_Rico', 'America/La_Paz']],
  [-300, america, ['America/New_York', 'America/Toronto', 'America/Detroit', 'US/Eastern', 'EST5EDT']],
  [-300, undefined, ['America/Bogota', 'America/Lima', 'America/Panama', 'EST']],
  [-360, america, ['America/Chicago', 'America/Winnipeg', 'US/Central', 'CST6CDT']],
  [-360, undefined, ['America/Mexico_City', 'America/Costa_Rica', 'America/Guatemala']],
  [-420, america, ['America/Denver', 'America/Edmonton', 'US/Mountain', 'MST7MDT']],
  [-420, undefined, ['America/Phoenix', 'MST']],
  [-480, america, ['America/Los_Angeles', 'America/Vancouver', 'US/Pacific', 'PST8PDT']],
  [-540, america, ['America/Anchorage', 'US/Alaska']],
  [-600, undefined, ['Pacific/Honolulu', 'US/Hawaii', 'HST']],
];

/** Local time of a zone: `offsetMs(t)` is what to add to UTC milliseconds. */
export interface TimeZone {
  readonly offsetMs: (epochMs: number) => number;
}

export const utc: TimeZone = { offsetMs: () => 0 };

/** A time zone by name (also `Etc/GMT+3`, which is three hours behind); undefined where it is not known here. */
export function timeZone(name: string): TimeZone | undefined {
  const fixed = /^Etc\/GMT([+-])(\d{1,2})$/.exec(name);
  if (fixed) {
    const hours = Number(fixed[2]) * (fixed[1] === '+' ? -1 : 1);
    return { offsetMs: () => hours * 3_600_000 };
  }
  const zone = table.find(([, , names]) => names.includes(name));
  if (!zone) return undefined;
  const [minutes, summer] = zone;
  return { offsetMs: (epochMs) => minutes * 60_000 + (summer && isSummer(summer, minutes * 60_000, epochMs) ? 3_600_000 : 0) };
}

function isSummer({ start, end, utc: inUtc }: SummerTime, standardMs: number, epochMs: number): boolean {
  const { year } = civilFromMillis(epochMs + standardMs);
  const from = sundayMs(year, start) - (inUtc ? 0 : standardMs);
  const to = sundayMs(year, end) - (inUtc ? 0 : standardMs + 3_600_000);
  return from < to ? epochMs >= from && epochMs < to : epochMs >= from || epochMs < to;
}

/** A moment as the clocks of a zone show it: `2026-01-01T18:00:00+09:00`; `Z` where they show UTC. */
export function localRfc3339(epochMs: number, zone: TimeZone): string {
  const offsetMinutes = zone.offsetMs(epochMs) / 60_000;
  if (offsetMinutes === 0) return rfc3339(epochMs);
  const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  return `${rfc3339(epochMs + offsetMinutes * 60_000).slice(0, -1)}${offsetMinutes < 0 ? '-' : '+'}${two(offsetMinutes / 60)}:${two(offsetMinutes % 60)}`;
}

/** The moment (taken as UTC) of the nth, or last, Sunday of a month at an hour. */
function sundayMs(year: number, [month, sunday, hour]: readonly [number, number, number]): number {
  const at = (day: number): number => millisFromCivil({ year, month, day, hour, minute: 0, second: 0, millisecond: 0 });
  if (sunday > 0) return at(1 + ((7 - civilFromMillis(at(1)).weekday) % 7) + (sunday - 1) * 7);
  const last = month === 12 ? 31 : civilFromMillis(millisFromCivil({ year, month: month + 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }) - 1).day;
  return at(last - civilFromMillis(at(last)).weekday);
}
