import { describe, expect, it } from 'vitest';
import type { V1Pod, V2HorizontalPodAutoscaler } from '../../../kube/generated/types.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { normalize, noMemory, remember, type Recommendation } from './behavior.ts';
import { averageRatio, calculate, groupPods, replicasForValue, utilizationRatio, type PodMetric } from './calculator.ts';

const now = 1_800_000_000_000;
const tolerances = { scaleUp: 0.1, scaleDown: 0.1 };

function pod(name: string, { phase = 'Running', ready = true, startedFor = 3600 } = {}): V1Pod {
  return { metadata: { name }, status: { phase, startTime: rfc3339(now - startedFor * 1000), conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: rfc3339(now - startedFor * 1000) }] } };
}

describe('calculate', () => {
  it.each([
    { why: 'on target', used: [600, 600], target: 60, replicas: 2 },
    { why: 'within the tolerance', used: [650, 650], target: 60, replicas: 2 },
    { why: 'half as much again', used: [900, 900], target: 60, replicas: 3 },
    { why: 'a third of it', used: [200, 200, 200], target: 60, replicas: 1 },
    { why: 'one without a sample slows growth', used: [900, undefined], target: 60, replicas: 2 },
    { why: 'one without a sample counts as full when shrinking', used: [100, 100, undefined], target: 60, replicas: 2 },
    { why: 'one that starts counts as idle when growing', used: [1200, 'starting'], target: 60, replicas: 2 },
    { why: 'one that starts is left out when shrinking', used: [100, 100, 'starting'], target: 60, replicas: 1 },
  ])('$why', ({ used, target, replicas }) => {
    const pods = used.map((milli, index) => pod(`p${String(index)}`, milli === 'starting' ? { phase: 'Pending' } : {}));
    const metrics = new Map<string, PodMetric>();
    for (const [index, milli] of used.entries()) if (typeof milli === 'number') metrics.set(`p${String(index)}`, { milli, atMs: now, windowMs: 30_000 });
    const requests = new Map(pods.map(({ metadata }) => [metadata?.name ?? '', 1000]));
    const groups = groupPods(pods, metrics, 'cpu', now);
    const outcome = calculate({ currentReplicas: used.length, metrics, groups, tolerances, ratioOf: (m) => utilizationRatio(m, requests, target), whenShrinking: () => 1000 });
    expect(outcome.replicas).toBe(replicas);
  });
});

describe('what only Kubernetes would do', () => {
  it.each([
    { missingIdleOnTarget: true, replicas: 3 },
    { missingIdleOnTarget: false, replicas: 4 },
  ])('a pod without a sample beside three exactly on target: idle for an average ($missingIdleOnTarget), left out for a percentage', ({ missingIdleOnTarget, replicas }) => {
    const pods = ['a', 'b', 'c', 'd'].map((name) => pod(name));
    const metrics = new Map(['a', 'b', 'c'].map((name): [string, PodMetric] => [name, { milli: 10_000, atMs: now, windowMs: 30_000 }]));
    const outcome = calculate({ currentReplicas: 4, metrics, groups: groupPods(pods, metrics, '', now), tolerances, ratioOf: (m) => averageRatio(m, 10_000), whenShrinking: () => 10_000, missingIdleOnTarget });
    expect(outcome.replicas).toBe(replicas);
  });

  it.each([
    { ready: 15, ratio: 31 / 15, replicas: 32 },
    { ready: 10, ratio: 1.5, replicas: 15 },
    { ready: 3, ratio: 1.05, replicas: 3 },
  ])('$ready pods, $ratio times the target: $replicas, with what binary fractions add', ({ ready, ratio, replicas }) => {
    expect(replicasForValue(ready, ready, ratio, tolerances)).toBe(replicas);
  });
});

describe('normalize', () => {
  const autoscaler = (behavior?: object, min = 1, max = 20): V2HorizontalPodAutoscaler => ({ spec: { minReplicas: min, maxReplicas: max, scaleTargetRef: { kind: 'Deployment', name: 'x' }, ...(behavior ? { behavior } : {}) } });
  const ago = (seconds: number, replicas: number): Recommendation => ({ replicas, atMs: 1_000_000 - seconds * 1000 });
  const up = (policies: object[], selectPolicy = 'Max') => ({ scaleUp: { stabilizationWindowSeconds: 0, selectPolicy, policies } });

  it.each([
    { why: 'within bounds', hpa: autoscaler(), current: 3, desired: 5, replicas: 5, reason: 'DesiredWithinRange' },
    { why: 'at most doubled', hpa: autoscaler(), current: 3, desired: 9, replicas: 6, reason: 'ScaleUpLimit' },
    { why: 'up to four at once', hpa: autoscaler(), current: 1, desired: 9, replicas: 4, reason: 'ScaleUpLimit' },
    { why: 'not above the maximum', hpa: autoscaler(undefined, 1, 5), current: 4, desired: 9, replicas: 5, reason: 'TooManyReplicas' },
    { why: 'not below the minimum', hpa: autoscaler(undefined, 2), current: 4, desired: 1, replicas: 2, reason: 'TooFewReplicas' },
    { why: 'a recent higher recommendation holds it up', hpa: autoscaler(), past: [ago(60, 4)], current: 4, desired: 1, replicas: 4, reason: 'DesiredWithinRange' },
    { why: 'after five minutes it does not', hpa: autoscaler(), past: [ago(301, 4)], current: 4, desired: 1, replicas: 1, reason: 'DesiredWithinRange' },
    { why: 'two pods in 60 s', hpa: autoscaler(up([{ type: 'Pods', value: 2, periodSeconds: 60 }])), current: 3, desired: 9, replicas: 5, reason: 'ScaleUpLimit' },
    { why: 'the policy that allows more', hpa: autoscaler(up([{ type: 'Pods', value: 2, periodSeconds: 60 }, { type: 'Percent', value: 100, periodSeconds: 60 }])), current: 3, desired: 9, replicas: 6, reason: 'ScaleUpLimit' },
    { why: 'the policy that allows less', hpa: autoscaler(up([{ type: 'Pods', value: 2, periodSeconds: 60 }, { type: 'Percent', value: 100, periodSeconds: 60 }], 'Min')), current: 3, desired: 9, replicas: 5, reason: 'ScaleUpLimit' },
    { why: 'ten percent of fifty are six in binary fractions', hpa: autoscaler(up([{ type: 'Percent', value: 10, periodSeconds: 60 }]), 1, 100), current: 50, desired: 90, replicas: 56, reason: 'ScaleUpLimit' },
    { why: 'switched off', hpa: autoscaler(up([], 'Disabled')), current: 3, desired: 9, replicas: 3, reason: 'ScaleUpLimit' },
    { why: 'down by ten percent', hpa: autoscaler({ scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }] } }), current: 10, desired: 2, replicas: 9, reason: 'ScaleDownLimit' },
  ])('$why', ({ hpa, past = [], current, desired, replicas, reason }) => {
    const outcome = normalize({ autoscaler: hpa, memory: { ...noMemory, recommendations: past }, currentReplicas: current, desiredReplicas: desired, nowMs: 1_000_000 });
    expect([outcome.replicas, outcome.conditions[1]?.reason]).toEqual([replicas, reason]);
  });

  it('counts what a policy has used up in its period', () => {
    const hpa = autoscaler(up([{ type: 'Pods', value: 4, periodSeconds: 60 }]));
    const memory = remember(noMemory, hpa, 3, 1_000_000);
    expect(normalize({ autoscaler: hpa, memory, currentReplicas: 6, desiredReplicas: 20, nowMs: 1_030_000 }).replicas).toBe(7);
    expect(normalize({ autoscaler: hpa, memory, currentReplicas: 6, desiredReplicas: 20, nowMs: 1_061_000 }).replicas).toBe(10);
  });
});
