import type { ApiRequest, ApiResponse } from '../../kube/api.ts';
import type { V1Pod } from '../../kube/generated/types.ts';
import { pods, resourcePath } from '../../kube/kinds.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { parseLabelSelector } from '../../kube/selector-text.ts';
import { matches } from '../../kube/selectors.ts';
import { rfc3339 } from '../../kube/time.ts';
import type { ComponentContext } from '../client/index.ts';
import { notFound, ok, refuse } from './answers.ts';
import { windowSeconds } from './request-rates.ts';

/** A metric that the resource metrics pipeline does not have. */
export interface CustomMetric {
  readonly name: string;
  readonly namespace: string;
  /** `pods` (each of them), `external`, or one object as `RESOURCE/NAME`: `services/web`, `ingresses.networking.k8s.io/shop`. */
  readonly of: string;
  /** Of which pods, or of which series of an external metric. */
  readonly labels?: Readonly<Record<string, string>>;
  /** A quantity. Absent: the requests a second that are measured, of pods and services. */
  readonly value?: string;
}

export interface CustomMetricsSettings {
  readonly context: ComponentContext;
  readonly metrics: readonly CustomMetric[];
  /** Requests a second of a pod, by uid, or of a service, by namespace and name. */
  readonly podRate: (uid: string) => number;
  readonly serviceRate: (namespace: string, name: string) => number;
}

export const customGroup = '/apis/custom.metrics.k8s.io';
export const externalGroup = '/apis/external.metrics.k8s.io';

/**
 * What a metrics adapter adds to a cluster: metrics of pods and other objects, and of things outside, as the
 * HorizontalPodAutoscaler asks for them. A scenario says which there are and what they are.
 *
 * @see Kubernetes, custom.metrics.k8s.io/v1beta2 and external.metrics.k8s.io/v1beta1
 */
export class CustomMetrics {
  readonly #settings: CustomMetricsSettings;
  readonly #metrics = new Map<string, CustomMetric>();

  constructor(settings: CustomMetricsSettings) {
    this.#settings = settings;
    for (const metric of settings.metrics) this.set(metric);
  }

  /** Adds a metric, or gives it another value. */
  set(metric: CustomMetric): void {
    this.#metrics.set(JSON.stringify([metric.name, metric.namespace, metric.of, Object.entries(metric.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))]), metric);
  }

  /** Every metric as it is now. */
  get metrics(): readonly CustomMetric[] {
    return [...this.#metrics.values()];
  }

  /** Whether anybody serves that path: an API without metrics is not registered. */
  serves(path: string): boolean {
    if (path.startsWith(customGroup)) return this.#all(false).length > 0;
    return path.startsWith(externalGroup) && this.#all(true).length > 0;
  }

  handle({ method, path }: ApiRequest): ApiResponse {
    if (method !== 'GET') return refuse(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
    const [route = '', query = ''] = path.split('?');
    const external = route.startsWith(externalGroup);
    const group = external ? 'external.metrics.k8s.io' : 'custom.metrics.k8s.io';
    const version = external ? 'v1beta1' : 'v1beta2';
    const [given, ...parts] = route.split('/').filter(Boolean).slice(2);
    if (given === undefined) return ok({ kind: 'APIGroup', apiVersion: 'v1', name: group, versions: [versionOf(group, version)], preferredVersion: versionOf(group, version) });
    if (given !== version) return notFound;
    if (parts.length === 0) return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${group}/${version}`, resources: this.#resources(external) });
    if (parts[0] !== 'namespaces' || parts.length < 3) return notFound;
    return external ? this.#external(parts[1] ?? '', parts[2] ?? '', query) : this.#custom(parts, query);
  }

  #all(external: boolean): readonly CustomMetric[] {
    return [...this.#metrics.values()].filter((metric) => (metric.of === 'external') === external);
  }

  #resources(external: boolean): readonly unknown[] {
    const names = this.#all(external).map(({ name, of }) => (external ? name : `${of.split('/')[0] ?? ''}/${name}`));
    return [...new Set(names)].sort().map((name) => ({ name, singularName: '', namespaced: true, kind: external ? 'ExternalMetricValueList' : 'MetricValueList', verbs: ['get'] }));
  }

  /** `namespaces/NS/RESOURCE/NAME/METRIC`, of all pods with `*` for the name; `namespaces/NS/metrics/METRIC` of a namespace. */
  #custom([, namespace = '', resource = '', name = '', metric = '']: readonly string[], query: string): ApiResponse {
    const [kind, object, wanted] = resource === 'metrics' ? ['namespaces', namespace, name] : [resource, name, metric];
    const found = this.#all(false).filter((candidate) => candidate.name === wanted && candidate.namespace === namespace && candidate.of.split('/')[0] === kind);
    if (found.length === 0) return refuse(404, 'NotFound', `the server could not find the metric ${wanted} for ${kind}${object === '*' ? '' : ` ${object}`}`);
    if (kind === 'pods') return this.#pods(found, object, query);
    const [one] = found.filter(({ of }) => of === `${kind}/${object}`);
    if (!one) return refuse(404, 'NotFound', `the server could not find the metric ${wanted} for ${kind} ${object}`);
    return this.#list([valueOf(one, kind, object, one.value ?? perSecond(this.#settings.serviceRate(namespace, object)), this.#now)]);
  }

  #pods(metrics: readonly CustomMetric[], name: string, query: string): ApiResponse {
    const [{ namespace } = { namespace: '' }] = metrics;
    const selector = labelSelectorOf(query);
    const listed = this.#settings.context.client.request('GET', resourcePath(pods, namespace) + (selector === '' ? '' : `?labelSelector=${encodeURIComponent(selector)}`));
    if (listed.code !== 200) return listed;
    const items = (listed.body as { readonly items: readonly V1Pod[] }).items
      .filter((pod) => (name === '*' || pod.metadata?.name === name) && pod.status?.phase === 'Running')
      .flatMap((pod) => metrics.filter(({ labels }) => hasAll(pod.metadata?.labels, labels)).slice(0, 1)
        .map((metric) => valueOf(metric, 'Pod', pod.metadata?.name ?? '', metric.value ?? perSecond(this.#settings.podRate(pod.metadata?.uid ?? '')), this.#now)));
    return this.#list(items);
  }

  #list(items: readonly unknown[]): ApiResponse {
    return ok({ kind: 'MetricValueList', apiVersion: 'custom.metrics.k8s.io/v1beta2', metadata: {}, items });
  }

  #external(namespace: string, name: string, query: string): ApiResponse {
    const selector = parseLabelSelector(labelSelectorOf(query));
    if (!selector.ok) return refuse(400, 'BadRequest', `unable to parse requirement: ${selector.message}`);
    const series = this.#all(true).filter((metric) => metric.name === name && metric.namespace === namespace);
    if (series.length === 0) return refuse(404, 'NotFound', `the server could not find the metric ${name}`);
    const items = series.filter(({ labels }) => matches(selector.value, labels)).map(({ labels = {}, value = '0' }) => ({ metricName: name, metricLabels: labels, timestamp: this.#now, value: canonicalQuantity(value) }));
    return ok({ kind: 'ExternalMetricValueList', apiVersion: 'external.metrics.k8s.io/v1beta1', metadata: {}, items });
  }

  get #now(): string {
    return rfc3339(this.#settings.context.clock.epochMs);
  }
}

function labelSelectorOf(query: string): string {
  const [, text = ''] = query.split('&').map((part) => part.split('=')).find(([name]) => name === 'labelSelector') ?? [];
  return decodeURIComponent(text);
}

const hasAll = (labels: Readonly<Record<string, string>> = {}, wanted: Readonly<Record<string, string>> = {}): boolean =>
  Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);

/** `12500m`: thousandths of a request a second. */
const perSecond = (rate: number): string => `${String(Math.round(rate * 1000))}m`;

function valueOf({ name, namespace, value: given }: CustomMetric, kind: string, object: string, value: string, timestamp: string): unknown {
  return {
    describedObject: { kind, namespace, name: object }, metric: { name, selector: null }, timestamp, ...(given === undefined ? { windowSeconds } : {}), value: canonicalQuantity(value),
  };
}

const versionOf = (group: string, version: string): unknown => ({ groupVersion: `${group}/${version}`, version });
