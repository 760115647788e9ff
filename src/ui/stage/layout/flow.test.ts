import { expect, it } from 'vitest';
import { dotDurationMs, legAt } from './flow.ts';

it.each([
  { why: 'a quick answer in real time', latencyMs: 20, speed: 1, durationMs: 720 },
  { why: 'a timeout at ten times', latencyMs: 2000, speed: 10, durationMs: 450 },
  { why: 'anything at a thousand times', latencyMs: 20, speed: 1000, durationMs: 250.02 },
  { why: 'a very slow answer is cut', latencyMs: 60_000, speed: 1, durationMs: 4000 },
])('$why takes $durationMs ms', ({ latencyMs, speed, durationMs }) => {
  expect(dotDurationMs(latencyMs, speed)).toBeCloseTo(durationMs, 1);
});

it.each([
  { progress: 0, leg: 0, along: 0 },
  { progress: 0.25, leg: 0, along: 0.5 },
  { progress: 0.75, leg: 1, along: 0.5 },
  { progress: 1, leg: 1, along: 1 },
])('at $progress of two legs a dot is on leg $leg', ({ progress, leg, along }) => {
  const at = legAt(progress, 2);
  expect(at.leg).toBe(leg);
  expect(at.along).toBeCloseTo(along, 3);
});
