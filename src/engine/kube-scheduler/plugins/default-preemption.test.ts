import { describe, expect, it } from 'vitest';
import type { V1Pod, V1PodDisruptionBudget } from '../../../kube/generated/types.ts';
import { decide } from '../decide.ts';
import { EventQueue } from '../../sim/clock.ts';
import { RandomStreams } from '../../sim/random.ts';
import { PodInfo } from '../cache/pod-info.ts';
import type { PreemptionSearch } from '../decision.ts';
import { SchedulerCore } from '../scheduler-core.ts';
import { aNode, aPod, emptyListers, type PodOptions } from '../testing.ts';

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

function searchFor(nodes: readonly string[], pods: readonly V1Pod[], budgets: readonly V1PodDisruptionBudget[] = []): PreemptionSearch | undefined {
  const core = new SchedulerCore({ clock: new EventQueue(0), random: new RandomStreams(1).stream('s'), listers: { ...emptyListers, disruptionBudgets: () => budgets } });
  core.explains = true;
  for (const node of nodes) core.cache.setNode(aNode(node));
  for (const pod of pods) core.cache.setPod(pod);
  core.queue.add(new PodInfo(important), { clock: true });
  const attempt = core.attempt();
  return attempt?.kind === 'refused' ? attempt.record?.preemption : undefined;
}

describe('the search for victims', () => {
  it.each([
    { rule: 'only one', pods: [victim('q', 'a'), victim('r', 'b', { priority: 100 })] },
    { rule: 'budgets', pods: [victim('q', 'a', { labels: { app: 'q' } }), victim('r', 'b', { priority: 50 })], budgets: [budget('q', 0)] },
    { rule: 'highest priority', pods: [victim('q', 'a', { priority: 5 }), victim('r', 'b', { priority: 6 })] },
    { rule: 'sum of priorities', pods: [victim('q', 'a', { priority: 5 }), victim('r', 'b', { priority: 5 }), victim('s', 'b', { cpu: '1500m', priority: 1 })] },
    { rule: 'started last', pods: [victim('q', 'a', { startTime: '2026-01-01T00:00:00Z' }), victim('r', 'b', { startTime: '2026-01-02T00:00:00Z' })] },
    { rule: 'first found', pods: [victim('q', 'a'), victim('r', 'b')] },
  ])('tells that $rule decided', ({ rule, pods, budgets }) => {
    expect(searchFor(['a', 'b'], pods, budgets)?.decidedBy).toBe(rule);
  });

  it('tells every candidate with what it costs, the best first, and the nodes that would not do', () => {
    const search = searchFor(['a', 'b', 'c'], [victim('q', 'a', { labels: { app: 'q' } }), victim('r', 'b', { priority: 50 }), victim('king', 'c', { priority: 100 })], [budget('q', 0)]);
    expect(search).toEqual({
      helpful: 3, wanted: 3, decidedBy: 'budgets',
      candidates: [
        { node: 'b', violations: 0, highestPriority: 50, prioritySum: 50, startedMs: undefined, victims: [{ pod: 'default/r', priority: 50, isProtected: false }] },
        { node: 'a', violations: 1, highestPriority: 0, prioritySum: 0, startedMs: undefined, victims: [{ pod: 'default/q', priority: 0, isProtected: true }] },
      ],
      hopeless: [{ node: 'c', plugin: 'DefaultPreemption', reasons: ['No preemption victims found for incoming pod'] }],
    });
  });
});
