import type { V1Deployment, V1DeploymentCondition, V1DeploymentStatus, V1ReplicaSet } from '../../../kube/generated/types.ts';
import { parseRfc3339, rfc3339 } from '../../../kube/time.ts';
import { maxUnavailableOf, replicasOf, sumOfReplicas } from './sizes.ts';

export type Conditions = readonly V1DeploymentCondition[];

export interface ConditionWords {
  readonly type: 'Available' | 'Progressing' | 'ReplicaFailure';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

const noDeadline = 2_147_483_647;

/** Whether the Deployment says how long it may stand still. */
export function hasDeadline(deployment: V1Deployment): boolean {
  const seconds = deployment.spec?.progressDeadlineSeconds;
  return seconds !== undefined && seconds !== noDeadline;
}

export const conditionOf = (conditions: Conditions | undefined, type: string): V1DeploymentCondition | undefined => conditions?.find((condition) => condition.type === type);
export const withoutCondition = (conditions: Conditions, type: string): Conditions => conditions.filter((condition) => condition.type !== type);

/**
 * Sets a condition, at the end of the list. The same status and reason change nothing, not even the message; the same status
 * keeps its time of transition.
 *
 * @see Kubernetes 1.36, deployment_util.go, SetDeploymentCondition
 */
export function withCondition(conditions: Conditions, words: ConditionWords, epochMs: number): Conditions {
  const current = conditionOf(conditions, words.type);
  if (current?.status === words.status && current.reason === words.reason) return conditions;
  const now = rfc3339(epochMs);
  const lastTransitionTime = current?.status === words.status ? current.lastTransitionTime : now;
  return [...withoutCondition(conditions, words.type), { type: words.type, status: words.status, lastUpdateTime: now, lastTransitionTime, reason: words.reason, message: words.message }];
}

/** The counts of a Deployment's status and its condition Available, summed over its ReplicaSets. */
export function deploymentStatus(deployment: V1Deployment, all: readonly V1ReplicaSet[], fresh: V1ReplicaSet | undefined, epochMs: number): V1DeploymentStatus {
  const sum = (pick: (set: V1ReplicaSet) => number | undefined): number => all.reduce((total, set) => total + (pick(set) ?? 0), 0);
  const available = sum((set) => set.status?.availableReplicas);
  const enough = available >= replicasOf(deployment) - maxUnavailableOf(deployment);
  const collisionCount = deployment.status?.collisionCount;
  const terminating = all.every((set) => set.status?.terminatingReplicas !== undefined) ? sum((set) => set.status?.terminatingReplicas) : undefined;
  return {
    ...(deployment.metadata?.generation === undefined ? {} : { observedGeneration: deployment.metadata.generation }),
    ...nonZero('replicas', sum((set) => set.status?.replicas)),
    ...nonZero('updatedReplicas', fresh?.status?.replicas ?? 0),
    ...nonZero('readyReplicas', sum((set) => set.status?.readyReplicas)),
    ...nonZero('availableReplicas', available),
    ...nonZero('unavailableReplicas', Math.max(0, sumOfReplicas(all) - available)),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(deployment.status?.conditions ?? [], enough ? enoughWords : notEnoughWords, epochMs),
  };
}

const nonZero = (name: string, value: number): Readonly<Record<string, number>> => (value === 0 ? {} : { [name]: value });

const enoughWords: ConditionWords = { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' };
const notEnoughWords: ConditionWords = { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' };

/** Whether all pods are new, there, and available. */
export function isComplete(deployment: V1Deployment, status: V1DeploymentStatus | undefined): boolean {
  const desired = replicasOf(deployment);
  return (status?.updatedReplicas ?? 0) === desired && (status?.replicas ?? 0) === desired && (status?.availableReplicas ?? 0) === desired
    && (status?.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0);
}

/** Whether the new status is a step further than the one that is written. */
export function isProgressing(old: V1DeploymentStatus | undefined, status: V1DeploymentStatus): boolean {
  const outdated = (s: V1DeploymentStatus | undefined): number => (s?.replicas ?? 0) - (s?.updatedReplicas ?? 0);
  return (status.updatedReplicas ?? 0) > (old?.updatedReplicas ?? 0) || outdated(status) < outdated(old)
    || (status.readyReplicas ?? 0) > (old?.readyReplicas ?? 0) || (status.availableReplicas ?? 0) > (old?.availableReplicas ?? 0);
}

/** Whether nothing has moved for longer than `progressDeadlineSeconds`. */
export function hasTimedOut(deployment: V1Deployment, status: V1DeploymentStatus, epochMs: number): boolean {
  const condition = conditionOf(status.conditions, 'Progressing');
  if (!hasDeadline(deployment) || !condition || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return (parseRfc3339(condition.lastUpdateTime) ?? epochMs) + (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000 < epochMs;
}

/** In how many ms a Deployment that stands still has to be looked at again; undefined where nothing is pending. */
export function stuckCheckInMs(deployment: V1Deployment, status: V1DeploymentStatus, epochMs: number): number | undefined {
  const current = conditionOf(deployment.status?.conditions, 'Progressing');
  if (!hasDeadline(deployment) || !current || isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return undefined;
  const remainingMs = (parseRfc3339(current.lastUpdateTime) ?? epochMs) + (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000 - epochMs;
  return remainingMs < 1000 ? 1000 : remainingMs + 1000;
}

/**
 * The whole status of a Deployment in the middle of a rollout: counts, Available, Progressing, ReplicaFailure.
 *
 * @see Kubernetes 1.36, progress.go, syncRolloutStatus
 */
export function rolloutStatus(deployment: V1Deployment, all: readonly V1ReplicaSet[], fresh: V1ReplicaSet | undefined, epochMs: number): V1DeploymentStatus {
  const status = deploymentStatus(deployment, all, fresh, epochMs);
  const current = conditionOf(deployment.status?.conditions, 'Progressing');
  const doneBefore = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  let conditions = status.conditions ?? [];
  if (!hasDeadline(deployment)) conditions = withoutCondition(conditions, 'Progressing');
  else if (!doneBefore) conditions = progressConditions(deployment, { ...status, conditions }, fresh, epochMs);
  const failure = replicaFailure(all, fresh);
  conditions = failure ? withFailure(conditions, failure) : withoutCondition(conditions, 'ReplicaFailure');
  return { ...status, conditions };
}

function progressConditions(deployment: V1Deployment, status: V1DeploymentStatus, fresh: V1ReplicaSet | undefined, epochMs: number): Conditions {
  const conditions = status.conditions ?? [];
  const subject = fresh ? `ReplicaSet "${fresh.metadata?.name ?? ''}"` : `Deployment "${deployment.metadata?.name ?? ''}"`;
  if (isComplete(deployment, status)) {
    return withCondition(conditions, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: `${subject} has successfully progressed.` }, epochMs);
  }
  if (isProgressing(deployment.status, status)) return stepConditions(conditions, `${subject} is progressing.`, epochMs);
  if (hasTimedOut(deployment, status, epochMs)) {
    return withCondition(conditions, { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: `${subject} has timed out progressing.` }, epochMs);
  }
  return conditions;
}

/** Each step renews the time from which the deadline counts. */
function stepConditions(conditions: Conditions, message: string, epochMs: number): Conditions {
  const current = conditionOf(conditions, 'Progressing');
  const now = rfc3339(epochMs);
  const lastTransitionTime = current?.status === 'True' ? current.lastTransitionTime : now;
  return [...withoutCondition(conditions, 'Progressing'), { type: 'Progressing', status: 'True', lastUpdateTime: now, lastTransitionTime, reason: 'ReplicaSetUpdated', message }];
}

/** The first ReplicaFailure: the new ReplicaSet's, else any. */
function replicaFailure(all: readonly V1ReplicaSet[], fresh: V1ReplicaSet | undefined): V1DeploymentCondition | undefined {
  for (const set of [...(fresh ? [fresh] : []), ...all]) {
    const found = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (found) return { ...found, lastUpdateTime: found.lastTransitionTime };
  }
  return undefined;
}

function withFailure(conditions: Conditions, failure: V1DeploymentCondition): Conditions {
  const current = conditionOf(conditions, 'ReplicaFailure');
  if (current?.status === failure.status && current.reason === failure.reason) return conditions;
  const { type, status, lastUpdateTime, lastTransitionTime, reason, message } = failure;
  return [...withoutCondition(conditions, 'ReplicaFailure'), { type, status, lastUpdateTime, lastTransitionTime, reason, message }];
}
