import { describe, expect, it } from 'vitest';
import { configMaps, coreEvents, deployments, endpoints, endpointSlices, namespaces, pods, replicaSets, replicationControllers, services } from '../../kube/kinds.ts';
import { story } from './testing/fresh-cluster.ts';
import type { StoryCluster } from './testing/story-cluster.ts';

const template = (app: string, image = 'nginx:1.25') => ({ metadata: { labels: { app } }, spec: { containers: [{ name: 'app', image }] } });
const deployment = (name: string, replicas: number, extra: object = {}) => ({ metadata: { name }, spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name), ...extra } });
const names = (cluster: StoryCluster): string[] => cluster.list(pods).map(({ metadata }) => metadata?.name ?? '').sort();
const hashless = (line: string): string => line.replace(/-[bcdfghjklmnpqrstvwxz2456789]{6,10}\b/g, '-H').replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-R');
const sizes = (cluster: StoryCluster): string[] => cluster.list(replicaSets).map(({ spec, status }) => `${spec?.template?.spec?.containers[0]?.image ?? ''} ${String(spec?.replicas)} ${String(status?.readyReplicas ?? 0)}`).sort();

describe('ReplicaSets', () => {
  it('make their pods, shrink, and tell what they did', () => {
    const cluster = story();
    cluster.create(replicaSets, { metadata: { name: 'flock' }, spec: { replicas: 3, selector: { matchLabels: { app: 'flock' } }, template: template('flock') } });
    cluster.run(2);
    expect(cluster.get(replicaSets, 'flock').status).toEqual({ replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 3, availableReplicas: 3, terminatingReplicas: 0, observedGeneration: 1 });
    cluster.merge(replicaSets, 'flock', { spec: { replicas: 1 } });
    cluster.run(2);
    expect(names(cluster)).toHaveLength(1);
    expect(cluster.events('ReplicaSet').map(hashless)).toEqual([
      ...Array.from({ length: 3 }, () => 'Normal SuccessfulCreate Created pod: flock-R'),
      ...Array.from({ length: 2 }, () => 'Normal SuccessfulDelete Deleted pod: flock-R'),
    ]);
  });

  it('adopt what matches, and let go of what does not any more', () => {
    const cluster = story();
    cluster.create(pods, { metadata: { name: 'stray', labels: { app: 'herd' } }, spec: template('herd').spec });
    cluster.create(replicaSets, { metadata: { name: 'herd' }, spec: { replicas: 2, selector: { matchLabels: { app: 'herd' } }, template: template('herd') } });
    cluster.run(2);
    expect(names(cluster).map(hashless)).toEqual(['herd-R', 'stray']);
    expect(cluster.get(pods, 'stray').metadata?.ownerReferences?.[0]).toMatchObject({ kind: 'ReplicaSet', name: 'herd', controller: true });
    cluster.merge(pods, 'stray', { metadata: { labels: { app: 'lone' } } });
    cluster.run(2);
    expect(names(cluster).map(hashless)).toEqual(['herd-R', 'herd-R', 'stray']);
    expect(cluster.get(pods, 'stray').metadata?.ownerReferences).toBeUndefined();
  });

  it('take their pods along in the background, orphan them, or wait for them', () => {
    const cluster = story();
    for (const name of ['a', 'b', 'c']) cluster.create(replicaSets, { metadata: { name }, spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: template(name) } });
    cluster.run(2);
    cluster.remove(replicaSets, 'a', { propagationPolicy: 'Background' });
    cluster.remove(replicaSets, 'b', { propagationPolicy: 'Orphan' });
    cluster.remove(replicaSets, 'c', { propagationPolicy: 'Foreground' });
    expect(cluster.get(replicaSets, 'c').metadata?.finalizers).toEqual(['foregroundDeletion']);
    cluster.run(2);
    expect(cluster.list(replicaSets)).toEqual([]);
    expect(cluster.list(pods).map(({ metadata }) => [metadata?.generateName, metadata?.ownerReferences])).toEqual([['b-', undefined]]);
  });
});

describe('owners', () => {
  it('own nothing in another namespace: who names one there is garbage, and is told why', () => {
    const cluster = story();
    cluster.create(namespaces, { metadata: { name: 'far' } });
    const owner = cluster.create(configMaps, { metadata: { name: 'owner' } });
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata?.uid ?? '' }];
    cluster.create(configMaps, { metadata: { name: 'near', ownerReferences } });
    cluster.create(configMaps, { metadata: { name: 'child', ownerReferences } }, 'far');
    cluster.run(2);
    expect(cluster.find(configMaps, 'near')?.metadata?.name).toBe('near');
    expect(cluster.client.get(configMaps, 'far', 'child').ok).toBe(false);
    const told = cluster.client.list(coreEvents, { namespace: 'far' });
    expect(told.ok && told.value.map(({ reason, message }) => `${reason ?? ''}: ${message ?? ''}`)).toEqual([
      `OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: far, name: owner, uid: ${owner.metadata?.uid ?? ''}] does not exist in namespace "far"`,
    ]);
  });
});

describe('ReplicationControllers', () => {
  it('keep their count', () => {
    const cluster = story();
    cluster.create(replicationControllers, { metadata: { name: 'old' }, spec: { replicas: 2, selector: { app: 'old' }, template: template('old') } });
    cluster.run(2);
    expect(cluster.get(replicationControllers, 'old').status).toEqual({ replicas: 2, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: 1 });
  });
});

describe('Deployments', () => {
  it('roll out and tell the story in conditions and Events', () => {
    const cluster = story();
    cluster.create(deployments, deployment('tale', 2));
    cluster.run(3);
    cluster.merge(deployments, 'tale', { spec: { template: template('tale', 'nginx:1.26') } });
    cluster.run(5);
    const { status, metadata } = cluster.get(deployments, 'tale');
    expect(status).toMatchObject({ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: 2 });
    expect(status?.conditions?.map(({ type, status: value, reason, message }) => hashless(`${type} ${value} ${reason ?? ''} ${message ?? ''}`))).toEqual([
      'Available True MinimumReplicasAvailable Deployment has minimum availability.',
      'Progressing True NewReplicaSetAvailable ReplicaSet "tale-H" has successfully progressed.',
    ]);
    expect(metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
    expect(cluster.events('Deployment').map(hashless)).toEqual([
      'Normal ScalingReplicaSet Scaled up replica set tale-H from 0 to 2',
      'Normal ScalingReplicaSet Scaled up replica set tale-H from 0 to 1',
      'Normal ScalingReplicaSet Scaled down replica set tale-H from 2 to 1',
      'Normal ScalingReplicaSet Scaled up replica set tale-H from 1 to 2',
      'Normal ScalingReplicaSet Scaled down replica set tale-H from 1 to 0',
    ]);
  });

  it('write nothing more once all is done', () => {
    const cluster = story();
    cluster.create(deployments, deployment('calm', 3));
    cluster.run(5);
    const before = cluster.get(deployments, 'calm').metadata?.resourceVersion;
    const sets = cluster.list(replicaSets).map(({ metadata }) => metadata?.resourceVersion);
    cluster.run(60);
    expect(cluster.get(deployments, 'calm').metadata?.resourceVersion).toBe(before);
    expect(cluster.list(replicaSets).map(({ metadata }) => metadata?.resourceVersion)).toEqual(sets);
  });

  it('stop where new pods do not get ready, spread a change of size, and go back', () => {
    const cluster = story();
    cluster.create(deployments, deployment('prop', 10, { strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } }));
    cluster.run(3);
    cluster.merge(deployments, 'prop', { spec: { template: template('prop', 'nonexistent:3') } });
    cluster.run(3);
    expect(sizes(cluster)).toEqual(['nginx:1.25 8 8', 'nonexistent:3 5 0']);
    cluster.merge(deployments, 'prop', { spec: { replicas: 15 } });
    cluster.run(3);
    expect(sizes(cluster)).toEqual(['nginx:1.25 11 11', 'nonexistent:3 7 0']);
    cluster.merge(deployments, 'prop', { spec: { replicas: 5 } });
    cluster.run(3);
    expect(sizes(cluster)).toEqual(['nginx:1.25 3 3', 'nonexistent:3 5 0']);
    cluster.merge(deployments, 'prop', { spec: { template: template('prop') } });
    cluster.run(5);
    expect(sizes(cluster)).toEqual(['nginx:1.25 5 5', 'nonexistent:3 0 0']);
    const revisions = cluster.list(replicaSets).map(({ metadata }) => metadata?.annotations?.['deployment.kubernetes.io/revision']).sort();
    expect(revisions).toEqual(['2', '3']);
  });

  it('say when they stand still for too long', () => {
    const cluster = story();
    cluster.create(deployments, deployment('slow', 1, { progressDeadlineSeconds: 10, template: template('slow', 'nonexistent:1') }));
    cluster.run(9);
    const progressing = () => cluster.get(deployments, 'slow').status?.conditions?.find(({ type }) => type === 'Progressing');
    expect(progressing()).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
    cluster.run(4);
    expect(progressing()).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  });

  it('wait while paused, and keep no more history than they should', () => {
    const cluster = story();
    cluster.create(deployments, deployment('still', 2, { revisionHistoryLimit: 1 }));
    cluster.run(3);
    cluster.merge(deployments, 'still', { spec: { paused: true, template: template('still', 'nginx:2') } });
    cluster.run(3);
    expect(cluster.list(replicaSets)).toHaveLength(1);
    expect(cluster.get(deployments, 'still').status?.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`)).toEqual(['Available True MinimumReplicasAvailable', 'Progressing Unknown DeploymentPaused']);
    cluster.merge(deployments, 'still', { spec: { paused: false } });
    cluster.run(3);
    cluster.merge(deployments, 'still', { spec: { template: template('still', 'nginx:3') } });
    cluster.run(5);
    expect(sizes(cluster)).toEqual(['nginx:2 0 0', 'nginx:3 2 2']);
  });

  it('with Recreate stop all old pods first', () => {
    const cluster = story();
    cluster.create(deployments, deployment('again', 2, { strategy: { type: 'Recreate' } }));
    cluster.run(3);
    cluster.merge(deployments, 'again', { spec: { template: template('again', 'nginx:1.26') } });
    cluster.run(0.25);
    expect(sizes(cluster)).toEqual(['nginx:1.25 0 0']);
    cluster.run(4);
    expect(sizes(cluster)).toEqual(['nginx:1.25 0 0', 'nginx:1.26 2 2']);
    expect(cluster.events('Deployment').map(hashless)).toEqual([
      'Normal ScalingReplicaSet Scaled up replica set again-H from 0 to 2',
      'Normal ScalingReplicaSet Scaled down replica set again-H from 2 to 0',
      'Normal ScalingReplicaSet Scaled up replica set again-H from 0 to 2',
    ]);
  });

  it('go with all they own, in the foreground too', () => {
    const cluster = story();
    cluster.create(deployments, deployment('front', 2));
    cluster.run(3);
    cluster.remove(deployments, 'front', { propagationPolicy: 'Foreground' });
    cluster.run(0.05);
    expect(cluster.list(replicaSets).map(({ metadata }) => metadata?.finalizers)).toEqual([['foregroundDeletion']]);
    cluster.run(3);
    expect([cluster.list(deployments), cluster.list(replicaSets), cluster.list(pods)]).toEqual([[], [], []]);
  });
});

describe('Endpoints and EndpointSlices', () => {
  it('follow the pods of a Service', () => {
    const cluster = story({ nodes: [{ metadata: { labels: { 'topology.kubernetes.io/zone': 'a' } } }] });
    cluster.create(services, { metadata: { name: 'beat', labels: { team: 'x' } }, spec: { selector: { app: 'beat' }, ports: [{ name: 'web', port: 80, targetPort: 8080 }] } });
    cluster.run(1);
    expect(cluster.list(endpointSlices).map(({ endpoints: list, ports }) => [list ?? [], ports ?? []])).toContainEqual([[], []]);
    for (const name of ['front', 'back']) cluster.create(pods, { metadata: { name, labels: { app: 'beat' } }, spec: template('beat').spec });
    cluster.run(2);
    const slices = cluster.list(endpointSlices).filter(({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === 'beat');
    expect(slices).toHaveLength(1);
    expect(slices[0]?.metadata?.labels).toEqual({ team: 'x', 'kubernetes.io/service-name': 'beat', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' });
    expect(slices[0]?.ports).toEqual([{ name: 'web', port: 8080, protocol: 'TCP' }]);
    expect(slices[0]?.endpoints?.map(({ targetRef, conditions, zone, nodeName }) => [targetRef?.name, conditions, zone, nodeName])).toEqual([
      ['front', { ready: true, serving: true, terminating: false }, 'a', 'node-1'],
      ['back', { ready: true, serving: true, terminating: false }, 'a', 'node-1'],
    ]);
    cluster.merge(pods, 'back', { status: { conditions: [{ type: 'Ready', status: 'False' }] } }, 'status');
    cluster.run(1);
    expect(cluster.list(endpointSlices).flatMap(({ endpoints: list }) => list ?? []).find(({ targetRef }) => targetRef?.name === 'back')?.conditions).toEqual({ ready: false, serving: false, terminating: false });
    expect(cluster.get(endpoints, 'beat').subsets?.map(({ addresses, notReadyAddresses }) => [addresses?.map(({ targetRef }) => targetRef?.name), notReadyAddresses?.map(({ targetRef }) => targetRef?.name)])).toEqual([[['front'], ['back']]]);
    cluster.remove(services, 'beat');
    cluster.run(2);
    expect(cluster.find(endpoints, 'beat')).toBeUndefined();
    expect(cluster.list(endpointSlices).filter(({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === 'beat')).toEqual([]);
  });
});
