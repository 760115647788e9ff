import type { V1Pod, V1ResourceQuota, V1Status } from '../../../kube/generated/types.ts';
import { resourceQuotas } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { canonicalQuantity, compareQuantities, formatQuantity, parseQuantity } from '../../../kube/quantity.ts';
import { addLists, type ResourceList } from '../../../kube/pod-lists.ts';
import { hasDeadline, inQuotaScope } from '../../../kube/quota-scopes.ts';
import { quotaUsageOf } from '../../../kube/quota-usage.ts';
import type { ClusterView } from '../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts';
import { forbid } from './forbid.ts';
import { isStatus } from '../resource.ts';
import { isCountedFor, missingWords } from './resource-quota-usage.ts';

const updatesThatCount: ReadonlySet<string> = new Set(['services', 'persistentvolumeclaims']);

function subtract(a: string, b: string): string {
  const left = parseQuantity(a);
  const nanos = (left?.nanos ?? 0n) - (parseQuantity(b)?.nanos ?? 0n);
  return formatQuantity({ nanos: nanos < 0n ? 0n : nanos, format: left?.format ?? 'DecimalSI' });
}

/** What the request adds to what a quota counts already; nothing that stays the same or shrinks. What it did not count before it counts whole. */
function increase(object: KubeObject, request: AdmissionRequest, quota: V1ResourceQuota): ResourceList {
  const now = quotaUsageOf(request.resource.groupResource, object);
  const before = request.old && inQuotaScope(quota, request.old, request.resource.groupResource) ? quotaUsageOf(request.resource.groupResource, request.old) : {};
  const grown = Object.entries(now).map(([name, quantity]) => [name, Object.hasOwn(before, name) ? subtract(quantity, before[name] ?? '0') : quantity] as const);
  return Object.fromEntries(grown.filter(([, quantity]) => compareQuantities(quantity, '0') > 0));
}

const words = (list: ResourceList, names: readonly string[]): string => names.map((name) => `${name}=${canonicalQuantity(list[name] ?? '0')}`).join(',');

/** The refusal of one quota, or what it uses with the request. */
function charge(quota: V1ResourceQuota, object: KubeObject, request: AdmissionRequest, delta: ResourceList): ResourceList | V1Status | undefined {
  const hard = (quota.status?.hard ?? {}) as ResourceList;
  const used = (quota.status?.used ?? {}) as ResourceList;
  const name = quota.metadata?.name ?? '';
  const concerned = Object.keys(hard).filter((resource) => isCountedFor(request.resource, resource)).sort();
  if (concerned.length === 0) return undefined;
  const missing = object.kind === 'Pod' ? missingWords(object as V1Pod, concerned) : '';
  if (missing !== '') return forbid(object, request, `failed quota: ${name}: must specify ${missing}`);
  if (concerned.some((resource) => !Object.hasOwn(used, resource))) return forbid(object, request, `status unknown for quota: ${name}, resources: ${concerned.join(',')}`);
  const counted = Object.keys(delta).filter((resource) => Object.hasOwn(hard, resource)).sort();
  if (counted.length === 0) return undefined;
  const next = addLists(used, Object.fromEntries(counted.map((resource) => [resource, delta[resource] ?? '0'])));
  const exceeded = counted.filter((resource) => compareQuantities(next[resource] ?? '0', hard[resource] ?? '0') > 0);
  if (exceeded.length === 0) return next;
  return forbid(object, request, `exceeded quota: ${name}, requested: ${words(delta, exceeded)}, used: ${words(used, exceeded)}, limited: ${words(hard, exceeded)}`);
}

/** Of updates of pods those count that resize it, or give it a deadline: that can move it from the scope of one quota to another's. */
function counts(object: KubeObject, { operation, subresource, resource: { groupResource }, old }: AdmissionRequest): boolean {
  if (groupResource === 'pods' && subresource === 'resize') return operation === 'UPDATE';
  if (groupResource === 'pods' && subresource === '' && operation === 'UPDATE') return hasDeadline(object as V1Pod) !== hasDeadline((old ?? object) as V1Pod);
  return subresource === '' && (operation === 'CREATE' || updatesThatCount.has(groupResource));
}

function validate(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  if (request.namespace === '' || !counts(object, request)) return undefined;
  const quotas = view.list(resourceQuotas, request.namespace).filter((quota) => inQuotaScope(quota, object, request.resource.groupResource));
  if (quotas.length === 0) return undefined;
  const charges: (readonly [V1ResourceQuota, ResourceList])[] = [];
  for (const quota of quotas) {
    const charged = charge(quota, object, request, increase(object, request, quota));
    if (charged === undefined) continue;
    if (isStatus(charged)) return charged;
    charges.push([quota, charged]);
  }
  if (!request.dryRun) for (const [quota, used] of charges) view.recordQuotaUse(quota, used, request.cause);
  return undefined;
}

/**
 * Counts what a namespace uses against its quotas, and refuses what goes beyond.
 *
 * @see Kubernetes 1.36, apiserver, admission/plugin/resourcequota
 */
export const resourceQuota: AdmissionPlugin = { name: 'ResourceQuota', operations: ['CREATE', 'UPDATE'], validate };
