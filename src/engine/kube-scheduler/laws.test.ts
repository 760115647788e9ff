import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { V1Node, V1Pod } from '../../kube/generated/types.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { EventQueue } from '../sim/clock.ts';
import { RandomStreams } from '../sim/random.ts';
import { PodInfo } from './cache/pod-info.ts';
import { feasibleNodesWanted } from './cycle.ts';
import type { DecisionRecord } from './decision.ts';
import { SchedulerCore } from './scheduler-core.ts';
import { aNode, aPod, emptyListers, type PodOptions } from './testing.ts';

const zone = 'topology.kubernetes.io/zone';
const hostname = 'kubernetes.io/hostname';
const taint = { key: 'dedicated', value: 'x', effect: 'NoSchedule' };
const selects = (app: string): { labelSelector: { matchLabels: Record<string, string> } } => ({ labelSelector: { matchLabels: { app } } });

const nodeArbitrary = fc.record({
  cpu: fc.constantFrom('1', '2', '4'), memory: fc.constantFrom('2Gi', '8Gi'), pods: fc.constantFrom('3', '110'), zone: fc.constantFrom('z1', 'z2', 'z3'),
  isTainted: fc.boolean(), isCordoned: fc.constantFrom(false, false, false, true), disk: fc.constantFrom('ssd', 'hdd'),
});
const nodesArbitrary = fc.array(nodeArbitrary, { minLength: 1, maxLength: 8 }).map((all) => all.map(({ isTainted, isCordoned, disk, ...rest }, index) =>
  aNode(`n${String(index)}`, { ...rest, labels: { disk }, ...(isTainted ? { taints: [taint] } : {}), ...(isCordoned ? { unschedulable: true } : {}) })));

const app = fc.constantFrom('a', 'b');
const podArbitrary: fc.Arbitrary<PodOptions> = fc.record({
  cpu: fc.constantFrom('100m', '500m', '1500m'), memory: fc.constantFrom('128Mi', '1Gi'), labels: app.map((name) => ({ app: name })), priority: fc.constantFrom(0, 0, 10),
  extra: fc.oneof(
    fc.constant({}),
    fc.constant({ hostPort: 80 }),
    fc.constant({ nodeSelector: { disk: 'ssd' } }),
    fc.constant({ tolerations: [{ operator: 'Exists' }] }),
    app.map((name) => ({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', ...selects(name) }] })),
    app.map((name) => ({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: hostname, whenUnsatisfiable: 'ScheduleAnyway', ...selects(name) }] })),
    app.map((name) => ({ topologySpreadConstraints: [{ maxSkew: 2, topologyKey: zone, whenUnsatisfiable: 'ScheduleAnyway', ...selects(name) }] })),
    fc.constant({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } }] } } }),
    app.map((name) => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: hostname, ...selects(name) }] } } })),
    app.map((name) => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zone, ...selects(name) }] } } })),
    app.map((name) => ({ affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, podAffinityTerm: { topologyKey: zone, ...selects(name) } }] } } })),
  ),
}).map(({ extra, ...rest }) => ({ ...rest, ...extra }));

/** Pods of a few kinds that come again and again: what is remembered of a kind is used from its third pod on. */
const repeatedArbitrary = fc.tuple(fc.array(podArbitrary, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(2), { maxLength: 40 })).map(([kinds, picks]) => picks.map((pick) => kinds[pick % kinds.length] ?? {}));

interface Run {
  readonly placed: ReadonlyMap<string, V1Pod[]>;
  readonly log: readonly string[];
  readonly records: readonly DecisionRecord[];
  readonly core: SchedulerCore;
}

type Placed = ReadonlyMap<string, readonly V1Pod[]>;
const nothing = (): void => undefined;

/** Schedules pods one after the other; victims vanish at once. `before` is told of each pod that is about to go to a node, with the pods that are there. */
function run(nodes: readonly V1Node[], pods: readonly PodOptions[], explains: boolean, before: (pod: V1Pod, node: string, placed: Placed) => void = nothing): Run {
  const core = new SchedulerCore({ clock: new EventQueue(0), random: new RandomStreams(3).stream('s'), listers: emptyListers });
  core.explains = explains;
  for (const node of nodes) core.cache.setNode(node);
  const placed = new Map<string, V1Pod[]>(nodes.map((node) => [node.metadata?.name ?? '', []]));
  const [log, records]: [string[], DecisionRecord[]] = [[], []];
  pods.forEach((options, index) => {
    core.queue.add(new PodInfo(aPod(`p${String(index)}`, options)), { clock: true });
    const attempt = core.attempt();
    if (!attempt || attempt.kind === 'dropped') return;
    if (attempt.record) records.push(attempt.record);
    if (attempt.kind === 'assumed') {
      before(attempt.pod.info.pod, attempt.node.name, placed);
      placed.get(attempt.node.name)?.push(attempt.pod.info.pod);
      log.push(`${attempt.pod.info.name} on ${attempt.node.name}`);
      return;
    }
    log.push(`${attempt.pod.info.name}: ${attempt.message} ${attempt.nominatedNode ?? '-'} ${attempt.victims.map(({ name }) => name).join()}`);
    for (const victim of attempt.victims) {
      expect([victim.priority < attempt.pod.info.priority, placed.get(attempt.nominatedNode ?? '')?.includes(victim.pod)], 'victims are less important, and there').toEqual([true, true]);
      core.cache.removePod(victim.uid);
      for (const [node, there] of placed) placed.set(node, there.filter((pod) => pod.metadata?.uid !== victim.uid));
    }
  });
  return { placed, log, records, core };
}

const cpuOf = (pod: V1Pod): number => quantityMilliValue(pod.spec?.containers[0]?.resources?.requests?.['cpu']);
const memoryOf = (pod: V1Pod): number => quantityValue(pod.spec?.containers[0]?.resources?.requests?.['memory']);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function holdsHardRules(node: V1Node, pods: readonly V1Pod[]): void {
  const allocatable = node.status?.allocatable ?? {};
  expect(sum(pods.map(cpuOf))).toBeLessThanOrEqual(quantityMilliValue(allocatable['cpu']));
  expect(sum(pods.map(memoryOf))).toBeLessThanOrEqual(quantityValue(allocatable['memory']));
  expect(pods.length).toBeLessThanOrEqual(quantityValue(allocatable['pods']));
  expect(pods.filter((pod) => pod.spec?.containers[0]?.ports?.length).length).toBeLessThanOrEqual(1);
  for (const pod of pods) {
    if (pod.spec?.nodeSelector) expect(node.metadata?.labels?.['disk']).toBe('ssd');
    if (!pod.spec?.tolerations) expect([node.spec?.taints, node.spec?.unschedulable]).toEqual([undefined, undefined]);
    for (const { labelSelector } of pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
      expect(pods.filter((other) => other !== pod && other.metadata?.labels?.['app'] === labelSelector?.matchLabels?.['app'])).toEqual([]);
    }
  }
}

/** What holds at the moment of the decision only: others may go and come afterwards. */
function holdsAtPlacement(nodes: readonly V1Node[], pod: V1Pod, nodeName: string, placed: Placed): void {
  const zoneOf = (name: string): string => nodes.find(({ metadata }) => metadata?.name === name)?.metadata?.labels?.[zone] ?? '';
  const inZones = (name: string | undefined): Map<string, number> => {
    const counts = new Map(nodes.map(({ metadata }) => [metadata?.labels?.[zone] ?? '', 0]));
    for (const [node, there] of placed) counts.set(zoneOf(node), (counts.get(zoneOf(node)) ?? 0) + there.filter(({ metadata }) => metadata?.labels?.['app'] === name).length);
    return counts;
  };
  for (const { whenUnsatisfiable, labelSelector, maxSkew } of pod.spec?.topologySpreadConstraints ?? []) {
    if (whenUnsatisfiable !== 'DoNotSchedule') continue;
    const counts = inZones(labelSelector?.matchLabels?.['app']);
    const self = pod.metadata?.labels?.['app'] === labelSelector?.matchLabels?.['app'] ? 1 : 0;
    expect((counts.get(zoneOf(nodeName)) ?? 0) + self - Math.min(...counts.values())).toBeLessThanOrEqual(maxSkew);
  }
  for (const { labelSelector } of pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    const friends = inZones(labelSelector?.matchLabels?.['app']);
    const isFirst = sum([...friends.values()]) === 0 && pod.metadata?.labels?.['app'] === labelSelector?.matchLabels?.['app'];
    if (!isFirst) expect(friends.get(zoneOf(nodeName))).toBeGreaterThan(0);
  }
}

describe('laws of scheduling', () => {
  it('no decision violates a hard rule', () => {
    fc.assert(fc.property(nodesArbitrary, fc.oneof(repeatedArbitrary, fc.array(podArbitrary, { maxLength: 25 })), (nodes, pods) => {
      const { placed } = run(nodes, pods, false, (pod, node, before) => { holdsAtPlacement(nodes, pod, node, before); });
      for (const node of nodes) holdsHardRules(node, placed.get(node.metadata?.name ?? '') ?? []);
    }));
  });

  it('decides the same whether or not what was said of nodes is remembered', () => {
    fc.assert(fc.property(nodesArbitrary, repeatedArbitrary, (nodes, pods) => {
      expect(run(nodes, pods, false).log).toEqual(run(nodes, pods, true).log);
    }), { numRuns: 200 });
  });

  it('a node that is out of the question changes nobody’s raw score', () => {
    fc.assert(fc.property(nodesArbitrary, fc.array(podArbitrary, { maxLength: 12 }), podArbitrary, (nodes, before, pod) => {
      const scoresWith = (more: readonly V1Node[]): unknown => {
        const { core } = run(nodes, before, true);
        for (const node of more) core.cache.setNode(node);
        core.queue.add(new PodInfo(aPod('last', { ...pod, tolerations: [] })), { clock: true });
        const record = core.attempt();
        const found = record && record.kind === 'assumed' ? record.record : undefined;
        return found?.scores.map(({ plugin, raw }) => [plugin, found.feasible.map((name, index) => [name, raw[index]]).sort()]);
      };
      const cordoned = aNode('irrelevant', { unschedulable: true, zone: 'z9', labels: { disk: 'ssd' } });
      const isCounted = pod.topologySpreadConstraints?.some(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule') ?? false;
      expect(scoresWith([isCounted ? { ...cordoned, metadata: { name: 'irrelevant', uid: 'irrelevant' } } : cordoned])).toEqual(scoresWith([]));
    }), { numRuns: 300 });
  });

  it('counts nothing that is not there once all pods are gone', () => {
    fc.assert(fc.property(nodesArbitrary, fc.array(podArbitrary, { maxLength: 25 }), (nodes, pods) => {
      const { core, placed } = run(nodes, pods, false);
      for (const there of placed.values()) for (const pod of there) core.cache.removePod(pod.metadata?.uid ?? '');
      for (const node of core.cache.nodes) {
        expect([node.pods.length, node.requested.milliCpu, node.requested.memory, node.nonZeroMilliCpu, node.nonZeroMemory, node.usedPorts.length]).toEqual([0, 0, 0, 0, 0, 0]);
      }
      expect(core.cache.requiredAntiAffinity.size + core.cache.requiredAffinity.size + core.cache.preferredAffinity.size).toBe(0);
    }));
  });

  it.each([
    [10, 10], [99, 99], [100, 100], [1000, 420], [5000, 500], [6000, 300], [10_000, 500],
  ])('of %i nodes looks for %i', (nodes, wanted) => {
    expect(feasibleNodesWanted(nodes)).toBe(wanted);
  });
});
