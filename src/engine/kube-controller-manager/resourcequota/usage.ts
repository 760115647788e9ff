import type { V1Pod, V1ResourceQuota } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { addLists, type ResourceList } from '../../../kube/pod-lists.ts';
import { inQuotaScope } from '../../../kube/quota-scopes.ts';
import { bareCounts, quotaUsageOf } from '../../../kube/quota-usage.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { isPodTerminal } from '../objects/pods.ts';

/** The resources a quota of this name looks at: `pods`, `services`, `deployments.apps`; undefined for a name that means nothing. */
export function countedResource(name: string): string | undefined {
  if (name.startsWith('count/')) return name.slice('count/'.length);
  if (name.startsWith('services.')) return 'services';
  if (name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/')) return 'persistentvolumeclaims';
  if (bareCounts.has(name)) return name;
  return /^(cpu|memory|ephemeral-storage|hugepages-.*|requests\..*|limits\..*)$/.test(name) ? 'pods' : undefined;
}

/** What one object uses of every resource that a quota can name. Pods count as objects even where they use nothing any more. */
export function usageOf(resource: string, object: KubeObject, epochMs: number): ResourceList {
  return resource === 'pods' && !isCharged(object as V1Pod, epochMs) ? { 'count/pods': '1' } : quotaUsageOf(resource, object);
}

/**
 * Pods that have ended, or should have ended long ago, use nothing.
 *
 * @see Kubernetes 1.36, pkg/quota/v1/evaluator/core, QuotaV1Pod
 */
export function isCharged(pod: V1Pod, epochMs: number): boolean {
  if (isPodTerminal(pod)) return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return epochMs <= (parseRfc3339(deletionTimestamp) ?? epochMs) + deletionGracePeriodSeconds * 1000;
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
    for (const object of objects) if (inQuotaScope(quota, object, resource)) total = addNamed(total, usageOf(resource, object, epochMs), names);
  }
  return Object.fromEntries(names.filter((name) => known.has(countedResource(name) ?? '')).map((name) => [name, Object.hasOwn(total, name) ? (total[name] ?? '0') : '0']));
}

function addNamed(total: ResourceList, usage: ResourceList, names: readonly string[]): ResourceList {
  return addLists(total, Object.fromEntries(Object.entries(usage).filter(([name]) => names.includes(name))));
}
