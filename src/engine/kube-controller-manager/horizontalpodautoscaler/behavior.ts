import type { V2HorizontalPodAutoscaler, V2HPAScalingPolicy, V2HPAScalingRules } from '../../../kube/generated/types.ts';

/** `--horizontal-pod-autoscaler-downscale-stabilization` */
const downscaleStabilizationMs = 300_000;

export interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}

/** A change of size that was made: by how many replicas, and when. */
export interface ScaleEvent {
  readonly change: number;
  readonly atMs: number;
}

/** What an autoscaler remembers of its past. */
export interface Memory {
  readonly recommendations: readonly Recommendation[];
  readonly ups: readonly ScaleEvent[];
  readonly downs: readonly ScaleEvent[];
}

export const noMemory: Memory = { recommendations: [], ups: [], downs: [] };

export interface ConditionWords {
  readonly type: 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

export interface Normalized {
  readonly replicas: number;
  readonly memory: Memory;
  readonly conditions: readonly ConditionWords[];
}

export interface NormalizeInputs {
  readonly autoscaler: V2HorizontalPodAutoscaler;
  readonly memory: Memory;
  readonly currentReplicas: number;
  /** What the metrics call for. */
  readonly desiredReplicas: number;
  readonly nowMs: number;
}

/**
 * What becomes of a recommendation: recent ones smooth it, policies limit the speed, min and max the size.
 *
 * @see Kubernetes 1.36, podautoscaler/horizontal.go, normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors
 */
export function normalize(inputs: NormalizeInputs): Normalized {
  const stable = stabilize(inputs);
  const limited = limit(inputs, stable.replicas);
  const differs = limited.replicas !== stable.replicas;
  return {
    replicas: limited.replicas,
    memory: { ...inputs.memory, recommendations: stable.recommendations },
    conditions: [stable.condition, { type: 'ScalingLimited', status: differs ? 'True' : 'False', reason: limited.reason, message: limited.message }],
  };
}

const ready: ConditionWords = { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const heldHigh: ConditionWords = { ...ready, reason: 'ScaleDownStabilized', message: 'recent recommendations were higher than current one, applying the highest recent recommendation' };
const heldLow: ConditionWords = { ...ready, reason: 'ScaleUpStabilized', message: 'recent recommendations were lower than current one, applying the lowest recent recommendation' };

interface Stabilized {
  readonly replicas: number;
  readonly recommendations: readonly Recommendation[];
  readonly condition: ConditionWords;
}

/** Growth waits for the lowest recommendation of its window, shrinking for the highest of its own. */
function stabilize({ autoscaler, memory, currentReplicas, desiredReplicas, nowMs }: NormalizeInputs): Stabilized {
  const { behavior } = autoscaler.spec ?? {};
  const upMs = behavior ? (behavior.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000 : 0;
  const downMs = behavior?.scaleDown?.stabilizationWindowSeconds === undefined ? downscaleStabilizationMs : behavior.scaleDown.stabilizationWindowSeconds * 1000;
  const since = (ms: number): readonly Recommendation[] => memory.recommendations.filter(({ atMs }) => atMs > nowMs - ms);
  const lowest = since(upMs).reduce((least, { replicas }) => Math.min(least, replicas), desiredReplicas);
  const highest = since(downMs).reduce((most, { replicas }) => Math.max(most, replicas), desiredReplicas);
  const replicas = behavior ? Math.min(Math.max(currentReplicas, lowest), highest) : highest;
  const condition = replicas === desiredReplicas ? ready : replicas > desiredReplicas ? heldHigh : heldLow;
  return { replicas, condition, recommendations: [...since(Math.max(upMs, downMs)), { replicas: desiredReplicas, atMs: nowMs }] };
}

interface Limited {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

const inRange = (replicas: number): Limited => ({ replicas, reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' });
const tooFew = (replicas: number): Limited => ({ replicas, reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' });
const tooMany = (replicas: number): Limited => ({ replicas, reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' });
const tooFast = (replicas: number): Limited => ({ replicas, reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' });
const tooFastDown = (replicas: number): Limited => ({ replicas, reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' });

function limit(inputs: NormalizeInputs, wanted: number): Limited {
  const { autoscaler: { spec }, currentReplicas } = inputs;
  const [min, max] = [spec?.minReplicas ?? 1, spec?.maxReplicas ?? 1];
  if (!spec?.behavior) return limitPlain(wanted, min, max, Math.max(2 * currentReplicas, 4));
  if (wanted > currentReplicas) {
    const rate = Math.max(currentReplicas, upLimit(inputs, spec.behavior.scaleUp));
    if (wanted > Math.min(rate, max)) return max > rate ? tooFast(rate) : tooMany(max);
  } else if (wanted < currentReplicas) {
    const rate = Math.min(currentReplicas, downLimit(inputs, spec.behavior.scaleDown));
    if (wanted < Math.max(rate, min)) return min < rate ? tooFastDown(rate) : tooFew(min);
  }
  return inRange(wanted);
}

/** Without a behavior, a size may at most double (or reach four) at a time. */
function limitPlain(wanted: number, min: number, max: number, rate: number): Limited {
  if (wanted < min) return tooFew(min);
  if (wanted > Math.min(rate, max)) return max > rate ? tooFast(rate) : tooMany(max);
  return inRange(wanted);
}

const changed = (events: readonly ScaleEvent[], { periodSeconds }: V2HPAScalingPolicy, nowMs: number): number =>
  events.filter(({ atMs }) => atMs > nowMs - periodSeconds * 1000).reduce((sum, { change }) => sum + change, 0);

/** The size at the start of a policy's period decides how far it may go; percentages in Kubernetes' binary fractions (10 % of 50 more are 56). */
function upLimit({ memory, currentReplicas, nowMs }: NormalizeInputs, rules: V2HPAScalingRules | undefined): number {
  if (rules?.selectPolicy === 'Disabled') return currentReplicas;
  const limits = (rules?.policies ?? []).map((policy) => {
    const start = currentReplicas - changed(memory.ups, policy, nowMs) + changed(memory.downs, policy, nowMs);
    return policy.type === 'Pods' ? start + policy.value : Math.ceil(start * (1 + policy.value / 100));
  });
  if (limits.length === 0) return Number.MAX_SAFE_INTEGER;
  return rules?.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

function downLimit({ memory, currentReplicas, nowMs }: NormalizeInputs, rules: V2HPAScalingRules | undefined): number {
  if (rules?.selectPolicy === 'Disabled') return currentReplicas;
  const limits = (rules?.policies ?? []).map((policy) => {
    const start = currentReplicas - changed(memory.ups, policy, nowMs) + changed(memory.downs, policy, nowMs);
    return policy.type === 'Pods' ? start - policy.value : Math.trunc(start * (1 - policy.value / 100));
  });
  if (limits.length === 0) return 0;
  return rules?.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

/** The memory with one more change of size; what no policy looks at any more is forgotten. */
export function remember(memory: Memory, autoscaler: V2HorizontalPodAutoscaler, change: number, nowMs: number): Memory {
  const { scaleUp, scaleDown } = autoscaler.spec?.behavior ?? {};
  const longestMs = [...(scaleUp?.policies ?? []), ...(scaleDown?.policies ?? [])].reduce((longest, { periodSeconds }) => Math.max(longest, periodSeconds * 1000), 0);
  const fresh = (events: readonly ScaleEvent[]): readonly ScaleEvent[] => events.filter(({ atMs }) => atMs > nowMs - longestMs);
  const event: ScaleEvent = { change: Math.abs(change), atMs: nowMs };
  return change > 0 ? { ...memory, ups: [...fresh(memory.ups), event] } : { ...memory, downs: [...fresh(memory.downs), event] };
}
