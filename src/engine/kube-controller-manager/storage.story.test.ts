import { describe, expect, it } from 'vitest';
import { clusterRoles, configMaps, deployments, namespaces, persistentVolumeClaims, persistentVolumes, podDisruptionBudgets, pods, resourceQuotas, storageClasses } from '../../kube/kinds.ts';
import { story } from './testing/fresh-cluster.ts';
import type { StoryCluster } from './testing/story-cluster.ts';

const volume = (name: string, storage: string, extra: object = {}) => ({ metadata: { name }, spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], storageClassName: 'stat', hostPath: { path: '/d' }, ...extra } });
const claim = (name: string, storage: string, extra: object = {}) => ({ metadata: { name }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'stat', resources: { requests: { storage } }, ...extra } });
const phases = (cluster: StoryCluster): string[] => cluster.list(persistentVolumes).map(({ metadata, status, spec }) => `${metadata?.name ?? ''} ${status?.phase ?? ''} ${spec?.claimRef?.name ?? ''}`).sort();
const user = (claimName: string, extra: object = {}) => ({ containers: [{ name: 'a', image: 'nginx' }], volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }], ...extra });

describe('volumes', () => {
  it('a claim takes the smallest that fits, and keeps what it does not need', () => {
    const cluster = story();
    cluster.create(persistentVolumes, volume('big', '10Gi'));
    cluster.create(persistentVolumes, volume('mid', '5Gi'));
    cluster.create(persistentVolumes, volume('many', '1Gi', { accessModes: ['ReadWriteMany'] }));
    cluster.run(1);
    cluster.create(persistentVolumeClaims, claim('want', '3Gi'));
    cluster.create(persistentVolumeClaims, claim('none', '2Gi', { accessModes: ['ReadWriteMany'] }));
    cluster.run(20);
    expect(phases(cluster)).toEqual(['big Available ', 'many Available ', 'mid Bound want']);
    const want = cluster.get(persistentVolumeClaims, 'want');
    expect(want.status).toEqual({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '5Gi' } });
    expect(want.metadata?.annotations).toEqual({ 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' });
    expect(cluster.get(persistentVolumeClaims, 'none').status?.phase).toBe('Pending');
  });

  it('a claim in use stays until its pod is gone, and its volume after it', () => {
    const cluster = story();
    cluster.create(persistentVolumes, volume('used', '1Gi'));
    cluster.create(persistentVolumeClaims, claim('used', '1Gi'));
    cluster.create(pods, { metadata: { name: 'user' }, spec: user('used') });
    cluster.run(2);
    cluster.remove(persistentVolumeClaims, 'used');
    cluster.remove(persistentVolumes, 'used');
    cluster.run(2);
    expect(cluster.get(persistentVolumeClaims, 'used').metadata?.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(phases(cluster)).toEqual(['used Bound used']);
    cluster.remove(pods, 'user');
    cluster.run(3);
    expect([cluster.list(persistentVolumeClaims), cluster.list(persistentVolumes)]).toEqual([[], []]);
  });

  it('without a plugin that can delete it, a volume fails', () => {
    const cluster = story();
    cluster.create(persistentVolumes, volume('del', '1Gi', { persistentVolumeReclaimPolicy: 'Delete', hostPath: undefined, nfs: { server: 'x', path: '/x' } }));
    cluster.create(persistentVolumeClaims, claim('brief', '1Gi'));
    cluster.run(1);
    cluster.remove(persistentVolumeClaims, 'brief');
    cluster.run(40);
    expect(cluster.get(persistentVolumes, 'del').status).toMatchObject({ phase: 'Failed', message: 'error getting deleter volume plugin for volume "del": no deletable volume plugin matched' });
    expect(cluster.events('PersistentVolume')).toEqual(['Warning VolumeFailedDelete error getting deleter volume plugin for volume "del": no deletable volume plugin matched']);
  });

  it.each([
    { path: '/tmp/data', left: [] },
    { path: '/data', left: ['Failed host_path deleter only supports /tmp/.+ but received provided /data'] },
  ])('a host path is deleted below /tmp only: $path', ({ path, left }) => {
    const cluster = story();
    cluster.create(persistentVolumes, volume('del', '1Gi', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path } }));
    cluster.create(persistentVolumeClaims, claim('brief', '1Gi'));
    cluster.run(1);
    cluster.remove(persistentVolumeClaims, 'brief');
    cluster.run(40);
    expect(cluster.list(persistentVolumes).map(({ status }) => `${status?.phase ?? ''} ${status?.message ?? ''}`)).toEqual(left);
  });

  it('simulated disks are made, grow, and go', () => {
    const cluster = story();
    cluster.create(storageClasses, { metadata: { name: 'disk' }, provisioner: 'disk.drydock.dev', allowVolumeExpansion: true });
    cluster.create(persistentVolumeClaims, claim('data', '1Gi', { storageClassName: 'disk' }));
    cluster.run(3);
    const name = cluster.get(persistentVolumeClaims, 'data').spec?.volumeName ?? '';
    expect(phases(cluster)).toEqual([`${name} Bound data`]);
    cluster.merge(persistentVolumeClaims, 'data', { spec: { resources: { requests: { storage: '2Gi' } } } });
    cluster.run(3);
    expect(cluster.get(persistentVolumeClaims, 'data').status?.capacity).toEqual({ storage: '2Gi' });
    cluster.remove(persistentVolumeClaims, 'data');
    cluster.run(3);
    expect(cluster.list(persistentVolumes)).toEqual([]);
  });

  it('with delayed binding wait for a pod, and say so', () => {
    const cluster = story();
    cluster.create(storageClasses, { metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' });
    cluster.create(persistentVolumes, volume('v', '1Gi', { storageClassName: 'local' }));
    cluster.create(persistentVolumeClaims, claim('lazy', '1Gi', { storageClassName: 'local' }));
    cluster.run(2);
    expect(cluster.events('PersistentVolumeClaim')).toEqual(['Normal WaitForFirstConsumer waiting for first consumer to be created before binding']);
    const lazy = cluster.get(persistentVolumeClaims, 'lazy').metadata;
    cluster.merge(persistentVolumes, 'v', { metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } }, spec: { claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: 'default', name: 'lazy', uid: lazy?.uid } } });
    cluster.run(2);
    expect(cluster.get(persistentVolumeClaims, 'lazy').status?.phase).toBe('Bound');
  });
});

describe('budgets, quotas, aggregated roles', () => {
  it('a budget counts healthy pods against what the Deployment wants', () => {
    const cluster = story();
    cluster.create(deployments, { metadata: { name: 'web' }, spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a', image: 'nginx' }] } } } });
    cluster.create(podDisruptionBudgets, { metadata: { name: 'web' }, spec: { maxUnavailable: '30%', selector: { matchLabels: { app: 'web' } } } });
    cluster.create(podDisruptionBudgets, { metadata: { name: 'none' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'nobody' } } } });
    cluster.run(4);
    expect(cluster.get(podDisruptionBudgets, 'web').status).toMatchObject({ currentHealthy: 4, desiredHealthy: 2, expectedPods: 4, disruptionsAllowed: 2, conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }] });
    expect(cluster.get(podDisruptionBudgets, 'none').status).toMatchObject({ currentHealthy: 0, desiredHealthy: 1, expectedPods: 0, disruptionsAllowed: 0 });
  });

  it('a quota knows what is used, and what has gone', () => {
    const cluster = story();
    cluster.create(namespaces, { metadata: { name: 'metered' } });
    cluster.run(1);
    cluster.create(resourceQuotas, { metadata: { name: 'q' }, spec: { hard: { pods: '5', 'requests.cpu': '1', 'requests.memory': '1Gi', configmaps: '9' } } }, 'metered');
    cluster.run(1);
    const spec = { containers: [{ name: 'a', image: 'nginx', resources: { requests: { cpu: '300m', memory: '100Mi' } } }] };
    for (const name of ['a', 'b']) cluster.create(pods, { metadata: { name }, spec }, 'metered');
    cluster.create(configMaps, { metadata: { name: 'c' } }, 'metered');
    cluster.run(2);
    expect(cluster.get(resourceQuotas, 'q', 'metered').status?.used).toEqual({ pods: '2', 'requests.cpu': '600m', 'requests.memory': '200Mi', configmaps: '2' });
    cluster.remove(pods, 'a', {}, 'metered');
    cluster.remove(configMaps, 'c', {}, 'metered');
    cluster.run(2);
    expect(cluster.get(resourceQuotas, 'q', 'metered').status?.used).toEqual({ pods: '1', 'requests.cpu': '300m', 'requests.memory': '100Mi', configmaps: '1' });
  });

  it('a role gathers the rules of those it selects', () => {
    const cluster = story();
    cluster.create(clusterRoles, { metadata: { name: 'sum' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { lab: 'yes' } }] } });
    for (const [name, resource] of [['b', 'secrets'], ['a', 'pods']]) cluster.create(clusterRoles, { metadata: { name, labels: { lab: 'yes' } }, rules: [{ apiGroups: [''], resources: [resource], verbs: ['get'] }] });
    cluster.run(1);
    expect(cluster.get(clusterRoles, 'sum').rules?.map(({ resources }) => resources)).toEqual([['pods'], ['secrets']]);
  });
});
