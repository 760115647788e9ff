import type { V1Pod } from '../../kube/generated/types.ts';
import { quantityValue } from '../../kube/quantity.ts';
import { podRequests } from './admission.ts';

/** `--eviction-hard memory.available<100Mi`. */
export const memoryThresholdBytes = 100 * 1_048_576;
/** What the machine itself needs: kernel, kubelet, container runtime. */
export const systemMemoryBytes = 150 * 1_048_576;
/** How long a pressure condition stays after the pressure is gone. */
export const pressureTransitionMs = 300_000;

/** A pod and what it holds now. */
export interface EvictionCandidate {
  readonly pod: V1Pod;
  readonly memoryBytes: number;
  readonly containers: readonly { readonly name: string; readonly memoryBytes: number }[];
}

/**
 * Orders pods for eviction under memory pressure, the first to go first: those above their requests, then by priority, then
 * by how far they are above.
 *
 * @see Kubernetes 1.36, kubelet, eviction, rankMemoryPressure
 */
export function rankForEviction<T extends EvictionCandidate>(candidates: readonly T[]): T[] {
  const above = ({ pod, memoryBytes }: EvictionCandidate): number => memoryBytes - (podRequests(pod).get('memory') ?? 0);
  const priority = ({ pod }: EvictionCandidate): number => pod.spec?.priority ?? 0;
  return [...candidates].sort((a, b) => Number(above(b) > 0) - Number(above(a) > 0) || priority(a) - priority(b) || above(b) - above(a));
}

/** Pods that are never evicted: critical ones. */
export function isCritical(pod: V1Pod): boolean {
  return (pod.spec?.priority ?? 0) >= 2_000_000_000;
}

/** What the status of an evicted pod says. */
export function evictionMessage({ pod, containers }: EvictionCandidate, availableBytes: number): string {
  const kibibytes = (bytes: number): string => `${String(Math.floor(bytes / 1024))}Ki`;
  const users = containers.map(({ name, memoryBytes }) => {
    const request = pod.spec?.containers.find((container) => container.name === name)?.resources?.requests?.['memory'];
    return { name, memoryBytes, request: request ?? '0', over: memoryBytes > quantityValue(request) };
  }).filter(({ over }) => over).map(({ name, memoryBytes, request }) => `Container ${name} was using ${kibibytes(memoryBytes)}, request is ${request}, has larger consumption of memory. `);
  return `The node was low on resource: memory. Threshold quantity: 100Mi, available: ${kibibytes(Math.max(0, availableBytes))}. ${users.join('')}`;
}
