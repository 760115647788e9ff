import { describe, expect, it } from 'vitest';
import type { UserInfo } from '../../../kube/api.ts';
import type { AuthenticationV1TokenRequest, V1ObjectMeta, V1SelfSubjectReview, V1TokenReview } from '../../../kube/generated/types.ts';
import { legacyIssuer, signedToken } from '../../../kube/service-account-token.ts';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';

const api = '/api/v1/namespaces/default';
const secret = (data: object = {}): object => ({ metadata: { name: 's', annotations: { 'kubernetes.io/service-account.name': 'default' } }, type: 'kubernetes.io/service-account-token', data });
const nobody: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

function withTokens() {
  const cluster = freshServer();
  const { ask, get } = cluster;
  const uid = (path: string): string => get<{ readonly metadata: V1ObjectMeta }>(path).metadata.uid ?? '';
  return {
    ...cluster, uid,
    make: (spec: object = {}): string => (ask('POST', `${api}/serviceaccounts/default/token`, { spec }).body as AuthenticationV1TokenRequest).status?.token ?? '',
    /** Who the API server takes the bearer for, or its refusal. */
    whoami: (token: string): unknown => {
      const { code, body } = ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, { token, user: nobody });
      return code === 201 ? (body as V1SelfSubjectReview).status?.userInfo : [code, (body as { readonly message: string; readonly reason: string }).message];
    },
    review: (token: string, audiences?: readonly string[]) => (ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token, ...(audiences ? { audiences } : {}) } }).body as V1TokenReview).status,
  };
}

const refused = [401, 'Unauthorized'];
const invalid = (words: string): object => ({ user: {}, error: `[invalid bearer token, ${words}]` });

describe('a token of a service account', () => {
  it('speaks for it', () => {
    const { make, whoami, uid } = withTokens();
    expect(whoami(make())).toEqual({
      username: 'system:serviceaccount:default:default', uid: uid(`${api}/serviceaccounts/default`),
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'], extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=[\da-f-]{36}$/)] },
    });
  });

  it('may what its roles let it, on watches too', () => {
    const { make, words, server } = withTokens();
    const denied = 'secrets is forbidden: User "system:serviceaccount:default:default" cannot list resource "secrets" in API group "" in the namespace "default"';
    const token = make();
    expect(words('GET', `${api}/secrets`, undefined, { token })).toBe(denied);
    expect(server.watch({ method: 'GET', path: `${api}/secrets`, user: nobody, token, cause: { clock: true } }, () => undefined)).toMatchObject({ code: 403, message: denied });
    expect(server.watch({ method: 'GET', path: `${api}/secrets`, user: nobody, token: 'x', cause: { clock: true } }, () => undefined)).toMatchObject({ code: 401, message: 'Unauthorized' });
  });

  it('runs out, a minute of grace later', () => {
    const { make, whoami, review, clock } = withTokens();
    const token = make({ expirationSeconds: 600 });
    clock.runUntil(655_000);
    expect(whoami(token)).toMatchObject({ username: 'system:serviceaccount:default:default' });
    clock.runUntil(661_000);
    expect(whoami(token)).toEqual(refused);
    expect(review(token)).toEqual(invalid('service account token has expired'));
  });

  it('is nothing without its account, nor with another of that name', () => {
    const { make, whoami, review, ask, uid } = withTokens();
    const token = make();
    const old = uid(`${api}/serviceaccounts/default`);
    ask('DELETE', `${api}/serviceaccounts/default`);
    expect(review(token)).toEqual(invalid('serviceaccounts "default" not found'));
    ask('POST', `${api}/serviceaccounts`, { metadata: { name: 'default' } });
    expect(review(token)).toEqual(invalid(`service account UID (${uid(`${api}/serviceaccounts/default`)}) does not match claim (${old})`));
    expect(whoami(token)).toEqual(refused);
  });

  it.each([
    { what: 'no token at all', forge: () => 'hello', words: { user: {}, error: 'invalid bearer token' } },
    { what: 'headed by half a character', forge: () => `\ud800.${btoa(JSON.stringify({ iss: legacyIssuer })).replace(/=+$/, '')}.x`, words: { user: {}, error: 'invalid bearer token' } },
    { what: 'signed by somebody else', forge: (token: string) => token.replace(/\.[^.]+$/, '.AAAA'), words: invalid('go-jose/go-jose: error in cryptographic primitive') },
    { what: 'changed on its way', forge: (token: string) => [token.split('.')[0], btoa(atob(token.split('.')[1] ?? '').replace('default:default', 'default:boss000')).replace(/=+$/, ''), token.split('.')[2]].join('.'), words: invalid('go-jose/go-jose: error in cryptographic primitive') },
  ])('is refused where it is $what', ({ forge, words }) => {
    const { make, whoami, review } = withTokens();
    const token = forge(make());
    expect(review(token)).toEqual(words);
    expect(whoami(token)).toEqual(refused);
  });

  it('is for its audiences', () => {
    const { make, whoami, review } = withTokens();
    const token = make({ audiences: ['vault', 'bank'] });
    expect(review(token, ['bank', 'other'])).toMatchObject({ authenticated: true, audiences: ['bank'] });
    expect(review(token)).toEqual(invalid('token audiences ["vault" "bank"] is invalid for the target audiences ["https://kubernetes.default.svc.cluster.local"]'));
    expect(whoami(token)).toEqual(refused);
  });
});

describe('a request for a token', () => {
  const cannot = (words: string): string => `TokenRequest in version "v1" cannot be handled as a TokenRequest: json: cannot unmarshal ${words}`;

  it.each([
    { body: { spec: { audiences: 'abc' } }, words: cannot('string into Go struct field TokenRequestSpec.spec.audiences of type []string') },
    { body: { spec: { boundObjectRef: { kind: 'Pod', apiVersion: 7, name: {} } } }, words: cannot('number into Go struct field BoundObjectReference.spec.boundObjectRef.apiVersion of type string') },
    { body: { spec: { expirationSeconds: '700' } }, words: cannot('string into Go struct field TokenRequestSpec.spec.expirationSeconds of type int64') },
    { body: { spec: 7 }, words: cannot('number into Go struct field TokenRequest.spec of type v1.TokenRequestSpec') },
    { body: { spec: [] }, words: cannot('array into Go struct field TokenRequest.spec of type v1.TokenRequestSpec') },
    { body: { kind: 'Secret', apiVersion: 'v1' }, words: 'Secret in version "v1" cannot be handled as a TokenRequest: converting (v1.Secret) to (authentication.TokenRequest): unknown conversion' },
    { body: { spec: { expirationSeconds: 599 } }, words: 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes' },
    { body: { spec: { audiences: null, expirationSeconds: null, boundObjectRef: null } }, words: 'ok 201' },
  ])('$body: $words', ({ body, words: wanted }) => {
    const { words } = withTokens();
    expect([words('POST', `${api}/serviceaccounts/default/token`, body), words('POST', `${api}/serviceaccounts/default/token`, JSON.stringify(body))]).toEqual([wanted, wanted]);
  });
});

describe('a token that is bound', () => {
  it('to a pod goes with it, and tells where it runs', () => {
    const { make, whoami, review, ask, uid, clock } = withTokens();
    ask('POST', '/api/v1/nodes', { metadata: { name: 'node-1' } });
    ask('POST', pods, pod('a', { nodeName: 'node-1', terminationGracePeriodSeconds: 0 }));
    const token = make({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'a' } });
    expect(whoami(token)).toMatchObject({ extra: {
      'authentication.kubernetes.io/pod-name': ['a'], 'authentication.kubernetes.io/pod-uid': [uid(`${pods}/a`)],
      'authentication.kubernetes.io/node-name': ['node-1'], 'authentication.kubernetes.io/node-uid': [uid('/api/v1/nodes/node-1')],
    } });
    ask('DELETE', `${pods}/a`, { gracePeriodSeconds: 300 });
    clock.runUntil(350_000);
    expect(whoami(token)).toMatchObject({ username: 'system:serviceaccount:default:default' });
    clock.runUntil(362_000);
    expect(review(token)).toEqual(invalid('service account token has been invalidated'));
    ask('DELETE', `${pods}/a`, { gracePeriodSeconds: 0 });
    expect(whoami(token)).toEqual(refused);
  });

  it('to a Secret goes with it', () => {
    const { make, whoami, ask } = withTokens();
    ask('POST', `${api}/secrets`, { metadata: { name: 's' } });
    const token = make({ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 's' } });
    expect(whoami(token)).toMatchObject({ username: 'system:serviceaccount:default:default' });
    ask('DELETE', `${api}/secrets/s`);
    expect(whoami(token)).toEqual(refused);
  });

  it.each([
    { ref: { kind: 'Pod', apiVersion: 'v1', name: 'nobody' }, words: 'pods "nobody" not found' },
    { ref: { kind: 'ConfigMap', apiVersion: 'v1', name: 'x' }, words: 'cannot bind token to object of type /v1, Kind=ConfigMap' },
    { ref: { kind: 'Deployment', apiVersion: 'apps/v1', name: 'x' }, words: 'cannot bind token to object of type apps/v1, Kind=Deployment' },
    { ref: { kind: 'Pod', apiVersion: 'v1', name: 'other' }, words: 'cannot bind token for serviceaccount "default" to pod running with different serviceaccount name.' },
    { ref: { kind: 'Secret', apiVersion: 'v1', name: 's', uid: 'x' }, words: 'Operation cannot be fulfilled on Secret "s": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated' },
  ])('is refused: $words', ({ ref, words: wanted }) => {
    const { words, ask } = withTokens();
    ask('POST', `${api}/serviceaccounts`, { metadata: { name: 'other' } });
    ask('POST', pods, pod('other', { serviceAccountName: 'other' }));
    ask('POST', `${api}/secrets`, { metadata: { name: 's' } });
    expect(words('POST', `${api}/serviceaccounts/default/token`, { spec: { boundObjectRef: ref } })).toBe(wanted);
  });
});

describe('a token in a Secret', () => {
  /** What the token controller puts into such a Secret. */
  const legacy = (uid: string, key: string): string => signedToken({
    iss: legacyIssuer, 'kubernetes.io/serviceaccount/namespace': 'default', 'kubernetes.io/serviceaccount/secret.name': 's',
    'kubernetes.io/serviceaccount/service-account.name': 'default', 'kubernetes.io/serviceaccount/service-account.uid': uid, sub: 'system:serviceaccount:default:default',
  }, key);

  it('speaks for its account for as long as the Secret holds it', () => {
    const { whoami, review, ask, uid } = withTokens();
    const token = legacy(uid(`${api}/serviceaccounts/default`), uid('/api/v1/namespaces/kube-system'));
    expect(review(token)).toEqual(invalid('service account token has been invalidated'));
    ask('POST', `${api}/secrets`, secret({ token: btoa(token) }));
    expect(whoami(token)).toEqual({ username: 'system:serviceaccount:default:default', uid: uid(`${api}/serviceaccounts/default`), groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'] });
    ask('PATCH', `${api}/secrets/s`, { data: { token: btoa('another') } }, { contentType: 'application/merge-patch+json' });
    expect(review(token)).toEqual(invalid("service account token does not match server's copy"));
    ask('DELETE', `${api}/secrets/s`);
    expect(whoami(token)).toEqual(refused);
  });
});
