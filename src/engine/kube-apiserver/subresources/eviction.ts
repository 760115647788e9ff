import type { V1Condition, V1Eviction, V1Pod, V1PodDisruptionBudget, V1Status } from '../../../kube/generated/types.ts';
import { readText } from '../../../kube/codec/index.ts';
import { isJsonObject } from '../../../kube/json.ts';
import { podDisruptionBudgets, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { fromLabelSelector, matches } from '../../../kube/selectors.ts';
import * as refusal from '../../../kube/status.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { stamped } from '../../etcd/store.ts';
import { admittedTo } from '../admission/of-subresource.ts';
import { storeRefusal, type Call } from '../core.ts';
import { deleteObject } from '../objects/delete.ts';
import { writeInfo } from '../objects/write-info.ts';
import { isStatus, keyIn, prefixIn, resourceOf } from '../resource.ts';
import { deleteOptionsProblem, stored, typedBody } from '../verbs/body.ts';
import { created } from './created.ts';

const evictionKind: Kind = {
  group: 'policy', version: 'v1', kind: 'Eviction', plural: 'evictions', singular: 'eviction', shortNames: [], namespaced: true, categories: [], verbs: [], subresources: [], schema: 'V1Eviction',
};
const evictions = resourceOf(evictionKind);
/** What clients of before 1.22 send is still taken here. */
const oldEvictions = resourceOf({ ...evictionKind, version: 'v1beta1' });

/**
 * Deletes a pod as far as the disruption budgets over it allow.
 *
 * @see Kubernetes 1.36, registry/core/pod, EvictionREST
 */
export function evict(call: Call): KubeObject | V1Status {
  const read = evictionOf(call);
  if (isStatus(read)) return read;
  const { metadata, deleteOptions = {} } = read as V1Eviction;
  if (metadata?.name && metadata.name !== call.address.name) return refusal.badRequest('name in URL does not match name in Eviction object');
  const wrong = deleteOptionsProblem(deleteOptions);
  if (wrong) return wrong;
  const pod = stored(call);
  if (isStatus(pod)) return pod;
  const admitted = admittedTo(call, 'eviction', read);
  if (isStatus(admitted)) return admitted;
  const refused = canIgnoreBudget(pod) ? undefined : spendBudget(call, pod as V1Pod);
  if (refused) return refused;
  const deletion = deleteObject(call, withDisruptionTarget(call, pod), deleteOptions);
  return isStatus(deletion) ? deletion : created;
}

function evictionOf(call: Call): KubeObject | V1Status {
  const { body } = call.request;
  const text = typeof body === 'string' ? readText(body) : undefined;
  const value = text?.ok ? text.value : body;
  return typedBody(call, isJsonObject(value) && value['apiVersion'] === 'policy/v1beta1' ? oldEvictions : evictions);
}

function canIgnoreBudget(object: KubeObject): boolean {
  const pod = object as V1Pod;
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || pod.metadata?.deletionTimestamp !== undefined;
}

/** The condition that tells controllers that the pod was evicted. */
function withDisruptionTarget(call: Call, object: KubeObject): KubeObject {
  const pod = object as V1Pod;
  if (call.dryRun || !pod.spec?.nodeName) return pod;
  const condition = {
    type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting',
    lastTransitionTime: rfc3339(call.core.clock.epochMs) as never, observedGeneration: pod.metadata?.generation ?? 1,
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } } as KubeObject;
}

const tooMany = 'Cannot evict pod as it would violate the pod\'s disruption budget.';

function spendBudget(call: Call, pod: V1Pod): V1Status | undefined {
  const budgets = budgetsOver(call, pod);
  if (budgets.length > 1) return refusal.internalError('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  const [budget] = budgets;
  if (!budget) return undefined;
  if (!isReady(pod) && sparesUnready(budget)) return undefined;
  return spend(call, budget, pod);
}

function budgetsOver(call: Call, pod: V1Pod): readonly V1PodDisruptionBudget[] {
  const { core } = call;
  const range = core.store.range(prefixIn(core.resources.of(podDisruptionBudgets), pod.metadata?.namespace ?? ''));
  if (range === 'compacted') return [];
  return (range.values as readonly V1PodDisruptionBudget[]).filter(({ spec }) => matches(fromLabelSelector(spec?.selector), pod.metadata?.labels));
}

const isReady = (pod: V1Pod): boolean => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** Pods that are not ready may go where they do not count as healthy anyway. */
function sparesUnready({ spec, status }: V1PodDisruptionBudget): boolean {
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return (status?.currentHealthy ?? 0) >= (status?.desiredHealthy ?? 0) && (status?.desiredHealthy ?? 0) > 0;
}

/** In the singular, as the server writes it here. */
const budgetWords = { group: 'policy', plural: 'poddisruptionbudget' };
const disruptedMax = 2000;

function spend(call: Call, budget: V1PodDisruptionBudget, pod: V1Pod): V1Status | undefined {
  const { core } = call;
  const { metadata, status } = budget;
  const name = metadata?.name ?? '';
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) {
    return refusal.tooManyRequests(tooMany, 10, [{ reason: 'DisruptionBudget', message: `The disruption budget ${name} is still being processed by the server.` }]);
  }
  const allowed = status?.disruptionsAllowed ?? 0;
  if (allowed < 0) return refusal.forbidden(budgetWords, name, 'pdb disruptions allowed is negative');
  if (Object.keys(status?.disruptedPods ?? {}).length > disruptedMax) return refusal.forbidden(budgetWords, name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (allowed === 0) {
    return refusal.tooManyRequests(tooMany, 0, [{ reason: 'DisruptionBudget', message: deniedWords(name, status) }]);
  }
  if (call.dryRun) return undefined;
  const resource = core.resources.of(podDisruptionBudgets);
  const disruptedPods = { ...status?.disruptedPods, [pod.metadata?.name ?? '']: rfc3339(core.clock.epochMs) as never };
  const conditions = allowed === 1 ? nothingAllowed(budget, rfc3339(core.clock.epochMs)) : status?.conditions;
  const next = { ...budget, status: { ...status, disruptionsAllowed: allowed - 1, disruptedPods, ...(conditions ? { conditions } : {}) } };
  const result = core.store.put(keyIn(resource, metadata?.namespace ?? '', name), stamped(next, core.store.nextRevision) as KubeObject, writeInfo(call));
  return result.ok ? undefined : storeRefusal(resource, name, result.reason);
}


const allowedCondition = 'DisruptionAllowed';

/** Why a budget allows nothing. Where its status could not be computed, the numbers in it mean nothing. */
function deniedWords(name: string, status: V1PodDisruptionBudget['status']): string {
  const { currentHealthy = 0, desiredHealthy = 0, conditions = [] } = status ?? {};
  const why = conditions.find(({ type, status: holds, message }) => type === allowedCondition && holds === 'False' && message !== '');
  const denied = `The disruption budget ${name} does not allow evicting pods currently`;
  if (why?.reason === 'SyncFailed') return `${denied} because it failed sync: ${why.message}`;
  if (currentHealthy <= desiredHealthy) return `The disruption budget ${name} needs ${String(desiredHealthy)} healthy pods and has ${String(currentHealthy)} currently`;
  return why ? `${denied} (${why.reason}): ${why.message}` : denied;
}

/**
 * The last disruption that was allowed has just been spent; nobody has to wait for the controller to say so.
 *
 * @see Kubernetes 1.36, component-helpers, apps/poddisruptionbudget, UpdateDisruptionAllowedCondition
 */
function nothingAllowed({ metadata, status }: V1PodDisruptionBudget, now: string): readonly V1Condition[] {
  const conditions = status?.conditions ?? [];
  const known = conditions.find(({ type }) => type === allowedCondition);
  const { generation } = metadata ?? {};
  const spent = { type: allowedCondition, status: 'False', ...(generation === undefined ? {} : { observedGeneration: generation }), lastTransitionTime: known?.status === 'False' ? known.lastTransitionTime : now, reason: 'InsufficientPods', message: '' } as V1Condition;
  return known ? conditions.map((condition) => (condition === known ? spent : condition)) : [...conditions, spent];
}
