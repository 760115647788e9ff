import type { V1DaemonSet, V1DaemonSetStatus, V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { revisionLabel } from '../history/revisions.ts';
import { intOrPercent } from '../objects/int-or-percent.ts';
import { isPodAvailable, isPodReady, isPodTerminal } from '../objects/pods.ts';
import { fitOf, targetNode } from './fit.ts';

export interface ObservedDaemons {
  readonly set: V1DaemonSet;
  readonly nodes: readonly V1Node[];
  readonly podsByNode: ReadonlyMap<string, readonly V1Pod[]>;
  /** The hash of the template as it is now. */
  readonly hash: string;
  readonly epochMs: number;
}

export interface DaemonPlan {
  /** Nodes that get a pod. */
  readonly create: readonly string[];
  readonly delete: readonly V1Pod[];
  /** Failed and succeeded pods among those that go, about which an Event is written. */
  readonly ended: readonly V1Pod[];
}

/** The pods of a set by node; ended ones that are being deleted already do not count. */
export function groupByNode(pods: readonly V1Pod[]): ReadonlyMap<string, readonly V1Pod[]> {
  const groups = new Map<string, V1Pod[]>();
  for (const pod of pods) {
    const node = targetNode(pod);
    if (node === undefined || (isPodTerminal(pod) && pod.metadata?.deletionTimestamp)) continue;
    const group = groups.get(node);
    if (group) group.push(pod);
    else groups.set(node, [pod]);
  }
  return groups;
}

const isAlive = (pod: V1Pod): boolean => pod.metadata?.deletionTimestamp === undefined;
export const isUpdated = (pod: V1Pod, hash: string): boolean => pod.metadata?.labels?.[revisionLabel] === hash;

/**
 * Which nodes lack their pod, and which pods are where they should not be.
 *
 * @param mayReplace whether an ended pod may be replaced now (back-off of pods that fail again and again).
 * @see Kubernetes 1.36, daemon_controller.go, manage and podsShouldBeOnNode
 */
export function planPlacement(observed: ObservedDaemons, mayReplace: (pod: V1Pod, node: string) => boolean): DaemonPlan {
  const plan = { create: [] as string[], delete: [] as V1Pod[], ended: [] as V1Pod[] };
  const known = new Set<string>();
  for (const node of observed.nodes) {
    const name = node.metadata?.name ?? '';
    known.add(name);
    const { shouldRun, mayStay } = fitOf(observed.set, node);
    const pods = observed.podsByNode.get(name);
    if (!pods) {
      if (shouldRun) plan.create.push(name);
    } else if (!mayStay) plan.delete.push(...pods.filter(isAlive));
    else planNode(observed, name, pods, plan, mayReplace);
  }
  for (const [name, pods] of observed.podsByNode) if (!known.has(name)) plan.delete.push(...pods.filter((pod) => isAlive(pod) && !pod.spec?.nodeName));
  return plan;
}

function planNode(observed: ObservedDaemons, name: string, pods: readonly V1Pod[], plan: { create: string[]; delete: V1Pod[]; ended: V1Pod[] }, mayReplace: (pod: V1Pod, node: string) => boolean): void {
  const alive = pods.filter(isAlive);
  const ended = alive.filter(isPodTerminal).filter((pod) => pod.status?.phase === 'Succeeded' || mayReplace(pod, name));
  plan.delete.push(...ended);
  plan.ended.push(...ended);
  const running = alive.filter((pod) => !isPodTerminal(pod)).sort(byCreation);
  if (!allowsSurge(observed.set)) {
    plan.delete.push(...running.slice(1));
    return;
  }
  if (running.length === 0 && ended.length === 0 && alive.length === 0) plan.create.push(name);
  else plan.delete.push(...surplusWhileSurging(observed, running));
}

/** While surging, one old and one new pod may be on a node; the old one goes once it is unready or the new one is available. */
function surplusWhileSurging({ set, hash, epochMs }: ObservedDaemons, running: readonly V1Pod[]): readonly V1Pod[] {
  if (running.length <= 1) return [];
  const fresh = running.find((pod) => isUpdated(pod, hash));
  const old = running.find((pod) => !isUpdated(pod, hash));
  const surplus = running.filter((pod) => pod !== fresh && pod !== old);
  if (!fresh || !old) return surplus;
  const replaced = !isPodReady(old) || isPodAvailable(fresh, set.spec?.minReadySeconds ?? 0, epochMs);
  return replaced ? [...surplus, old] : surplus;
}

function byCreation(a: V1Pod, b: V1Pod): number {
  const [x, y] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (x !== y) return x < y ? -1 : 1;
  return 0;
}

const allowsSurge = (set: V1DaemonSet): boolean => surgeOf(set, 100) > 0;
const isRolling = (set: V1DaemonSet): boolean => (set.spec?.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
const surgeOf = (set: V1DaemonSet, desired: number): number => (isRolling(set) ? intOrPercent(set.spec?.updateStrategy?.rollingUpdate?.maxSurge ?? 0, desired, 'up') : 0);

/**
 * One step of a rolling update: old pods that may go now, and (when surging) nodes that get a new pod beside the old one.
 *
 * @see Kubernetes 1.36, daemon/update.go, rollingUpdate
 */
export function planUpdate(observed: ObservedDaemons): DaemonPlan {
  const { set, nodes } = observed;
  if (!isRolling(set)) return { create: [], delete: [], ended: [] };
  const desired = nodes.filter((node) => fitOf(set, node).shouldRun).length;
  const surge = surgeOf(set, desired);
  const unavailable = intOrPercent(set.spec?.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, desired, 'up');
  return surge === 0 ? replaceInPlace(observed, Math.max(unavailable, 1)) : replaceBySurge(observed, surge);
}

interface NodeState {
  readonly node: string;
  readonly fresh: V1Pod | undefined;
  readonly old: V1Pod | undefined;
  /** More than one of a kind: the placement has to clean up first. */
  readonly crowded: boolean;
}

function nodeStates({ podsByNode, hash }: ObservedDaemons): readonly NodeState[] {
  return [...podsByNode].map(([node, pods]) => {
    const alive = pods.filter(isAlive);
    const fresh = alive.filter((pod) => isUpdated(pod, hash));
    const old = alive.filter((pod) => !isUpdated(pod, hash));
    return { node, fresh: fresh[0], old: old[0], crowded: fresh.length > 1 || old.length > 1 };
  });
}

function replaceInPlace(observed: ObservedDaemons, most: number): DaemonPlan {
  const { set, epochMs } = observed;
  const available = (pod: V1Pod): boolean => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, epochMs);
  let missing = 0;
  const free: V1Pod[] = [];
  const candidates: V1Pod[] = [];
  for (const { fresh, old, crowded } of nodeStates(observed)) {
    if (crowded || (fresh === undefined) === (old === undefined)) missing++;
    else if (fresh) missing += available(fresh) ? 0 : 1;
    else if (old && !available(old)) {
      free.push(old);
      missing++;
    } else if (old) candidates.push(old);
  }
  return { create: [], delete: [...free, ...candidates.slice(0, Math.max(0, most - missing))], ended: [] };
}

function replaceBySurge(observed: ObservedDaemons, most: number): DaemonPlan {
  const { set, epochMs } = observed;
  const available = (pod: V1Pod): boolean => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, epochMs);
  let surging = 0;
  const free: string[] = [];
  const candidates: string[] = [];
  const gone: V1Pod[] = [];
  for (const { node, fresh, old, crowded } of nodeStates(observed)) {
    if (crowded) surging++;
    else if (!old) continue;
    else if (!fresh) (available(old) ? candidates : free).push(node);
    else if (available(fresh)) gone.push(old);
    else surging++;
  }
  return { create: [...free, ...candidates.slice(0, Math.max(0, most - surging))], delete: gone, ended: [] };
}

/** The counts of a DaemonSet's status; of several pods on one node the oldest counts. */
export function daemonStatus({ set, nodes, podsByNode, hash, epochMs }: ObservedDaemons, observedGeneration: number | undefined): V1DaemonSetStatus {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  for (const node of nodes) {
    const pods = podsByNode.get(node.metadata?.name ?? '');
    const { shouldRun } = fitOf(set, node);
    if (shouldRun) counts.desired++;
    if (!pods) continue;
    if (!shouldRun) {
      counts.misscheduled++;
      continue;
    }
    counts.current++;
    const oldest = [...pods].sort(byCreation)[0];
    if (!oldest) continue;
    if (isPodReady(oldest)) counts.ready++;
    if (isPodAvailable(oldest, set.spec?.minReadySeconds ?? 0, epochMs)) counts.available++;
    if (isUpdated(oldest, hash)) counts.updated++;
  }
  const missing = counts.desired - counts.available;
  return {
    currentNumberScheduled: counts.current, numberMisscheduled: counts.misscheduled, desiredNumberScheduled: counts.desired, numberReady: counts.ready,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...(counts.updated ? { updatedNumberScheduled: counts.updated } : {}),
    ...(counts.available ? { numberAvailable: counts.available } : {}),
    ...(missing ? { numberUnavailable: missing } : {}),
    ...(set.status?.collisionCount === undefined ? {} : { collisionCount: set.status.collisionCount }),
  };
}
