import type { V1Container, V1Pod } from '../../kube/generated/types.ts';
import { addQuantities, formatQuantity, quantityValue } from '../../kube/quantity.ts';
import { podRequests } from './admission.ts';

const storage = 'ephemeral-storage';
/** `--eviction-hard nodefs.available<10%`, a 32-bit fraction in Kubernetes. */
const leastAvailable = Math.fround(0.1);

/** What a pod keeps on its node's disk. */
export interface StorageUse {
  /** Written into the containers' own layers. */
  readonly containers: readonly { readonly name: string; readonly bytes: number }[];
  /** In its emptyDir volumes. */
  readonly volumes: readonly { readonly name: string; readonly bytes: number; readonly inMemory: boolean }[];
}

export interface StorageCandidate {
  readonly pod: V1Pod;
  readonly use: StorageUse;
}

/** Everything of a pod that lies on the disk. */
export function diskBytes({ containers, volumes }: StorageUse): number {
  return [...containers, ...volumes.filter(({ inMemory }) => !inMemory)].reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Which limit of its own a pod has passed: that of an emptyDir, that of all its containers, that of one container. Undefined: none.
 *
 * @see Kubernetes 1.36, kubelet, eviction_manager.go, localStorageEviction
 */
export function passedLimit({ pod, use }: StorageCandidate): string | undefined {
  return emptyDirLimit(pod, use) ?? podLimit(pod, use) ?? containerLimit(pod, use);
}

function emptyDirLimit({ spec }: V1Pod, { volumes }: StorageUse): string | undefined {
  for (const { name, bytes } of volumes) {
    const limit = spec?.volumes?.find((volume) => volume.name === name)?.emptyDir?.sizeLimit;
    if (limit !== undefined && quantityValue(limit) > 0 && bytes > quantityValue(limit)) return `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". `;
  }
  return undefined;
}

const limitOf = ({ resources }: V1Container): string | undefined => resources?.limits?.[storage];

/** Containers and sidecars together, or the largest init container where that is more. */
function podLimit(pod: V1Pod, use: StorageUse): string | undefined {
  const inits = pod.spec?.initContainers ?? [];
  const running = [...(pod.spec?.containers ?? []), ...inits.filter(({ restartPolicy }) => restartPolicy === 'Always')];
  const limits = running.flatMap((container) => limitOf(container) ?? []);
  const peaks = inits.filter(({ restartPolicy }) => restartPolicy !== 'Always').flatMap((container) => limitOf(container) ?? []);
  if (limits.length + peaks.length === 0) return undefined;
  const total = [addQuantities('0', ...limits), ...peaks].reduce((most, limit) => (quantityValue(limit) > quantityValue(most) ? limit : most));
  return diskBytes(use) > quantityValue(total) ? `Pod ephemeral local storage usage exceeds the total limit of containers ${total}. ` : undefined;
}

function containerLimit({ spec }: V1Pod, { containers }: StorageUse): string | undefined {
  for (const { name, bytes } of containers) {
    const container = spec?.containers.find((candidate) => candidate.name === name);
    const limit = container && limitOf(container);
    if (limit !== undefined && quantityValue(limit) > 0 && bytes > quantityValue(limit)) return `Container ${name} exceeded its local ephemeral storage limit "${limit}". `;
  }
  return undefined;
}

/** How little may be left on the disk of a node before pods have to go. */
export const diskThresholdBytes = (capacityBytes: number): number => Math.floor(capacityBytes * leastAvailable);

/**
 * Orders pods for eviction under disk pressure, the first to go first: those above their requests, then by priority, then by how far
 * they are above.
 *
 * @see Kubernetes 1.36, kubelet, eviction, rankDiskPressureFunc
 */
export function rankForDisk<T extends StorageCandidate>(candidates: readonly T[]): readonly T[] {
  const above = ({ pod, use }: StorageCandidate): number => diskBytes(use) - (podRequests(pod).get(storage) ?? 0);
  const priority = ({ pod }: StorageCandidate): number => pod.spec?.priority ?? 0;
  return [...candidates].sort((a, b) => Number(above(b) > 0) - Number(above(a) > 0) || priority(a) - priority(b) || above(b) - above(a));
}

const binary = (bytes: number): string => formatQuantity({ nanos: BigInt(Math.max(0, Math.floor(bytes))) * 1_000_000_000n, format: 'BinarySI' });

/** What the status of a pod says that had to go because the disk was full. */
export function diskEvictionMessage({ pod, use }: StorageCandidate, { thresholdBytes, availableBytes }: { readonly thresholdBytes: number; readonly availableBytes: number }): string {
  const users = use.containers.flatMap(({ name, bytes }) => {
    const request = pod.spec?.containers.find((container) => container.name === name)?.resources?.requests?.[storage] ?? '0';
    return bytes > quantityValue(request) ? [`Container ${name} was using ${binary(bytes)}, request is ${request}, has larger consumption of ${storage}. `] : [];
  });
  return `The node was low on resource: ${storage}. Threshold quantity: ${binary(thresholdBytes)}, available: ${binary(availableBytes)}. ${users.join('')}`;
}
