import { describe, expect, it } from 'vitest';
import { configMaps, leases, namespaces, nodes, pods, resourcePath, serviceAccounts } from '../../kube/kinds.ts';
import { story } from './testing/fresh-cluster.ts';
import type { StoryCluster } from './testing/story-cluster.ts';

const spec = { containers: [{ name: 'a', image: 'nginx' }] };
const taints = (cluster: StoryCluster, name: string) => (cluster.get(nodes, name).spec?.taints ?? []).map(({ key, effect }) => `${key} ${effect}`);
const inZone = (zone: string) => ({ metadata: { labels: { 'topology.kubernetes.io/zone': zone } } });

describe('nodes', () => {
  it('get ranges of addresses for their pods, in order', () => {
    const cluster = story();
    cluster.addNode('node-4');
    cluster.run(1);
    expect(cluster.list(nodes).map(({ spec: { podCIDR } = {} }) => podCIDR)).toEqual(['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24', '10.244.3.0/24']);
  });

  it('are told of when they come and when they go', () => {
    const cluster = story({ nodes: [{}] });
    cluster.run(1);
    cluster.addNode('node-2');
    cluster.run(6);
    cluster.remove(nodes, 'node-2');
    cluster.run(6);
    expect(cluster.events('Node')).toEqual([
      'Normal RegisteredNode Node node-1 event: Registered Node node-1 in Controller',
      'Normal RegisteredNode Node node-2 event: Registered Node node-2 in Controller',
      'Normal RemovingNode Node node-2 event: Removing Node node-2 from Controller',
    ]);
  });

  it('that fall silent are unknown after 50 s, tainted, their pods unready and then evicted', () => {
    const cluster = story({ nodes: [inZone('a'), inZone('b')] });
    cluster.create(pods, { metadata: { name: 'left' }, spec: { ...spec, nodeName: 'node-1', tolerations: [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 8 }] } });
    cluster.run(15);
    cluster.down.add('node-1');
    cluster.run(40);
    expect(cluster.get(nodes, 'node-1').status?.conditions?.map(({ status }) => status)).toEqual(['False', 'False', 'False', 'True']);
    cluster.run(15);
    expect(cluster.get(nodes, 'node-1').status?.conditions?.map(({ type, status, reason, message }) => `${type} ${status} ${reason ?? ''} ${message ?? ''}`)).toEqual(
      ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => `${type} Unknown NodeStatusUnknown Kubelet stopped posting node status.`));
    expect(cluster.get(pods, 'left').status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
    expect(cluster.events('Pod')).toContain('Warning NodeNotReady Node is not ready');
    expect(cluster.events('Node')).toContain('Normal NodeNotReady Node node-1 status is now: NodeNotReady');
    cluster.run(6);
    expect(taints(cluster, 'node-1')).toEqual(['node.kubernetes.io/unreachable NoSchedule', 'node.kubernetes.io/unreachable NoExecute']);
    cluster.run(10);
    expect(cluster.get(pods, 'left').metadata?.deletionTimestamp).toBeDefined();
    expect(cluster.get(pods, 'left').status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' });
    cluster.down.delete('node-1');
    cluster.run(20);
    expect(taints(cluster, 'node-1')).toEqual([]);
  });

  it('are left alone when all fall silent at once', () => {
    const cluster = story({ nodes: [inZone('a'), inZone('a')] });
    cluster.run(15);
    cluster.down.add('node-1').add('node-2');
    cluster.run(120);
    expect(taints(cluster, 'node-1')).toEqual(['node.kubernetes.io/unreachable NoSchedule']);
  });

  it('drive out what does not tolerate NoExecute, at once or after a while, and change their mind', () => {
    const cluster = story({ nodes: [{}] });
    const tolerations = (seconds?: number) => [{ key: 'out', operator: 'Exists', effect: 'NoExecute', ...(seconds ? { tolerationSeconds: seconds } : {}) }];
    cluster.create(pods, { metadata: { name: 'leaves' }, spec: { ...spec, nodeName: 'node-1' } });
    cluster.create(pods, { metadata: { name: 'lingers' }, spec: { ...spec, nodeName: 'node-1', tolerations: tolerations(6) } });
    cluster.create(pods, { metadata: { name: 'spared' }, spec: { ...spec, nodeName: 'node-1', tolerations: tolerations(60) } });
    cluster.create(pods, { metadata: { name: 'stays' }, spec: { ...spec, nodeName: 'node-1', tolerations: tolerations() } });
    cluster.run(2);
    cluster.merge(nodes, 'node-1', { spec: { taints: [{ key: 'out', value: 'now', effect: 'NoExecute' }] } });
    cluster.run(3);
    expect(cluster.list(pods).map(({ metadata }) => metadata?.name)).toEqual(['lingers', 'spared', 'stays']);
    cluster.run(5);
    expect(cluster.list(pods).map(({ metadata }) => metadata?.name)).toEqual(['spared', 'stays']);
    cluster.merge(nodes, 'node-1', { spec: { taints: null } });
    cluster.run(90);
    expect(cluster.list(pods).map(({ metadata }) => metadata?.name)).toEqual(['spared', 'stays']);
    expect(cluster.events('Pod').filter((line) => line.includes('TaintManagerEviction'))).toEqual([
      'Normal TaintManagerEviction Marking for deletion Pod default/leaves',
      'Normal TaintManagerEviction Marking for deletion Pod default/lingers',
      'Normal TaintManagerEviction Cancelling deletion of Pod default/spared',
    ]);
  });

  it('are tainted when they are cordoned', () => {
    const cluster = story();
    cluster.merge(nodes, 'node-1', { spec: { unschedulable: true } });
    cluster.run(1);
    expect(taints(cluster, 'node-1')).toEqual(['node.kubernetes.io/unschedulable NoSchedule']);
    cluster.merge(nodes, 'node-1', { spec: { unschedulable: false } });
    cluster.run(1);
    expect(taints(cluster, 'node-1')).toEqual([]);
  });

  it('take their pods along when they are deleted, after a quarantine', () => {
    const cluster = story();
    cluster.create(pods, { metadata: { name: 'castaway' }, spec: { ...spec, nodeName: 'node-1' } });
    cluster.run(2);
    cluster.down.add('node-1');
    cluster.remove(nodes, 'node-1');
    cluster.ask('DELETE', resourcePath(leases, 'kube-node-lease', 'node-1'));
    cluster.run(40);
    expect(cluster.list(pods)).toHaveLength(1);
    cluster.run(40);
    expect(cluster.list(pods)).toEqual([]);
  });
});

describe('namespaces', () => {
  it('hold a service account and the root certificate, and get them back', () => {
    const cluster = story();
    cluster.create(namespaces, { metadata: { name: 'fresh' } });
    cluster.run(1);
    expect(cluster.list(serviceAccounts, 'fresh').map(({ metadata }) => metadata?.name)).toEqual(['default']);
    expect(Object.keys(cluster.get(configMaps, 'kube-root-ca.crt', 'fresh').data ?? {})).toEqual(['ca.crt']);
    cluster.remove(serviceAccounts, 'default', {}, 'fresh');
    cluster.remove(configMaps, 'kube-root-ca.crt', {}, 'fresh');
    cluster.run(1);
    expect(cluster.list(serviceAccounts, 'fresh')).toHaveLength(1);
    expect(cluster.list(configMaps, 'fresh')).toHaveLength(1);
  });

  it('are emptied before they go, and say what holds them', () => {
    const cluster = story();
    cluster.create(namespaces, { metadata: { name: 'stuck' } });
    cluster.run(1);
    cluster.create(configMaps, { metadata: { name: 'held', finalizers: ['example.com/hold'] } }, 'stuck');
    cluster.create(pods, { metadata: { name: 'p' }, spec: { ...spec, terminationGracePeriodSeconds: 2 } }, 'stuck');
    cluster.run(2);
    cluster.remove(namespaces, 'stuck');
    cluster.run(5.1);
    expect(cluster.get(namespaces, 'stuck').status?.conditions?.find(({ type }) => type === 'NamespaceContentRemaining')?.message).toBe('Some resources are remaining: pods. has 1 resource instances');
    cluster.run(12);
    expect(cluster.get(namespaces, 'stuck').status?.conditions?.map(({ type, status, reason, message }) => `${type}=${status} ${reason ?? ''}: ${message ?? ''}`)).toEqual([
      'NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered',
      'NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed',
      'NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization',
      'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
      'NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    ]);
    cluster.merge(configMaps, 'held', { metadata: { finalizers: null } }, undefined, 'stuck');
    cluster.run(20);
    expect(cluster.find(namespaces, 'stuck')).toBeUndefined();
  });
});
