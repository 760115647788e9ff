import { forbidden, invalid, required, type FieldError } from '../field-errors.ts';
import type { V1ResourceRequirements } from '../generated/types.ts';
import { compareQuantities, parseQuantity, quantityMilliValue, quantityValue } from '../quantity.ts';
import { isPodLevelResource } from '../pod-resources.ts';
import { notSupported } from '../field-errors.ts';
import { dns1123Label, qualifiedName, type Complaints } from './formats.ts';
import { complain, isNegative } from './metadata.ts';

type ResourceList = Readonly<Record<string, string>> | undefined;
type NameRule = (errors: FieldError[], name: string, path: string) => void;

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage']);
const objectCounts = ['pods', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps', 'services', 'services.nodeports', 'services.loadbalancers', 'persistentvolumeclaims'];
const computeQuota = ['cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.storage', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage'];
const quotaResources = new Set([...computeQuota, ...objectCounts]);
const standardResources = new Set([...quotaResources, 'storage']);
const integerResources = new Set(objectCounts);

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
const isStandard = (name: string): boolean => standardResources.has(name) || isHugePages(name);
export const isStandardQuotaResource = (name: string): boolean => quotaResources.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');

/** Only cpu, memory and the like may be promised more than once. */
export const isOvercommittable = (name: string): boolean => isNative(name) && !isHugePages(name);
/** Whatever counts things: pods, objects, devices. */
const isIntegerResource = (name: string): boolean => integerResources.has(name) || isExtended(name);

/** Devices and the like: `example.com/gpu`, also within quotas. */
function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

/** A resource of any sort. */
export const checkResourceName: NameRule = (errors, name, path) => {
  const complaints: Complaints = qualifiedName(name);
  if (complaints.length > 0) complain(errors, path, name, complaints);
  else if (!name.includes('/') && !isStandard(name)) errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
};

/** A resource that a container can ask for. */
export const checkContainerResourceName: NameRule = (errors, name, path) => {
  checkResourceName(errors, name, path);
  if (!name.includes('/')) {
    if (!containerResources.has(name) && !isHugePages(name)) errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
};

/** A resource that a pod can ask for as a whole. */
export const checkPodResourceName: NameRule = (errors, name, path) => {
  const before = errors.length;
  checkResourceName(errors, name, path);
  if (errors.length === before && !isPodLevelResource(name)) errors.push(notSupported(path, name, ['cpu', 'hugepages-', 'memory']));
};

/** A resource that a quota can limit. */
export const checkQuotaResourceName: NameRule = (errors, name, path) => {
  checkResourceName(errors, name, path);
  if (!name.includes('/') && !isStandardQuotaResource(name)) errors.push(invalid(path, name, 'must be a standard resource for quota'));
};

export function checkNonNegativeQuantity(errors: FieldError[], value: string, path: string): void {
  if (compareQuantities(value, '0') < 0) errors.push(invalid(path, value, isNegative));
}

export function checkPositiveQuantity(errors: FieldError[], value: string, path: string): void {
  if (compareQuantities(value, '0') <= 0) errors.push(invalid(path, value, 'must be greater than zero'));
}

/** An amount that suits its resource: not negative, and whole where things are counted. */
export function checkQuantity(errors: FieldError[], name: string, value: string, path: string): void {
  checkNonNegativeQuantity(errors, value, path);
  if (isIntegerResource(name) && quantityMilliValue(value) % 1000 !== 0) errors.push(invalid(path, value, 'must be an integer'));
}

/** An amount that is not negative, in the words of volumes. */
export function checkBasicQuantity(errors: FieldError[], value: string, path: string): void {
  const amount = quantityValue(value);
  if (amount < 0) errors.push(invalid(path, amount, 'must be a valid resource quantity'));
}

export interface RequirementRules {
  readonly name: NameRule;
  /** Names in `spec.resourceClaims` of the pod. */
  readonly claims: readonly string[];
}

/** Requests and limits of a container or a pod. */
export function checkRequirements(errors: FieldError[], requirements: V1ResourceRequirements | undefined, path: string, rules: RequirementRules): void {
  if (!requirements) return;
  const { limits, requests } = requirements;
  for (const name of Object.keys(limits ?? {})) checkAmount(errors, name, limits?.[name] ?? '0', `${path}.limits[${name}]`, rules.name);
  for (const name of Object.keys(requests ?? {})) {
    const value = requests?.[name] ?? '0';
    const at = `${path}.requests[${name}]`;
    rules.name(errors, name, at);
    checkQuantity(errors, name, value, at);
    checkRequestAgainstLimit(errors, name, value, limits, path);
    checkHugePages(errors, name, value, at);
  }
  const names = [...Object.keys(limits ?? {}), ...Object.keys(requests ?? {})];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')) errors.push(forbidden(path, 'HugePages require cpu or memory'));
  checkClaims(errors, requirements, `${path}.claims`, rules.claims);
}

function checkAmount(errors: FieldError[], name: string, value: string, path: string, nameRule: NameRule): void {
  nameRule(errors, name, path);
  checkQuantity(errors, name, value, path);
  checkHugePages(errors, name, value, path);
}

function checkRequestAgainstLimit(errors: FieldError[], name: string, value: string, limits: ResourceList, path: string): void {
  const limit = limits && Object.hasOwn(limits, name) ? limits[name] : undefined;
  if (limit === undefined) {
    if (!isOvercommittable(name)) errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
    return;
  }
  const order = compareQuantities(value, limit);
  if (order !== 0 && !isOvercommittable(name)) errors.push(invalid(`${path}.requests`, value, `must be equal to ${name} limit of ${limit}`));
  else if (order > 0) errors.push(invalid(`${path}.requests`, value, `must be less than or equal to ${name} limit of ${limit}`));
}

function checkHugePages(errors: FieldError[], name: string, value: string, path: string): void {
  if (!isHugePages(name)) return;
  const page = parseQuantity(name.slice('hugepages-'.length))?.nanos ?? 0n;
  const amount = parseQuantity(value)?.nanos ?? 0n;
  if (page > 0n && amount % page !== 0n) errors.push(invalid(path, value, `${value} is not positive integer multiple of ${name}`));
}

function checkClaims(errors: FieldError[], { claims = [] }: V1ResourceRequirements, path: string, podClaims: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, { name = '', request = '' }] of claims.entries()) {
    const at = `${path}[${String(index)}]`;
    if (name === '') {
      errors.push(required(at));
      continue;
    }
    const key = request === '' ? name : `${name}/${request}`;
    if (request !== '') complain(errors, `${at}.request`, request, dns1123Label(request));
    if (seen.has(name) || seen.has(key)) errors.push({ type: 'FieldValueDuplicate', field: at, badValue: seen.has(name) ? name : key, detail: '' });
    seen.add(key);
    if (podClaims.includes(name)) continue;
    const known = podClaims.length === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
    errors.push({ type: 'FieldValueNotFound', field: at, badValue: name, detail: `must be one of the names in pod.spec.resourceClaims${known}` });
  }
}
