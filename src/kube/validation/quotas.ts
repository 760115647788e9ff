import { duplicate, forbidden, invalid, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { compareQuantities, quantityMilliValue } from '../quantity.ts';
import { nameIsSubdomain, qualifiedName } from './formats.ts';
import { complain } from './metadata.ts';
import { checkContainerResourceName, checkQuantity, checkQuotaResourceName, checkResourceName, isOvercommittable, isStandardQuotaResource } from './resources.ts';
import { rules, type Rules } from './rules.ts';
import { shapeOf } from './shapes.ts';

type ResourceList = Readonly<Record<string, string>> | undefined;

const limitTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];

/** @see Kubernetes 1.36, core validation, ValidateLimitRange */
function checkLimitRange(errors: FieldError[], { spec }: t.V1LimitRange): void {
  const seen = new Set<string>();
  for (const [index, item] of (spec?.limits ?? []).entries()) {
    const at = `spec.limits[${String(index)}]`;
    const type = item.type ?? '';
    checkLimitType(errors, type, `${at}.type`);
    if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
    seen.add(type);
    checkLimitNames(errors, item, at);
    for (const name of namesOf(item)) checkLimitAmounts(errors, item, name, at);
  }
}

function checkLimitType(errors: FieldError[], type: string, path: string): void {
  const complaints = qualifiedName(type);
  if (complaints.length > 0) complain(errors, path, type, complaints);
  else if (!type.includes('/') && !limitTypes.includes(type)) errors.push(invalid(path, type, 'must be a standard limit type or fully qualified'));
}

function checkLimitNames(errors: FieldError[], item: t.V1LimitRangeItem, path: string): void {
  const checkName = item.type === 'Pod' || item.type === 'Container' ? checkContainerResourceName : checkResourceName;
  const checkNames = (key: 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio'): void => {
    for (const name of Object.keys(item[key] ?? {})) checkName(errors, name, `${path}.${key}[${name}]`);
  };
  checkNames('max');
  checkNames('min');
  for (const key of ['default', 'defaultRequest'] as const) {
    if (item.type !== 'Pod') checkNames(key);
    else if (Object.keys(item[key] ?? {}).length > 0) errors.push(forbidden(`${path}.${key}`, "may not be specified when `type` is 'Pod'"));
  }
  if (item.type === 'PersistentVolumeClaim' && !item.min?.['storage'] && !item.max?.['storage']) {
    errors.push(required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided'));
  }
  checkNames('maxLimitRequestRatio');
}

function namesOf(item: t.V1LimitRangeItem): ReadonlySet<string> {
  const isPod = item.type === 'Pod';
  return new Set([item.max, item.min, isPod ? undefined : item.default, isPod ? undefined : item.defaultRequest, item.maxLimitRequestRatio].flatMap((list) => Object.keys(list ?? {})));
}

const amount = (list: ResourceList, name: string): string | undefined => (list && Object.hasOwn(list, name) ? list[name] : undefined);
const above = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && compareQuantities(a, b) > 0;

/** Minimum ≤ default request ≤ default ≤ maximum, in all pairs. */
function checkLimitAmounts(errors: FieldError[], item: t.V1LimitRangeItem, name: string, path: string): void {
  const isPod = item.type === 'Pod';
  const [min, max, ratio] = [amount(item.min, name), amount(item.max, name), amount(item.maxLimitRequestRatio, name)];
  const [limit, request] = isPod ? [undefined, undefined] : [amount(item.default, name), amount(item.defaultRequest, name)];
  const report = (key: string, value: string | undefined, words: string): void => { errors.push(invalid(`${path}.${key}[${name}]`, value ?? '0', words)); };
  if (above(min, max)) report('min', min, `min value ${min ?? ''} is greater than max value ${max ?? ''}`);
  if (above(min, request)) report('defaultRequest', request, `min value ${min ?? ''} is greater than default request value ${request ?? ''}`);
  if (above(request, max)) report('defaultRequest', request, `default request value ${request ?? ''} is greater than max value ${max ?? ''}`);
  if (above(request, limit)) report('defaultRequest', request, `default request value ${request ?? ''} is greater than default limit value ${limit ?? ''}`);
  if (above(min, limit)) report('default', min, `min value ${min ?? ''} is greater than default value ${limit ?? ''}`);
  if (above(limit, max)) report('default', max, `default value ${limit ?? ''} is greater than max value ${max ?? ''}`);
  checkRatio(ratio, min, max, (words) => { report('maxLimitRequestRatio', ratio, words); });
  if (!isOvercommittable(name) && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0) {
    report('defaultRequest', request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`);
  }
}

function checkRatio(ratio: string | undefined, min: string | undefined, max: string | undefined, report: (words: string) => void): void {
  if (ratio === undefined) return;
  if (compareQuantities(ratio, '1') < 0) report(`ratio ${ratio} is less than 1`);
  if (min === undefined || max === undefined) return;
  const most = quantityMilliValue(max) / quantityMilliValue(min);
  if (quantityMilliValue(ratio) / 1000 > most) report(`ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`);
}

const scopes = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity', 'VolumeAttributesClass'];
const podCompute = new Set(['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory']);
const claimResources = new Set(['persistentvolumeclaims', 'requests.storage']);
const existsOnly = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];

/** Whether a scope can tell apart what a resource counts. */
function suits(scope: string, resource: string): boolean {
  if (scope === 'BestEffort') return resource === 'pods';
  if (scope === 'VolumeAttributesClass') return claimResources.has(resource);
  return scopes.includes(scope) ? podCompute.has(resource) : true;
}

function checkQuota(errors: FieldError[], { spec }: t.V1ResourceQuota): void {
  checkHard(errors, spec?.hard, 'spec.hard');
  checkScopes(errors, spec ?? {});
  if (spec?.scopeSelector) checkScopeSelector(errors, spec, spec.scopeSelector);
}

function checkHard(errors: FieldError[], hard: ResourceList, path: string): void {
  for (const [name, value] of Object.entries(hard ?? {})) {
    checkQuotaResourceName(errors, name, `${path}[${name}]`);
    checkQuantity(errors, name, value, `${path}[${name}]`);
  }
}

const unsuited = (spec: t.V1ResourceQuotaSpec, scope: string): readonly string[] =>
  Object.keys(spec.hard ?? {}).sort().filter((name) => isStandardQuotaResource(name) && !suits(scope, name));

function checkScopes(errors: FieldError[], spec: t.V1ResourceQuotaSpec): void {
  const given = spec.scopes ?? [];
  for (const scope of given) {
    if (!scopes.includes(scope)) errors.push(invalid('spec.scopes', given, 'unsupported scope'));
    for (const _ of unsuited(spec, scope)) errors.push(invalid('spec.scopes', given, 'unsupported scope applied to resource'));
  }
  checkConflicts(errors, given, 'spec.scopes', given);
}

function checkConflicts(errors: FieldError[], given: readonly string[], path: string, shown: readonly string[] | undefined): void {
  for (const [a, b] of [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']] as const) {
    if (given.includes(a) && given.includes(b)) errors.push(invalid(path, shown, 'conflicting scopes'));
  }
}

function checkScopeSelector(errors: FieldError[], spec: t.V1ResourceQuotaSpec, selector: t.V1ScopeSelector): void {
  const path = 'spec.scopeSelector.matchExpressions';
  const expressions = selector.matchExpressions ?? [];
  for (const { scopeName = '', operator = '', values = [] } of expressions) {
    if (!scopes.includes(scopeName)) errors.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
    for (const _ of unsuited(spec, scopeName)) errors.push(invalid(path, shapeOf('ScopeSelector', selector), 'unsupported scope applied to resource'));
    if (existsOnly.includes(scopeName) && operator !== 'Exists') {
      errors.push(invalid(`${path}.operator`, operator, "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"));
    }
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.push(required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
    } else if (operator !== 'Exists' && operator !== 'DoesNotExist') errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
    else if (values.length > 0) errors.push(invalid(`${path}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
  }
  checkConflicts(errors, expressions.map(({ scopeName }) => scopeName), path, spec.scopes);
}

function checkQuotaUpdate(errors: FieldError[], quota: t.V1ResourceQuota, before: t.V1ResourceQuota): void {
  checkQuota(errors, quota);
  const now = new Set(quota.spec?.scopes ?? []);
  const old = new Set(before.spec?.scopes ?? []);
  if (now.size !== old.size || [...now].some((scope) => !old.has(scope))) errors.push(invalid('spec.scopes', quota.spec?.scopes ?? null, 'field is immutable'));
}

function checkQuotaStatus(errors: FieldError[], { status }: t.V1ResourceQuota): void {
  checkHard(errors, status?.hard, 'status.hard');
  checkHard(errors, status?.used, 'status.used');
}

export const quotaRules: readonly Rules[] = [
  rules({ kind: kinds.limitRanges, name: nameIsSubdomain, create: checkLimitRange }),
  rules({ kind: kinds.resourceQuotas, name: nameIsSubdomain, create: checkQuota, update: checkQuotaUpdate, status: checkQuotaStatus }),
];
