import type { V1Pod } from '../../../kube/generated/types.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { podCondition } from '../objects/pods.ts';

/** `--horizontal-pod-autoscaler-cpu-initialization-period` and `--horizontal-pod-autoscaler-initial-readiness-delay` */
const cpuInitializationMs = 300_000;
const initialReadinessMs = 30_000;

/** One sample of one pod, in thousandths (millicores, milli-bytes, milli-anything). */
export interface PodMetric {
  readonly milli: number;
  /** When it was taken, ms since 1970, and over what time. */
  readonly atMs: number;
  readonly windowMs: number;
}

export type PodMetrics = ReadonlyMap<string, PodMetric>;

/** How far from the target nothing is done yet, as a share: 0.1 is 10 %. */
export interface Tolerances {
  readonly scaleUp: number;
  readonly scaleDown: number;
}

export interface Groups {
  readonly readyCount: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

/**
 * Which pods count: ended ones are ignored, pending ones and (for cpu) those that have just started are not ready, some have no
 * sample.
 *
 * @see Kubernetes 1.36, podautoscaler/replica_calculator.go, groupPods
 */
export function groupPods(pods: readonly V1Pod[], metrics: PodMetrics, resource: string, epochMs: number): Groups {
  const groups = { readyCount: 0, unready: [] as string[], missing: [] as string[], ignored: [] as string[] };
  for (const pod of pods) {
    const name = pod.metadata?.name ?? '';
    const metric = metrics.get(name);
    if (pod.metadata?.deletionTimestamp || pod.status?.phase === 'Failed') groups.ignored.push(name);
    else if (pod.status?.phase === 'Pending') groups.unready.push(name);
    else if (!metric) groups.missing.push(name);
    else if (resource === 'cpu' && isStarting(pod, metric, epochMs)) groups.unready.push(name);
    else groups.readyCount++;
  }
  return groups;
}

/** What a pod burns while it starts says nothing about load. */
function isStarting(pod: V1Pod, metric: PodMetric, epochMs: number): boolean {
  const ready = podCondition(pod, 'Ready');
  const startMs = parseRfc3339(pod.status?.startTime);
  if (!ready || startMs === undefined) return true;
  const changedMs = parseRfc3339(ready.lastTransitionTime) ?? startMs;
  if (startMs + cpuInitializationMs > epochMs) return ready.status === 'False' || metric.atMs < changedMs + metric.windowMs;
  return ready.status === 'False' && startMs + initialReadinessMs > changedMs;
}

export interface Calculation {
  readonly replicas: number;
  /** What the ratio was computed from: percent of requests, or thousandths per pod. */
  readonly current: number;
}

const isWithin = (ratio: number, { scaleUp, scaleDown }: Tolerances): boolean => 1 - scaleDown <= ratio && ratio <= 1 + scaleUp;

export interface CalculationInputs {
  readonly currentReplicas: number;
  readonly metrics: PodMetrics;
  readonly groups: Groups;
  readonly tolerances: Tolerances;
  /** How full the samples are in relation to the target (1: on target), and in what terms. */
  readonly ratioOf: (metrics: PodMetrics) => { readonly ratio: number; readonly current: number };
  /** What a pod without a sample is taken to use when the others call for fewer. */
  readonly whenShrinking: (pod: string) => number;
  /** Whether a pod without a sample counts as idle where the others are exactly on target: so for averages, not for percentages. */
  readonly missingIdleOnTarget?: boolean;
}

/**
 * How many replicas bring the average to the target. Pods without samples, and those not ready, are counted so that they slow
 * the change down and never turn it round.
 *
 * Example: 3 ready pods at 90 % of a target of 60 %: ratio 1.5, 3 · 1.5 = 4.5, so 5. Nothing is rounded off before: 15 pods at 31 % of
 * a target of 15 % become 32, because 31 / 15 · 15 is a little more than 31 in binary fractions.
 *
 * @see Kubernetes 1.36, podautoscaler/replica_calculator.go, GetResourceReplicas and calcPlainMetricReplicas
 */
export function calculate(inputs: CalculationInputs): Calculation {
  const { currentReplicas, groups, tolerances, ratioOf } = inputs;
  const known = without(inputs.metrics, [...groups.ignored, ...groups.unready]);
  const { ratio, current } = ratioOf(known);
  const withUnready = groups.unready.length > 0 && ratio > 1;
  if (!withUnready && groups.missing.length === 0) {
    return { replicas: isWithin(ratio, tolerances) ? currentReplicas : Math.ceil(ratio * groups.readyCount), current };
  }
  const completed = new Map(known);
  const assume = (pods: readonly string[], milli: (pod: string) => number): void => { for (const pod of pods) completed.set(pod, { milli: milli(pod), atMs: 0, windowMs: 0 }); };
  if (ratio < 1) assume(groups.missing, inputs.whenShrinking);
  else if (ratio > 1 || inputs.missingIdleOnTarget) assume(groups.missing, () => 0);
  if (withUnready) assume(groups.unready, () => 0);
  const next = ratioOf(completed).ratio;
  if (isWithin(next, tolerances) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return { replicas: currentReplicas, current };
  const replicas = Math.ceil(next * completed.size);
  const wrongWay = (next < 1 && replicas > currentReplicas) || (next > 1 && replicas < currentReplicas);
  return { replicas: wrongWay ? currentReplicas : replicas, current };
}

function without(metrics: PodMetrics, pods: readonly string[]): PodMetrics {
  const kept = new Map(metrics);
  for (const pod of pods) kept.delete(pod);
  return kept;
}

/** Percent of the requests that is used, and how that stands to the target percentage. */
export function utilizationRatio(metrics: PodMetrics, requests: ReadonlyMap<string, number>, targetPercent: number): { readonly ratio: number; readonly current: number } {
  let used = 0;
  let requested = 0;
  for (const [pod, { milli }] of metrics) {
    const request = requests.get(pod);
    if (request === undefined) continue;
    used += milli;
    requested += request;
  }
  const current = requested === 0 ? 0 : Math.floor((used * 100) / requested);
  return { ratio: current / targetPercent, current };
}

/** The average of the samples, and how that stands to the target average (both in thousandths). */
export function averageRatio(metrics: PodMetrics, targetMilli: number): { readonly ratio: number; readonly current: number } {
  let total = 0;
  for (const { milli } of metrics.values()) total += milli;
  const current = metrics.size === 0 ? 0 : Math.floor(total / metrics.size);
  return { ratio: current / targetMilli, current };
}

/** Replicas for one value that does not belong to single pods (Object and External metrics). */
export function replicasForValue(currentReplicas: number, readyCount: number, ratio: number, tolerances: Tolerances): number {
  if (currentReplicas === 0) return Math.ceil(ratio);
  return isWithin(ratio, tolerances) ? currentReplicas : Math.ceil(ratio * readyCount);
}

/** Replicas for a total that is to be shared out in equal parts (`averageValue`). */
export function replicasForTotal(currentReplicas: number, totalMilli: number, perPodMilli: number, tolerances: Tolerances): number {
  const ratio = totalMilli / (perPodMilli * currentReplicas);
  return currentReplicas > 0 && isWithin(ratio, tolerances) ? currentReplicas : Math.ceil(totalMilli / perPodMilli);
}
