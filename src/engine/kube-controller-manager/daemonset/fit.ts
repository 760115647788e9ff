import type { V1DaemonSet, V1Node, V1Pod, V1PodSpec, V1NodeSelectorTerm, V1Toleration } from '../../../kube/generated/types.ts';
import { matchesRequirement, type SelectorOperator } from '../../../kube/selectors.ts';
import { isTolerated, taintKeys } from '../objects/taints.ts';

/** Whether a DaemonSet's pod may start on a node, and whether one that is there may stay. */
export interface Fit {
  readonly shouldRun: boolean;
  readonly mayStay: boolean;
}

const exists = (key: string, effect: string): V1Toleration => ({ key, operator: 'Exists', effect });

/** What daemons put up with, whatever their template says. */
export function daemonTolerations(spec: V1PodSpec | undefined): readonly V1Toleration[] {
  const own = spec?.tolerations ?? [];
  const added = [
    exists(taintKeys.notReady, 'NoExecute'), exists(taintKeys.unreachable, 'NoExecute'), exists(taintKeys.diskPressure, 'NoSchedule'),
    exists(taintKeys.memoryPressure, 'NoSchedule'), exists(taintKeys.pidPressure, 'NoSchedule'), exists(taintKeys.unschedulable, 'NoSchedule'),
    ...(spec?.hostNetwork ? [exists(taintKeys.networkUnavailable, 'NoSchedule')] : []),
  ];
  const isSame = (a: V1Toleration, b: V1Toleration): boolean => a.key === b.key && a.effect === b.effect && (a.operator ?? 'Equal') === (b.operator ?? 'Equal') && (a.value ?? '') === (b.value ?? '');
  return [...own.filter((toleration) => !added.some((other) => isSame(toleration, other))), ...added];
}

/**
 * Node name, node selector, required node affinity and taints decide; resources are the scheduler's affair.
 *
 * @see Kubernetes 1.36, daemon_controller.go, NodeShouldRunDaemonPod
 */
export function fitOf(set: V1DaemonSet, node: V1Node): Fit {
  const spec = set.spec?.template.spec;
  const name = node.metadata?.name ?? '';
  if (spec?.nodeName && spec.nodeName !== name) return { shouldRun: false, mayStay: false };
  if (!matchesNodeSelector(spec, node)) return { shouldRun: false, mayStay: false };
  const pod: Pick<V1Pod, 'spec'> = { spec: { containers: [], tolerations: daemonTolerations(spec) } };
  const untolerated = (node.spec?.taints ?? []).filter((taint) => taint.effect !== 'PreferNoSchedule' && !isTolerated(pod, taint));
  return { shouldRun: untolerated.length === 0, mayStay: !untolerated.some(({ effect }) => effect === 'NoExecute') };
}

function matchesNodeSelector(spec: V1PodSpec | undefined, node: V1Node): boolean {
  const labels = node.metadata?.labels ?? {};
  for (const [key, value] of Object.entries(spec?.nodeSelector ?? {})) if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** An empty term matches nothing. */
function matchesTerm({ matchExpressions = [], matchFields = [] }: V1NodeSelectorTerm, node: V1Node): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  const fields = { 'metadata.name': node.metadata?.name ?? '' };
  const holds = (labels: Readonly<Record<string, string>>) => ({ key, operator, values }: { readonly key: string; readonly operator: string; readonly values?: readonly string[] | undefined }): boolean =>
    matchesRequirement({ key, operator: operator as SelectorOperator, values: values ?? [] }, labels);
  return matchExpressions.every(holds(node.metadata?.labels ?? {})) && matchFields.every(holds(fields));
}

/** The spec of a pod for one node: the scheduler may choose this node only, whatever the template required. */
export function specForNode(spec: V1PodSpec, nodeName: string): V1PodSpec {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }];
  const nodeSelectorTerms = [{ matchFields }];
  return { ...spec, affinity: { ...spec.affinity, nodeAffinity: { ...spec.affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } };
}

/** The node a daemon pod is on, or is meant for. */
export function targetNode(pod: V1Pod): string | undefined {
  if (pod.spec?.nodeName) return pod.spec.nodeName;
  for (const { matchFields } of pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) {
    for (const { key, operator, values } of matchFields ?? []) if (key === 'metadata.name' && operator === 'In' && values?.length === 1) return values[0];
  }
  return undefined;
}
