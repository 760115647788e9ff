import { expect, it } from 'vitest';
import type { RequestSample } from '../../protocol/cards.ts';
import { addDots, dotAt, legsOf, newSamples } from './dots.ts';
import { byUid, nodeCard, podCard, serviceCard, stageInput } from './layout/cards.fixture.ts';
import { nextModel } from './layout/model.ts';

const model = nextModel(undefined, stageInput({
  lens: 'network', nodes: byUid(nodeCard('node-1')), pods: byUid(podCard('web', 'node-1'), podCard('client', 'node-1')), services: byUid(serviceCard('web', { readyPods: ['uid-web'] })),
}));
const sample = (change: Partial<RequestSample> = {}): RequestSample => ({ atMs: 0, latencyMs: 10, from: 'outside', serviceUid: 'uid-web', podUid: 'uid-web', ok: true, outcome: '200', ...change });

it.each([
  { why: 'a request from outside', change: {}, legs: 2 },
  { why: 'one that reached no pod', change: { podUid: '', ok: false }, legs: 1 },
  { why: 'one from another pod', change: { from: 'uid-client' }, legs: 2 },
  { why: 'one to a service that is not shown', change: { serviceUid: 'gone' }, legs: 0 },
])('$why goes over $legs lines', ({ change, legs }) => {
  expect(legsOf(model, sample(change))).toHaveLength(legs);
});

it('ends at the pod that answered', () => {
  const [dot] = addDots([], model, [sample()], 1, 1000);
  expect(dot && dotAt(dot, 999)).toBeUndefined();
  expect(dot && dotAt(dot, 1000)).toEqual(dot?.legs[0]?.from);
  const end = dot && dotAt(dot, 1000 + dot.durationMs);
  expect(end?.x).toBeCloseTo(dot?.legs[1]?.to.x ?? NaN, 2);
});

it('takes each sample once, and is bounded', () => {
  const samples = [sample(), sample({ atMs: 1 }), sample({ atMs: 2 })];
  expect(newSamples(samples[0], samples)).toEqual(samples.slice(1));
  expect(newSamples(samples[2], samples)).toEqual([]);
  const everywhere = Array.from({ length: 1000 }, (_, index) => sample({ atMs: index * 1000, podUid: index % 2 ? 'uid-web' : '' }));
  expect(addDots([], model, everywhere, 1, 0).length).toBeLessThanOrEqual(240);
});

it('keeps dots on one line apart, in one frame as in the next, and leaves no failure out among them', () => {
  const many = Array.from({ length: 400 }, (_, index) => sample({ atMs: index * 60, ok: index !== 200 }));
  const first = addDots([], model, many.slice(0, 300), 60, 1000);
  const both = addDots(first, model, many.slice(300), 60, 1300);
  expect(both.filter(({ ok }) => !ok)).toHaveLength(1);
  const nowMs = 1250;
  const onFirst = both.filter(({ ok, startMs, durationMs }) => ok && startMs <= nowMs && nowMs < startMs + durationMs / 2).map((dot) => dotAt(dot, nowMs) ?? { x: NaN, y: NaN });
  expect(onFirst.length).toBeGreaterThan(3);
  onFirst.slice(1).forEach(({ x, y }, index) => { expect(Math.hypot(x - (onFirst[index]?.x ?? NaN), y - (onFirst[index]?.y ?? NaN))).toBeGreaterThan(8); });
});
