import type { UserInfo } from '../../../kube/api.ts';
import type { RbacV1Subject, V1ClusterRole, V1ClusterRoleBinding, V1PolicyRule, V1Role, V1RoleBinding } from '../../../kube/generated/types.ts';
import { clusterRoleBindings, clusterRoles, roleBindings, roles, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Store } from '../../etcd/store.ts';
import { keyIn, prefixIn, resourceOf } from '../resource.ts';
import { covers, type Attributes } from './attributes.ts';
import { nodeDecision } from './node.ts';

/** Allowed or not; `because` is what went wrong on the way: a binding to a role that is not there. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
  readonly because: string;
}

/** Says whether somebody may do something. */
export interface Authorizer {
  /** By roles and bindings; kubelets by what is bound to their node. Members of `system:masters` may everything. */
  decide(attributes: Attributes): Decision;
  /** Every rule that somebody has in a namespace ('' for the cluster scope). */
  rulesFor(user: UserInfo, namespace: string): { readonly rules: readonly V1PolicyRule[]; readonly problems: readonly string[] };
}

interface Grant {
  readonly rules: readonly V1PolicyRule[];
  /** Words of the binding, for the reason. */
  readonly binding: string;
}

interface Grants {
  readonly grants: readonly Grant[];
  readonly problems: readonly string[];
}

const kinds: readonly Kind[] = [roles, roleBindings, clusterRoles, clusterRoleBindings];

/**
 * Role based access control over the objects in the store. What a user may do is worked out once and kept until a role or a
 * binding changes.
 *
 * @see Kubernetes 1.36, plugin/pkg/auth/authorizer/rbac
 */
export class RbacAuthorizer implements Authorizer {
  readonly #store: Store;
  readonly #podsOn: (nodeName: string) => readonly KubeObject[];
  readonly #known = new Map<string, Grants>();
  /** The same by users that come again: components have one object each for all their requests. */
  #byUser = new WeakMap<UserInfo, Map<string, Grants>>();

  constructor(store: Store, podsOn: (nodeName: string) => readonly KubeObject[]) {
    this.#store = store;
    this.#podsOn = podsOn;
    const forget = (): void => {
      this.#known.clear();
      this.#byUser = new WeakMap();
    };
    for (const kind of kinds) store.observe(resourceOf(kind).prefix, forget);
  }

  decide(attributes: Attributes): Decision {
    if (attributes.user.groups.includes('system:masters')) return { allowed: true, reason: '', because: '' };
    const byNode = nodeDecision(attributes, this.#podsOn);
    if (byNode?.allowed) return { allowed: true, reason: '', because: '' };
    const { grants, problems } = this.#grants(attributes.user, attributes.resource?.namespace ?? '');
    const found = grants.find(({ rules }) => rules.some((rule) => covers(rule, attributes)));
    if (found) return { allowed: true, reason: `RBAC: allowed by ${found.binding}`, because: '' };
    if (byNode && byNode.reason !== '') return { allowed: false, reason: byNode.reason, because: byNode.reason };
    return { allowed: false, reason: '', because: problems.length === 0 ? '' : `RBAC: ${problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`}` };
  }

  rulesFor(user: UserInfo, namespace: string): { readonly rules: readonly V1PolicyRule[]; readonly problems: readonly string[] } {
    const { grants, problems } = this.#grants(user, namespace);
    return { rules: grants.flatMap(({ rules }) => rules), problems };
  }

  #grants(user: UserInfo, namespace: string): Grants {
    let byNamespace = this.#byUser.get(user);
    if (!byNamespace) this.#byUser.set(user, (byNamespace = new Map()));
    let grants = byNamespace.get(namespace);
    if (!grants) byNamespace.set(namespace, (grants = this.#shared(user, namespace)));
    return grants;
  }

  #shared(user: UserInfo, namespace: string): Grants {
    const key = `${namespace}\n${user.name}\n${user.groups.join(',')}`;
    let grants = this.#known.get(key);
    if (!grants) this.#known.set(key, (grants = this.#find(user, namespace)));
    return grants;
  }

  #find(user: UserInfo, namespace: string): Grants {
    const grants: Grant[] = [];
    const problems: string[] = [];
    for (const binding of this.#list(clusterRoleBindings, '') as readonly V1ClusterRoleBinding[]) this.#collect(binding, 'ClusterRoleBinding', '', user, grants, problems);
    if (namespace !== '') {
      for (const binding of this.#list(roleBindings, namespace) as readonly V1RoleBinding[]) this.#collect(binding, 'RoleBinding', namespace, user, grants, problems);
    }
    return { grants, problems };
  }

  #collect(binding: V1ClusterRoleBinding | V1RoleBinding, kind: string, namespace: string, user: UserInfo, grants: Grant[], problems: string[]): void {
    const subject = binding.subjects?.find((each) => isSubject(each, user, namespace));
    if (!subject) return;
    const { roleRef, metadata } = binding;
    const role = roleRef.kind === 'Role'
      ? (this.#store.get(keyIn(resourceOf(roles), namespace, roleRef.name)) as V1Role | undefined)
      : (this.#store.get(keyIn(resourceOf(clusterRoles), '', roleRef.name)) as V1ClusterRole | undefined);
    const place = namespace === '' ? (metadata?.name ?? '') : `${metadata?.name ?? ''}/${namespace}`;
    if (role) grants.push({ rules: role.rules ?? [], binding: `${kind} "${place}" of ${roleRef.kind} "${roleRef.name}" to ${subjectWords(subject, namespace)}` });
    else problems.push(`${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io "${roleRef.name}" not found`);
  }

  #list(kind: Kind, namespace: string): readonly KubeObject[] {
    const range = this.#store.range(prefixIn(resourceOf(kind), namespace));
    return range === 'compacted' ? [] : range.values;
  }
}

const subjectWords = ({ kind, name, namespace }: RbacV1Subject, bindingNamespace: string): string => `${kind} "${kind === 'ServiceAccount' ? `${name}/${namespace || bindingNamespace}` : name}"`;

function isSubject(subject: RbacV1Subject, user: UserInfo, bindingNamespace: string): boolean {
  switch (subject.kind) {
    case 'User': return subject.name === user.name || subject.name === '*';
    case 'Group': return user.groups.includes(subject.name);
    case 'ServiceAccount': return user.name === `system:serviceaccount:${subject.namespace || bindingNamespace}:${subject.name}`;
    default: return false;
  }
}
