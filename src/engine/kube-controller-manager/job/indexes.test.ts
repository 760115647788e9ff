import { describe, expect, it } from 'vitest';
import { formatIndexes, parseIndexes, pendingIndexes } from './indexes.ts';
import { nextBackoff, noBackoff, remainingMs } from './backoff.ts';

describe('indexes', () => {
  it.each([
    [[], ''], [[0], '0'], [[0, 1], '0,1'], [[0, 1, 2], '0-2'], [[7, 1, 3, 5, 4], '1,3-5,7'],
  ])('%j is written %s, and read back', (indexes, text) => {
    expect(formatIndexes(indexes)).toBe(text);
    expect([...parseIndexes(text, 10)]).toEqual([...indexes].sort((a, b) => a - b));
  });

  it('leaves out what is beyond the completions', () => {
    expect([...parseIndexes('1,3-9', 5)]).toEqual([1, 3, 4]);
  });

  it('takes the first that are free', () => {
    expect(pendingIndexes(2, 6, [new Set([0, 2]), new Set([3])])).toEqual([1, 4]);
  });
});

describe('back-off of a Job', () => {
  const ended = (seconds: number) => ({ status: { containerStatuses: [{ name: 'a', image: '', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: 1, finishedAt: `2026-01-01T09:00:${String(seconds).padStart(2, '0')}Z` } } }] } });
  const at = (seconds: number): number => Date.UTC(2026, 0, 1, 9, 0, seconds);

  it('doubles from ten seconds', () => {
    const one = nextBackoff(noBackoff, [], [ended(0)], at(1));
    expect(remainingMs(one, at(1))).toBe(9000);
    expect(remainingMs(nextBackoff(one, [], [ended(10)], at(11)), at(11))).toBe(19_000);
  });

  it('starts anew with a success, counting failures after it', () => {
    expect(nextBackoff({ failures: 3, lastFailureMs: at(0) }, [ended(5)], [ended(4), ended(6)], at(7))).toEqual({ failures: 1, lastFailureMs: at(6) });
  });
});
