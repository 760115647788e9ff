import type { V1CronJob, V1CronJobStatus, V1Job, V1ObjectReference, V1Status } from '../../../kube/generated/types.ts';
import { cronJobs, jobs } from '../../../kube/kinds.ts';
import { controllerOf, keyOf } from '../../../kube/object.ts';
import { civilFromMillis, parseRfc3339, rfc3339 } from '../../../kube/time.ts';
import { Controller, type EventDetails, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { ownedBy, ownedInformer } from '../objects/caches.ts';
import { controllerRef } from '../objects/owners.ts';
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { writeStatus } from '../objects/write-status.ts';
import { beyondHistory, dueStart, jobName, nextLookMs, outcomeOf } from './plan.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { localRfc3339, timeZone, utc } from './zones.ts';

/** Starts Jobs by the clock. */
export function startCronJobController(context: ControllerContext): Running {
  return new CronJobController(context);
}

/** @see Kubernetes 1.36, pkg/controller/cronjob/cronjob_controllerv2.go */
class CronJobController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #crons: Informer<V1CronJob>;
  readonly #jobs: Informer<V1Job>;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, reconcile: (key) => this.#sync(key) });
    this.#crons = context.client.informer(cronJobs);
    this.#jobs = ownedInformer(context.client, jobs);
    const enqueue = (cron: V1CronJob): void => { this.#queue.add(keyOf(cron)); };
    this.#crons.subscribe({ added: enqueue, updated: enqueue });
    const byJob = (job: V1Job): void => {
      const ref = controllerOf(job);
      if (ref?.kind === 'CronJob') this.#queue.add(`${job.metadata?.namespace ?? ''}/${ref.name}`);
    };
    this.#jobs.subscribe({ added: byJob, updated: byJob, deleted: byJob });
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): Outcome {
    const cron = this.#crons.getByKey(key);
    if (!cron) return undefined;
    const children = ownedBy(this.#jobs, cron.metadata?.uid);
    const turn = new Turn(this.#context, cron, children);
    const outcome = turn.run();
    for (const job of beyondHistory(cron, children)) turn.deleteJob(job);
    const refusal = writeStatus(this.#context.client, cronJobs, cron, turn.status);
    if (refusal && !isNotFound(refusal)) return { retry: refusal };
    return outcome;
  }
}

/** One look at a CronJob: what its Jobs have come to, and whether one has to start. */
class Turn {
  status: V1CronJobStatus;
  readonly #context: ControllerContext;
  readonly #cron: V1CronJob;
  readonly #children: readonly V1Job[];

  constructor(context: ControllerContext, cron: V1CronJob, children: readonly V1Job[]) {
    this.#context = context;
    this.#cron = cron;
    this.#children = children;
    this.status = cron.status ?? {};
  }

  run(): Outcome {
    for (const job of this.#children) this.#notice(job);
    this.#dropMissing();
    const { spec, metadata } = this.#cron;
    if (metadata?.deletionTimestamp || spec?.suspend) return undefined;
    const zone = spec?.timeZone === undefined ? utc : timeZone(spec.timeZone);
    if (!zone) {
      this.#tell({ type: 'Warning', reason: 'UnknownTimeZone', message: `invalid timeZone: "${spec?.timeZone ?? ''}": unknown time zone ${spec?.timeZone ?? ''}` });
      return undefined;
    }
    const parsed = parseSchedule(spec?.schedule ?? '', zone);
    if (parsed.ok) return this.#schedule(parsed.schedule);
    this.#tell({ type: 'Warning', reason: 'UnparseableSchedule', message: `unparseable schedule: "${spec?.schedule ?? ''}" : ${parsed.message}` });
    return undefined;
  }

  #tell(details: EventDetails): void {
    this.#context.events.event(this.#cron, details);
  }

  get #active(): readonly V1ObjectReference[] {
    return this.status.active ?? [];
  }

  #setActive(active: readonly V1ObjectReference[]): void {
    const { active: _, ...rest } = this.status;
    this.status = active.length > 0 ? { ...rest, active } : rest;
  }

  #notice(job: V1Job): void {
    const name = job.metadata?.name ?? '';
    const listed = this.#active.some(({ uid }) => uid === job.metadata?.uid);
    const outcome = outcomeOf(job);
    if (!listed && !outcome) {
      if (!this.#isFresh(job)) this.#tell({ type: 'Warning', reason: 'UnexpectedJob', message: `Saw a job that the controller did not create or forgot: ${name}` });
      return;
    }
    if (listed && outcome) {
      this.#setActive(this.#active.filter(({ uid }) => uid !== job.metadata?.uid));
      this.#tell({ type: 'Normal', reason: 'SawCompletedJob', message: `Saw completed job: ${name}, condition: ${outcome}` });
    }
    const completed = outcome === 'Complete' ? job.status?.completionTime : undefined;
    if (completed !== undefined && completed > (this.status.lastSuccessfulTime ?? '')) this.status = { ...this.status, lastSuccessfulTime: completed };
  }

  /** Whether the CronJob itself lists a Job that the cache of the CronJob does not show in its list yet. */
  #isFresh(job: V1Job): boolean {
    const { namespace = '', name = '' } = this.#cron.metadata ?? {};
    const latest = this.#context.client.get(cronJobs, namespace, name);
    return latest.ok && (latest.value.status?.active ?? []).some(({ uid }) => uid === job.metadata?.uid);
  }

  #dropMissing(): void {
    for (const { uid, name = '', namespace = '' } of this.#active) {
      if (this.#children.some((job) => job.metadata?.uid === uid)) continue;
      const there = this.#context.client.get(jobs, namespace, name);
      if (there.ok || !isNotFound(there.status)) continue;
      this.#tell({ type: 'Normal', reason: 'MissingJob', message: `Active job went missing: ${name}` });
      this.#setActive(this.#active.filter((ref) => ref.uid !== uid));
    }
  }

  #schedule(schedule: Schedule): Outcome {
    const { epochMs } = this.#context.clock;
    const { dueMs, missed } = dueStart({ ...this.#cron, status: this.status }, schedule, epochMs);
    if (missed > 100 && dueMs !== undefined) this.#tell({ type: 'Warning', reason: 'TooManyMissedTimes', message: 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew' });
    const refusal = dueMs === undefined ? undefined : this.#start(dueMs, epochMs);
    if (refusal) return { retry: refusal };
    const afterMs = nextLookMs({ ...this.#cron, status: this.status }, schedule, epochMs);
    return afterMs === undefined ? undefined : { afterMs };
  }

  #start(dueMs: number, epochMs: number): V1Status | undefined {
    const { spec } = this.#cron;
    if (spec?.startingDeadlineSeconds !== undefined && dueMs + spec.startingDeadlineSeconds * 1000 < epochMs) {
      this.#tell({ type: 'Warning', reason: 'MissSchedule', message: `Missed scheduled time to start a job: ${rfc1123(dueMs)}` });
      return undefined;
    }
    if (this.#active.some(({ name }) => name === jobName(this.#cron, dueMs)) || parseRfc3339(this.status.lastScheduleTime) === dueMs) return undefined;
    if (spec?.concurrencyPolicy === 'Forbid' && this.#active.length > 0) {
      this.#tell({ type: 'Normal', reason: 'JobAlreadyActive', message: 'Not starting job because prior execution is running and concurrency policy is Forbid' });
      return undefined;
    }
    if (spec?.concurrencyPolicy === 'Replace') this.#deleteActive();
    return this.#createJob(dueMs);
  }

  #deleteActive(): void {
    for (const { uid } of this.#active) {
      const job = this.#children.find(({ metadata }) => metadata?.uid === uid);
      if (job) this.deleteJob(job);
    }
  }

  deleteJob(job: V1Job): void {
    const { namespace = '', name = '', uid } = job.metadata ?? {};
    const gone = this.#context.client.delete(jobs, namespace, name, { propagationPolicy: 'Background' });
    if (!gone.ok) {
      if (!isNotFound(gone.status)) this.#tell({ type: 'Warning', reason: 'FailedDelete', message: `Deleted job: ${gone.status.message ?? ''}` });
      return;
    }
    this.#setActive(this.#active.filter((ref) => ref.uid !== uid));
    this.#tell({ type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted job ${name}` });
  }

  #createJob(dueMs: number): V1Status | undefined {
    const { client } = this.#context;
    const name = jobName(this.#cron, dueMs);
    const made = client.create(jobs, this.#jobFor(dueMs));
    if (!made.ok && isNamespaceTerminating(made.status)) return undefined;
    if (!made.ok && !isAlreadyExists(made.status)) {
      this.#tell({ type: 'Warning', reason: 'FailedCreate', message: `Error creating job: ${made.status.message ?? ''}` });
      return made.status;
    }
    const job = made.ok ? made : client.get(jobs, this.#cron.metadata?.namespace ?? '', name);
    if (!job.ok || controllerOf(job.value)?.uid !== this.#cron.metadata?.uid) return undefined;
    if (made.ok) this.#tell({ type: 'Normal', reason: 'SuccessfulCreate', message: `Created job ${name}` });
    const { namespace, uid, resourceVersion } = job.value.metadata ?? {};
    if (!outcomeOf(job.value)) this.#setActive([...this.#active.filter((ref) => ref.uid !== uid), { apiVersion: 'batch/v1', kind: 'Job', namespace, name, uid, resourceVersion }]);
    this.status = { ...this.status, lastScheduleTime: rfc3339(dueMs) };
    return undefined;
  }

  #jobFor(dueMs: number): V1Job {
    const { metadata, spec } = this.#cron.spec?.jobTemplate ?? {};
    return {
      apiVersion: 'batch/v1', kind: 'Job',
      metadata: {
        name: jobName(this.#cron, dueMs), namespace: this.#cron.metadata?.namespace,
        ...(metadata?.labels ? { labels: metadata.labels } : {}),
        annotations: { ...metadata?.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': localRfc3339(dueMs, timeZone(this.#cron.spec?.timeZone ?? 'UTC') ?? utc) },
        ownerReferences: [controllerRef(cronJobs, this.#cron)],
      },
      spec,
    };
  }
}

/** `Thu, 01 Jan 2026 09:00:00 +0000` */
function rfc1123(epochMs: number): string {
  const { year, month, day, hour, minute, second, weekday } = civilFromMillis(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const dayName = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][weekday] ?? '';
  const monthName = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][month - 1] ?? '';
  return `${dayName}, ${two(day)} ${monthName} ${String(year)} ${two(hour)}:${two(minute)}:${two(second)} +0000`;
}
