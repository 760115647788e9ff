import type { V1Pod, V1PodCondition } from '../../../kube/generated/types.ts';
import { isPodReady, isPodTerminal } from '../../../kube/pod-status.ts';
import { parseRfc3339 } from '../../../kube/time.ts';

export { isPodReady, isPodTerminal };

/** Neither ended nor told to end: what counts as a replica. */
export function isPodActive(pod: V1Pod): boolean {
  return pod.metadata?.deletionTimestamp === undefined && !isPodTerminal(pod);
}

/** Told to end, and not ended yet. */
export function isPodTerminating(pod: V1Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined && !isPodTerminal(pod);
}

export function podCondition(pod: V1Pod, type: string): V1PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}

/** When the pod last became ready, in ms since 1970; undefined where it is not ready. */
export function readySinceMs(pod: V1Pod): number | undefined {
  const ready = podCondition(pod, 'Ready');
  return ready?.status === 'True' ? parseRfc3339(ready.lastTransitionTime) : undefined;
}

/**
 * In how many ms a ready pod has been ready for `minReadySeconds`: 0 where it is available already, undefined where it is
 * not ready.
 */
export function availableInMs(pod: V1Pod, minReadySeconds: number, epochMs: number): number | undefined {
  if (minReadySeconds === 0) return isPodReady(pod) ? 0 : undefined;
  const since = readySinceMs(pod);
  return since === undefined ? undefined : Math.max(0, since + minReadySeconds * 1000 - epochMs);
}

/** Whether the pod has been ready for at least `minReadySeconds`. */
export function isPodAvailable(pod: V1Pod, minReadySeconds: number, epochMs: number): boolean {
  return availableInMs(pod, minReadySeconds, epochMs) === 0;
}

/** How long until the next pod that is ready becomes available; undefined where none is waiting. */
export function nextAvailabilityMs(pods: readonly V1Pod[], minReadySeconds: number, epochMs: number): number | undefined {
  let soonest: number | undefined;
  for (const pod of pods) {
    const waitMs = availableInMs(pod, minReadySeconds, epochMs);
    if (waitMs !== undefined && waitMs > 0 && (soonest === undefined || waitMs < soonest)) soonest = waitMs;
  }
  return soonest;
}
