import type { V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass } from '../../../kube/generated/types.ts';
import { quantityValue } from '../../../kube/quantity.ts';
import { fromLabelSelector, matches, type Labels } from '../../../kube/selectors.ts';
import { matchesAnyTerm, type LabelledNode } from '../framework/node-selector.ts';

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
  if (volume.spec?.claimRef || (volume.status?.phase ?? 'Available') !== 'Available') return false;
  const { selector } = claim.spec ?? {};
  if (selector && !matches(fromLabelSelector(selector), volume.metadata?.labels)) return false;
  if (classOfVolume(volume) !== classOfClaim(claim)) return false;
  return (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode));
}

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

/** Whether a class can make a volume that the node reaches. */
export function canProvision(storageClass: V1StorageClass | undefined, labels: Labels): boolean {
  if (!storageClass?.provisioner || storageClass.provisioner === 'kubernetes.io/no-provisioner') return false;
  const topologies = storageClass.allowedTopologies ?? [];
  return topologies.length === 0 || topologies.some(({ matchLabelExpressions }) => (matchLabelExpressions ?? []).every(({ key, values }) => labels[key] !== undefined && values.includes(labels[key])));
}
