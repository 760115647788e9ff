import type { AuthenticationV1TokenRequest, V1BoundObjectReference, V1Node, V1Pod, V1ServiceAccount, V1Status } from '../../../kube/generated/types.ts';
import { nodes, pods, secrets, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { boundIssuer, signedToken, type BoundClaims, type ClaimedObject } from '../../../kube/service-account-token.ts';
import * as refusal from '../../../kube/status.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { admittedTo } from '../admission/of-subresource.ts';
import { signingKey } from '../authentication/tokens.ts';
import type { Call } from '../core.ts';
import { isStatus, keyIn, resourceOf } from '../resource.ts';
import { stored, typedBody } from '../verbs/body.ts';

const secondsMin = 600;
const secondsDefault = 3600;
/** What a pod's own token asks for: it lasts a year, and is only said to be stale after that time. */
const injectedSeconds = 3607;
const extendedSeconds = 365 * 24 * 3600;

/** A TokenRequest is only ever posted, so no door of its own has it. */
const tokenRequests = resourceOf({
  group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', plural: 'tokenrequests', singular: 'tokenrequest', shortNames: [], namespaced: true, categories: [], verbs: [], subresources: [], schema: 'AuthenticationV1TokenRequest',
});

/**
 * `serviceaccounts/NAME/token`: a token that speaks for the account for a while.
 *
 * @see Kubernetes 1.36, registry/core/serviceaccount, TokenREST
 */
export function createToken(call: Call): KubeObject | V1Status {
  const read = typedBody(call, tokenRequests);
  if (isStatus(read)) return read;
  const account = stored(call);
  if (isStatus(account)) return account;
  const request = read as AuthenticationV1TokenRequest;
  const seconds = request.spec?.expirationSeconds ?? secondsDefault;
  if (seconds < secondsMin) {
    return refusal.invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [{ type: 'FieldValueInvalid', field: 'spec.expirationSeconds', badValue: seconds, detail: 'may not specify a duration less than 10 minutes' }]);
  }
  if (seconds > 2 ** 32) {
    return refusal.invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [{ type: 'FieldValueInvalid', field: 'spec.expirationSeconds', badValue: seconds, detail: 'may not specify a duration larger than 2^32 seconds' }]);
  }
  const admitted = admittedTo(call, 'token', read);
  return isStatus(admitted) ? admitted : issue(call, account as V1ServiceAccount, request, seconds);
}

/** What a token is bound to, as its claims name it. */
type Bound = Pick<BoundClaims['kubernetes.io'], 'pod' | 'secret' | 'node'>;

const bindable: Readonly<Record<string, Kind>> = { Pod: pods, Secret: secrets, Node: nodes };

function boundTo(call: Call, account: V1ServiceAccount, ref: V1BoundObjectReference | undefined): Bound | V1Status {
  if (!ref) return {};
  const { name = '', kind = '', apiVersion = '', uid: wanted } = ref;
  const found = apiVersion === 'v1' && Object.hasOwn(bindable, kind) ? bindable[kind] : undefined;
  if (!found) return refusal.badRequest(`cannot bind token to object of type ${goKind(apiVersion, kind)}`);
  const object = objectAt(call, found, found === nodes ? '' : call.address.namespace, name);
  if (!object) return refusal.notFound(found, name);
  const { uid = '' } = object.metadata ?? {};
  if (wanted && wanted !== uid) {
    return refusal.conflict({ group: '', plural: kind }, name, `the UID in the bound object reference (${wanted}) does not match the UID in record. The object might have been deleted and then recreated`);
  }
  if (found === secrets) return { secret: { name, uid } };
  if (found === nodes) return { node: { name, uid } };
  const { serviceAccountName = '', nodeName = '' } = (object as V1Pod).spec ?? {};
  const own = account.metadata?.name ?? '';
  if (serviceAccountName !== own) return refusal.badRequest(`cannot bind token for serviceaccount "${own}" to pod running with different serviceaccount name.`);
  return { pod: { name, uid }, ...nodeOf(call, nodeName) };
}

/** The node on which a pod runs; of one that is not there (yet) only its name is known. */
function nodeOf(call: Call, name: string): { readonly node?: ClaimedObject } {
  if (name === '') return {};
  return { node: { name, uid: (objectAt(call, nodes, '', name) as V1Node | undefined)?.metadata?.uid ?? '' } };
}

/** A group, version and kind as Go prints them. */
function goKind(apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return `${group ?? ''}/${version ?? ''}, Kind=${kind}`;
}

const objectAt = ({ core }: Call, kind: Kind, namespace: string, name: string): KubeObject | undefined => core.store.get(keyIn(core.resources.of(kind), namespace, name));

function issue(call: Call, account: V1ServiceAccount, request: AuthenticationV1TokenRequest, seconds: number): KubeObject | V1Status {
  const { core } = call;
  const { namespace = '', name = '', uid = '' } = account.metadata ?? {};
  const bound = boundTo(call, account, request.spec?.boundObjectRef ?? undefined);
  if (isStatus(bound)) return bound;
  const nowSeconds = Math.floor(core.clock.epochMs / 1000);
  const audiences = (request.spec?.audiences?.length ?? 0) > 0 ? (request.spec?.audiences ?? []) : [boundIssuer];
  const isExtended = bound.pod !== undefined && seconds === injectedSeconds && audiences.every((audience) => audience === boundIssuer);
  const lastsSeconds = isExtended ? extendedSeconds : seconds;
  const { node, pod, secret } = bound;
  const token = signedToken({
    aud: audiences, exp: nowSeconds + lastsSeconds, iat: nowSeconds, iss: boundIssuer, jti: core.random.uuid(),
    'kubernetes.io': { namespace, ...(node ? { node } : {}), ...(pod ? { pod } : {}), ...(secret ? { secret } : {}), serviceaccount: { name, uid }, ...(isExtended ? { warnafter: nowSeconds + seconds } : {}) },
    nbf: nowSeconds, sub: `system:serviceaccount:${namespace}:${name}`,
  }, signingKey(core));
  call.code = 201;
  return {
    kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: { name, namespace, creationTimestamp: rfc3339(core.clock.epochMs) as never },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: request.spec?.boundObjectRef ?? null },
    status: { token, expirationTimestamp: rfc3339((nowSeconds + seconds) * 1000) },
  } as KubeObject;
}
