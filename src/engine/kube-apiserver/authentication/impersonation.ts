import type { ImpersonationRequest, UserInfo } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import * as refusal from '../../../kube/status.ts';
import { dns1123Subdomain } from '../../../kube/validation/formats.ts';
import type { Attributes, ResourceAttributes } from '../authorization/attributes.ts';
import type { Core } from '../core.ts';
import { isStatus } from '../resource.ts';
import type { RequestInfo } from '../routing/request-info.ts';

/** A way to act for somebody; undefined where it is not for such a user. */
type Mode = (asked: Asked) => UserInfo | V1Status | undefined;

interface Asked {
  readonly core: Core;
  /** Who wants to act for somebody. */
  readonly requestor: UserInfo;
  readonly wanted: ImpersonationRequest;
  readonly info: RequestInfo;
}

/**
 * Whom a request may act for, or why it may not. Each mode is tried: those that are for one verb on one resource first, then `impersonate` for everything.
 * Where none allows it, the first one's refusal is the answer.
 *
 * @see Kubernetes 1.36, apiserver, endpoints/filters/impersonation (ConstrainedImpersonation is on)
 */
export function impersonated(asked: Asked): UserInfo | V1Status {
  const { wanted } = asked;
  if (wanted.user === '') return refusal.badRequest(`requested ${goUser(wanted)} without impersonating a user name`);
  let refused: V1Status | undefined;
  for (const mode of modes) {
    const found = mode(asked);
    if (!found) continue;
    if (!isStatus(found)) return found;
    refused ??= found;
  }
  return refused ?? refusal.failure(500, 'InternalError', 'Internal error occurred: all impersonation modes failed');
}

/** `impersonate-on:NAME:VERB` on what is asked for, then `impersonate:NAME` on who it is to be. */
function constrained(name: string, isFor: (wanted: ImpersonationRequest, requestor: UserInfo) => boolean): Mode {
  return (asked) => {
    const { requestor, wanted, info, core } = asked;
    if (!isFor(wanted, requestor)) return undefined;
    return denied(core, { user: requestor, verb: `impersonate-on:${name}:${info.verb}`, path: info.path, ...(info.resource ? { resource: info.resource } : {}) })
      ?? identity(asked, { verb: `impersonate:${name}`, group: 'authentication.k8s.io', isConstrained: true });
  };
}

const isAlone = ({ groups, uid, extra }: ImpersonationRequest): boolean => groups.length === 0 && uid === undefined && Object.keys(extra ?? {}).length === 0;

function nodeOf(user: string): string | undefined {
  const name = /^system:node:(.+)$/s.exec(user)?.[1];
  return name !== undefined && dns1123Subdomain(name).length === 0 ? name : undefined;
}

const accountOf = (user: string): RegExpExecArray | null => /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);

const isAtNode = ({ user }: ImpersonationRequest, { name, extra }: UserInfo): boolean => {
  const node = nodeOf(user);
  return node !== undefined && accountOf(name) !== null && extra?.['authentication.kubernetes.io/node-name']?.[0] === node;
};

const modes: readonly Mode[] = [
  constrained('associated-node', (wanted, requestor) => isAlone(wanted) && isAtNode(wanted, requestor)),
  constrained('arbitrary-node', (wanted) => isAlone(wanted) && nodeOf(wanted.user) !== undefined),
  constrained('serviceaccount', (wanted) => isAlone(wanted) && accountOf(wanted.user) !== null),
  constrained('user-info', ({ user }) => nodeOf(user) === undefined && accountOf(user) === null),
  (asked) => identity(asked, { verb: 'impersonate', group: '', isConstrained: false }),
];

interface Way {
  readonly verb: string;
  /** Of users, groups and service accounts; uids and extras are always of `authentication.k8s.io`. */
  readonly group: string;
  readonly isConstrained: boolean;
}

/** Asks for every part of whom it is to be. */
function identity({ core, requestor, wanted }: Asked, { verb, group, isConstrained }: Way): UserInfo | V1Status {
  const ask = (resource: Partial<ResourceAttributes>): V1Status | undefined => denied(core, { user: requestor, verb, path: '', resource: { group, plural: '', subresource: '', namespace: '', name: '', ...resource } });
  const { user, groups, uid, extra = {} } = wanted;
  const account = accountOf(user);
  const node = isConstrained ? nodeOf(user) : undefined;
  const refused = ask(account ? { plural: 'serviceaccounts', namespace: account[1] ?? '', name: account[2] ?? '' } : node === undefined ? { plural: 'users', name: user } : { plural: 'nodes', name: verb === 'impersonate:associated-node' ? '*' : node })
    ?? (uid === undefined ? undefined : ask({ group: 'authentication.k8s.io', plural: 'uids', name: uid }))
    ?? (isConstrained && groups.includes('system:masters') ? mastersRefused(requestor, verb) : undefined)
    ?? first(groups, (name) => ask({ plural: 'groups', name }))
    ?? first(Object.entries(extra), ([key, values]) => first(values, (name) => ask({ group: 'authentication.k8s.io', plural: 'userextras', subresource: key, name })));
  if (refused) return refused;
  const implied = account && groups.length === 0 ? ['system:serviceaccounts', `system:serviceaccounts:${account[1] ?? ''}`] : node === undefined ? groups : ['system:nodes'];
  return { name: user, groups: withAuthentication(user, implied), ...(uid === undefined ? {} : { uid }), ...(Object.keys(extra).length > 0 ? { extra } : {}) };
}

const mastersRefused = (requestor: UserInfo, verb: string): V1Status => refusal.accessDenied({
  user: requestor.name, verb, resource: { group: 'authentication.k8s.io', plural: 'groups' }, name: 'system:masters', because: 'impersonating the system:masters group is not allowed',
});

function first<T>(items: readonly T[], ask: (item: T) => V1Status | undefined): V1Status | undefined {
  for (const item of items) {
    const refused = ask(item);
    if (refused) return refused;
  }
  return undefined;
}

/** Whoever is somebody is authenticated; who is nobody is not. */
function withAuthentication(user: string, groups: readonly string[]): readonly string[] {
  if (user === 'system:anonymous') return groups.includes('system:unauthenticated') ? groups : [...groups, 'system:unauthenticated'];
  return groups.includes('system:authenticated') || groups.includes('system:unauthenticated') ? groups : [...groups, 'system:authenticated'];
}

function denied(core: Core, attributes: Attributes): V1Status | undefined {
  const { allowed, because } = core.authorizer.decide(attributes);
  if (allowed) return undefined;
  const { user, verb, resource, path } = attributes;
  if (!resource) return refusal.pathDenied(user.name, verb, path);
  const { subresource, name, namespace } = resource;
  return refusal.accessDenied({ user: user.name, verb, resource, subresource, name, namespace, because });
}

const quoted = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(', ');

/** As Go prints the struct. */
function goUser({ groups, uid = '', extra = {} }: ImpersonationRequest): string {
  const entries = Object.entries(extra).map(([key, values]) => `${JSON.stringify(key)}:[]string{${quoted(values)}}`);
  const extras = entries.length === 0 ? 'map[string][]string(nil)' : `map[string][]string{${entries.join(', ')}}`;
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${groups.length === 0 ? '[]string(nil)' : `[]string{${quoted(groups)}}`}, Extra:${extras}}`;
}
