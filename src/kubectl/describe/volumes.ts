import type { V1PersistentVolumeClaimTemplate, V1PersistentVolumeSpec, V1ProjectedVolumeSource, V1Volume } from '../../kube/generated/types.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { annotationMax, goList, orUnset, shorten, type Page } from './page.ts';

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
    } else if (volume.ephemeral) ephemeralLines(page, volume.ephemeral.volumeClaimTemplate);
    else sourceLines(page, volume, rowsOf(volume));
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

function rowsOf({ emptyDir, secret, configMap, persistentVolumeClaim, image, gitRepo, ...volume }: V1Volume): Rows {
  if (emptyDir) return [['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"], ['Medium', emptyDir.medium], ['SizeLimit', orUnset(emptyDir.sizeLimit === undefined ? undefined : canonicalQuantity(emptyDir.sizeLimit))]];
  if (secret) return [['Type', 'Secret (a volume populated by a Secret)'], ['SecretName', secret.secretName], ['Optional', secret.optional ?? false]];
  if (configMap) return [['Type', 'ConfigMap (a volume populated by a ConfigMap)'], ['Name', configMap.name], ['Optional', configMap.optional ?? false]];
  if (persistentVolumeClaim) return [['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'], ['ClaimName', persistentVolumeClaim.claimName], ['ReadOnly', persistentVolumeClaim.readOnly ?? false]];
  if (image) return [['Type', 'Image (a container image or OCI artifact)'], ['Reference', image.reference], ['PullPolicy', image.pullPolicy]];
  if (gitRepo) return [['Type', 'GitRepo (a volume that is pulled from git when the pod is created)'], ['Repository', gitRepo.repository], ['Revision', gitRepo.revision]];
  return sourceRows(volume);
}

/** A claim that lives and dies with its pod, as a claim is described, one step further in. */
function ephemeralLines(page: Page, template: V1PersistentVolumeClaimTemplate | undefined): void {
  page.line(2, 'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)');
  if (!template) return;
  const { metadata, spec } = template;
  page.line(2, `StorageClass:\t${spec.storageClassName ?? ''}`);
  page.line(2, `Volume:\t${spec.volumeName ?? ''}`);
  nestedPairs(page, 'Labels', metadata?.labels, '=');
  nestedPairs(page, 'Annotations', metadata?.annotations, ': ');
  page.line(2, 'Capacity:\t');
  page.line(2, 'Access Modes:\t');
  if (spec.volumeMode) page.line(2, `VolumeMode:\t${spec.volumeMode}`);
}

/** kubectl's writer indents every piece that it is handed, not every line. */
function nestedPairs(page: Page, title: string, pairs: Readonly<Record<string, string>> | undefined, mark: string): void {
  const keys = Object.keys(pairs ?? {}).sort();
  if (keys.length === 0) return page.line(2, `${title}:\t<none>`);
  keys.forEach((key, index) => { page.line(2, `${index === 0 ? `${title}:\t` : mark === '=' ? '    \t' : '\t'}    ${key}${mark}${pairs?.[key] ?? ''}`); });
}

type Sources = Partial<Pick<V1Volume, 'hostPath' | 'nfs'> & Pick<V1PersistentVolumeSpec, 'local'>> & {
  readonly csi?: { readonly driver: string; readonly fsType?: string | undefined; readonly readOnly?: boolean | undefined; readonly volumeHandle?: string | undefined; readonly volumeAttributes?: Readonly<Record<string, string>> | undefined } | undefined;
  readonly iscsi?: V1Volume['iscsi'] | V1PersistentVolumeSpec['iscsi'];
  readonly fc?: V1Volume['fc'];
};

/** Volume sources that pods and PersistentVolumes share. */
function sourceRows({ hostPath, nfs, csi, local, iscsi, fc }: Sources): Rows {
  if (hostPath) return [['Type', 'HostPath (bare host directory volume)'], ['Path', hostPath.path], ['HostPathType', hostPath.type ?? '<none>']];
  if (nfs) return [['Type', 'NFS (an NFS mount that lasts the lifetime of a pod)'], ['Server', nfs.server], ['Path', nfs.path], ['ReadOnly', nfs.readOnly ?? false]];
  if (csi) return [['Type', 'CSI (a Container Storage Interface (CSI) volume source)'], ['Driver', csi.driver], ['FSType', csi.fsType ?? ''], ...(csi.volumeHandle === undefined ? [] : [['VolumeHandle', csi.volumeHandle] as const]), ['ReadOnly', csi.readOnly ?? false]];
  if (local) return [['Type', 'LocalVolume (a persistent volume backed by local storage on a node)'], ['Path', local.path]];
  if (iscsi) {
    return [
      ['Type', 'ISCSI (an ISCSI Disk resource that is attached to a kubelet\'s host machine and then exposed to the pod)'], ['TargetPortal', iscsi.targetPortal], ['IQN', iscsi.iqn], ['Lun', iscsi.lun],
      ['ISCSIInterface', iscsi.iscsiInterface], ['FSType', iscsi.fsType], ['ReadOnly', iscsi.readOnly ?? false], ['Portals', goList(iscsi.portals)],
      ['DiscoveryCHAPAuth', iscsi.chapAuthDiscovery ?? false], ['SessionCHAPAuth', iscsi.chapAuthSession ?? false], ['SecretRef', iscsi.secretRef ? `&LocalObjectReference{Name:${iscsi.secretRef.name ?? ''},}` : 'nil'], ['InitiatorName', iscsi.initiatorName ?? '<none>'],
    ];
  }
  if (fc) return [['Type', 'FC (a Fibre Channel disk)'], ['TargetWWNs', (fc.targetWWNs ?? []).join(', ')], ['LUN', fc.lun ?? '<none>'], ['FSType', fc.fsType], ['ReadOnly', fc.readOnly ?? false]];
  return [];
}

/** Where a volume comes from; kubectl writes `ISCSIInterface` without a colon. */
export function sourceLines(page: Page, source: Sources, rows: Rows = sourceRows(source)): void {
  if (rows.length === 0) page.line(1, '<unknown>');
  for (const [title, value] of rows) page.line(2, `${title}${title === 'ISCSIInterface' ? '' : ':'}\t${String(value ?? '')}`);
  if (!source.csi) return;
  const { volumeAttributes = {} } = source.csi;
  const keys = Object.keys(volumeAttributes).sort();
  if (keys.length === 0) page.line(2, 'VolumeAttributes:\t<none>');
  keys.forEach((key, index) => { page.line(2, `${index === 0 ? 'VolumeAttributes:\t' : '    \t'}    ${shorten(`${key}=${volumeAttributes[key] ?? ''}`, annotationMax)}`); });
}
