import type { V1Container, V1Pod, V1ServiceAccount, V1Status, V1Volume, V1VolumeMount } from '../../../kube/generated/types.ts';
import { namespaces, serviceAccounts } from '../../../kube/kinds.ts';
import { extended, type KubeObject } from '../../../kube/object.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import type { ClusterView } from '../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts';
import { forbid } from './forbid.ts';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const mirror = 'kubernetes.io/config.mirror';

function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  if (request.subresource !== '' || object.metadata?.annotations?.[mirror] !== undefined) return object;
  const pod = object as V1Pod;
  const name = pod.spec?.serviceAccountName ?? 'default';
  const account = view.get(serviceAccounts, request.namespace, name) ?? awaited(request.namespace, name, view);
  if (!account) return forbid(object, request, `error looking up service account ${request.namespace}/${name}: serviceaccount "${name}" not found`);
  const named = withAccount(pod, name, account);
  return mountsToken(pod, account) ? withToken(named, view) : named;
}

/** How long the API server keeps looking for a default account that its controller is about to make, in virtual ms. */
const patienceMs = 2000;

/** The default account of a namespace that is so young that it has none yet (or lost it just now): what waiting for it would give. */
function awaited(namespace: string, name: string, view: ClusterView): V1ServiceAccount | undefined {
  if (name !== 'default') return undefined;
  const madeMs = parseRfc3339(view.get(namespaces, '', namespace)?.metadata?.creationTimestamp as string | undefined) ?? 0;
  const isDue = madeMs + patienceMs >= view.epochMs || view.wasDeleted(serviceAccounts, namespace, name, patienceMs);
  return isDue ? { metadata: { name, namespace } } : undefined;
}

const mountsToken = (pod: V1Pod, account: V1ServiceAccount): boolean =>
  pod.spec?.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;

function withAccount(pod: V1Pod, name: string, account: V1ServiceAccount): V1Pod {
  const spec = pod.spec as NonNullable<V1Pod['spec']>;
  const secrets = (spec.imagePullSecrets?.length ?? 0) > 0 ? spec.imagePullSecrets : account.imagePullSecrets;
  return { ...pod, spec: { ...spec, serviceAccountName: name, serviceAccount: name, ...(secrets ? { imagePullSecrets: secrets } : {}) } };
}

const hasMount = (container: V1Container): boolean => container.volumeMounts?.some((mount) => mount.mountPath === mountPath) ?? false;

/** Mounts a projected token into every container that has nothing at that path. */
function withToken(pod: V1Pod, view: ClusterView): V1Pod {
  const spec = pod.spec as NonNullable<V1Pod['spec']>;
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  if (all.every(hasMount)) return pod;
  const existing = spec.volumes?.find((volume) => volume.name.startsWith('kube-api-access-'));
  const name = existing?.name ?? `kube-api-access-${view.random.suffix(5)}`;
  const mount: V1VolumeMount = { name, readOnly: true, mountPath };
  const mounted = (container: V1Container): V1Container =>
    hasMount(container) ? container : extended(container, { volumeMounts: (container.volumeMounts ?? []).concat(mount) });
  return {
    ...pod,
    spec: {
      ...spec,
      containers: spec.containers.map(mounted),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(mounted) } : {}),
      volumes: existing ? (spec.volumes ?? []) : (spec.volumes ?? []).concat({ name, projected: tokenProjection }),
    },
  };
}

const tokenProjection: NonNullable<V1Volume['projected']> = {
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
  defaultMode: 420,
};

/** Every pod runs as a service account and finds its token. */
export const serviceAccount: AdmissionPlugin = { name: 'ServiceAccount', resources: ['pods'], operations: ['CREATE'], admit };
