import type { V1PersistentVolumeClaim, V1Pod, V1ResourceQuota, V1ScopedResourceSelectorRequirement } from './generated/types.ts';
import type { KubeObject } from './object.ts';
import { qosClassOf } from './qos.ts';

/** Whether a quota counts an object: every scope must hold; scopes hold for pods (one of them for claims). */
export function inQuotaScope(quota: V1ResourceQuota, object: KubeObject, groupResource: string): boolean {
  const plain = (quota.spec?.scopes ?? []).map((scopeName): V1ScopedResourceSelectorRequirement => ({ scopeName, operator: 'Exists' }));
  const all = [...plain, ...(quota.spec?.scopeSelector?.matchExpressions ?? [])];
  return all.every((scope) => holds(scope, object, groupResource));
}

function holds(scope: V1ScopedResourceSelectorRequirement, object: KubeObject, groupResource: string): boolean {
  if (groupResource === 'persistentvolumeclaims') {
    return scope.scopeName === 'VolumeAttributesClass' && fits(scope, (object as V1PersistentVolumeClaim).spec?.volumeAttributesClassName ?? '');
  }
  if (groupResource !== 'pods') return false;
  const pod = object as V1Pod;
  switch (scope.scopeName) {
    case 'Terminating': return hasDeadline(pod);
    case 'NotTerminating': return !hasDeadline(pod);
    case 'BestEffort': return qosClassOf(pod) === 'BestEffort';
    case 'NotBestEffort': return qosClassOf(pod) !== 'BestEffort';
    case 'PriorityClass': return fits(scope, pod.spec?.priorityClassName ?? '');
    case 'CrossNamespacePodAffinity': return reachesOtherNamespaces(pod);
    default: return false;
  }
}

/** What the scope `Terminating` means. */
export const hasDeadline = ({ spec }: V1Pod): boolean => spec?.activeDeadlineSeconds !== undefined;

function fits({ operator, values = [] }: V1ScopedResourceSelectorRequirement, value: string): boolean {
  switch (operator) {
    case 'In': return value !== '' && values.includes(value);
    case 'NotIn': return !values.includes(value);
    case 'Exists': return value !== '';
    case 'DoesNotExist': return value === '';
    default: return false;
  }
}

function reachesOtherNamespaces(pod: V1Pod): boolean {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const terms = [podAffinity, podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
  return terms.some(({ namespaces, namespaceSelector }) => (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined);
}
