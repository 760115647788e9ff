import { topologyOfObject } from '../../../../kube/managed-fields/topology.ts';
import { atomicPlaces, mergeConfig, schemaProblems } from '../../../../kube/managed-fields/walk.ts';
import type { V1Mutation } from '../../../../kube/generated/types.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import { jsonPatch } from '../../../../kube/patches/index.ts';
import type { CelValue, Scope } from '../../custom-resources/cel/evaluate.ts';
import { CelHost } from '../../custom-resources/cel/host.ts';
import { CelProblem } from '../../custom-resources/cel/problem.ts';
import { misnamed, plain, StructValue } from '../../custom-resources/cel/struct.ts';
import { decodeObject } from '../../object-model.ts';
import { isStatus, ownershipSchema, type Resource } from '../../resource.ts';
import { outcomeOf } from './decide.ts';

/** The object as a mutation makes it, or why that cannot be. */
export type Mutated = { readonly object: KubeObject } | { readonly problem: string };

/** `jsonpatch.escapeKey("a/b")` is `a~1b`. */
class JsonPatchLibrary extends CelHost {
  call(name: string, [text]: readonly CelValue[]): CelValue {
    if (name !== 'escapeKey' || typeof text !== 'string') throw new CelProblem('no such overload');
    return text.replaceAll('~', '~0').replaceAll('/', '~1');
  }
}

/** Names that mutations may use besides those of every policy. */
export const patchNames: readonly (readonly [string, CelValue])[] = [['Object', null], ['JSONPatch', null], ['jsonpatch', new JsonPatchLibrary()]];

/** @see Kubernetes 1.36, admission/plugin/policy/mutating/patch */
export function mutate({ applyConfiguration, jsonPatch: patch }: V1Mutation, object: KubeObject, scope: Scope, resource: Resource): Mutated {
  const outcome = outcomeOf((applyConfiguration ?? patch)?.expression ?? '', scope);
  if ('problem' in outcome) return outcome;
  const patched = applyConfiguration ? applied(outcome.value, object, resource) : operated(outcome.value, object);
  return 'problem' in patched || patched.object === object ? patched : decoded(patched.object, resource);
}

function applied(value: CelValue, object: KubeObject, resource: Resource): Mutated {
  if (!(value instanceof StructValue)) return { problem: 'unsupported return type from ApplyConfiguration expression' };
  const wrong = misnamed(value, 'Object');
  if (wrong !== undefined) return { problem: `type mismatch: ${wrong}` };
  const config = { ...(plain(value) as object), apiVersion: object.apiVersion, kind: object.kind };
  const topology = topologyOfObject(ownershipSchema(resource));
  const problems = schemaProblems(config, topology);
  if (problems.length > 0) return { problem: `error applying patch: failed to convert patch object to typed object: ${problems.length === 1 ? (problems[0] ?? '') : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`}` };
  const atomic = atomicPlaces(config, topology);
  if (atomic.length > 0) return { problem: `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomic.join(', ')}` };
  return { object: mergeConfig(object, config, topology) as KubeObject };
}

/** A test that fails leaves the object as it is. */
function operated(value: CelValue, object: KubeObject): Mutated {
  if (!Array.isArray(value)) return { problem: 'type mismatch: JSONPatchType.expression should evaluate to array' };
  const operations: unknown[] = [];
  for (const item of value as readonly CelValue[]) {
    if (!(item instanceof StructValue) || item.type !== 'JSONPatch') return { problem: 'type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch' };
    const inner = item.fields['value'];
    const wrong = inner instanceof StructValue ? misnamed(inner, inner.type) : undefined;
    if (wrong !== undefined) return { problem: `type mismatch: ${wrong}` };
    operations.push(plain(item));
  }
  const patched = jsonPatch(object, operations);
  if (patched.ok) return { object: patched.value as KubeObject };
  return patched.words.startsWith('testing value') ? { object } : { problem: `JSONPath: ${patched.words}` };
}

/** With its defaults; what the type does not know is refused. */
function decoded(object: KubeObject, resource: Resource): Mutated {
  const kept: Resource = resource.kind === resource.storage ? resource : { ...resource, kind: resource.storage };
  const found = decodeObject(kept, object, 'Strict');
  return isStatus(found) ? { problem: found.message ?? '' } : { object: found.object };
}
