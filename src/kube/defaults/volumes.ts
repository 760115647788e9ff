import type * as t from '../generated/types.ts';
import { fill, fillZero, update, updateEach } from './fill.ts';
import { defaultFieldRef, defaultPullPolicy, defaultResourceFieldRef } from './references.ts';
import { roundRequirements } from './quantities.ts';

const fileMode = 0o644;

/** A volume without a source is an empty directory; sources get their modes and types. */
export function defaultVolume(volume: t.V1Volume): t.V1Volume {
  if (!hasSource(volume)) return { ...volume, emptyDir: {} };
  let out = volume;
  out = update(out, 'secret', (secret) => fill(secret, { defaultMode: fileMode }));
  out = update(out, 'configMap', (configMap) => fill(configMap, { defaultMode: fileMode }));
  out = update(out, 'downwardAPI', defaultDownwardApi);
  out = update(out, 'projected', defaultProjected);
  out = update(out, 'hostPath', defaultHostPath);
  out = update(out, 'ephemeral', defaultEphemeral);
  out = update(out, 'image', (image) => fillZero(image, { pullPolicy: defaultPullPolicy(image.reference) }));
  return defaultLegacySources(out);
}

function hasSource(volume: t.V1Volume): boolean {
  for (const key of Object.keys(volume) as (keyof t.V1Volume)[]) {
    if (key !== 'name' && volume[key] !== undefined && volume[key] !== null) return true;
  }
  return false;
}

/** hostPath volumes say their type, '' where nothing is checked. */
export function defaultHostPath(hostPath: t.V1HostPathVolumeSource): t.V1HostPathVolumeSource {
  return fill(hostPath, { type: '' });
}

function defaultDownwardApi(source: t.V1DownwardAPIVolumeSource): t.V1DownwardAPIVolumeSource {
  return updateEach(fill(source, { defaultMode: fileMode }), 'items', defaultDownwardFile);
}

function defaultDownwardFile(file: t.V1DownwardAPIVolumeFile): t.V1DownwardAPIVolumeFile {
  return update(update(file, 'fieldRef', defaultFieldRef), 'resourceFieldRef', defaultResourceFieldRef);
}

function defaultProjected(source: t.V1ProjectedVolumeSource): t.V1ProjectedVolumeSource {
  return updateEach(fill(source, { defaultMode: fileMode }), 'sources', (projection: t.V1VolumeProjection) => {
    const out = update(projection, 'downwardAPI', (downward) => updateEach(downward, 'items', defaultDownwardFile));
    return update(out, 'serviceAccountToken', (token) => fill(token, { expirationSeconds: 3600 }));
  });
}

function defaultEphemeral(source: t.V1EphemeralVolumeSource): t.V1EphemeralVolumeSource {
  return update(source, 'volumeClaimTemplate', (template) => update(template, 'spec', defaultClaimSpec));
}

/** Claims ask for file systems. */
export function defaultClaimSpec(spec: t.V1PersistentVolumeClaimSpec): t.V1PersistentVolumeClaimSpec {
  return update(fill(spec, { volumeMode: 'Filesystem', resources: {} }), 'resources', roundRequirements);
}

function defaultLegacySources(volume: t.V1Volume): t.V1Volume {
  let out = volume;
  out = update(out, 'iscsi', (iscsi) => fillZero(iscsi, { iscsiInterface: 'default' }));
  out = update(out, 'rbd', (rbd) => fillZero(rbd, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }));
  out = update(out, 'azureDisk', (disk) => fill(disk, { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }));
  return update(out, 'scaleIO', (source) => fillZero(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }));
}
