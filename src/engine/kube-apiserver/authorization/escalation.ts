import type { V1ClusterRole, V1PolicyRule, V1RoleBinding, V1Status } from '../../../kube/generated/types.ts';
import { deepEqual } from '../../../kube/json.ts';
import { clusterRoles, roles, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import type { Call } from '../core.ts';
import { keyIn } from '../resource.ts';
import { groupsText, missingRules, ruleText } from '../../../kube/rule-coverage.ts';

const everything: readonly V1PolicyRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }];

/**
 * Nobody may grant by a role or a binding what they do not hold themselves, unless they may `escalate` or `bind` it.
 * Undefined where all is well.
 *
 * @see Kubernetes 1.36, registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased
 */
export function escalation(call: Call, object: KubeObject, old?: KubeObject): V1Status | undefined {
  const { kind } = call.resource;
  if (kind.group !== 'rbac.authorization.k8s.io' || call.user.groups.includes('system:masters')) return undefined;
  if (old && onlyLosesDependents(object, old)) return undefined;
  return kind.kind.endsWith('Binding') ? ofBinding(call, object as V1RoleBinding) : ofRole(call, object as V1ClusterRole, old as V1ClusterRole | undefined);
}

/** What the garbage collector changes before it deletes something. */
function onlyLosesDependents(object: KubeObject, old: KubeObject): boolean {
  const bare = ({ metadata, ...rest }: KubeObject): object => {
    const { finalizers: _finalizers, ownerReferences: _owners, managedFields: _managed, resourceVersion: _version, ...kept } = (metadata ?? {}) as Record<string, unknown>;
    return { ...rest, kept };
  };
  return !deepEqual(object.metadata, old.metadata) && deepEqual(bare(object), bare(old));
}

function ofRole(call: Call, role: V1ClusterRole, old: V1ClusterRole | undefined): V1Status | undefined {
  if (may(call, 'escalate', call.resource.kind, role.metadata?.name ?? '')) return undefined;
  if (old && deepEqual(role.rules ?? [], old.rules ?? []) && deepEqual(role.aggregationRule, old.aggregationRule)) return undefined;
  const words = grantWords(call, role.rules ?? []);
  if (words !== undefined) return refusal.forbidden(call.resource.kind, role.metadata?.name ?? '', words);
  if (!role.aggregationRule && !old?.aggregationRule) return undefined;
  const lacks = grantWords(call, everything) !== undefined;
  return lacks ? refusal.forbidden(call.resource.kind, role.metadata?.name ?? '', 'must have cluster-admin privileges to use an aggregationRule') : undefined;
}

function ofBinding(call: Call, binding: V1RoleBinding): V1Status | undefined {
  const { core, resource, address } = call;
  const kind = binding.roleRef.kind === 'Role' ? roles : clusterRoles;
  if (may(call, 'bind', kind, binding.roleRef.name)) return undefined;
  const role = core.store.get(keyIn(core.resources.of(kind), address.namespace, binding.roleRef.name)) as V1ClusterRole | undefined;
  if (!role) return refusal.notFound(kind, binding.roleRef.name);
  const words = grantWords(call, role.rules ?? []);
  return words === undefined ? undefined : refusal.forbidden(resource.kind, binding.metadata?.name ?? '', words);
}

function may({ core, user, address, info }: Call, verb: 'escalate' | 'bind', { group, plural }: Kind, name: string): boolean {
  return core.authorizer.decide({ user, verb, resource: { group, plural, subresource: '', namespace: address.namespace, name }, path: info.path }).allowed;
}

/** What is said of rules that go beyond what the user holds. */
function grantWords({ core, user, address }: Call, wanted: readonly V1PolicyRule[]): string | undefined {
  const { rules, problems } = core.authorizer.rulesFor(user, address.namespace);
  const missing = missingRules(rules, wanted);
  if (missing.length === 0) return undefined;
  const lines = [...new Set(missing.map(ruleText))].sort();
  const trouble = problems.length === 0 ? '' : `; resolution errors: [${problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`}]`;
  return `user ${JSON.stringify(user.name)} (groups=${groupsText(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}${trouble}`;
}
