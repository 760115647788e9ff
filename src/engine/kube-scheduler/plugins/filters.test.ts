import { describe, expect, it } from 'vitest';
import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { decide } from '../decide.ts';
import { aNode, aPod } from '../testing.ts';

interface Row {
  readonly why: string;
  readonly nodes: readonly V1Node[];
  readonly pods?: readonly V1Pod[];
  readonly pod: V1Pod;
  readonly feasible: readonly string[];
  readonly message?: string;
}

const taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
const on = (name: string, nodeName: string, options: Parameters<typeof aPod>[1] = {}): V1Pod => aPod(name, { ...options, nodeName });
const inZone = { topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchLabels: { app: 'web' } } };
const web = { labels: { app: 'web' } };
const zones = [aNode('a', { zone: 'z1' }), aNode('b', { zone: 'z2' })];
const spread = { topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', ...inZone }] };

const rows: Readonly<Record<string, readonly Row[]>> = {
  NodeUnschedulable: [
    { why: 'a cordoned node is left out', nodes: [aNode('a', { unschedulable: true }), aNode('b')], pod: aPod('p'), feasible: ['b'] },
    { why: 'a toleration of the cordon helps', nodes: [aNode('a', { unschedulable: true })], pod: aPod('p', { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }), feasible: ['a'] },
  ],
  TaintToleration: [
    { why: 'an untolerated taint', nodes: [aNode('a', { taints: [taint] }), aNode('b')], pod: aPod('p'), feasible: ['b'] },
    { why: 'the value must agree', nodes: [aNode('a', { taints: [taint] })], pod: aPod('p', { tolerations: [{ key: 'dedicated', value: 'cpu' }] }), feasible: [], message: '1 node(s) had untolerated taint(s)' },
    { why: 'tolerating everything', nodes: [aNode('a', { taints: [taint] })], pod: aPod('p', { tolerations: [{ operator: 'Exists' }] }), feasible: ['a'] },
  ],
  NodeAffinity: [
    { why: 'a node selector', nodes: [aNode('a', { labels: { disk: 'ssd' } }), aNode('b')], pod: aPod('p', { nodeSelector: { disk: 'ssd' } }), feasible: ['a'] },
    {
      why: 'terms that name different nodes at once', nodes: [aNode('a')], feasible: [], message: 'pod affinity terms conflict',
      pod: aPod('p', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }, { key: 'metadata.name', operator: 'In', values: ['b'] }] }] } } } }),
    },
  ],
  NodeName: [{ why: 'keys of Object.prototype are no labels', nodes: [aNode('a')], pod: aPod('p', { nodeSelector: { constructor: 'x' } }), feasible: [] }],
  NodePorts: [
    { why: 'a port can be had once', nodes: [aNode('a'), aNode('b')], pods: [on('q', 'a', { hostPort: 80 })], pod: aPod('p', { hostPort: 80 }), feasible: ['b'] },
    { why: 'another port is free', nodes: [aNode('a')], pods: [on('q', 'a', { hostPort: 80 })], pod: aPod('p', { hostPort: 81 }), feasible: ['a'] },
  ],
  NodeResourcesFit: [
    { why: 'exactly full is allowed', nodes: [aNode('a', { cpu: '1' })], pods: [on('q', 'a', { cpu: '900m' })], pod: aPod('p', { cpu: '100m' }), feasible: ['a'] },
    { why: 'one millicore too many', nodes: [aNode('a', { cpu: '1' })], pods: [on('q', 'a', { cpu: '901m' })], pod: aPod('p', { cpu: '100m' }), feasible: [], message: '1 Insufficient cpu' },
    { why: 'pods are counted', nodes: [aNode('a', { pods: '1' })], pods: [on('q', 'a')], pod: aPod('p'), feasible: [], message: '1 Too many pods' },
  ],
  PodTopologySpread: [
    { why: 'the skew would become 2', nodes: zones, pods: [on('q', 'a', web)], pod: aPod('p', { ...web, ...spread }), feasible: ['b'] },
    { why: 'terminating pods do not count', nodes: zones, pods: [{ ...on('q', 'a', web), metadata: { ...on('q', 'a', web).metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }], pod: aPod('p', { ...web, ...spread }), feasible: ['a', 'b'] },
    { why: 'a node without the label', nodes: [aNode('a')], pod: aPod('p', { ...web, ...spread }), feasible: [], message: "1 node(s) didn't match pod topology spread constraints (missing required label)" },
  ],
  InterPodAffinity: [
    { why: 'the first of a group may start it', nodes: zones, pod: aPod('p', { ...web, affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [inZone] } } }), feasible: ['a', 'b'] },
    { why: 'later ones join it', nodes: zones, pods: [on('q', 'b', web)], pod: aPod('p', { ...web, affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [inZone] } } }), feasible: ['b'] },
    { why: 'anti-affinity keeps away', nodes: zones, pods: [on('q', 'b', web)], pod: aPod('p', { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [inZone] } } }), feasible: ['a'] },
    { why: 'and works both ways', nodes: zones, pods: [on('q', 'b', { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [inZone] } } })], pod: aPod('p', web), feasible: ['a'] },
    { why: 'another namespace is not meant', nodes: zones, pods: [on('q', 'b', { ...web, namespace: 'other' })], pod: aPod('p', { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [inZone] } } }), feasible: ['a', 'b'] },
  ],
};

describe.each(Object.entries(rows))('%s', (_plugin, cases) => {
  it.each(cases)('$why', ({ nodes, pods = [], pod, feasible, message }) => {
    const decision = decide({ name: 'case', nodes, pods, pod });
    expect(decision.feasible).toEqual(feasible);
    if (message) expect(decision.message).toContain(message);
  });
});
