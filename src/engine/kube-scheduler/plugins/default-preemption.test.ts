import { describe, expect, it } from 'vitest';
import type { V1Pod, V1PodDisruptionBudget } from '../../../kube/generated/types.ts';
import { decide } from '../decide.ts';
import { aNode, aPod, type PodOptions } from '../testing.ts';

const victim = (name: string, nodeName: string, options: PodOptions = {}): V1Pod => aPod(name, { nodeName, cpu: '2', priority: 0, ...options });
const important = aPod('p', { cpu: '3', priority: 100 });
const budget = (app: string, disruptionsAllowed: number): V1PodDisruptionBudget => ({
  metadata: { name: app, namespace: 'default' }, spec: { selector: { matchLabels: { app } } }, status: { disruptionsAllowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
});

describe('DefaultPreemption', () => {
  it('takes the fewest pods away, the least important ones', () => {
    const pods = [victim('low', 'a', { priority: 1 }), victim('lower', 'a', { priority: 0 })];
    const decision = decide({ name: 'c', nodes: [aNode('a')], pods, pod: aPod('p', { cpu: '2', priority: 100 }) });
    expect(decision).toMatchObject({ nominatedNode: 'a', victims: ['lower'], message: '0/1 nodes are available: 1 Insufficient cpu.' });
  });

  it('leaves pods of its own priority alone', () => {
    const decision = decide({ name: 'c', nodes: [aNode('a')], pods: [victim('equal', 'a', { priority: 100 })], pod: important });
    expect(decision).toMatchObject({ nominatedNode: null, victims: [] });
    expect(decision.message).toContain('1 No preemption victims found for incoming pod.');
  });

  it('goes where no budget is broken', () => {
    const pods = [victim('q', 'a', { labels: { app: 'q' } }), victim('r', 'b', { priority: 50 })];
    expect(decide({ name: 'c', nodes: [aNode('a'), aNode('b')], pods, pdbs: [budget('q', 0)], pod: important }).nominatedNode).toBe('b');
    expect(decide({ name: 'c', nodes: [aNode('a'), aNode('b')], pods, pdbs: [budget('q', 1)], pod: important }).nominatedNode).toBe('a');
  });

  it('prefers to end what started last', () => {
    const pods = [victim('old', 'a', { startTime: '2026-01-01T00:00:00Z' }), victim('young', 'b', { startTime: '2026-01-02T00:00:00Z' })];
    expect(decide({ name: 'c', nodes: [aNode('a'), aNode('b')], pods, pod: important }).victims).toEqual(['young']);
  });

  it('does not preempt where it may not', () => {
    const decision = decide({ name: 'c', nodes: [aNode('a')], pods: [victim('q', 'a')], pod: aPod('p', { cpu: '3', priority: 100, preemptionPolicy: 'Never' }) });
    expect(decision.message).toContain('preemption: not eligible due to preemptionPolicy=Never.');
  });
});
