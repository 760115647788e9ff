import { isJsonObject } from '../../kube/json.ts';
import { builtInKinds } from '../../kube/kinds.ts';
import { diffStrategicPatch, strategicMergePatch } from '../../kube/patches/index.ts';
import { Failure } from '../errors.ts';
import { createMergePatch } from './merge-patch.ts';
import type { Obj } from './object.ts';

/** Applies a strategic merge patch to an object of a built-in kind, without a server. */
export function strategicOverride(object: Obj, patch: unknown): Obj {
  const { apiVersion = '', kind } = object;
  const schema = builtInKinds.find((known) => known.kind === kind && apiVersion === (known.group === '' ? known.version : `${known.group}/${known.version}`))?.schema;
  if (!schema || !isJsonObject(patch)) throw new Failure('strategic merge patch is not supported for this kind');
  const merged = strategicMergePatch(object, patch, schema);
  if (!merged.ok) throw new Failure(merged.words);
  return merged.value as Obj;
}

/** The patch that makes `after` of `before`, as kubectl computes it for this kind: strategic for built-in kinds, else a merge patch. */
export function patchBetween(before: Obj, after: Obj): { readonly patch: Readonly<Record<string, unknown>>; readonly contentType: 'application/merge-patch+json' | 'application/strategic-merge-patch+json' } {
  const { apiVersion = '', kind } = before;
  const schema = builtInKinds.find((known) => known.kind === kind && apiVersion === (known.group === '' ? known.version : `${known.group}/${known.version}`))?.schema;
  if (!schema) return { patch: createMergePatch(before, after), contentType: 'application/merge-patch+json' };
  const made = diffStrategicPatch(before, after, schema);
  if (!made.ok) throw new Failure(made.words);
  return { patch: made.value, contentType: 'application/strategic-merge-patch+json' };
}
