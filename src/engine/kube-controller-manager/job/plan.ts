import type { V1Job, V1JobCondition, V1Pod } from '../../../kube/generated/types.ts';
import { parseRfc3339, rfc3339 } from '../../../kube/time.ts';
import { isPodActive } from '../objects/pods.ts';
import { podsToDelete } from '../replication/ranking.ts';
import { remainingMs, type BackoffRecord } from './backoff.ts';
import { failJobMessage, verdictOf } from './failure-policy.ts';
import { indexOf, isIndexed, parseIndexes, pendingIndexes } from './indexes.ts';
import { finishedAtMs, ignoredIndexFailures, indexFailures, isFailed, isTracked, replacesFailedOnly } from './pods.ts';

/** At most so many pods are made or deleted in one turn. */
const podsPerTurn = 500;

export interface ObservedJob {
  readonly job: V1Job;
  /** All pods of the Job. */
  readonly pods: readonly V1Pod[];
  /** Pods whose finalizer has been taken off, which the cache does not show yet. */
  readonly uncountedGone: ReadonlySet<string>;
  readonly backoff: BackoffRecord;
  readonly epochMs: number;
}

/** Everything that follows from the pods as they are: counts, indexes, what the end of the Job would be. */
export interface JobFacts extends ObservedJob {
  readonly active: readonly V1Pod[];
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Completed and failed indexes, those in the status and those that pods have just added. */
  readonly completedIndexes: ReadonlySet<number>;
  readonly failedIndexes: ReadonlySet<number>;
  /** Failed pods that keep their finalizer until their index gets another pod, so that the count of failures is not lost. */
  readonly heldPerIndex: ReadonlyMap<number, V1Pod>;
  /** Why the Job ends: a condition FailureTarget or SuccessCriteriaMet. */
  readonly target: V1JobCondition | undefined;
}

export const conditionOf = (job: V1Job, type: string): V1JobCondition | undefined => job.status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
export const isFinished = (job: V1Job): boolean => conditionOf(job, 'Complete') !== undefined || conditionOf(job, 'Failed') !== undefined;
export const isSuspended = (job: V1Job): boolean => job.spec?.suspend === true;
const completionsOf = (job: V1Job): number => job.spec?.completions ?? 0;

export function condition(type: string, reason: string, message: string, epochMs: number): V1JobCondition {
  const now = rfc3339(epochMs);
  return { type, status: 'True', lastProbeTime: now, lastTransitionTime: now, reason, message };
}

/** Looks at a Job and its pods. */
export function jobFacts(observed: ObservedJob): JobFacts {
  const { job, pods } = observed;
  const active = pods.filter(isPodActive);
  const indexed = isIndexed(job);
  const ended = newlyEnded(observed);
  const completedIndexes = indexed ? withSucceeded(observed) : new Set<number>();
  const failedIndexes = indexed && job.spec?.backoffLimitPerIndex !== undefined ? withFailed(observed) : new Set<number>();
  const { succeeded: done = 0, failed: lost = 0, uncountedTerminatedPods } = job.status ?? {};
  const partial = {
    ...observed, active,
    terminating: pods.filter((pod) => pod.metadata?.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed').length,
    succeeded: indexed ? completedIndexes.size : done + ended.succeeded.length + (uncountedTerminatedPods?.succeeded?.length ?? 0),
    failed: lost + ended.failed.filter((pod) => verdictOf(job, pod).counts).length + (uncountedTerminatedPods?.failed?.length ?? 0),
    completedIndexes, failedIndexes,
    heldPerIndex: job.spec?.backoffLimitPerIndex === undefined ? new Map<number, V1Pod>() : heldPods(observed, active, completedIndexes, failedIndexes),
  };
  return { ...partial, target: targetOf(partial) };
}

/** Pods that have ended and are in no count yet. */
export function newlyEnded({ job, pods, uncountedGone }: ObservedJob): { readonly succeeded: readonly V1Pod[]; readonly failed: readonly V1Pod[] } {
  const known = new Set([...(job.status?.uncountedTerminatedPods?.succeeded ?? []), ...(job.status?.uncountedTerminatedPods?.failed ?? []), ...uncountedGone]);
  const open = pods.filter((pod) => isTracked(pod) && !known.has(pod.metadata?.uid ?? ''));
  return { succeeded: open.filter(({ status }) => status?.phase === 'Succeeded'), failed: open.filter((pod) => isFailed(pod, job)) };
}

function withSucceeded({ job, pods }: ObservedJob): Set<number> {
  const completions = completionsOf(job);
  const indexes = parseIndexes(job.status?.completedIndexes, completions);
  for (const pod of pods) {
    const index = isTracked(pod) && pod.status?.phase === 'Succeeded' ? indexOf(pod, completions) : undefined;
    if (index !== undefined) indexes.add(index);
  }
  return indexes;
}

function withFailed({ job, pods }: ObservedJob): Set<number> {
  const completions = completionsOf(job);
  const indexes = parseIndexes(job.status?.failedIndexes, completions);
  for (const pod of pods) {
    const index = isTracked(pod) ? indexOf(pod, completions) : undefined;
    if (index !== undefined && failsItsIndex(job, pod)) indexes.add(index);
  }
  return indexes;
}

function failsItsIndex(job: V1Job, pod: V1Pod): boolean {
  if (!isFailed(pod, job)) return false;
  const { action, counts } = verdictOf(job, pod);
  return action === 'FailIndex' || (counts && indexFailures(pod) >= (job.spec?.backoffLimitPerIndex ?? 0));
}

function heldPods({ job, pods, epochMs }: ObservedJob, active: readonly V1Pod[], completed: ReadonlySet<number>, failed: ReadonlySet<number>): Map<number, V1Pod> {
  const completions = completionsOf(job);
  const busy = new Set(active.map((pod) => indexOf(pod, completions)));
  const held = new Map<number, V1Pod>();
  for (const pod of pods) {
    const index = isTracked(pod) && isFailed(pod, job) ? indexOf(pod, completions) : undefined;
    if (index === undefined || completed.has(index) || failed.has(index) || busy.has(index)) continue;
    const known = held.get(index);
    if (!known || (absoluteFailures(known) <= absoluteFailures(pod) && finishedAtMs(pod, epochMs) >= finishedAtMs(known, epochMs))) held.set(index, pod);
  }
  return held;
}

const absoluteFailures = (pod: V1Pod): number => indexFailures(pod) + ignoredIndexFailures(pod);

/**
 * Whether and why the Job comes to its end: a failure that was found before, the pod failure policy, the limit of failures,
 * the deadline, failed indexes, the success policy.
 */
function targetOf(facts: Omit<JobFacts, 'target'>): V1JobCondition | undefined {
  const { job, pods, epochMs } = facts;
  const known = conditionOf(job, 'FailureTarget') ?? conditionOf(job, 'SuccessCriteriaMet');
  if (known) return known;
  const fail = (reason: string, message: string): V1JobCondition => condition('FailureTarget', reason, message, epochMs);
  const policy = failJobMessage(job, pods);
  if (policy !== undefined) return fail('PodFailurePolicy', policy);
  if (facts.failed > (job.spec?.backoffLimit ?? 6) || restartsExceedLimit(job, pods)) return fail('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  if (deadlineInMs(job, epochMs) === 0) return fail('DeadlineExceeded', 'Job was active longer than specified deadline');
  return indexFailure(facts, fail) ?? successOf(facts);
}

function indexFailure({ job, failedIndexes, completedIndexes }: Omit<JobFacts, 'target'>, fail: (reason: string, message: string) => V1JobCondition): V1JobCondition | undefined {
  const most = job.spec?.maxFailedIndexes;
  if (most !== undefined && failedIndexes.size > most) return fail('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  return failedIndexes.size > 0 && failedIndexes.size + completedIndexes.size >= completionsOf(job) ? fail('FailedIndexes', 'Job has failed indexes') : undefined;
}

/** The first rule of the success policy that the completed indexes satisfy. */
function successOf({ job, completedIndexes, epochMs }: Omit<JobFacts, 'target'>): V1JobCondition | undefined {
  for (const [number, { succeededIndexes, succeededCount }] of (job.spec?.successPolicy?.rules ?? []).entries()) {
    const wanted = succeededIndexes === undefined ? undefined : parseIndexes(succeededIndexes, completionsOf(job));
    const met = wanted ? [...wanted].filter((index) => completedIndexes.has(index)).length : completedIndexes.size;
    if (met >= (succeededCount ?? wanted?.size ?? 1)) return condition('SuccessCriteriaMet', 'SuccessPolicy', `Matched rules at index ${String(number)}`, epochMs);
  }
  return undefined;
}

/** With restartPolicy OnFailure, restarts of containers count as failures. */
function restartsExceedLimit(job: V1Job, pods: readonly V1Pod[]): boolean {
  if (job.spec?.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += restartCount;
  }
  const limit = job.spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** ms until `activeDeadlineSeconds` is over (0: it is); undefined where there is no deadline or it does not run. */
export function deadlineInMs(job: V1Job, epochMs: number): number | undefined {
  const seconds = job.spec?.activeDeadlineSeconds;
  const start = parseRfc3339(job.status?.startTime);
  if (seconds === undefined || start === undefined || isSuspended(job)) return undefined;
  return Math.max(0, start + seconds * 1000 - epochMs);
}

/** A pod to make: its index, and the failed pod of that index whose count of failures it carries on. */
export interface NewPod {
  readonly index?: number;
  readonly after?: V1Pod;
}

export interface JobAction {
  readonly delete: readonly V1Pod[];
  readonly create: readonly NewPod[];
  /** When pods that have to wait because of failures may be made. */
  readonly againInMs?: number;
}

const nothing: JobAction = { delete: [], create: [] };

/**
 * Which pods to make or to delete so that the right number is at work. A Job that ends, or is suspended, has none.
 *
 * @see Kubernetes 1.36, job_controller.go, manageJob
 */
export function planPods(facts: JobFacts): JobAction {
  const { job, active, succeeded } = facts;
  if (facts.target || isSuspended(job)) return { ...nothing, delete: active };
  const parallelism = job.spec?.parallelism ?? 1;
  const { completions } = job.spec ?? {};
  const wanted = completions === undefined ? (succeeded > 0 ? active.length : parallelism) : Math.max(0, Math.min(parallelism, completions - succeeded));
  const surplus = surplusPods(facts, Math.max(0, active.length - wanted));
  if (surplus.length > 0) return { ...nothing, delete: surplus.slice(0, podsPerTurn) };
  const missing = wanted - active.length - (replacesFailedOnly(job) ? facts.terminating : 0);
  return missing > 0 ? planNewPods(facts, Math.min(missing, podsPerTurn)) : nothing;
}

function planNewPods(facts: JobFacts, missing: number): JobAction {
  const { job, backoff, epochMs } = facts;
  if (job.spec?.backoffLimitPerIndex !== undefined) return planIndependentIndexes(facts, missing);
  const waitMs = remainingMs(backoff, epochMs);
  if (waitMs > 0) return { ...nothing, againInMs: waitMs };
  if (!isIndexed(job)) return { ...nothing, create: Array.from({ length: missing }, () => ({})) };
  return { ...nothing, create: freeIndexes(facts, missing).map((index) => ({ index })) };
}

/** Each index has its own failures and its own back-off. */
function planIndependentIndexes(facts: JobFacts, missing: number): JobAction {
  const create: NewPod[] = [];
  let againInMs: number | undefined;
  for (const index of freeIndexes(facts, missing)) {
    const after = facts.heldPerIndex.get(index);
    const waitMs = after ? remainingMs({ failures: absoluteFailures(after) + 1, lastFailureMs: finishedAtMs(after, facts.epochMs) }, facts.epochMs) : 0;
    if (waitMs > 0) againInMs = Math.min(againInMs ?? waitMs, waitMs);
    else create.push(after ? { index, after } : { index });
  }
  return { ...nothing, create, ...(againInMs === undefined ? {} : { againInMs }) };
}

function freeIndexes({ job, pods, active, completedIndexes, failedIndexes }: JobFacts, count: number): readonly number[] {
  const completions = completionsOf(job);
  const indexesOf = (some: readonly V1Pod[]): Set<number> => new Set(some.map((pod) => indexOf(pod, completions)).filter((index): index is number => index !== undefined));
  const leaving = replacesFailedOnly(job) ? pods.filter((pod) => pod.metadata?.deletionTimestamp !== undefined && pod.status?.phase !== 'Failed') : [];
  return pendingIndexes(count, completions, [indexesOf(active), indexesOf(leaving), completedIndexes, failedIndexes]);
}

/** Pods too many: those with an index that another pod has or that is out of range, then those that rank first. */
function surplusPods({ job, active, epochMs, completedIndexes }: JobFacts, atLeast: number): readonly V1Pod[] {
  if (!isIndexed(job)) return atLeast === 0 ? [] : podsToDelete(active, [], atLeast, epochMs);
  const byIndex = new Map<number, V1Pod>();
  const surplus: V1Pod[] = [];
  for (const pod of [...active].sort((a, b) => ((a.metadata?.creationTimestamp ?? '') < (b.metadata?.creationTimestamp ?? '') ? -1 : 1))) {
    const index = indexOf(pod, completionsOf(job));
    if (index === undefined || byIndex.has(index) || completedIndexes.has(index)) surplus.push(pod);
    else byIndex.set(index, pod);
  }
  const more = atLeast - surplus.length;
  return more > 0 ? [...surplus, ...podsToDelete([...byIndex.values()], [], more, epochMs)] : surplus;
}

/** Whether enough pods have succeeded: all completions or, where none are asked for, one success and nobody at work. */
export function isComplete({ job, succeeded }: JobFacts, activeAfter: number): boolean {
  const { completions } = job.spec ?? {};
  return completions === undefined ? succeeded > 0 && activeAfter === 0 : succeeded >= completions;
}
