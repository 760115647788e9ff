import type { UserInfo } from '../../../kube/api.ts';
import type { V1Secret, V1ServiceAccount } from '../../../kube/generated/types.ts';
import { namespaces, nodes, pods, secrets, serviceAccounts, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { boundIssuer, isLegacy, readToken, type BoundClaims, type ClaimedObject, type LegacyClaims } from '../../../kube/service-account-token.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import type { Core } from '../core.ts';
import { keyIn } from '../resource.ts';
import { base64Of, utf8 } from '../../../kube/codec/base64.ts';

/** Whose a token is, or why it is nobody's. */
export type Authenticated = { readonly user: UserInfo; readonly audiences: readonly string[] } | { readonly problem: string };

/** What is deleted counts for a minute more. */
const leewayMs = 60_000;

/** What signs the tokens of a cluster: different in each, the same for all its API servers. */
export function signingKey(core: Core): string {
  return find(core, namespaces, '', 'kube-system')?.metadata?.uid ?? '';
}

/**
 * Finds out whose a bearer token is, for one of those audiences.
 *
 * @see Kubernetes 1.36, serviceaccount, claims.go and legacy.go
 */
export function authenticateToken(core: Core, token: string, audiences: readonly string[] = [boundIssuer]): Authenticated {
  const claims = readToken(token, signingKey(core));
  if (claims === undefined) return { problem: 'invalid bearer token' };
  if (claims === 'forged') return nobody('go-jose/go-jose: error in cryptographic primitive');
  if (isLegacy(claims)) return byLegacyToken(core, claims, token);
  const found = byBoundToken(core, claims);
  if ('problem' in found) return found;
  const shared = found.audiences.filter((audience) => audiences.includes(audience));
  return shared.length > 0 ? { ...found, audiences: shared } : nobody(`token audiences ${goList(found.audiences)} is invalid for the target audiences ${goList(audiences)}`);
}

const goList = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`;
const nobody = (words: string): Authenticated => ({ problem: `[invalid bearer token, ${words}]` });

function byBoundToken(core: Core, claims: BoundClaims): Authenticated {
  const { namespace, serviceaccount, pod, secret, node } = claims['kubernetes.io'];
  if (claims.exp * 1000 + leewayMs < core.clock.epochMs) return nobody('service account token has expired');
  if (claims.nbf * 1000 - leewayMs > core.clock.epochMs) return nobody('service account token is not valid yet');
  const problem = accountProblem(core, namespace, serviceaccount)
    ?? boundProblem(core, secrets, namespace, 'secret', secret)
    ?? boundProblem(core, pods, namespace, 'pod', pod)
    ?? (pod ? undefined : boundProblem(core, nodes, '', 'node', node));
  return problem === undefined ? { user: accountUser(namespace, serviceaccount, extraOf(claims)), audiences: claims.aud } : nobody(problem);
}

function accountProblem(core: Core, namespace: string, { name, uid }: ClaimedObject): string | undefined {
  const account = find(core, serviceAccounts, namespace, name);
  if (!account) return `serviceaccounts "${name}" not found`;
  if (isLongGone(core, account)) return `service account ${namespace}/${name} has been deleted`;
  return account.metadata?.uid === uid ? undefined : `service account UID (${account.metadata?.uid ?? ''}) does not match claim (${uid})`;
}

/** What a token is bound to has to be there, and be the very one. */
function boundProblem(core: Core, kind: Kind, namespace: string, word: 'secret' | 'pod' | 'node', bound: ClaimedObject | undefined): string | undefined {
  if (!bound) return undefined;
  const object = find(core, kind, namespace, bound.name);
  if (!object || isLongGone(core, object)) return 'service account token has been invalidated';
  return object.metadata?.uid === bound.uid ? undefined : `${word} UID (${object.metadata?.uid ?? ''}) does not match service account ${word} ref claim (${bound.uid})`;
}

const isLongGone = (core: Core, { metadata }: KubeObject): boolean => {
  const goneMs = parseRfc3339(metadata?.deletionTimestamp as string | undefined);
  return goneMs !== undefined && goneMs < core.clock.epochMs - leewayMs;
};

const prefix = 'authentication.kubernetes.io';

function extraOf({ jti, 'kubernetes.io': { pod, node } }: BoundClaims): NonNullable<UserInfo['extra']> {
  return {
    [`${prefix}/credential-id`]: [`JTI=${jti}`],
    ...(node ? { [`${prefix}/node-name`]: [node.name], [`${prefix}/node-uid`]: [node.uid] } : {}),
    ...(pod ? { [`${prefix}/pod-name`]: [pod.name], [`${prefix}/pod-uid`]: [pod.uid] } : {}),
  };
}

/** A token of a Secret speaks for its account as long as that Secret holds it. */
function byLegacyToken(core: Core, claims: LegacyClaims, token: string): Authenticated {
  const namespace = claims['kubernetes.io/serviceaccount/namespace'];
  const secretName = claims['kubernetes.io/serviceaccount/secret.name'];
  const account = { name: claims['kubernetes.io/serviceaccount/service-account.name'], uid: claims['kubernetes.io/serviceaccount/service-account.uid'] };
  const secret = find(core, secrets, namespace, secretName) as V1Secret | undefined;
  if (!secret) return nobody('service account token has been invalidated');
  if (secret.metadata?.deletionTimestamp !== undefined) return nobody('service account token has been invalidated');
  if (secret.data?.['token'] !== base64Of(utf8(token))) return nobody("service account token does not match server's copy");
  const problem = accountProblem(core, namespace, account);
  if (problem !== undefined) return nobody(problem);
  return { user: accountUser(namespace, account), audiences: [boundIssuer] };
}

/** A service account as authentication knows it. */
function accountUser(namespace: string, { name, uid }: ClaimedObject, extra?: UserInfo['extra']): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`, uid, ...(extra ? { extra } : {}),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

function find<T extends KubeObject = V1ServiceAccount>(core: Core, kind: Kind, namespace: string, name: string): T | undefined {
  return core.store.get(keyIn(core.resources.of(kind), namespace, name)) as T | undefined;
}
