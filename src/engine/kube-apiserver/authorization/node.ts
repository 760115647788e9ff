import type { V1Pod } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { nodeRules } from '../bootstrap/roles.ts';
import { covers, type Attributes } from './attributes.ts';
import { neededBy, type NeededKind } from './node-references.ts';

/** What the node authorizer says: undefined where it is not asked, because the user is no node. */
export interface NodeDecision {
  readonly allowed: boolean;
  /** Why not. */
  readonly reason: string;
}

const prefix = 'system:node:';
const needed: readonly string[] = ['secrets', 'configmaps', 'persistentvolumeclaims'] satisfies readonly NeededKind[];

/**
 * What a kubelet may do: the rules of nodes, and of secrets, ConfigMaps and claims only those that a pod bound to it needs.
 *
 * @see Kubernetes 1.36, plugin/pkg/auth/authorizer/node
 */
export function nodeDecision(attributes: Attributes, podsOn: (nodeName: string) => readonly KubeObject[]): NodeDecision | undefined {
  const { user, verb, resource } = attributes;
  if (!user.name.startsWith(prefix) || !user.groups.includes('system:nodes')) return undefined;
  const node = user.name.slice(prefix.length);
  if (resource?.group !== '' || resource.subresource !== '' || !needed.includes(resource.plural)) return { allowed: nodeRules.some((rule) => covers(rule, attributes)), reason: '' };
  if (verb !== 'get' && verb !== 'list' && verb !== 'watch') return { allowed: false, reason: 'can only read resources of this type' };
  if (resource.name === '') return { allowed: false, reason: 'No Object name found' };
  const isNeeded = podsOn(node).some((pod) => pod.metadata?.namespace === resource.namespace && neededBy(pod as V1Pod, resource.plural as NeededKind).has(resource.name));
  return isNeeded ? { allowed: true, reason: '' } : { allowed: false, reason: `no relationship found between node '${node}' and this object` };
}
