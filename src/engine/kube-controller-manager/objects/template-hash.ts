import type { V1PodTemplateSpec } from '../../../kube/generated/types.ts';
import { spew } from '../../../kube/go/spew.ts';
import { fnv1a32, fnv1a32Count, safeEncode } from '../../../kube/hash.ts';

/** Hashes of templates' deep prints. Objects never change, so what was hashed once stays true. */
const hashes = new WeakMap<V1PodTemplateSpec, number>();

/**
 * The pod-template-hash of a template: up to ten characters. `collisionCount` changes it where another template had it first.
 *
 * Example: Pods of `kubectl create deployment nginx --image=nginx` are named `nginx-7f8fbb96d-…` on every cluster of 1.36.
 *
 * @see Kubernetes 1.36, controller_utils.go, ComputeHash
 */
export function templateHash(template: V1PodTemplateSpec, collisionCount: number | undefined): string {
  const hash = deepHash(template);
  return safeEncode(collisionCount === undefined ? hash : fnv1a32Count(hash, collisionCount));
}

function deepHash(template: V1PodTemplateSpec): number {
  const before = hashes.get(template);
  if (before !== undefined) return before;
  const hash = fnv1a32(spew('PodTemplateSpec', template));
  hashes.set(template, hash);
  return hash;
}
