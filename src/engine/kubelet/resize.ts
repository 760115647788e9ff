import type { V1PodCondition } from '../../kube/generated/types.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { rfc3339 } from '../../kube/time.ts';
import { podRequests } from './admission.ts';
import type { PodWorker } from './pod-worker.ts';

/**
 * Conditions that tell how a change of resources is getting on: nothing where all is in force, `PodResizePending` where the
 * node has not got as much at all.
 *
 * @see Kubernetes 1.36, in-place pod resize
 */
export function resizeOf({ pod, node }: PodWorker): readonly V1PodCondition[] {
  if ((pod.metadata?.generation ?? 1) <= 1) return [];
  for (const [name, requested] of podRequests(pod)) {
    const capacity = name === 'cpu' ? quantityMilliValue(node.allocatable[name]) : quantityValue(node.allocatable[name]);
    if (requested <= capacity) continue;
    const before = pod.status?.conditions?.find(({ type }) => type === 'PodResizePending');
    const message = `Node didn't have enough capacity: ${name}, requested: ${String(requested)}, capacity: ${String(capacity)}`;
    const lastTransitionTime = before?.lastTransitionTime ?? rfc3339(node.context.clock.epochMs);
    return [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible', message, lastProbeTime: null, lastTransitionTime, observedGeneration: pod.metadata?.generation } as unknown as V1PodCondition];
  }
  return [];
}
