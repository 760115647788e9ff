/** RFC 3339 times as Go's `time.Parse` reads them, with its words. */
import { parseRfc3339, rfc3339 } from '../time.ts';

const layout = '2006-01-02T15:04:05Z07:00';
const steps: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, '2006'], [/^-/, '-'], [/^\d{2}/, '01'], [/^-/, '-'], [/^\d{2}/, '02'], [/^T/, 'T'],
  [/^\d{1,2}/, '15'], [/^:/, ':'], [/^\d{2}/, '04'], [/^:/, ':'], [/^\d{2}(?:[.,]\d+)?/, '05'], [/^(?:Z|[+-]\d{2}:\d{2})/, 'Z07:00'],
];

/** What Go says about a text that is no RFC 3339 time; undefined where it is one. */
export function timeProblem(text: string): string | undefined {
  let rest = text;
  for (const [pattern, element] of steps) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) return `parsing time ${JSON.stringify(text)} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${element}"`;
    rest = rest.slice(found.length);
  }
  if (rest !== '') return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`;
  const out = rangeProblem(text);
  return out === undefined ? undefined : `parsing time ${JSON.stringify(text)}: ${out} out of range`;
}

function rangeProblem(text: string): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (text.match(/\d+/g) ?? []).map(Number);
  if (month < 1 || month > 12) return 'month';
  if (hour > 23) return 'hour';
  if (minute > 59) return 'minute';
  if (second > 59) return 'second';
  return day < 1 || day > daysIn(year, month) ? 'day' : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** In UTC, whole seconds, as `metav1.Time` writes it. */
export function canonicalTime(text: string): string {
  const millis = parseRfc3339(text.replace(',', '.').replace(/(\.\d{9})\d+/, '$1').replace(/T(\d):/, 'T0$1:'));
  return millis === undefined ? text : rfc3339(Math.floor(millis / 1000) * 1000);
}

/** In UTC with six decimals, as `metav1.MicroTime` writes it. */
export function canonicalMicroTime(text: string): string {
  const fraction = /[.,](\d+)/.exec(text)?.[1] ?? '';
  return `${canonicalTime(text).slice(0, -1)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}
