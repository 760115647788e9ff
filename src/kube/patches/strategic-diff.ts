/** The differences between objects, as strategic merge patches. */
import { deepEqual, isJsonObject, own, setOwn, withKey } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { deleteFrom, directive, elementOrder, isDirective, retainKeys } from './directives.ts';
import { holdsObjects, requiredIdentity, unique } from './element-order.ts';
import type { List } from './element-order.ts';
import { lookUp, typeName } from './strategic.ts';
import { patchField } from './strategies.ts';
import type { PatchField, PatchType } from './strategies.ts';

/** Which options a diff runs with. */
export interface DiffOptions {
  readonly ignoreDeletions?: true;
  readonly ignoreChanges?: true;
  readonly setElementOrder?: true;
  readonly retainKeys?: boolean;
}

/** The strategic merge patch between two objects. */
export function diffObject(original: JsonObject, modified: JsonObject, type: PatchType, options: DiffOptions): JsonObject {
  const patch: Record<string, unknown> = {};
  const inner: DiffOptions = { ...options, retainKeys: false };
  for (const key of Object.keys(modified)) {
    const after = modified[key];
    const before = own(original, key);
    if (after === undefined) continue;
    if (before === undefined || typeName(before) !== typeName(after)) {
      if (!options.ignoreChanges) setOwn(patch, key, after);
    } else if (!deepEqual(before, after) || Array.isArray(after) || isDirective(key)) diffField(patch, key, before, after, type, inner);
  }
  if (!options.ignoreDeletions) for (const key of Object.keys(original)) if (own(modified, key) === undefined && original[key] !== undefined) setOwn(patch, key, null);
  addRetainKeys(patch, original, modified, options);
  return patch;
}

function addRetainKeys(patch: Record<string, unknown>, original: JsonObject, modified: JsonObject, options: DiffOptions): void {
  const kept = Object.keys(modified).filter((key) => modified[key] !== null && modified[key] !== undefined);
  const clears = Object.keys(original).some((key) => original[key] !== null && original[key] !== undefined && !Object.hasOwn(modified, key));
  if (options.retainKeys && kept.length > 0 && (Object.keys(patch).length > 0 || clears)) patch[retainKeys] = kept.sort();
}

function diffField(patch: Record<string, unknown>, key: string, before: unknown, after: unknown, type: PatchType, options: DiffOptions): void {
  if (isJsonObject(before) && isJsonObject(after)) return diffMap(patch, key, before, after, lookUp(type, key, after), options);
  if (Array.isArray(before) && Array.isArray(after)) {
    if (deepEqual(before, after) && patchField(type, key).unknown) return;
    const field = lookUp(type, key, after);
    if (field.strategy.merge) return diffList(patch, key, before, after, field, options);
  }
  if (!options.ignoreChanges && !deepEqual(before, after)) setOwn(patch, key, after);
}

function diffMap(patch: Record<string, unknown>, key: string, before: JsonObject, after: JsonObject, field: PatchField, options: DiffOptions): void {
  if (field.strategy.replace) {
    if (!options.ignoreChanges) setOwn(patch, key, after);
    return;
  }
  const inner = diffObject(before, after, field.type, { ...options, retainKeys: field.strategy.retainKeys ?? false });
  if (Object.keys(inner).length > 0) setOwn(patch, key, inner);
}

function diffList(patch: Record<string, unknown>, key: string, before: List, after: List, field: PatchField, options: DiffOptions): void {
  if (before.length === 0) {
    if (after.length > 0 && !options.ignoreChanges) setOwn(patch, key, after);
    return;
  }
  const mergeKey = field.strategy.mergeKey ?? '';
  const { changes, removals, order } = holdsObjects(before, after) ? diffItems(before, after, mergeKey, field, options) : diffScalars(before, after, options);
  if (changes.length > 0) setOwn(patch, key, changes);
  if (removals.length > 0) setOwn(patch, `${deleteFrom}/${key}`, removals);
  if (order.length > 0) setOwn(patch, `${elementOrder}/${key}`, order);
}

interface ListDiff {
  readonly changes: List;
  readonly removals: List;
  readonly order: List;
}

function byText(list: List): List {
  return [...list].sort((a, b) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0));
}

function diffScalars(before: List, after: List, options: DiffOptions): ListDiff {
  const removals = options.ignoreDeletions ? [] : unique(byText(before.filter((item) => !after.includes(item))));
  const added = options.ignoreChanges ? [] : after.filter((item) => !before.includes(item));
  const says = (!options.ignoreDeletions && removals.length > 0) || (!options.ignoreChanges && !deepEqual(before, after));
  return { changes: added, removals, order: options.setElementOrder && says ? after : [] };
}

function diffItems(before: List, after: List, mergeKey: string, field: PatchField, options: DiffOptions): ListDiff {
  const keyOf = (item: unknown): unknown => requiredIdentity(item, mergeKey);
  const old = new Map(before.map((item) => [keyOf(item), item]));
  const changes: unknown[] = [];
  for (const item of after) {
    const previous = old.get(keyOf(item));
    if (previous === undefined) {
      if (!options.ignoreChanges) changes.push(item);
    } else changes.push(...diffItem(previous, item, mergeKey, field, options));
  }
  const current = new Set(after.map(keyOf));
  const gone = options.ignoreDeletions ? [] : byText(before.map(keyOf).filter((key) => !current.has(key)));
  const all = [...changes, ...gone.map((key) => ({ [directive]: 'delete', [mergeKey]: key }))];
  const sameOrder = before.length === after.length && after.every((item, index) => keyOf(item) === keyOf(before[index]));
  const says = (!options.ignoreChanges && (all.length > 0 || !sameOrder)) || (!options.ignoreDeletions && all.length > 0);
  return { changes: all, removals: [], order: options.setElementOrder && says ? after.map((item) => ({ [mergeKey]: keyOf(item) })) : [] };
}

function diffItem(previous: unknown, item: unknown, mergeKey: string, field: PatchField, options: DiffOptions): readonly JsonObject[] {
  if (!isJsonObject(previous) || !isJsonObject(item)) return [];
  const inner = diffObject(previous, item, field.type, { ...options, retainKeys: field.strategy.retainKeys ?? false });
  return Object.keys(inner).length === 0 ? [] : [withKey(inner, mergeKey, own(item, mergeKey))];
}
