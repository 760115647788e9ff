/**
 * Who owns which field. A write by a component is only noted (one small object, no walk); the sets of fields are computed
 * when somebody looks at `managedFields` or applies.
 *
 * @see Kubernetes apimachinery, util/managedfields
 */
import type { V1ManagedFieldsEntry } from '../generated/types.ts';
import { compareText } from '../json.ts';
import { difference, fromFieldsV1, isEmpty, toFieldsV1, union } from './field-set.ts';
import type { FieldSet } from './field-set.ts';
import { topologyOfObject } from './topology.ts';
import type { ObjectSchema, Topology } from './topology.ts';
import { compare } from './walk.ts';

/** Somebody who writes. Two who differ in any of these own fields apart. */
export interface FieldManager {
  /** `kubectl-client-side-apply`, `kube-controller-manager`: the `fieldManager` parameter, or the user agent up to its `/`. */
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  /** `v1`, `apps/v1`: the version that was written. */
  readonly apiVersion: string;
  /** `status`, `scale`; absent for the object itself. */
  readonly subresource?: string;
}

/** One create, update or patch. `before` is undefined for a create. */
export interface FieldWrite {
  readonly by: FieldManager;
  /** RFC 3339. */
  readonly time: string;
  readonly before: object | undefined;
  readonly after: object;
}

/** What one manager owns. */
export interface Ownership {
  readonly by: FieldManager;
  readonly time: string;
  readonly fields: FieldSet;
}

/** The record of one object: known owners, and writes that nobody has looked at yet, the last one first. Immutable. */
export interface FieldRecord {
  readonly owners: readonly Ownership[];
  readonly last?: PendingWrite;
  readonly pendingCount: number;
}

interface PendingWrite extends FieldWrite {
  readonly previous: PendingWrite | undefined;
}

export const noOwners: FieldRecord = { owners: [], pendingCount: 0 };

/** More alternating writers than this are worked off, so that old versions of an object need not be kept. */
const pendingMax = 12;

/**
 * Notes a create, update or patch. Writes by one manager in a row are kept as one. `schema` is only used where many
 * different writers alternate.
 */
export function trackWrite(record: FieldRecord | undefined, write: FieldWrite, schema: ObjectSchema): FieldRecord {
  const known = record ?? noOwners;
  const last = known.last;
  const { by, time, before, after } = write;
  if (last && sameManager(last.by, by)) {
    return { owners: known.owners, last: { by, time, before: last.before, after, previous: last.previous }, pendingCount: known.pendingCount };
  }
  const settled = known.pendingCount >= pendingMax ? { owners: ownersOf(known, schema), pendingCount: 0 } : known;
  return { owners: settled.owners, last: { by, time, before, after, previous: settled.last }, pendingCount: settled.pendingCount + 1 };
}

export function sameManager(a: FieldManager, b: FieldManager): boolean {
  return a.manager === b.manager && a.operation === b.operation && (a.subresource ?? '') === (b.subresource ?? '') && (a.operation === 'Apply' || a.apiVersion === b.apiVersion);
}

const computed = new WeakMap<FieldRecord, readonly Ownership[]>();

/** Who owns what, all pending writes worked off. */
export function ownersOf(record: FieldRecord, schema: ObjectSchema): readonly Ownership[] {
  if (!record.last) return record.owners;
  const known = computed.get(record);
  if (known) return known;
  const writes: FieldWrite[] = [];
  for (let at: PendingWrite | undefined = record.last; at; at = at.previous) writes.push(at);
  const type = topologyOfObject(schema);
  const owners = writes.reduceRight<readonly Ownership[]>((all, write) => afterWrite(all, write, type), record.owners);
  computed.set(record, owners);
  return owners;
}

/** Fields that nobody owns. */
const unowned: FieldSet = fromFieldsV1({
  'f:apiVersion': {}, 'f:kind': {},
  'f:metadata': { '.': {}, ...Object.fromEntries(['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map((field) => [`f:${field}`, {}])) },
});

/** A set without the fields that nobody owns. */
export function ownable(fields: FieldSet): FieldSet {
  return difference(fields, unowned);
}

/** An update: the writer takes what it changed, everybody loses what is gone. */
function afterWrite(owners: readonly Ownership[], { by, time, before, after }: FieldWrite, type: Topology): readonly Ownership[] {
  const { added, removed, modified } = compare(before ?? {}, after, type);
  const taken = ownable(union(added, modified));
  const rest = withoutFields(owners, union(taken, removed));
  return isEmpty(taken) ? rest : give(rest, { by, time, fields: taken });
}

/** Everybody's fields without some; who has none left is not named any more. */
export function withoutFields(owners: readonly Ownership[], fields: FieldSet): readonly Ownership[] {
  if (isEmpty(fields)) return owners;
  return owners.map((owner) => ({ ...owner, fields: difference(owner.fields, fields) })).filter((owner) => !isEmpty(owner.fields));
}

/** Adds to what a manager owns. */
function give(owners: readonly Ownership[], more: Ownership): readonly Ownership[] {
  const index = owners.findIndex((owner) => sameManager(owner.by, more.by));
  const owner = owners[index];
  return owner ? owners.with(index, { ...more, fields: union(owner.fields, more.fields) }) : [...owners, more];
}

/** `metadata.managedFields` of an object. Update managers beyond the tenth are summed up as `ancient-changes`. */
export function managedFieldsOf(record: FieldRecord | undefined, schema: ObjectSchema): readonly V1ManagedFieldsEntry[] {
  return record ? sortEntries(capped(ownersOf(record, schema))).map(entryOf) : [];
}

const updateManagersMax = 10;

function capped(owners: readonly Ownership[]): readonly Ownership[] {
  const updates = sortEntries(owners.filter(({ by }) => by.operation === 'Update'));
  if (updates.length <= updateManagersMax) return owners;
  const old = updates.slice(0, updates.length - updateManagersMax + 1);
  const rest = owners.filter((owner) => !old.includes(owner));
  return old.reduce<readonly Ownership[]>((all, { by: { apiVersion }, time, fields }) => give(all, { by: { manager: 'ancient-changes', operation: 'Update', apiVersion }, time, fields }), rest);
}

function sortEntries(owners: readonly Ownership[]): readonly Ownership[] {
  return [...owners].sort((a, b) => compareText(a.by.operation, b.by.operation) || compareText(a.time, b.time) || compareText(a.by.manager, b.by.manager)
    || compareText(a.by.apiVersion, b.by.apiVersion) || compareText(a.by.subresource ?? '', b.by.subresource ?? ''));
}

function entryOf({ by, time, fields }: Ownership): V1ManagedFieldsEntry {
  return {
    apiVersion: by.apiVersion, fieldsType: 'FieldsV1', fieldsV1: toFieldsV1(fields), manager: by.manager, operation: by.operation,
    ...(by.subresource ? { subresource: by.subresource } : {}), time,
  };
}

/** A record out of `managedFields` that a client sent; an empty list, or one empty entry, forgets everything. */
export function recordOf(entries: readonly V1ManagedFieldsEntry[]): FieldRecord {
  const owners = entries.filter(({ manager, operation }) => manager !== undefined && operation !== undefined).map((entry): Ownership => ({
    by: { manager: entry.manager ?? '', operation: entry.operation === 'Apply' ? 'Apply' : 'Update', apiVersion: entry.apiVersion ?? '', ...(entry.subresource ? { subresource: entry.subresource } : {}) },
    time: entry.time ?? '',
    fields: fromFieldsV1(entry.fieldsV1),
  }));
  return { owners: owners.filter(({ fields }) => !isEmpty(fields)), pendingCount: 0 };
}
