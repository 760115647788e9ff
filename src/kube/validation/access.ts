import { forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { equal } from './equal.ts';
import { dns1123Label, nameIsPathSegment, nameIsSubdomain, pathSegment } from './formats.ts';
import { checkImmutable, checkLabels, checkLabelSelector, complain } from './metadata.ts';
import { checkContainerResourceName, checkRequirements } from './resources.ts';
import { rules, type Rules } from './rules.ts';
import { checkTolerations } from './scheduling.ts';
import { shapeOf } from './shapes.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

/** @see Kubernetes 1.36, rbac validation, ValidatePolicyRule */
function checkPolicyRules(errors: FieldError[], list: readonly t.V1PolicyRule[] = [], namespaced: boolean): void {
  for (const [index, rule] of list.entries()) {
    const at = `rules[${String(index)}]`;
    const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs: urls = [] } = rule;
    if (verbs.length === 0) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
    if (urls.length > 0) {
      if (namespaced) errors.push(invalid(`${at}.nonResourceURLs`, urls, 'namespaced rules cannot apply to non-resource URLs'));
      if (apiGroups.length + resources.length + resourceNames.length > 0) errors.push(invalid(`${at}.nonResourceURLs`, urls, 'rules cannot apply to both regular resources and non-resource URLs'));
      continue;
    }
    if (apiGroups.length === 0) errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
    if (resources.length === 0) errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
  }
}

function checkClusterRole(errors: FieldError[], { rules: list, aggregationRule }: t.V1ClusterRole): void {
  checkPolicyRules(errors, list, false);
  if (!aggregationRule) return;
  const path = 'aggregationRule.clusterRoleSelectors';
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) errors.push(required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  for (const [index, selector] of selectors.entries()) checkLabelSelector(errors, selector, `${path}[${String(index)}]`);
}

function checkBinding(errors: FieldError[], { roleRef, subjects = [] }: t.V1RoleBinding | t.V1ClusterRoleBinding, roles: readonly string[]): void {
  const { apiGroup = '', kind = '', name = '' } = roleRef ?? {};
  if (apiGroup !== rbacGroup) errors.push(notSupported('roleRef.apiGroup', apiGroup, [rbacGroup]));
  if (!roles.includes(kind)) errors.push(notSupported('roleRef.kind', kind, roles));
  if (name === '') errors.push(required('roleRef.name'));
  else complain(errors, 'roleRef.name', name, pathSegment(name));
  for (const [index, subject] of subjects.entries()) checkSubject(errors, subject, roles.includes('Role'), `subjects[${String(index)}]`);
}

function checkSubject(errors: FieldError[], { kind = '', name = '', apiGroup = '', namespace = '' }: t.RbacV1Subject, namespaced: boolean, path: string): void {
  if (name === '') errors.push(required(`${path}.name`));
  if (kind === 'ServiceAccount') {
    if (name !== '') complain(errors, `${path}.name`, name, nameIsSubdomain(name, false));
    if (apiGroup !== '') errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
    if (!namespaced && namespace === '') errors.push(required(`${path}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (name === '') errors.push(invalid(`${path}.name`, name, `${kind.toLowerCase()} name cannot be empty`));
    if (apiGroup !== rbacGroup) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [rbacGroup]));
  } else errors.push(notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
}

function checkSameRole(errors: FieldError[], { roleRef }: t.V1RoleBinding | t.V1ClusterRoleBinding, before: t.V1RoleBinding | t.V1ClusterRoleBinding): void {
  if (!equal(roleRef, before.roleRef)) errors.push(invalid('roleRef', shapeOf('RoleRef', roleRef), 'cannot change roleRef'));
}

const eitherRole = ['Role', 'ClusterRole'];
const clusterRole = ['ClusterRole'];
const systemClasses: Readonly<Record<string, number>> = { 'system-node-critical': 2_000_001_000, 'system-cluster-critical': 2_000_000_000 };
const userPriorityMax = 1_000_000_000;

/** @see Kubernetes 1.36, scheduling validation, ValidatePriorityClass */
function checkPriorityClass(errors: FieldError[], { metadata, value = 0, preemptionPolicy, globalDefault }: t.V1PriorityClass): void {
  const name = metadata?.name ?? '';
  if (name.startsWith('system-')) {
    const isKnown = Object.hasOwn(systemClasses, name) && systemClasses[name] === value && !globalDefault;
    if (!isKnown) errors.push(forbidden('metadata.name', "priority class names with 'system-' prefix are reserved for system use only"));
  } else if (value > userPriorityMax) errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${String(userPriorityMax)}`));
  const policies = ['PreemptLowerPriority', 'Never'];
  if (preemptionPolicy !== undefined && !policies.includes(preemptionPolicy)) errors.push(notSupported('preemptionPolicy', preemptionPolicy, policies));
}

function checkPriorityClassUpdate(errors: FieldError[], priority: t.V1PriorityClass, before: t.V1PriorityClass): void {
  if ((priority.value ?? 0) !== (before.value ?? 0)) errors.push(forbidden('value', 'may not be changed in an update.'));
  checkImmutable(errors, priority.preemptionPolicy, before.preemptionPolicy, 'preemptionPolicy');
}

function checkRuntimeClass(errors: FieldError[], { handler = '', overhead, scheduling }: t.V1RuntimeClass): void {
  complain(errors, 'handler', handler, dns1123Label(handler));
  if (overhead?.podFixed) checkRequirements(errors, { limits: overhead.podFixed }, 'overhead', { name: checkContainerResourceName, claims: [] });
  checkLabels(errors, scheduling?.nodeSelector, 'scheduling.nodeSelector');
  checkTolerations(errors, scheduling?.tolerations, 'scheduling.tolerations');
}

export const accessRules: readonly Rules[] = [
  rules({ kind: kinds.roles, name: nameIsPathSegment, create: (errors, role) => { checkPolicyRules(errors, role.rules, true); } }),
  rules({ kind: kinds.clusterRoles, name: nameIsPathSegment, create: checkClusterRole }),
  rules({
    kind: kinds.roleBindings, name: nameIsPathSegment, create: (errors, binding) => { checkBinding(errors, binding, eitherRole); },
    update: (errors, binding, before) => {
      checkBinding(errors, binding, eitherRole);
      checkSameRole(errors, binding, before);
    },
  }),
  rules({
    kind: kinds.clusterRoleBindings, name: nameIsPathSegment, create: (errors, binding) => { checkBinding(errors, binding, clusterRole); },
    update: (errors, binding, before) => {
      checkBinding(errors, binding, clusterRole);
      checkSameRole(errors, binding, before);
    },
  }),
  rules({ kind: kinds.priorityClasses, name: nameIsSubdomain, create: checkPriorityClass, update: checkPriorityClassUpdate }),
  rules({
    kind: kinds.runtimeClasses, name: nameIsSubdomain, create: checkRuntimeClass,
    update: (errors, runtime, before) => { checkImmutable(errors, runtime.handler, before.handler, 'handler'); },
  }),
];
