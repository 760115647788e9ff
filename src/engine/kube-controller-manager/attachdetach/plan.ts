import type { V1CSIDriver, V1Node, V1PersistentVolume, V1PersistentVolumeClaim, V1Pod, V1VolumeAttachment } from '../../../kube/generated/types.ts';
import { hash64 } from '../../../kube/hash.ts';
import { uniqueVolumeName } from '../../../kube/volume-names.ts';
import { isPodTerminal } from '../objects/pods.ts';
import { taintKeys } from '../objects/taints.ts';

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

/** A node may be silent for so long before a disk that it has mounted is taken from it (`maxWaitForUnmountDuration`). */
export const forcedAfterMs = 360_000;

/**
 * How many ms until a disk that nobody needs on its node any more may be taken from there; undefined where that depends on the node.
 * While the node tells that it has the disk mounted, only one that has fallen silent loses it, after six minutes, or at once where
 * somebody declared it out of service.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/attachdetach/reconciler, reconcile
 */
export function detachAfterMs({ volume, node, waitedMs }: { readonly volume: V1PersistentVolume | undefined; readonly node: V1Node | undefined; readonly waitedMs: number }): number | undefined {
  const name = volume && uniqueVolumeName(volume);
  const isMounted = name !== undefined && (node?.status?.volumesInUse?.includes(name) ?? false);
  if (!isMounted || node?.spec?.taints?.some(({ key }) => key === taintKeys.outOfService)) return 0;
  const isHealthy = node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  return isHealthy ? undefined : Math.max(0, forcedAfterMs - waitedMs);
}

/**
 * What a pod hears whose disk is on another node: which pods of its own namespace use it there, and how many others.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/attachdetach/reconciler, reportMultiAttachError
 */
export function multiAttachMessage(volumeName: string, pod: V1Pod, users: readonly V1Pod[]): string {
  const own = users.filter(({ metadata }) => metadata?.namespace === pod.metadata?.namespace).map(({ metadata }) => metadata?.name ?? '');
  const others = `${String(users.length - own.length)} pod(s) in different namespaces`;
  const used = own.length === 0 ? others : `pod(s) ${own.join(', ')}${users.length > own.length ? ` and ${others}` : ''}`;
  const why = users.length === 0 ? "Volume is already exclusively attached to one node and can't be attached to another" : `Volume is already used by ${used}`;
  return `Multi-Attach error for volume "${volumeName}" ${why}`;
}

/** Whether a volume may be on one node only and is on another already. One without access modes may be anywhere. */
export function isHeldElsewhere({ volume, node }: Need, attachments: readonly V1VolumeAttachment[]): boolean {
  const modes = volume.spec?.accessModes ?? [];
  const shared = modes.length === 0 || modes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
  return !shared && attachments.some(({ spec }) => spec.source.persistentVolumeName === volume.metadata?.name && spec.nodeName !== node);
}
