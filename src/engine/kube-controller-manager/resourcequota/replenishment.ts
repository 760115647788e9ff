import type { V1ContainerStatus, V1PersistentVolumeClaim, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { hasDeadline } from '../../../kube/quota-scopes.ts';
import { same } from '../objects/same.ts';
import { isCharged } from './usage.ts';

/**
 * Whether an update of an object changes what it uses in a way that admission did not see: quotas that count it are added up anew at
 * once. Everything else waits for the next full resync.
 *
 * @see Kubernetes 1.36, pkg/quota/v1/install, DefaultUpdateFilter
 */
export function replenishes(resource: string, object: KubeObject, old: KubeObject, epochMs: number): boolean {
  switch (resource) {
    case 'pods': return podReplenishes(object, old, epochMs);
    case 'services': return (object as V1Service).spec?.type !== (old as V1Service).spec?.type;
    case 'persistentvolumeclaims': return claimReplenishes(object, old);
    default: return false;
  }
}

/** It has been resized, it moved from one scope to another, or it has ended. */
function podReplenishes(pod: V1Pod, old: V1Pod, epochMs: number): boolean {
  const resized = resourcesChanged(old.status?.containerStatuses, pod.status?.containerStatuses) || resourcesChanged(old.status?.initContainerStatuses, pod.status?.initContainerStatuses);
  return resized || hasDeadline(old) !== hasDeadline(pod) || (isCharged(old, epochMs) && !isCharged(pod, epochMs));
}

/** A status that has not been there before counts as well, where it tells of resources. */
function resourcesChanged(before: readonly V1ContainerStatus[] = [], now: readonly V1ContainerStatus[] = []): boolean {
  if (before === now) return false;
  return now.some(({ name, resources }) => !same(before.find((status) => status.name === name)?.resources, resources));
}

function claimReplenishes({ spec, status }: V1PersistentVolumeClaim, old: V1PersistentVolumeClaim): boolean {
  return spec?.volumeAttributesClassName !== old.spec?.volumeAttributesClassName || !same(status?.allocatedResources, old.status?.allocatedResources);
}
