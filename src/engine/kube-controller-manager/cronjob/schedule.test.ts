import { describe, expect, it } from 'vitest';
import { parseRfc3339, rfc3339 } from '../../../kube/time.ts';
import { dueStart, nextLookMs } from './plan.ts';
import { parseSchedule } from './schedule.ts';
import { localRfc3339, timeZone, utc } from './zones.ts';

function next(schedule: string, from: string, zone?: string): string {
  const parsed = parseSchedule(schedule, zone === undefined ? utc : timeZone(zone));
  const at = parsed.ok ? parsed.schedule.next(parseRfc3339(from) ?? 0) : undefined;
  return parsed.ok ? (at === undefined ? 'never' : rfc3339(at)) : parsed.message;
}

describe('schedules', () => {
  it.each([
    ['* * * * *', '2026-01-01T09:00:00Z', '2026-01-01T09:01:00Z'],
    ['* * * * *', '2026-01-01T09:00:59Z', '2026-01-01T09:01:00Z'],
    ['*/15 * * * *', '2026-01-01T09:50:00Z', '2026-01-01T10:00:00Z'],
    ['30 9 * * 1-5', '2026-01-02T09:30:00Z', '2026-01-05T09:30:00Z'],
    ['0 0 1 * *', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
    ['0 12 13 * FRI', '2026-02-13T12:00:00Z', '2026-02-20T12:00:00Z'],
    ['0 0 29 feb ?', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 31 2 *', '2026-01-01T00:00:00Z', 'never'],
    ['@daily', '2026-01-01T09:00:00Z', '2026-01-02T00:00:00Z'],
    ['@every 5m', '2026-01-01T09:00:00Z', '2026-01-01T09:05:00Z'],
  ])('%s after %s is %s', (schedule, from, to) => {
    expect(next(schedule, from)).toBe(to);
  });

  it.each([
    ['30 9 * * *', '2026-01-01T00:00:00Z', 'Asia/Seoul', '2026-01-01T00:30:00Z'],
    ['30 9 * * *', '2026-01-10T00:00:00Z', 'Europe/Paris', '2026-01-10T08:30:00Z'],
    ['30 9 * * *', '2026-07-10T00:00:00Z', 'Europe/Paris', '2026-07-10T07:30:00Z'],
    ['30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Paris', '2026-03-30T00:30:00Z'],
    ['0 9 * * *', '2026-07-10T00:00:00Z', 'America/New_York', '2026-07-10T13:00:00Z'],
    ['0 9 * * *', '2026-01-10T00:00:00Z', 'Australia/Sydney', '2026-01-10T22:00:00Z'],
    ['0 0 * * *', '2026-01-01T04:00:00Z', 'Etc/GMT+3', '2026-01-02T03:00:00Z'],
  ])('%s after %s in %s (%s) is %s', (schedule, from, zone, to) => {
    expect(next(schedule, from, zone)).toBe(to);
  });

  // The nights when clocks change. What the library of Kubernetes says of New York stands in its own tests.
  it.each([
    { why: 'a time that is left out', schedule: '30 2 * * *', zone: 'America/New_York', from: '2026-03-07T12:00:00Z', starts: ['2026-03-09T06:30:00Z', '2026-03-10T06:30:00Z'] },
    { why: 'a time that comes twice', schedule: '30 1 * * *', zone: 'America/New_York', from: '2026-11-01T04:00:00Z', starts: ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', '2026-11-02T06:30:00Z'] },
    { why: 'each hour while clocks go forward', schedule: '0 * * * *', zone: 'America/New_York', from: '2026-03-08T05:30:00Z', starts: ['2026-03-08T06:00:00Z', '2026-03-08T07:00:00Z', '2026-03-08T08:00:00Z'] },
    { why: 'each hour while clocks go back', schedule: '0 * * * *', zone: 'America/New_York', from: '2026-11-01T04:30:00Z', starts: ['2026-11-01T05:00:00Z', '2026-11-01T06:00:00Z', '2026-11-01T07:00:00Z'] },
    { why: 'a time that is left out', schedule: '30 2 * * *', zone: 'Europe/Berlin', from: '2026-03-28T12:00:00Z', starts: ['2026-03-30T00:30:00Z'] },
    { why: 'a time that comes twice', schedule: '30 2 * * *', zone: 'Europe/Berlin', from: '2026-10-24T22:30:00Z', starts: ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'] },
    { why: 'midnight, and noon of the longer day', schedule: '0 0,12 * * *', zone: 'Europe/Berlin', from: '2026-10-24T12:00:00Z', starts: ['2026-10-24T22:00:00Z', '2026-10-25T11:00:00Z', '2026-10-25T23:00:00Z'] },
    { why: 'no change at all', schedule: '30 2 * * *', zone: 'Asia/Seoul', from: '2026-03-28T12:00:00Z', starts: ['2026-03-28T17:30:00Z', '2026-03-29T17:30:00Z'] },
    { why: 'half an hour that is left out', schedule: '15 2 * * *', zone: 'Australia/Lord_Howe', from: '2026-10-02T20:00:00Z', starts: ['2026-10-04T15:15:00Z'] },
    { why: 'the other half of it', schedule: '45 2 * * *', zone: 'Australia/Lord_Howe', from: '2026-10-02T20:00:00Z', starts: ['2026-10-03T15:45:00Z', '2026-10-04T15:45:00Z'] },
    { why: 'the hour after half an hour was left out, which the library oversteps', schedule: '15 3 * * *', zone: 'Australia/Lord_Howe', from: '2026-10-02T20:00:00Z', starts: ['2026-10-04T16:15:00Z'] },
    { why: 'half an hour that comes twice', schedule: '45 1 * * *', zone: 'Australia/Lord_Howe', from: '2026-04-03T20:00:00Z', starts: ['2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z', '2026-04-05T15:15:00Z'] },
  ])('$schedule in $zone: $why', ({ schedule, zone, from, starts }) => {
    let at = from;
    expect(starts.map(() => (at = next(schedule, at, zone)))).toEqual(starts);
  });

  it.each([
    ['@every 99999999999999999999h', 'failed to parse duration @every 99999999999999999999h: time: invalid duration "99999999999999999999h"'],
    ['0-59/99999999999999999999 * * * *', 'failed to parse int from 99999999999999999999: strconv.Atoi: parsing "99999999999999999999": value out of range'],
    ['every day', 'expected exactly 5 fields, found 2: [every day]'],
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['@sometimes', 'unrecognized descriptor: @sometimes'],
  ])('%s is refused: %s', (schedule, words) => {
    expect(next(schedule, '2026-01-01T00:00:00Z')).toBe(words);
  });

  it('knows no zone it has no rules for', () => {
    expect(timeZone('Mars/Base')).toBeUndefined();
  });
});

/** What the clocks of a zone show, by the data that come with Node. */
function clocksOf(zone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  return (epochMs) => {
    const part = Object.fromEntries(format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second']) - epochMs;
  };
}

it.each([
  'Europe/Berlin', 'Europe/Dublin', 'America/New_York', 'Asia/Seoul', 'Australia/Lord_Howe', 'Australia/Sydney', 'Pacific/Auckland', 'Pacific/Chatham', 'America/Santiago', 'Pacific/Easter',
  'America/Havana', 'Africa/Cairo', 'Asia/Jerusalem', 'Asia/Beirut', 'Asia/Gaza', 'Europe/Chisinau', 'Antarctica/Troll', 'America/St_Johns', 'Asia/Kathmandu', 'US/Pacific', 'Etc/GMT+3',
])('knows when clocks change in %s', (zone) => {
  const [ours, theirs] = [timeZone(zone), clocksOf(zone)];
  const differing: string[] = [];
  for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 1_800_000 * 7) if (ours?.offsetMs(ms) !== theirs(ms)) differing.push(rfc3339(ms));
  expect(differing).toEqual([]);
});

it.each([
  { zone: 'Etc/UTC', text: '2026-07-01T09:00:00Z' },
  { zone: 'Asia/Seoul', text: '2026-07-01T18:00:00+09:00' },
  { zone: 'America/New_York', text: '2026-07-01T05:00:00-04:00' },
  { zone: 'Asia/Kolkata', text: '2026-07-01T14:30:00+05:30' },
  { zone: 'America/St_Johns', text: '2026-07-01T06:30:00-02:30' },
])('tells the time in $zone with its distance from UTC', ({ zone, text }) => {
  expect(localRfc3339(parseRfc3339('2026-07-01T09:00:00Z') ?? 0, timeZone(zone) ?? utc)).toBe(text);
});

describe('dueStart', () => {
  const minutely = parseSchedule('* * * * *');
  const at = (text: string): number => parseRfc3339(text) ?? 0;
  it.each([
    { why: 'nothing yet', last: '2026-01-01T09:00:00Z', now: '2026-01-01T09:00:30Z', due: undefined, missed: 0 },
    { why: 'the one that is due', last: '2026-01-01T09:00:00Z', now: '2026-01-01T09:01:00Z', due: '2026-01-01T09:01:00Z', missed: 1 },
    { why: 'only the last of those missed', last: '2026-01-01T09:00:00Z', now: '2026-01-01T09:10:10Z', due: '2026-01-01T09:10:00Z', missed: 10 },
    { why: 'the last of many', last: '2026-01-01T09:00:00Z', now: '2026-01-01T11:00:10Z', due: '2026-01-01T11:00:00Z', missed: 120 },
    { why: 'none older than the deadline', last: '2026-01-01T09:00:00Z', now: '2026-01-01T11:00:10Z', deadline: 100, due: '2026-01-01T11:00:00Z', missed: 2 },
  ])('$why', ({ last, now, due, missed, deadline }) => {
    if (!minutely.ok) throw new Error(minutely.message);
    const cron = { spec: { schedule: '', jobTemplate: {}, ...(deadline ? { startingDeadlineSeconds: deadline } : {}) }, status: { lastScheduleTime: last } };
    const found = dueStart(cron, minutely.schedule, at(now));
    expect([found.dueMs === undefined ? undefined : rfc3339(found.dueMs), found.missed]).toEqual([due, missed]);
  });
});

describe('nextLookMs', () => {
  const at = (text: string): number => parseRfc3339(text) ?? 0;
  it.each([
    { why: 'the next minute', schedule: '* * * * *', last: '2026-01-01T09:00:00Z', now: '2026-01-01T09:00:20Z', look: '2026-01-01T09:01:00Z' },
    { why: 'the rhythm of @every, whenever it is looked at', schedule: '@every 5m', last: '2026-01-01T09:00:00Z', now: '2026-01-01T09:03:20Z', look: '2026-01-01T09:05:00Z' },
    { why: 'the rhythm of @every after starts that were missed', schedule: '@every 5m', last: '2026-01-01T09:00:00Z', now: '2026-01-01T09:23:20Z', look: '2026-01-01T09:25:00Z' },
    { why: 'nothing where there is no such day', schedule: '0 0 31 2 *', last: '2026-01-01T09:00:00Z', now: '2026-01-01T09:00:20Z', look: undefined },
  ])('$why', ({ schedule, last, now, look }) => {
    const parsed = parseSchedule(schedule);
    if (!parsed.ok) throw new Error(parsed.message);
    const afterMs = nextLookMs({ spec: { schedule, jobTemplate: {} }, status: { lastScheduleTime: last } }, parsed.schedule, at(now));
    expect(afterMs === undefined ? undefined : rfc3339(at(now) + afterMs - 100)).toBe(look);
  });
});
