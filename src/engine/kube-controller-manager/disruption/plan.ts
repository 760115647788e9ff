import type { V1Condition, V1Pod, V1PodDisruptionBudget, V1PodDisruptionBudgetStatus } from '../../../kube/generated/types.ts';
import { parseRfc3339, rfc3339 } from '../../../kube/time.ts';
import { intOrPercent } from '../objects/int-or-percent.ts';
import { isPodReady } from '../objects/pods.ts';

/** How long an eviction that was allowed may take before it is forgotten (`DeletionTimeout`). */
export const deletionTimeoutMs = 120_000;

export interface ObservedBudget {
  readonly budget: V1PodDisruptionBudget;
  readonly pods: readonly V1Pod[];
  /** How many pods the owners of the pods want together; asked for only where a percentage or maxUnavailable needs it. */
  readonly expectedScale: number;
  readonly epochMs: number;
}

/** Whether the budget can only be computed from what the owners of the pods want. */
export const needsScale = ({ spec }: V1PodDisruptionBudget): boolean => spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string';

/**
 * The status of a budget. Pods whose eviction was allowed a moment ago do not count as healthy.
 *
 * Example: 3 pods, all ready, minAvailable 2: one disruption allowed; with one eviction under way, none.
 *
 * @see Kubernetes 1.36, pkg/controller/disruption/disruption.go
 */
export function budgetStatus(observed: ObservedBudget): V1PodDisruptionBudgetStatus {
  const { budget, pods, epochMs } = observed;
  const { expectedPods, desiredHealthy } = expectations(observed);
  const disrupted = disruptedPods(observed);
  const currentHealthy = pods.filter((pod) => !pod.metadata?.deletionTimestamp && !Object.hasOwn(disrupted, pod.metadata?.name ?? '') && isPodReady(pod)).length;
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const generation = budget.metadata?.generation;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(Object.keys(disrupted).length ? { disruptedPods: disrupted } : {}),
    disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods,
    conditions: withCondition(budget, disruptionsAllowed > 0 ? ['True', 'SufficientPods', ''] : ['False', 'InsufficientPods', ''], epochMs),
  };
}

/** The status where the scale of the owners cannot be found: nothing may be disrupted. */
export function failSafeStatus(budget: V1PodDisruptionBudget, message: string, epochMs: number): V1PodDisruptionBudgetStatus {
  return { ...budget.status, disruptionsAllowed: 0, conditions: withCondition(budget, ['False', 'SyncFailed', message], epochMs) };
}

function expectations({ budget, pods, expectedScale }: ObservedBudget): { readonly expectedPods: number; readonly desiredHealthy: number } {
  const { maxUnavailable, minAvailable } = budget.spec ?? {};
  if (maxUnavailable !== undefined) return { expectedPods: expectedScale, desiredHealthy: Math.max(0, expectedScale - intOrPercent(maxUnavailable, expectedScale, 'up')) };
  if (typeof minAvailable === 'string') return { expectedPods: expectedScale, desiredHealthy: intOrPercent(minAvailable, expectedScale, 'up') };
  return { expectedPods: pods.length, desiredHealthy: minAvailable ?? 0 };
}

/**
 * ms until an announced disruption of a pod that did not come is taken back; undefined where none was announced. What the kubelet
 * announces may take as long as it likes.
 *
 * @see Kubernetes 1.36, pkg/controller/disruption, nonTerminatingPodHasStaleDisruptionCondition
 */
export function staleAfterMs({ metadata, status }: V1Pod, epochMs: number): number | undefined {
  const announced = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  if (metadata?.deletionTimestamp || announced?.status !== 'True' || announced.reason === 'TerminationByKubelet') return undefined;
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return undefined;
  return Math.max(0, (parseRfc3339(announced.lastTransitionTime) ?? epochMs) + deletionTimeoutMs - epochMs);
}

/** Pods that should have gone by now, and ms until the next of the others should have: undefined where there is none. */
export function overdue({ budget, pods, epochMs }: Pick<ObservedBudget, 'budget' | 'pods' | 'epochMs'>): { readonly pods: readonly V1Pod[]; readonly nextMs: number | undefined } {
  const late: V1Pod[] = [];
  let nextMs: number | undefined;
  for (const pod of pods) {
    const at = pod.metadata?.deletionTimestamp ? undefined : parseRfc3339(budget.status?.disruptedPods?.[pod.metadata?.name ?? '']);
    if (at === undefined) continue;
    const leftMs = at + deletionTimeoutMs - epochMs;
    if (leftMs <= 0) late.push(pod);
    else nextMs = Math.min(nextMs ?? leftMs, leftMs);
  }
  return { pods: late, nextMs };
}

function disruptedPods({ budget, pods, epochMs }: ObservedBudget): Readonly<Record<string, string>> {
  const known = Object.entries(budget.status?.disruptedPods ?? {});
  return Object.fromEntries(known.filter(([name, at]) => {
    const pod = pods.find(({ metadata }) => metadata?.name === name);
    return pod !== undefined && !pod.metadata?.deletionTimestamp && (parseRfc3339(at) ?? 0) + deletionTimeoutMs > epochMs;
  }));
}

function withCondition(budget: V1PodDisruptionBudget, [status, reason, message]: readonly [string, string, string], epochMs: number): readonly V1Condition[] {
  const conditions = budget.status?.conditions ?? [];
  const known = conditions.find(({ type }) => type === 'DisruptionAllowed');
  const generation = budget.metadata?.generation;
  const lastTransitionTime = known?.status === status ? known.lastTransitionTime : rfc3339(epochMs);
  const wanted = { type: 'DisruptionAllowed', status, ...(generation === undefined ? {} : { observedGeneration: generation }), lastTransitionTime, reason, message } as V1Condition;
  return known ? conditions.map((other) => (other === known ? wanted : other)) : [...conditions, wanted];
}
