import type { V1Pod, V1StatefulSet, V1StatefulSetStatus } from '../../../kube/generated/types.ts';
import { isPodTerminal } from '../objects/pods.ts';
import { hasIdentity, isHealthy, isRunningAndAvailable, isRunningAndReady, isTerminating, ordinalOf, replicasOf, revisionOf, startOrdinal } from './pods.ts';

export type SetAction =
  | { readonly do: 'create'; readonly ordinal: number; readonly revision: 'current' | 'update' }
  | { readonly do: 'delete'; readonly pod: V1Pod }
  /** The pod's labels or its claims' owners have to be put right. */
  | { readonly do: 'repair'; readonly pod: V1Pod }
  /** Claims that a waiting pod needs and that are gone have to be made again. */
  | { readonly do: 'claims'; readonly pod: V1Pod };

export interface ObservedSet {
  readonly set: V1StatefulSet;
  readonly pods: readonly V1Pod[];
  readonly currentRevision: string;
  readonly updateRevision: string;
  readonly epochMs: number;
  /** Whether the claims of a pod belong to whom the retention policy says. */
  readonly claimsMatch: (pod: V1Pod) => boolean;
}

/**
 * What a StatefulSet does next. In order (`OrderedReady`) it is at most one thing, and nothing as long as a pod before is not
 * ready; with `Parallel`, everything that scaling asks for at once. Updates come last, from the highest number down.
 *
 * @see Kubernetes 1.36, stateful_set_control.go, updateStatefulSet
 */
export function planSet(observed: ObservedSet): readonly SetAction[] {
  const { set } = observed;
  if (set.metadata?.deletionTimestamp) return [];
  const inOrder = set.spec?.podManagementPolicy !== 'Parallel';
  const { replicas, condemned } = split(observed);
  const actions: SetAction[] = [];
  for (const [index, pod] of replicas.entries()) {
    const step = replicaStep(observed, pod, startOrdinal(set) + index, inOrder);
    actions.push(...step.actions);
    if (inOrder && step.wait) return actions;
  }
  const firstUnhealthy = [...replicas, ...[...condemned].reverse()].find((pod) => pod === undefined || !isHealthy(pod));
  for (const pod of condemned) {
    const step = condemnedStep(observed, pod, firstUnhealthy, inOrder);
    actions.push(...step.actions);
    if (inOrder && step.wait) return actions;
  }
  if (!inOrder && actions.some((action) => action.do === 'create' || action.do === 'delete')) return actions;
  return [...actions, ...updates(observed, replicas)];
}

/** Pods by number; those outside of the range are condemned, the highest first. */
function split({ set, pods }: ObservedSet): { readonly replicas: readonly (V1Pod | undefined)[]; readonly condemned: readonly V1Pod[] } {
  const start = startOrdinal(set);
  const replicas: (V1Pod | undefined)[] = Array.from({ length: replicasOf(set) }, () => undefined);
  const condemned: V1Pod[] = [];
  for (const pod of pods) {
    const index = ordinalOf(pod) - start;
    if (index >= 0 && index < replicas.length) replicas[index] = pod;
    else if (ordinalOf(pod) >= 0) condemned.push(pod);
  }
  return { replicas, condemned: condemned.sort((a, b) => ordinalOf(b) - ordinalOf(a)) };
}

interface Step {
  readonly actions: readonly SetAction[];
  /** In order, nothing comes after this one for now. */
  readonly wait: boolean;
}

const wait: Step = { actions: [], wait: true };

function replicaStep(observed: ObservedSet, pod: V1Pod | undefined, ordinal: number, inOrder: boolean): Step {
  const { set, epochMs, claimsMatch } = observed;
  if (!pod) return { actions: [{ do: 'create', ordinal, revision: revisionFor(set, ordinal) }], wait: true };
  if (isPodTerminal(pod)) return isTerminating(pod) ? wait : { actions: [{ do: 'delete', pod }], wait: true };
  const claims: readonly SetAction[] = pod.status?.phase === 'Pending' && set.spec?.volumeClaimTemplates?.length ? [{ do: 'claims', pod }] : [];
  const settled = !isTerminating(pod) && isRunningAndAvailable(pod, set.spec?.minReadySeconds ?? 0, epochMs);
  if (inOrder && !settled) return { actions: claims, wait: true };
  if (hasIdentity(set, pod) && claimsMatch(pod)) return { actions: claims, wait: false };
  return { actions: [...claims, { do: 'repair', pod }], wait: false };
}

/** While an update rolls, numbers below the partition (or not yet reached by it) come back in the old revision. */
function revisionFor(set: V1StatefulSet, ordinal: number): 'current' | 'update' {
  const { type = 'RollingUpdate', rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (type !== 'RollingUpdate') return 'update';
  const below = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status?.currentReplicas ?? 0);
  return ordinal < startOrdinal(set) + below ? 'current' : 'update';
}

function condemnedStep({ set, epochMs, claimsMatch }: ObservedSet, pod: V1Pod, firstUnhealthy: V1Pod | undefined, inOrder: boolean): Step {
  if (isTerminating(pod)) return wait;
  const settled = isRunningAndAvailable(pod, set.spec?.minReadySeconds ?? 0, epochMs);
  if (inOrder && !settled && pod !== firstUnhealthy) return wait;
  const repair: readonly SetAction[] = claimsMatch(pod) ? [] : [{ do: 'repair', pod }];
  return { actions: [...repair, { do: 'delete', pod }], wait: true };
}

/** Old pods to delete so that they come back new: one at a time (`MaxUnavailableStatefulSet` is off in 1.36). */
function updates(observed: ObservedSet, replicas: readonly (V1Pod | undefined)[]): readonly SetAction[] {
  const { set, updateRevision } = observed;
  const { type = 'RollingUpdate', rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (type === 'OnDelete') return [];
  const outdated = (pod: V1Pod): boolean => revisionOf(pod) !== updateRevision && !isTerminating(pod);
  const targets = replicas.slice(rollingUpdate?.partition ?? 0).reverse();
  for (const pod of targets) {
    if (!pod) return [];
    if (outdated(pod)) return [{ do: 'delete', pod }];
    if (!isHealthy(pod)) return [];
  }
  return [];
}

/**
 * The status of a set. When all pods are new and ready, the new revision becomes the current one.
 *
 * @see Kubernetes 1.36, stateful_set_control.go, updateStatus and completeRollingUpdate
 */
export function setStatus(observed: ObservedSet, pods: readonly V1Pod[], collisionCount: number): V1StatefulSetStatus {
  const { set, currentRevision, updateRevision, epochMs } = observed;
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const count = (test: (pod: V1Pod) => boolean): number => pods.filter(test).length;
  const ready = count(isRunningAndReady);
  const updated = count((pod) => !isTerminating(pod) && revisionOf(pod) === updateRevision);
  const current = count((pod) => !isTerminating(pod) && revisionOf(pod) === currentRevision);
  const desired = replicasOf(set);
  const rolling = (set.spec?.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
  const complete = rolling && updated === desired && ready === desired && pods.length === desired;
  return {
    ...(set.metadata?.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    replicas: pods.length,
    ...nonZero('readyReplicas', ready),
    ...nonZero('currentReplicas', complete ? updated : current),
    ...nonZero('updatedReplicas', updated),
    currentRevision: complete ? updateRevision : currentRevision,
    updateRevision,
    collisionCount,
    availableReplicas: count((pod) => isRunningAndAvailable(pod, minReadySeconds, epochMs)),
  };
}

const nonZero = (name: string, value: number): Readonly<Record<string, number>> => (value === 0 ? {} : { [name]: value });
