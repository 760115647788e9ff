import type { V1Pod, V2HorizontalPodAutoscaler, V2MetricSpec, V2MetricStatus, V2MetricValueStatus } from '../../../kube/generated/types.ts';
import { formatQuantity, quantityMilliValue } from '../../../kube/quantity.ts';
import { isPodReady } from '../objects/pods.ts';
import { averageRatio, calculate, groupPods, replicasForTotal, replicasForValue, utilizationRatio, type PodMetrics, type Tolerances } from './calculator.ts';
import { targetOf, type Fetched, type MetricsSource } from './metrics.ts';

/** What one metric calls for, or why it cannot be told. */
export type Proposal =
  | { readonly ok: true; readonly replicas: number; readonly name: string; readonly status: V2MetricStatus }
  | { readonly ok: false; readonly reason: string; readonly message: string };

export interface ProposalInputs {
  readonly autoscaler: V2HorizontalPodAutoscaler;
  readonly source: MetricsSource;
  /** Pods of the target, and the selector they were found by. */
  readonly pods: readonly V1Pod[];
  readonly selector: string;
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly groupResourceOf: (apiVersion: string, kind: string) => string;
  readonly epochMs: number;
}

/** `--horizontal-pod-autoscaler-tolerance` */
const defaultTolerance = 0.1;

function tolerancesOf({ spec }: V2HorizontalPodAutoscaler): Tolerances {
  const of = (tolerance: string | undefined): number => (tolerance === undefined ? defaultTolerance : quantityMilliValue(tolerance) / 1000);
  return { scaleUp: of(spec?.behavior?.scaleUp?.tolerance as string | undefined), scaleDown: of(spec?.behavior?.scaleDown?.tolerance as string | undefined) };
}

/** Computes one metric of an autoscaler. */
export function propose(inputs: ProposalInputs, metric: V2MetricSpec): Proposal {
  switch (metric.type) {
    case 'Resource': return proposeResource(inputs, metric, metric.resource?.name ?? '', undefined);
    case 'ContainerResource': return proposeResource(inputs, metric, metric.containerResource?.name ?? '', metric.containerResource?.container);
    case 'Pods': return proposePods(inputs, metric);
    case 'Object': return proposeObject(inputs, metric);
    case 'External': return proposeExternal(inputs, metric);
    default: return { ok: false, reason: 'InvalidMetricSourceType', message: `unknown metric source type "${metric.type}"` };
  }
}

function proposeResource(inputs: ProposalInputs, metric: V2MetricSpec, resource: string, container: string | undefined): Proposal {
  const { autoscaler, source, pods, selector, specReplicas, epochMs } = inputs;
  const target = targetOf(metric);
  const reason = container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric';
  const what = target?.averageValue === undefined ? `failed to get ${resource} utilization` : `failed to get ${resource} usage`;
  const fail = (message: string): Proposal => ({ ok: false, reason, message: `${what}: ${message}` });
  const fetched = source.resource(autoscaler.metadata?.namespace ?? '', selector, resource, container);
  if (!fetched.ok) return fail(`unable to get metrics for resource ${resource}: ${fetched.message}`);
  if (pods.length === 0) return fail('no pods returned by selector while calculating replica count');
  const groups = groupPods(pods, fetched.value, resource, epochMs);
  if (countKnown(fetched.value, [...groups.ignored, ...groups.unready]) === 0) return fail('did not receive metrics for targeted pods (pods might be unready)');
  const common = { currentReplicas: specReplicas, metrics: fetched.value, groups, tolerances: tolerancesOf(autoscaler) };
  if (target?.averageValue !== undefined) {
    const perPod = quantityMilliValue(target.averageValue);
    const { replicas, current } = calculate({ ...common, ratioOf: (metrics) => averageRatio(metrics, perPod), whenShrinking: () => perPod, missingIdleOnTarget: true });
    return proposed(metric, replicas, `${resource} resource`, { averageValue: milliText(current) as never });
  }
  const requests = podRequestsOf(pods, resource, container);
  if (typeof requests === 'string') return fail(requests);
  const percent = target?.averageUtilization ?? 80;
  const { replicas, current } = calculate({
    ...common, ratioOf: (metrics) => utilizationRatio(metrics, requests, percent), whenShrinking: (pod) => Math.floor(((requests.get(pod) ?? 0) * Math.max(100, percent)) / 100),
  });
  const average = averageRatio(without(fetched.value, [...groups.ignored, ...groups.unready]), 1).current;
  const label = container === undefined ? `${resource} resource utilization (percentage of request)` : `${resource} container resource utilization (percentage of request)`;
  return proposed(metric, replicas, label, { averageUtilization: current, averageValue: milliText(average) as never });
}

function without(metrics: PodMetrics, pods: readonly string[]): PodMetrics {
  return new Map([...metrics].filter(([name]) => !pods.includes(name)));
}

const countKnown = (metrics: PodMetrics, out: readonly string[]): number => without(metrics, out).size;

/** Requests by pod in thousandths; a text where a container says nothing. */
function podRequestsOf(pods: readonly V1Pod[], resource: string, container: string | undefined): ReadonlyMap<string, number> | string {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    const name = pod.metadata?.name ?? '';
    const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const chosen = [...(pod.spec?.containers ?? []), ...sidecars].filter((candidate) => container === undefined || candidate.name === container);
    const podLevel = container === undefined ? pod.spec?.resources?.requests?.[resource] : undefined;
    const silent = podLevel === undefined ? chosen.find(({ resources }) => resources?.requests?.[resource] === undefined) : undefined;
    if (silent) return `missing request for ${resource} in container ${silent.name} of Pod ${name}`;
    requests.set(name, podLevel === undefined ? chosen.reduce((sum, { resources }) => sum + quantityMilliValue(resources?.requests?.[resource]), 0) : quantityMilliValue(podLevel));
  }
  return requests;
}

function proposePods(inputs: ProposalInputs, metric: V2MetricSpec): Proposal {
  const { autoscaler, source, pods, selector, specReplicas, epochMs } = inputs;
  const name = metric.pods?.metric.name ?? '';
  const fetched = source.pods(autoscaler.metadata?.namespace ?? '', selector, name, metric.pods?.metric.selector);
  const fail = (message: string): Proposal => ({ ok: false, reason: 'FailedGetPodsMetric', message: `failed to get pods metric value: ${message}` });
  if (!fetched.ok) return fail(`unable to get metric ${name}: ${fetched.message}`);
  if (pods.length === 0) return fail('no pods returned by selector while calculating replica count');
  const perPod = quantityMilliValue(metric.pods?.target.averageValue);
  const groups = groupPods(pods, fetched.value, '', epochMs);
  const { replicas, current } = calculate({ currentReplicas: specReplicas, metrics: fetched.value, groups, tolerances: tolerancesOf(autoscaler), ratioOf: (metrics) => averageRatio(metrics, perPod), whenShrinking: () => perPod, missingIdleOnTarget: true });
  return proposed(metric, replicas, `pods metric ${name}`, { averageValue: milliText(current) as never });
}

function proposeObject(inputs: ProposalInputs, metric: V2MetricSpec): Proposal {
  const { apiVersion = 'v1', kind = '', name: object = '' } = metric.object?.describedObject ?? {};
  const name = metric.object?.metric.name ?? '';
  const fetched = inputs.source.object(inputs.autoscaler.metadata?.namespace ?? '', {
    groupResource: inputs.groupResourceOf(apiVersion, kind), name: object, metric: name, series: metric.object?.metric.selector,
  });
  if (!fetched.ok) return { ok: false, reason: 'FailedGetObjectMetric', message: `failed to get object metric value: unable to get metric ${name}: ${kind} on ${inputs.autoscaler.metadata?.namespace ?? ''} ${object}/${fetched.message}` };
  return proposeValue(inputs, metric, fetched, `${kind} metric ${name}`);
}

function proposeExternal(inputs: ProposalInputs, metric: V2MetricSpec): Proposal {
  const name = metric.external?.metric.name ?? '';
  const namespace = inputs.autoscaler.metadata?.namespace ?? '';
  const fetched = inputs.source.external(namespace, name, metric.external?.metric.selector);
  const selector = Object.entries(metric.external?.metric.selector?.matchLabels ?? {}).map(([key, value]) => `${key}: ${value},`).join('');
  if (!fetched.ok) return { ok: false, reason: 'FailedGetExternalMetric', message: `failed to get ${name} external metric value: unable to get external metric ${namespace}/${name}/${selector === '' ? 'nil' : `&LabelSelector{MatchLabels:map[string]string{${selector}},MatchExpressions:[]LabelSelectorRequirement{},}`}: ${fetched.message}` };
  return proposeValue(inputs, metric, fetched, `external metric ${name}(${selector === '' ? 'nil' : `&LabelSelector{MatchLabels:map[string]string{${selector}},MatchExpressions:[]LabelSelectorRequirement{},}`})`);
}

function proposeValue(inputs: ProposalInputs, metric: V2MetricSpec, fetched: Extract<Fetched<number>, { ok: true }>, label: string): Proposal {
  const target = targetOf(metric);
  const tolerances = tolerancesOf(inputs.autoscaler);
  if (target?.averageValue !== undefined) {
    const replicas = replicasForTotal(inputs.statusReplicas, fetched.value, quantityMilliValue(target.averageValue), tolerances);
    return proposed(metric, replicas, label, { averageValue: milliText(inputs.statusReplicas === 0 ? 0 : Math.ceil(fetched.value / inputs.statusReplicas)) as never });
  }
  const readyCount = inputs.pods.filter((pod) => pod.status?.phase === 'Running' && isPodReady(pod)).length;
  const replicas = replicasForValue(inputs.specReplicas, readyCount, fetched.value / quantityMilliValue(target?.value), tolerances);
  return proposed(metric, replicas, label, { value: milliText(fetched.value) as never });
}

const milliText = (milli: number): string => formatQuantity({ nanos: BigInt(Math.round(milli)) * 1_000_000n, format: 'DecimalSI' });

function proposed(metric: V2MetricSpec, replicas: number, name: string, current: V2MetricValueStatus): Proposal {
  const { resource, containerResource, pods, object, external } = metric;
  const status: V2MetricStatus = {
    type: metric.type,
    ...(resource ? { resource: { name: resource.name, current } } : {}),
    ...(containerResource ? { containerResource: { name: containerResource.name, container: containerResource.container, current } } : {}),
    ...(pods ? { pods: { metric: pods.metric, current } } : {}),
    ...(object ? { object: { metric: object.metric, describedObject: object.describedObject, current } } : {}),
    ...(external ? { external: { metric: external.metric, current } } : {}),
  };
  return { ok: true, replicas, name, status };
}
