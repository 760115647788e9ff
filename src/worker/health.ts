import type { V1Pod } from '../kube/generated/types.ts';
import { containersReady, isPodReady, podStatusWord } from '../kube/pod-status.ts';
import type { Health } from '../protocol/cards.ts';

const failing = new Set([
  'CrashLoopBackOff', 'ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'CreateContainerConfigError', 'CreateContainerError',
  'RunContainerError', 'Error', 'OOMKilled', 'Evicted', 'NodeLost', 'Unknown', 'UnexpectedAdmissionError', 'ContainerStatusUnknown', 'DeadlineExceeded',
]);

/** How a pod fares, in one of five words. */
export function podHealth(pod: V1Pod): Health {
  if (pod.metadata?.deletionTimestamp !== undefined) return 'going';
  const phase = pod.status?.phase;
  if (phase === 'Succeeded') return 'done';
  const word = podStatusWord(pod);
  const plain = word.startsWith('Init:') ? word.slice(5) : word;
  if (phase === 'Failed' || failing.has(plain) || /^(ExitCode|Signal):/.test(plain)) return 'bad';
  if (unschedulable(pod) !== undefined) return 'bad';
  if (phase !== 'Running') return 'busy';
  const { ready, total } = containersReady(pod);
  return isPodReady(pod) && ready === total ? 'good' : 'busy';
}

/** The scheduler's message where it found no node. */
export function unschedulable(pod: V1Pod): string | undefined {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return condition?.status === 'False' && condition.reason === 'Unschedulable' ? (condition.message ?? '') : undefined;
}

/** How a workload fares: everything wanted is available; on its way; or stuck (a condition says so). */
export function workloadHealth(counts: { readonly desired: number; readonly available: number; readonly current: number; readonly updated: number; readonly failed: boolean; readonly done: boolean }): Health {
  if (counts.failed) return 'bad';
  if (counts.done) return 'done';
  return counts.available >= counts.desired && counts.updated >= counts.desired && counts.current === counts.desired ? 'good' : 'busy';
}
