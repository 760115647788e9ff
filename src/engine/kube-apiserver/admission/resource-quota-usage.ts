import type { V1PersistentVolumeClaim, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Resource } from '../resource.ts';
import { podList, type ResourceList } from './pod-usage.ts';

/** Resources that are counted under their bare name, too. */
const bareCounts: ReadonlySet<string> = new Set(['configmaps', 'secrets', 'services', 'replicationcontrollers', 'resourcequotas', 'persistentvolumeclaims', 'pods']);

/** What one object uses of a quota. */
export function usageOf(resource: Resource, object: KubeObject): ResourceList {
  const { groupResource } = resource;
  const count = { [`count/${groupResource}`]: '1', ...(bareCounts.has(groupResource) ? { [groupResource]: '1' } : {}) };
  switch (groupResource) {
    case 'pods': return { ...count, ...podUsage(object as V1Pod) };
    case 'services': return { ...count, ...serviceUsage(object as V1Service) };
    case 'persistentvolumeclaims': return { ...count, ...claimUsage(object as V1PersistentVolumeClaim) };
    default: return count;
  }
}

const podResources: ReadonlySet<string> = new Set([
  'pods', 'cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage',
]);
const isOfPods = (name: string): boolean => podResources.has(name) || name.startsWith('hugepages-') || (name.startsWith('requests.') && name !== 'requests.storage');
const isOfClaims = (name: string): boolean => name === 'persistentvolumeclaims' || name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/');
const isOfServices = (name: string): boolean => name === 'services' || name.startsWith('services.');

/** Whether a quota's resource counts objects of that sort at all. */
export function isCountedFor({ groupResource }: Resource, name: string): boolean {
  if (name === `count/${groupResource}`) return true;
  if (groupResource === 'pods') return isOfPods(name);
  if (groupResource === 'services') return isOfServices(name);
  return groupResource === 'persistentvolumeclaims' ? isOfClaims(name) : bareCounts.has(groupResource) && name === groupResource;
}

const native = (name: string): boolean => name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-');

function podUsage(pod: V1Pod): ResourceList {
  const usage: Record<string, string> = {};
  for (const [name, quantity] of Object.entries(podList(pod, 'requests', true))) {
    if (native(name)) usage[name] = quantity;
    usage[`requests.${name}`] = quantity;
  }
  for (const [name, quantity] of Object.entries(podList(pod, 'limits', true))) if (native(name) && !name.startsWith('hugepages-')) usage[`limits.${name}`] = quantity;
  return usage;
}

function serviceUsage({ spec }: V1Service): ResourceList {
  const ports = String(spec?.ports?.length ?? 0);
  if (spec?.type === 'NodePort') return { 'services.nodeports': ports };
  if (spec?.type !== 'LoadBalancer') return {};
  const nodePorts = spec.allocateLoadBalancerNodePorts === false ? String((spec.ports ?? []).filter(({ nodePort }) => nodePort).length) : ports;
  return { 'services.nodeports': nodePorts, 'services.loadbalancers': '1' };
}

function claimUsage({ spec, metadata }: V1PersistentVolumeClaim): ResourceList {
  const storage = spec?.resources?.requests?.['storage'];
  const named = metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName;
  const prefix = named ? `${named}.storageclass.storage.k8s.io/` : undefined;
  return {
    ...(storage === undefined ? {} : { 'requests.storage': storage }),
    ...(prefix ? { [`${prefix}persistentvolumeclaims`]: '1', ...(storage === undefined ? {} : { [`${prefix}requests.storage`]: storage }) } : {}),
  };
}

const mustBeSaid: readonly string[] = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

/** What containers of a pod leave out although a quota counts it: `limits.cpu for: a,b; …`; '' where nothing is missing. */
export function missingWords(pod: V1Pod, hard: readonly string[]): string {
  const missing = hard.filter((name) => mustBeSaid.includes(name)).flatMap((name) => {
    const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].filter(({ resources }) => {
      const list = name.startsWith('limits.') ? resources?.limits : resources?.requests;
      return !Object.hasOwn(list ?? {}, name.replace(/^(limits|requests)\./, ''));
    });
    const podLevel = name.startsWith('limits.') ? pod.spec?.resources?.limits : pod.spec?.resources?.requests;
    if (containers.length === 0 || Object.hasOwn(podLevel ?? {}, name.replace(/^(limits|requests)\./, ''))) return [];
    return [`${name} for: ${containers.map((container) => container.name).sort().join(',')}`];
  });
  return missing.sort().join('; ');
}
