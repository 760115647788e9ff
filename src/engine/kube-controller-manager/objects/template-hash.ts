import type { V1PodTemplateSpec } from '../../../kube/generated/types.ts';
import { fnv1a32, safeEncode } from '../../../kube/hash.ts';
import { canonicalJson } from '../../../kube/json.ts';

/**
 * The pod-template-hash of a template: up to ten characters. `collisionCount` changes it where another template had it first.
 *
 * @see Kubernetes 1.36, controller_utils.go, ComputeHash
 */
export function templateHash(template: V1PodTemplateSpec, collisionCount: number | undefined): string {
  const suffix = collisionCount === undefined ? '' : `#${String(collisionCount)}`;
  return safeEncode(fnv1a32(canonicalJson(template) + suffix));
}
