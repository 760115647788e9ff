import { describe, expect, it } from 'vitest';
import type { V1Node } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { RandomStreams } from '../../sim/random.ts';
import { SchedulerCache } from '../cache/cache.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { actions, isWorthRetrying, type ClusterEvent } from '../queue/cluster-event.ts';
import { Nominator } from '../queue/nominator.ts';
import { aNode, aPod, emptyListers, type NodeOptions, type PodOptions } from '../testing.ts';
import { plugins } from './index.ts';

const listers = { ...emptyListers, claim: (namespace: string, name: string) => ({ metadata: { name, namespace }, spec: { volumeName: 'v' } }) };
const handle = { cache: new SchedulerCache(), listers, nominator: new Nominator(), random: new RandomStreams(1).stream('s') };

function wakes(plugin: string, pod: PodOptions, event: ClusterEvent): boolean {
  const events = plugins.find(({ name }) => name === plugin)?.create(handle, {}).events ?? [];
  return isWorthRetrying(events, new PodInfo(aPod('p', pod)), event);
}

const node = (action: number, now: NodeOptions, before?: NodeOptions): ClusterEvent => ({ resource: 'Node', action, object: aNode('n', now), ...(before ? { old: aNode('n', before) } : {}) });
const changed = (action: number, labels: Record<string, string>, before?: Record<string, string>): ClusterEvent =>
  ({ resource: 'AssignedPod', action, pod: new PodInfo(aPod('q', { labels })), ...(before ? { oldPod: new PodInfo(aPod('q', { labels: before })) } : {}) });
const about = (resource: ClusterEvent['resource'], action: number, object: KubeObject, old?: KubeObject): ClusterEvent => ({ resource, action, object, ...(old ? { old } : {}) });
const taint = (key: string): V1Node['spec'] & NodeOptions => ({ taints: [{ key, effect: 'NoSchedule' }] });
const inZone = { topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchLabels: { app: 'a' } } };
const spread: PodOptions = { topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', ...inZone }] };
const near: PodOptions = { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [inZone] } } };
const apart: PodOptions = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [inZone] } } };
const claims: PodOptions = { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] };
const claim = (name: string, namespace = 'default'): KubeObject => ({ metadata: { name, namespace } });
const room = (capacity: string): KubeObject => ({ metadata: { name: 'r' }, capacity } as KubeObject);

const limit = (count: number): KubeObject => ({ metadata: { name: 'n' }, spec: { drivers: [{ name: 'd', nodeID: 'n', allocatable: { count } }] } } as KubeObject);
const attached = (source: object): KubeObject => ({ metadata: { name: 'a' }, spec: { attacher: 'ebs.csi.aws.com', nodeName: 'n', source } } as KubeObject);

/** Which events are worth another attempt for a pod that a plugin refused. */
const rows: readonly (readonly [plugin: string, why: string, pod: PodOptions, event: ClusterEvent, wakes: boolean])[] = [
  ['TaintToleration', 'the taint is gone', {}, node(actions.updateNodeTaint, {}, taint('x')), true],
  ['TaintToleration', 'another taint came instead', {}, node(actions.updateNodeTaint, taint('y'), taint('x')), false],
  ['TaintToleration', 'it was tolerable before', {}, node(actions.updateNodeTaint, { taints: [{ key: 'y', effect: 'PreferNoSchedule' }] }, {}), false],
  ['NodeUnschedulable', 'the node was uncordoned', {}, node(actions.updateNodeTaint, {}, { unschedulable: true }), true],
  ['NodeUnschedulable', 'it never was cordoned', {}, node(actions.updateNodeTaint, taint('x'), {}), false],
  ['NodeAffinity', 'the label came', { nodeSelector: { disk: 'ssd' } }, node(actions.updateNodeLabel, { labels: { disk: 'ssd' } }, {}), true],
  ['NodeAffinity', 'another label came', { nodeSelector: { disk: 'ssd' } }, node(actions.updateNodeLabel, { labels: { x: 'y' } }, {}), false],
  ['NodeResourcesFit', 'the node grew', { cpu: '2' }, node(actions.updateNodeAllocatable, { cpu: '8' }, { cpu: '4' }), true],
  ['NodeResourcesFit', 'it shrank', { cpu: '2' }, node(actions.updateNodeAllocatable, { cpu: '4' }, { cpu: '8' }), false],
  ['NodeResourcesFit', 'it grew, but not enough', { cpu: '9' }, node(actions.updateNodeAllocatable, { cpu: '8' }, { cpu: '4' }), false],
  ['NodeResourcesFit', 'a pod went', {}, changed(actions.delete, {}), true],
  ['NodeResourcesFit', 'a pod came', {}, changed(actions.add, {}), false],
  ['NodePorts', 'a pod without ports went', { hostPort: 80 }, changed(actions.delete, {}), false],
  ['PodTopologySpread', 'a pod that counts came', spread, changed(actions.add, { app: 'a' }), true],
  ['PodTopologySpread', 'a pod that does not count came', spread, changed(actions.add, { app: 'b' }), false],
  ['PodTopologySpread', 'a pod ceased to count', spread, changed(actions.updatePodLabel, { app: 'b' }, { app: 'a' }), true],
  ['PodTopologySpread', 'a pod that counts got another label', spread, changed(actions.updatePodLabel, { app: 'a', x: 'y' }, { app: 'a' }), false],
  ['PodTopologySpread', 'a node without the key came', spread, node(actions.add, {}), false],
  ['PodTopologySpread', 'a node moved', spread, node(actions.updateNodeLabel, { zone: 'z2' }, { zone: 'z1' }), true],
  ['PodTopologySpread', 'a node got another label', spread, node(actions.updateNodeLabel, { zone: 'z1', labels: { x: 'y' } }, { zone: 'z1' }), false],
  ['InterPodAffinity', 'a friend came', near, changed(actions.add, { app: 'a' }), true],
  ['InterPodAffinity', 'a stranger came', near, changed(actions.add, { app: 'b' }), false],
  ['InterPodAffinity', 'a pod that it avoids ceased to be one', apart, changed(actions.updatePodLabel, { app: 'b' }, { app: 'a' }), true],
  ['InterPodAffinity', 'a node got another label', near, node(actions.updateNodeLabel, { zone: 'z1', labels: { x: 'y' } }, { zone: 'z1' }), false],
  ['InterPodAffinity', 'a node came into the zone', near, node(actions.updateNodeLabel, { zone: 'z1' }, {}), true],
  ['VolumeBinding', 'its claim changed', claims, about('PersistentVolumeClaim', actions.updateOther, claim('c'), claim('c')), true],
  ['VolumeBinding', 'another claim changed', claims, about('PersistentVolumeClaim', actions.updateOther, claim('d'), claim('d')), false],
  ['VolumeBinding', 'a claim of that name elsewhere', claims, about('PersistentVolumeClaim', actions.add, claim('c', 'other')), false],
  ['VolumeBinding', 'there is more room', claims, about('CSIStorageCapacity', actions.updateOther, room('2Gi'), room('1Gi')), true],
  ['VolumeBinding', 'there is less room', claims, about('CSIStorageCapacity', actions.updateOther, room('1Gi'), room('2Gi')), false],
  ['NodeVolumeLimits', 'the node may have more volumes', claims, about('CSINode', actions.updateOther, limit(2), limit(1)), true],
  ['NodeVolumeLimits', 'it may have fewer', claims, about('CSINode', actions.updateOther, limit(1), limit(2)), false],
  ['NodeVolumeLimits', 'an attachment of its own volume went', claims, about('VolumeAttachment', actions.delete, attached({ persistentVolumeName: 'v' })), true],
  ['NodeVolumeLimits', 'an attachment of another volume went', claims, about('VolumeAttachment', actions.delete, attached({ persistentVolumeName: 'w' })), false],
  ['NodeVolumeLimits', 'an attachment of the driver of its in-line disk went', { volumes: [{ name: 'd', awsElasticBlockStore: { volumeID: 'x' } }] }, about('VolumeAttachment', actions.delete, attached({})), true],
  ['NodeVolumeLimits', 'a pod with an in-line disk went', claims, { resource: 'AssignedPod', action: actions.delete, pod: new PodInfo(aPod('q', { volumes: [{ name: 'd', awsElasticBlockStore: { volumeID: 'x' } }] })) }, true],
  ['NodeVolumeLimits', 'a pod without volumes went', claims, changed(actions.delete, {}), false],
  ['VolumeZone', 'a volume moved', claims, about('PersistentVolume', actions.updateOther, { metadata: { labels: { 'topology.kubernetes.io/zone': 'a' } } }, { metadata: { labels: { 'topology.kubernetes.io/zone': 'b' } } }), true],
  ['VolumeZone', 'a volume got another label', claims, about('PersistentVolume', actions.updateOther, { metadata: { labels: { x: 'y' } } }, { metadata: {} }), false],
];

describe('a pod that a plugin refused', () => {
  it.each(rows)('%s: %s', (plugin, _why, pod, event, expected) => {
    expect(wakes(plugin, pod, event)).toBe(expected);
  });
});
