import { describe, expect, it } from 'vitest';
import { compared } from './auth-reconcile.ts';

const rule = (resource: string, ...verbs: string[]) => ({ apiGroups: [''], resources: [resource], verbs });
const role = (rules: readonly object[], metadata: object = {}) => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'r', ...metadata }, rules }) as Parameters<typeof compared>[0];
const user = (name: string) => ({ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' });
const binding = (name: string, ...users: string[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'b' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }, subjects: users.map(user),
}) as Parameters<typeof compared>[0];
const keeping = { permissions: false, subjects: false };
const removing = { permissions: true, subjects: true };

describe('a role', () => {
  it.each([
    { why: 'all that is expected is allowed', existing: [rule('*', '*')], expected: [rule('pods', 'get')], options: keeping, operation: 'none', rules: [rule('*', '*')] },
    { why: 'what is missing is added, each verb by itself', existing: [rule('pods', 'get')], expected: [rule('pods', 'get', 'list', 'watch')], options: keeping, operation: 'update', rules: [rule('pods', 'get'), rule('pods', 'list'), rule('pods', 'watch')] },
    { why: 'what is more stays', existing: [rule('pods', 'get', 'list')], expected: [rule('pods', 'get')], options: keeping, operation: 'none', rules: [rule('pods', 'get', 'list')] },
    { why: 'what is more goes where that is asked for', existing: [rule('pods', 'get', 'list')], expected: [rule('pods', 'get')], options: removing, operation: 'update', rules: [rule('pods', 'get')] },
  ])('$operation: $why', ({ existing, expected, options, operation, rules }) => {
    expect(compared(role(existing), role(expected), options)).toMatchObject({ operation, object: { rules } });
  });

  it('gets labels, and keeps its own', () => {
    const { operation, object } = compared(role([], { labels: { a: '1' } }), role([], { labels: { b: '2' } }), removing);
    expect({ operation, labels: object.metadata?.labels }).toEqual({ operation: 'update', labels: { a: '1', b: '2' } });
  });

  it('tells of its rules as Go prints them', () => {
    expect(compared(role([]), role([{ ...rule('pods', 'get'), resourceNames: ['a'] }]), keeping).told[0])
      .toEqual(['missing rules added', ['{Verbs:[get] APIGroups:[] Resources:[pods] ResourceNames:[a] NonResourceURLs:[]}']]);
  });
});

describe('a binding', () => {
  it.each([
    { why: 'a person more', existing: binding('x', 'ada'), expected: binding('x', 'bob'), options: keeping, operation: 'update', names: ['ada', 'bob'] },
    { why: 'another person', existing: binding('x', 'ada'), expected: binding('x', 'bob'), options: removing, operation: 'update', names: ['bob'] },
    { why: 'another role', existing: binding('x', 'ada'), expected: binding('y', 'ada'), options: keeping, operation: 'recreate', names: ['ada'] },
  ])('$operation: $why', ({ existing, expected, options, operation, names }) => {
    const verdict = compared(existing, expected, options);
    expect({ operation: verdict.operation, names: verdict.object.subjects?.map(({ name }) => name) }).toEqual({ operation, names });
  });
});
