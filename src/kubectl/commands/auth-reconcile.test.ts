import { describe, expect, it } from 'vitest';
import { createStore } from '../../engine/etcd/index.ts';
import { createApiServer } from '../../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../../engine/sim/index.ts';
import { drive, runKubectl } from '../index.ts';
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

describe('a manifest that is odd', () => {
  const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

  /** What is said of a manifest, where a role that allows to get pods and a binding without subjects are. */
  function said(manifest: string): string {
    const clock = new EventQueue(Date.UTC(2026, 0, 1));
    const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
    api.bootstrap();
    let text = '';
    const take = (part: string): void => { text += part; };
    const reconcile = (stdin: string): void => {
      const settings = { namespace: 'default', user: person.name, server: '', context: 'drydock' };
      drive(runKubectl(['auth', 'reconcile', '-f', '-'], { settings, stdin, output: { stdout: take, stderr: take } }), { api, clock, user: person, cause: { action: 1 } }, () => undefined);
    };
    reconcile(`${written('Role', 'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]')}---\n${written('RoleBinding', 'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}')}`);
    text = '';
    reconcile(manifest);
    return text;
  }
  const written = (kind: string, fields: string, name = 'r'): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: default}\n${fields}\n`;
  const refused = (words: string): string => `error: unable to decode "STDIN": json: cannot unmarshal ${words}\n`;
  const nothing = 'role.rbac.authorization.k8s.io/r reconciled\n';
  const roleRef = 'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}';

  it.each([
    { manifest: written('Role', 'rules: [{apiGroups: [""], resources: [pods]}]'), says: nothing },
    { manifest: written('Role', 'rules: [null]'), says: nothing },
    { manifest: written('Role', 'rules: null'), says: nothing },
    { manifest: written('Role', 'rules: {}'), says: refused('object into Go struct field Role.rules of type []v1.PolicyRule') },
    { manifest: written('Role', 'rules: [5]'), says: refused('number into Go struct field Role.rules of type v1.PolicyRule') },
    { manifest: written('Role', 'rules: [{verbs: get}]'), says: refused('string into Go struct field PolicyRule.rules.verbs of type []string') },
    { manifest: written('ClusterRole', 'aggregationRule: x'), says: refused('string into Go struct field ClusterRole.aggregationRule of type v1.AggregationRule') },
    { manifest: written('RoleBinding', `${roleRef}\nsubjects: x`), says: refused('string into Go struct field RoleBinding.subjects of type []v1.Subject') },
    { manifest: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: 1}\n', says: refused('number into Go struct field ConfigMap.data of type string') },
  ])('is read as Go reads it: $manifest', ({ manifest, says }) => {
    expect(said(manifest)).toBe(says);
  });

  it('is refused by the server where it can be read, and is not whole', () => {
    expect(said(written('RoleBinding', `${roleRef}\nsubjects: [null]`))).toMatch(/^The RoleBinding "r" is invalid/);
    expect(said(written('Role', 'rules: [null]', 'other'))).toMatch(/^The Role "other" is invalid/);
  });
});
