import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { Resources } from '../cache/resources.ts';
import { actions } from './cluster-event.ts';

/** Whether two parts of objects are equal; parts that are shared are equal at once. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** What is different about a node, as bits of {@link actions}. @see Kubernetes 1.36, scheduler, nodeSchedulingPropertiesChange */
export function nodeChanges(old: V1Node, now: V1Node): number {
  let changed = 0;
  if (!isSame(old.status?.allocatable, now.status?.allocatable)) changed |= actions.updateNodeAllocatable;
  if (!isSame(old.metadata?.labels, now.metadata?.labels)) changed |= actions.updateNodeLabel;
  if (!isSame(old.spec?.taints, now.spec?.taints) || old.spec?.unschedulable !== now.spec?.unschedulable) changed |= actions.updateNodeTaint;
  if (!isSame(conditionsOf(old), conditionsOf(now))) changed |= actions.updateNodeCondition;
  if (!isSame(old.metadata?.annotations, now.metadata?.annotations)) changed |= actions.updateNodeAnnotation;
  return changed;
}

const conditionsOf = (node: V1Node): unknown => node.status?.conditions?.map(({ type, status }) => [type, status]);

/** What is different about a pod. @see Kubernetes 1.36, scheduler framework, PodSchedulingPropertiesChange */
export function podChanges(old: V1Pod, now: V1Pod, before: PodInfo | undefined, after: PodInfo): number {
  let changed = 0;
  if (!isSame(old.metadata?.labels, now.metadata?.labels)) changed |= actions.updatePodLabel;
  if ((old.spec?.schedulingGates?.length ?? 0) > 0 && (now.spec?.schedulingGates?.length ?? 0) === 0) changed |= actions.updatePodGatesEliminated;
  if (!isSame(old.spec?.tolerations, now.spec?.tolerations)) changed |= actions.updatePodTolerations;
  if (before && asksLess(before.requests, after.requests)) changed |= actions.updatePodScaleDown;
  if (!isSame(old.spec?.nodeSelector, now.spec?.nodeSelector) || !isSame(old.spec?.affinity, now.spec?.affinity)) changed |= actions.updateOther;
  return changed;
}

const asksLess = (a: Resources, b: Resources): boolean => b.milliCpu < a.milliCpu || b.memory < a.memory || b.ephemeralStorage < a.ephemeralStorage;
