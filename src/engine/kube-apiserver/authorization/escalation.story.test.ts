import { describe, expect, it } from 'vitest';
import type { V1PolicyRule } from '../../../kube/generated/types.ts';
import { freshServer } from '../testing/fresh-server.ts';

const api = '/apis/rbac.authorization.k8s.io/v1';
const inDefault = `${api}/namespaces/default`;
const jane = { user: { name: 'jane', groups: ['devs', 'system:authenticated'] } };
const toJane = [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }];
const ref = (kind: string, name: string): object => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
const rule = (resources: string, verbs: string, names?: string): V1PolicyRule => ({ apiGroups: [''], resources: resources.split(' '), verbs: verbs.split(' '), ...(names ? { resourceNames: names.split(' ') } : {}) });
const managesRoles: V1PolicyRule = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['*'], verbs: ['create', 'update', 'patch', 'get'] };

/** A server on which Jane manages roles and holds some more rules. */
function withJane(...rules: readonly V1PolicyRule[]) {
  const cluster = freshServer();
  cluster.ask('POST', `${api}/clusterroles`, { metadata: { name: 'hers' }, rules: [managesRoles, ...rules] });
  cluster.ask('POST', `${api}/clusterrolebindings`, { metadata: { name: 'hers' }, roleRef: ref('ClusterRole', 'hers'), subjects: toJane });
  return cluster;
}

const attempting = 'user "jane" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:';

describe('who writes a role', () => {
  it.each([
    { why: 'holds nothing of it', holds: [], wants: [rule('pods', 'get list')], words: `roles.rbac.authorization.k8s.io "r" is forbidden: ${attempting}\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}` },
    { why: 'holds a part of it', holds: [rule('pods', 'get')], wants: [rule('pods secrets', 'get watch', 'x')], words: `roles.rbac.authorization.k8s.io "r" is forbidden: ${attempting}\n{APIGroups:[""], Resources:["pods"], ResourceNames:["x"], Verbs:["watch"]}\n{APIGroups:[""], Resources:["secrets"], ResourceNames:["x"], Verbs:["get" "watch"]}` },
    { why: 'holds it for one name only', holds: [rule('pods', 'get', 'x')], wants: [rule('pods', 'get')], words: `roles.rbac.authorization.k8s.io "r" is forbidden: ${attempting}\n{APIGroups:[""], Resources:["pods"], Verbs:["get"]}` },
    { why: 'holds all of it', holds: [rule('*', '*')], wants: [rule('pods/log', 'get', 'x')], words: 'ok 201' },
    { why: 'holds the subresource of everything', holds: [rule('*/log', 'get')], wants: [rule('pods/log', 'get')], words: 'ok 201' },
    { why: 'may escalate', holds: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['escalate'] }], wants: [rule('pods', 'get')], words: 'ok 201' },
  ])('$why', ({ holds, wants, words: wanted }) => {
    expect(withJane(...holds).words('POST', `${inDefault}/roles`, { metadata: { name: 'r' }, rules: wants }, jane)).toBe(wanted);
  });

  it('may change its labels, not its rules', () => {
    const cluster = withJane();
    cluster.ask('POST', `${inDefault}/roles`, { metadata: { name: 'r' }, rules: [rule('pods', 'get')] });
    const merge = { ...jane, contentType: 'application/merge-patch+json' as const };
    expect(cluster.words('PATCH', `${inDefault}/roles/r`, { metadata: { labels: { a: 'b' } } }, merge)).toBe('ok 200');
    expect(cluster.words('PATCH', `${inDefault}/roles/r`, { rules: [rule('pods', 'get delete')] }, merge)).toContain('{APIGroups:[""], Resources:["pods"], Verbs:["get" "delete"]}');
  });

  it('may not sum up roles without being the administrator', () => {
    const sum = { metadata: { name: 'sum' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] }, rules: [] };
    expect(withJane().words('POST', `${api}/clusterroles`, sum, jane)).toBe('clusterroles.rbac.authorization.k8s.io "sum" is forbidden: must have cluster-admin privileges to use an aggregationRule');
  });
});

describe('who binds a role', () => {
  const binding = (kind: string, name: string): object => ({ metadata: { name: 'b' }, roleRef: ref(kind, name), subjects: toJane });

  it.each([
    { why: 'does not hold its rules', holds: [], role: ['ClusterRole', 'system:node-problem-detector'] as const, words: /^rolebindings\.rbac\.authorization\.k8s\.io "b" is forbidden: user "jane" .*\n\{APIGroups:\[""\], Resources:\["events"\], Verbs:\["create" "patch" "update"\]\}\n/ },
    { why: 'names a role that is not there', holds: [], role: ['Role', 'none'] as const, words: /^roles\.rbac\.authorization\.k8s\.io "none" not found$/ },
    { why: 'may bind it', holds: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], resourceNames: ['view'], verbs: ['bind'] }], role: ['ClusterRole', 'view'] as const, words: /^ok 201$/ },
    { why: 'holds its rules', holds: [rule('*', '*'), { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], role: ['ClusterRole', 'view'] as const, words: /^ok 201$/ },
  ])('$why', ({ holds, role: [kind, name], words: wanted }) => {
    expect(withJane(...holds).words('POST', `${inDefault}/rolebindings`, binding(kind, name), jane)).toMatch(wanted);
  });
});
