import { describe, expect, it } from 'vitest';
import type { V1Container, V1Namespace, V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { decide } from '../decide.ts';
import { aNode, aPod, type PodOptions } from '../testing.ts';

/** Corners of the rules, each of which a simpler reading gets wrong. */
interface Row {
  readonly why: string;
  readonly nodes?: readonly V1Node[];
  readonly pods?: readonly V1Pod[];
  readonly namespaces?: readonly V1Namespace[];
  readonly pod: V1Pod;
  readonly feasible: readonly string[];
  readonly message?: string;
}

const zoneKey = 'topology.kubernetes.io/zone';
const zones = [aNode('a', { zone: 'z1' }), aNode('b', { zone: 'z2' })];
const on = (name: string, nodeName: string, options: PodOptions = {}): V1Pod => aPod(name, { ...options, nodeName });
const containers = (...all: readonly Partial<V1Container>[]): V1Container[] => all.map((each, index) => ({ name: `c${String(index)}`, image: 'i', ...each }));
const podOf = (spec: Partial<V1Pod['spec']>): V1Pod => ({ metadata: { name: 'p', namespace: 'default', uid: 'p' }, spec: { containers: containers({}), ...spec } });
const onNode = (name: string, nodeName: string, spec: Partial<V1Pod['spec']>): V1Pod => ({ metadata: { name, namespace: 'default', uid: name }, spec: { containers: containers({}), nodeName, ...spec } });
const port = (hostPort: number, hostIP?: string, protocol?: string): Partial<V1Container> => ({ ports: [{ containerPort: 1, hostPort, ...(hostIP ? { hostIP } : {}), ...(protocol ? { protocol } : {}) }] });
const asks = (requests: Record<string, string>): Partial<V1Container> => ({ resources: { requests } });
const affinity = (key: string, operator: string, ...values: string[]): V1Pod => aPod('p', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }] } } } });
const level = (value: string): readonly V1Node[] => [aNode('a', { labels: { level: value } })];
const web = { labels: { app: 'web' } };
const term = { topologyKey: zoneKey, labelSelector: { matchLabels: { app: 'web' } } };
const spread = (more: object = {}, labels: Record<string, string> = { app: 'web' }): V1Pod => aPod('p', { labels, topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', ...term, ...more }] });
const apart = (more: object = {}, labels: Record<string, string> = {}): V1Pod => aPod('p', { labels, affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ ...term, ...more }] } } });
const namespace = (name: string, labels: Record<string, string>): V1Namespace => ({ metadata: { name, labels } });
const small = (more: Record<string, string> = {}): readonly V1Node[] => {
  const node = aNode('a', { cpu: '1', memory: '1Gi' });
  return [{ ...node, status: { ...node.status, allocatable: { ...node.status?.allocatable, ...more } } }];
};

const rows: Readonly<Record<string, readonly Row[]>> = {
  NodePorts: [
    { why: 'another protocol is another port', nodes: [aNode('a')], pods: [onNode('q', 'a', { containers: containers(port(53, undefined, 'UDP')) })], pod: podOf({ containers: containers(port(53)) }), feasible: ['a'] },
    { why: 'another address is another port', nodes: [aNode('a')], pods: [onNode('q', 'a', { containers: containers(port(80, '127.0.0.1')) })], pod: podOf({ containers: containers(port(80, '10.0.0.1')) }), feasible: ['a'] },
    { why: 'every address includes that one', nodes: [aNode('a')], pods: [onNode('q', 'a', { containers: containers(port(80, '127.0.0.1')) })], pod: podOf({ containers: containers(port(80)) }), feasible: [] },
    { why: 'a sidecar holds its port', nodes: [aNode('a')], pods: [onNode('q', 'a', { initContainers: containers({ ...port(80), restartPolicy: 'Always' }) })], pod: podOf({ containers: containers(port(80)) }), feasible: [] },
    { why: 'an init container does not', nodes: [aNode('a')], pods: [onNode('q', 'a', { initContainers: containers(port(80)) })], pod: podOf({ containers: containers(port(80)) }), feasible: ['a'] },
    { why: 'on the host’s network every port is a host port', nodes: [aNode('a')], pods: [onNode('q', 'a', { containers: containers(port(80)) })], pod: podOf({ hostNetwork: true, containers: containers({ ports: [{ containerPort: 80 }] }) }), feasible: [] },
  ],
  NodeAffinity: [
    { why: 'Gt compares whole numbers', nodes: level('10'), pod: affinity('level', 'Gt', '9'), feasible: ['a'] },
    { why: 'Gt does not include', nodes: level('9'), pod: affinity('level', 'Gt', '9'), feasible: [] },
    { why: 'Lt of a label that is no number', nodes: level('high'), pod: affinity('level', 'Lt', '9'), feasible: [] },
    { why: 'Gt of a fraction', nodes: level('9.5'), pod: affinity('level', 'Gt', '9'), feasible: [] },
    { why: 'Gt tells numbers apart that no double does', nodes: level('9007199254740993'), pod: affinity('level', 'Gt', '9007199254740992'), feasible: ['a'] },
    { why: 'and Lt', nodes: level('9007199254740992'), pod: affinity('level', 'Lt', '9007199254740993'), feasible: ['a'] },
    { why: 'the largest number of 64 bits', nodes: level('9223372036854775807'), pod: affinity('level', 'Gt', '9223372036854775806'), feasible: ['a'] },
    { why: 'one more is no number any more', nodes: level('9223372036854775808'), pod: affinity('level', 'Gt', '1'), feasible: [] },
    { why: 'nor is a limit beyond 64 bits', nodes: level('1'), pod: affinity('level', 'Lt', '9223372036854775808'), feasible: [] },
    { why: 'the smallest number of 64 bits', nodes: level('-9223372036854775808'), pod: affinity('level', 'Lt', '-9223372036854775807'), feasible: ['a'] },
    { why: 'a sign before the number', nodes: level('10'), pod: affinity('level', 'Gt', '+9'), feasible: ['a'] },
    { why: 'a blank before the number', nodes: level('10'), pod: affinity('level', 'Gt', ' 9'), feasible: [] },
    { why: 'Lt needs the label', nodes: [aNode('a')], pod: affinity('level', 'Lt', '9'), feasible: [] },
    { why: 'a condition that cannot be read spoils its term, not the others', nodes: level('10'), pod: aPod('p', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [
      { matchExpressions: [{ key: 'level', operator: 'Exists' }, { key: 'gone', operator: 'NotIn', values: [] }] }, { matchExpressions: [{ key: 'level', operator: 'In', values: ['11'] }] },
    ] } } } }), feasible: [] },
    { why: 'NotIn is content without the label', nodes: [aNode('a')], pod: affinity('level', 'NotIn', '9'), feasible: ['a'] },
    { why: 'a term without conditions selects nothing', nodes: [aNode('a')], pod: aPod('p', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{}] } } } }), feasible: [] },
  ],
  NodeResourcesFit: [
    { why: 'a large init container counts alone', nodes: small(), pod: podOf({ initContainers: containers(asks({ cpu: '1100m' })), containers: containers(asks({ cpu: '100m' })) }), feasible: [], message: '1 Insufficient cpu' },
    { why: 'sidecars run beside the containers', nodes: small(), pod: podOf({ initContainers: containers({ ...asks({ cpu: '600m' }), restartPolicy: 'Always' }), containers: containers(asks({ cpu: '500m' })) }), feasible: [] },
    { why: 'a sidecar that starts later does not run beside an earlier init container', nodes: small(), pod: podOf({ initContainers: containers(asks({ cpu: '900m' }), { ...asks({ cpu: '600m' }), restartPolicy: 'Always' }), containers: containers(asks({ cpu: '300m' })) }), feasible: ['a'] },
    { why: 'a sidecar that started runs beside a later init container', nodes: small(), pod: podOf({ initContainers: containers({ ...asks({ cpu: '600m' }), restartPolicy: 'Always' }, asks({ cpu: '500m' })), containers: containers(asks({ cpu: '100m' })) }), feasible: [] },
    { why: 'the runtime’s overhead comes on top', nodes: small(), pod: podOf({ overhead: { cpu: '100m' }, containers: containers(asks({ cpu: '950m' })) }), feasible: [] },
    { why: 'requests of the pod replace those of its containers', nodes: small(), pod: podOf({ resources: { requests: { cpu: '900m' } }, containers: containers(asks({ cpu: '100m' }), asks({ cpu: '100m' })) } as Partial<V1Pod['spec']>), feasible: ['a'] },
    { why: 'limits are requests where nothing is requested', nodes: small(), pod: podOf({ containers: containers({ resources: { limits: { cpu: '2' } } }) }), feasible: [] },
    { why: 'an extended resource that no node has', nodes: small(), pod: podOf({ containers: containers(asks({ 'example.com/gpu': '1' })) }), feasible: [], message: '1 Insufficient example.com/gpu' },
    { why: 'huge pages', nodes: small({ 'hugepages-2Mi': '4Mi' }), pod: podOf({ containers: containers(asks({ cpu: '1m', 'hugepages-2Mi': '6Mi' })) }), feasible: [], message: '1 Insufficient hugepages-2Mi' },
    { why: 'ephemeral storage', nodes: small({ 'ephemeral-storage': '1Gi' }), pod: podOf({ containers: containers(asks({ 'ephemeral-storage': '2Gi' })) }), feasible: [], message: '1 Insufficient ephemeral-storage' },
    { why: 'everything that is missing is said', nodes: small(), pod: podOf({ containers: containers(asks({ cpu: '2', memory: '2Gi' })) }), feasible: [], message: '1 Insufficient cpu, 1 Insufficient memory' },
  ],
  PodTopologySpread: [
    { why: 'too few domains: the least is 0', nodes: zones, pods: [on('q', 'a', web), on('r', 'b', web)], pod: spread({ minDomains: 3 }), feasible: [] },
    { why: 'enough domains: the least is 1', nodes: zones, pods: [on('q', 'a', web), on('r', 'b', web)], pod: spread({ minDomains: 2 }), feasible: ['a', 'b'] },
    { why: 'a tainted zone counts where taints are ignored', nodes: [...zones, aNode('c', { zone: 'z3', taints: [{ key: 'x', effect: 'NoSchedule' }] })], pods: [on('q', 'a', web), on('r', 'b', web)], pod: spread(), feasible: [] },
    { why: 'and does not where they are honoured', nodes: [...zones, aNode('c', { zone: 'z3', taints: [{ key: 'x', effect: 'NoSchedule' }] })], pods: [on('q', 'a', web), on('r', 'b', web)], pod: spread({ nodeTaintsPolicy: 'Honor' }), feasible: ['a', 'b'] },
    { why: 'several keys narrow who counts', nodes: zones, pods: [on('q', 'a', { labels: { app: 'web', rev: '1', track: 'x' } }), on('r', 'a', { labels: { app: 'web', rev: '2', track: 'x' } })], pod: spread({ matchLabelKeys: ['rev', 'track'] }, { app: 'web', rev: '3', track: 'x' }), feasible: ['a', 'b'] },
    { why: 'a key that the pod has not narrows nothing', nodes: zones, pods: [on('q', 'a', { labels: { app: 'web', rev: '1' } })], pod: spread({ matchLabelKeys: ['rev'] }), feasible: ['b'] },
    { why: 'nodes that the selector excludes do not count', nodes: [aNode('a', { zone: 'z1', labels: { disk: 'ssd' } }), aNode('b', { zone: 'z2' })], pods: [on('q', 'a', web)], pod: { ...spread(), spec: { containers: [], ...spread().spec, nodeSelector: { disk: 'ssd' } } }, feasible: ['a'] },
    { why: 'unless the policy says so', nodes: [aNode('a', { zone: 'z1', labels: { disk: 'ssd' } }), aNode('b', { zone: 'z2' })], pods: [on('q', 'a', web)], pod: { ...spread({ nodeAffinityPolicy: 'Ignore' }), spec: { containers: [], ...spread({ nodeAffinityPolicy: 'Ignore' }).spec, nodeSelector: { disk: 'ssd' } } }, feasible: [] },
  ],
  InterPodAffinity: [
    { why: 'an empty namespace selector means every namespace', nodes: zones, namespaces: [namespace('other', {})], pods: [on('q', 'a', { ...web, namespace: 'other' })], pod: apart({ namespaceSelector: {} }), feasible: ['b'] },
    { why: 'none means the pod’s own', nodes: zones, namespaces: [namespace('other', {})], pods: [on('q', 'a', { ...web, namespace: 'other' })], pod: apart(), feasible: ['a', 'b'] },
    { why: 'a selector and names together mean both', nodes: zones, namespaces: [namespace('red', { team: 'r' }), namespace('blue', {})], pods: [on('q', 'a', { ...web, namespace: 'red' }), on('r', 'b', { ...web, namespace: 'blue' })], pod: apart({ namespaceSelector: { matchLabels: { team: 'r' } }, namespaces: ['blue'] }), feasible: [] },
    { why: 'mismatchLabelKeys spare one’s own', nodes: zones, pods: [on('q', 'a', { labels: { app: 'web', tenant: 'me' } }), on('r', 'b', { labels: { app: 'web', tenant: 'you' } })], pod: apart({ mismatchLabelKeys: ['tenant'] }, { tenant: 'me' }), feasible: ['a'] },
    { why: 'a term without a selector means nobody', nodes: zones, pods: [on('q', 'a', web)], pod: aPod('p', { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zoneKey }] } } }), feasible: ['a', 'b'] },
    { why: 'all terms must mean the same pod', nodes: zones, pods: [on('q', 'a', { labels: { app: 'web' } }), on('r', 'b', { labels: { tier: 'x' } })], pod: aPod('p', { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term, { topologyKey: zoneKey, labelSelector: { matchLabels: { tier: 'x' } } }] } } }), feasible: [] },
  ],
};

describe.each(Object.entries(rows))('%s', (_plugin, cases) => {
  it.each(cases)('$why', ({ nodes = zones, pods = [], namespaces = [], pod, feasible, message }) => {
    const decision = decide({ name: 'case', nodes, pods, namespaces, pod });
    expect(decision.feasible).toEqual(feasible);
    if (message) expect(decision.message).toContain(message);
  });
});

describe('preemption', () => {
  it('counts a terminating pod that goes as one less, as the scheduler does', () => {
    const leaving = { ...on('q', 'a', { ...web, cpu: '100m' }), metadata: { ...on('q', 'a', web).metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    const equal = on('r', 'a', { ...web, priority: 10 });
    const decision = decide({ name: 'c', nodes: [aNode('a', { zone: 'z1' }), aNode('b', { zone: 'z2', pods: '0' })], pods: [leaving, equal], pod: { ...spread(), spec: { containers: [], ...spread().spec, priority: 10 } } });
    expect(decision.victims).toEqual(['q']);
    expect(decision.nominatedNode).toBe('a');
  });
});
