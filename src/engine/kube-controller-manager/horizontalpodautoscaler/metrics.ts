import type { V1LabelSelector, V1Status, V2MetricSpec, V2MetricTarget } from '../../../kube/generated/types.ts';
import { quantityMilliValue } from '../../../kube/quantity.ts';
import { labelSelectorText } from '../../../kube/selector-text.ts';
import { everything, fromLabelSelector } from '../../../kube/selectors.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import type { Client } from '../../client/index.ts';
import type { PodMetric, PodMetrics } from './calculator.ts';

export type Fetched<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** The form of `metrics.k8s.io/v1beta1`. */
interface PodMetricsList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly timestamp?: string;
    readonly window?: string;
    readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
  }[];
}

/** The form of `custom.metrics.k8s.io` and `external.metrics.k8s.io`. */
interface MetricValueList {
  readonly items: readonly { readonly describedObject?: { readonly name: string }; readonly value: string; readonly timestamp?: string; readonly windowSeconds?: number }[];
}

const seconds = (text: string | undefined): number => (/^(\d+(?:\.\d+)?)s$/.exec(text ?? '') ? Number((text ?? '').slice(0, -1)) : 30);

/**
 * Metrics as the aggregated APIs serve them. Where nobody serves them, the words are those of the missing API.
 *
 * @see Kubernetes 1.36, podautoscaler/metrics/client.go
 */
export class MetricsSource {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Usage of a resource by pod; with `container` of that container only. */
  resource(namespace: string, selector: string, resource: string, container: string | undefined): Fetched<PodMetrics> {
    const answer = this.#get<PodMetricsList>(`/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`, 'pods.metrics.k8s.io');
    if (!answer.ok) return { ok: false, message: `unable to fetch metrics from resource metrics API: ${answer.message}` };
    if (answer.value.items.length === 0) return { ok: false, message: 'no metrics returned from resource metrics API' };
    const metrics = new Map<string, PodMetric>();
    for (const { metadata, timestamp, window, containers } of answer.value.items) {
      const chosen = containers.filter(({ name }) => container === undefined || name === container);
      if (chosen.length === 0 || chosen.some(({ usage }) => !Object.hasOwn(usage, resource))) continue;
      const milli = chosen.reduce((sum, { usage }) => sum + quantityMilliValue(usage[resource]), 0);
      metrics.set(metadata.name, { milli, atMs: parseRfc3339(timestamp) ?? this.#client.clock.epochMs, windowMs: seconds(window) * 1000 });
    }
    return { ok: true, value: metrics };
  }

  /** A custom metric of each pod. */
  pods(namespace: string, selector: string, metric: string, series?: V1LabelSelector): Fetched<PodMetrics> {
    const answer = this.#custom(`namespaces/${namespace}/pods/*/${metric}?labelSelector=${encodeURIComponent(selector)}${seriesQuery('&', series)}`);
    if (!answer.ok) return answer;
    if (answer.value.items.length === 0) return { ok: false, message: 'no metrics returned from custom metrics API' };
    return { ok: true, value: new Map(answer.value.items.map(({ describedObject, value, timestamp, windowSeconds = 60 }) => [
      describedObject?.name ?? '', { milli: quantityMilliValue(value), atMs: parseRfc3339(timestamp) ?? this.#client.clock.epochMs, windowMs: windowSeconds * 1000 },
    ])) };
  }

  /** A custom metric of one object, in thousandths. */
  object(namespace: string, { groupResource, name, metric, series }: ObjectMetric): Fetched<number> {
    const path = groupResource === 'namespaces' ? `namespaces/${name}/metrics/${metric}` : `namespaces/${namespace}/${groupResource}/${name}/${metric}`;
    const answer = this.#custom(path + seriesQuery('?', series));
    return answer.ok ? { ok: true, value: quantityMilliValue(answer.value.items[0]?.value) } : answer;
  }

  /** The sum of all series of an external metric, in thousandths. */
  external(namespace: string, metric: string, selector: V1LabelSelector | undefined): Fetched<number> {
    const labels = selectorText(selector);
    const answer = this.#get<MetricValueList>(`/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${metric}?labelSelector=${encodeURIComponent(labels)}`, `${metric}.external.metrics.k8s.io`);
    if (!answer.ok) return { ok: false, message: `unable to fetch metrics from external metrics API: ${answer.message}` };
    if (answer.value.items.length === 0) return { ok: false, message: 'no metrics returned from external metrics API' };
    return { ok: true, value: answer.value.items.reduce((sum, { value }) => sum + quantityMilliValue(value), 0) };
  }

  #custom(path: string): Fetched<MetricValueList> {
    const answer = this.#client.request('GET', `/apis/custom.metrics.k8s.io/v1beta2/${path}`);
    if (answer.code === 200) return { ok: true, value: answer.body as MetricValueList };
    const words = typeof answer.body === 'string' ? answer.body : ((answer.body as V1Status).message ?? '');
    const message = answer.code === 404 && !words.includes('the metric') ? 'no custom metrics API (custom.metrics.k8s.io) registered' : words;
    return { ok: false, message: `unable to fetch metrics from custom metrics API: ${message}` };
  }

  #get<T>(path: string, resource: string): Fetched<T> {
    const answer = this.#client.request('GET', path);
    if (answer.code === 200) return { ok: true, value: answer.body as T };
    if (answer.code === 404 && !((answer.body as V1Status).message ?? '').includes('the metric')) return { ok: false, message: `the server could not find the requested resource (get ${resource})` };
    return { ok: false, message: typeof answer.body === 'string' ? answer.body : ((answer.body as V1Status).message ?? '') };
  }
}

/** Which metric of which object; `series` narrows it down to some of its labels. */
export interface ObjectMetric {
  readonly groupResource: string;
  readonly name: string;
  readonly metric: string;
  readonly series: V1LabelSelector | undefined;
}

const selectorText = (selector: V1LabelSelector | undefined): string => labelSelectorText(selector ? fromLabelSelector(selector) : everything);
const seriesQuery = (lead: '?' | '&', series: V1LabelSelector | undefined): string => (series ? `${lead}metricLabelSelector=${encodeURIComponent(selectorText(series))}` : '');

/** The target of a metric, whatever its type. */
export function targetOf(spec: V2MetricSpec): V2MetricTarget | undefined {
  return (spec.resource ?? spec.containerResource ?? spec.pods ?? spec.object ?? spec.external)?.target;
}
