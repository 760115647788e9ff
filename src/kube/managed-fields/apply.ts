/**
 * Server-side apply.
 *
 * @see sigs.k8s.io/structured-merge-diff, merge/update.go
 */
import type { Result } from '../api.ts';
import type { V1Status, V1StatusCause } from '../generated/types.ts';
import { goQuote } from '../field-errors.ts';
import { compareText, deepEqual, goMapJson, isJsonObject, own, readJson, withKey, without } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { apiVersionOf } from '../kinds.ts';
import type { Kind } from '../kinds.ts';
import { applyConflict, badRequest, failure } from '../status.ts';
import { difference, intersection, isEmpty, pathsOf, union } from './field-set.ts';
import type { FieldSet } from './field-set.ts';
import { noOwners, ownable, ownersOf, sameManager, trackWrite, withoutFields } from './record.ts';
import type { FieldManager, FieldRecord, Ownership } from './record.ts';
import { topologyOfObject } from './topology.ts';
import type { ObjectSchema, Topology } from './topology.ts';
import { compare, fieldsIn, mergeConfig, removeFields, schemaProblems, withStructs } from './walk.ts';

export interface ApplyRequest {
  readonly kind: Kind;
  readonly schema: ObjectSchema;
  /** The object as it is; undefined where the apply creates it. */
  readonly live: object | undefined;
  readonly record: FieldRecord | undefined;
  /** The configuration that is applied, as it was sent. */
  readonly config: JsonObject;
  readonly manager: string;
  readonly force: boolean;
  readonly subresource?: string;
  /** RFC 3339. */
  readonly time: string;
}

/** The object that comes of it, still to be decoded, defaulted and validated, and who owns what then. */
export interface Applied {
  /** `live` itself where nothing changes. */
  readonly object: JsonObject;
  readonly record: FieldRecord;
}

/** Applies a configuration. Refusals: a conflict with other managers, or a configuration that does not fit the schema. */
export function applyPatch(request: ApplyRequest): Result<Applied> {
  const { schema, config, live, record } = request;
  const type = topologyOfObject(schema);
  const refused = unfit(request, type);
  if (refused) return { ok: false, status: refused };
  const current = (live ?? {}) as JsonObject;
  const tracked = live && !record ? beforeFirstApply(request) : (record ?? noOwners);
  const owners = ownersOf(tracked, schema);
  const wanted = withKey(config, 'metadata', withoutServerFields(config));
  const outcome = merge(request, current, owners, wanted, type);
  if (outcome.conflicts.length > 0 && !request.force && !isOwnMigration(request, outcome.conflicts, type)) return { ok: false, status: conflictStatus(outcome.conflicts) };
  const settled = outcome.conflicts.reduce((all, { by, fields }) => all.map((owner) => (sameManager(owner.by, by) ? { ...owner, fields: difference(owner.fields, fields) } : owner)), outcome.owners);
  return { ok: true, value: { object: withLastApplied(request, outcome.object), record: { owners: settled.filter(({ fields }) => !isEmpty(fields)), pendingCount: 0 } } };
}

/** Metadata of a configuration without what only the server writes. */
function withoutServerFields(config: JsonObject): JsonObject {
  const metadata = own(config, 'metadata');
  return isJsonObject(metadata) ? without(metadata, 'managedFields', 'creationTimestamp', 'resourceVersion', 'generation', 'selfLink', ...(own(metadata, 'uid') === '' ? ['uid'] : [])) : {};
}

function managerOf({ manager, kind, subresource }: ApplyRequest): FieldManager {
  return { manager, operation: 'Apply', apiVersion: apiVersionOf(kind), ...(subresource ? { subresource } : {}) };
}

/** What was there before anybody tracked it belongs to `before-first-apply`. */
function beforeFirstApply({ kind, schema, live, time }: ApplyRequest): FieldRecord {
  const by: FieldManager = { manager: 'before-first-apply', operation: 'Update', apiVersion: apiVersionOf(kind) };
  return live ? trackWrite(undefined, { by, time, before: undefined, after: live }, schema) : noOwners;
}

interface Outcome {
  readonly object: JsonObject;
  readonly owners: readonly Ownership[];
  readonly conflicts: readonly Ownership[];
}

function merge(request: ApplyRequest, live: JsonObject, owners: readonly Ownership[], config: JsonObject, type: Topology): Outcome {
  const self = managerOf(request);
  const before = owners.find(({ by }) => sameManager(by, self));
  const fields = ownable(fieldsIn(config, type));
  const others = owners.filter((owner) => owner !== before);
  const mine: Ownership = { by: self, fields, time: before && deepEqual(pathsOf(before.fields), pathsOf(fields)) ? before.time : request.time };
  const merged = mergeConfig(live, config, type);
  const object = prune(merged, before?.fields, [...others, mine], type);
  const { added, modified, removed } = compare(live, object, type);
  const changed = union(added, modified);
  const conflicts = others.map((owner) => ({ ...owner, fields: intersection(owner.fields, changed) })).filter((conflict) => !isEmpty(conflict.fields));
  const isSame = isEmpty(changed) && isEmpty(removed);
  return { object: isSame ? live : object, owners: [...withoutFields(others, removed), mine].filter((owner) => !isEmpty(owner.fields)), conflicts };
}

/** Takes out what this manager applied before and wants no longer, unless somebody else owns it. */
function prune(merged: unknown, last: FieldSet | undefined, owners: readonly Ownership[], type: Topology): JsonObject {
  if (!last) return merged as JsonObject;
  const owned = owners.reduce<FieldSet>((all, owner) => union(all, owner.fields), { member: false, children: new Map() });
  const present = withStructs(fieldsIn(merged, type), type);
  const gone = difference(intersection(withStructs(last, type), present), withStructs(owned, type));
  return (removeFields(merged, gone, type) ?? {}) as JsonObject;
}

function unfit({ kind, config, live }: ApplyRequest, type: Topology): V1Status | undefined {
  const apiVersion = own(config, 'apiVersion');
  const name = own(config, 'kind');
  if (apiVersion !== apiVersionOf(kind) || name !== kind.kind) return badRequest(`Incorrect version specified in apply patch. Specified patch version: ${String(apiVersion ?? '')}, expected: ${apiVersionOf(kind)}`);
  const metadata = own(config, 'metadata');
  if (isJsonObject(metadata) && isFilled(own(metadata, 'managedFields'))) return badRequest('metadata.managedFields must be nil');
  const problems = schemaProblems(config, type);
  if (problems.length === 0) return undefined;
  const text = problems.length === 1 ? (problems[0] ?? '') : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  const named = { ...((live as JsonObject | undefined)?.['metadata'] as object | undefined), ...(metadata as object | undefined) } as { readonly namespace?: string; readonly name?: string };
  return failure(500, '', `failed to create typed patch object (${named.namespace ?? ''}/${named.name ?? ''}; ${kind.group}/${kind.version}, Kind=${kind.kind}): ${text}`);
}

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** `kubectl apply --server-side` takes over, unforced, what `kubectl apply` without it had applied. */
function isOwnMigration({ manager, live }: ApplyRequest, conflicts: readonly Ownership[], type: Topology): boolean {
  const annotation = (live as Annotated)?.metadata?.annotations?.[lastApplied];
  if (manager !== 'kubectl' || annotation === undefined) return false;
  const read = readJson(annotation);
  if (!read.ok) return false;
  const allowed = fieldsIn(read.value, type);
  return conflicts.every(({ fields }) => isEmpty(difference(fields, allowed)));
}

type Annotated = { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } } | undefined;

/** Keeps the annotation of `kubectl apply` true where there is one, so that people can go back to it. */
function withLastApplied({ manager, config, live }: ApplyRequest, object: JsonObject): JsonObject {
  const metadata = own(object, 'metadata');
  const annotations = isJsonObject(metadata) ? own(metadata, 'annotations') : undefined;
  if (manager !== 'kubectl' || (live as Annotated)?.metadata?.annotations?.[lastApplied] === undefined || !isJsonObject(metadata) || !isJsonObject(annotations)) return object;
  const text = `${goMapJson(withoutAnnotation(config))}\n`;
  return own(annotations, lastApplied) === text ? object : withKey(object, 'metadata', withKey(metadata, 'annotations', withKey(annotations, lastApplied, text)));
}

function withoutAnnotation(config: JsonObject): JsonObject {
  const metadata = own(config, 'metadata');
  const annotations = isJsonObject(metadata) ? own(metadata, 'annotations') : undefined;
  return isJsonObject(metadata) && isJsonObject(annotations) ? withKey(config, 'metadata', withKey(metadata, 'annotations', without(annotations, lastApplied))) : config;
}

function managerText({ manager, operation, apiVersion, subresource }: FieldManager): string {
  const name = `${goQuote(manager)}${subresource ? ` with subresource ${goQuote(subresource)}` : ''}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

/** `Apply failed with 1 conflict: conflict with "x" using apps/v1: .spec.replicas` */
function conflictStatus(conflicts: readonly Ownership[]): V1Status {
  const sorted = [...conflicts].sort((a, b) => compareText(managerText(a.by), managerText(b.by)));
  const causes = sorted.flatMap(({ by, fields }) => pathsOf(fields).map((field): V1StatusCause => ({ reason: 'FieldManagerConflict', message: `conflict with ${managerText(by)}`, field })));
  const [first] = causes;
  if (first && causes.length === 1) return applyConflict(causes, `Apply failed with 1 conflict: ${first.message ?? ''}: ${first.field ?? ''}`);
  const lines = sorted.flatMap(({ by, fields }) => [`conflicts with ${managerText(by)}:`, ...pathsOf(fields).map((path) => `- ${path}`)]);
  return applyConflict(causes, `Apply failed with ${String(causes.length)} conflicts: ${lines.join('\n')}`);
}
