import type { V1EnvVar, V1Job, V1JobCondition, V1JobStatus, V1Pod, V1Status } from '../../../kube/generated/types.ts';
import { jobs, pods } from '../../../kube/kinds.ts';
import { controllerOf, keyOf } from '../../../kube/object.ts';
import { fromLabelSelector } from '../../../kube/selectors.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { orphansIn, ownedBy, ownedInformer } from '../objects/caches.ts';
import { claim, controllerRef } from '../objects/owners.ts';
import { isPodReady } from '../objects/pods.ts';
import { same } from '../objects/same.ts';
import { isConflict, isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { Expectations } from '../replication/expectations.ts';
import { createPod, deletePod, podFromTemplate, slowStart } from '../replication/pod-control.ts';
import { account, settle } from './accounting.ts';
import { nextBackoff, noBackoff, type BackoffRecord } from './backoff.ts';
import { verdictOf } from './failure-policy.ts';
import { isIndexed } from './indexes.ts';
import { condition, conditionOf, deadlineInMs, isComplete, isFinished, isSuspended, jobFacts, newlyEnded, planPods, type JobFacts, type NewPod } from './plan.ts';
import { ignoredFailuresAnnotation, ignoredIndexFailures, indexFailures, indexFailuresAnnotation, isTracked, trackingFinalizer } from './pods.ts';

/** Changes of pods are looked at together, after so long (`SyncJobBatchPeriod`). */
const batchMs = 1000;
const indexKey = 'batch.kubernetes.io/job-completion-index';

/** Runs the pods of Jobs to completion and counts them. */
export function startJobController(context: ControllerContext): Running {
  return new JobController(context);
}

/** @see Kubernetes 1.36, pkg/controller/job/job_controller.go */
class JobController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #orphans: Controller;
  readonly #jobs: Informer<V1Job>;
  readonly #pods: Informer<V1Pod>;
  readonly #expectations: Expectations;
  readonly #backoffs = new Map<string, BackoffRecord>();
  /** Pods (by uid) whose finalizer has been taken off, until the cache shows it. */
  readonly #released = new Map<string, Set<string>>();
  /** The newest form of a Job that this controller wrote, for as long as the cache is behind. */
  readonly #written = new Map<string, V1Job>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#expectations = new Expectations(context.clock);
    this.#queue = new Controller({ context, reconcile: (key) => this.#sync(key) });
    this.#orphans = new Controller({ context, workers: 1, reconcile: (key) => this.#freeOrphan(key) });
    this.#jobs = context.client.informer(jobs);
    this.#pods = ownedInformer(context.client, pods);
    this.#jobs.subscribe({
      added: (job) => { this.#queue.add(keyOf(job)); },
      updated: (job, old) => { this.#jobUpdated(job, old); },
      deleted: (job) => { this.#jobDeleted(job); },
    });
    this.#pods.subscribe({
      added: (pod) => { this.#podAdded(pod); },
      updated: (pod, old) => { this.#podUpdated(pod, old); },
      deleted: (pod) => { this.#podDeleted(pod); },
    });
  }

  stop(): void {
    this.#queue.stop();
    this.#orphans.stop();
  }

  #batched(key: string): void {
    this.#queue.addAfter(key, batchMs, this.#context.client.cause);
  }

  #jobUpdated(job: V1Job, old: V1Job): void {
    if (job.metadata?.generation === old.metadata?.generation) this.#batched(keyOf(job));
    else this.#queue.add(keyOf(job));
  }

  #jobDeleted(job: V1Job): void {
    const key = keyOf(job);
    this.#expectations.forget(key);
    this.#backoffs.delete(key);
    this.#released.delete(key);
    this.#written.delete(key);
    for (const pod of ownedBy(this.#pods, job.metadata?.uid)) if (isTracked(pod)) this.#orphans.add(keyOf(pod));
  }

  #ownerOf(pod: V1Pod): V1Job | undefined {
    const ref = controllerOf(pod);
    const job = ref?.kind === 'Job' ? this.#jobs.get(pod.metadata?.namespace ?? '', ref.name) : undefined;
    return job?.metadata?.uid === ref?.uid ? job : undefined;
  }

  #podAdded(pod: V1Pod): void {
    if (pod.metadata?.deletionTimestamp) {
      this.#podDeleted(pod);
      return;
    }
    const job = this.#ownerOf(pod);
    if (job) {
      this.#expectations.creationObserved(keyOf(job));
      this.#batched(keyOf(job));
    } else if (isTracked(pod)) this.#orphans.add(keyOf(pod));
  }

  #podUpdated(pod: V1Pod, old: V1Pod): void {
    const job = this.#ownerOf(pod);
    if (isTracked(old) && !isTracked(pod) && job) this.#released.get(keyOf(job))?.delete(pod.metadata?.uid ?? '');
    if (pod.metadata?.deletionTimestamp) {
      this.#podDeleted(pod);
      return;
    }
    const before = controllerOf(old)?.uid === controllerOf(pod)?.uid ? undefined : this.#ownerOf(old);
    if (before) this.#batched(keyOf(before));
    if (job) this.#batched(keyOf(job));
    else if (isTracked(pod)) this.#orphans.add(keyOf(pod));
  }

  #podDeleted(pod: V1Pod): void {
    const job = this.#ownerOf(pod);
    if (!job || isFinished(job)) {
      if (isTracked(pod)) this.#orphans.add(keyOf(pod));
      if (!job) return;
    }
    this.#released.get(keyOf(job))?.delete(pod.metadata?.uid ?? '');
    this.#expectations.deletionObserved(keyOf(job), keyOf(pod));
    this.#batched(keyOf(job));
  }

  /** A pod whose Job has gone must not be held by the finalizer. */
  #freeOrphan(key: string): Outcome {
    const pod = this.#pods.getByKey(key);
    const job = pod ? this.#ownerOf(pod) : undefined;
    if (!pod || !isTracked(pod) || (job && !isFinished(job))) return undefined;
    const refusal = this.#removeFinalizer(pod);
    return refusal ? { retry: refusal } : undefined;
  }

  #removeFinalizer(pod: V1Pod): V1Status | undefined {
    const { namespace = '', name = '', uid } = pod.metadata ?? {};
    const patch = { metadata: { uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } };
    const answer = this.#context.client.patch(pods, { namespace, name }, patch);
    return answer.ok || isNotFound(answer.status) ? undefined : answer.status;
  }

  #newest(key: string): V1Job | undefined {
    const cached = this.#jobs.getByKey(key);
    const written = this.#written.get(key);
    if (!cached || !written || Number(cached.metadata?.resourceVersion) >= Number(written.metadata?.resourceVersion)) {
      this.#written.delete(key);
      return cached;
    }
    return written;
  }

  #sync(key: string): Outcome {
    const job = this.#newest(key);
    if (!job || isFinished(job) || (job.spec?.managedBy && job.spec.managedBy !== 'kubernetes.io/job-controller')) return undefined;
    const claimed = claim({
      client: this.#context.client, ownerKind: jobs, owner: job, kind: pods, selector: fromLabelSelector(job.spec?.selector),
      owned: ownedBy(this.#pods, job.metadata?.uid), orphans: orphansIn(this.#pods, job.metadata?.namespace), finalizer: trackingFinalizer,
    });
    if (claimed.error) return { retry: claimed.error };
    return this.#syncWith(key, this.#started(job), claimed.objects);
  }

  /** The start time is set in memory and goes along with the next write of the status. */
  #started(job: V1Job): V1Job {
    if (job.status?.startTime || isSuspended(job)) return job;
    return { ...job, status: { ...job.status, startTime: rfc3339(this.#context.clock.epochMs) } };
  }

  #syncWith(key: string, job: V1Job, members: readonly V1Pod[]): Outcome {
    const { epochMs } = this.#context.clock;
    const observed = { job, pods: members, uncountedGone: this.#released.get(key) ?? new Set<string>(), epochMs };
    const ended = newlyEnded({ ...observed, backoff: noBackoff });
    const backoff = nextBackoff(this.#backoffs.get(key) ?? noBackoff, ended.succeeded, ended.failed, epochMs);
    const facts = jobFacts({ ...observed, backoff });
    const managed = this.#manage(key, facts);
    const target = facts.target ?? this.#completion(facts, managed.active);
    const status = this.#nextStatus(facts, managed);
    const refusal = this.#track(key, facts, status, target, backoff);
    if (refusal) return isConflict(refusal) ? { afterMs: batchMs } : { retry: refusal };
    if (managed.error) return { retry: managed.error };
    const waits = [managed.againInMs, deadlineInMs(job, epochMs)].filter((wait): wait is number => wait !== undefined && wait > 0);
    return waits.length === 0 ? undefined : { afterMs: Math.min(...waits) };
  }

  #completion(facts: JobFacts, active: number): V1JobCondition | undefined {
    if (!isComplete(facts, active)) return undefined;
    return condition('SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods', facts.epochMs);
  }

  #manage(key: string, facts: JobFacts): Managed {
    const idle: Managed = { called: false, active: facts.active.length, ready: facts.active.filter(isPodReady).length, terminating: facts.terminating, error: undefined };
    const { job } = facts;
    if (!facts.target && (!this.#expectations.satisfied(key) || job.metadata?.deletionTimestamp)) return idle;
    const plan = planPods(facts);
    const called = { ...idle, called: facts.target === undefined };
    if (plan.delete.length > 0) return this.#delete(key, job, plan.delete, called);
    const made = plan.create.length > 0 ? this.#create(key, job, plan.create, called) : called;
    return plan.againInMs === undefined ? made : { ...made, againInMs: plan.againInMs };
  }

  #delete(key: string, job: V1Job, doomed: readonly V1Pod[], before: Managed): Managed {
    this.#expectations.expectDeletions(key, doomed.map(keyOf));
    let managed = before;
    for (const pod of doomed) {
      const refusal = this.#uncount(key, pod, before) ?? deletePod(this.#context, job, pod);
      if (refusal) this.#expectations.deletionObserved(key, keyOf(pod));
      if (refusal && !isNotFound(refusal)) managed = { ...managed, error: managed.error ?? refusal };
      else managed = { ...managed, active: managed.active - 1, ready: managed.ready - (isPodReady(pod) ? 1 : 0), terminating: managed.terminating + 1 };
    }
    return managed;
  }

  /** A pod that is merely too many loses its finalizer before it goes, so that it counts neither as failed nor as succeeded. */
  #uncount(key: string, pod: V1Pod, { called }: Managed): V1Status | undefined {
    if (!called || !isTracked(pod)) return undefined;
    return this.#release(key, [pod], new Set());
  }

  #create(key: string, job: V1Job, wanted: readonly NewPod[], before: Managed): Managed {
    this.#expectations.expectCreations(key, wanted.length);
    const { created, error } = slowStart(wanted.length, (number) => {
      const answer = createPod(this.#context, job, newPod(job, wanted[number] ?? {}));
      return answer.ok || isNamespaceTerminating(answer.status) ? undefined : answer.status;
    });
    if (created < wanted.length) this.#expectations.creationObserved(key, wanted.length - created);
    return { ...before, active: before.active + created, error };
  }

  /** Counts of pods, and the condition Suspended. */
  #nextStatus({ job, epochMs }: JobFacts, managed: Managed): V1JobStatus {
    const { active: _, ...status } = job.status ?? {};
    const counts = { ...status, ...(managed.active ? { active: managed.active } : {}), ready: managed.ready, terminating: managed.terminating };
    if (!managed.called) return counts;
    return this.#withSuspension(job, counts, epochMs);
  }

  #withSuspension(job: V1Job, status: V1JobStatus, epochMs: number): V1JobStatus {
    const known = status.conditions?.find(({ type }) => type === 'Suspended');
    const suspended = isSuspended(job);
    if (suspended === (known?.status === 'True') || (!suspended && !known)) return status;
    const [reason, message] = suspended ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed'];
    this.#context.events.event(job, { type: 'Normal', reason: suspended ? 'Suspended' : 'Resumed', message });
    const now: V1JobCondition = { ...condition('Suspended', reason, message, epochMs), status: suspended ? 'True' : 'False' };
    const conditions = known ? status.conditions?.map((other) => (other === known ? now : other)) : [...(status.conditions ?? []), now];
    if (!suspended) return { ...status, conditions, startTime: rfc3339(epochMs) };
    const { startTime: _, ...stopped } = status;
    return { ...stopped, conditions };
  }

  /** Writes ended pods down, takes their finalizers off, counts them, and says when the Job has finished. */
  #track(key: string, facts: JobFacts, status: V1JobStatus, target: V1JobCondition | undefined, backoff: BackoffRecord): V1Status | undefined {
    const { job } = facts;
    const held = new Set(facts.pods.filter((pod) => isTracked(pod) && !facts.uncountedGone.has(pod.metadata?.uid ?? '')).map(({ metadata }) => metadata?.uid ?? ''));
    const cleaned = settle(status, isIndexed(job), held);
    const told = target && !conditionOf(job, target.type) ? { ...cleaned, conditions: [...(cleaned.conditions ?? []), target] } : cleaned;
    const { status: noted, release, full } = account(facts, told, target);
    const mustWriteFirst = release.length > 0 || !same(told.conditions, job.status?.conditions);
    const first = mustWriteFirst ? this.#write(key, job, noted) : undefined;
    if (first && !first.ok) return first.status;
    this.#backoffs.set(key, backoff);
    const refusal = this.#release(key, release, held);
    const settled = settle(noted, isIndexed(job), held);
    const finished = target && !full ? finish(settled, target, facts, held) : undefined;
    const second = this.#write(key, first?.value ?? this.#newest(key) ?? job, finished ?? settled);
    if (!second.ok) return second.status;
    if (finished) this.#tellFinished(job, finished);
    return refusal;
  }

  #release(key: string, release: readonly V1Pod[], held: Set<string>): V1Status | undefined {
    let error: V1Status | undefined;
    const released = this.#released.get(key) ?? new Set<string>();
    this.#released.set(key, released);
    for (const pod of release) {
      const refusal = this.#removeFinalizer(pod);
      if (refusal) {
        error ??= refusal;
        continue;
      }
      held.delete(pod.metadata?.uid ?? '');
      released.add(pod.metadata?.uid ?? '');
    }
    return error;
  }

  #write(key: string, job: V1Job, status: V1JobStatus): { readonly ok: true; readonly value: V1Job } | { readonly ok: false; readonly status: V1Status } {
    const current = this.#jobs.getByKey(key)?.metadata?.resourceVersion === job.metadata?.resourceVersion ? this.#jobs.getByKey(key) : this.#written.get(key);
    if (same(current?.status, status) && current?.metadata?.resourceVersion === job.metadata?.resourceVersion) return { ok: true, value: job };
    const answer = this.#context.client.updateStatus(jobs, { ...job, status });
    if (answer.ok) this.#written.set(key, answer.value);
    else if (isConflict(answer.status)) this.#written.delete(key);
    return answer;
  }

  #tellFinished(job: V1Job, { conditions = [], succeeded = 0 }: V1JobStatus): void {
    const last = conditions.at(-1);
    if (last?.type === 'Failed') {
      this.#context.events.event(job, { type: 'Warning', reason: last.reason ?? '', message: last.message ?? '' });
      return;
    }
    const { completions } = job.spec ?? {};
    if (completions !== undefined && succeeded > completions) this.#context.events.event(job, { type: 'Warning', reason: 'TooManySucceededPods', message: 'Too many succeeded pods running after completion count reached' });
    this.#context.events.event(job, { type: 'Normal', reason: 'Completed', message: 'Job completed' });
  }
}

interface Managed {
  /** Whether pods were looked after, so that a suspension may be told. */
  readonly called: boolean;
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
  readonly error: V1Status | undefined;
  readonly againInMs?: number;
}

/** The last word, once every pod is counted and none is still ending. */
function finish(status: V1JobStatus, target: V1JobCondition, { epochMs }: JobFacts, held: ReadonlySet<string>): V1JobStatus | undefined {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  if (succeeded.length > 0 || failed.length > 0 || (status.terminating ?? 0) > 0 || held.size > 0) return undefined;
  const last = condition(target.type === 'FailureTarget' ? 'Failed' : 'Complete', target.reason ?? '', target.message ?? '', epochMs);
  const conditions = [...(status.conditions ?? []), last];
  return last.type === 'Complete' ? { ...status, conditions, completionTime: last.lastTransitionTime } : { ...status, conditions };
}

/** A pod of the Job: with the finalizer that keeps it until it is counted and, in an indexed Job, its index in every form. */
function newPod(job: V1Job, { index, after }: NewPod): V1Pod {
  const pod = podFromTemplate(job.spec?.template, job, controllerRef(jobs, job));
  const finalizers = [...(pod.metadata?.finalizers ?? []).filter((name) => name !== trackingFinalizer), trackingFinalizer];
  if (index === undefined) return { ...pod, metadata: { ...pod.metadata, finalizers } };
  const number = String(index);
  const name = job.metadata?.name ?? '';
  const metadata = {
    ...pod.metadata, finalizers, generateName: `${name}-${number}-`,
    labels: { ...pod.metadata?.labels, [indexKey]: number },
    annotations: { ...pod.metadata?.annotations, [indexKey]: number, ...(job.spec?.backoffLimitPerIndex === undefined ? {} : failureCounts(job, after)) },
  };
  return { ...pod, metadata, spec: { ...withIndexVariable(pod), hostname: `${name}-${number}` } };
}

/** How often the index has failed so far, carried on from its last pod. */
function failureCounts(job: V1Job, after: V1Pod | undefined): Readonly<Record<string, string>> {
  if (!after) return { [indexFailuresAnnotation]: '0' };
  const counts = verdictOf(job, after).counts;
  const ignored = ignoredIndexFailures(after) + (counts ? 0 : 1);
  return { [indexFailuresAnnotation]: String(indexFailures(after) + (counts ? 1 : 0)), ...(ignored ? { [ignoredFailuresAnnotation]: String(ignored) } : {}) };
}

function withIndexVariable({ spec }: V1Pod): NonNullable<V1Pod['spec']> {
  const variable: V1EnvVar = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } } };
  const add = <T extends { readonly env?: readonly V1EnvVar[] | undefined }>(container: T): T => (container.env?.some(({ name }) => name === variable.name) ? container : { ...container, env: [...(container.env ?? []), variable] });
  return { ...spec, containers: (spec?.containers ?? []).map(add), ...(spec?.initContainers ? { initContainers: spec.initContainers.map(add) } : {}) };
}
