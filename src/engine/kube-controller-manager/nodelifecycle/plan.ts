import type { V1Node, V1NodeCondition } from '../../../kube/generated/types.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { taintKeys } from '../objects/taints.ts';

/** When a node last gave a sign of life, as the controller noticed it (not by the node's own clock). */
export interface Health {
  /** ms since 1970 at which a newer heartbeat was noticed. */
  readonly probeMs: number;
  readonly heartbeat: string | undefined;
  readonly renewTime: string | undefined;
}

/** The health after another look: a newer heartbeat or lease renewal counts as a sign of life now. */
export function observeHealth(known: Health | undefined, node: V1Node, renewTime: string | undefined, epochMs: number): Health {
  const heartbeat = readyCondition(node)?.lastHeartbeatTime;
  if (!known) return { probeMs: epochMs, heartbeat, renewTime };
  const alive = heartbeat !== known.heartbeat || (renewTime !== undefined && (known.renewTime === undefined || renewTime > known.renewTime));
  return alive ? { probeMs: epochMs, heartbeat, renewTime: renewTime ?? known.renewTime } : known;
}

export const readyCondition = (node: V1Node): V1NodeCondition | undefined => node.status?.conditions?.find(({ type }) => type === 'Ready');

const watchedConditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/**
 * The conditions of a node that has been silent for too long: unknown, each where it stands, those that were never there at
 * the end. Undefined where they say so already.
 *
 * @see Kubernetes 1.36, node_lifecycle_controller.go, tryUpdateNodeHealth
 */
export function silentConditions(node: V1Node, epochMs: number): readonly V1NodeCondition[] | undefined {
  const conditions = node.status?.conditions ?? [];
  const now = rfc3339(epochMs);
  let changed = false;
  const known = conditions.map((condition) => {
    if (!watchedConditions.includes(condition.type) || condition.status === 'Unknown') return condition;
    changed = true;
    return { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: now };
  });
  const missing = watchedConditions.filter((type) => !conditions.some((condition) => condition.type === type));
  const never = missing.map((type) => ({
    type, status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.',
    lastHeartbeatTime: node.metadata?.creationTimestamp, lastTransitionTime: now,
  }));
  return changed || never.length > 0 ? [...known, ...never] : undefined;
}

interface TaintKey {
  readonly key: string;
  readonly effect: 'NoSchedule';
}

/** Condition and status → taint that keeps new pods away. */
const conditionTaints: readonly (readonly [string, string, string])[] = [
  ['Ready', 'False', taintKeys.notReady],
  ['Ready', 'Unknown', taintKeys.unreachable],
  ['MemoryPressure', 'True', taintKeys.memoryPressure],
  ['DiskPressure', 'True', taintKeys.diskPressure],
  ['NetworkUnavailable', 'True', taintKeys.networkUnavailable],
  ['PIDPressure', 'True', taintKeys.pidPressure],
];

/**
 * Which NoSchedule taints a node should have by its conditions and by `spec.unschedulable`, and which of those it has are wrong.
 *
 * @see Kubernetes 1.36, node_lifecycle_controller.go, doNoScheduleTaintingPass
 */
export function planNoSchedule(node: V1Node): { readonly add: readonly TaintKey[]; readonly remove: readonly TaintKey[] } {
  const wanted = conditionTaints.filter(([type, status]) => node.status?.conditions?.some((condition) => condition.type === type && condition.status === status)).map(([, , key]) => key);
  if (node.spec?.unschedulable) wanted.push(taintKeys.unschedulable);
  const ours = [...conditionTaints.map(([, , key]) => key), taintKeys.unschedulable];
  const present = (node.spec?.taints ?? []).filter(({ key, effect }) => effect === 'NoSchedule' && ours.includes(key)).map(({ key }) => key);
  const asTaint = (key: string): TaintKey => ({ key, effect: 'NoSchedule' });
  return { add: wanted.filter((key) => !present.includes(key)).map(asTaint), remove: present.filter((key) => !wanted.includes(key)).map(asTaint) };
}

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/**
 * How a zone fares: fully disrupted where no node is ready; partly where more than two, and at least the threshold, are not.
 *
 * @see Kubernetes 1.36, node_lifecycle_controller.go, ComputeZoneState
 */
export function zoneState(readyNodes: number, notReadyNodes: number, threshold: number): ZoneState {
  if (readyNodes === 0 && notReadyNodes > 0) return 'FullDisruption';
  return notReadyNodes > 2 && notReadyNodes / (notReadyNodes + readyNodes) >= threshold ? 'PartialDisruption' : 'Normal';
}

export interface EvictionRates {
  readonly nodeEvictionRate: number;
  readonly secondaryNodeEvictionRate: number;
  readonly largeClusterSizeThreshold: number;
}

/** Nodes a second that may be tainted NoExecute in a zone; 0 stops it. */
export function evictionRate(state: ZoneState, nodesInZone: number, rates: EvictionRates): number {
  if (state !== 'PartialDisruption') return rates.nodeEvictionRate;
  return nodesInZone > rates.largeClusterSizeThreshold ? rates.secondaryNodeEvictionRate : 0;
}

/** Region and zone of a node. */
export function zoneKey(node: V1Node): string {
  const labels = node.metadata?.labels ?? {};
  return `${labels['topology.kubernetes.io/region'] ?? ''}/${labels['topology.kubernetes.io/zone'] ?? ''}`;
}
