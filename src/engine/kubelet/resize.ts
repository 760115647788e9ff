import type { V1PodCondition } from '../../kube/generated/types.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { rfc3339 } from '../../kube/time.ts';
import { podRequests } from './admission.ts';
import { sameJson } from './pod-status.ts';
import type { PodWorker } from './pod-worker.ts';

/** Whether a running container of the pod has other resources than its spec wants. */
export function wantsResize({ pod, records }: PodWorker): boolean {
  return (pod.metadata?.generation ?? 1) > 1 && records.some((record) => record.running && !sameJson(record.resources, record.spec.resources));
}

/**
 * Conditions that tell how a change of resources is getting on: nothing where all is in force, `PodResizePending` where the
 * node has not got as much at all (`Infeasible`), or not while its other pods are there (`Deferred`).
 *
 * @see Kubernetes 1.36, in-place pod resize
 */
export function resizeOf(worker: PodWorker): readonly V1PodCondition[] {
  if (!wantsResize(worker)) return [];
  const { pod, node } = worker;
  for (const [name, requested] of podRequests(pod)) {
    const capacity = name === 'cpu' ? quantityMilliValue(node.allocatable[name]) : quantityValue(node.allocatable[name]);
    if (requested <= capacity) continue;
    return pending(worker, 'Infeasible', `Node didn't have enough capacity: ${name}, requested: ${String(requested)}, capacity: ${String(capacity)}`);
  }
  const refusal = node.profile.fake ? undefined : node.admit(pod);
  return refusal?.reason.startsWith('OutOf') ? pending(worker, 'Deferred', refusal.message) : [];
}

function pending({ pod, node }: PodWorker, reason: string, message: string): readonly V1PodCondition[] {
  const before = pod.status?.conditions?.find(({ type }) => type === 'PodResizePending');
  const lastTransitionTime = before?.lastTransitionTime ?? rfc3339(node.context.clock.epochMs);
  return [{ type: 'PodResizePending', status: 'True', reason, message, lastProbeTime: null, lastTransitionTime, observedGeneration: pod.metadata?.generation } as unknown as V1PodCondition];
}
