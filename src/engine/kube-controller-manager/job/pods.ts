import type { V1Job, V1Pod } from '../../../kube/generated/types.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { podCondition } from '../objects/pods.ts';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
export const indexFailuresAnnotation = 'batch.kubernetes.io/job-index-failure-count';
export const ignoredFailuresAnnotation = 'batch.kubernetes.io/job-index-ignored-failure-count';

export const isTracked = (pod: V1Pod): boolean => pod.metadata?.finalizers?.includes(trackingFinalizer) ?? false;

/** Whether a replacement waits until the old pod has really ended. */
export const replacesFailedOnly = (job: V1Job): boolean => job.spec?.podReplacementPolicy === 'Failed' || job.spec?.podFailurePolicy !== undefined;

/** A pod has failed when it says so or, where replacements need not wait, when it is being deleted before it has succeeded. */
export function isFailed(pod: V1Pod, job: V1Job): boolean {
  if (pod.status?.phase === 'Failed') return true;
  return !replacesFailedOnly(job) && pod.metadata?.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded';
}

function countOf(pod: V1Pod, annotation: string): number {
  const annotations = pod.metadata?.annotations ?? {};
  const text = Object.hasOwn(annotations, annotation) ? annotations[annotation] : undefined;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
}

export const indexFailures = (pod: V1Pod): number => countOf(pod, indexFailuresAnnotation);
export const ignoredIndexFailures = (pod: V1Pod): number => countOf(pod, ignoredFailuresAnnotation);

/** When a pod ended, in ms since 1970: the last of its containers, else when it stopped being ready, else when it was deleted. */
export function finishedAtMs(pod: V1Pod, epochMs: number): number {
  let last: number | undefined;
  for (const { state } of [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]) {
    const at = parseRfc3339(state?.terminated?.finishedAt);
    if (at !== undefined && (last === undefined || at > last)) last = at;
  }
  if (last !== undefined) return last;
  const ready = podCondition(pod, 'Ready');
  if (ready?.status === 'False') return parseRfc3339(ready.lastTransitionTime) ?? epochMs;
  return epochMs;
}
