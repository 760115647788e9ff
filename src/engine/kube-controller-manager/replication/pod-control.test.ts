import { describe, expect, it } from 'vitest';
import { slowStart } from './pod-control.ts';

describe('slowStart', () => {
  it.each([
    { why: 'nothing refused', count: 10, refusedFrom: 99, calls: 10, created: 10 },
    { why: 'everything refused: one try', count: 10, refusedFrom: 0, calls: 1, created: 0 },
    { why: 'refused in the second batch', count: 10, refusedFrom: 2, calls: 3, created: 2 },
    { why: 'the third batch is finished', count: 10, refusedFrom: 3, calls: 7, created: 3 },
    { why: 'nothing to do', count: 0, refusedFrom: 0, calls: 0, created: 0 },
  ])('$why', ({ count, refusedFrom, calls, created }) => {
    let asked = 0;
    const outcome = slowStart(count, (index) => {
      expect(index).toBe(asked);
      asked++;
      return index >= refusedFrom ? { message: 'no' } : undefined;
    });
    expect(asked).toBe(calls);
    expect(outcome.created).toBe(created);
    expect(outcome.error !== undefined).toBe(created < count);
  });
});
