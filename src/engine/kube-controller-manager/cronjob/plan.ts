import type { V1CronJob, V1Job } from '../../../kube/generated/types.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import type { Schedule } from './schedule.ts';

/** Starts happen this long after the minute (`nextScheduleDelta`). */
const startDeltaMs = 100;

/** The latest time that should have started a Job and did not, and whether suspiciously many were missed. */
export interface MissedSchedule {
  readonly dueMs: number | undefined;
  readonly missed: number;
}

/**
 * Which start is due now: the most recent one since the last start (or since the CronJob was made, or since the deadline).
 * How many were missed is reckoned from the distance of the first two, and only what comes after that many is looked at: where
 * starts are not evenly spread, one that is due may be overlooked, in Kubernetes too.
 *
 * @see Kubernetes 1.36, cronjob/utils.go, mostRecentScheduleTime
 */
export function dueStart(cron: V1CronJob, schedule: Schedule, epochMs: number): MissedSchedule {
  const deadlineSeconds = cron.spec?.startingDeadlineSeconds;
  const since = lastLook(cron, epochMs);
  return missedSince(deadlineSeconds === undefined ? since : Math.max(since, epochMs - deadlineSeconds * 1000), schedule, epochMs);
}

const lastLook = ({ status, metadata }: V1CronJob, epochMs: number): number => parseRfc3339(status?.lastScheduleTime) ?? parseRfc3339(metadata?.creationTimestamp) ?? epochMs;

function missedSince(earliest: number, schedule: Schedule, epochMs: number): MissedSchedule {
  const first = schedule.next(earliest);
  if (first === undefined || first > epochMs) return { dueMs: undefined, missed: 0 };
  const second = schedule.next(first);
  if (second === undefined || second > epochMs) return { dueMs: first, missed: 1 };
  const missed = Math.floor((epochMs - first) / (second - first)) + 1;
  let dueMs: number | undefined;
  for (let at = schedule.next(first + (missed - 2) * (second - first)); at !== undefined && at <= epochMs; at = schedule.next(at)) dueMs = at;
  return { dueMs, missed };
}

/**
 * ms until the next start has to be looked at. It is reckoned from the last start that was due, so that `@every` keeps its rhythm
 * however often the CronJob is looked at in between.
 *
 * @see Kubernetes 1.36, cronjob/cronjob_controllerv2.go, nextScheduleTimeDuration
 */
export function nextLookMs(cron: V1CronJob, schedule: Schedule, epochMs: number): number | undefined {
  const earliest = lastLook(cron, epochMs);
  const { dueMs, missed } = missedSince(earliest, schedule, epochMs);
  const next = schedule.next(dueMs ?? (missed === 0 ? earliest : epochMs));
  return next === undefined ? undefined : next + startDeltaMs - epochMs;
}

/** The name of the Job of one start: the minute since 1970 makes it unique, so that one start makes one Job. */
export const jobName = (cron: V1CronJob, dueMs: number): string => `${cron.metadata?.name ?? ''}-${String(Math.floor(dueMs / 60_000))}`;

/** How a Job has ended, undefined while it has not. */
export function outcomeOf(job: V1Job): 'Complete' | 'Failed' | undefined {
  const done = job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');
  return done?.type as 'Complete' | 'Failed' | undefined;
}

/** Finished Jobs beyond the limits of the history, oldest first. */
export function beyondHistory(cron: V1CronJob, jobs: readonly V1Job[]): readonly V1Job[] {
  const surplus = (outcome: 'Complete' | 'Failed', limit: number | undefined): readonly V1Job[] => {
    if (limit === undefined) return [];
    const finished = jobs.filter((job) => outcomeOf(job) === outcome).sort(byStart);
    return finished.slice(0, Math.max(0, finished.length - limit));
  };
  return [...surplus('Complete', cron.spec?.successfulJobsHistoryLimit), ...surplus('Failed', cron.spec?.failedJobsHistoryLimit)];
}

function byStart(a: V1Job, b: V1Job): number {
  const [x, y] = [a.status?.startTime ?? '', b.status?.startTime ?? ''];
  if (x !== y) return x < y ? -1 : 1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}
