import { describe, expect, it } from 'vitest';
import type { SchedulerConfig, SchedulerProfile } from './config.ts';
import { decide, type Decision } from './decide.ts';
import { aNode, aPod } from './testing.ts';

/** Node a is three quarters full of cpu, b is empty. */
function decideWith(profile: SchedulerProfile, pod = aPod('p', { cpu: '400m', memory: '800Mi' })): Decision {
  return decide({ name: 'c', nodes: [aNode('a'), aNode('b')], pods: [aPod('q', { nodeName: 'a', cpu: '3', memory: '1Gi' })], pod }, { config: { profiles: [profile] } });
}

const fit = (decision: Decision): readonly (number | undefined)[] => ['a', 'b'].map((node) => decision.scores[node]?.['NodeResourcesFit']);
const strategy = (scoringStrategy: NonNullable<NonNullable<SchedulerProfile['pluginArgs']>['NodeResourcesFit']>['scoringStrategy']): SchedulerProfile => ({ pluginArgs: { NodeResourcesFit: scoringStrategy ? { scoringStrategy } : {} } });

describe('the configuration', () => {
  it.each([
    { why: 'by default the emptier', profile: {}, scores: [46, 90] },
    { why: 'MostAllocated the fuller', profile: strategy({ type: 'MostAllocated' }), scores: [53, 9] },
    { why: 'one resource may count more', profile: strategy({ type: 'MostAllocated', resources: [{ name: 'cpu', weight: 3 }, { name: 'memory', weight: 1 }] }), scores: [69, 9] },
    { why: 'LeastAllocated over cpu alone', profile: strategy({ type: 'LeastAllocated', resources: [{ name: 'cpu', weight: 1 }] }), scores: [15, 90] },
    { why: 'a shape', profile: strategy({ type: 'RequestedToCapacityRatio', resources: [{ name: 'cpu', weight: 1 }], requestedToCapacityRatio: { shape: [{ utilization: 0, score: 0 }, { utilization: 50, score: 2 }, { utilization: 100, score: 10 }] } }), scores: [76, 4] },
  ] satisfies { why: string; profile: SchedulerProfile; scores: number[] }[])('$why: $scores', ({ profile, scores }) => {
    expect(fit(decideWith(profile))).toEqual(scores);
  });

  it('disables plugins and changes weights', () => {
    const { scores } = decideWith({ plugins: { multiPoint: { disabled: [{ name: 'ImageLocality' }] }, score: { disabled: [{ name: 'TaintToleration' }], enabled: [{ name: 'NodeResourcesFit', weight: 10 }] } } });
    expect(scores['b']).toEqual({ DynamicResources: 0, NodeResourcesBalancedAllocation: 74, NodeResourcesFit: 900, total: 974 });
  });

  it('keeps the filter of a plugin that only lost its score', () => {
    const taints = [{ key: 'x', effect: 'NoSchedule' }];
    const decision = decide({ name: 'c', nodes: [aNode('a', { taints })], pod: aPod('p') }, { config: { profiles: [{ plugins: { score: { disabled: [{ name: 'TaintToleration' }] } } }] } });
    expect(decision.feasible).toEqual([]);
    expect(decide({ name: 'c', nodes: [aNode('a', { taints })], pod: aPod('p') }, { config: { profiles: [{ plugins: { multiPoint: { disabled: [{ name: 'TaintToleration' }] } } }] } }).chosen).toBe('a');
  });

  it('has several profiles, chosen by name', () => {
    const config: SchedulerConfig = { profiles: [{}, { schedulerName: 'packer', pluginArgs: { NodeResourcesFit: { scoringStrategy: { type: 'MostAllocated' } } }, plugins: { score: { disabled: [{ name: 'NodeResourcesBalancedAllocation' }] } } }] };
    const nodes = [aNode('a'), aNode('b')];
    const pods = [aPod('q', { nodeName: 'a', cpu: '2' })];
    expect(decide({ name: 'c', nodes, pods, pod: aPod('p', { cpu: '1' }) }, { config }).chosen).toBe('b');
    expect(decide({ name: 'c', nodes, pods, pod: aPod('p', { cpu: '1', schedulerName: 'packer' }) }, { config }).chosen).toBe('a');
  });

  it('gives pods of a service default constraints of one\'s own', () => {
    const config: SchedulerConfig = { profiles: [{ pluginArgs: { PodTopologySpread: { defaultingType: 'List', defaultConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' }] } } }] };
    const services = [{ metadata: { name: 's', namespace: 'default' }, spec: { selector: { app: 'web' } } }];
    const labels = { app: 'web' };
    const decision = decide({ name: 'c', nodes: [aNode('a'), aNode('b')], services, pods: [aPod('q', { nodeName: 'a', labels })], pod: aPod('p', { labels }) }, { config });
    expect(decision.feasible).toEqual(['b']);
  });
});
