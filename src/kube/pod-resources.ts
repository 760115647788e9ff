import type { V1Container, V1Pod, V1PodSpec } from './generated/types.ts';
import { quantityMilliValue, quantityValue } from './quantity.ts';

/** What a pod asks for, or may use at most, as the scheduler and the kubelet count it. Units are in the names. */
export interface PodResources {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  /** Everything else (`example.com/gpu`, `hugepages-2Mi`), in whole units. */
  readonly others: Readonly<Record<string, number>>;
}

type Side = 'requests' | 'limits';
type Amounts = Map<string, number>;
type ResourceList = Readonly<Record<string, string | number>> | undefined;

const requestsCache = new WeakMap<V1PodSpec, PodResources>();
const limitsCache = new WeakMap<V1PodSpec, PodResources>();
const nothing: PodResources = { cpuMilli: 0, memoryBytes: 0, ephemeralBytes: 0, others: {} };

/**
 * What a pod requests: the sum of its containers and sidecars, or what its init phase needs at its worst moment where that
 * is more; pod-level requests take the place of the sum; overhead comes on top. Remembered per pod spec.
 *
 * Example: containers 100m + 100m, sidecar 50m, init container 300m started after the sidecar: max(250m, 300m + 50m) = 350m.
 *
 * @see Kubernetes 1.36, component-helpers, resource.PodRequests
 */
export function podRequests(pod: V1Pod): PodResources {
  return remembered(requestsCache, pod.spec, 'requests');
}

/** What a pod may use at most; a resource without any limit is 0. Overhead only comes on top of what is limited. */
export function podLimits(pod: V1Pod): PodResources {
  return remembered(limitsCache, pod.spec, 'limits');
}

function remembered(cache: WeakMap<V1PodSpec, PodResources>, spec: V1PodSpec | undefined, side: Side): PodResources {
  if (!spec) return nothing;
  const known = cache.get(spec);
  if (known) return known;
  const computed = published(amountsOf(spec, side));
  cache.set(spec, computed);
  return computed;
}

function amountsOf(spec: V1PodSpec, side: Side): Amounts {
  const running: Amounts = new Map();
  for (const container of spec.containers) add(running, container.resources?.[side]);
  const init = initAmounts(spec.initContainers ?? [], running, side);
  raise(running, init);
  const podLevel = spec.resources?.[side];
  for (const name of Object.keys(podLevel ?? {})) {
    if (isPodLevelResource(name)) running.set(name, amount(name, podLevel?.[name]));
  }
  for (const name of Object.keys(spec.overhead ?? {})) {
    if (side === 'requests' || running.has(name)) running.set(name, (running.get(name) ?? 0) + amount(name, spec.overhead?.[name]));
  }
  return running;
}

/** The peak of the init phase. Sidecars (`restartPolicy: Always`) also count for the running phase. */
function initAmounts(containers: readonly V1Container[], running: Amounts, side: Side): Amounts {
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of containers) {
    const own = container.resources?.[side];
    if (container.restartPolicy === 'Always') {
      add(running, own);
      add(sidecars, own);
      raise(peak, sidecars);
    } else {
      const now = new Map(sidecars);
      add(now, own);
      raise(peak, now);
    }
  }
  return peak;
}

/** Resources that may be set for the pod as a whole. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

function amount(name: string, value: string | number | undefined): number {
  return name === 'cpu' ? quantityMilliValue(value) : quantityValue(value);
}

function add(into: Amounts, list: ResourceList): void {
  for (const name of Object.keys(list ?? {})) into.set(name, (into.get(name) ?? 0) + amount(name, list?.[name]));
}

function raise(into: Amounts, other: Amounts): void {
  for (const [name, value] of other) if (value > (into.get(name) ?? -1)) into.set(name, value);
}

function published(amounts: Amounts): PodResources {
  const others: [string, number][] = [];
  for (const [name, value] of amounts) {
    if (name !== 'cpu' && name !== 'memory' && name !== 'ephemeral-storage') others.push([name, value]);
  }
  return {
    cpuMilli: amounts.get('cpu') ?? 0,
    memoryBytes: amounts.get('memory') ?? 0,
    ephemeralBytes: amounts.get('ephemeral-storage') ?? 0,
    others: others.length === 0 ? nothing.others : Object.fromEntries(others),
  };
}
