import { describe, expect, it } from 'vitest';
import type { SchedulerConfig } from '../config.ts';
import { decide } from '../decide.ts';
import { aNode, aPod } from '../testing.ts';
import { defaultConfiguration, readConfiguration } from './configuration.ts';

const head = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';
const read = (rest: string): SchedulerConfig => {
  const reading = readConfiguration(head + rest);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.config;
};
const argsOf = (plugin: string, args: string): string => `profiles:\n- pluginConfig:\n  - name: ${plugin}\n    args: ${args}\n`;
const argsPath = 'profiles[0].pluginConfig[0].args';

describe('a KubeSchedulerConfiguration', () => {
  it('is completed: one default profile, a second of back-off, ten at most', () => {
    expect(read('')).toEqual({ podInitialBackoffSeconds: 1, podMaxBackoffSeconds: 10, profiles: [{ schedulerName: 'default-scheduler', pluginArgs: {} }] });
    expect('config' in readConfiguration(defaultConfiguration)).toBe(true);
  });

  it.each([
    ['another version', 'apiVersion: kubescheduler.config.k8s.io/v2\nkind: KubeSchedulerConfiguration', 'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v2" in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"'],
    ['no kind', 'apiVersion: v1', `Object 'Kind' is missing in '{"apiVersion":"v1"}'`],
    ['a field that nobody knows', `${head}profiles:\n- name: x\n`, 'strict decoding error: unknown field "profiles[0].name"'],
    ['a text for a number', `${head}podMaxBackoffSeconds: ten\n`, 'json: cannot unmarshal string into Go struct field KubeSchedulerConfiguration.podMaxBackoffSeconds of type int64'],
    ['more than 64 bits', `${head}podMaxBackoffSeconds: 1e300\n`, 'json: cannot unmarshal number into Go struct field KubeSchedulerConfiguration.podMaxBackoffSeconds of type int64'],
    ['an argument that nobody knows', head + argsOf('NodeResourcesFit', '{ strategy: x }'), 'decoding args for plugin NodeResourcesFit: strict decoding error: unknown field "strategy"'],
    ['more than all nodes', `${head}percentageOfNodesToScore: 101\n`, 'percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]'],
    ['no back-off', `${head}podInitialBackoffSeconds: 0\n`, 'podInitialBackoffSeconds: Invalid value: 0: must be greater than 0'],
    ['a back-off that ends before it begins', `${head}podInitialBackoffSeconds: 20\n`, 'podMaxBackoffSeconds: Invalid value: 10: must be greater than or equal to PodInitialBackoffSeconds'],
    ['profiles without names', `${head}profiles:\n- {}\n- schedulerName: a\n`, 'profiles[0].schedulerName: Required value'],
    ['a name twice', `${head}profiles:\n- schedulerName: a\n- schedulerName: a\n`, 'profiles[1].schedulerName: Duplicate value: "profiles[0].schedulerName"'],
    ['a strategy that nobody knows', head + argsOf('NodeResourcesFit', '{ scoringStrategy: { type: Best } }'), `${argsPath}.scoringStrategy.type: Unsupported value: "Best": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"`],
    ['a shape that is missing', head + argsOf('NodeResourcesFit', '{ scoringStrategy: { type: RequestedToCapacityRatio } }'), `${argsPath}.scoringStrategy.requestedToCapacityRatio: Required value: must be specified when type is RequestedToCapacityRatio`],
    ['a shape out of order', head + argsOf('NodeResourcesFit', '{ scoringStrategy: { type: RequestedToCapacityRatio, requestedToCapacityRatio: { shape: [{ utilization: 50, score: 1 }, { utilization: 10, score: 11 }] } } }'),
      `[${argsPath}.scoringStrategy.requestedToCapacityRatio.shape[1].utilization: Invalid value: 10: values must be sorted in increasing order, ${argsPath}.scoringStrategy.requestedToCapacityRatio.shape[1].score: Invalid value: 11: not in valid range [0, 10]]`],
    ['a heavy resource', head + argsOf('NodeResourcesFit', '{ scoringStrategy: { type: MostAllocated, resources: [{ name: cpu, weight: 101 }] } }'), `${argsPath}.scoringStrategy.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range (0, 100]`],
    ['a balance that is weighed', head + argsOf('NodeResourcesBalancedAllocation', '{ resources: [{ name: cpu, weight: 2 }] }'), `${argsPath}.resources[0].weight: Invalid value: 2: must be 1`],
    ['constraints beside the system’s', head + argsOf('PodTopologySpread', '{ defaultConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway }] }'), `${argsPath}.defaultingType: Invalid value: "System": when .defaultConstraints are not empty`],
    ['a constraint that says nothing', head + argsOf('PodTopologySpread', '{ defaultingType: List, defaultConstraints: [{ maxSkew: 1, topologyKey: zone }] }'), `${argsPath}.defaultConstraints[0].whenUnsatisfiable: Required value: can not be empty`],
    ['a weight beyond 100', head + argsOf('InterPodAffinity', '{ hardPodAffinityWeight: 101 }'), `${argsPath}.hardPodAffinityWeight: Invalid value: 101: not in valid range [0, 100]`],
    ['a plugin that nobody knows', `${head}profiles:\n- plugins:\n    filter:\n      enabled: [{ name: Magic }]\n`, 'initializing profiles: creating profile for scheduler name default-scheduler: FilterPlugin "Magic" does not exist'],
    ['a plugin where it has nothing to say', `${head}profiles:\n- plugins:\n    score:\n      enabled: [{ name: NodeName }]\n`, 'initializing profiles: creating profile for scheduler name default-scheduler: plugin "NodeName" does not extend ScorePlugin plugin'],
    ['no order', `${head}profiles:\n- plugins:\n    queueSort:\n      disabled: [{ name: '*' }]\n`, 'initializing profiles: creating profile for scheduler name default-scheduler: no queue sort plugin is enabled'],
    ['nobody to bind', `${head}profiles:\n- plugins:\n    bind:\n      disabled: [{ name: '*' }]\n`, 'initializing profiles: creating profile for scheduler name default-scheduler: at least one bind plugin is needed'],
  ])('is refused: %s', (_, yaml, problem) => {
    expect(readConfiguration(yaml)).toEqual({ problem });
  });

  it.each([
    ['a profile', 'profiles: [null]', undefined],
    ['no plugins', 'profiles: [{ plugins: null, pluginConfig: null }]', undefined],
    ['plugins of a point', 'profiles: [{ plugins: { score: null, filter: { enabled: null, disabled: [null] } } }]', undefined],
    ['a plugin', 'profiles: [{ plugins: { score: { enabled: [null] } } }]', 'initializing profiles: creating profile for scheduler name default-scheduler: ScorePlugin "" does not exist'],
    ['arguments of nobody', 'profiles: [{ pluginConfig: [null, { name: null }] }]', 'profiles[0].pluginConfig[1]: Duplicate value: ""'],
    ['resources', argsOf('NodeResourcesFit', '{ ignoredResourceGroups: [null], scoringStrategy: { type: LeastAllocated, resources: [null] } }'), undefined],
    ['a shape', argsOf('NodeResourcesFit', '{ scoringStrategy: { type: RequestedToCapacityRatio, requestedToCapacityRatio: { shape: null } } }'), `${argsPath}.scoringStrategy.requestedToCapacityRatio.shape: Required value: at least one point must be specified`],
    ['a point', argsOf('NodeResourcesFit', '{ scoringStrategy: { type: RequestedToCapacityRatio, requestedToCapacityRatio: { shape: [null] } } }'), undefined],
    ['a constraint', argsOf('PodTopologySpread', '{ defaultingType: List, defaultConstraints: null }'), undefined],
    ['a preference', argsOf('NodeAffinity', '{ addedAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [null] } }'), undefined],
    ['a requirement', argsOf('NodeAffinity', '{ addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [null, { matchFields: [null] }] } } }'), undefined],
  ])('takes null as Go does: %s', (_, yaml, problem) => {
    const reading = readConfiguration(`${head}${yaml}\n`);
    expect('problem' in reading ? reading.problem : undefined).toBe(problem);
    if (!('config' in reading)) return;
    const decision = decide({ name: 'c', nodes: [aNode('a')], pod: aPod('p', { cpu: '1' }) }, { config: reading.config });
    expect(Object.values(decision.scores?.['a'] ?? {}).filter(Number.isNaN)).toEqual([]);
  });

  it.each(['constructor', '__proto__', 'hasOwnProperty', 'toString'])('has nothing to say of arguments of a plugin named %s', (name) => {
    expect(readConfiguration(head + argsOf(name, '{ a: 1 }'))).toHaveProperty('config');
  });

  it('reads what a person writes into what the scheduler does', () => {
    const config = read(`profiles:
- schedulerName: default-scheduler
- schedulerName: packer
  plugins:
    score:
      disabled: [{ name: '*' }]
      enabled: [{ name: NodeResourcesFit, weight: 3 }]
  pluginConfig:
  - name: NodeResourcesFit
    args: { scoringStrategy: { type: MostAllocated, resources: [{ name: cpu }] } }
`);
    const nodes = [aNode('a'), aNode('b')];
    const pods = [aPod('q', { nodeName: 'a', cpu: '2' })];
    const packed = decide({ name: 'c', nodes, pods, pod: aPod('p', { cpu: '1', schedulerName: 'packer' }) }, { config });
    expect(packed.scores).toEqual({ a: { NodeResourcesFit: 225, total: 225 }, b: { NodeResourcesFit: 75, total: 75 } });
    expect(decide({ name: 'c', nodes, pods, pod: aPod('p', { cpu: '1' }) }, { config }).chosen).toBe('b');
  });

  it('adds an affinity to every pod', () => {
    const config = read(argsOf('NodeAffinity', '{ addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: disk, operator: In, values: [ssd] }] }] } } }'));
    const decision = decide({ name: 'c', nodes: [aNode('a'), aNode('b', { labels: { disk: 'ssd' } })], pod: aPod('p') }, { config });
    expect(decision.feasible).toEqual(['b']);
    expect(decide({ name: 'c', nodes: [aNode('a')], pod: aPod('p') }, { config }).message).toContain("1 node(s) didn't match scheduler-enforced node affinity");
  });

  it('asks the filters that an extension point names first', () => {
    const config = read('profiles:\n- plugins:\n    filter:\n      enabled: [{ name: NodeResourcesFit }]\n');
    const nodes = [aNode('a', { cpu: '1', taints: [{ key: 'x', effect: 'NoSchedule' }] })];
    const pod = aPod('p', { cpu: '2' });
    expect(decide({ name: 'c', nodes, pod }, { config }).message).toContain('1 Insufficient cpu');
    expect(decide({ name: 'c', nodes, pod }).message).toContain('1 node(s) had untolerated taint(s)');
  });
});
