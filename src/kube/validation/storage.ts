import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { checkAccessModes, checkAttributesClassUpdate, checkClaimSpec, checkClaimStatus, checkClaimUpdate, volumeModes } from './claims.ts';
import { structDiff } from './diff.ts';
import { equal } from './equal.ts';
import { nameIsSubdomain, qualifiedName } from './formats.ts';
import { checkImmutable, checkLabelName, checkLabelSelector, checkNonNegative, complain } from './metadata.ts';
import { checkBasicQuantity, checkNonNegativeQuantity, checkPositiveQuantity } from './resources.ts';
import { rules, type Rules } from './rules.ts';
import { checkNodeSelector } from './scheduling.ts';
import { mapOf, shapeOf, shaped } from './shapes.ts';
import { checkCsiDriverName, checkOneSource, persistentSources } from './volumes.ts';

const reclaimPolicies = ['Delete', 'Recycle', 'Retain'];
const sourceKeys = persistentSources.map(([key]) => key);

/** @see Kubernetes 1.36, core validation, ValidatePersistentVolumeSpec */
function checkVolume(errors: FieldError[], { spec = {} }: t.V1PersistentVolume): void {
  if ((spec.accessModes?.length ?? 0) === 0) errors.push(required('spec.accessModes'));
  checkAccessModes(errors, spec.accessModes, 'spec.accessModes');
  checkCapacity(errors, spec.capacity ?? {}, spec.capacity !== undefined);
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !reclaimPolicies.includes(policy)) errors.push(notSupported('spec.persistentVolumeReclaimPolicy', policy, reclaimPolicies));
  if (spec.nodeAffinity) checkVolumeAffinity(errors, spec.nodeAffinity);
  checkOneSource(errors, spec, 'spec', { volumeName: '', podName: '', isPod: false }, withLocalAffinity(spec), 'must specify a volume type');
  if (spec.hostPath && /^\/+$/.test(spec.hostPath.path ?? '') && policy === 'Recycle') {
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"));
  }
  if (spec.storageClassName) complain(errors, 'spec.storageClassName', spec.storageClassName, nameIsSubdomain(spec.storageClassName, false));
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) errors.push(notSupported('spec.volumeMode', spec.volumeMode, volumeModes));
  checkAttributesClass(errors, spec);
}

function checkCapacity(errors: FieldError[], capacity: Readonly<Record<string, string>>, given: boolean): void {
  const names = Object.keys(capacity);
  if (names.length === 0) errors.push(required('spec.capacity'));
  if (names.length !== 1 || names[0] !== 'storage') errors.push(notSupported('spec.capacity', given ? mapOf(capacity) : null, ['storage']));
  for (const name of names) {
    checkBasicQuantity(errors, capacity[name] ?? '0', `spec.capacity[${name}]`);
    checkPositiveQuantity(errors, capacity[name] ?? '0', `spec.capacity[${name}]`);
  }
}

function checkVolumeAffinity(errors: FieldError[], { required: must }: t.V1VolumeNodeAffinity): void {
  if (must) checkNodeSelector(errors, must, 'spec.nodeAffinity.required');
  else errors.push(required('spec.nodeAffinity.required', 'must specify required node constraints'));
}

/** Local volumes live on certain nodes only. */
function withLocalAffinity(spec: t.V1PersistentVolumeSpec): typeof persistentSources {
  return persistentSources.map((entry) => {
    const [key, check] = entry;
    if (key !== 'local') return entry;
    return [key, (errors, source, path, scope) => {
      check(errors, source, path, scope);
      if (!spec.nodeAffinity) errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
    }] as const;
  });
}

function checkAttributesClass(errors: FieldError[], { volumeAttributesClassName: name, csi }: t.V1PersistentVolumeSpec): void {
  if (name === undefined) return;
  if (name === '') errors.push(required('spec.volumeAttributesClassName', 'an empty string is disallowed'));
  else complain(errors, 'spec.volumeAttributesClassName', name, nameIsSubdomain(name, false));
  if (!csi) errors.push(required('spec.csi', 'has to be specified when using volumeAttributesClassName'));
}

function checkVolumeUpdate(errors: FieldError[], volume: t.V1PersistentVolume, before: t.V1PersistentVolume): void {
  checkVolume(errors, volume);
  const spec = volume.spec ?? {};
  const old = before.spec ?? {};
  const source = sourceOf(spec, old);
  const oldSource = sourceOf(old, old);
  if (!equal(source, oldSource)) {
    errors.push(forbidden('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${structDiff('VolumeSource', oldSource, source)}`));
  }
  checkImmutable(errors, spec.volumeMode, old.volumeMode, 'volumeMode');
  if (old.nodeAffinity && !equal(spec.nodeAffinity, old.nodeAffinity)) {
    errors.push(invalid('nodeAffinity', shapeOf('VolumeNodeAffinity', spec.nodeAffinity), 'field is immutable, except for updating from beta label to GA'));
  }
  checkAttributesClassUpdate(errors, spec.volumeAttributesClassName, old.volumeAttributesClassName, false);
}

/** Where the bytes are; a secret for expanding may be named later. */
function sourceOf(spec: t.V1PersistentVolumeSpec, before: t.V1PersistentVolumeSpec): object {
  const all = spec as Readonly<Record<string, unknown>>;
  const source = Object.fromEntries(sourceKeys.filter((key) => all[key] !== undefined).map((key) => [key, all[key]]));
  if (!spec.csi || !before.csi || before.csi.controllerExpandSecretRef) return source;
  return { ...source, csi: { ...spec.csi, controllerExpandSecretRef: undefined } };
}

const classPolicies = ['Delete', 'Retain'];
const bindingModes = ['Immediate', 'WaitForFirstConsumer'];
const parametersMax = 512;
const parameterBytesMax = 256 * 1024;

function checkProvisioner(errors: FieldError[], provisioner: string, path: string): void {
  if (provisioner === '') errors.push(required(path));
  else complain(errors, path, provisioner.toLowerCase(), qualifiedName(provisioner.toLowerCase()));
}

function checkParameters(errors: FieldError[], parameters: Readonly<Record<string, string>> = {}, needed: boolean): void {
  const entries = Object.entries(parameters);
  if (entries.length > parametersMax) {
    errors.push(tooLong('parameters', '', parametersMax));
    return;
  }
  for (const [key] of entries) if (key === '') errors.push(invalid('parameters', key, 'field can not be empty.'));
  if (entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0) > parameterBytesMax) errors.push(tooLong('parameters', '', parameterBytesMax));
  if (needed && entries.length === 0) errors.push(required('parameters', 'must contain at least one key/value pair'));
}

function checkStorageClass(errors: FieldError[], { provisioner = '', parameters, reclaimPolicy, volumeBindingMode, allowedTopologies = [] }: t.V1StorageClass): void {
  checkProvisioner(errors, provisioner, 'provisioner');
  checkParameters(errors, parameters, false);
  if (reclaimPolicy && !classPolicies.includes(reclaimPolicy)) errors.push(notSupported('reclaimPolicy', reclaimPolicy, classPolicies));
  if (volumeBindingMode === undefined) errors.push(required('volumeBindingMode'));
  else if (!bindingModes.includes(volumeBindingMode)) errors.push(notSupported('volumeBindingMode', volumeBindingMode, bindingModes));
  for (const [index, { matchLabelExpressions = [] }] of allowedTopologies.entries()) checkTopology(errors, matchLabelExpressions, `allowedTopologies[${String(index)}].matchLabelExpressions`);
}

function checkTopology(errors: FieldError[], expressions: readonly t.V1TopologySelectorLabelRequirement[], path: string): void {
  for (const [index, { key = '', values = [] }] of expressions.entries()) {
    const at = `${path}[${String(index)}]`;
    if (values.length === 0) errors.push(required(`${at}.values`));
    for (const [i, value] of values.entries()) if (values.indexOf(value) < i) errors.push(duplicate(`${at}.values[${String(i)}]`, value));
    checkLabelName(errors, key, `${at}.key`);
    if (expressions.findIndex((other) => other.key === key) < index) errors.push(duplicate(`${at}.key`, key));
  }
}

function checkStorageClassUpdate(errors: FieldError[], storageClass: t.V1StorageClass, before: t.V1StorageClass): void {
  if (!equal(storageClass.parameters ?? {}, before.parameters ?? {})) errors.push(forbidden('parameters', 'updates to parameters are forbidden.'));
  if (storageClass.provisioner !== before.provisioner) errors.push(forbidden('provisioner', 'updates to provisioner are forbidden.'));
  if (storageClass.reclaimPolicy !== before.reclaimPolicy) errors.push(forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'));
  checkImmutable(errors, storageClass.volumeBindingMode, before.volumeBindingMode, 'volumeBindingMode');
}

function checkAttachment(errors: FieldError[], { spec }: t.V1VolumeAttachment): void {
  const { attacher = '', nodeName = '', source } = spec ?? {};
  if (attacher === '') errors.push(required('spec.attacher'));
  const words = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  const name = source?.persistentVolumeName;
  if (name === undefined && !source?.inlineVolumeSpec) errors.push(required('spec.source', words));
  else if (name !== undefined && source?.inlineVolumeSpec) errors.push(forbidden('spec.source', words));
  else if (name === '') errors.push(required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName'));
  complain(errors, 'spec.nodeName', nodeName, nameIsSubdomain(nodeName, false));
}

function checkCsiDriver(errors: FieldError[], { spec = {} }: t.V1CSIDriver): void {
  if (spec.attachRequired === undefined) errors.push(required('spec.attachedRequired'));
  if (spec.podInfoOnMount === undefined) errors.push(required('spec.podInfoOnMount'));
  if (spec.storageCapacity === undefined) errors.push(required('spec.storageCapacity'));
  const policies = ['File', 'None', 'ReadWriteOnceWithFSType'];
  if (spec.fsGroupPolicy !== undefined && !policies.includes(spec.fsGroupPolicy)) errors.push(notSupported('spec.fsGroupPolicy', spec.fsGroupPolicy, policies));
  checkTokenRequests(errors, spec.tokenRequests ?? []);
  for (const mode of spec.volumeLifecycleModes ?? []) {
    if (mode !== 'Persistent' && mode !== 'Ephemeral') errors.push(notSupported('spec.volumeLifecycleModes', mode, ['Persistent', 'Ephemeral']));
  }
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  if (period !== undefined && period < 10) errors.push(invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, 'must be greater than or equal to 10 seconds'));
}

function checkTokenRequests(errors: FieldError[], requests: readonly t.StorageV1TokenRequest[]): void {
  for (const [index, { audience, expirationSeconds: seconds }] of requests.entries()) {
    const at = `spec.tokenRequests[${String(index)}]`;
    if (requests.findIndex((other) => other.audience === audience) < index) errors.push(duplicate(`${at}.audience`, audience));
    else if (seconds !== undefined && seconds < 600) errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
    else if (seconds !== undefined && seconds > 2 ** 32) errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
}

const nodeIdMax = 256;

function checkCsiNode(errors: FieldError[], { spec }: t.V1CSINode): void {
  const seen = new Set<string>();
  for (const [index, { name = '', nodeID = '', allocatable, topologyKeys = [] }] of (spec?.drivers ?? []).entries()) {
    const at = `spec.drivers[${String(index)}]`;
    checkCsiDriverName(errors, name, `${at}.name`);
    if (nodeID === '') errors.push(required(`${at}.nodeID`));
    if (nodeID.length > nodeIdMax) errors.push(invalid(`${at}.nodeID`, nodeID, `must be ${String(nodeIdMax)} characters or less`));
    checkNonNegative(errors, allocatable?.count, `${at}.allocatable.count`);
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
    for (const [i, key] of topologyKeys.entries()) {
      if (key === '') errors.push(required(at));
      if (topologyKeys.indexOf(key) < i) errors.push(duplicate(at, key));
      complain(errors, at, key, qualifiedName(key));
    }
  }
}

function checkCsiNodeUpdate(errors: FieldError[], node: t.V1CSINode, before: t.V1CSINode): void {
  checkCsiNode(errors, node);
  for (const old of before.spec?.drivers ?? []) {
    const driver = node.spec?.drivers?.find(({ name }) => name === old.name);
    if (driver) checkImmutable(errors, { ...driver, allocatable: undefined }, { ...old, allocatable: undefined }, 'spec.drivers', shaped('CSINodeDriver'));
  }
}

function checkStorageCapacity(errors: FieldError[], { nodeTopology, storageClassName = '', capacity }: t.V1CSIStorageCapacity): void {
  checkLabelSelector(errors, nodeTopology, 'nodeTopology');
  complain(errors, 'storageClassName', storageClassName, nameIsSubdomain(storageClassName, false));
  if (capacity !== undefined) checkNonNegativeQuantity(errors, capacity, 'capacity');
}

function checkAttributesClassObject(errors: FieldError[], { driverName = '', parameters }: t.V1VolumeAttributesClass): void {
  checkProvisioner(errors, driverName, 'driverName');
  checkParameters(errors, parameters, true);
}


export const storageRules: readonly Rules[] = [
  rules({
    kind: kinds.persistentVolumeClaims, name: nameIsSubdomain,
    create: (errors, { spec }) => { checkClaimSpec(errors, spec, 'spec'); },
    update: (errors, claim, before) => {
      checkClaimSpec(errors, claim.spec, 'spec');
      checkClaimUpdate(errors, claim, before);
    },
    status: checkClaimStatus,
  }),
  rules({ kind: kinds.persistentVolumes, name: nameIsSubdomain, create: checkVolume, update: checkVolumeUpdate }),
  rules({ kind: kinds.storageClasses, name: nameIsSubdomain, create: checkStorageClass, update: checkStorageClassUpdate }),
  rules({
    kind: kinds.volumeAttachments, name: nameIsSubdomain,
    create: (errors, attachment) => {
      checkAttachment(errors, attachment);
      checkCsiDriverName(errors, attachment.spec?.attacher ?? '', 'spec.attacher');
    },
    update: (errors, attachment, before) => {
      checkAttachment(errors, attachment);
      checkImmutable(errors, attachment.spec, before.spec, 'spec');
    },
  }),
  rules({
    kind: kinds.csiDrivers, name: nameIsSubdomain, create: checkCsiDriver,
    update: (errors, driver, before) => {
      checkCsiDriver(errors, driver);
      checkImmutable(errors, driver.spec?.attachRequired, before.spec?.attachRequired, 'spec.attachedRequired');
      checkImmutable(errors, driver.spec?.volumeLifecycleModes, before.spec?.volumeLifecycleModes, 'spec.volumeLifecycleModes');
    },
  }),
  rules({ kind: kinds.csiNodes, name: nameIsSubdomain, create: checkCsiNode, update: checkCsiNodeUpdate }),
  rules({
    kind: kinds.csiStorageCapacities, name: nameIsSubdomain, create: checkStorageCapacity,
    update: (errors, capacity, before) => {
      checkImmutable(errors, capacity.nodeTopology, before.nodeTopology, 'nodeTopology');
      checkImmutable(errors, capacity.storageClassName, before.storageClassName, 'storageClassName');
    },
  }),
  rules({
    kind: kinds.volumeAttributesClasses, name: nameIsSubdomain, create: checkAttributesClassObject,
    update: (errors, attributes, before) => {
      if (attributes.driverName !== before.driverName) errors.push(forbidden('driverName', 'updates to driverName are forbidden.'));
      if (!equal(attributes.parameters, before.parameters)) errors.push(forbidden('parameters', 'updates to parameters are forbidden.'));
      checkAttributesClassObject(errors, attributes);
    },
  }),
];
