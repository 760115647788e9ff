/** JSON merge patches (RFC 7386). What does not change is shared with the original. */
import { deepEqual, isJsonObject, own, setOwn, without, withKey } from '../json.ts';
import type { JsonObject } from '../json.ts';

/** Merges a patch into a value: null removes, objects merge, everything else replaces. */
export function mergePatch(current: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  let result: JsonObject = isJsonObject(current) ? current : {};
  for (const key of Object.keys(patch)) {
    const wanted = patch[key];
    if (wanted === undefined) continue;
    if (wanted === null) result = without(result, key);
    else {
      const before = own(result, key);
      const after = mergePatch(before, wanted);
      result = withKey(result, key, deepEqual(before, after) ? before : after);
    }
  }
  return result;
}

/** The merge patch that turns one object into another. */
export function diffMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(modified)) {
    const before = own(original, key);
    const after = modified[key];
    if (after === undefined || deepEqual(before, after)) continue;
    setOwn(patch, key, isJsonObject(before) && isJsonObject(after) ? diffMergePatch(before, after) : after);
  }
  for (const key of Object.keys(original)) if (own(modified, key) === undefined && original[key] !== undefined) setOwn(patch, key, null);
  return patch;
}

/**
 * What `kubectl apply` sends where it knows no types (custom resources): additions and changes against the live object,
 * removals against what was applied last.
 *
 * @see Kubernetes apimachinery, util/jsonmergepatch
 */
export function threeWayMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject {
  const additions = keep(diffMergePatch(current, modified), false);
  const removals = keep(diffMergePatch(original, modified), true);
  const merged = mergeKeepingNulls(removals ?? {}, additions ?? {});
  return isJsonObject(merged) ? merged : {};
}

/** Only the nulls of a patch, or everything but them; undefined where nothing is left. */
function keep(patch: JsonObject, nulls: boolean): JsonObject | undefined {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (isJsonObject(value)) {
      const inner = keep(value, nulls);
      if (inner !== undefined) setOwn(kept, key, inner);
    } else if ((value === null) === nulls) setOwn(kept, key, value);
  }
  return Object.keys(kept).length > 0 || (!nulls && Object.keys(patch).length === 0) ? kept : undefined;
}

function mergeKeepingNulls(removals: unknown, additions: unknown): unknown {
  if (!isJsonObject(removals) || !isJsonObject(additions)) return additions;
  let result: JsonObject = removals;
  for (const key of Object.keys(additions)) result = withKey(result, key, mergeKeepingNulls(own(removals, key), additions[key]));
  return result;
}
