import type { V1JobCondition, V1JobStatus, V1Pod } from '../../../kube/generated/types.ts';
import { verdictOf } from './failure-policy.ts';
import { formatIndexes, indexOf, isIndexed, parseIndexes } from './indexes.ts';
import type { JobFacts } from './plan.ts';
import { isFailed, isTracked } from './pods.ts';

/** At most so many pods wait to be counted at a time. */
const uncountedMax = 500;

export interface Accounting {
  /** The status with the pods that are about to be counted (`uncountedTerminatedPods`). */
  readonly status: V1JobStatus;
  /** Pods whose finalizer goes once that status is written. */
  readonly release: readonly V1Pod[];
  readonly full: boolean;
}

/**
 * The first half of counting: pods that have ended are written down by uid, then lose their finalizer; only then
 * ({@link settle}) do they go into the counts. So none is lost and none is counted twice, whatever fails in between.
 *
 * @see Kubernetes 1.36, job_controller.go, trackJobStatusAndRemoveFinalizers
 */
export function account(facts: JobFacts, status: V1JobStatus, target: V1JobCondition | undefined): Accounting {
  const { job, pods, uncountedGone } = facts;
  const tracked = pods.filter((pod) => isTracked(pod) && !uncountedGone.has(pod.metadata?.uid ?? ''));
  const succeeded = [...(status.uncountedTerminatedPods?.succeeded ?? [])];
  const failed = [...(status.uncountedTerminatedPods?.failed ?? [])];
  const completions = job.spec?.completions ?? 0;
  const counted = parseIndexes(status.completedIndexes, completions);
  const release: V1Pod[] = [];
  for (const pod of tracked) {
    const uid = pod.metadata?.uid ?? '';
    if (!mayRelease(facts, pod, target)) continue;
    release.push(pod);
    const index = isIndexed(job) ? indexOf(pod, completions) : undefined;
    if (pod.status?.phase === 'Succeeded' && !failed.includes(uid)) {
      if (index !== undefined) counted.add(index);
      else if (!isIndexed(job) && !succeeded.includes(uid)) succeeded.push(uid);
    } else if (countsAsFailed(facts, pod, target) && !failed.includes(uid) && (!isIndexed(job) || index !== undefined)) failed.push(uid);
    if (succeeded.length + failed.length >= uncountedMax) break;
  }
  const uncounted = { ...(succeeded.length ? { succeeded } : {}), ...(failed.length ? { failed } : {}) };
  const indexes = isIndexed(job) ? indexCounts(facts, counted) : {};
  return { status: { ...status, ...indexes, uncountedTerminatedPods: uncounted }, release, full: succeeded.length + failed.length >= uncountedMax };
}

function indexCounts({ job, failedIndexes }: JobFacts, completed: ReadonlySet<number>): Partial<V1JobStatus> {
  return {
    ...(completed.size ? { succeeded: completed.size, completedIndexes: formatIndexes(completed) } : {}),
    ...(job.spec?.backoffLimitPerIndex === undefined ? {} : { failedIndexes: formatIndexes(failedIndexes) }),
  };
}

function mayRelease({ job, heldPerIndex }: JobFacts, pod: V1Pod, target: V1JobCondition | undefined): boolean {
  if (job.metadata?.deletionTimestamp || target || pod.status?.phase === 'Succeeded') return true;
  if (!isFailed(pod, job)) return false;
  return ![...heldPerIndex.values()].some((held) => held.metadata?.uid === pod.metadata?.uid);
}

/** When a Job fails, the pods that it takes along count as failed too; those that the failure policy ignores never do. */
function countsAsFailed({ job }: JobFacts, pod: V1Pod, target: V1JobCondition | undefined): boolean {
  const taken = target?.type === 'FailureTarget';
  if (!isFailed(pod, job) && !taken) return false;
  return verdictOf(job, pod).counts;
}

/** The second half: what has lost its finalizer goes from the list of uids into the counts. */
export function settle(status: V1JobStatus, indexed: boolean, stillHeld: ReadonlySet<string>): V1JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const doneNow = succeeded.filter((uid) => !stillHeld.has(uid)).length;
  const failedNow = failed.filter((uid) => !stillHeld.has(uid)).length;
  const rest = { succeeded: succeeded.filter((uid) => stillHeld.has(uid)), failed: failed.filter((uid) => stillHeld.has(uid)) };
  const uncountedTerminatedPods = { ...(rest.succeeded.length ? { succeeded: rest.succeeded } : {}), ...(rest.failed.length ? { failed: rest.failed } : {}) };
  return {
    ...status,
    ...(doneNow && !indexed ? { succeeded: (status.succeeded ?? 0) + doneNow } : {}),
    ...(failedNow ? { failed: (status.failed ?? 0) + failedNow } : {}),
    uncountedTerminatedPods,
  };
}
