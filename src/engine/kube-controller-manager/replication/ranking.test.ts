import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../../kube/generated/types.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { deletionCost, podsToDelete } from './ranking.ts';

const now = 1_800_000_000_000;

interface Facts {
  readonly node?: string;
  readonly phase?: string;
  /** Seconds for which it has been ready. */
  readonly readyFor?: number;
  readonly age?: number;
  readonly restarts?: number;
  readonly cost?: string;
}

function pod(name: string, { node = 'n', phase = 'Running', readyFor, age = 100, restarts = 0, cost }: Facts): V1Pod {
  return {
    metadata: { name, uid: name, creationTimestamp: rfc3339(now - age * 1000), ...(cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } } : {}) },
    spec: { containers: [], nodeName: node },
    status: {
      phase,
      ...(readyFor === undefined ? {} : { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: rfc3339(now - readyFor * 1000) }] }),
      containerStatuses: [{ name: 'a', image: 'a', imageID: '', ready: true, restartCount: restarts }],
    },
  };
}

describe('podsToDelete', () => {
  it.each<{ why: string; first: Facts; second: Facts; related?: Facts[] }>([
    { why: 'no node yet', first: { node: '', phase: 'Pending', readyFor: 5 }, second: { phase: 'Pending' } },
    { why: 'pending', first: { phase: 'Pending' }, second: {} },
    { why: 'unknown before running', first: { phase: 'Unknown' }, second: {} },
    { why: 'not ready, even where it is dear', first: { cost: '500' }, second: { readyFor: 5, cost: '-5' } },
    { why: 'cheaper', first: { readyFor: 50, cost: '-5' }, second: { readyFor: 5 } },
    { why: 'on a node with more of its kind', first: { readyFor: 50, node: 'full' }, second: { readyFor: 5 }, related: [{ node: 'full' }, { node: 'full' }, { node: 'n' }] },
    { why: 'ready for a shorter time', first: { readyFor: 5, age: 1000 }, second: { readyFor: 50 } },
    { why: 'restarted more often', first: { restarts: 2, age: 1000 }, second: { restarts: 1 } },
    { why: 'younger', first: { age: 10 }, second: { age: 100 } },
  ])('takes first what is: $why', ({ first, second, related = [] }) => {
    const pods = [pod('second', second), pod('first', first)];
    const others = related.map((facts, index) => pod(`other-${String(index)}`, facts));
    expect(podsToDelete(pods, others, 1, now).map(({ metadata }) => metadata?.name)).toEqual(['first']);
    expect(podsToDelete([...pods].reverse(), others, 1, now).map(({ metadata }) => metadata?.name)).toEqual(['first']);
  });

  it('lets the uid decide where ages have the same power of two', () => {
    const pods = [pod('b', { readyFor: 33 }), pod('a', { readyFor: 34 })];
    expect(podsToDelete(pods, [], 1, now).map(({ metadata }) => metadata?.name)).toEqual(['a']);
  });

  it('takes all where all must go', () => {
    expect(podsToDelete([pod('a', {}), pod('b', {})], [], 2, now)).toHaveLength(2);
  });
});

describe('deletionCost', () => {
  it.each([['100', 100], ['-5', -5], ['+5', 0], ['05', 0], ['much', 0], ['2147483648', 0], ['-2147483648', -2_147_483_648]])('%s is %d', (text, cost) => {
    expect(deletionCost(pod('a', { cost: text }))).toBe(cost);
  });
});
