import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { qualifiedName } from './formats.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];

/** @see Kubernetes 1.36, admissionregistration validation, validateRuleWithOperations */
export function checkRule(errors: FieldError[], { operations: given = [], apiGroups = [], apiVersions = [], resources = [], scope }: t.V1RuleWithOperations, path: string): void {
  if (given.length === 0) errors.push(required(`${path}.operations`));
  checkStar(errors, given, `${path}.operations`, 'operations');
  for (const [index, operation] of given.entries()) if (!operations.includes(operation)) errors.push(notSupported(`${path}.operations[${String(index)}]`, operation, operations));
  if (apiGroups.length === 0) errors.push(required(`${path}.apiGroups`));
  checkStar(errors, apiGroups, `${path}.apiGroups`, 'API groups');
  if (apiVersions.length === 0) errors.push(required(`${path}.apiVersions`));
  checkStar(errors, apiVersions, `${path}.apiVersions`, 'API versions');
  for (const [index, version] of apiVersions.entries()) if (version === '') errors.push(required(`${path}.apiVersions[${String(index)}]`));
  checkResources(errors, resources, `${path}.resources`);
  if (!scopes.includes(scope ?? '')) errors.push(notSupported(`${path}.scope`, scope ?? '', scopes));
}

function checkStar(errors: FieldError[], given: readonly string[], path: string, words: string): void {
  if (given.length > 1 && given.includes('*')) errors.push(invalid(path, given, `if '*' is present, must not specify other ${words}`));
}

function checkResources(errors: FieldError[], resources: readonly string[], path: string): void {
  if (resources.length === 0) errors.push(required(path));
  const stars = new Set<string>();
  for (const [index, text] of resources.entries()) {
    if (text === '') errors.push(required(`${path}[${String(index)}]`));
    const [resource = '', sub] = text.split(/\/(.*)/s);
    if (sub === undefined) continue;
    for (const star of [`${resource}/*`, `*/${sub}`]) if (stars.has(star)) errors.push(invalid(`${path}[${String(index)}]`, text, `if '${star}' is present, must not specify ${text}`));
    if (sub === '*' || resource === '*') stars.add(text);
  }
  if (resources.length > 1 && resources.includes('*/*')) errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  const lastPlain = resources.findLast((text) => text !== '' && !text.includes('/'));
  if (resources.includes('*') && lastPlain !== undefined && lastPlain !== '*') errors.push(invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
}

const conditionsMax = 64;

/** All but what their expressions mean. @see Kubernetes 1.36, admissionregistration validation, validateMatchConditions */
export function checkMatchConditions(errors: FieldError[], conditions: readonly Partial<t.V1MatchCondition>[], path: string): void {
  const names = new Set<string>();
  if (conditions.length > conditionsMax) errors.push(tooMany(path, conditions.length, conditionsMax));
  for (const [index, { name = '', expression = '' }] of conditions.entries()) {
    const at = `${path}[${String(index)}]`;
    if (expression.trim() === '') errors.push(required(`${at}.expression`));
    if (name === '') errors.push(required(`${at}.name`));
    else for (const complaint of qualifiedName(name)) errors.push(invalid(`${at}.name`, name, complaint));
    if (name !== '' && names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
  }
}
