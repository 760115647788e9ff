import type { V1Pod } from '../../../kube/generated/types.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { isPodActive, isPodReady, readySinceMs } from '../objects/pods.ts';

const costAnnotation = 'controller.kubernetes.io/pod-deletion-cost';
const phaseRank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** A pod with everything its place in the order depends on. */
interface Ranked {
  readonly pod: V1Pod;
  readonly assigned: boolean;
  readonly phase: number;
  readonly ready: boolean;
  readonly cost: number;
  /** How many related pods share its node. */
  readonly crowd: number;
  readonly readyAgeMs: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly ageMs: number;
}

/**
 * The `count` pods that go first when there are too many: not assigned, pending, not ready, cheap to delete, sharing a node with
 * more of their kind, ready for a shorter time, restarted more often, younger. Times count by their power of two.
 *
 * @see Kubernetes 1.36, controller_utils.go, ActivePodsWithRanks
 */
export function podsToDelete(pods: readonly V1Pod[], related: readonly V1Pod[], count: number, epochMs: number): readonly V1Pod[] {
  if (count >= pods.length) return pods;
  const crowds = podsPerNode(related);
  return pods.map((pod) => rank(pod, crowds, epochMs)).sort(compare).slice(0, count).map(({ pod }) => pod);
}

function podsPerNode(pods: readonly V1Pod[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const node = pod.spec?.nodeName;
    if (node && isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
}

function rank(pod: V1Pod, crowds: ReadonlyMap<string, number>, epochMs: number): Ranked {
  const node = pod.spec?.nodeName ?? '';
  const created = parseRfc3339(pod.metadata?.creationTimestamp) ?? epochMs;
  return {
    pod,
    assigned: node !== '',
    phase: phaseRank[pod.status?.phase ?? ''] ?? 0,
    ready: isPodReady(pod),
    cost: deletionCost(pod),
    crowd: crowds.get(node) ?? 0,
    readyAgeMs: epochMs - (readySinceMs(pod) ?? epochMs),
    restarts: maxRestarts(pod.status?.containerStatuses),
    sidecarRestarts: maxRestarts(pod.status?.initContainerStatuses),
    ageMs: epochMs - created,
  };
}

/** The 32-bit number of the annotation; 0 where it is absent or none (`+5` and `05` are none). */
export function deletionCost(pod: V1Pod): number {
  const annotations = pod.metadata?.annotations ?? {};
  const text = Object.hasOwn(annotations, costAnnotation) ? (annotations[costAnnotation] ?? '') : '';
  if (!/^(0|-?[1-9]\d{0,9})$/.test(text)) return 0;
  const cost = Number(text);
  return cost >= -2_147_483_648 && cost <= 2_147_483_647 ? cost : 0;
}

function maxRestarts(statuses: readonly { readonly restartCount: number }[] | undefined): number {
  let most = 0;
  for (const { restartCount } of statuses ?? []) if (restartCount > most) most = restartCount;
  return most;
}

/** Negative where `a` goes first. */
function compare(a: Ranked, b: Ranked): number {
  return (
    Number(a.assigned) - Number(b.assigned) ||
    a.phase - b.phase ||
    Number(a.ready) - Number(b.ready) ||
    a.cost - b.cost ||
    b.crowd - a.crowd ||
    (a.ready && b.ready ? compareAges(a, b, a.readyAgeMs, b.readyAgeMs) : 0) ||
    b.restarts - a.restarts ||
    b.sidecarRestarts - a.sidecarRestarts ||
    compareAges(a, b, a.ageMs, b.ageMs)
  );
}

/** The younger goes first; ages of the same power of two are equal, and then the uid decides. */
function compareAges(a: Ranked, b: Ranked, ageA: number, ageB: number): number {
  if (ageA === ageB) return 0;
  const difference = powerOfTwo(ageA) - powerOfTwo(ageB);
  if (difference !== 0) return difference;
  return (a.pod.metadata?.uid ?? '') < (b.pod.metadata?.uid ?? '') ? -1 : 1;
}

/** ⌊log₂⌋ of an age in nanoseconds; −1 for none. */
function powerOfTwo(ageMs: number): number {
  if (ageMs <= 0) return -1;
  let power = 0;
  for (let rest = ageMs * 1_000_000; rest >= 2; rest /= 2) power++;
  return power;
}
