import type { V1PersistentVolumeSpec, V1ProjectedVolumeSource, V1Volume } from '../../kube/generated/types.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { orUnset, type Page } from './page.ts';

type Rows = readonly (readonly [string, string | number | boolean | undefined])[];

export function volumeLines(page: Page, volumes: readonly V1Volume[], space: string): void {
  if (volumes.length === 0) return page.line(0, `${space}Volumes:\t<none>`);
  page.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    page.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    if (volume.projected) projectedLines(page, volume.projected);
    else if (volume.downwardAPI) {
      page.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)');
      page.line(2, 'Items:');
      for (const { fieldRef, resourceFieldRef, path } of volume.downwardAPI.items ?? []) page.line(3, `${fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? ''} -> ${path}`);
    } else for (const [title, value] of rowsOf(volume)) page.line(2, `${title}:\t${String(value ?? '')}`);
  }
}

function projectedLines(page: Page, { sources }: V1ProjectedVolumeSource): void {
  page.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)');
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources ?? []) {
    if (secret) {
      page.line(2, `SecretName:\t${secret.name ?? ''}`);
      page.line(2, `Optional:\t${String(secret.optional ?? false)}`);
    } else if (downwardAPI) page.line(2, 'DownwardAPI:\ttrue');
    else if (configMap) {
      page.line(2, `ConfigMapName:\t${configMap.name ?? ''}`);
      page.line(2, `Optional:\t${String(configMap.optional ?? false)}`);
    } else if (serviceAccountToken) page.line(2, `TokenExpirationSeconds:\t${String(serviceAccountToken.expirationSeconds ?? 3600)}`);
  }
}

function rowsOf(volume: V1Volume): Rows {
  const { emptyDir, secret, configMap, persistentVolumeClaim, ephemeral } = volume;
  if (emptyDir) return [['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"], ['Medium', emptyDir.medium], ['SizeLimit', orUnset(emptyDir.sizeLimit === undefined ? undefined : canonicalQuantity(emptyDir.sizeLimit))]];
  if (secret) return [['Type', 'Secret (a volume populated by a Secret)'], ['SecretName', secret.secretName], ['Optional', secret.optional ?? false]];
  if (configMap) return [['Type', 'ConfigMap (a volume populated by a ConfigMap)'], ['Name', configMap.name], ['Optional', configMap.optional ?? false]];
  if (persistentVolumeClaim) return [['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'], ['ClaimName', persistentVolumeClaim.claimName], ['ReadOnly', persistentVolumeClaim.readOnly ?? false]];
  if (ephemeral) {
    const spec = ephemeral.volumeClaimTemplate?.spec;
    return [['Type', 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)'], ['StorageClass', spec?.storageClassName], ['Volume', ''], ['Labels', '<none>'], ['Annotations', '<none>'], ['Capacity', ''], ['Access Modes', ''], ['VolumeMode', spec?.volumeMode ?? 'Filesystem']];
  }
  return sourceRows(volume);
}

/** Volume sources that pods and PersistentVolumes share. */
export function sourceRows({ hostPath, nfs, csi, local, iscsi }: Partial<Pick<V1Volume, 'hostPath' | 'nfs' | 'iscsi'> & Pick<V1PersistentVolumeSpec, 'local'>> & { readonly csi?: { readonly driver: string; readonly fsType?: string | undefined; readonly readOnly?: boolean | undefined; readonly volumeHandle?: string | undefined } | undefined }): Rows {
  if (hostPath) return [['Type', 'HostPath (bare host directory volume)'], ['Path', hostPath.path], ['HostPathType', hostPath.type ?? '']];
  if (nfs) return [['Type', 'NFS (an NFS mount that lasts the lifetime of a pod)'], ['Server', nfs.server], ['Path', nfs.path], ['ReadOnly', nfs.readOnly ?? false]];
  if (csi) return [['Type', 'CSI (a Container Storage Interface (CSI) volume source)'], ['Driver', csi.driver], ['FSType', csi.fsType ?? ''], ...(csi.volumeHandle === undefined ? [] : [['VolumeHandle', csi.volumeHandle] as const]), ['ReadOnly', csi.readOnly ?? false]];
  if (local) return [['Type', 'LocalVolume (a persistent volume backed by local storage on a node)'], ['Path', local.path]];
  if (iscsi) return [['Type', 'ISCSI (an ISCSI Disk resource that is attached to a kubelet\'s host machine and then exposed to the pod)'], ['TargetPortal', iscsi.targetPortal], ['IQN', iscsi.iqn], ['Lun', iscsi.lun], ['ISCSIInterface', iscsi.iscsiInterface], ['FSType', iscsi.fsType], ['ReadOnly', iscsi.readOnly ?? false]];
  return [['<unknown>', '']];
}
