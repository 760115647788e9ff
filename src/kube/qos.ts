import type { V1Pod, V1PodSpec, V1ResourceRequirements } from './generated/types.ts';
import { parseQuantity } from './quantity.ts';

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

const qosResources = ['cpu', 'memory'] as const;
const cache = new WeakMap<V1PodSpec, QosClass>();

/**
 * The quality-of-service class that a pod's cpu and memory give it. Sidecars and init containers count; pod-level
 * resources, where set, decide alone.
 *
 * @see Kubernetes 1.36, core helper, ComputePodQOS
 */
export function qosClassOf(pod: V1Pod): QosClass {
  if (!pod.spec) return 'BestEffort';
  const known = cache.get(pod.spec);
  if (known) return known;
  const computed = compute(pod.spec);
  cache.set(pod.spec, computed);
  return computed;
}

function compute(spec: V1PodSpec): QosClass {
  const podLevel = spec.resources;
  const parts: readonly (V1ResourceRequirements | undefined)[] = podLevel?.requests || podLevel?.limits
    ? [podLevel]
    : [...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.resources);
  const requests = totals(parts, 'requests');
  const limits = totals(parts, 'limits');
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const limitedEverywhere = parts.every((part) => qosResources.every((name) => positive(part?.limits?.[name]) > 0n));
  const same = requests.size === limits.size && [...requests].every(([name, value]) => limits.get(name) === value);
  return limitedEverywhere && same ? 'Guaranteed' : 'Burstable';
}

function totals(parts: readonly (V1ResourceRequirements | undefined)[], side: 'requests' | 'limits'): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const part of parts) {
    for (const name of qosResources) {
      const value = positive(part?.[side]?.[name]);
      if (value > 0n) sums.set(name, (sums.get(name) ?? 0n) + value);
    }
  }
  return sums;
}

function positive(value: string | number | undefined): bigint {
  const nanos = value === undefined ? 0n : (parseQuantity(value)?.nanos ?? 0n);
  return nanos > 0n ? nanos : 0n;
}
