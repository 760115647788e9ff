import type { V1CSIDriver, V1PersistentVolume, V1PersistentVolumeClaim, V1Pod, V1VolumeAttachment } from '../../../kube/generated/types.ts';
import { hash64 } from '../../../kube/hash.ts';
import { isPodTerminal } from '../objects/pods.ts';

/** A volume that a node needs, and the pods there that use it. */
export interface Need {
  readonly volume: V1PersistentVolume;
  readonly node: string;
  readonly pods: readonly V1Pod[];
}

export interface ObservedVolumes {
  readonly pods: readonly V1Pod[];
  readonly claimOf: (namespace: string, name: string) => V1PersistentVolumeClaim | undefined;
  readonly volumeOf: (name: string) => V1PersistentVolume | undefined;
  readonly driverOf: (name: string) => V1CSIDriver | undefined;
}

/** The name that attachments get: one for each volume, driver and node. */
export function attachmentName(volume: V1PersistentVolume, node: string): string {
  const { driver = '', volumeHandle = '' } = volume.spec?.csi ?? {};
  return `csi-${hash64(`${volumeHandle}${driver}${node}`)}`;
}

/** Which CSI volumes have to be attached where: those of scheduled pods that have not ended. */
export function neededAttachments({ pods, claimOf, volumeOf, driverOf }: ObservedVolumes): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  for (const pod of pods) {
    const node = pod.spec?.nodeName;
    if (!node || isPodTerminal(pod)) continue;
    for (const { name, persistentVolumeClaim, ephemeral } of pod.spec?.volumes ?? []) {
      const claimName = persistentVolumeClaim?.claimName ?? (ephemeral ? `${pod.metadata?.name ?? ''}-${name}` : undefined);
      const claim = claimName === undefined ? undefined : claimOf(pod.metadata?.namespace ?? '', claimName);
      const volume = claim?.status?.phase === 'Bound' ? volumeOf(claim.spec?.volumeName ?? '') : undefined;
      const driver = volume?.spec?.csi?.driver;
      if (!volume || driver === undefined || driverOf(driver)?.spec.attachRequired === false) continue;
      const key = attachmentName(volume, node);
      const known = needs.get(key);
      needs.set(key, { volume, node, pods: [...(known?.pods ?? []), pod] });
    }
  }
  return needs;
}

/** Whether a volume may be on one node only and is on another already. */
export function isHeldElsewhere({ volume, node }: Need, attachments: readonly V1VolumeAttachment[]): boolean {
  const shared = volume.spec?.accessModes?.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
  return !shared && attachments.some(({ spec }) => spec.source.persistentVolumeName === volume.metadata?.name && spec.nodeName !== node);
}
