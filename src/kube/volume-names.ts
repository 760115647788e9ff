import type { V1PersistentVolume } from './generated/types.ts';

/**
 * The name by which a node's status tells of a CSI volume that is in use there; undefined for a volume that needs no attaching.
 *
 * @see Kubernetes 1.36, volume util, GetUniqueVolumeName
 */
export function uniqueVolumeName({ spec }: V1PersistentVolume): string | undefined {
  return spec?.csi && `kubernetes.io/csi/${spec.csi.driver}^${spec.csi.volumeHandle}`;
}
