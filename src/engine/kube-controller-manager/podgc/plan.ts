import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { isPodTerminal } from '../objects/pods.ts';
import { taintKeys } from '../objects/taints.ts';

/** Whether the collector looks at a pod at all: it has ended, or was told to. */
export const isLeaving = (pod: V1Pod): boolean => isPodTerminal(pod) || pod.metadata?.deletionTimestamp !== undefined;

/** Ended pods beyond the threshold: those that were evicted first, then the oldest. */
export function surplusTerminated(pods: readonly V1Pod[], threshold: number): readonly V1Pod[] {
  const ended = pods.filter(isPodTerminal);
  if (threshold <= 0 || ended.length <= threshold) return [];
  const evicted = (pod: V1Pod): number => (pod.status?.reason === 'Evicted' ? 0 : 1);
  return ended.sort((a, b) => evicted(a) - evicted(b) || byCreation(a, b)).slice(0, ended.length - threshold);
}

function byCreation(a: V1Pod, b: V1Pod): number {
  const [x, y] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (x !== y) return x < y ? -1 : 1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

/** Pods that were told to end before they got a node: no kubelet will ever remove them. */
export const unscheduledTerminating = (pods: readonly V1Pod[]): readonly V1Pod[] => pods.filter(({ metadata, spec }) => metadata?.deletionTimestamp !== undefined && !spec?.nodeName);

/** Pods that cannot end because somebody declared their node, which is not ready, out of service. */
export function stuckOnDeadNodes(pods: readonly V1Pod[], nodeOf: (name: string) => V1Node | undefined): readonly V1Pod[] {
  return pods.filter((pod) => {
    if (!pod.metadata?.deletionTimestamp || !pod.spec?.nodeName) return false;
    const node = nodeOf(pod.spec.nodeName);
    const ready = node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    return node !== undefined && !ready && (node.spec?.taints?.some(({ key }) => key === taintKeys.outOfService) ?? false);
  });
}
