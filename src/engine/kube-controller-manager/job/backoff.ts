import type { V1Pod } from '../../../kube/generated/types.ts';
import { finishedAtMs } from './pods.ts';

const firstBackoffMs = 10_000;
const lastBackoffMs = 600_000;

/** Failures since the last success of a Job. */
export interface BackoffRecord {
  readonly failures: number;
  readonly lastFailureMs: number | undefined;
}

export const noBackoff: BackoffRecord = { failures: 0, lastFailureMs: undefined };

/**
 * The record after more pods have ended: a success starts the count anew with the failures after it.
 *
 * @see Kubernetes 1.36, job/backoff_utils.go
 */
export function nextBackoff(record: BackoffRecord, succeeded: readonly V1Pod[], failed: readonly V1Pod[], epochMs: number): BackoffRecord {
  const failures = failed.map((pod) => finishedAtMs(pod, epochMs)).sort((a, b) => a - b);
  const lastSuccessMs = succeeded.length === 0 ? undefined : Math.max(...succeeded.map((pod) => finishedAtMs(pod, epochMs)));
  if (lastSuccessMs === undefined) return failures.length === 0 ? record : { failures: record.failures + failures.length, lastFailureMs: failures.at(-1) };
  const after = failures.filter((at) => at > lastSuccessMs);
  return { failures: after.length, lastFailureMs: after.at(-1) };
}

/** ms until a new pod may be made: 10 s after the first failure, doubled by each more, 10 minutes at most. */
export function remainingMs({ failures, lastFailureMs }: BackoffRecord, epochMs: number): number {
  if (failures === 0 || lastFailureMs === undefined) return 0;
  const backoffMs = Math.min(lastBackoffMs, firstBackoffMs * 2 ** Math.min(failures - 1, 20));
  return Math.max(0, lastFailureMs + backoffMs - epochMs);
}
