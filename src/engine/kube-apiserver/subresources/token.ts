import type { UserInfo } from '../../../kube/api.ts';
import type { AuthenticationV1TokenRequest, V1ServiceAccount, V1Status } from '../../../kube/generated/types.ts';
import { readText } from '../../../kube/codec/index.ts';
import { isJsonObject } from '../../../kube/json.ts';
import { serviceAccounts } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { rfc3339 } from '../../../kube/time.ts';
import type { Call, Core } from '../core.ts';
import { isStatus, keyIn } from '../resource.ts';
import { base64Of, utf8 } from '../strategies/strategy.ts';
import { stored } from '../verbs/body.ts';

const issuer = 'https://kubernetes.default.svc.cluster.local';
const secondsMin = 600;
const secondsDefault = 3600;

const urlSafe = (text: string): string => base64Of(utf8(text)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Tokens that were handed out: nothing is signed, so what is not in here is no token. One server's memory, as its key would be. */
const issued = new WeakMap<Core['store'], Map<string, { readonly user: UserInfo; readonly expiresMs: number; readonly namespace: string; readonly name: string }>>();

/**
 * `serviceaccounts/NAME/token`: a token that speaks for the account for a while.
 *
 * @see Kubernetes 1.36, registry/core/serviceaccount, TokenREST
 */
export function createToken(call: Call): KubeObject | V1Status {
  const account = stored(call);
  if (isStatus(account)) return account;
  const { body } = call.request;
  const read = typeof body === 'string' ? readText(body) : { ok: true as const, value: body ?? {} };
  if (!read.ok || !isJsonObject(read.value)) return refusal.badRequest('the object provided is unrecognized (must be of type TokenRequest)');
  const request = read.value as unknown as AuthenticationV1TokenRequest;
  const seconds = request.spec?.expirationSeconds ?? secondsDefault;
  if (seconds < secondsMin) {
    return refusal.invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [{ type: 'FieldValueInvalid', field: 'spec.expirationSeconds', badValue: seconds, detail: 'may not specify a duration less than 10 minutes' }]);
  }
  if (seconds > 2 ** 32) {
    return refusal.invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [{ type: 'FieldValueInvalid', field: 'spec.expirationSeconds', badValue: seconds, detail: 'may not specify a duration larger than 2^32 seconds' }]);
  }
  return issue(call, account as V1ServiceAccount, request, seconds);
}

function issue(call: Call, account: V1ServiceAccount, request: AuthenticationV1TokenRequest, seconds: number): KubeObject {
  const { core } = call;
  const { namespace = '', name = '', uid = '' } = account.metadata ?? {};
  const nowSeconds = Math.floor(core.clock.epochMs / 1000);
  const audiences = (request.spec?.audiences?.length ?? 0) > 0 ? request.spec?.audiences : [issuer];
  const user: UserInfo = { name: `system:serviceaccount:${namespace}:${name}`, uid, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] };
  const claims = {
    aud: audiences, exp: nowSeconds + seconds, iat: nowSeconds, iss: issuer, jti: core.random.uuid(),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } }, nbf: nowSeconds, sub: user.name,
  };
  const token = `${urlSafe('{"alg":"RS256","kid":"drydock"}')}.${urlSafe(JSON.stringify(claims))}.${urlSafe(core.random.uuid() + core.random.uuid())}`;
  const expiresMs = core.clock.epochMs + seconds * 1000;
  if (!call.dryRun) tokensOf(core).set(token, { user, expiresMs, namespace, name });
  call.code = 201;
  return {
    kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: { name, namespace, creationTimestamp: rfc3339(core.clock.epochMs) as never },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: request.spec?.boundObjectRef ?? null }, status: { token, expirationTimestamp: rfc3339(expiresMs) },
  } as KubeObject;
}

function tokensOf(core: Core): NonNullable<ReturnType<typeof issued.get>> {
  let tokens = issued.get(core.store);
  if (!tokens) issued.set(core.store, (tokens = new Map()));
  return tokens;
}

/** Whom a token speaks for; undefined where it is none, has run out, or its account is gone. */
export function readToken(core: Core, token: string): UserInfo | undefined {
  const found = tokensOf(core).get(token);
  if (!found || found.expiresMs <= core.clock.epochMs) return undefined;
  const account = core.store.get(keyIn(core.resources.of(serviceAccounts), found.namespace, found.name));
  return account?.metadata?.uid === found.user.uid ? found.user : undefined;
}
