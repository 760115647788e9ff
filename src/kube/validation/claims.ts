import { forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { compareQuantities } from '../quantity.ts';
import { structDiff } from './diff.ts';
import { equal, equalQuantities } from './equal.ts';
import { dns1123Subdomain, nameIsLabel, nameIsSubdomain } from './formats.ts';
import { checkAnnotations, checkImmutable, checkLabels, checkLabelSelector, complain } from './metadata.ts';
import { checkBasicQuantity, checkPositiveQuantity, checkQuantity } from './resources.ts';

export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const volumeModes = ['Block', 'Filesystem'];

/** Access modes of volumes and claims; ReadWriteOncePod stands alone. */
export function checkAccessModes(errors: FieldError[], modes: readonly string[] | undefined, path: string): void {
  for (const mode of modes ?? []) if (!accessModes.includes(mode)) errors.push(notSupported(path, mode, accessModes));
  const others = modes?.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  if (modes?.includes('ReadWriteOncePod') && others) errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
}

/** @see Kubernetes 1.36, core validation, ValidatePersistentVolumeClaimSpec */
export function checkClaimSpec(errors: FieldError[], spec: t.V1PersistentVolumeClaimSpec | undefined, path: string): void {
  if ((spec?.accessModes?.length ?? 0) === 0) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  checkLabelSelector(errors, spec?.selector, `${path}.selector`);
  checkAccessModes(errors, spec?.accessModes, `${path}.accessModes`);
  checkSize(errors, spec?.resources?.requests?.['storage'], `${path}.resources[storage]`);
  if (spec?.storageClassName) complain(errors, `${path}.storageClassName`, spec.storageClassName, nameIsSubdomain(spec.storageClassName, false));
  if (spec?.volumeMode && !volumeModes.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, volumeModes));
  if (spec?.dataSource) checkDataSource(errors, spec.dataSource, `${path}.dataSource`);
  if (spec?.dataSourceRef) checkDataSource(errors, spec.dataSourceRef, `${path}.dataSourceRef`);
  checkBothDataSources(errors, spec, path);
  if (spec?.volumeAttributesClassName) complain(errors, `${path}.volumeAttributesClassName`, spec.volumeAttributesClassName, nameIsSubdomain(spec.volumeAttributesClassName, false));
}

function checkSize(errors: FieldError[], size: string | undefined, path: string): void {
  if (size === undefined) {
    errors.push(required(path));
    return;
  }
  const before = errors.length;
  checkPositiveQuantity(errors, size, path);
  if (errors.length === before) checkQuantity(errors, 'storage', size, path);
}

function checkDataSource(errors: FieldError[], source: t.V1TypedObjectReference, path: string): void {
  const { apiGroup, kind, name, namespace } = source;
  if (!name) errors.push(required(`${path}.name`));
  if (!kind) errors.push(required(`${path}.kind`));
  if (!apiGroup && kind !== 'PersistentVolumeClaim') errors.push(invalid(path, kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup) complain(errors, `${path}.apiGroup`, apiGroup, dns1123Subdomain(apiGroup));
  if (namespace) complain(errors, `${path}.namespace`, namespace, nameIsLabel(namespace, false));
}

function checkBothDataSources(errors: FieldError[], spec: t.V1PersistentVolumeClaimSpec | undefined, path: string): void {
  if (!spec?.dataSource || !spec.dataSourceRef) return;
  const { dataSource, dataSourceRef } = spec;
  if (dataSourceRef.namespace) errors.push(invalid(path, `${path}.dataSource`, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (dataSource.kind !== dataSourceRef.kind || dataSource.name !== dataSourceRef.name || dataSource.apiGroup !== dataSourceRef.apiGroup) {
    errors.push(invalid(path, `${path}.dataSource`, 'must match dataSourceRef'));
  }
}

/** The claim that a generic ephemeral volume makes. */
export function checkClaimTemplate(errors: FieldError[], { metadata, spec }: t.V1PersistentVolumeClaimTemplate, path: string): void {
  checkAnnotations(errors, metadata?.annotations, `${path}.metadata.annotations`);
  checkLabels(errors, metadata?.labels, `${path}.metadata.labels`);
  for (const key of Object.keys(metadata ?? {})) {
    if (key !== 'labels' && key !== 'annotations') errors.push(forbidden(`${path}.metadata.${key}`, 'cannot be set'));
  }
  checkClaimSpec(errors, spec, `${path}.spec`);
}

const betaClass = 'volume.beta.kubernetes.io/storage-class';

/** Claims stay what they are, but for their size once they are bound. */
export function checkClaimUpdate(errors: FieldError[], claim: t.V1PersistentVolumeClaim, before: t.V1PersistentVolumeClaim): void {
  const spec = claim.spec ?? {};
  const old = before.spec ?? {};
  const annotation = claim.metadata?.annotations?.[betaClass] ?? '';
  if (annotation !== (before.metadata?.annotations?.[betaClass] ?? '')) errors.push(invalid(`metadata.annotations.${betaClass}`, annotation, 'field is immutable'));
  const comparable = comparableSpec(claim, before);
  const oldComparable = old.volumeName ? old : { ...old, volumeName: spec.volumeName };
  if (!equal(normalised(comparable), normalised(oldComparable))) {
    errors.push(forbidden('spec', `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${structDiff('ClaimSpec', oldComparable, comparable)}`));
  }
  const size = spec.resources?.requests?.['storage'] ?? '0';
  const capacity = before.status?.capacity?.['storage'] ?? '0';
  if (compareQuantities(size, old.resources?.requests?.['storage'] ?? '0') < 0 && compareQuantities(size, capacity) <= 0) {
    errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  checkImmutable(errors, spec.volumeMode, old.volumeMode, 'volumeMode');
  checkAttributesClassUpdate(errors, spec.volumeAttributesClassName, old.volumeAttributesClassName, true);
}

/** The new spec with everything that may change taken from the old one. */
function comparableSpec(claim: t.V1PersistentVolumeClaim, before: t.V1PersistentVolumeClaim): t.V1PersistentVolumeClaimSpec {
  const old = before.spec ?? {};
  let spec = claim.spec ?? {};
  if (spec.storageClassName !== undefined && old.storageClassName === undefined) spec = { ...spec, storageClassName: old.storageClassName };
  if (claim.status?.phase !== 'Bound') return spec;
  const oldSize = old.resources?.requests?.['storage'];
  if (spec.resources?.requests && oldSize !== undefined && !equalQuantities(spec.resources.requests['storage'], oldSize)) {
    spec = { ...spec, resources: { ...spec.resources, requests: { ...spec.resources.requests, storage: oldSize } } };
  }
  return spec.volumeAttributesClassName === undefined ? spec : { ...spec, volumeAttributesClassName: old.volumeAttributesClassName };
}

const normalised = (spec: t.V1PersistentVolumeClaimSpec): object => ({ ...spec, volumeName: spec.volumeName ?? '', volumeMode: null });

/** Once a class of attributes is named, it can be changed but not taken away. */
export function checkAttributesClassUpdate(errors: FieldError[], name: string | undefined, before: string | undefined, emptyForbidden: boolean): void {
  if (before === undefined || name === before) return;
  if (name === undefined) errors.push(forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  else if (name === '' && emptyForbidden) errors.push(forbidden('spec.volumeAttributesClassName', 'update from non-nil value to an empty string is forbidden'));
}

export function checkClaimStatus(errors: FieldError[], claim: t.V1PersistentVolumeClaim): void {
  if ((claim.spec?.accessModes?.length ?? 0) === 0) errors.push(required('Spec.accessModes'));
  for (const [name, amount] of Object.entries(claim.status?.capacity ?? {})) checkBasicQuantity(errors, amount, `status.capacity[${name}]`);
}
