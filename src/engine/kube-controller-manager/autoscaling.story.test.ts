import { describe, expect, it } from 'vitest';
import type { ApiServer } from '../../kube/api.ts';
import type { V1Pod } from '../../kube/generated/types.ts';
import { deployments, endpoints, endpointSlices, horizontalPodAutoscalers, services } from '../../kube/kinds.ts';
import { rfc3339 } from '../../kube/time.ts';
import { createStore } from '../etcd/index.ts';
import { createApiServer } from '../kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../sim/index.ts';
import { story } from './testing/fresh-cluster.ts';
import { StoryCluster } from './testing/story-cluster.ts';

const web = (replicas: number) => ({ metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a', image: 'nginx', resources: { requests: { cpu: '100m' } } }] } } } });
const autoscaler = (spec: object = {}) => ({ metadata: { name: 'web' }, spec: { minReplicas: 1, maxReplicas: 8, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }], ...spec } });
const conditions = (cluster: StoryCluster) => (cluster.get(horizontalPodAutoscalers, 'web').status?.conditions ?? []).map(({ type, status, reason, message }) => `${type} ${status} ${reason ?? ''} ${message ?? ''}`);

/** An API server with metrics in front of it: every pod uses as much cpu as `millicores` says. */
function withMetrics(millicores: { value: number }): StoryCluster {
  const clock = new EventQueue(Date.UTC(2026, 0, 1, 9));
  const server = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(7).stream('apiserver') });
  server.bootstrap();
  const front: ApiServer = {
    watch: (request, sink) => server.watch(request, sink),
    handle: (request) => {
      if (!request.path.startsWith('/apis/metrics.k8s.io/')) return server.handle(request);
      const all = server.handle({ ...request, path: '/api/v1/namespaces/default/pods' }).body as { items: readonly V1Pod[] };
      const items = all.items.filter(({ status }) => status?.phase === 'Running').map(({ metadata }) => ({ metadata: { name: metadata?.name ?? '' }, timestamp: rfc3339(clock.epochMs), window: '10s', containers: [{ name: 'a', usage: { cpu: `${String(millicores.value)}m` } }] }));
      return { code: 200, body: { items } };
    },
  };
  return new StoryCluster({ clock, server: front });
}

describe('HorizontalPodAutoscalers', () => {
  it('say what is missing', () => {
    const cluster = story();
    cluster.create(deployments, web(2));
    cluster.create(horizontalPodAutoscalers, autoscaler());
    cluster.create(horizontalPodAutoscalers, { ...autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'not-there' } }), metadata: { name: 'aimless' } });
    cluster.run(16);
    const missing = 'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
    expect(conditions(cluster)).toEqual([
      "AbleToScale True SucceededGetScale the HPA controller was able to get the target's current scale",
      `ScalingActive False FailedGetResourceMetric the HPA was unable to compute the replica count: ${missing}`,
    ]);
    expect(cluster.get(horizontalPodAutoscalers, 'web').status?.currentReplicas).toBe(2);
    expect(cluster.get(horizontalPodAutoscalers, 'aimless').status?.conditions?.map(({ message }) => message)).toEqual(['the HPA controller was unable to get the target\'s current scale: deployments.apps "not-there" not found']);
    cluster.merge(deployments, 'web', { spec: { replicas: 0 } });
    cluster.run(16);
    expect(conditions(cluster)[1]).toBe('ScalingActive False ScalingDisabled scaling is disabled since the replica count of the target is zero');
  });

  it('bring their target into bounds', () => {
    const cluster = story();
    cluster.create(deployments, web(1));
    cluster.create(horizontalPodAutoscalers, autoscaler({ minReplicas: 3 }));
    cluster.run(20);
    expect(cluster.get(deployments, 'web').spec?.replicas).toBe(3);
    expect(cluster.events('HorizontalPodAutoscaler')).toEqual(['Normal SuccessfulRescale New size: 3; reason: Current number of replicas below Spec.MinReplicas']);
  });

  it('follow the load up at once and down after five minutes', () => {
    const millicores = { value: 90 };
    const cluster = withMetrics(millicores);
    cluster.create(deployments, web(2));
    cluster.run(60);
    cluster.create(horizontalPodAutoscalers, autoscaler());
    cluster.run(16);
    expect(cluster.get(deployments, 'web').spec?.replicas).toBe(4);
    expect(cluster.events('HorizontalPodAutoscaler')).toEqual(['Normal SuccessfulRescale New size: 4; reason: cpu resource utilization (percentage of request) above target']);
    expect(cluster.get(horizontalPodAutoscalers, 'web').status?.currentMetrics).toEqual([{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 90, averageValue: '90m' } } }]);
    millicores.value = 10;
    cluster.run(240);
    expect(cluster.get(deployments, 'web').spec?.replicas).toBeGreaterThanOrEqual(4);
    cluster.run(200);
    expect(cluster.get(deployments, 'web').spec?.replicas).toBe(1);
  });
});

describe('Endpoints without a selector', () => {
  it('are mirrored to EndpointSlices', () => {
    const cluster = story();
    cluster.create(services, { metadata: { name: 'outside' }, spec: { ports: [{ port: 80 }] } });
    cluster.create(endpoints, { metadata: { name: 'outside' }, subsets: [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 8080 }] }] });
    cluster.run(1);
    const mirrored = (): unknown => cluster.list(endpointSlices).filter(({ metadata }) => metadata?.labels?.['endpointslice.kubernetes.io/managed-by'] === 'endpointslicemirroring-controller.k8s.io').map(({ endpoints: list, metadata }) => [metadata?.labels?.['kubernetes.io/service-name'], list]);
    expect(mirrored()).toEqual([['outside', [{ addresses: ['192.0.2.1'], conditions: { ready: true } }]]]);
    cluster.remove(endpoints, 'outside');
    cluster.run(1);
    expect(mirrored()).toEqual([]);
  });
});
