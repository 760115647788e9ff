import type { Call } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure } from '../../errors.ts';
import { array, slice, text } from '../../flags.ts';
import { parseSelectorMap } from '../../resources/selector-words.ts';
import type { Obj } from '../../resources/object.ts';
import type { Generator } from './generator.ts';

const group = 'rbac.authorization.k8s.io';
const ruleFlags = [slice('verb'), slice('resource'), array('resource-name')];

export const role: Generator = {
  name: 'role', args: 'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]', short: 'Create a role with single rule', flags: ruleFlags,
  *build(call, name) {
    if (call.flags.list('verb').length === 0) throw new Failure('at least one verb must be specified');
    if (call.flags.list('resource').length === 0) throw new Failure('at least one resource must be specified');
    return { apiVersion: `${group}/v1`, kind: 'Role', metadata: { name }, rules: yield* rulesOf(call) } as Obj;
  },
};

export const clusterrole: Generator = {
  name: 'clusterrole', args: 'NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]', short: 'Create a cluster role', flags: [...ruleFlags, slice('non-resource-url'), text('aggregation-rule', '', { shownDefault: '' })],
  *build(call, name) {
    const base = { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name } };
    const aggregate = call.flags.text('aggregation-rule');
    if (aggregate !== '') return { aggregationRule: { clusterRoleSelectors: [parseSelectorMap(aggregate)] }, ...base, rules: null } as unknown as Obj;
    const urls = call.flags.list('non-resource-url');
    if (call.flags.list('verb').length === 0) throw new Failure('at least one verb must be specified');
    if (call.flags.list('resource').length === 0 && urls.length === 0) throw new Failure('one of resource or nonResourceURL must be specified');
    const verbs = [...new Set(call.flags.list('verb'))];
    checkUrls(urls, verbs);
    const rules = [...(yield* rulesOf(call)), ...(urls.length > 0 ? [{ nonResourceURLs: urls, verbs }] : [])];
    return { ...base, rules } as Obj;
  },
};

/** As kubectl checks rules about paths before it sends them. */
function checkUrls(urls: readonly string[], verbs: readonly string[]): void {
  if (urls.length === 0) return;
  const wrong = verbs.find((verb) => !urlVerbs.includes(verb));
  if (wrong !== undefined) throw new Failure(`invalid verb: '${wrong}' for nonResourceURL`);
  for (const url of urls) {
    if (url === '*') continue;
    if (url === '' || !url.startsWith('/')) throw new Failure('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*')) throw new Failure('nonResourceURL only supports wildcard matches when \'*\' is at the end');
  }
}

const resourceVerbs: readonly string[] = ['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate'];
const urlVerbs: readonly string[] = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];

function* rulesOf(call: Call): Run<readonly object[]> {
  const verbs = call.flags.list('verb').includes('*') ? ['*'] : [...new Set(call.flags.list('verb'))];
  for (const verb of verbs) if (!resourceVerbs.includes(verb)) call.session.warn(`'${verb}' is not a standard resource verb`);
  const names = [...new Set(call.flags.list('resource-name'))];
  const byGroup = new Map<string, string[]>();
  for (const word of call.flags.list('resource')) {
    if (word === '*') {
      byGroup.set('*', ['*']);
      continue;
    }
    const [type = '', subresource] = word.split('/');
    const mapping = yield* call.discovery.resourceBare(type);
    const resource = subresource ? `${mapping.resource}/${subresource}` : mapping.resource;
    const known = byGroup.get(mapping.group) ?? [];
    if (!known.includes(resource)) byGroup.set(mapping.group, [...known, resource]);
  }
  return [...byGroup].map(([apiGroup, resources]) => ({ apiGroups: [apiGroup], ...(names.length > 0 ? { resourceNames: names } : {}), resources, verbs }));
}

const subjectFlags = [array('user'), array('group'), array('serviceaccount')];

export const rolebinding: Generator = {
  name: 'rolebinding', args: 'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]', short: 'Create a role binding for a particular role or cluster role',
  failure: 'failed to create rolebinding: ', flags: [text('clusterrole'), text('role'), ...subjectFlags],
  *build(call, name) {
    const [clusterRole, roleName] = [call.flags.text('clusterrole'), call.flags.text('role')];
    if ((clusterRole === '') === (roleName === '')) throw new Failure('exactly one of clusterrole or role must be specified');
    return { apiVersion: `${group}/v1`, kind: 'RoleBinding', metadata: { name }, roleRef: { apiGroup: group, kind: clusterRole ? 'ClusterRole' : 'Role', name: clusterRole || roleName }, ...subjectsOf(call) } as Obj;
  },
};

export const clusterrolebinding: Generator = {
  name: 'clusterrolebinding', args: 'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]', short: 'Create a cluster role binding for a particular cluster role',
  failure: 'failed to create clusterrolebinding: ', flags: [text('clusterrole', '', { required: true }), ...subjectFlags],
  *build(call, name) {
    return { apiVersion: `${group}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, roleRef: { apiGroup: group, kind: 'ClusterRole', name: call.flags.text('clusterrole') }, ...subjectsOf(call) } as Obj;
  },
};

function subjectsOf({ flags }: Call): { readonly subjects?: readonly object[] } {
  const subjects = [
    ...flags.list('user').map((name) => ({ apiGroup: group, kind: 'User', name })),
    ...flags.list('group').map((name) => ({ apiGroup: group, kind: 'Group', name })),
    ...flags.list('serviceaccount').map(serviceAccountSubject),
  ];
  return subjects.length > 0 ? { subjects } : {};
}

function serviceAccountSubject(word: string): object {
  const [namespace = '', name = '', ...more] = word.split(':');
  if (namespace === '' || name === '' || more.length > 0) throw new Failure('serviceaccount must be <namespace>:<name>');
  return { kind: 'ServiceAccount', name, namespace };
}
