import type { V1Pod, V1PodTemplateSpec, V1ReplicaSetCondition, V1ReplicaSetStatus, V1Status } from '../../../kube/generated/types.ts';
import { fromMap, matches } from '../../../kube/selectors.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { isPodAvailable, isPodReady } from '../objects/pods.ts';
import { podsToDelete } from '../replication/ranking.ts';

/** At most so many pods are made or deleted in one turn. */
const burstReplicas = 500;

export type ReplicaAction =
  | { readonly do: 'nothing' }
  | { readonly do: 'create'; readonly count: number }
  | { readonly do: 'delete'; readonly pods: readonly V1Pod[] };

export interface ObservedReplicas {
  readonly desired: number;
  /** How many pods are the owner's and neither ended nor told to end. */
  readonly active: number;
  /** Those pods. Asked for only when some have to go, as is `related`. */
  readonly activePods: () => readonly V1Pod[];
  /** Pods of all owners that the same Deployment is in charge of: who shares a node with whom. */
  readonly related: () => readonly V1Pod[];
  readonly epochMs: number;
}

/** What brings the number of pods to the desired one. Example: 2 wanted, 5 active: delete the 3 that rank first. */
export function planReplicas({ desired, active, activePods, related, epochMs }: ObservedReplicas): ReplicaAction {
  const missing = desired - active;
  if (missing === 0) return { do: 'nothing' };
  if (missing > 0) return { do: 'create', count: Math.min(missing, burstReplicas) };
  return { do: 'delete', pods: podsToDelete(activePods(), related(), Math.min(-missing, burstReplicas), epochMs) };
}

/** Pods of an owner that neither ended nor were told to end. */
export interface ReplicaCounts {
  readonly active: number;
  /** Of the active ones: those with all labels of the template. */
  readonly labeled: number;
  readonly ready: number;
  readonly available: number;
}

/** Counts active pods one by one. */
export function countReplicas(active: readonly V1Pod[], template: V1PodTemplateSpec | undefined, minReadySeconds: number, epochMs: number): ReplicaCounts {
  const wanted = fromMap(template?.metadata?.labels);
  let [labeled, ready, available] = [0, 0, 0];
  for (const pod of active) {
    if (matches(wanted, pod.metadata?.labels)) labeled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, minReadySeconds, epochMs)) available++;
  }
  return { active: active.length, labeled, ready, available };
}

export interface StatusInputs {
  readonly old: V1ReplicaSetStatus | undefined;
  readonly generation: number | undefined;
  readonly desired: number;
  readonly counts: ReplicaCounts;
  /** Undefined where the kind does not count them (ReplicationController). */
  readonly terminating: number | undefined;
  /** Why the last creation or deletion failed. */
  readonly failure: V1Status | undefined;
  readonly epochMs: number;
}

/**
 * The status of a ReplicaSet or ReplicationController as its pods make it. Counts of zero are left out, as in Kubernetes' JSON,
 * except `replicas` and `terminatingReplicas`.
 *
 * @see Kubernetes 1.36, replica_set_utils.go, calculateStatus
 */
export function replicaStatus(inputs: StatusInputs): V1ReplicaSetStatus {
  const { counts: { active, labeled, ready, available }, terminating, generation } = inputs;
  const conditions = failureConditions(inputs);
  return {
    replicas: active,
    ...(labeled ? { fullyLabeledReplicas: labeled } : {}),
    ...(ready ? { readyReplicas: ready } : {}),
    ...(available ? { availableReplicas: available } : {}),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(conditions.length ? { conditions } : {}),
  };
}

/** The condition ReplicaFailure stays as it was first set until a turn goes without a failure. */
function failureConditions({ old, failure, counts: { active }, desired, epochMs }: StatusInputs): readonly V1ReplicaSetCondition[] {
  const conditions = old?.conditions ?? [];
  const known = conditions.some(({ type }) => type === 'ReplicaFailure');
  if (!failure) return known ? conditions.filter(({ type }) => type !== 'ReplicaFailure') : conditions;
  if (known || active === desired) return conditions;
  const reason = active < desired ? 'FailedCreate' : 'FailedDelete';
  return [...conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: rfc3339(epochMs), reason, message: failure.message ?? '' }];
}
