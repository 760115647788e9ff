import type { V1Pod, V1TopologySpreadConstraint } from '../../../kube/generated/types.ts';
import { controllerOf } from '../../../kube/object.ts';
import { fromLabelSelector, fromMap, matches, type Requirement, type Selector } from '../../../kube/selectors.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { DefaultConstraint } from '../config.ts';
import type { Listers } from '../framework/listers.ts';
import type { RequiredNodeAffinity } from '../framework/node-selector.ts';
import { tolerated, tolerationsOf } from '../framework/tolerations.ts';

export const hostnameLabel = 'kubernetes.io/hostname';

/** A spread constraint, read for one pod. */
export interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly minDomains: number;
  /** Whether nodes that the pod's node selector excludes count all the same. */
  readonly ignoresAffinity: boolean;
  /** Whether nodes with taints that the pod does not tolerate are left out. */
  readonly honoursTaints: boolean;
}

/** What pods get that say nothing, where the configuration says nothing. @see Kubernetes 1.36, scheduler plugin PodTopologySpread, systemDefaultConstraints */
export const systemDefaults: readonly DefaultConstraint[] = [
  { maxSkew: 3, topologyKey: hostnameLabel, whenUnsatisfiable: 'ScheduleAnyway' },
  { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
];

/** The pod's own constraints of one sort. */
export function ownConstraints(pod: V1Pod, whenUnsatisfiable: string): readonly SpreadConstraint[] {
  return (pod.spec?.topologySpreadConstraints ?? []).filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable).map((constraint) => read(constraint, pod));
}

function read(constraint: V1TopologySpreadConstraint, pod: V1Pod): SpreadConstraint {
  return {
    maxSkew: constraint.maxSkew, topologyKey: constraint.topologyKey,
    selector: withMatchLabelKeys(constraint, pod),
    minDomains: constraint.minDomains ?? 1,
    ignoresAffinity: constraint.nodeAffinityPolicy === 'Ignore',
    honoursTaints: constraint.nodeTaintsPolicy === 'Honor',
  };
}

/** `matchLabelKeys` narrow the selector to the pod's own values; harmless where the API server has merged them already. */
function withMatchLabelKeys({ labelSelector, matchLabelKeys }: V1TopologySpreadConstraint, { metadata }: V1Pod): Selector {
  const selector = fromLabelSelector(labelSelector);
  if (!matchLabelKeys?.length) return selector;
  const more = matchLabelKeys.flatMap((key): Requirement[] => {
    const value = metadata?.labels?.[key];
    return value === undefined ? [] : [{ key, operator: 'In', values: [value] }];
  });
  return { ...selector, requirements: [...selector.requirements, ...more] };
}

/** Default constraints for a pod; none where no service and no owner tells which pods belong together. */
export function defaultConstraints(pod: PodInfo, constraints: readonly DefaultConstraint[], whenUnsatisfiable: string, listers: Listers): readonly SpreadConstraint[] {
  const wanted = constraints.filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable);
  if (wanted.length === 0) return [];
  const selector = siblingsSelector(pod, listers);
  if (selector.requirements.length === 0) return [];
  return wanted.map(({ maxSkew, topologyKey }) => ({ maxSkew, topologyKey, selector, minDomains: 1, ignoresAffinity: false, honoursTaints: false }));
}

/**
 * What the pod's services and its owner select together.
 *
 * @see Kubernetes 1.36, scheduler plugins helper, DefaultSelector
 */
function siblingsSelector(pod: PodInfo, listers: Listers): Selector {
  const labels = new Map<string, string>();
  for (const service of listers.services(pod.namespace)) {
    const selector = service.spec?.selector;
    if (!selector || Object.keys(selector).length === 0 || !matches(fromMap(selector), pod.labels)) continue;
    for (const key in selector) labels.set(key, selector[key] ?? '');
  }
  const owner = controllerOf(pod.pod);
  const owning = owner && listers.ownerSelector(owner.kind, pod.namespace, owner.name);
  for (const key in owning?.matchLabels) labels.set(key, owning.matchLabels[key] ?? '');
  const own: readonly Requirement[] = [...labels].map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  return { requirements: [...own, ...(owning?.selector ? fromLabelSelector(owning.selector).requirements : [])] };
}

/** Whether pods on the node count for a constraint of the pod. */
export function isEligible(constraint: SpreadConstraint, pod: PodInfo, required: RequiredNodeAffinity, node: NodeInfo): boolean {
  if (!constraint.ignoresAffinity && !required.matches(node)) return false;
  return !constraint.honoursTaints || node.hardTaints.every((taint) => tolerated(taint, tolerationsOf(pod.pod)));
}
