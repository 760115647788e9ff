import { describe, expect, it } from 'vitest';
import type { V1CSINode, V1CSIStorageCapacity, V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass, V1Volume, V1VolumeAttachment } from '../../../kube/generated/types.ts';
import type { Labels } from '../../../kube/selectors.ts';
import { decide } from '../decide.ts';
import type { SchedulingCase } from '../scheduling-case.ts';
import { aNode, aPod } from '../testing.ts';

const [ga, beta] = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
const claim = (name: string, spec: V1PersistentVolumeClaim['spec'] = {}, annotations: Labels = {}): V1PersistentVolumeClaim =>
  ({ metadata: { name, namespace: 'default', uid: name, annotations }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } }, ...spec } });
const boundClaim = (name: string, volumeName: string, spec: V1PersistentVolumeClaim['spec'] = {}): V1PersistentVolumeClaim => claim(name, { volumeName, ...spec }, { 'pv.kubernetes.io/bind-completed': 'yes' });
const volume = (name: string, spec: V1PersistentVolume['spec'] = {}, labels: Labels = {}, phase = 'Available'): V1PersistentVolume =>
  ({ metadata: { name, labels }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'fast', ...spec }, ...(phase === '' ? {} : { status: { phase } }) });
const fast = (more: Partial<V1StorageClass> = {}): V1StorageClass => ({ metadata: { name: 'fast' }, provisioner: 'csi.example.com', volumeBindingMode: 'WaitForFirstConsumer', ...more });
const noProvisioner = fast({ provisioner: 'kubernetes.io/no-provisioner' });
const uses = (...names: string[]): V1Volume[] => names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
const drivers = (node: string, name: string, count: number): V1CSINode => ({ metadata: { name: node }, spec: { drivers: [{ name, nodeID: node, allocatable: { count } }] } });
const capacity = (more: Partial<V1CSIStorageCapacity>): V1CSIStorageCapacity => ({ storageClassName: 'fast', nodeTopology: { matchLabels: { [ga]: 'z1' } }, ...more });
const tellsCapacity = { metadata: { name: 'csi.example.com' }, spec: { storageCapacity: true } };

const csiVolume = (name: string): V1PersistentVolume => volume(name, { csi: { driver: 'csi.example.com', volumeHandle: name } });
const attachment = (nodeName: string, source: V1VolumeAttachment['spec']['source']): V1VolumeAttachment => ({ metadata: { name: `to-${nodeName}` }, spec: { attacher: 'csi.example.com', nodeName, source } });

interface Row {
  readonly why: string;
  readonly nodes?: SchedulingCase['nodes'];
  readonly storage: NonNullable<SchedulingCase['storage']>;
  readonly pods?: SchedulingCase['pods'];
  readonly volumes?: V1Volume[];
  readonly feasible: readonly string[];
  readonly message?: string;
}

const zones = [aNode('a', { zone: 'z1' }), aNode('b', { zone: 'z2' })];
const inZone = (key: string, value: string): SchedulingCase['storage'] => ({ pvs: [volume('v', {}, { [key]: value })], pvcs: [boundClaim('c', 'v')] });

const rows: Readonly<Record<string, readonly Row[]>> = {
  VolumeZone: [
    { why: 'an old label of the volume is met by a new one of the node', storage: { ...inZone(beta, 'z1') }, feasible: ['a'] },
    { why: 'a new label of the volume is not met by an old one', nodes: [aNode('a', { labels: { [beta]: 'z1' } })], storage: { ...inZone(ga, 'z1') }, feasible: [], message: '1 node(s) had no available volume zone' },
    { why: 'the label of the same name goes first', nodes: [aNode('a', { zone: 'z1', labels: { [beta]: 'z9' } })], storage: { ...inZone(beta, 'z1') }, feasible: [] },
    { why: 'several zones are joined by two underscores', storage: { ...inZone(ga, 'z1__z2') }, feasible: ['a', 'b'] },
    { why: 'nodes without any zone take every volume', nodes: [aNode('a')], storage: { ...inZone(ga, 'z1') }, feasible: ['a'] },
  ],
  VolumeBinding: [
    { why: 'a volume that the controller has not seen is not free', storage: { classes: [noProvisioner], pvs: [volume('v', {}, {}, '')], pvcs: [claim('c')] }, feasible: [], message: "2 node(s) didn't find available persistent volumes to bind" },
    { why: 'a volume of another class does not serve, even where it names the claim', storage: { classes: [noProvisioner], pvs: [volume('v', { storageClassName: 'slow', claimRef: { namespace: 'default', name: 'c' } })], pvcs: [claim('c')] }, feasible: [] },
    { why: 'a volume that names the claim serves', storage: { classes: [noProvisioner], pvs: [volume('v', { claimRef: { namespace: 'default', name: 'c' } })], pvcs: [claim('c')] }, feasible: ['a', 'b'] },
    { why: 'a topology term without conditions allows no node', storage: { classes: [fast({ allowedTopologies: [{}] })], pvcs: [claim('c')] }, feasible: [] },
    { why: 'one of the topology terms is enough', storage: { classes: [fast({ allowedTopologies: [{ matchLabelExpressions: [{ key: ga, values: ['z9'] }] }, { matchLabelExpressions: [{ key: ga, values: ['z2'] }] }] })], pvcs: [claim('c')] }, feasible: ['b'] },
    { why: 'a class without a mode binds at once', storage: { classes: [{ metadata: { name: 'fast' }, provisioner: 'csi.example.com' }], pvcs: [claim('c')] }, feasible: [], message: 'pod has unbound immediate PersistentVolumeClaims' },
    { why: 'a claim without a class has the default one', storage: { classes: [fast({ metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } })], pvcs: [{ ...claim('c'), spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] }, feasible: ['a', 'b'] },
    { why: 'a claim that was provisioned for a node stays there', storage: { classes: [fast()], pvcs: [claim('c', {}, { 'volume.kubernetes.io/selected-node': 'b' })] }, feasible: ['b'], },
  ],
  'VolumeBinding with CSIStorageCapacity': [
    { why: 'the driver has room in one zone', storage: { classes: [fast()], pvcs: [claim('c')], csiDrivers: [tellsCapacity], csiStorageCapacities: [capacity({ capacity: '5Gi' })] }, feasible: ['a'] },
    { why: 'it has too little everywhere', storage: { classes: [fast()], pvcs: [claim('c')], csiDrivers: [tellsCapacity], csiStorageCapacities: [capacity({ capacity: '500Mi' })] }, feasible: [], message: '2 node(s) did not have enough free storage' },
    { why: 'the largest volume counts where it is told', storage: { classes: [fast()], pvcs: [claim('c')], csiDrivers: [tellsCapacity], csiStorageCapacities: [capacity({ capacity: '5Gi', maximumVolumeSize: '500Mi' })] }, feasible: [] },
    { why: 'a driver that does not tell is trusted', storage: { classes: [fast()], pvcs: [claim('c')], csiDrivers: [{ ...tellsCapacity, spec: {} }] }, feasible: ['a', 'b'] },
    { why: 'capacity of another class is none', storage: { classes: [fast()], pvcs: [claim('c')], csiDrivers: [tellsCapacity], csiStorageCapacities: [capacity({ capacity: '5Gi', storageClassName: 'slow' })] }, feasible: [] },
    { why: 'capacity without a topology is nowhere', storage: { classes: [fast()], pvcs: [claim('c')], csiDrivers: [tellsCapacity], csiStorageCapacities: [{ storageClassName: 'fast', capacity: '5Gi' }] }, feasible: [] },
  ],
  NodeVolumeLimits: [
    {
      why: 'in-tree disks count for the driver that serves them now', nodes: [aNode('a'), aNode('b')], feasible: ['b'],
      storage: { csiNodes: [drivers('a', 'ebs.csi.aws.com', 1)], pvs: [volume('v', { awsElasticBlockStore: { volumeID: 'vol-1' } }), volume('w', { awsElasticBlockStore: { volumeID: 'vol-2' } })], pvcs: [boundClaim('c', 'v'), boundClaim('d', 'w')] },
      pods: [aPod('q', { nodeName: 'a', volumes: uses('d') })],
    },
    {
      why: 'so do in-line ones', nodes: [aNode('a')], feasible: [], message: '1 node(s) exceed max volume count',
      storage: { csiNodes: [drivers('a', 'pd.csi.storage.gke.io', 1)], pvs: [volume('v', { gcePersistentDisk: { pdName: 'p1' } })], pvcs: [boundClaim('c', 'v')] },
      pods: [aPod('q', { nodeName: 'a', volumes: [{ name: 'd', gcePersistentDisk: { pdName: 'p2' } }] })],
    },
    {
      why: 'a volume that is attached already costs nothing', nodes: [aNode('a')], feasible: ['a'],
      storage: { csiNodes: [drivers('a', 'csi.example.com', 1)], pvs: [volume('v', { csi: { driver: 'csi.example.com', volumeHandle: 'h' } })], pvcs: [boundClaim('c', 'v')] },
      pods: [aPod('q', { nodeName: 'a', volumes: uses('c') })],
    },
    {
      why: 'a volume that is attached and that no pod uses counts', nodes: [aNode('a')], feasible: [], message: '1 node(s) exceed max volume count',
      storage: { csiNodes: [drivers('a', 'csi.example.com', 1)], pvs: [csiVolume('v'), csiVolume('w')], pvcs: [boundClaim('c', 'v')], volumeAttachments: [attachment('a', { persistentVolumeName: 'w' })] },
    },
    {
      why: 'a volume that a pod uses does not count again for being attached', nodes: [aNode('a')], feasible: ['a'],
      storage: { csiNodes: [drivers('a', 'csi.example.com', 2)], pvs: [csiVolume('v'), csiVolume('w')], pvcs: [boundClaim('c', 'v'), boundClaim('d', 'w')], volumeAttachments: [attachment('a', { persistentVolumeName: 'w' })] },
      pods: [aPod('q', { nodeName: 'a', volumes: uses('d') })],
    },
    {
      why: 'the pod’s own volume, attached before its pod came, counts twice, as in Kubernetes', nodes: [aNode('a')], feasible: [],
      storage: { csiNodes: [drivers('a', 'csi.example.com', 1)], pvs: [csiVolume('v')], pvcs: [boundClaim('c', 'v')], volumeAttachments: [attachment('a', { persistentVolumeName: 'v' })] },
    },
    {
      why: 'an attachment elsewhere does not count', nodes: [aNode('a')], feasible: ['a'],
      storage: { csiNodes: [drivers('a', 'csi.example.com', 1)], pvs: [csiVolume('v'), csiVolume('w')], pvcs: [boundClaim('c', 'v')], volumeAttachments: [attachment('b', { persistentVolumeName: 'w' })] },
    },
    {
      why: 'the attachment of an in-line volume does not count', nodes: [aNode('a')], feasible: ['a'],
      storage: { csiNodes: [drivers('a', 'csi.example.com', 1)], pvs: [csiVolume('v')], pvcs: [boundClaim('c', 'v')], volumeAttachments: [attachment('a', { inlineVolumeSpec: { csi: { driver: 'csi.example.com', volumeHandle: 'w' } } })] },
    },
    {
      why: 'an in-tree disk is the same by either of its names', nodes: [aNode('a')], feasible: ['a'],
      storage: { csiNodes: [drivers('a', 'ebs.csi.aws.com', 1)], pvs: [volume('v', { awsElasticBlockStore: { volumeID: 'aws://z1/vol-1' } }), volume('w', { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' } })], pvcs: [boundClaim('c', 'v'), boundClaim('d', 'w')] },
      pods: [aPod('q', { nodeName: 'a', volumes: uses('d') })],
    },
    {
      why: 'a disk of a zone and one in line of no zone are two', nodes: [aNode('a')], feasible: [],
      storage: { csiNodes: [drivers('a', 'pd.csi.storage.gke.io', 1)], pvs: [volume('v', { gcePersistentDisk: { pdName: 'p' } }, { [ga]: 'z1' })], pvcs: [boundClaim('c', 'v')] },
      pods: [aPod('q', { nodeName: 'a', volumes: [{ name: 'd', gcePersistentDisk: { pdName: 'p' } }] })],
    },
    {
      why: 'claims that wait for a volume count for their class', nodes: [aNode('a')], feasible: [],
      storage: { classes: [fast()], csiNodes: [drivers('a', 'csi.example.com', 1)], pvcs: [claim('c'), claim('d')] }, volumes: uses('c', 'd'),
    },
  ],
  VolumeRestrictions: [
    { why: 'a claim for one pod is taken', storage: { pvs: [volume('v')], pvcs: [boundClaim('c', 'v', { accessModes: ['ReadWriteOncePod'] })] }, pods: [aPod('q', { nodeName: 'a', volumes: uses('c') })], feasible: [], message: 'ReadWriteOncePod' },
    { why: 'a claim of that name in another namespace is another claim', storage: { pvs: [volume('v')], pvcs: [boundClaim('c', 'v', { accessModes: ['ReadWriteOncePod'] })] }, pods: [aPod('q', { nodeName: 'a', namespace: 'other', volumes: uses('c') })], feasible: ['a', 'b'] },
    { why: 'one disk twice for writing', storage: {}, volumes: [{ name: 'd', gcePersistentDisk: { pdName: 'p' } }], pods: [aPod('q', { nodeName: 'a', volumes: [{ name: 'd', gcePersistentDisk: { pdName: 'p', readOnly: true } }] })], feasible: ['b'] },
    { why: 'one disk twice for reading', storage: {}, volumes: [{ name: 'd', gcePersistentDisk: { pdName: 'p', readOnly: true } }], pods: [aPod('q', { nodeName: 'a', volumes: [{ name: 'd', gcePersistentDisk: { pdName: 'p', readOnly: true } }] })], feasible: ['a', 'b'] },
    { why: 'an EBS disk cannot even be read twice', storage: {}, volumes: [{ name: 'd', awsElasticBlockStore: { volumeID: 'p', readOnly: true } }], pods: [aPod('q', { nodeName: 'a', volumes: [{ name: 'd', awsElasticBlockStore: { volumeID: 'p', readOnly: true } }] })], feasible: ['b'] },
  ],
};

describe.each(Object.entries(rows))('%s', (_plugin, cases) => {
  it.each(cases)('$why', ({ nodes = zones, storage, pods = [], volumes = uses('c'), feasible, message }) => {
    const decision = decide({ name: 'case', nodes, storage, pods, pod: aPod('p', { volumes }) });
    expect(decision.feasible).toEqual(feasible);
    if (message) expect(decision.message).toContain(message);
  });
});
