import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { aNode, aPod, emptyListers, type NodeOptions, type PodOptions } from '../testing.ts';
import { smallestChange } from './smallest-change.ts';
import type { Snapshot } from './trial.ts';
import { whatIf } from './what-if.ts';

const zone = 'topology.kubernetes.io/zone';
const hostname = 'kubernetes.io/hostname';
const selects = (app: string): { labelSelector: { matchLabels: Record<string, string> } } => ({ labelSelector: { matchLabels: { app } } });
const snapshotOf = (nodes: readonly V1Node[], pods: readonly V1Pod[] = []): Snapshot => ({ nodes, pods, listers: emptyListers });
const bound = (name: string, nodeName: string, options: PodOptions = {}): V1Pod => aPod(name, { ...options, nodeName });
const antiAffinity = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: hostname, ...selects('a') }] } } };
const spread = { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', ...selects('a') }] };
const taint = { key: 'dedicated', value: 'x', effect: 'NoSchedule' };

interface Row {
  readonly why: string;
  readonly nodes: readonly V1Node[];
  readonly pods?: readonly V1Pod[];
  readonly pod: PodOptions;
  readonly first: Record<string, unknown>;
}

const big: NodeOptions = { cpu: '4' };

describe('the smallest change', () => {
  it.each<Row>([
    { why: 'nothing is as large as the request', nodes: [aNode('n1', big)], pod: { cpu: '6' }, first: { kind: 'lower-request', resource: 'cpu', from: '6', to: '4', container: 'app' } },
    { why: 'the rest of the node is smaller, in steps of 50m', nodes: [aNode('n1', big)], pods: [bound('other', 'n1', { cpu: '1030m', namespace: 'kube-system' })], pod: { cpu: '3' }, first: { kind: 'lower-request', to: '2950m' } },
    { why: 'a small pod stands in the way of a large one', nodes: [aNode('n1', big)], pods: [bound('big', 'n1', { cpu: '2500m' }), bound('small', 'n1', { cpu: '1500m' })], pod: { cpu: '1500m' }, first: { kind: 'remove-pods', node: 'n1', pods: [{ uid: 'uid-small', namespace: 'default', name: 'small' }], frees: { cpu: '1500m' } } },
    { why: 'a taint keeps it away', nodes: [aNode('n1', { taints: [taint] })], pod: {}, first: { kind: 'tolerate', taints: [taint] } },
    { why: 'the only node is cordoned', nodes: [aNode('n1', { unschedulable: true })], pod: {}, first: { kind: 'uncordon', node: 'n1' } },
    { why: 'a label is missing', nodes: [aNode('n1')], pod: { nodeSelector: { disk: 'ssd' } }, first: { kind: 'label-node', node: 'n1', labels: { disk: 'ssd' } } },
    { why: 'the zone that it wants has no node, and zones are not relabelled', nodes: [aNode('n1', { zone: 'a' })], pod: { nodeSelector: { [zone]: 'b' } }, first: { kind: 'drop-selector', keys: [zone] } },
    { why: 'no node meets its affinity', nodes: [aNode('n1')], pod: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'DoesNotExist' }, { key: 'gpu', operator: 'NotIn', values: ['none'] }, { key: zone, operator: 'In', values: ['b'] }] }] } } } }, first: { kind: 'relax-affinity', term: 0, keys: [zone] } },
    { why: 'a sibling is on every node', nodes: [aNode('n1')], pods: [bound('a', 'n1', { labels: { app: 'a' } })], pod: { labels: { app: 'a' }, ...antiAffinity }, first: { kind: 'drop-pod-affinity', side: 'podAntiAffinity', index: 0, topologyKey: hostname } },
    { why: 'spreading would have it in a full zone', nodes: [aNode('n1', { zone: 'a' }), aNode('n2', { zone: 'b', pods: '0' })], pods: [bound('a', 'n1', { labels: { app: 'a' } })], pod: { labels: { app: 'a' }, ...spread }, first: { kind: 'raise-pods', node: 'n2', from: 0, to: 1 } },
    { why: 'the port is taken', nodes: [aNode('n1')], pods: [bound('a', 'n1', { hostPort: 80, namespace: 'kube-system' })], pod: { hostPort: 80 }, first: { kind: 'drop-host-ports', ports: [80] } },
    { why: 'the node has as many pods as it may have', nodes: [aNode('n1', { pods: '1' })], pods: [bound('a', 'n1', { namespace: 'kube-system' })], pod: {}, first: { kind: 'raise-pods', node: 'n1', from: 1, to: 2 } },
    { why: 'the machine is down', nodes: [aNode('n1', { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }] })], pod: {}, first: { kind: 'repair-node', node: 'n1' } },
  ])('is $first.kind where $why', ({ nodes, pods = [], pod, first }) => {
    const [suggestion] = smallestChange(aPod('p', pod), snapshotOf(nodes, pods));
    expect(suggestion?.steps[0]).toMatchObject(first);
  });

  it('takes two steps where two things are in the way', () => {
    const [suggestion] = smallestChange(aPod('p', { cpu: '6' }), snapshotOf([aNode('n1', { taints: [taint] })]));
    expect(suggestion?.steps.map(({ kind }) => kind).sort()).toEqual(['lower-request', 'tolerate']);
  });

  it('never sends the cluster’s own pods, siblings or more important pods away', () => {
    const pods = [bound('dns', 'n1', { cpu: '1', namespace: 'kube-system' }), bound('king', 'n1', { cpu: '3', priority: 10 })];
    const kinds = smallestChange(aPod('p', { cpu: '1' }), snapshotOf([aNode('n1')], pods)).flatMap(({ steps }) => steps.map(({ kind }) => kind));
    expect(kinds).toEqual(['add-node']);
  });

  it('says nothing of a pod that fits, nor of a claim that is not there', () => {
    expect(smallestChange(aPod('p'), snapshotOf([aNode('n1')]))).toEqual([]);
    expect(smallestChange(aPod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'gone' } }] }), snapshotOf([aNode('n1')]))).toEqual([]);
  });
});

const nodeArbitrary = fc.record({
  cpu: fc.constantFrom('1', '2'), memory: fc.constantFrom('1Gi', '2Gi'), pods: fc.constantFrom('2', '3', '110'), zone: fc.constantFrom('z1', 'z2'),
  taint: fc.constantFrom(undefined, undefined, taint, { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }, { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }),
  isCordoned: fc.constantFrom(false, false, true), disk: fc.constantFrom('ssd', 'hdd'),
});
const nodesArbitrary = fc.array(nodeArbitrary, { minLength: 1, maxLength: 5 }).map((all) => all.map(({ taint: one, isCordoned, disk, ...rest }, index) =>
  aNode(`n${String(index)}`, { ...rest, labels: { disk }, ...(one ? { taints: [one] } : {}), ...(isCordoned ? { unschedulable: true } : {}) })));

const app = fc.constantFrom('a', 'b');
const demands: fc.Arbitrary<PodOptions> = fc.oneof(
  fc.constant({}),
  fc.constant({ hostPort: 80 }),
  fc.constant({ nodeSelector: { disk: 'nvme', tier: 'x' } }),
  fc.constant({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'In', values: ['nvme'] }, { key: zone, operator: 'NotIn', values: ['z1'] }] }] } } } }),
  app.map((name) => ({ topologySpreadConstraints: [zone, hostname].map((topologyKey) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: 'DoNotSchedule', ...selects(name) })) })),
  app.map((name) => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [hostname, zone].map((topologyKey) => ({ topologyKey, ...selects(name) })) } } })),
  app.map((name) => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zone, ...selects(name) }] } } })),
);
const podArbitrary: fc.Arbitrary<PodOptions> = fc.record({ cpu: fc.constantFrom('100m', '700m', '3'), memory: fc.constantFrom('128Mi', '900Mi'), labels: app.map((name) => ({ app: name })), priority: fc.constantFrom(0, 0, 5), extra: demands })
  .map(({ extra, ...rest }) => ({ ...rest, ...extra }));

describe('laws of suggestions', () => {
  const situation = fc.record({ nodes: nodesArbitrary, others: fc.array(fc.tuple(podArbitrary, fc.nat()), { maxLength: 8 }), pod: podArbitrary }).map(({ nodes, others, pod }) => {
    const pods = others.map(([options, at], index) => bound(`o${String(index)}`, nodes[at % nodes.length]?.metadata?.name ?? '', options));
    return { pod: aPod('p', pod), snapshot: snapshotOf(nodes, pods) };
  });

  it('each makes the pod schedulable, and none is made for a pod that is', () => {
    let tried = 0;
    fc.assert(fc.property(situation, ({ pod, snapshot }) => {
      const suggestions = smallestChange(pod, snapshot);
      if (whatIf(pod, {}, snapshot)?.chosen !== undefined) expect(suggestions).toEqual([]);
      for (const { steps } of suggestions) {
        expect([steps, whatIf(pod, { steps }, snapshot)?.chosen]).toEqual([steps, expect.any(String)]);
        tried++;
      }
    }), { numRuns: 300 });
    expect(tried).toBeGreaterThan(300);
  });

  it('thinking changes nothing: asked twice, the answer is the same', () => {
    fc.assert(fc.property(situation, ({ pod, snapshot }) => {
      const before = JSON.stringify(snapshot.nodes);
      expect(smallestChange(pod, snapshot)).toEqual(smallestChange(pod, snapshot));
      expect(JSON.stringify(snapshot.nodes)).toBe(before);
    }), { numRuns: 50 });
  });
});

describe('what if', () => {
  it('the profile were another', () => {
    const snapshot = snapshotOf([aNode('empty'), aNode('used')], [bound('o', 'used', { cpu: '2', memory: '4Gi' })]);
    const pack = { pluginArgs: { NodeResourcesFit: { scoringStrategy: { type: 'MostAllocated' as const, resources: [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }] } } } };
    expect([whatIf(aPod('p'), {}, snapshot)?.chosen, whatIf(aPod('p'), { profile: pack }, snapshot)?.chosen]).toEqual(['empty', 'used']);
  });
});
