import type { ApiRequest, ApiResponse, ApiServer } from '../../kube/api.ts';
import type { V1Node, V1Pod } from '../../kube/generated/types.ts';
import { nodes, pods, resourcePath } from '../../kube/kinds.ts';
import { rfc3339 } from '../../kube/time.ts';
import type { ComponentContext } from '../client/index.ts';
import { notFound, ok, refuse } from './answers.ts';
import type { CustomMetrics } from './custom-metrics.ts';
import { apiVersion, group, resources, version, withMetricsGroup } from './discovery.ts';

export { CustomMetrics, type CustomMetric } from './custom-metrics.ts';
export { RequestRates } from './request-rates.ts';

/** What a kubelet answers when it is asked for its usage (its `/metrics/resource`). */
export interface ScrapedNode {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** By uid. */
  readonly pods: ReadonlyMap<string, ScrapedPod>;
}

interface ScrapedPod {
  readonly containers: readonly { readonly name: string; readonly cpuMilli: number; readonly memoryBytes: number }[];
}

export interface MetricsServerSettings {
  readonly context: ComponentContext;
  /** Names of the nodes that answer now, and what each of them uses. */
  readonly scrape: () => Iterable<readonly [string, ScrapedNode]>;
}

/** `--metric-resolution` of metrics-server. */
const resolutionMs = 15_000;
const root = `/apis/${group}`;
const groupsPath = /^\/apis\/?(\?|$)/;
const metricsPath = /^\/apis\/(custom\.|external\.)?metrics\.k8s\.io(\/|\?|$)/;

interface Sample<T> {
  readonly atMs: number;
  readonly value: T;
}

/**
 * The resource metrics API: what `kubectl top` and the HorizontalPodAutoscaler read. Asks every kubelet each 15 s; a pod is known
 * from the first scrape after its start on.
 *
 * @see metrics-server 0.8; Kubernetes, resource metrics pipeline
 */
export class MetricsServer {
  readonly #settings: MetricsServerSettings;
  #nodes = new Map<string, Sample<ScrapedNode>>();

  constructor(settings: MetricsServerSettings) {
    this.#settings = settings;
    this.#scrapeLater();
  }

  #scrapeLater(): void {
    this.#settings.context.clock.after(resolutionMs, () => {
      this.#scrape();
      this.#scrapeLater();
    });
  }

  #scrape(): void {
    const atMs = this.#settings.context.clock.epochMs;
    this.#nodes = new Map();
    for (const [name, node] of this.#settings.scrape()) this.#nodes.set(name, { atMs, value: node });
  }

  /** Answers a request below `/apis/metrics.k8s.io`. */
  handle({ method, path }: ApiRequest): ApiResponse {
    if (method !== 'GET') return refuse(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
    const [route = '', query = ''] = path.split('?');
    const parts = route.slice(root.length).split('/').filter(Boolean);
    if (parts.length === 0) return ok({ kind: 'APIGroup', apiVersion: 'v1', name: group, versions: [version], preferredVersion: version });
    if (parts[0] !== 'v1beta1') return notFound;
    if (parts.length === 1) return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion, resources });
    if (parts[1] === 'nodes') return parts[2] === undefined ? this.#listNodes(query) : this.#getNode(parts[2]);
    if (parts[1] === 'pods' && parts.length === 2) return this.#listPods(undefined, query);
    if (parts[1] === 'namespaces' && parts[3] === 'pods') return parts[4] === undefined ? this.#listPods(parts[2], query) : this.#getPod(parts[2] ?? '', parts[4]);
    return notFound;
  }

  /** Metrics of the nodes that the API server lists for the selectors. */
  #listNodes(query: string): ApiResponse {
    const listed = this.#settings.context.client.request('GET', resourcePath(nodes) + (query === '' ? '' : `?${query}`));
    if (listed.code !== 200) return listed;
    const items = (listed.body as { readonly items: readonly V1Node[] }).items.flatMap((node) => {
      const sample = this.#nodes.get(node.metadata?.name ?? '');
      return sample ? [nodeMetrics(node, sample)] : [];
    });
    return ok({ kind: 'NodeMetricsList', apiVersion, metadata: {}, items });
  }

  #getNode(name: string): ApiResponse {
    const found = this.#settings.context.client.get(nodes, '', name);
    const sample = this.#nodes.get(name);
    return found.ok && sample ? ok(nodeMetrics(found.value, sample)) : refuse(404, 'NotFound', `nodemetrics.metrics.k8s.io "${name}" not found`);
  }

  /** Metrics of the pods that the API server lists for the selectors; those without a sample are left out. */
  #listPods(namespace: string | undefined, query: string): ApiResponse {
    const listed = this.#settings.context.client.request('GET', resourcePath(pods, namespace) + (query === '' ? '' : `?${query}`));
    if (listed.code !== 200) return listed;
    const items = (listed.body as { readonly items: readonly V1Pod[] }).items.flatMap((pod) => {
      const sample = this.#sampleOf(pod);
      return sample ? [podMetrics(pod, sample)] : [];
    });
    return ok({ kind: 'PodMetricsList', apiVersion, metadata: {}, items });
  }

  #getPod(namespace: string, name: string): ApiResponse {
    const found = this.#settings.context.client.get(pods, namespace, name);
    const sample = found.ok ? this.#sampleOf(found.value) : undefined;
    return found.ok && sample ? ok(podMetrics(found.value, sample)) : refuse(404, 'NotFound', `podmetrics.metrics.k8s.io "${namespace}/${name}" not found`);
  }

  #sampleOf({ metadata, spec }: V1Pod): Sample<ScrapedPod> | undefined {
    const node = this.#nodes.get(spec?.nodeName ?? '');
    const pod = node?.value.pods.get(metadata?.uid ?? '');
    return node && pod && { atMs: node.atMs, value: pod };
  }
}

/** Who answers for aggregated APIs; undefined for what is not there (yet). */
export interface MetricsApis {
  readonly resource: MetricsServer | undefined;
  readonly custom: CustomMetrics | undefined;
  /** Why the API server lets a request through to nobody; undefined where it may pass. */
  readonly refusalOf: (request: ApiRequest) => ApiResponse | undefined;
}

/**
 * The API aggregation layer: what is below `/apis/metrics.k8s.io` is answered by the metrics server, custom and external metrics
 * by their adapter, all else by `api`.
 */
export function aggregateMetrics(api: ApiServer, apis: () => MetricsApis): ApiServer {
  return {
    handle: (request) => {
      const { resource, custom, refusalOf } = apis();
      if (resource && groupsPath.test(request.path)) return withMetricsGroup(api.handle(request));
      if (!metricsPath.test(request.path)) return api.handle(request);
      const server = request.path.startsWith(root) ? resource : custom?.serves(request.path) ? custom : undefined;
      return server ? (refusalOf(request) ?? server.handle(request)) : api.handle(request);
    },
    watch: (request, sink) => api.watch(request, sink),
  };
}

/** `123456789n` and `20480Ki`, as metrics-server writes them. */
const usageOf = ({ cpuMilli, memoryBytes }: { readonly cpuMilli: number; readonly memoryBytes: number }): Readonly<Record<string, string>> => ({
  cpu: cpuMilli === 0 ? '0' : `${String(Math.round(cpuMilli * 1_000_000))}n`,
  memory: `${String(Math.round(memoryBytes / 1024))}Ki`,
});

function nodeMetrics({ metadata }: V1Node, { atMs, value }: Sample<ScrapedNode>): unknown {
  return { kind: 'NodeMetrics', apiVersion, metadata: { name: metadata?.name, labels: metadata?.labels, creationTimestamp: rfc3339(atMs) }, timestamp: rfc3339(atMs), window: '15s', usage: usageOf(value) };
}

function podMetrics({ metadata }: V1Pod, { atMs, value }: Sample<ScrapedPod>): unknown {
  return {
    kind: 'PodMetrics', apiVersion, metadata: { name: metadata?.name, namespace: metadata?.namespace, labels: metadata?.labels, creationTimestamp: rfc3339(atMs) },
    timestamp: rfc3339(atMs), window: '15s', containers: value.containers.map((container) => ({ name: container.name, usage: usageOf(container) })),
  };
}
