import type { V1ConfigMap, V1LimitRange, V1LimitRangeItem, V1ObjectReference, V1ResourceQuota, V1Secret, V1ServiceAccount, V2HorizontalPodAutoscaler, V2HorizontalPodAutoscalerBehavior, V2MetricSpec, V2MetricStatus, V2MetricTarget, V1PodDisruptionBudget, V1PriorityClass } from '../../kube/generated/types.ts';
import { base64Length } from '../base64.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { labelsText } from '../printers/table.ts';
import { namespaceOf, nameOf } from '../resources/object.ts';
import { selectorText } from '../resources/pods-of.ts';
import { eventLines, headLines, type Describe } from './describer.ts';
import { longTime, type Page } from './page.ts';

export const describeConfigMap: Describe = function* (describing) {
  const { page, object } = describing;
  const { data = {}, binaryData = {} } = object as V1ConfigMap;
  headLines(page, object);
  page.line(0, '\nData\n====');
  for (const key of Object.keys(data).sort()) {
    page.line(0, `${key}:\n----`);
    page.line(0, `${data[key] ?? ''}\n`);
  }
  page.line(0, '\nBinaryData\n====');
  for (const key of Object.keys(binaryData).sort()) page.line(0, `${key}: ${String(base64Length(binaryData[key] ?? ''))} bytes`);
  page.line(0, '');
  yield* eventLines(describing);
};

export const describeSecret: Describe = function* ({ page, object }) {
  const { data = {}, type } = object as V1Secret;
  headLines(page, object);
  page.line(0, `\nType:\t${type ?? ''}`);
  page.line(0, '\nData\n====');
  for (const key of Object.keys(data).sort()) page.line(0, `${key}:\t${String(base64Length(data[key] ?? ''))} bytes`);
  yield* [];
};

export const describeServiceAccount: Describe = function* (describing) {
  const { page, object } = describing;
  const { imagePullSecrets = [] } = object as V1ServiceAccount;
  headLines(page, object);
  nameLines(page, 'Image pull secrets', imagePullSecrets);
  yield* eventLines(describing);
};

function nameLines(page: Page, title: string, references: readonly Pick<V1ObjectReference, 'name'>[]): void {
  if (references.length === 0) return page.line(0, `${title}:\t<none>`);
  references.forEach(({ name }, index) => { page.line(0, `${index === 0 ? `${title}:` : ''}\t${name ?? ''}`); });
}

const scopeWords: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

export const describeQuota: Describe = function* ({ page, object }) {
  const { spec, status } = object as V1ResourceQuota;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  const scopes = [...(spec?.scopes ?? [])].sort();
  if (scopes.length > 0) page.line(0, `Scopes:\t${scopes.join(', ')}`);
  for (const scope of scopes) if (scopeWords[scope]) page.line(0, ` * ${scopeWords[scope]}`);
  quotaRows(page, status, 0);
  yield* [];
};

function quotaRows(page: Page, status: V1ResourceQuota['status'], level: number): void {
  page.line(level, 'Resource\tUsed\tHard');
  page.line(level, level > 0 ? '--------\t---\t---' : '--------\t----\t----');
  for (const name of Object.keys(status?.hard ?? {}).sort()) page.line(level, `${name}\t${canonicalQuantity(status?.used?.[name] ?? '0')}\t${canonicalQuantity(status?.hard?.[name] ?? '0')}`);
}

const limitHead = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const limitRule = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------';

export const describeLimitRange: Describe = function* ({ page, object }) {
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  page.line(0, limitHead);
  page.line(0, limitRule);
  limitRows(page, (object as V1LimitRange).spec?.limits ?? [], '');
  yield* [];
};

function limitRows(page: Page, limits: readonly V1LimitRangeItem[], indent: string): void {
  for (const { type, min, max, defaultRequest, maxLimitRequestRatio, ...rest } of limits as readonly (V1LimitRangeItem & { default?: Readonly<Record<string, string>> })[]) {
    const defaults = rest.default;
    const columns = [min, max, defaultRequest, defaults, maxLimitRequestRatio];
    for (const name of [...new Set(columns.flatMap((column) => Object.keys(column ?? {})))].sort()) {
      page.line(0, `${indent}${[type, name, ...columns.map((column) => (column && Object.hasOwn(column, name) ? canonicalQuantity(column[name] ?? '') : '-'))].join('\t')}`);
    }
  }
}

/** The quotas and limits of a namespace, at its end. */
export function namespaceExtras(page: Page, quotas: readonly V1ResourceQuota[], ranges: readonly V1LimitRange[]): void {
  page.line(0, '');
  if (quotas.length === 0) page.line(0, 'No resource quota.');
  else {
    page.line(0, 'Resource Quotas');
    for (const quota of [...quotas].sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1))) {
      page.line(1, `Name:\t${quota.metadata?.name ?? ''}`);
      const scopes = [...(quota.spec?.scopes ?? [])].sort();
      if (scopes.length > 0) page.line(1, `Scopes:\t${scopes.join(', ')}`);
      for (const scope of scopes) if (scopeWords[scope]) page.line(1, `* ${scopeWords[scope]}`);
      quotaRows(page, quota.status, 1);
    }
  }
  page.line(0, '');
  if (ranges.length === 0) return page.line(0, 'No LimitRange resource.');
  page.line(0, `Resource Limits\n ${limitHead}`);
  page.line(0, ` ${limitRule}`);
  for (const range of ranges) limitRows(page, range.spec?.limits ?? [], ' ');
}

function behaviorLines(page: Page, behavior: V2HorizontalPodAutoscalerBehavior | undefined): void {
  if (!behavior) return;
  page.line(0, 'Behavior:');
  for (const [title, rules] of [['Scale Up', behavior.scaleUp], ['Scale Down', behavior.scaleDown]] as const) {
    if (!rules) continue;
    page.line(1, `${title}:`);
    if (rules.stabilizationWindowSeconds !== undefined) page.line(2, `Stabilization Window: ${String(rules.stabilizationWindowSeconds)} seconds`);
    if (!rules.policies || rules.policies.length === 0) continue;
    page.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
    page.line(2, 'Policies:');
    for (const { type, value, periodSeconds } of rules.policies) page.line(3, `- Type: ${type}\tValue: ${String(value)}\tPeriod: ${String(periodSeconds)} seconds`);
  }
}

export const describeHpa: Describe = function* (describing) {
  const { page, object } = describing;
  const { metadata, spec, status } = object as unknown as V2HorizontalPodAutoscaler;
  headLines(page, object);
  page.line(0, `CreationTimestamp:\t${longTime(metadata?.creationTimestamp as unknown as string)}`);
  page.line(0, `Reference:\t${spec?.scaleTargetRef.kind ?? ''}/${spec?.scaleTargetRef.name ?? ''}`);
  page.line(0, 'Metrics:\t( current / target )');
  (spec?.metrics ?? []).forEach((metric, index) => { page.line(1, metricText(metric, currentOf(status?.currentMetrics?.[index]))); });
  page.line(0, `Min replicas:\t${spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas)}`);
  page.line(0, `Max replicas:\t${String(spec?.maxReplicas ?? 0)}`);
  behaviorLines(page, spec?.behavior);
  page.line(0, `${spec?.scaleTargetRef.kind ?? ''} pods:\t${String(status?.currentReplicas ?? 0)} current / ${String(status?.desiredReplicas ?? 0)} desired`);
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    page.line(0, 'Conditions:');
    page.line(1, 'Type\tStatus\tReason\tMessage');
    page.line(1, '----\t------\t------\t-------');
    for (const { type, status: value, reason, message } of conditions) page.line(1, `${type}\t${value}\t${reason ?? ''}\t${message ?? ''}`);
  }
  yield* eventLines(describing);
};

const currentOf = (metric: V2MetricStatus | undefined): Measured | undefined => (metric?.resource ?? metric?.pods ?? metric?.object ?? metric?.external ?? metric?.containerResource)?.current;

interface Measured {
  readonly averageUtilization?: number | undefined;
  readonly averageValue?: string | undefined;
  readonly value?: string | undefined;
}

function targetText(target: V2MetricTarget, current: Measured | undefined): string {
  if (target.averageValue !== undefined) return `(target average value):\t${current?.averageValue ?? '<unknown>'} / ${target.averageValue}`;
  return `(target value):\t${current?.value ?? '<unknown>'} / ${target.value ?? ''}`;
}

function metricText({ resource, containerResource, pods, object, external }: V2MetricSpec, current: Measured | undefined): string {
  if (pods) return `"${pods.metric.name}" on pods:\t${current?.averageValue ?? '<unknown>'} / ${pods.target.averageValue ?? ''}`;
  if (object) return `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name} ${targetText(object.target, current)}`;
  if (external) return `"${external.metric.name}" ${targetText(external.target, current)}`;
  const measured = resource ?? containerResource;
  if (!measured) return '<unknown metric type>';
  const head = containerResource ? `resource ${containerResource.name} of container "${containerResource.container}" on pods` : `resource ${measured.name} on pods`;
  if (measured.target.averageUtilization === undefined) return `${head}:\t${current?.averageValue ?? '<unknown>'} / ${measured.target.averageValue ?? ''}`;
  const now = current?.averageUtilization === undefined ? '<unknown>' : `${String(current.averageUtilization)}% (${current.averageValue ?? ''})`;
  return `${head}  (as a percentage of request):\t${now} / ${String(measured.target.averageUtilization)}%`;
}

export const describePdb: Describe = function* (describing) {
  const { page, object } = describing;
  const { spec, status } = object as V1PodDisruptionBudget;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  if (spec?.minAvailable !== undefined) page.line(0, `Min available:\t${String(spec.minAvailable)}`);
  else if (spec?.maxUnavailable !== undefined) page.line(0, `Max unavailable:\t${String(spec.maxUnavailable)}`);
  page.line(0, `Selector:\t${spec?.selector ? selectorText(spec.selector) : '<unset>'}`);
  page.line(0, 'Status:');
  page.line(2, `Allowed disruptions:\t${String(status?.disruptionsAllowed ?? 0)}`);
  page.line(2, `Current:\t${String(status?.currentHealthy ?? 0)}`);
  page.line(2, `Desired:\t${String(status?.desiredHealthy ?? 0)}`);
  page.line(2, `Total:\t${String(status?.expectedPods ?? 0)}`);
  yield* eventLines(describing);
};

export const describePriorityClass: Describe = function* (describing) {
  const { page, object } = describing;
  const { value, globalDefault, preemptionPolicy, description } = object as V1PriorityClass;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Value:\t${String(value)}`);
  page.line(0, `GlobalDefault:\t${String(globalDefault ?? false)}`);
  page.line(0, `PreemptionPolicy:\t${preemptionPolicy ?? 'PreemptLowerPriority'}`);
  page.line(0, `Description:\t${description ?? ''}`);
  page.line(0, `Annotations:\t${labelsText(object.metadata?.annotations as Readonly<Record<string, string>> | undefined)}`);
  yield* eventLines(describing);
};
