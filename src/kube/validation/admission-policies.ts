import { forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { checkMatchConditions, checkRule } from './admission-rules.ts';
import { dns1123Subdomain, nameIsSubdomain, qualifiedName } from './formats.ts';
import { checkLabelSelector, complain } from './metadata.ts';
import { rules, type Rules } from './rules.ts';

const actions = ['Audit', 'Deny', 'Warn'];
const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];

/** @see Kubernetes 1.36, admissionregistration validation, validateValidatingAdmissionPolicySpec */
function checkPolicy(errors: FieldError[], { metadata, spec }: t.V1ValidatingAdmissionPolicy): void {
  const { failurePolicy = '', paramKind, matchConstraints, validations = [], auditAnnotations = [] } = spec ?? {};
  if (failurePolicy === '') errors.push(required('spec.failurePolicy'));
  else if (failurePolicy !== 'Fail' && failurePolicy !== 'Ignore') errors.push(notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']));
  if (paramKind) checkParamKind(errors, paramKind);
  if (!matchConstraints) errors.push(required('spec.matchConstraints'));
  else {
    checkMatch(errors, matchConstraints, 'spec.matchConstraints');
    if ((matchConstraints.resourceRules ?? []).length === 0) errors.push(required('spec.matchConstraints.resourceRules'));
  }
  if (validations.length + auditAnnotations.length === 0) {
    errors.push(required('spec.validations', 'validations or auditAnnotations must contain at least one item'), required('spec.auditAnnotations', 'validations or auditAnnotations must contain at least one item'));
  }
  checkAuditAnnotations(errors, metadata?.name ?? '', auditAnnotations);
  for (const [index, validation] of validations.entries()) checkValidation(errors, validation, `spec.validations[${String(index)}]`);
}

/** Their keys stand in the audit log behind the name of their policy. */
function checkAuditAnnotations(errors: FieldError[], policyName: string, annotations: readonly Partial<t.V1AuditAnnotation>[]): void {
  const keys = new Set<string>();
  if (annotations.length > 20) errors.push(invalid('spec.auditAnnotations', annotations, 'must not have more than 20 auditAnnotations'));
  for (const [index, { key = '', valueExpression = '' }] of annotations.entries()) {
    const at = `spec.auditAnnotations[${String(index)}]`;
    for (const complaint of qualifiedName(`${policyName}/${key}`)) errors.push(invalid(`${at}.key`, `${policyName}/${key}`, complaint));
    if (valueExpression.trim() === '') errors.push(required(`${at}.valueExpression`, 'valueExpression is not specified'));
    if (keys.has(key)) errors.push({ type: 'FieldValueDuplicate', field: `${at}.key`, badValue: key, detail: '' });
    keys.add(key);
  }
}

function checkParamKind(errors: FieldError[], { apiVersion = '', kind = '' }: t.V1ParamKind): void {
  if (apiVersion === '') errors.push(required('spec.paramKind.apiVersion'));
  if (kind === '') errors.push(required('spec.paramKind.kind'));
}

function checkValidation(errors: FieldError[], { expression = '', message = '', reason }: t.V1Validation, path: string): void {
  if (expression.trim() === '') errors.push(required(`${path}.expression`, 'expression is not specified'));
  if (message !== '' && message.trim() === '') errors.push(invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  if (message.includes('\n')) errors.push(invalid(`${path}.message`, message, 'message must not contain line breaks'));
  if (message.trim() === '' && expression.includes('\n')) errors.push(required(`${path}.message`, 'message must be specified if expression contains line breaks'));
  if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, reasons));
}

function checkMatch(errors: FieldError[], match: t.V1MatchResources, path: string): void {
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules = [], excludeResourceRules = [] } = match;
  if (matchPolicy !== 'Exact' && matchPolicy !== 'Equivalent') errors.push(notSupported(`${path}.matchPolicy`, matchPolicy ?? '', ['Equivalent', 'Exact']));
  checkLabelSelector(errors, namespaceSelector, `${path}.namespaceSelector`);
  checkLabelSelector(errors, objectSelector, `${path}.objectSelector`);
  for (const [index, rule] of resourceRules.entries()) checkRule(errors, rule, `${path}.resourceRules[${String(index)}]`);
  for (const [index, rule] of excludeResourceRules.entries()) checkRule(errors, rule, `${path}.excludeResourceRules[${String(index)}]`);
}

/** @see Kubernetes 1.36, admissionregistration validation, validateValidatingAdmissionPolicyBindingSpec */
function checkPolicyBinding(errors: FieldError[], { spec }: t.V1ValidatingAdmissionPolicyBinding): void {
  const { policyName = '', paramRef, matchResources, validationActions = [] } = spec ?? {};
  if (policyName === '') errors.push(required('spec.policyName'));
  if (paramRef) checkParamRef(errors, paramRef);
  if (matchResources) checkMatch(errors, matchResources, 'spec.matchResources');
  if (validationActions.length === 0) errors.push(required('spec.validationActions', 'at least one validation action is required'));
  for (const [index, action] of validationActions.entries()) {
    const at = `spec.validationActions[${String(index)}]`;
    if (!actions.includes(action)) errors.push(notSupported(at, action, actions));
    if (validationActions.indexOf(action) < index) errors.push({ type: 'FieldValueDuplicate', field: at, badValue: action, detail: '' });
  }
  if (validationActions.includes('Deny') && validationActions.includes('Warn')) errors.push(invalid('spec.validationActions', validationActions, 'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'));
}

function checkParamRef(errors: FieldError[], { name = '', selector, parameterNotFoundAction }: t.V1ParamRef): void {
  const path = 'spec.paramRef';
  if (name !== '' && selector) errors.push(forbidden(`${path}.name`, 'name and selector are mutually exclusive'));
  else if (name === '' && !selector) errors.push(required(path, 'one of name or selector must be specified'));
  if (parameterNotFoundAction === undefined) errors.push(required(`${path}.parameterNotFoundAction`));
  else if (parameterNotFoundAction !== 'Allow' && parameterNotFoundAction !== 'Deny') errors.push(notSupported(`${path}.parameterNotFoundAction`, parameterNotFoundAction, ['Deny', 'Allow']));
}

const mutable = ['*', 'CONNECT', 'CREATE', 'UPDATE'];

/** @see Kubernetes 1.36, admissionregistration validation, validateMutatingAdmissionPolicySpec */
function checkMutatingPolicy(errors: FieldError[], { spec }: t.V1MutatingAdmissionPolicy): void {
  const { failurePolicy = '', paramKind, matchConstraints, matchConditions = [], variables = [], mutations = [], reinvocationPolicy = '' } = spec ?? {};
  if (failurePolicy === '') errors.push(required('spec.failurePolicy'));
  else if (failurePolicy !== 'Fail' && failurePolicy !== 'Ignore') errors.push(notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']));
  if (paramKind) checkParamKind(errors, paramKind);
  if (!matchConstraints) errors.push(required('spec.matchConstraints'));
  else {
    checkMatch(errors, matchConstraints, 'spec.matchConstraints');
    if ((matchConstraints.resourceRules ?? []).length === 0) errors.push(required('spec.matchConstraints.resourceRules'));
    checkMutable(errors, matchConstraints, 'spec.matchConstraints');
  }
  checkMatchConditions(errors, matchConditions, 'spec.matchConditions');
  for (const [index, { name = '', expression = '' }] of variables.entries()) {
    if (name === '') errors.push(required(`spec.variables[${String(index)}].name`, 'name is not specified'));
    if (expression.trim() === '') errors.push(required(`spec.variables[${String(index)}].expression`, 'expression is not specified'));
  }
  if (mutations.length === 0) errors.push(required('spec.mutations', 'mutations must contain at least one item'));
  for (const [index, mutation] of mutations.entries()) checkMutation(errors, mutation, `spec.mutations[${String(index)}]`);
  if (reinvocationPolicy === '') errors.push(required('spec.reinvocationPolicy'));
  else if (reinvocationPolicy !== 'Never' && reinvocationPolicy !== 'IfNeeded') errors.push(notSupported('spec.reinvocationPolicy', reinvocationPolicy, ['Never', 'IfNeeded']));
}

/** What goes cannot be changed. */
function checkMutable(errors: FieldError[], { resourceRules = [] }: t.V1MatchResources, path: string): void {
  for (const { operations = [] } of resourceRules) {
    for (const operation of operations) if (!mutable.includes(operation)) errors.push(notSupported(`${path}.resourceRules.operations`, operation, mutable));
  }
}

function checkMutation(errors: FieldError[], mutation: Partial<t.V1Mutation>, path: string): void {
  const { patchType = '' } = mutation;
  if (patchType === '') errors.push(required(`${path}.patchType`));
  else if (patchType !== 'JSONPatch' && patchType !== 'ApplyConfiguration') errors.push(notSupported(`${path}.patchType`, patchType, ['ApplyConfiguration', 'JSONPatch']));
  else {
    const [wanted, other] = patchType === 'JSONPatch' ? (['jsonPatch', 'applyConfiguration'] as const) : (['applyConfiguration', 'jsonPatch'] as const);
    if (!mutation[wanted]) errors.push(required(`${path}.${wanted}`, `must be specified when patchType is ${patchType}`));
    else if ((mutation[wanted].expression ?? '').trim() === '') errors.push(required(`${path}.${wanted}.expression`));
    if (mutation[other]) errors.push(invalid(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`));
  }
}

function checkMutatingBinding(errors: FieldError[], { spec }: t.V1MutatingAdmissionPolicyBinding): void {
  const { policyName = '', paramRef, matchResources } = spec ?? {};
  if (policyName === '') errors.push(required('spec.policyName'));
  else complain(errors, 'spec.policyName', policyName, dns1123Subdomain(policyName));
  if (paramRef) checkParamRef(errors, paramRef);
  if (!matchResources) return;
  checkMatch(errors, matchResources, 'spec.matchResources');
  checkMutable(errors, matchResources, 'spec.matchResources');
}

export const admissionPolicyRules: readonly Rules[] = [
  rules({ kind: kinds.validatingAdmissionPolicies, name: nameIsSubdomain, create: checkPolicy }),
  rules({ kind: kinds.validatingAdmissionPolicyBindings, name: nameIsSubdomain, create: checkPolicyBinding }),
  rules({ kind: kinds.mutatingAdmissionPolicies, name: nameIsSubdomain, create: checkMutatingPolicy }),
  rules({ kind: kinds.mutatingAdmissionPolicyBindings, name: nameIsSubdomain, create: checkMutatingBinding }),
];
