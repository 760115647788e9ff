import { describe, expect, it } from 'vitest';
import type { V1Pod, V1PodDisruptionBudget } from '../../../kube/generated/types.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { budgetStatus, overdue, staleAfterMs } from './plan.ts';

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

describe('a disruption that was announced', () => {
  const announced = (secondsAgo: number, more: object = {}, reason = 'EvictionByEvictionAPI', status = 'True'): V1Pod => ({
    metadata: { name: 'a' }, status: { phase: 'Running', conditions: [{ type: 'DisruptionTarget', status, reason, lastTransitionTime: rfc3339(epochMs - secondsAgo * 1000) as never }] }, ...more,
  });
  it.each([
    { why: 'is waited for', pod: announced(30), afterMs: 90_000 },
    { why: 'is taken back after two minutes', pod: announced(121), afterMs: 0 },
    { why: 'is on its way once the pod is being deleted', pod: announced(121, { metadata: { name: 'a', deletionTimestamp: rfc3339(epochMs) } }), afterMs: undefined },
    { why: 'may take as long as it likes, where the kubelet announced it', pod: announced(121, {}, 'TerminationByKubelet'), afterMs: undefined },
    { why: 'was taken back already', pod: announced(121, {}, '', 'False'), afterMs: undefined },
    { why: 'was none', pod: pod('a'), afterMs: undefined },
  ])('$why', ({ pod: target, afterMs }) => {
    expect(staleAfterMs(target, epochMs)).toBe(afterMs);
  });
});
