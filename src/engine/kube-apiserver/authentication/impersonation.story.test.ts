import { describe, expect, it } from 'vitest';
import type { ImpersonationRequest } from '../../../kube/api.ts';
import type { V1PolicyRule, V1SelfSubjectReview } from '../../../kube/generated/types.ts';
import { freshServer } from '../testing/fresh-server.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const pods = '/api/v1/namespaces/default/pods';
const jane = { name: 'jane', groups: ['system:authenticated'] };
const may = (verbs: string, resources: string, apiGroups = '', resourceNames?: readonly string[]): V1PolicyRule => ({ verbs: verbs.split(' '), apiGroups: [apiGroups], resources: resources.split(' '), ...(resourceNames ? { resourceNames } : {}) });
const authentication = 'authentication.k8s.io';

function withJane(...rules: readonly V1PolicyRule[]) {
  const cluster = freshServer();
  cluster.ask('POST', `${rbac}/clusterroles`, { metadata: { name: 'actor' }, rules });
  cluster.ask('POST', `${rbac}/clusterrolebindings`, { metadata: { name: 'actor' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'actor' }, subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }] });
  cluster.ask('POST', `${rbac}/clusterrolebindings`, { metadata: { name: 'viewers' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: ['bob', 'devs'].map((name, index) => ({ kind: index === 0 ? 'User' : 'Group', name, apiGroup: 'rbac.authorization.k8s.io' })) });
  const as = (wanted: Partial<ImpersonationRequest>) => ({ user: jane, impersonate: { user: '', groups: [], ...wanted } });
  return { ...cluster, as };
}

describe('acting for somebody', () => {
  it.each([
    { why: 'nothing', rules: [], wanted: { user: 'bob' }, words: 'pods is forbidden: User "jane" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "default"' },
    { why: 'the verb alone', rules: [may('impersonate-on:user-info:list', 'pods')], wanted: { user: 'bob' }, words: 'users.authentication.k8s.io "bob" is forbidden: User "jane" cannot impersonate:user-info resource "users" in API group "authentication.k8s.io" at the cluster scope' },
    { why: 'the verb on it and the user', rules: [may('impersonate-on:user-info:list', 'pods'), may('impersonate:user-info', 'users', authentication, ['bob'])], wanted: { user: 'bob' }, words: 'ok 200' },
    { why: 'the verb on something else', rules: [may('impersonate-on:user-info:list', 'secrets'), may('impersonate:user-info', 'users', authentication)], wanted: { user: 'bob' }, words: 'pods is forbidden: User "jane" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "default"' },
    { why: 'users, as it has always been', rules: [may('impersonate', 'users')], wanted: { user: 'bob' }, words: 'ok 200' },
    { why: 'one user by name', rules: [may('impersonate', 'users', '', ['ann'])], wanted: { user: 'ann' }, words: 'pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "default"' },
    { why: 'users and groups', rules: [may('impersonate', 'users groups')], wanted: { user: 'ann', groups: ['devs'] }, words: 'ok 200' },
    { why: 'users but no groups', rules: [may('impersonate', 'users')], wanted: { user: 'ann', groups: ['devs'] }, words: 'pods is forbidden: User "jane" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "default"' },
    { why: 'service accounts', rules: [may('impersonate', 'serviceaccounts')], wanted: { user: 'system:serviceaccount:default:default' }, words: 'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"' },
    { why: 'users, but not service accounts', rules: [may('impersonate', 'users')], wanted: { user: 'system:serviceaccount:default:default' }, words: 'pods is forbidden: User "jane" cannot impersonate-on:serviceaccount:list resource "pods" in API group "" in the namespace "default"' },
    { why: 'nodes', rules: [may('impersonate-on:arbitrary-node:list', 'pods'), may('impersonate:arbitrary-node', 'nodes', authentication, ['node-1'])], wanted: { user: 'system:node:node-2' }, words: 'nodes.authentication.k8s.io "node-2" is forbidden: User "jane" cannot impersonate:arbitrary-node resource "nodes" in API group "authentication.k8s.io" at the cluster scope' },
    { why: 'everything by one verb, but not the masters', rules: [may('*', '*', '*')], wanted: { user: 'x', groups: ['system:masters'] }, words: 'ok 200' },
    { why: 'everything on one verb, but not the masters', rules: [may('impersonate-on:user-info:list', 'pods'), may('impersonate:user-info', '*', authentication)], wanted: { user: 'x', groups: ['system:masters'] }, words: 'groups.authentication.k8s.io "system:masters" is forbidden: User "jane" cannot impersonate:user-info resource "groups" in API group "authentication.k8s.io" at the cluster scope: impersonating the system:masters group is not allowed' },
    { why: 'users and no uids', rules: [may('impersonate-on:user-info:list', 'pods'), may('impersonate:user-info', 'users', authentication)], wanted: { user: 'bob', uid: '7' }, words: 'uids.authentication.k8s.io "7" is forbidden: User "jane" cannot impersonate:user-info resource "uids" in API group "authentication.k8s.io" at the cluster scope' },
    { why: 'users and one extra', rules: [may('impersonate-on:user-info:list', 'pods'), may('impersonate:user-info', 'users userextras/scopes', authentication)], wanted: { user: 'bob', extra: { scopes: ['a'], team: ['b'] } }, words: 'userextras.authentication.k8s.io "b" is forbidden: User "jane" cannot impersonate:user-info resource "userextras/team" in API group "authentication.k8s.io" at the cluster scope' },
    { why: 'but not for whom', rules: [], wanted: { groups: ['devs'] }, words: 'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"devs"}, Extra:map[string][]string(nil)} without impersonating a user name' },
  ])('with leave for $why: $words', ({ rules, wanted, words: expected }) => {
    const { words, as } = withJane(...rules);
    expect(words('GET', pods, undefined, as(wanted))).toBe(expected);
  });

  it('is being somebody, in groups and all', () => {
    const { ask, as } = withJane(may('impersonate', '*', '*'));
    const whoami = (wanted: Partial<ImpersonationRequest>): unknown => (ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, as(wanted)).body as V1SelfSubjectReview).status?.userInfo;
    expect(whoami({ user: 'bob', groups: ['devs'], uid: '7', extra: { scopes: ['a', 'b'] } })).toEqual({ username: 'bob', uid: '7', groups: ['devs', 'system:authenticated'], extra: { scopes: ['a', 'b'] } });
    expect(whoami({ user: 'system:serviceaccount:shop:cart' })).toEqual({ username: 'system:serviceaccount:shop:cart', groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'] });
  });

  it('on a path that is no resource is asked for by that path', () => {
    const { words, as } = withJane();
    expect(words('GET', '/version', undefined, as({ user: 'bob' }))).toBe('forbidden: User "jane" cannot impersonate-on:user-info:get path "/version"');
  });
});
