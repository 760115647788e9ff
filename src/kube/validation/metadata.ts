import { forbidden, goQuote, invalid, required, tooLong, type FieldError } from '../field-errors.ts';
import type { V1LabelSelector, V1ManagedFieldsEntry, V1ObjectMeta, V1OwnerReference } from '../generated/types.ts';
import { equal } from './equal.ts';
import { labelValue, nameIsLabel, qualifiedName, type NameCheck } from './formats.ts';
import { mapOf } from './shapes.ts';

type TextMap = Readonly<Record<string, string>> | undefined;

export const fieldIsImmutable = 'field is immutable';
export const isNegative = 'must be greater than or equal to 0';
const annotationBytesMax = 256 * 1024;

/** Complains about a negative number; an absent one is fine. */
export function checkNonNegative(errors: FieldError[], value: number | undefined, path: string): void {
  if (typeof value === 'number' && value < 0) errors.push(invalid(path, value, isNegative));
}

/** Complains where a field that may never change has changed; `shape` prints it as Go does. */
export function checkImmutable(errors: FieldError[], value: unknown, before: unknown, path: string, shape: (value: unknown) => unknown = (same) => same): void {
  if (!equal(value, before)) errors.push(invalid(path, shape(value ?? null), fieldIsImmutable));
}

/** Reports each complaint about one text. */
export function complain(errors: FieldError[], path: string, value: unknown, complaints: readonly string[]): void {
  for (const complaint of complaints) errors.push(invalid(path, value, complaint));
}

export function checkLabelName(errors: FieldError[], name: string, path: string): void {
  complain(errors, path, name, qualifiedName(name));
}

/** Labels, node selectors and the selectors of Services. */
export function checkLabels(errors: FieldError[], labels: TextMap, path: string): void {
  for (const key of Object.keys(labels ?? {})) {
    checkLabelName(errors, key, path);
    const value = labels?.[key] ?? '';
    complain(errors, path, value, labelValue(value));
  }
}

export function checkAnnotations(errors: FieldError[], annotations: TextMap, path: string): void {
  let bytes = 0;
  for (const key of Object.keys(annotations ?? {})) {
    complain(errors, path, key, qualifiedName(key.toLowerCase()));
    bytes += utf8Bytes(key) + utf8Bytes(annotations?.[key] ?? '');
  }
  if (bytes > annotationBytesMax) errors.push(tooLong(path, '', annotationBytesMax));
}

/** How long a text is in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7ff && (code < 0xd800 || code > 0xdfff)) bytes += 2;
    else if (code > 0x7f) bytes += 1;
  }
  return bytes;
}

/** A label selector: labels, then expressions. */
export function checkLabelSelector(errors: FieldError[], selector: V1LabelSelector | undefined, path: string): void {
  if (!selector) return;
  checkLabels(errors, selector.matchLabels, `${path}.matchLabels`);
  for (const [index, { key, operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const at = `${path}.matchExpressions[${String(index)}]`;
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    } else errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    checkLabelName(errors, key ?? '', `${at}.key`);
    for (const [valueIndex, value] of values.entries()) complain(errors, `${at}.values[${String(valueIndex)}]`, value, labelValue(value));
  }
}

/** Whether a selector is sound enough to be matched against labels at all. */
export function isUsableSelector(selector: V1LabelSelector | undefined): boolean {
  const errors: FieldError[] = [];
  checkLabelSelector(errors, selector, '');
  return errors.length === 0;
}

/**
 * Metadata of an object that is being created; its name has been generated already.
 *
 * @see Kubernetes 1.36, apimachinery, api/validation, ValidateObjectMeta
 */
export function checkObjectMeta(errors: FieldError[], meta: V1ObjectMeta | undefined, namespaced: boolean, nameCheck: NameCheck): void {
  const { generateName, name = '', namespace = '' } = meta ?? {};
  if (generateName) complain(errors, 'metadata.generateName', generateName, nameCheck(generateName, true));
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else complain(errors, 'metadata.name', name, nameCheck(name, false));
  if (!namespaced) {
    if (namespace !== '') errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  } else if (namespace === '') errors.push(required('metadata.namespace'));
  else complain(errors, 'metadata.namespace', namespace, nameIsLabel(namespace, false));
  checkNonNegative(errors, meta?.generation, 'metadata.generation');
  checkLabels(errors, meta?.labels, 'metadata.labels');
  checkAnnotations(errors, meta?.annotations, 'metadata.annotations');
  checkOwnerReferences(errors, meta?.ownerReferences);
  checkFinalizers(errors, meta?.finalizers);
  checkManagedFields(errors, meta?.managedFields);
  checkFinalizerNames(errors, meta?.finalizers);
}

const deleteDependents = 'foregroundDeletion';
const orphanDependents = 'orphan';

function checkFinalizers(errors: FieldError[], finalizers: readonly string[] = []): void {
  for (const finalizer of finalizers) complain(errors, 'metadata.finalizers', finalizer, qualifiedName(finalizer));
  if (finalizers.includes(orphanDependents) && finalizers.includes(deleteDependents)) {
    errors.push(invalid('metadata.finalizers', finalizers, `finalizer ${orphanDependents} and ${deleteDependents} cannot be both set`));
  }
}

/** Finalizers of one word are Kubernetes' own; all others carry a domain. */
function checkFinalizerNames(errors: FieldError[], finalizers: readonly string[] = []): void {
  for (const [index, finalizer] of finalizers.entries()) checkFinalizerName(errors, finalizer, `metadata.finalizers[${String(index)}]`);
}

export function checkFinalizerName(errors: FieldError[], finalizer: string, path: string): void {
  if (finalizer.includes('/') || ['kubernetes', orphanDependents, deleteDependents].includes(finalizer)) return;
  errors.push(invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'));
}

function checkOwnerReferences(errors: FieldError[], references: readonly V1OwnerReference[] = []): void {
  const path = 'metadata.ownerReferences';
  let controller: string | undefined;
  for (const reference of references) {
    checkOwnerReference(errors, reference, path);
    if (!reference.controller) continue;
    const current = `${reference.kind}/${reference.name}`;
    if (controller === undefined) controller = current;
    else errors.push(invalid(path, references.map(referenceAsGo), `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`));
  }
}

/** A reference as Go writes it: fields in their order, texts also where they are empty. */
function referenceAsGo({ apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion }: V1OwnerReference): V1OwnerReference {
  return { apiVersion, kind, name, uid, ...(controller === undefined ? {} : { controller }), ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }) };
}

function checkOwnerReference(errors: FieldError[], reference: V1OwnerReference, path: string): void {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  if (apiVersion === '' || apiVersion.endsWith('/')) errors.push(invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty'));
  if (kind === '') errors.push(invalid(`${path}.kind`, kind, 'kind must not be empty'));
  if (name === '') errors.push(invalid(`${path}.name`, name, 'name must not be empty'));
  if (uid === '') errors.push(invalid(`${path}.uid`, uid, 'uid must not be empty'));
  if (apiVersion === 'v1' && kind === 'Event') errors.push(invalid(path, referenceAsGo(reference), '/v1, Kind=Event is disallowed from being an owner'));
}

function checkManagedFields(errors: FieldError[], fields: readonly V1ManagedFieldsEntry[] = []): void {
  for (const [index, field] of fields.entries()) {
    const path = `metadata.managedFields[${String(index)}]`;
    if (field.operation !== 'Apply' && field.operation !== 'Update') errors.push(invalid(`${path}.operation`, field.operation ?? '', 'must be `Apply` or `Update`'));
    if ((field.fieldsType ?? '') !== '' && field.fieldsType !== 'FieldsV1') errors.push(invalid(`${path}.fieldsType`, field.fieldsType, 'must be `FieldsV1`'));
    if ((field.manager?.length ?? 0) > 128) errors.push(tooLong(`${path}.manager`, field.manager, 128));
  }
}

const immutableMeta = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

/** Metadata of an object that is being updated. Maps and lists that are the same reference as before are not looked at. */
export function checkObjectMetaUpdate(errors: FieldError[], meta: V1ObjectMeta | undefined, before: V1ObjectMeta | undefined): void {
  if (meta === before) return;
  if (before?.deletionTimestamp) checkNoNewFinalizers(errors, meta?.finalizers ?? [], before.finalizers ?? []);
  if (!meta?.resourceVersion) errors.push(invalid('metadata.resourceVersion', '', 'must be specified for an update'));
  if ((meta?.generation ?? 0) < (before?.generation ?? 0)) errors.push(invalid('metadata.generation', meta?.generation ?? 0, 'must not be decremented'));
  for (const key of immutableMeta) {
    if ((meta?.[key] ?? '') !== (before?.[key] ?? '')) errors.push(invalid(`metadata.${key}`, meta?.[key] ?? (key === 'name' || key === 'namespace' || key === 'uid' ? '' : null), fieldIsImmutable));
  }
  if (meta?.labels !== before?.labels) checkLabels(errors, meta?.labels, 'metadata.labels');
  if (meta?.annotations !== before?.annotations) checkAnnotations(errors, meta?.annotations, 'metadata.annotations');
  if (meta?.ownerReferences !== before?.ownerReferences) checkOwnerReferences(errors, meta?.ownerReferences);
  if (meta?.managedFields !== before?.managedFields) checkManagedFields(errors, meta?.managedFields);
  if (meta?.finalizers !== before?.finalizers) checkFinalizerNames(errors, meta?.finalizers);
}

function checkNoNewFinalizers(errors: FieldError[], finalizers: readonly string[], before: readonly string[]): void {
  const extra = [...new Set(finalizers)].filter((finalizer) => !before.includes(finalizer)).sort();
  if (extra.length === 0) return;
  errors.push(forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers []string{${extra.map(goQuote).join(', ')}}`));
}

/** Selectors print with sorted labels, and only what is set. */
export function selectorShape(selector: unknown): unknown {
  const { matchLabels, matchExpressions } = (selector ?? {}) as V1LabelSelector;
  return {
    ...(Object.keys(matchLabels ?? {}).length > 0 && { matchLabels: mapOf(matchLabels) }),
    ...((matchExpressions?.length ?? 0) > 0 && {
      matchExpressions: matchExpressions?.map(({ key, operator, values }) => ({ key, operator, ...((values?.length ?? 0) > 0 && { values }) })),
    }),
  };
}
