import { forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { compareQuantities } from '../quantity.ts';
import { dns1123Label, nameIsSubdomain, pathSegment } from './formats.ts';
import { checkLabelSelector, checkNonNegative, complain } from './metadata.ts';
import { checkKindAndName } from './paths.ts';
import { checkContainerResourceName } from './resources.ts';
import { rules, type Rules } from './rules.ts';
import { shapeOf } from './shapes.ts';
import { checkAtMostAll, checkIntOrPercent } from './workloads.ts';

const sources = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const selectPolicies = ['Disabled', 'Max', 'Min'];
const windowMax = 3600;
const periodMax = 1800;

/** What both versions of the API have in common. */
function checkBounds(errors: FieldError[], spec: { readonly minReplicas?: number | undefined; readonly maxReplicas?: number; readonly scaleTargetRef?: t.V2CrossVersionObjectReference } | undefined, lowest: number): void {
  const { minReplicas: min, maxReplicas: max = 0, scaleTargetRef } = spec ?? {};
  if (min !== undefined && min < lowest) errors.push(invalid('spec.minReplicas', min, `must be greater than or equal to ${String(lowest)}`));
  if (max < 1) errors.push(invalid('spec.maxReplicas', max, 'must be greater than 0'));
  if (min !== undefined && max < min) errors.push(invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'));
  checkKindAndName(errors, scaleTargetRef, 'spec.scaleTargetRef');
}

/** @see Kubernetes 1.36, autoscaling validation */
function checkAutoscaler(errors: FieldError[], { spec }: t.V2HorizontalPodAutoscaler, before?: t.V2HorizontalPodAutoscaler): void {
  checkBounds(errors, spec, before?.spec?.minReplicas === 0 ? 0 : 1);
  for (const [index, metric] of (spec?.metrics ?? []).entries()) checkMetric(errors, metric, `spec.metrics[${String(index)}]`);
  if (spec?.minReplicas === 0 && !spec.metrics?.some(({ type }) => type === 'Object' || type === 'External')) {
    errors.push(forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas'));
  }
  if (spec?.behavior?.scaleUp) checkScaling(errors, spec.behavior.scaleUp, 'spec.behavior.scaleUp');
  if (spec?.behavior?.scaleDown) checkScaling(errors, spec.behavior.scaleDown, 'spec.behavior.scaleDown');
}

function checkAutoscalerV1(errors: FieldError[], { spec }: t.V1HorizontalPodAutoscaler, before?: t.V1HorizontalPodAutoscaler): void {
  checkBounds(errors, spec, before?.spec?.minReplicas === 0 ? 0 : 1);
  const target = spec?.targetCPUUtilizationPercentage;
  if (target !== undefined && target < 1) errors.push(invalid('spec.metrics[0].resource.target.averageUtilization', target, 'must be greater than 0'));
}

function checkScaling(errors: FieldError[], rules_: t.V2HPAScalingRules, path: string): void {
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules_;
  if (window !== undefined && window < 0) errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > windowMax) errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, `must be less than or equal to ${String(windowMax)}`));
  if (selectPolicy !== undefined && !selectPolicies.includes(selectPolicy)) errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, selectPolicies));
  if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  for (const [index, { type, value, periodSeconds }] of policies.entries()) {
    const at = `${path}.policies[${String(index)}]`;
    if (type !== 'Pods' && type !== 'Percent') errors.push(notSupported(`${at}.type`, type ?? '', ['Percent', 'Pods']));
    if ((value ?? 0) <= 0) errors.push(invalid(`${at}.value`, value ?? 0, 'must be greater than zero'));
    if ((periodSeconds ?? 0) <= 0) errors.push(invalid(`${at}.periodSeconds`, periodSeconds ?? 0, 'must be greater than zero'));
    if ((periodSeconds ?? 0) > periodMax) errors.push(invalid(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${String(periodMax)}`));
  }
  if (tolerance !== undefined && compareQuantities(tolerance, '0') < 0) errors.push(invalid(`${path}.tolerance`, tolerance, 'must be greater than or equal to 0'));
}

type MetricKey = 'object' | 'external' | 'pods' | 'resource' | 'containerResource';
const keys: readonly MetricKey[] = ['object', 'external', 'pods', 'resource', 'containerResource'];

function checkMetric(errors: FieldError[], metric: t.V2MetricSpec, path: string): void {
  const type = metric.type ?? '';
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric source type'));
  if (!sources.includes(type)) errors.push(notSupported(`${path}.type`, type, sources));
  const present = keys.filter((key) => metric[key]);
  const [first] = present;
  if (first) checkSource(errors, metric, first, `${path}.${first}`);
  const expected = `${type.charAt(0).toLowerCase()}${type.slice(1)}` as MetricKey;
  if (!keys.includes(expected)) errors.push(notSupported(`${path}.type`, type, sources));
  else if (!metric[expected]) errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  if (present.length === 1) return;
  for (const key of present) if (key !== expected) errors.push(forbidden(`${path}.${key}`, 'must populate the given metric source only'));
}

/** How each sort of metric is named, and which targets it may have. */
function checkSource(errors: FieldError[], metric: t.V2MetricSpec, key: MetricKey, path: string): void {
  const { object, external, pods, resource, containerResource } = metric;
  switch (key) {
    case 'object':
      checkKindAndName(errors, object?.describedObject, `${path}.describedObject`);
      checkIdentifier(errors, object?.metric, path);
      checkTarget(errors, object?.target, path);
      if (!object?.target?.value && !object?.target?.averageValue) errors.push(required(`${path}.target.averageValue`, 'must set either a target value or averageValue'));
      break;
    case 'external':
      checkIdentifier(errors, external?.metric, path);
      checkTarget(errors, external?.target, path);
      if (!external?.target?.value && !external?.target?.averageValue) errors.push(required(`${path}.target.averageValue`, 'must set either a target value for metric or a per-pod target'));
      if (external?.target?.value && external.target.averageValue) errors.push(forbidden(`${path}.target.value`, 'may not set both a target value for metric and a per-pod target'));
      break;
    case 'pods':
      checkIdentifier(errors, pods?.metric, path);
      checkTarget(errors, pods?.target, path);
      if (!pods?.target?.averageValue) errors.push(required(`${path}.target.averageValue`, 'must specify a positive target averageValue'));
      break;
    case 'resource':
      if (!resource?.name) errors.push(required(`${path}.name`, 'must specify a resource name'));
      checkResourceTarget(errors, resource?.target, path);
      break;
    case 'containerResource':
      checkContainerSource(errors, containerResource, path);
  }
}

function checkContainerSource(errors: FieldError[], source: t.V2ContainerResourceMetricSource | undefined, path: string): void {
  if (!source?.name) errors.push(required(`${path}.name`, 'must specify a resource name'));
  else checkContainerResourceName(errors, source.name, `${path}.name`);
  if (!source?.container) errors.push(required(`${path}.container`, 'must specify a container'));
  else complain(errors, `${path}.container`, source.container, dns1123Label(source.container));
  checkResourceTarget(errors, source?.target, path);
}

function checkResourceTarget(errors: FieldError[], target: t.V2MetricTarget | undefined, path: string): void {
  checkTarget(errors, target, path);
  const isShare = target?.averageUtilization !== undefined;
  if (!isShare && !target?.averageValue) errors.push(required(`${path}.target.averageUtilization`, 'must set either a target raw value or a target utilization'));
  if (isShare && target.averageValue) errors.push(forbidden(`${path}.target.averageValue`, 'may not set both a target raw value and a target utilization'));
}

function checkTarget(errors: FieldError[], target: t.V2MetricTarget | undefined, path: string): void {
  const at = `${path}.target`;
  const { type = '', value, averageValue, averageUtilization } = target ?? {};
  if (type === '') errors.push(required(`${at}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) errors.push(invalid(`${at}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  if (value !== undefined && compareQuantities(value, '0') <= 0) errors.push(invalid(`${at}.value`, value, 'must be positive'));
  if (averageValue !== undefined && compareQuantities(averageValue, '0') <= 0) errors.push(invalid(`${at}.averageValue`, averageValue, 'must be positive'));
  if (averageUtilization !== undefined && averageUtilization < 1) errors.push(invalid(`${at}.averageUtilization`, averageUtilization, 'must be greater than 0'));
}

function checkIdentifier(errors: FieldError[], metric: t.V2MetricIdentifier | undefined, path: string): void {
  const name = metric?.name ?? '';
  if (name === '') errors.push(required(`${path}.metric.name`, 'must specify a metric name'));
  else complain(errors, `${path}.metric.name`, name, pathSegment(name));
  checkLabelSelector(errors, metric?.selector, `${path}.metric.selector`);
}

function checkAutoscalerStatus(errors: FieldError[], { status }: t.V2HorizontalPodAutoscaler): void {
  checkNonNegative(errors, status?.currentReplicas, 'status.currentReplicas');
  checkNonNegative(errors, status?.desiredReplicas, 'status.desiredReplicas');
}

const evictionPolicies = ['AlwaysAllow', 'IfHealthyBudget'];

/** @see Kubernetes 1.36, policy validation */
function checkDisruptionBudget(errors: FieldError[], { spec = {} }: t.V1PodDisruptionBudget): void {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    errors.push(invalid('spec', shapeOf('DisruptionBudgetSpec', spec), 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const key of ['minAvailable', 'maxUnavailable'] as const) {
    if (spec[key] === undefined) continue;
    checkIntOrPercent(errors, spec[key], `spec.${key}`);
    checkAtMostAll(errors, spec[key], `spec.${key}`);
  }
  checkLabelSelector(errors, spec.selector, 'spec.selector');
  if (policy !== undefined && !evictionPolicies.includes(policy)) errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, evictionPolicies));
}

function checkBudgetStatus(errors: FieldError[], { status }: t.V1PodDisruptionBudget): void {
  for (const key of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const) checkNonNegative(errors, status?.[key], `status.${key}`);
}

export const autoscalingRules: readonly Rules[] = [
  rules({ kind: kinds.horizontalPodAutoscalers, name: nameIsSubdomain, create: checkAutoscaler, update: checkAutoscaler, status: checkAutoscalerStatus }),
  rules({ kind: kinds.horizontalPodAutoscalersV1, name: nameIsSubdomain, create: checkAutoscalerV1, update: checkAutoscalerV1 }),
  rules({ kind: kinds.podDisruptionBudgets, create: checkDisruptionBudget, status: checkBudgetStatus }),
];
