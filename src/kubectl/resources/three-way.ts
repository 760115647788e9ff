import type { PatchType } from '../../kube/api.ts';
import type { JsonObject } from '../../kube/json.ts';
import { builtInKinds } from '../../kube/kinds.ts';
import { threeWayMergePatch, threeWayStrategicPatch } from '../../kube/patches/index.ts';
import { Failure } from '../errors.ts';
import type { Mapping } from './mapping.ts';
import type { Obj } from './object.ts';

export interface ThreeWay {
  readonly patch: Readonly<Record<string, unknown>>;
  readonly contentType: PatchType;
}

/**
 * What `apply` sends: what the manifest dropped since last time is removed, what it says is set, all else stays.
 * Kinds of Kubernetes itself are merged by their lists' keys, custom resources as plain JSON.
 */
export function threeWayPatch(mapping: Mapping, original: JsonObject, modified: Obj, current: Obj): ThreeWay {
  const schema = builtInKinds.find(({ group, version, kind }) => group === mapping.group && version === mapping.version && kind === mapping.kind)?.schema;
  if (!schema) return { patch: threeWayMergePatch(original, modified, current), contentType: 'application/merge-patch+json' };
  const made = threeWayStrategicPatch(original, modified, current, schema);
  if (!made.ok) throw new Failure(`creating patch with:\noriginal:\n${JSON.stringify(original)}\nmodified:\n${JSON.stringify(modified)}\ncurrent:\n${JSON.stringify(current)}\nfor: ${made.words}`);
  return { patch: made.value, contentType: 'application/strategic-merge-patch+json' };
}
