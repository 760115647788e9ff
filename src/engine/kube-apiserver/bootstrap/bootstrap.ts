import type { ApiServer, UserInfo } from '../../../kube/api.ts';
import type { V1Endpoints, V1EndpointSlice, V1Namespace, V1PriorityClass, V1Service, V1ServiceCIDR } from '../../../kube/generated/types.ts';
import {
  clusterRoleBindings, clusterRoles, endpoints, endpointSlices, namespaces, priorityClasses, resourcePath, roleBindings, roles, serviceCIDRs, services, type Kind,
} from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { LogEntry, Store } from '../../etcd/index.ts';
import type { Clock } from '../../sim/clock.ts';
import { resourceOf } from '../resource.ts';
import { bootstrapClusterRoleBindings, bootstrapClusterRoles, bootstrapRoleBindings, bootstrapRoles } from './roles.ts';

/** The API server as its own client. */
export const apiServerUser: UserInfo = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };

/** What the bootstrap needs to know of the server. */
export interface BootstrapSettings {
  readonly serviceCIDR: string;
  readonly firstServiceAddress: string;
  /** Where the API server itself listens. */
  readonly advertiseAddress: string;
}

const namespaceNames = ['kube-system', 'kube-public', 'kube-node-lease', 'default'] as const;

const systemClass = (name: string, value: number, description: string): V1PriorityClass => ({
  apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description, preemptionPolicy: 'PreemptLowerPriority',
});

const systemClasses: readonly V1PriorityClass[] = [
  systemClass('system-node-critical', 2_000_001_000, 'Used for system critical pods that must not be moved from their current node.'),
  systemClass('system-cluster-critical', 2_000_000_000, 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.'),
];

/** What a fresh API server makes: the first namespaces, the Service `kubernetes`, the system's priority classes and roles. */
export function bootstrap(server: ApiServer, settings: BootstrapSettings): void {
  for (const name of namespaceNames) make<V1Namespace>(server, namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const object of bootstrapClusterRoles) make(server, clusterRoles, object);
  for (const object of bootstrapClusterRoleBindings) make(server, clusterRoleBindings, object);
  for (const object of bootstrapRoles) make(server, roles, object);
  for (const object of bootstrapRoleBindings) make(server, roleBindings, object);
  for (const object of systemClasses) make(server, priorityClasses, object);
  make<V1ServiceCIDR>(server, serviceCIDRs, { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'kubernetes' }, spec: { cidrs: [settings.serviceCIDR] } });
  makeKubernetesService(server, settings);
}

/** The Service under which pods find the API server, and where that is. */
function makeKubernetesService(server: ApiServer, settings: BootstrapSettings): void {
  make(server, services, kubernetesService(settings));
  make(server, endpoints, kubernetesEndpoints(settings));
  make(server, endpointSlices, kubernetesSlice(settings));
}

/** How often the API server looks whether its Service is as it should be. */
const reconcileMs = 10_000;

/**
 * Makes the Service `kubernetes` and its endpoints anew at the next look where somebody deleted one of them. It looks only
 * when something was deleted: otherwise there is nothing to be done.
 *
 * @see Kubernetes 1.36, pkg/controlplane/controller/kubernetesservice
 */
export function keepKubernetesService(server: ApiServer, settings: BootstrapSettings, { store, clock }: { readonly store: Store; readonly clock: Clock }): void {
  let isDue = false;
  const deleted = ({ type, value: { metadata } }: LogEntry): void => {
    if (type !== 'DELETED' || isDue || metadata?.name !== 'kubernetes' || metadata.namespace !== 'default') return;
    isDue = true;
    clock.after(reconcileMs - (clock.nowMs % reconcileMs), () => {
      isDue = false;
      makeKubernetesService(server, settings);
    });
  };
  for (const kind of [services, endpoints, endpointSlices]) store.watch(resourceOf(kind as Kind).prefix, store.revision, deleted);
}

const labels = { component: 'apiserver', provider: 'kubernetes' };

const kubernetesService = ({ firstServiceAddress }: BootstrapSettings): V1Service => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default', labels },
  spec: { clusterIP: firstServiceAddress, clusterIPs: [firstServiceAddress], type: 'ClusterIP', sessionAffinity: 'None', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
});

const kubernetesEndpoints = ({ advertiseAddress }: BootstrapSettings): V1Endpoints => ({
  apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
  subsets: [{ addresses: [{ ip: advertiseAddress }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
});

const kubernetesSlice = ({ advertiseAddress }: BootstrapSettings): V1EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4',
  metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
  endpoints: [{ addresses: [advertiseAddress], conditions: { ready: true } }],
  ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
});

/** Creates an object unless it is there (a second Service of that address is refused for its address, not for its name); anything but that is a broken invariant. */
function make<T extends KubeObject>(server: ApiServer, kind: Kind<T>, object: T): void {
  const { name = '', namespace } = object.metadata ?? {};
  const request = { user: apiServerUser, userAgent: 'kube-apiserver', cause: { clock: true } } as const;
  if (server.handle({ ...request, method: 'GET', path: `${resourcePath(kind, namespace)}/${name}` }).code === 200) return;
  const answer = server.handle({ ...request, method: 'POST', path: resourcePath(kind, namespace), body: object });
  if (answer.code === 201) return;
  throw new Error(`bootstrap of ${kind.plural}/${name} failed: ${(answer.body as { readonly message?: string }).message ?? ''}`);
}
