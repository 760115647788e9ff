import { describe, expect, it } from 'vitest';
import type { V1Ingress, V1PersistentVolumeClaim, V1Pod, V1ResourceQuota } from '../../../kube/generated/types.ts';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';

const merge = { contentType: 'application/merge-patch+json' } as const;
const core = (plural: string): string => `/api/v1/namespaces/default/${plural}`;
const claims = core('persistentvolumeclaims');
const withResources = (name: string, resources: object): object => pod(name, { containers: [{ name: 'app', image: 'nginx:1.25', resources }] });
const claim = (name: string, storage: string, extra: object = {}): object => ({ metadata: { name }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...extra } });

describe('LimitRanger', () => {
  const range = {
    metadata: { name: 'bounds' },
    spec: { limits: [
      { type: 'Container', min: { cpu: '50m', memory: '32Mi' }, max: { cpu: '1', memory: '512Mi' }, maxLimitRequestRatio: { cpu: '4' } },
      { type: 'Pod', max: { cpu: '1500m' } },
      { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '5Gi' } },
    ] },
  };

  it('gives its maximum as limit and request to a container that says nothing, and notes it', () => {
    const { ask } = freshServer();
    ask('POST', core('limitranges'), range);
    const made = ask('POST', pods, pod('plain')).body as V1Pod;
    expect(made.spec?.containers[0]?.resources).toEqual({ limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '1', memory: '512Mi' } });
    expect(made.metadata?.annotations?.['kubernetes.io/limit-ranger']).toBe('LimitRanger plugin set: cpu, memory request for container app; cpu, memory limit for container app');
    expect(made.status?.qosClass).toBe('Guaranteed');
  });

  it.each([
    { why: 'too little', resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '40m' } }, words: 'minimum cpu usage per Container is 50m, but request is 10m' },
    { why: 'too much, twice', resources: { requests: { cpu: '1', memory: '64Mi' }, limits: { cpu: '2', memory: '256Mi' } }, words: '[maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 1500m, but limit is 2]' },
    { why: 'too wide apart', resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '64Mi' } }, words: 'cpu max limit to request ratio per Container is 4, but provided ratio is 10.000000' },
  ])('refuses $why', ({ resources, words: wanted }) => {
    const { ask, words } = freshServer();
    ask('POST', core('limitranges'), range);
    expect(words('POST', pods, withResources('x', resources))).toBe(`pods "x" is forbidden: ${wanted}`);
  });

  it.each([
    { storage: '10Gi', words: 'maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 10Gi' },
    { storage: '100Mi', words: 'minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 100Mi' },
  ])('holds claims to bounds: $storage', ({ storage, words: wanted }) => {
    const { ask, words } = freshServer();
    ask('POST', core('limitranges'), range);
    expect(words('POST', claims, claim('c', storage))).toBe(`persistentvolumeclaims "c" is forbidden: ${wanted}`);
  });
});

describe('ResourceQuota', () => {
  const quota = (name: string, hard: object, extra: object = {}): { readonly cluster: ReturnType<typeof freshServer>; readonly used: () => unknown } => {
    const cluster = freshServer();
    cluster.ask('POST', core('resourcequotas'), { metadata: { name }, spec: { hard, ...extra } });
    const used = Object.fromEntries(Object.keys(hard).map((key) => [key, '0']));
    cluster.ask('PATCH', `${core('resourcequotas')}/${name}/status`, { status: { hard, used } }, merge);
    return { cluster, used: () => cluster.get<V1ResourceQuota>(`${core('resourcequotas')}/${name}`).status?.used };
  };

  it('counts what it admits and refuses what goes beyond', () => {
    const { cluster, used } = quota('compute', { 'requests.cpu': '1', pods: '2' });
    expect(cluster.words('POST', pods, withResources('a', { requests: { cpu: '600m' } }))).toBe('ok 201');
    expect(used()).toEqual({ 'requests.cpu': '600m', pods: '1' });
    expect(cluster.words('POST', pods, withResources('b', { requests: { cpu: '600m' } }))).toBe('pods "b" is forbidden: exceeded quota: compute, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1');
    expect(cluster.words('POST', pods, pod('c'))).toBe('pods "c" is forbidden: failed quota: compute: must specify requests.cpu for: app');
    expect(used()).toEqual({ 'requests.cpu': '600m', pods: '1' });
  });

  it('counts only pods in its scope, and nothing in a dry run', () => {
    const { cluster, used } = quota('best', { pods: '1' }, { scopes: ['BestEffort'] });
    cluster.ask('POST', pods, withResources('burst', { requests: { cpu: '1m' } }));
    cluster.ask('POST', `${pods}?dryRun=All`, pod('try'));
    expect(used()).toEqual({ pods: '0' });
    cluster.ask('POST', pods, pod('one'));
    expect(cluster.words('POST', pods, pod('two'))).toBe('pods "two" is forbidden: exceeded quota: best, requested: pods=1, used: pods=1, limited: pods=1');
  });
});

describe('PodSecurity', () => {
  const labelled = (labels: object): ReturnType<typeof freshServer> => {
    const cluster = freshServer();
    cluster.ask('PATCH', '/api/v1/namespaces/default', { metadata: { labels } }, merge);
    return cluster;
  };

  it('refuses pods that fall short of what is enforced', () => {
    const { words } = labelled({ 'pod-security.kubernetes.io/enforce': 'baseline' });
    const loose = pod('loose', { hostNetwork: true, containers: [{ name: 'app', image: 'nginx', securityContext: { privileged: true } }] });
    expect(words('POST', pods, loose)).toBe('pods "loose" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), privileged (container "app" must not set securityContext.privileged=true)');
    expect(words('POST', pods, pod('fine'))).toBe('ok 201');
  });

  it('warns of pods and of what makes them', () => {
    const { ask } = labelled({ 'pod-security.kubernetes.io/warn': 'restricted' });
    const wanted = 'would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")';
    expect(ask('POST', pods, pod('loose')).warnings).toEqual([wanted]);
    const strict = { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } };
    expect(ask('POST', pods, pod('tight', { containers: [{ name: 'app', image: 'nginx', securityContext: strict }] })).warnings).toBeUndefined();
  });

  it('knows what its labels may say, and names pods that are there already', () => {
    const { ask, words } = freshServer();
    ask('POST', pods, pod('loose'));
    const label = (value: string): object => ({ metadata: { labels: { 'pod-security.kubernetes.io/enforce': value } } });
    expect(words('PATCH', '/api/v1/namespaces/default', label('strict'), merge)).toBe('Namespace "default" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted');
    expect(ask('PATCH', '/api/v1/namespaces/default', label('restricted'), merge).warnings).toEqual([
      'existing pods in namespace "default" violate the new PodSecurity enforce level "restricted:latest"',
      'loose: allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
    ]);
  });
});

describe('ServiceAccount and Priority', () => {
  it('look up what a pod names', () => {
    const { ask, words } = freshServer();
    expect(words('POST', pods, pod('nobody', { serviceAccountName: 'ghost' }))).toBe('pods "nobody" is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found');
    expect(words('POST', pods, pod('low', { priorityClassName: 'none' }))).toBe('pods "low" is forbidden: no PriorityClass with name none was found');
    ask('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', { metadata: { name: 'high' }, value: 5, globalDefault: true });
    expect((ask('POST', pods, pod('high')).body as V1Pod).spec).toMatchObject({ priority: 5, priorityClassName: 'high' });
    expect((ask('POST', pods, pod('quiet', { automountServiceAccountToken: false })).body as V1Pod).spec?.volumes).toBeUndefined();
  });

  it('wait a little for the default account of a young namespace, not for ever', () => {
    const { ask, words, clock } = freshServer();
    ask('POST', '/api/v1/namespaces', { metadata: { name: 'young' } });
    expect(words('POST', '/api/v1/namespaces/young/pods', pod('a'))).toBe('ok 201');
    clock.runUntil(10_000);
    expect(words('POST', '/api/v1/namespaces/young/pods', pod('b'))).toContain('error looking up service account young/default');
  });
});

describe('storage and networking defaults', () => {
  it('name the default class, and protect what is in use', () => {
    const { ask } = freshServer();
    ask('POST', '/apis/storage.k8s.io/v1/storageclasses', { metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'example.com/disk' });
    const made = ask('POST', claims, claim('c', '1Gi')).body as V1PersistentVolumeClaim;
    expect(made).toMatchObject({ metadata: { finalizers: ['kubernetes.io/pvc-protection'] }, spec: { storageClassName: 'fast' }, status: { phase: 'Pending' } });
    expect((ask('POST', claims, claim('none', '1Gi', { storageClassName: '' })).body as V1PersistentVolumeClaim).spec?.storageClassName).toBe('');
    ask('POST', '/apis/networking.k8s.io/v1/ingressclasses', { metadata: { name: 'edge', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }, spec: { controller: 'example.com/edge' } });
    const ingress = ask('POST', '/apis/networking.k8s.io/v1/namespaces/default/ingresses', { metadata: { name: 'i' }, spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } }).body as V1Ingress;
    expect(ingress.spec?.ingressClassName).toBe('edge');
  });

  it('let a claim grow only where its class allows it', () => {
    const { ask, words } = freshServer();
    ask('POST', '/apis/storage.k8s.io/v1/storageclasses', { metadata: { name: 'rigid' }, provisioner: 'example.com/disk' });
    ask('POST', claims, claim('grow', '1Gi', { storageClassName: 'rigid', volumeName: 'pv' }));
    ask('PATCH', `${claims}/grow/status`, { status: { phase: 'Bound', capacity: { storage: '1Gi' } } }, merge);
    const grow = { spec: { resources: { requests: { storage: '3Gi' } } } };
    expect(words('PATCH', `${claims}/grow`, grow, merge)).toBe('persistentvolumeclaims "grow" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
    ask('PATCH', '/apis/storage.k8s.io/v1/storageclasses/rigid', { allowVolumeExpansion: true }, merge);
    expect(words('PATCH', `${claims}/grow`, grow, merge)).toBe('ok 200');
  });

  it('bring overhead and placement with a RuntimeClass', () => {
    const { ask, words } = freshServer();
    expect(words('POST', pods, pod('vm', { runtimeClassName: 'kata' }))).toBe('pods "vm" is forbidden: pod rejected: RuntimeClass "kata" not found');
    ask('POST', '/apis/node.k8s.io/v1/runtimeclasses', { metadata: { name: 'kata' }, handler: 'kata', overhead: { podFixed: { cpu: '250m' } }, scheduling: { nodeSelector: { vm: 'yes' } } });
    expect((ask('POST', pods, pod('vm', { runtimeClassName: 'kata' })).body as V1Pod).spec).toMatchObject({ overhead: { cpu: '250m' }, nodeSelector: { vm: 'yes' } });
  });
});
