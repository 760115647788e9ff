import type { V1Container, V1PersistentVolumeClaim, V1Pod, V1ResourceQuota, V1ScopedResourceSelectorRequirement, V1Service } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { qosClassOf } from '../../../kube/qos.ts';
import { addQuantities, compareQuantities } from '../../../kube/quantity.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { isPodTerminal } from '../objects/pods.ts';

export type ResourceList = Readonly<Record<string, string>>;

/** Adds amounts by name. */
export function addLists(a: ResourceList, b: ResourceList): ResourceList {
  const sum: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) sum[name] = Object.hasOwn(sum, name) ? addQuantities(sum[name] ?? '0', amount) : amount;
  return sum;
}

function larger(a: ResourceList, b: ResourceList): ResourceList {
  const most: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) if (!Object.hasOwn(most, name) || compareQuantities(amount, most[name] ?? '0') > 0) most[name] = amount;
  return most;
}

/** The resources a quota of this name looks at: `pods`, `services`, `deployments.apps`; undefined for a name that means nothing. */
export function countedResource(name: string): string | undefined {
  if (name.startsWith('count/')) return name.slice('count/'.length);
  if (name.startsWith('services.')) return 'services';
  if (name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/')) return 'persistentvolumeclaims';
  if (['configmaps', 'secrets', 'services', 'replicationcontrollers', 'resourcequotas', 'persistentvolumeclaims', 'pods'].includes(name)) return name;
  return /^(cpu|memory|ephemeral-storage|hugepages-.*|requests\..*|limits\..*)$/.test(name) ? 'pods' : undefined;
}

/** What one object uses of every resource that a quota can name. */
export function usageOf(resource: string, object: KubeObject, epochMs: number): ResourceList {
  const count = { [`count/${resource}`]: '1' };
  switch (resource) {
    case 'pods': return isAtWork(object as V1Pod, epochMs) ? { ...count, pods: '1', ...podUsage(object as V1Pod) } : count;
    case 'services': return { ...count, services: '1', ...serviceUsage(object as V1Service) };
    case 'persistentvolumeclaims': return { ...count, persistentvolumeclaims: '1', ...claimUsage(object as V1PersistentVolumeClaim) };
    default: return { ...count, [resource]: '1' };
  }
}

/** Pods that have ended, or should have ended long ago, use nothing. */
function isAtWork(pod: V1Pod, epochMs: number): boolean {
  if (isPodTerminal(pod)) return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return epochMs <= (parseRfc3339(deletionTimestamp) ?? epochMs) + deletionGracePeriodSeconds * 1000;
}

const isNative = (name: string): boolean => name === 'cpu' || name === 'memory' || name === 'ephemeral-storage';

function podUsage(pod: V1Pod): ResourceList {
  const usage: Record<string, string> = {};
  for (const [name, amount] of Object.entries(podAmounts(pod, 'requests'))) {
    if (isNative(name) || name.startsWith('hugepages-')) usage[name] = amount;
    usage[`requests.${name}`] = amount;
  }
  for (const [name, amount] of Object.entries(podAmounts(pod, 'limits'))) if (isNative(name)) usage[`limits.${name}`] = amount;
  return usage;
}

/** What a pod asks for, by name: its containers and sidecars or, where that is more, the worst moment of its init phase. */
function podAmounts({ spec }: V1Pod, which: 'requests' | 'limits'): ResourceList {
  const of = ({ resources }: V1Container): ResourceList => (resources?.[which] ?? {}) as ResourceList;
  let sum = (spec?.containers ?? []).map(of).reduce<ResourceList>(addLists, {});
  let sidecars: ResourceList = {};
  let worst: ResourceList = {};
  for (const container of spec?.initContainers ?? []) {
    const isSidecar = container.restartPolicy === 'Always';
    if (isSidecar) [sum, sidecars] = [addLists(sum, of(container)), addLists(sidecars, of(container))];
    worst = larger(worst, isSidecar ? sidecars : addLists(sidecars, of(container)));
  }
  const whole = { ...larger(sum, worst), ...((spec?.resources?.[which] ?? {}) as ResourceList) };
  const overhead = Object.entries((spec?.overhead ?? {}) as ResourceList).filter(([name]) => which === 'requests' || Object.hasOwn(whole, name));
  return addLists(whole, Object.fromEntries(overhead));
}

function serviceUsage({ spec }: V1Service): ResourceList {
  const ports = spec?.ports ?? [];
  if (spec?.type === 'NodePort') return { 'services.nodeports': String(ports.length) };
  if (spec?.type !== 'LoadBalancer') return {};
  const nodePorts = spec.allocateLoadBalancerNodePorts === false ? ports.filter(({ nodePort }) => nodePort).length : ports.length;
  return { 'services.nodeports': String(nodePorts), 'services.loadbalancers': '1' };
}

function claimUsage({ spec }: V1PersistentVolumeClaim): ResourceList {
  const storage = spec?.resources?.requests?.['storage'];
  const amount = storage === undefined ? {} : { 'requests.storage': storage as string };
  if (!spec?.storageClassName) return amount;
  const prefix = `${spec.storageClassName}.storageclass.storage.k8s.io/`;
  return { ...amount, [`${prefix}persistentvolumeclaims`]: '1', ...(storage === undefined ? {} : { [`${prefix}requests.storage`]: storage as string }) };
}

/** Whether a quota counts an object: every scope must hold. */
export function isInScope(quota: V1ResourceQuota, object: KubeObject, resource: string): boolean {
  const plain = (quota.spec?.scopes ?? []).map((scopeName): V1ScopedResourceSelectorRequirement => ({ scopeName, operator: 'Exists' }));
  return [...plain, ...(quota.spec?.scopeSelector?.matchExpressions ?? [])].every((scope) => holds(scope, object, resource));
}

function holds(scope: V1ScopedResourceSelectorRequirement, object: KubeObject, resource: string): boolean {
  if (resource === 'persistentvolumeclaims') return scope.scopeName === 'VolumeAttributesClass' && fits(scope, (object as V1PersistentVolumeClaim).spec?.volumeAttributesClassName ?? '');
  if (resource !== 'pods') return false;
  const pod = object as V1Pod;
  switch (scope.scopeName) {
    case 'Terminating': return pod.spec?.activeDeadlineSeconds !== undefined;
    case 'NotTerminating': return pod.spec?.activeDeadlineSeconds === undefined;
    case 'BestEffort': return qosClassOf(pod) === 'BestEffort';
    case 'NotBestEffort': return qosClassOf(pod) !== 'BestEffort';
    case 'PriorityClass': return fits(scope, pod.spec?.priorityClassName ?? '');
    case 'CrossNamespacePodAffinity': return reachesOtherNamespaces(pod);
    default: return false;
  }
}

function fits({ operator, values = [] }: V1ScopedResourceSelectorRequirement, value: string): boolean {
  switch (operator) {
    case 'In': return value !== '' && values.includes(value);
    case 'NotIn': return !values.includes(value);
    case 'Exists': return value !== '';
    default: return value === '';
  }
}

function reachesOtherNamespaces({ spec }: V1Pod): boolean {
  const terms = [spec?.affinity?.podAffinity, spec?.affinity?.podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
  return terms.some(({ namespaces, namespaceSelector }) => (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined);
}

/** What is used of each resource that the quota names. */
export function usedOf(quota: V1ResourceQuota, objectsOf: (resource: string) => readonly KubeObject[] | undefined, epochMs: number): ResourceList {
  const names = Object.keys(quota.spec?.hard ?? {});
  const resources = new Set(names.map(countedResource).filter((name): name is string => name !== undefined));
  let total: ResourceList = {};
  const known = new Set<string>();
  for (const resource of resources) {
    const objects = objectsOf(resource);
    if (!objects) continue;
    known.add(resource);
    for (const object of objects) if (isInScope(quota, object, resource)) total = addNamed(total, usageOf(resource, object, epochMs), names);
  }
  return Object.fromEntries(names.filter((name) => known.has(countedResource(name) ?? '')).map((name) => [name, Object.hasOwn(total, name) ? (total[name] ?? '0') : '0']));
}

function addNamed(total: ResourceList, usage: ResourceList, names: readonly string[]): ResourceList {
  return addLists(total, Object.fromEntries(Object.entries(usage).filter(([name]) => names.includes(name))));
}
