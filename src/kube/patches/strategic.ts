/**
 * Strategic merge patches: objects merge, lists merge by key where their type says so, directives do the rest. Nothing is
 * changed in place, and what the patch does not touch is shared.
 *
 * @see Kubernetes apimachinery, util/strategicpatch
 */
import { deepEqual, isJsonObject, own, without, withKey } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { badDirective, badElementOrder, badPrimitiveList, badRetainKeys, deleteFrom, directive, elementOrder, fieldOf, noMergeKey, plain, retainKeys, wrongArgument } from './directives.ts';
import { checkElementOrder, holdsObjects, identity, ordered, requiredIdentity, unique } from './element-order.ts';
import type { List } from './element-order.ts';
import { unforeseen } from './problem.ts';
import { patchField } from './strategies.ts';
import type { PatchField, PatchType } from './strategies.ts';

/** `apply`: a patch onto an object. `combine`: a patch onto another patch, whose directives stay. */
export type MergeMode = 'apply' | 'combine';

/** Values of different types replace each other. */
export const typeName = (value: unknown): string => (Array.isArray(value) ? 'list' : isJsonObject(value) ? 'map' : value === null ? 'null' : typeof value);

/** Merges a patch into an object. Throws a PatchProblem where the patch is wrong. */
export function mergeObject(original: JsonObject, patch: JsonObject, type: PatchType, mode: MergeMode): JsonObject {
  const wanted = own(patch, directive);
  if (wanted !== undefined) return directed(wanted, patch);
  let result = retained(original, patch, mode);
  const handled = new Set<string>([retainKeys]);
  for (const key of Object.keys(patch)) {
    if (key.startsWith(elementOrder)) result = mergeInOrder(result, patch, key, type, mode, handled);
  }
  for (const key of Object.keys(patch)) if (!handled.has(key)) result = mergeField(result, key, patch[key], type, mode);
  return result;
}

function directed(wanted: unknown, patch: JsonObject): JsonObject {
  if (wanted === 'replace') return without(patch, directive);
  if (wanted === 'delete') return {};
  throw badDirective(wanted, patch);
}

/** `$retainKeys`: what it does not name goes. */
function retained(original: JsonObject, patch: JsonObject, mode: MergeMode): JsonObject {
  const list = own(patch, retainKeys);
  if (list === undefined) return original;
  if (mode === 'combine') return retainBoth(original, list);
  if (!Array.isArray(list)) throw badRetainKeys();
  const kept = new Set<unknown>(list);
  for (const key of Object.keys(patch)) {
    if (patch[key] !== null && key !== retainKeys && !key.startsWith(deleteFrom) && !key.startsWith(elementOrder) && !kept.has(key)) throw badRetainKeys();
  }
  return without(original, ...Object.keys(original).filter((key) => !kept.has(key)));
}

function retainBoth(original: JsonObject, list: unknown): JsonObject {
  const before = own(original, retainKeys);
  if (before !== undefined && !deepEqual(before, list)) throw badRetainKeys();
  return withKey(original, retainKeys, list);
}

const asList = (value: unknown): List => {
  if (!Array.isArray(value)) throw wrongArgument('list', value);
  return value as List;
};

/** `$setElementOrder/field`, together with the list that it orders. */
function mergeInOrder(original: JsonObject, patch: JsonObject, key: string, type: PatchType, mode: MergeMode, handled: Set<string>): JsonObject {
  const order = asList(patch[key]);
  const field = fieldOf(key, elementOrder);
  if (field === undefined) throw badElementOrder();
  handled.add(key);
  let result = original;
  if (mode === 'combine') {
    const before = own(original, key);
    if (before !== undefined && !deepEqual(before, order)) throw badElementOrder();
    result = withKey(result, key, order);
  }
  const live = own(original, field);
  const wanted = own(patch, field);
  const known = patchField(type, field);
  const mergeKey = known.strategy.mergeKey ?? '';
  checkElementOrder(wanted === undefined ? [] : asList(wanted), order, mergeKey);
  if (live === undefined && (wanted === undefined || wanted === null)) return result;
  handled.add(field);
  const merged = wanted === undefined ? asList(live) : live === undefined ? asList(mode === 'apply' ? plain(wanted) : wanted) : mergeList(asList(live), asList(wanted), known, mode, false);
  if (merged.length === 0) return withKey(result, field, merged);
  return withKey(result, field, keepIfEqual(live, ordered(merged, order, live === undefined ? [] : asList(live), mergeKey)));
}

function mergeField(original: JsonObject, key: string, wanted: unknown, type: PatchType, mode: MergeMode): JsonObject {
  let field = key;
  let isDeletion = false;
  if (key.startsWith(deleteFrom)) {
    if (mode === 'combine') return withKey(original, key, wanted);
    const named = fieldOf(key, deleteFrom);
    if (named === undefined) throw badPrimitiveList();
    field = named;
    isDeletion = true;
  }
  if (wanted === undefined) return original;
  if (wanted === null) return mode === 'apply' ? without(original, field) : withKey(original, field, null);
  const before = own(original, field);
  if (before === undefined && isDeletion) return original;
  if (before === undefined || typeName(before) !== typeName(wanted)) return isDeletion ? original : withKey(original, field, mode === 'apply' ? plain(wanted) : wanted);
  return withKey(original, field, keepIfEqual(before, mergeValue(before, wanted, lookUp(type, field, before), mode, isDeletion)));
}

const keepIfEqual = (before: unknown, after: unknown): unknown => (deepEqual(before, after) ? before : after);

/** The type and strategy of a field that holds an object or a list; a field that the type does not know is an error. */
export function lookUp(type: PatchType, field: string, value: unknown): PatchField {
  const found = patchField(type, field);
  const struct = type !== undefined && 'struct' in type ? type.struct.replace(/^[A-Za-z]*?V\d/, '') : '';
  if (found.unknown && typeof value === 'object') throw unforeseen(`unable to find api field in struct ${struct} for the json field ${JSON.stringify(field)}`);
  return found;
}

function mergeValue(before: unknown, wanted: unknown, field: PatchField, mode: MergeMode, isDeletion: boolean): unknown {
  if (isJsonObject(before) && isJsonObject(wanted)) {
    return field.strategy.replace ? wanted : mergeObject(before, wanted, field.type, mode);
  }
  return Array.isArray(before) && Array.isArray(wanted) ? mergeList(before, wanted, field, mode, isDeletion) : wanted;
}

function mergeList(original: List, patch: List, field: PatchField, mode: MergeMode, isDeletion: boolean): List {
  if (!field.strategy.merge) return patch;
  if (original.length === 0 && patch.length === 0) return original;
  const mergeKey = field.strategy.mergeKey ?? '';
  if (!holdsObjects(original, patch)) {
    if (mode === 'apply' && isDeletion) return original.filter((item) => !patch.includes(item));
    return ordered(unique([...original, ...patch]), patch, original, '');
  }
  if (mergeKey === '') throw unforeseen('cannot merge lists without merge key for type struct');
  const { kept, added } = specialItems(original, patch, mergeKey);
  return ordered(mergeItems(kept, added, mergeKey, field.type, mode), added, kept, mergeKey);
}

/** Items with `$patch`: deletions by key, or "replace the whole list". */
function specialItems(original: List, patch: List, mergeKey: string): { readonly kept: List; readonly added: List } {
  const added: unknown[] = [];
  let kept = original;
  let replaces = false;
  for (const item of patch) {
    const wanted = isJsonObject(item) ? own(item, directive) : undefined;
    if (wanted === undefined) added.push(item);
    else if (wanted === 'delete') kept = withoutItem(kept, item, mergeKey);
    else if (wanted === 'replace') replaces = true;
    else throw wanted === 'merge' ? unforeseen('merging lists cannot yet be specified in the patch') : badDirective(wanted, item);
  }
  return replaces ? { kept: added, added: [] } : { kept, added };
}

function withoutItem(list: List, item: unknown, mergeKey: string): List {
  if (!isJsonObject(item) || !Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
  return list.filter((other) => identity(other, mergeKey) !== item[mergeKey]);
}

function mergeItems(original: List, patch: List, mergeKey: string, type: PatchType, mode: MergeMode): List {
  const merged = [...original];
  for (const item of patch) {
    const key = requiredIdentity(item, mergeKey);
    const index = merged.findIndex((other) => identity(other, mergeKey) === key);
    const before = merged[index];
    if (index < 0) merged.push(mode === 'apply' ? plain(item) : item);
    else if (isJsonObject(before) && isJsonObject(item)) merged[index] = keepIfEqual(before, mergeObject(before, item, type, mode));
  }
  return merged;
}
