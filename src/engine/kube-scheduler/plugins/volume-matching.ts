import type { V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass, V1TopologySelectorLabelRequirement } from '../../../kube/generated/types.ts';
import { quantityValue } from '../../../kube/quantity.ts';
import { fromLabelSelector, matches, type Labels } from '../../../kube/selectors.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { Listers } from '../framework/listers.ts';
import { matchesAnyTerm, type LabelledNode } from '../framework/node-selector.ts';
import type { ClusterEvent } from '../queue/cluster-event.ts';

export const claimKey = ({ metadata }: V1PersistentVolumeClaim): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
export const requestedBytes = ({ spec }: V1PersistentVolumeClaim): number => quantityValue(spec?.resources?.requests?.['storage']);
const volumeMode = (mode: string | undefined): string => mode ?? 'Filesystem';

/** The class of a claim; '' for none. */
export function classOfClaim({ metadata, spec }: V1PersistentVolumeClaim): string {
  return metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '';
}

function classOfVolume({ metadata, spec }: V1PersistentVolume): string {
  return metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '';
}

/** Whether the volume can be reached from the node. */
export function reaches({ spec }: V1PersistentVolume, node: LabelledNode): boolean {
  const required = spec?.nodeAffinity?.required;
  return !required || matchesAnyTerm(required.nodeSelectorTerms, node);
}

/** Whether the volume is already meant for the claim. */
function isMeantFor({ spec }: V1PersistentVolume, claim: V1PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef;
  if (!reference) return false;
  return reference.namespace === claim.metadata?.namespace && reference.name === claim.metadata?.name && (!reference.uid || reference.uid === claim.metadata?.uid);
}

/** Whether a volume that belongs to nobody could serve the claim. */
function isFreeFor(volume: V1PersistentVolume, claim: V1PersistentVolumeClaim): boolean {
  if (volume.spec?.claimRef || volume.status?.phase !== 'Available') return false;
  const { selector } = claim.spec ?? {};
  if (selector && !matches(fromLabelSelector(selector), volume.metadata?.labels)) return false;
  return (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode));
}

/** Whether the event is about a claim of the pod. */
export const isOwnClaim = ({ namespace, claims }: PodInfo, { object }: ClusterEvent): boolean => object?.metadata?.namespace === namespace && claims.includes(object.metadata.name ?? '');

export interface VolumeSearch {
  readonly volumes: readonly V1PersistentVolume[];
  readonly node: LabelledNode;
  /** Names of volumes that are spoken for. */
  readonly taken: ReadonlySet<string>;
}

/**
 * The volume for a claim on a node: one that is meant for it, or else the smallest that is large enough.
 *
 * @see Kubernetes 1.36, persistent volume util, FindMatchingVolume
 */
export function matchingVolume(claim: V1PersistentVolumeClaim, { volumes, node, taken }: VolumeSearch): V1PersistentVolume | undefined {
  let smallest: V1PersistentVolume | undefined;
  let smallestBytes = 0;
  for (const volume of volumes) {
    if (taken.has(volume.metadata?.name ?? '') || volume.metadata?.deletionTimestamp) continue;
    if (classOfVolume(volume) !== classOfClaim(claim)) continue;
    if (volumeMode(volume.spec?.volumeMode) !== volumeMode(claim.spec?.volumeMode)) continue;
    if ((volume.spec?.volumeAttributesClassName ?? '') !== (claim.spec?.volumeAttributesClassName ?? '')) continue;
    const bytes = quantityValue(volume.spec?.capacity?.['storage']);
    if (bytes < requestedBytes(claim)) continue;
    if (isMeantFor(volume, claim)) return reaches(volume, node) ? volume : undefined;
    if (!isFreeFor(volume, claim) || !reaches(volume, node)) continue;
    if (smallest && bytes >= smallestBytes) continue;
    smallest = volume;
    smallestBytes = bytes;
  }
  return smallest;
}

/** Whether a class can make a volume that the node reaches. A term without conditions selects no node. */
export function canProvision(storageClass: V1StorageClass | undefined, labels: Labels): boolean {
  if (!storageClass?.provisioner || storageClass.provisioner === 'kubernetes.io/no-provisioner') return false;
  const topologies = storageClass.allowedTopologies ?? [];
  const isMet = (conditions: readonly V1TopologySelectorLabelRequirement[]): boolean => conditions.length > 0 && conditions.every(({ key, values }) => labels[key] !== undefined && values.includes(labels[key]));
  return topologies.length === 0 || topologies.some(({ matchLabelExpressions }) => isMet(matchLabelExpressions ?? []));
}

/**
 * Whether the driver of a class says that it has room for the claim near the node. Drivers that do not tell how much they have
 * are trusted.
 *
 * @see Kubernetes 1.36, volume binder, hasEnoughCapacity
 */
export function hasCapacity(claim: V1PersistentVolumeClaim, storageClass: V1StorageClass | undefined, labels: Labels, listers: Listers): boolean {
  if (claim.spec?.resources?.requests?.['storage'] === undefined || listers.csiDriver(storageClass?.provisioner ?? '')?.spec.storageCapacity !== true) return true;
  const bytes = requestedBytes(claim);
  return listers.storageCapacities().some(({ storageClassName, capacity, maximumVolumeSize, nodeTopology }) => {
    const limit = maximumVolumeSize ?? capacity;
    return storageClassName === storageClass?.metadata?.name && limit !== undefined && quantityValue(limit) >= bytes && nodeTopology !== undefined && matches(fromLabelSelector(nodeTopology), labels);
  });
}
