import { describe, expect, it } from 'vitest';
import type { V1SelfSubjectAccessReview, V1SelfSubjectReview, V1TokenReview } from '../../../kube/generated/types.ts';
import { freshServer, pods } from '../testing/fresh-server.ts';

const user = (name: string): { readonly user: { readonly name: string; readonly groups: readonly string[] } } => ({ user: { name, groups: ['system:authenticated'] } });
const bind = (cluster: ReturnType<typeof freshServer>, role: string, name: string): void => {
  cluster.ask('POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
    metadata: { name: `${role}-${name}` }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role }, subjects: [{ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' }],
  });
};

describe('who has no role', () => {
  it.each([
    { method: 'GET', path: pods, words: 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"' },
    { method: 'GET', path: `${pods}/x`, words: 'pods "x" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "default"' },
    { method: 'GET', path: '/apis/apps/v1/deployments', words: 'deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" at the cluster scope' },
    { method: 'GET', path: '/metrics', words: 'forbidden: User "jane" cannot get path "/metrics"' },
    { method: 'GET', path: '/version', words: 'ok 200' },
    { method: 'GET', path: '/apis', words: 'ok 200' },
  ] as const)('$method $path: $words', ({ method, path, words: wanted }) => {
    expect(freshServer().words(method, path, undefined, user('jane'))).toBe(wanted);
  });
});

describe('the built-in roles', () => {
  it.each([
    { role: 'view', verb: 'get', resource: 'configmaps', allowed: true },
    { role: 'view', verb: 'get', resource: 'secrets', allowed: false },
    { role: 'view', verb: 'create', resource: 'configmaps', allowed: false },
    { role: 'edit', verb: 'create', resource: 'deployments', group: 'apps', allowed: true },
    { role: 'edit', verb: 'create', resource: 'roles', group: 'rbac.authorization.k8s.io', allowed: false },
    { role: 'admin', verb: 'create', resource: 'roles', group: 'rbac.authorization.k8s.io', allowed: true },
    { role: 'admin', verb: 'update', resource: 'resourcequotas', allowed: false },
  ])('$role may $verb $resource: $allowed', ({ role, verb, resource, group = '', allowed }) => {
    const cluster = freshServer();
    bind(cluster, role, 'ann');
    const review = cluster.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec: { resourceAttributes: { verb, resource, group, namespace: 'default' } } }, user('ann')).body as V1SelfSubjectAccessReview;
    expect(review.status?.allowed).toBe(allowed);
  });

  it('count from the moment they are bound until they are taken away', () => {
    const cluster = freshServer();
    expect(cluster.ask('GET', pods, undefined, user('vic')).code).toBe(403);
    bind(cluster, 'view', 'vic');
    expect(cluster.ask('GET', pods, undefined, user('vic')).code).toBe(200);
    expect(cluster.ask('GET', '/api/v1/namespaces/kube-system/pods', undefined, user('vic')).code).toBe(403);
    cluster.ask('DELETE', '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings/view-vic');
    expect(cluster.ask('GET', pods, undefined, user('vic')).code).toBe(403);
  });

  it('name a role that is not there', () => {
    const cluster = freshServer();
    bind(cluster, 'nothing', 'zoe');
    expect(cluster.words('GET', pods, undefined, user('zoe'))).toBe('pods is forbidden: User "zoe" cannot list resource "pods" in API group "" in the namespace "default": RBAC: clusterrole.rbac.authorization.k8s.io "nothing" not found');
  });
});

describe('identities', () => {
  it('are told back', () => {
    const review = freshServer().ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, user('bob')).body as V1SelfSubjectReview;
    expect(review.status?.userInfo).toEqual({ username: 'bob', groups: ['system:authenticated'] });
  });

  it('of service accounts come from tokens, for as long as these last', () => {
    const { ask, clock } = freshServer();
    const made = ask('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: { expirationSeconds: 600 } });
    expect(made.code).toBe(201);
    const { token } = (made.body as { status: { token: string } }).status;
    const review = (): V1TokenReview => ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } }).body as V1TokenReview;
    expect(review().status).toMatchObject({ authenticated: true, user: { username: 'system:serviceaccount:default:default' } });
    clock.runUntil(600_000 + 61_000);
    expect(review().status).toEqual({ user: {}, error: '[invalid bearer token, service account token has expired]' });
  });
});

describe("the cluster's own components", () => {
  const component = (name: string, ...groups: readonly string[]) => ({ user: { name, groups: [...groups, 'system:authenticated'] } });

  it('have the roles they were made with, and no more', () => {
    const { words } = freshServer();
    const scheduler = component('system:kube-scheduler');
    expect(words('GET', '/api/v1/nodes', undefined, scheduler)).toBe('ok 200');
    expect(words('GET', '/api/v1/secrets', undefined, scheduler)).toBe('secrets is forbidden: User "system:kube-scheduler" cannot list resource "secrets" in API group "" at the cluster scope');
  });

  it('can do nothing once nothing is bound to them', () => {
    const { ask, words } = freshServer();
    ask('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/system:kube-scheduler');
    expect(words('GET', '/api/v1/nodes', undefined, component('system:kube-scheduler'))).toContain('cannot list resource "nodes"');
  });

  it('a kubelet reads what a pod on its node needs, and nothing else', () => {
    const { ask, words } = freshServer();
    const kubelet = component('system:node:node-1', 'system:nodes');
    const secret = (name: string): string => words('GET', `/api/v1/namespaces/default/secrets/${name}`, undefined, kubelet);
    for (const name of ['mine', 'other']) ask('POST', '/api/v1/namespaces/default/secrets', { metadata: { name } });
    ask('POST', pods, { metadata: { name: 'a' }, spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'x', envFrom: [{ secretRef: { name: 'mine' } }] }] } });
    expect(secret('mine')).toBe('ok 200');
    expect(secret('other')).toBe('secrets "other" is forbidden: User "system:node:node-1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node \'node-1\' and this object');
    expect(words('GET', '/api/v1/namespaces/default/secrets', undefined, kubelet)).toContain(': No Object name found');
    expect(words('DELETE', '/api/v1/nodes/node-1', undefined, kubelet)).toContain('cannot delete resource "nodes"');
  });
});

describe('a review of access', () => {
  const reviews = '/apis/authorization.k8s.io/v1';

  it.each([
    { why: 'nobody', path: `${reviews}/subjectaccessreviews`, body: { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } }, words: '.authorization.k8s.io "" is invalid: spec.user: Invalid value: "": at least one of user or group must be specified' },
    { why: 'nothing', path: `${reviews}/selfsubjectaccessreviews`, body: { spec: {} }, words: '.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified' },
    { why: 'another namespace', path: `${reviews}/namespaces/default/localsubjectaccessreviews`, body: { metadata: { namespace: 'default' }, spec: { user: 'ann', resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'other' } } }, words: '.authorization.k8s.io "" is invalid: spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace' },
  ])('is refused that asks about $why', ({ path, body, words }) => {
    expect(freshServer().words('POST', path, body)).toBe(words);
  });

  it('names the subject by which the role is bound', () => {
    const answer = freshServer().ask('POST', `${reviews}/selfsubjectaccessreviews`, { spec: { nonResourceAttributes: { path: '/healthz', verb: 'get' } } }, user('ann')).body as V1SelfSubjectAccessReview;
    expect(answer.status?.reason).toBe('RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"');
  });
});
