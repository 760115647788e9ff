import { describe, expect, it } from 'vitest';
import type { V1Pod, V1PodDisruptionBudget } from '../../../kube/generated/types.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { budgetStatus, overdue } from './plan.ts';

const epochMs = Date.UTC(2026, 0, 1, 9);
const pod = (name: string, ready = true, leaving = false): V1Pod => ({
  metadata: { name, ...(leaving ? { deletionTimestamp: rfc3339(epochMs) } : {}) }, status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
} as V1Pod);
const budget = (spec: object, disruptedSecondsAgo: Readonly<Record<string, number>> = {}): V1PodDisruptionBudget => ({
  metadata: { name: 'pdb', namespace: 'default', generation: 1 }, spec,
  status: { disruptedPods: Object.fromEntries(Object.entries(disruptedSecondsAgo).map(([name, seconds]) => [name, rfc3339(epochMs - seconds * 1000)])) },
} as V1PodDisruptionBudget);
const three = [pod('a'), pod('b'), pod('c')];

describe('a budget', () => {
  it.each([
    { why: 'as many as are more than enough', spec: { minAvailable: 2 }, pods: three, scale: 0, allowed: 1, healthy: 3, desired: 2, expected: 3 },
    { why: 'percentages round up to the safe side', spec: { minAvailable: '34%' }, pods: three, scale: 3, allowed: 1, healthy: 3, desired: 2, expected: 3 },
    { why: 'so that more may be unavailable', spec: { maxUnavailable: '34%' }, pods: three, scale: 3, allowed: 2, healthy: 3, desired: 1, expected: 3 },
    { why: 'pods that are not there yet are wanted, too', spec: { maxUnavailable: 1 }, pods: three, scale: 5, allowed: 0, healthy: 3, desired: 4, expected: 5 },
    { why: 'one that is not ready does not count', spec: { minAvailable: 2 }, pods: [pod('a'), pod('b'), pod('c', false)], scale: 0, allowed: 0, healthy: 2, desired: 2, expected: 3 },
    { why: 'nor one that is leaving', spec: { minAvailable: 1 }, pods: [pod('a'), pod('b', true, true)], scale: 0, allowed: 0, healthy: 1, desired: 1, expected: 2 },
    { why: 'nor one whose eviction was allowed a moment ago', spec: { minAvailable: 1 }, disrupted: { a: 10 }, pods: three, scale: 0, allowed: 1, healthy: 2, desired: 1, expected: 3 },
    { why: 'two minutes later it counts again', spec: { minAvailable: 1 }, disrupted: { a: 121 }, pods: three, scale: 0, allowed: 2, healthy: 3, desired: 1, expected: 3 },
    { why: 'nothing to disrupt', spec: { minAvailable: 0 }, pods: [], scale: 0, allowed: 0, healthy: 0, desired: 0, expected: 0 },
  ])('allows $allowed: $why', ({ spec, disrupted = {}, pods, scale, allowed, healthy, desired, expected }) => {
    const status = budgetStatus({ budget: budget(spec, disrupted as Readonly<Record<string, number>>), pods, expectedScale: scale, epochMs });
    expect([status.disruptionsAllowed, status.currentHealthy, status.desiredHealthy, status.expectedPods]).toEqual([allowed, healthy, desired, expected]);
  });

  it.each([
    { disrupted: {}, late: [], nextMs: undefined },
    { disrupted: { a: 10, b: 40 }, late: [], nextMs: 80_000 },
    { disrupted: { a: 120, b: 119 }, late: ['a'], nextMs: 1000 },
    { disrupted: { gone: 10 }, late: [], nextMs: undefined },
  ])('is looked at again when an eviction ought to have happened: $disrupted', ({ disrupted, late, nextMs }) => {
    const found = overdue({ budget: budget({ minAvailable: 1 }, disrupted as Readonly<Record<string, number>>), pods: three, epochMs });
    expect([found.pods.map(({ metadata }) => metadata?.name), found.nextMs]).toEqual([late, nextMs]);
  });
});
