import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { labelValue, nameIsLabel, nameIsSubdomain, qualifiedName } from './formats.ts';
import { checkLabelName, checkLabelSelector, complain } from './metadata.ts';
import { shapeOf } from './shapes.ts';

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** One condition on a node's labels. Values are only looked at where the condition is a must. */
function checkNodeRequirement(errors: FieldError[], { key = '', operator, values = [] }: t.V1NodeSelectorRequirement, path: string, strictValues: boolean): void {
  switch (operator) {
    case 'In': case 'NotIn':
      if (values.length === 0) errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists': case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case 'Gt': case 'Lt':
      if (values.length !== 1) errors.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default: errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  checkLabelName(errors, key, `${path}.key`);
  if (!strictValues) return;
  for (const [index, value] of values.entries()) complain(errors, `${path}.values[${String(index)}]`, value, labelValue(value));
}

function checkFieldRequirement(errors: FieldError[], { key = '', operator, values = [] }: t.V1NodeSelectorRequirement, path: string): void {
  if (operator !== 'In' && operator !== 'NotIn') errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  else if (values.length !== 1) errors.push(required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  if (key !== 'metadata.name') errors.push(invalid(`${path}.key`, key, 'not a valid field selector key'));
  else for (const [index, value] of values.entries()) complain(errors, `${path}.values[${String(index)}]`, value, nameIsSubdomain(value, false));
}

function checkTerm(errors: FieldError[], term: t.V1NodeSelectorTerm | undefined, path: string, strictValues: boolean): void {
  for (const [index, requirement] of (term?.matchExpressions ?? []).entries()) checkNodeRequirement(errors, requirement, `${path}.matchExpressions[${String(index)}]`, strictValues);
  for (const [index, requirement] of (term?.matchFields ?? []).entries()) checkFieldRequirement(errors, requirement, `${path}.matchFields[${String(index)}]`);
}

/** Which nodes will do; at least one term. */
export function checkNodeSelector(errors: FieldError[], { nodeSelectorTerms = [] }: t.V1NodeSelector, path: string): void {
  const at = `${path}.nodeSelectorTerms`;
  if (nodeSelectorTerms.length === 0) errors.push(required(at, 'must have at least one node selector term'));
  for (const [index, term] of nodeSelectorTerms.entries()) checkTerm(errors, term, `${at}[${String(index)}]`, true);
}

/** @see Kubernetes 1.36, core validation, validateAffinity */
export function checkAffinity(errors: FieldError[], affinity: t.V1Affinity | undefined, path: string): void {
  if (affinity?.nodeAffinity) checkNodeAffinity(errors, affinity.nodeAffinity, `${path}.nodeAffinity`);
  if (affinity?.podAffinity) checkPodAffinity(errors, affinity.podAffinity, `${path}.podAffinity`);
  if (affinity?.podAntiAffinity) checkPodAffinity(errors, affinity.podAntiAffinity, `${path}.podAntiAffinity`);
}

const required_ = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

function checkNodeAffinity(errors: FieldError[], affinity: t.V1NodeAffinity, path: string): void {
  const must = affinity[required_];
  if (must) checkNodeSelector(errors, must, `${path}.${required_}`);
  for (const [index, { weight, preference }] of (affinity[preferred] ?? []).entries()) {
    const at = `${path}.${preferred}[${String(index)}]`;
    checkWeight(errors, weight, at);
    checkTerm(errors, preference, `${at}.preference`, false);
  }
}

function checkWeight(errors: FieldError[], weight: number | undefined, path: string): void {
  if ((weight ?? 0) <= 0 || (weight ?? 0) > 100) errors.push(invalid(`${path}.weight`, weight ?? 0, 'must be in the range 1-100'));
}

function checkPodAffinity(errors: FieldError[], affinity: t.V1PodAffinity, path: string): void {
  for (const [index, term] of (affinity[required_] ?? []).entries()) checkPodAffinityTerm(errors, term, `${path}.${required_}[${String(index)}]`);
  for (const [index, { weight, podAffinityTerm }] of (affinity[preferred] ?? []).entries()) {
    const at = `${path}.${preferred}[${String(index)}]`;
    checkWeight(errors, weight, at);
    checkPodAffinityTerm(errors, podAffinityTerm, `${at}.podAffinityTerm`);
  }
}

function checkPodAffinityTerm(errors: FieldError[], term: t.V1PodAffinityTerm | undefined, path: string): void {
  checkLabelSelector(errors, term?.labelSelector, `${path}.labelSelector`);
  checkLabelSelector(errors, term?.namespaceSelector, `${path}.namespaceSelector`);
  for (const name of term?.namespaces ?? []) complain(errors, `${path}.namespace`, name, nameIsLabel(name, false));
  checkLabelKeys(errors, term, path);
  const key = term?.topologyKey ?? '';
  if (key === '') errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  checkLabelName(errors, key, `${path}.topologyKey`);
}

function checkLabelKeys(errors: FieldError[], term: t.V1PodAffinityTerm | undefined, path: string): void {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term ?? {};
  for (const [name, keys] of [['matchLabelKeys', matchLabelKeys], ['mismatchLabelKeys', mismatchLabelKeys]] as const) {
    if (keys.length > 0 && !labelSelector) errors.push(forbidden(`${path}.${name}`, 'must not be specified when labelSelector is not set'));
    else for (const [index, key] of keys.entries()) checkLabelName(errors, key, `${path}.${name}[${String(index)}]`);
  }
  const seen = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const index = matchLabelKeys.indexOf(key);
    if (index >= 0 && seen.has(key)) errors.push(invalid(`${path}[${String(index)}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    seen.add(key);
  }
  for (const [index, key] of matchLabelKeys.entries()) {
    if (mismatchLabelKeys.includes(key)) errors.push(invalid(`${path}.matchLabelKeys[${String(index)}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  }
}

/** @see Kubernetes 1.36, core validation, ValidateTolerations */
export function checkTolerations(errors: FieldError[], tolerations: readonly t.V1Toleration[] | undefined, path: string): void {
  for (const [index, toleration] of (tolerations ?? []).entries()) {
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
    const at = `${path}[${String(index)}]`;
    if (key !== '') checkLabelName(errors, key, `${at}.key`);
    else if (operator !== 'Exists') errors.push(invalid(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (operator === '' || operator === 'Equal') {
      const complaints = labelValue(value);
      if (complaints.length > 0) errors.push(invalid(`${at}.operator`, value, complaints.join(';')));
    } else if (operator !== 'Exists') errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    else if (value !== '') errors.push(invalid(`${at}.operator`, shapeOf('Toleration', toleration), "value must be empty when `operator` is 'Exists'"));
    if (effect !== '' && !taintEffects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, taintEffects));
  }
}

const actions = ['DoNotSchedule', 'ScheduleAnyway'];
const nodePolicies = ['Honor', 'Ignore'];

/** @see Kubernetes 1.36, core validation, validateTopologySpreadConstraints */
export function checkSpreadConstraints(errors: FieldError[], constraints: readonly t.V1TopologySpreadConstraint[] = [], path: string): void {
  for (const [index, constraint] of constraints.entries()) {
    const at = `${path}[${String(index)}]`;
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '' } = constraint;
    if (maxSkew <= 0) errors.push(invalid(`${at}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (topologyKey === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (!actions.includes(whenUnsatisfiable)) errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, actions));
    if (constraints.slice(index + 1).some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable)) {
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
    checkMinDomains(errors, constraint, `${at}.minDomains`);
    for (const key of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[key];
      if (policy !== undefined && !nodePolicies.includes(policy)) errors.push(notSupported(`${at}.${key}`, policy, nodePolicies));
    }
    checkSpreadKeys(errors, constraint, `${at}.matchLabelKeys`);
    checkLabelSelector(errors, constraint.labelSelector, `${at}.labelSelector`);
  }
}

function checkMinDomains(errors: FieldError[], { minDomains, whenUnsatisfiable }: t.V1TopologySpreadConstraint, path: string): void {
  if (minDomains === undefined) return;
  if (minDomains <= 0) errors.push(invalid(path, minDomains, 'must be greater than zero'));
  if (whenUnsatisfiable !== 'DoNotSchedule') errors.push(invalid(path, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`));
}

function checkSpreadKeys(errors: FieldError[], { matchLabelKeys = [], labelSelector }: t.V1TopologySpreadConstraint, path: string): void {
  if (matchLabelKeys.length === 0) return;
  if (!labelSelector) errors.push(forbidden(path, 'must not be specified when labelSelector is not set'));
  const selected = new Set([...Object.keys(labelSelector?.matchLabels ?? {}), ...(labelSelector?.matchExpressions ?? []).map(({ key }) => key)]);
  for (const [index, key] of matchLabelKeys.entries()) {
    checkLabelName(errors, key, `${path}[${String(index)}]`);
    if (selected.has(key)) errors.push(invalid(`${path}[${String(index)}]`, key, 'exists in both matchLabelKeys and labelSelector'));
  }
}

export function checkReadinessGates(errors: FieldError[], gates: readonly t.V1PodReadinessGate[] = [], path: string): void {
  for (const [index, { conditionType = '' }] of gates.entries()) complain(errors, `${path}[${String(index)}].conditionType`, conditionType, qualifiedName(conditionType));
}

export function checkSchedulingGates(errors: FieldError[], gates: readonly t.V1PodSchedulingGate[] = [], path: string): void {
  const seen = new Set<string>();
  for (const [index, { name = '' }] of gates.entries()) {
    const at = `${path}[${String(index)}]`;
    complain(errors, at, name, qualifiedName(name));
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
  }
}
