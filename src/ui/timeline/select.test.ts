import { describe, expect, it } from 'vitest';
import type { EventLine } from '../../protocol/cards.ts';
import { elapsedText } from '../design/words.ts';
import { deedMarks, eventsNear, filterEvents, markStepMs, momentText, rowsInSight, shownMs, spanMs, spanText, wallText } from './select.ts';

const event = (change: Partial<EventLine>): EventLine => ({ uid: 'e', atMs: 0, type: 'Normal', reason: 'Pulled', message: 'Container image pulled', kind: 'Pod', namespace: 'default', name: 'web-1', objectUid: 'u', source: 'kubelet', count: 1, ...change });

it.each([
  { ms: 0, text: '0:00:00' },
  { ms: 133_400, text: '0:02:13' },
  { ms: 36_000_000, text: '10:00:00' },
  { ms: 187_200_000, text: '2d 04:00:00' },
])('$ms ms have passed: $text', ({ ms, text }) => {
  expect(elapsedText(ms)).toBe(text);
});

it.each([
  { why: 'tenths where two minutes are shown', ms: 12_345, span: 120_000, text: '0:00:12.3' },
  { why: 'never a tenth too late', ms: 12_999, span: 600_000, text: '0:00:12.9' },
  { why: 'seconds where an hour is shown', ms: 3_612_345, span: 3_600_000, text: '1:00:12' },
])('a moment has $why', ({ ms, span, text }) => {
  expect(momentText(ms, span)).toBe(text);
});

describe('marks of what the person did', () => {
  const done = (...times: readonly number[]) => times.map((atMs, number) => ({ number, atMs, deed: { type: 'configure-scheduler' } as const }));
  const marks = (times: readonly number[], fromMs = 0) => deedMarks(done(...times), { fromMs, toMs: 100_000 }, 500).map(({ x, deeds }) => [x, deeds.length]);
  it.each([
    { why: 'stand at their times', times: [10_000, 50_000], marks: [[50, 1], [250, 1]] },
    { why: 'are one where they would touch, at the first', times: [10_000, 11_000, 11_800, 12_100], marks: [[50, 3], [61, 1]] },
    { why: 'stay within the window', times: [-5, 100_000, 100_001], marks: [[500, 1]] },
  ])('$why', ({ times, marks: expected }) => {
    expect(marks(times)).toEqual(expected);
  });
});

it('tells the date in UTC', () => {
  expect(wallText(Date.UTC(2026, 0, 5, 9, 2, 13))).toBe('2026-01-05 09:02:13');
});

it.each([
  { speed: 1, span: '2m' },
  { speed: 10, span: '30m' },
  { speed: 60, span: '3h' },
  { speed: 1000, span: '24h' },
])('shows $span at $speed×', ({ speed, span }) => {
  expect(spanText(spanMs(speed))).toBe(span);
  expect(spanMs(speed) / markStepMs(spanMs(speed))).toBeLessThanOrEqual(8);
});

describe('the event log', () => {
  const lines = [event({ uid: 'a' }), event({ uid: 'b', type: 'Warning', reason: 'BackOff', namespace: 'shop' }), event({ uid: 'c', kind: 'Node', namespace: 'default', name: 'node-1', reason: 'NodeNotReady' })];
  it.each([
    { why: 'all, newest first', filter: { text: '', warningsOnly: false, namespace: '' }, uids: ['c', 'b', 'a'] },
    { why: 'warnings', filter: { text: '', warningsOnly: true, namespace: '' }, uids: ['b'] },
    { why: 'every word somewhere', filter: { text: 'POD web pulled', warningsOnly: false, namespace: '' }, uids: ['b', 'a'] },
    { why: 'one namespace, and nodes, which have none', filter: { text: '', warningsOnly: false, namespace: 'shop' }, uids: ['c', 'b'] },
  ])('shows $why', ({ filter, uids }) => {
    expect(filterEvents(lines, filter).map(({ uid }) => uid)).toEqual(uids);
  });
});

it('reads what happened about a moment, nearest first', () => {
  const lines = [event({ uid: 'a', atMs: 100 }), event({ uid: 'b', atMs: 190 }), event({ uid: 'c', atMs: 400 })];
  expect(eventsNear(lines, 180, 100).map(({ uid }) => uid)).toEqual(['b', 'a']);
});

it('draws only the rows in sight', () => {
  expect(rowsInSight(2800, 280, 28, 1000)).toEqual({ from: 96, to: 114 });
  expect(rowsInSight(0, 280, 28, 3)).toEqual({ from: 0, to: 3 });
});

it.each([
  { why: 'at the start', nowMs: 0, shown: 30_000 },
  { why: 'a young cluster fills the strip', nowMs: 70_000, shown: 70_000 },
  { why: 'an older one shows what is recent', nowMs: 500_000, shown: 120_000 },
])('draws $shown ms of two minutes: $why', ({ nowMs, shown }) => {
  expect(shownMs(120_000, nowMs)).toBe(shown);
});
