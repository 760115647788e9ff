/**
 * Patches: applying the three kinds that the API server takes (server-side apply is in `managed-fields`), and computing
 * those that `kubectl apply` sends.
 */
import type { PatchType } from '../api.ts';
import { isJsonObject, readJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { jsonPatch as applyJsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { attempt, malformed } from './problem.ts';
import type { Patched } from './problem.ts';
import { diffObject } from './strategic-diff.ts';
import { mergeObject } from './strategic.ts';
import { patchTypeOf } from './strategies.ts';

export { diffMergePatch, mergePatch, threeWayMergePatch } from './merge-patch.ts';
export type { Patched } from './problem.ts';

/** Applies a JSON patch (a list of operations). */
export function jsonPatch(current: unknown, patch: unknown): Patched {
  return attempt(() => applyJsonPatch(current, patch));
}

/**
 * Applies a strategic merge patch to an object of a type (`V1Deployment`). Unchanged parts are shared with `current`, which
 * comes back itself where the patch changes nothing.
 */
export function strategicMergePatch(current: JsonObject, patch: JsonObject, schema: string): Patched<JsonObject> {
  return attempt(() => mergeObject(current, patch, patchTypeOf(schema), 'apply'));
}

/** The strategic merge patch that turns one object into another (`kubectl edit`, `label`, `set`). */
export function diffStrategicPatch(original: JsonObject, modified: JsonObject, schema: string): Patched<JsonObject> {
  return attempt(() => diffObject(original, modified, patchTypeOf(schema), { setElementOrder: true }));
}

/**
 * What `kubectl apply` sends: additions and changes against the live object (`current`), removals against what was applied
 * last (`original`; `{}` where there is none).
 */
export function threeWayStrategicPatch(original: JsonObject, modified: JsonObject, current: JsonObject, schema: string): Patched<JsonObject> {
  return attempt(() => {
    const type = patchTypeOf(schema);
    const changes = diffObject(current, modified, type, { ignoreDeletions: true, setElementOrder: true });
    const removals = diffObject(original, modified, type, { ignoreChanges: true, setElementOrder: true });
    return mergeObject(removals, changes, type, 'combine');
  });
}

/** A patch as it came in a request. */
export interface PatchRequest {
  readonly type: Exclude<PatchType, 'application/apply-patch+yaml'>;
  readonly current: JsonObject;
  /** Parsed, or the text. */
  readonly patch: unknown;
  /** Name of the type, '' for custom resources. */
  readonly schema: string;
}

/** The object that a patch made, before it is decoded; `strict` are repeated keys of the patch's own text. */
export interface PatchOutcome {
  readonly value: unknown;
  readonly patch: unknown;
  readonly strict: readonly string[];
}

/** Reads and applies a patch of any kind; hand the outcome to `decodePatched`. */
export function applyPatchRequest({ type, current, patch, schema }: PatchRequest): Patched<PatchOutcome> {
  return attempt(() => {
    const { value, strict } = typeof patch === 'string' ? parsePatch(patch) : { value: patch, strict: [] };
    if (type === 'application/json-patch+json') return { value: applyJsonPatch(current, value), patch: value, strict: strict.map((text) => `json patch ${text}`) };
    if (!isJsonObject(value)) throw malformed(`error decoding patch: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`);
    if (type === 'application/merge-patch+json') return { value: mergePatch(current, value), patch: value, strict };
    return { value: mergeObject(current, value, patchTypeOf(schema), 'apply'), patch: value, strict };
  });
}

function parsePatch(text: string): { readonly value: unknown; readonly strict: readonly string[] } {
  const read = readJson(text);
  if (!read.ok) throw malformed(`error decoding patch: ${read.message}`);
  return { value: read.value, strict: read.duplicates.map(({ path }) => `duplicate field "${path}"`) };
}
