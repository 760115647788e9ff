import type { V1Deployment, V1ReplicaSet } from '../../../kube/generated/types.ts';
import { intOrPercent } from '../objects/int-or-percent.ts';
import { annotationOf, desiredReplicasAnnotation, maxReplicasAnnotation } from './annotations.ts';

/** How far a rolling update may go over and under the wanted number of pods. */
export interface Fenceposts {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** Replicas the Deployment wants. */
export const replicasOf = (object: V1Deployment | V1ReplicaSet): number => object.spec?.replicas ?? 1;
export const availableOf = (set: V1ReplicaSet): number => set.status?.availableReplicas ?? 0;
export const sumOfReplicas = (sets: readonly V1ReplicaSet[]): number => sets.reduce((sum, set) => sum + replicasOf(set), 0);

export const isRollingUpdate = (deployment: V1Deployment): boolean => (deployment.spec?.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';

/**
 * Surge rounds up, unavailable rounds down; where both come to nothing, one may be unavailable, so that the update can move.
 *
 * Example: 10 replicas, surge 25 %, unavailable 25 %: 3 and 2. 3 replicas, surge 0, unavailable 1 %: 0 and 1.
 *
 * @see Kubernetes 1.36, deployment_util.go, ResolveFenceposts
 */
export function fenceposts(deployment: V1Deployment): Fenceposts {
  if (!isRollingUpdate(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const desired = replicasOf(deployment);
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const surge = intOrPercent(maxSurge, desired, 'up');
  const unavailable = intOrPercent(maxUnavailable, desired, 'down');
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** How many pods may be missing (≤ the wanted number). */
export function maxUnavailableOf(deployment: V1Deployment): number {
  return Math.min(fenceposts(deployment).maxUnavailable, replicasOf(deployment));
}

/** The size the new ReplicaSet may have now: all at once with Recreate, else as far as the surge allows. */
export function newReplicas(deployment: V1Deployment, all: readonly V1ReplicaSet[], current: number): number {
  const desired = replicasOf(deployment);
  if (!isRollingUpdate(deployment)) return desired;
  const room = desired + fenceposts(deployment).maxSurge - sumOfReplicas(all);
  return room <= 0 ? current : current + Math.min(room, desired - current);
}

/** One ReplicaSet and the size it is to get. */
export interface Resize {
  readonly set: V1ReplicaSet;
  readonly replicas: number;
}

/**
 * How old ReplicaSets shrink in a rolling update: pods that are not healthy first, then as many as availability allows.
 *
 * Example: 10 wanted, at most 2 unavailable, old 10 healthy, new 3 of which none is available: 13 − 8 − 3 = 2 may go.
 *
 * Undefined where a ReplicaSet still counts more available pods than it is to have: it was shrunk a moment ago, its status is
 * of before, and nothing can be told from it yet.
 *
 * @see Kubernetes 1.36, rolling.go, reconcileOldReplicaSets
 */
export function shrinkOld(deployment: V1Deployment, old: readonly V1ReplicaSet[], fresh: V1ReplicaSet): readonly Resize[] | undefined {
  const sizes = new Map(old.map((set) => [set, replicasOf(set)]));
  const minAvailable = replicasOf(deployment) - maxUnavailableOf(deployment);
  let removable = sumOfReplicas([...old, fresh]) - minAvailable - (replicasOf(fresh) - availableOf(fresh));
  if (removable <= 0) return [];
  if (old.some((set) => availableOf(set) > replicasOf(set))) return undefined;
  const oldest = [...old].sort(byCreation);
  for (const set of oldest) {
    const unhealthy = Math.max(0, (sizes.get(set) ?? 0) - availableOf(set));
    const taken = Math.min(removable, unhealthy);
    sizes.set(set, (sizes.get(set) ?? 0) - taken);
    removable -= taken;
  }
  let spare = [...old, fresh].reduce((sum, set) => sum + availableOf(set), 0) - minAvailable;
  for (const set of oldest) {
    const taken = Math.min(sizes.get(set) ?? 0, Math.max(0, spare));
    sizes.set(set, (sizes.get(set) ?? 0) - taken);
    spare -= taken;
  }
  return oldest.map((set) => ({ set, replicas: sizes.get(set) ?? 0 })).filter(({ set, replicas }) => replicas !== replicasOf(set));
}

/**
 * The sizes when the wanted number changes in the middle of a rollout: what comes or goes is spread in proportion, and the
 * remainder falls to the largest.
 *
 * Example: 10 → 15 with surge 3, old 8 and new 5: 18 − 13 = 5 to add; old 8·18/13 = 11 (+3), new 5·18/13 = 7 (+2).
 *
 * @see Kubernetes 1.36, sync.go, scale
 */
export function proportionalSizes(deployment: V1Deployment, active: readonly V1ReplicaSet[]): readonly Resize[] {
  const desired = replicasOf(deployment);
  const allowed = desired > 0 ? desired + fenceposts(deployment).maxSurge : 0;
  const toAdd = allowed - sumOfReplicas(active);
  const sets = [...active].sort(toAdd > 0 ? bySizeNewerFirst : bySizeOlderFirst);
  let added = 0;
  const sizes = sets.map((set) => {
    const share = toAdd === 0 ? 0 : proportion(deployment, set, toAdd, added);
    added += share;
    return replicasOf(set) + share;
  });
  if (toAdd !== 0 && sizes[0] !== undefined) sizes[0] = Math.max(0, sizes[0] + toAdd - added);
  return sets.map((set, index) => ({ set, replicas: sizes[index] ?? 0 }));
}

function proportion(deployment: V1Deployment, set: V1ReplicaSet, toAdd: number, added: number): number {
  if (replicasOf(set) === 0 || toAdd === added) return 0;
  const fraction = growth(deployment, set);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

/** By how much a ReplicaSet would grow if it kept its share of the total. */
function growth(deployment: V1Deployment, set: V1ReplicaSet): number {
  const size = replicasOf(set);
  const desired = replicasOf(deployment);
  if (desired === 0) return -size;
  const before = Number(annotationOf(set, maxReplicasAnnotation) ?? 0) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  return Math.floor((size * (desired + fenceposts(deployment).maxSurge)) / before + 0.5) - size;
}

/** Whether the new ReplicaSet is complete: it was meant to have the wanted size, has it, and all of it is available. */
export function isSaturated(deployment: V1Deployment, fresh: V1ReplicaSet | undefined): boolean {
  if (!fresh) return false;
  const desired = replicasOf(deployment);
  return replicasOf(fresh) === desired && Number(annotationOf(fresh, desiredReplicasAnnotation)) === desired && availableOf(fresh) === desired;
}

/** By time of creation, then by name. */
export function byCreation(a: V1ReplicaSet, b: V1ReplicaSet): number {
  const [x, y] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (x !== y) return x < y ? -1 : 1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

const bySizeNewerFirst = (a: V1ReplicaSet, b: V1ReplicaSet): number => replicasOf(b) - replicasOf(a) || byCreation(b, a);
const bySizeOlderFirst = (a: V1ReplicaSet, b: V1ReplicaSet): number => replicasOf(b) - replicasOf(a) || byCreation(a, b);
