import type { V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass } from '../../../kube/generated/types.ts';
import { compareQuantities } from '../../../kube/quantity.ts';
import { fromLabelSelector, matches } from '../../../kube/selectors.ts';

export const annotations = {
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  provisioner: 'volume.kubernetes.io/storage-provisioner',
  betaProvisioner: 'volume.beta.kubernetes.io/storage-provisioner',
  selectedNode: 'volume.kubernetes.io/selected-node',
} as const;

/** Provisioner of StorageClasses whose disks are simulated here: volumes come, grow and go as those of a cloud do. */
export const simulatedProvisioner = 'disk.drydock.dev';

export const hasAnnotation = (object: V1PersistentVolume | V1PersistentVolumeClaim, key: string): boolean => Object.hasOwn(object.metadata?.annotations ?? {}, key);

export const storageOf = (claim: V1PersistentVolumeClaim): string | number => claim.spec?.resources?.requests?.['storage'] ?? 0;
export const capacityOf = (volume: V1PersistentVolume): string | number => volume.spec?.capacity?.['storage'] ?? 0;

/** Whether a volume's `claimRef` names the claim (and no other claim of that name). */
export function isBoundTo(volume: V1PersistentVolume, claim: V1PersistentVolumeClaim): boolean {
  const { claimRef } = volume.spec ?? {};
  return claimRef?.name === claim.metadata?.name && claimRef?.namespace === claim.metadata?.namespace && (!claimRef?.uid || claimRef.uid === claim.metadata?.uid);
}

/** Whether binding waits for a pod to be scheduled. */
export const waitsForConsumer = (claim: V1PersistentVolumeClaim, storageClass: V1StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !hasAnnotation(claim, annotations.selectedNode);

/**
 * The volume for a claim: among those with the fewest access modes that will do, one reserved for it, else the smallest that fits;
 * only where none of them does, those with more modes. With delayed binding only a reserved one.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/persistentvolume/index.go, findByClaim; component-helpers, storage/volume, FindMatchingVolume
 */
export function findVolume(claim: V1PersistentVolumeClaim, volumes: readonly V1PersistentVolume[], delayed: boolean): V1PersistentVolume | undefined {
  for (const group of byAccessModes(claim, volumes)) {
    const found = findInGroup(claim, group, delayed);
    if (found) return found;
  }
  return undefined;
}

function findInGroup(claim: V1PersistentVolumeClaim, volumes: readonly V1PersistentVolume[], delayed: boolean): V1PersistentVolume | undefined {
  let smallest: V1PersistentVolume | undefined;
  for (const volume of volumes) {
    if (volume.metadata?.deletionTimestamp || !fits(claim, volume)) continue;
    if (volume.spec?.claimRef && isBoundTo(volume, claim)) return volume;
    if (delayed || volume.spec?.claimRef || volume.status?.phase !== 'Available' || !isOfItsKind(claim, volume)) continue;
    if (!smallest || compareQuantities(capacityOf(volume), capacityOf(smallest)) < 0) smallest = volume;
  }
  return smallest;
}

/** The volumes that have all access modes of the claim, by the modes that they have; the fewest first. */
function byAccessModes(claim: V1PersistentVolumeClaim, volumes: readonly V1PersistentVolume[]): readonly (readonly V1PersistentVolume[])[] {
  const groups = new Map<string, { readonly modes: number; readonly volumes: V1PersistentVolume[] }>();
  for (const volume of volumes) {
    const modes = new Set(volume.spec?.accessModes);
    if (!(claim.spec?.accessModes ?? []).every((mode) => modes.has(mode))) continue;
    const key = [...modes].sort().join(',');
    const group = groups.get(key) ?? { modes: modes.size, volumes: [] };
    group.volumes.push(volume);
    groups.set(key, group);
  }
  return [...groups].sort(([a, x], [b, y]) => x.modes - y.modes || (a < b ? -1 : 1)).map(([, group]) => group.volumes);
}

function fits(claim: V1PersistentVolumeClaim, volume: V1PersistentVolume): boolean {
  const sameMode = (claim.spec?.volumeMode ?? 'Filesystem') === (volume.spec?.volumeMode ?? 'Filesystem');
  return sameMode && compareQuantities(capacityOf(volume), storageOf(claim)) >= 0;
}

function isOfItsKind(claim: V1PersistentVolumeClaim, volume: V1PersistentVolume): boolean {
  if ((claim.spec?.storageClassName ?? '') !== (volume.spec?.storageClassName ?? '')) return false;
  if ((claim.spec?.volumeAttributesClassName ?? '') !== (volume.spec?.volumeAttributesClassName ?? '')) return false;
  return !claim.spec?.selector || matches(fromLabelSelector(claim.spec.selector), volume.metadata?.labels);
}

/** Why a volume that a claim asks for by name does not suit it; undefined where it does. */
export function mismatch(claim: V1PersistentVolumeClaim, volume: V1PersistentVolume): string | undefined {
  if (compareQuantities(capacityOf(volume), storageOf(claim)) < 0) return 'requested PV is too small';
  if ((claim.spec?.storageClassName ?? '') !== (volume.spec?.storageClassName ?? '')) return 'storageClassName does not match';
  if ((claim.spec?.volumeAttributesClassName ?? '') !== (volume.spec?.volumeAttributesClassName ?? '')) return 'volumeAttributesClassName does not match';
  if ((claim.spec?.volumeMode ?? 'Filesystem') !== (volume.spec?.volumeMode ?? 'Filesystem')) return 'incompatible volumeMode';
  return (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode)) ? undefined : 'incompatible accessMode';
}
