import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { compareQuantities } from '../quantity.ts';
import { checkFieldRef, checkResourceFieldRef, volumeFieldPaths } from './references.ts';
import { checkClaimTemplate } from './claims.ts';
import { dns1123Label, dns1123Subdomain, nameIsSubdomain, outsideRange } from './formats.ts';
import { complain } from './metadata.ts';
import { checkLocalPath, checkNoBacksteps } from './local-paths.ts';

const notFileMode = 'must be a number between 0 and 0777 (octal), both inclusive';
const moreThanOne = 'may not specify more than 1 volume type';
export const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** What a volume's source is checked with. */
export interface VolumeScope {
  readonly volumeName: string;
  /** The pod's name, where the spec is a real pod's. */
  readonly podName: string;
  readonly isPod: boolean;
}

type SourceCheck = (errors: FieldError[], source: never, path: string, scope: VolumeScope) => void;
type Checks = readonly (readonly [key: string, check: SourceCheck, checkPath?: string])[];

/** The volumes that mounts may name: those without complaints. */
export function checkVolumes(errors: FieldError[], volumes: readonly t.V1Volume[] | undefined, path: string, podName: string, isPod: boolean): ReadonlyMap<string, t.V1Volume> {
  const sound = new Map<string, t.V1Volume>();
  const madeClaims = new Set((volumes ?? []).filter(({ ephemeral }) => ephemeral && podName !== '').map(({ name }) => `${podName}-${name}`));
  for (const [index, volume] of (volumes ?? []).entries()) {
    const at = `${path}[${String(index)}]`;
    const before = errors.length;
    checkOneSource(errors, volume, at, { volumeName: volume.name ?? '', podName, isPod }, podSources, 'must specify a volume type');
    if (!volume.name) errors.push(required(`${at}.name`));
    else complain(errors, `${at}.name`, volume.name, dns1123Label(volume.name));
    if (sound.has(volume.name)) errors.push({ type: 'FieldValueDuplicate', field: `${at}.name`, badValue: volume.name, detail: '' });
    if (errors.length === before) sound.set(volume.name, volume);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && madeClaims.has(claim)) {
      errors.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim, 'must not reference a PVC that gets created for an ephemeral volume'));
    }
  }
  return sound;
}

/** Exactly one source, and that one sound. `missing` says what is wrong without any. */
export function checkOneSource(errors: FieldError[], holder: object, path: string, scope: VolumeScope, checks: Checks, missing: string): void {
  const sources = holder as Readonly<Record<string, unknown>>;
  let found = false;
  for (const [key, check, checkPath = key] of checks) {
    const source = sources[key];
    if (source === undefined || source === null) continue;
    if (found) errors.push(forbidden(`${path}.${key}`, moreThanOne));
    else check(errors, source as never, `${path}.${checkPath}`, scope);
    found = true;
  }
  if (!found) errors.push(required(path, missing));
}

/** Complains about each of the fields that is missing. */
const needs = (...fields: readonly string[]): SourceCheck => (errors, source: Readonly<Record<string, unknown>>, path) => {
  for (const field of fields) if (isEmpty(source[field])) errors.push(required(`${path}.${field}`));
};

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const checkEmptyDir: SourceCheck = (errors, { sizeLimit }: t.V1EmptyDirVolumeSource, path) => {
  if (sizeLimit !== undefined && compareQuantities(sizeLimit, '0') < 0) errors.push(forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
};

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

export const checkHostPath: SourceCheck = (errors, { path: target, type }: t.V1HostPathVolumeSource, path) => {
  if (!target) {
    errors.push(required(`${path}.path`));
    return;
  }
  checkNoBacksteps(errors, target, `${path}.path`);
  if (type !== undefined && !hostPathTypes.includes(type)) errors.push(notSupported(`${path}.type`, type, hostPathTypes));
};

function checkMode(errors: FieldError[], mode: number | undefined, path: string): void {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) errors.push(invalid(path, mode, notFileMode));
}

function checkKeyPath(errors: FieldError[], item: t.V1KeyToPath, path: string): void {
  if (!item.key) errors.push(required(`${path}.key`));
  if (!item.path) errors.push(required(`${path}.path`));
  checkLocalPath(errors, item.path ?? '', `${path}.path`);
  checkMode(errors, item.mode, `${path}.mode`);
}

function checkKeyPaths(errors: FieldError[], items: readonly t.V1KeyToPath[] | undefined, path: string): void {
  for (const [index, item] of (items ?? []).entries()) checkKeyPath(errors, item, `${path}[${String(index)}]`);
}

const checkSecret: SourceCheck = (errors, source: t.V1SecretVolumeSource, path) => {
  if (!source.secretName) errors.push(required(`${path}.secretName`));
  checkMode(errors, source.defaultMode, `${path}.defaultMode`);
  checkKeyPaths(errors, source.items, `${path}.items`);
};

const checkConfigMap: SourceCheck = (errors, source: t.V1ConfigMapVolumeSource, path) => {
  if (!source.name) errors.push(required(`${path}.name`));
  checkMode(errors, source.defaultMode, `${path}.defaultMode`);
  checkKeyPaths(errors, source.items, `${path}.items`);
};

const checkNfs: SourceCheck = (errors, source: t.V1NFSVolumeSource, path) => {
  needs('server', 'path')(errors, source as never, path, noScope);
  if (!(source.path ?? '').startsWith('/')) errors.push(invalid(`${path}.path`, source.path ?? '', 'must be an absolute path'));
};

const noScope: VolumeScope = { volumeName: '', podName: '', isPod: false };

function checkDownwardFile(errors: FieldError[], file: t.V1DownwardAPIVolumeFile, path: string): void {
  if (!file.path) errors.push(required(`${path}.path`));
  checkLocalPath(errors, file.path ?? '', `${path}.path`);
  if (file.fieldRef) {
    checkFieldRef(errors, file.fieldRef, volumeFieldPaths, `${path}.fieldRef`);
    if (file.resourceFieldRef) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef) checkResourceFieldRef(errors, file.resourceFieldRef, `${path}.resourceFieldRef`, true);
  else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  checkMode(errors, file.mode, `${path}.mode`);
}

const checkDownwardApi: SourceCheck = (errors, source: t.V1DownwardAPIVolumeSource, path) => {
  checkMode(errors, source.defaultMode, `${path}.defaultMode`);
  for (const file of source.items ?? []) checkDownwardFile(errors, file, path);
};

const checkProjected: SourceCheck = (errors, source: t.V1ProjectedVolumeSource, path) => {
  checkMode(errors, source.defaultMode, `${path}.defaultMode`);
  const paths = new Set<string>();
  for (const [index, projection] of (source.sources ?? []).entries()) checkProjection(errors, projection, `${path}.sources[${String(index)}]`, path, paths);
};

function checkProjection(errors: FieldError[], projection: t.V1VolumeProjection, at: string, path: string, paths: Set<string>): void {
  const { secret, configMap, downwardAPI, serviceAccountToken: token, clusterTrustBundle, podCertificate } = projection;
  const claim = (target: string | undefined, blame: string): void => {
    if (!target) return;
    if (paths.has(target)) errors.push(invalid(path, blame, 'conflicting duplicate paths'));
    paths.add(target);
  };
  for (const [key, keys] of [['secret', secret], ['configMap', configMap]] as const) {
    if (!keys) continue;
    if (!keys.name) errors.push(required(`${at}.${key}.name`));
    for (const [index, item] of (keys.items ?? []).entries()) {
      checkKeyPath(errors, item, `${at}.${key}.items[${String(index)}]`);
      claim(item.path, keys.name ?? '');
    }
  }
  for (const file of downwardAPI?.items ?? []) {
    checkDownwardFile(errors, file, `${at}.downwardAPI`);
    claim(file.path, file.path);
  }
  if (token) checkToken(errors, token, `${at}.serviceAccountToken`, path);
  if (clusterTrustBundle && !clusterTrustBundle.path) errors.push(required(`${at}.clusterTrustBundle.path`));
  if (clusterTrustBundle) claim(clusterTrustBundle.path, clusterTrustBundle.path);
  if ([secret, configMap, downwardAPI, token, clusterTrustBundle, podCertificate].filter(Boolean).length > 1) {
    errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
  }
}

function checkToken(errors: FieldError[], { expirationSeconds = 3600, path: target }: t.V1ServiceAccountTokenProjection, at: string, path: string): void {
  if (expirationSeconds < 600) errors.push(invalid(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes'));
  if (expirationSeconds > 2 ** 32) errors.push(invalid(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  if (!target) errors.push(required(`${path}.path`));
  else checkLocalPath(errors, target, `${path}.path`);
}

/** Names of CSI drivers. */
export function checkCsiDriverName(errors: FieldError[], name: string, path: string): void {
  if (name === '') errors.push(required(path));
  if (name.length > 63) errors.push(tooLong(path, '', 63));
  complain(errors, path, name, dns1123Subdomain(name.toLowerCase()));
}

const checkCsi: SourceCheck = (errors, { driver, nodePublishSecretRef }: t.V1CSIVolumeSource, path) => {
  checkCsiDriverName(errors, driver ?? '', `${path}.driver`);
  if (!nodePublishSecretRef) return;
  if (!nodePublishSecretRef.name) errors.push(required(`${path}.nodePublishSecretRef.name`));
  else complain(errors, `${path}.name`, nodePublishSecretRef.name, nameIsSubdomain(nodePublishSecretRef.name, false));
};

const checkEphemeral: SourceCheck = (errors, { volumeClaimTemplate }: t.V1EphemeralVolumeSource, path, { podName, volumeName }) => {
  if (!volumeClaimTemplate) errors.push(required(`${path}.volumeClaimTemplate`));
  else checkClaimTemplate(errors, volumeClaimTemplate, `${path}.volumeClaimTemplate`);
  if (podName === '' || volumeName === '') return;
  const claim = `${podName}-${volumeName}`;
  for (const complaint of nameIsSubdomain(claim, false)) errors.push(invalid(`${path.slice(0, path.lastIndexOf('.'))}.name`, volumeName, `PVC name "${claim}": ${complaint}`));
};

const checkImage: SourceCheck = (errors, { reference, pullPolicy }: t.V1ImageVolumeSource, path, { isPod }) => {
  if (isPod && !reference) errors.push(required(`${path}.reference`));
  if (pullPolicy && !pullPolicies.includes(pullPolicy)) errors.push(notSupported(`${path}.pullPolicy`, pullPolicy, pullPolicies));
};

const checkPartitioned = (id: string): SourceCheck => (errors, source: Readonly<Record<string, unknown>>, path) => {
  if (isEmpty(source[id])) errors.push(required(`${path}.${id}`));
  const partition = source['partition'];
  if (typeof partition === 'number' && (partition < 0 || partition > 255)) errors.push(invalid(`${path}.partition`, partition, outsideRange(1, 255)));
};

const checkIscsi: SourceCheck = (errors, { targetPortal, iqn, lun }: t.V1ISCSIVolumeSource, path) => {
  if (!targetPortal) errors.push(required(`${path}.targetPortal`));
  if (!iqn) errors.push(required(`${path}.iqn`));
  else if (!/^(iqn|eui|naa)/.test(iqn)) errors.push(invalid(`${path}.iqn`, iqn, 'must be valid format starting with iqn, eui, or naa'));
  if ((lun ?? 0) < 0 || (lun ?? 0) > 255) errors.push(invalid(`${path}.lun`, lun, outsideRange(0, 255)));
};

const checkFibreChannel: SourceCheck = (errors, { targetWWNs = [], wwids = [], lun }: t.V1FCVolumeSource, path) => {
  if (targetWWNs.length === 0 && wwids.length === 0) errors.push(required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
  if (targetWWNs.length > 0 && wwids.length > 0) errors.push(invalid(`${path}.targetWWNs`, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
  if (targetWWNs.length > 0 && lun === undefined) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
};

/** All sources in the order in which they are looked at. */
const podSources: Checks = [
  ['emptyDir', checkEmptyDir],
  ['hostPath', checkHostPath],
  ['gitRepo', needs('repository')],
  ['gcePersistentDisk', checkPartitioned('pdName'), 'persistentDisk'],
  ['awsElasticBlockStore', checkPartitioned('volumeID')],
  ['secret', checkSecret],
  ['nfs', checkNfs],
  ['iscsi', checkIscsi],
  ['glusterfs', needs('endpoints', 'path')],
  ['flocker', () => undefined],
  ['persistentVolumeClaim', needs('claimName')],
  ['rbd', needs('monitors', 'image')],
  ['cinder', needs('volumeID')],
  ['cephfs', needs('monitors')],
  ['quobyte', needs('registry', 'volume')],
  ['downwardAPI', checkDownwardApi],
  ['fc', checkFibreChannel],
  ['flexVolume', needs('driver')],
  ['configMap', checkConfigMap],
  ['azureFile', needs('secretName', 'shareName')],
  ['vsphereVolume', needs('volumePath')],
  ['photonPersistentDisk', needs('pdID')],
  ['portworxVolume', needs('volumeID')],
  ['azureDisk', needs('diskName', 'diskURI')],
  ['storageos', needs('volumeName')],
  ['projected', checkProjected],
  ['scaleIO', needs('gateway', 'system', 'volumeName')],
  ['csi', checkCsi],
  ['ephemeral', checkEphemeral],
  ['image', checkImage],
];

const checkLocal: SourceCheck = (errors, { path: target }: t.V1LocalVolumeSource, path) => {
  if (!target) errors.push(required(`${path}.path`));
  else checkNoBacksteps(errors, target, `${path}.path`);
};

const csiSecrets = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const;

const checkPersistentCsi: SourceCheck = (errors, source: t.V1CSIPersistentVolumeSource, path) => {
  checkCsiDriverName(errors, source.driver ?? '', `${path}.driver`);
  if (!source.volumeHandle) errors.push(required(`${path}.volumeHandle`));
  for (const key of csiSecrets) {
    const reference = source[key];
    if (!reference) continue;
    if (!reference.name) errors.push(required(`${path}.${key}.name`));
    else complain(errors, `${path}.${key}.name`, reference.name, dns1123Subdomain(reference.name));
    if (!reference.namespace) errors.push(required(`${path}.${key}.namespace`));
    else complain(errors, `${path}.${key}.namespace`, reference.namespace, dns1123Label(reference.namespace));
  }
};

/** Sources of PersistentVolumes, in the order in which they are looked at. */
export const persistentSources: Checks = [
  ['hostPath', checkHostPath],
  ['gcePersistentDisk', checkPartitioned('pdName'), 'persistentDisk'],
  ['awsElasticBlockStore', checkPartitioned('volumeID')],
  ['glusterfs', needs('endpoints', 'path')],
  ['flocker', () => undefined],
  ['nfs', checkNfs],
  ['rbd', needs('monitors', 'image')],
  ['quobyte', needs('registry', 'volume')],
  ['cephfs', needs('monitors')],
  ['iscsi', checkIscsi],
  ['cinder', needs('volumeID')],
  ['fc', checkFibreChannel],
  ['flexVolume', needs('driver')],
  ['azureFile', needs('secretName', 'shareName')],
  ['vsphereVolume', needs('volumePath')],
  ['photonPersistentDisk', needs('pdID')],
  ['portworxVolume', needs('volumeID')],
  ['azureDisk', needs('diskName', 'diskURI')],
  ['scaleIO', needs('gateway', 'system', 'volumeName')],
  ['local', checkLocal],
  ['storageos', needs('volumeName')],
  ['csi', checkPersistentCsi],
];
