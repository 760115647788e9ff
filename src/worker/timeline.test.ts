import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

/** One value of one key. */
interface Step {
  readonly key: string;
  readonly value: number;
}

const lastOfEach = (steps: readonly Step[]): readonly Step[] => [...new Map(steps.map((step) => [step.key, step])).values()];

/** What all steps up to a count come to. */
const stateAt = (timeline: Timeline<Step>, count: number): string => {
  const state = new Map<string, number>();
  for (let index = 0; index < count; index++) state.set(timeline.at(index).key, timeline.at(index).value);
  return JSON.stringify([...state].sort());
};

const anySteps = fc.array(fc.record({ waitMs: fc.constantFrom(0, 0, 40, 900, 5000), key: fc.constantFrom(...'abcdef'), value: fc.nat(9) }), { minLength: 60, maxLength: 400 });

it('stays within its budget, and shows at every moment what was at some instant up to it; what is young stands at its own time', () => {
  fc.assert(fc.property(anySteps, fc.integer({ min: 30, max: 90 }), (steps, changesMax) => {
    const timeline = new Timeline<Step>({ changesMax, merge: lastOfEach });
    const truth = new Map<string, number>();
    const instants: { atMs: number; state: string }[] = [];
    let nowMs = 0;
    for (const { waitMs, key, value } of steps) {
      nowMs += waitMs;
      timeline.add(nowMs, { key, value });
      truth.set(key, value);
      if (instants.at(-1)?.atMs === nowMs) instants.pop();
      instants.push({ atMs: nowMs, state: JSON.stringify([...truth].sort()) });
      expect(timeline.length).toBeLessThanOrEqual(changesMax * 1.25);
    }
    for (const { atMs, state } of instants) {
      if (atMs < timeline.fromMs) continue;
      const shown = stateAt(timeline, timeline.countUntil(atMs));
      if (atMs >= timeline.exactFromMs) expect(shown).toBe(state);
      else expect(['[]', ...instants.filter((instant) => instant.atMs <= atMs).map((instant) => instant.state)]).toContain(shown);
    }
  }), { numRuns: 60 });
});

it('forgets the oldest half only where merging does not make room, and says so', () => {
  const timeline = new Timeline<Step>({ changesMax: 40, merge: lastOfEach });
  for (let index = 0; index < 200; index++) timeline.add(index * 10, { key: `key ${String(index)}`, value: 1 });
  expect(timeline.length).toBeLessThanOrEqual(50);
  expect(timeline.fromMs).toBeGreaterThan(1000);
  expect(timeline.countUntil(1990)).toBe(timeline.length);
});
