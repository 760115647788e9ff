import type { V1PersistentVolumeClaim, V1Pod, V1Service } from './generated/types.ts';
import type { KubeObject } from './object.ts';
import { maxLists, takenList, type ResourceList } from './pod-lists.ts';

/** Resources that are counted under their bare name, too. */
export const bareCounts: ReadonlySet<string> = new Set(['configmaps', 'secrets', 'services', 'replicationcontrollers', 'resourcequotas', 'persistentvolumeclaims', 'pods']);

/**
 * What one object uses of every resource that a quota can name. `groupResource`: `pods`, `deployments.apps`.
 *
 * @see Kubernetes 1.36, pkg/quota/v1/evaluator/core
 */
export function quotaUsageOf(groupResource: string, object: KubeObject): ResourceList {
  const count = { [`count/${groupResource}`]: '1', ...(bareCounts.has(groupResource) ? { [groupResource]: '1' } : {}) };
  switch (groupResource) {
    case 'pods': return { ...count, ...podUsage(object as V1Pod) };
    case 'services': return { ...count, ...serviceUsage(object as V1Service) };
    case 'persistentvolumeclaims': return { ...count, ...claimUsage(object as V1PersistentVolumeClaim) };
    default: return count;
  }
}

const isNative = (name: string): boolean => name === 'cpu' || name === 'memory' || name === 'ephemeral-storage';

const usageOfPods = new WeakMap<V1Pod, ResourceList>();

function podUsage(pod: V1Pod): ResourceList {
  const known = usageOfPods.get(pod);
  if (known) return known;
  const usage = addUpPod(pod);
  usageOfPods.set(pod, usage);
  return usage;
}

function addUpPod(pod: V1Pod): ResourceList {
  const usage: Record<string, string> = {};
  for (const [name, amount] of Object.entries(takenList(pod, 'requests'))) {
    if (isNative(name) || name.startsWith('hugepages-')) usage[name] = amount;
    usage[`requests.${name}`] = amount;
  }
  for (const [name, amount] of Object.entries(takenList(pod, 'limits'))) if (isNative(name)) usage[`limits.${name}`] = amount;
  return usage;
}

function serviceUsage({ spec }: V1Service): ResourceList {
  const ports = spec?.ports ?? [];
  if (spec?.type === 'NodePort') return { 'services.nodeports': String(ports.length) };
  if (spec?.type !== 'LoadBalancer') return {};
  const nodePorts = spec.allocateLoadBalancerNodePorts === false ? ports.filter(({ nodePort }) => nodePort).length : ports.length;
  return { 'services.nodeports': String(nodePorts), 'services.loadbalancers': '1' };
}

/** A claim that is being expanded counts with what has been set aside for it, where that is more. */
function claimUsage({ spec, metadata, status }: V1PersistentVolumeClaim): ResourceList {
  const only = (list: ResourceList | undefined): ResourceList => (list?.['storage'] === undefined ? {} : { storage: list['storage'] });
  const { storage } = maxLists(only(spec?.resources?.requests as ResourceList | undefined), only(status?.allocatedResources as ResourceList | undefined));
  const amount = storage === undefined ? {} : { 'requests.storage': storage };
  const named = metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName;
  if (!named) return amount;
  const prefix = `${named}.storageclass.storage.k8s.io/`;
  return { ...amount, [`${prefix}persistentvolumeclaims`]: '1', ...(storage === undefined ? {} : { [`${prefix}requests.storage`]: storage }) };
}
