import { describe, expect, it } from 'vitest';
import { deployments, horizontalPodAutoscalers, services } from '../../kube/kinds.ts';
import type { V2MetricSpec } from '../../kube/generated/types.ts';
import { Client } from '../client/index.ts';
import { administrator, Cluster } from '../index.ts';
import type { CustomMetric } from './index.ts';
import { RequestRates } from './request-rates.ts';

const machines = [{ name: 'node-1', capacity: { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' } }];
const namespace = 'default';

function serving(metrics: readonly CustomMetric[]) {
  const cluster = new Cluster({ seed: 1, startEpochMs: 1_767_258_000_000, machines, ...(metrics.length ? { metrics } : {}) });
  const client = new Client({ api: cluster.api, clock: cluster.clock, user: administrator, name: 'story' });
  const run = (seconds: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + seconds * 1000); };
  run(2);
  const container = { name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] };
  client.create(deployments, { metadata: { name: 'web', namespace }, spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } } } });
  client.create(services, { metadata: { name: 'web', namespace }, spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] } });
  run(20);
  const replicas = (): number | undefined => { const found = client.get(deployments, namespace, 'web'); return found.ok ? found.value.spec?.replicas : undefined; };
  const conditions = (): readonly string[] => { const found = client.get(horizontalPodAutoscalers, namespace, 'web'); return found.ok ? (found.value.status?.conditions ?? []).map(({ type, reason, message }) => `${type} ${reason ?? ''}: ${message ?? ''}`) : []; };
  const autoscale = (metric: V2MetricSpec): void => {
    client.create(horizontalPodAutoscalers, { metadata: { name: 'web', namespace }, spec: { minReplicas: 1, maxReplicas: 10, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, metrics: [metric] } });
  };
  return { cluster, client, run, replicas, conditions, autoscale };
}

const podsMetric: V2MetricSpec = { type: 'Pods', pods: { metric: { name: 'requests-per-second' }, target: { type: 'AverageValue', averageValue: '10' as never } } };
const visitors = { name: 'visitors', namespace, service: 'web', path: '/', requestsPerSecond: 60 };

describe('custom and external metrics', () => {
  it('are what is measured: an autoscaler follows the requests of its pods', () => {
    const { cluster, run, replicas, conditions, autoscale } = serving([{ name: 'requests-per-second', namespace, of: 'pods', labels: { app: 'web' } }]);
    cluster.loads.set(visitors);
    autoscale(podsMetric);
    run(150);
    expect(replicas()).toBe(6);
    expect(conditions()).toContain('ScalingActive ValidMetricFound: the HPA was able to successfully calculate a replica count from pods metric requests-per-second');
    cluster.loads.set({ ...visitors, requestsPerSecond: 17 });
    run(400);
    expect(replicas()).toBe(2);
  });

  it('of an object: the service’s requests, in all or for each pod', () => {
    const { cluster, client, run, replicas, autoscale } = serving([{ name: 'requests-per-second', namespace, of: 'services/web' }]);
    cluster.loads.set(visitors);
    autoscale({ type: 'Object', object: { metric: { name: 'requests-per-second' }, describedObject: { apiVersion: 'v1', kind: 'Service', name: 'web' }, target: { type: 'AverageValue', averageValue: '15' as never } } });
    run(60);
    expect(replicas()).toBe(4);
    expect(client.request('GET', '/apis/custom.metrics.k8s.io/v1beta2/namespaces/default/services/web/requests-per-second').body).toMatchObject({
      kind: 'MetricValueList', items: [{ describedObject: { name: 'web', namespace }, metric: { name: 'requests-per-second' }, windowSeconds: 30, value: expect.stringMatching(/^(59|60)/) as unknown }],
    });
  });

  it('from outside: the series that the selector chooses are summed, and follow what is set', () => {
    const queue = { name: 'queue-length', namespace, of: 'external' };
    const { cluster, run, replicas, autoscale } = serving([{ ...queue, labels: { queue: 'mail' }, value: '30' }, { ...queue, labels: { queue: 'pictures' }, value: '900' }]);
    autoscale({ type: 'External', external: { metric: { name: 'queue-length', selector: { matchExpressions: [{ key: 'queue', operator: 'NotIn', values: ['pictures'] }] } }, target: { type: 'AverageValue', averageValue: '10' as never } } });
    run(40);
    expect(replicas()).toBe(3);
    cluster.setMetric({ ...queue, labels: { queue: 'mail' }, value: '80' });
    run(40);
    expect(replicas()).toBe(8);
  });

  it.each([
    { why: 'nobody serves them', metrics: [], words: 'no custom metrics API (custom.metrics.k8s.io) registered' },
    { why: 'there are others only', metrics: [{ name: 'sessions', namespace, of: 'pods', value: '1' }], words: 'the server could not find the metric requests-per-second for pods' },
    { why: 'no pod has it', metrics: [{ name: 'requests-per-second', namespace, of: 'pods', labels: { app: 'other' }, value: '1' }], words: 'no metrics returned from custom metrics API' },
  ])('say so where $why', ({ metrics, words }) => {
    const { run, conditions, autoscale } = serving(metrics);
    autoscale(podsMetric);
    run(20);
    expect(conditions().find((text) => text.startsWith('ScalingActive'))).toContain(`ScalingActive FailedGetPodsMetric: the HPA was unable to compute the replica count: failed to get pods metric value: unable to get metric requests-per-second: `);
    expect(conditions().find((text) => text.startsWith('ScalingActive'))).toContain(words);
  });

  it('are listed as resources', () => {
    const { client } = serving([{ name: 'sessions', namespace, of: 'pods', value: '1' }, { name: 'depth', namespace, of: 'external', value: '2' }]);
    expect(client.request('GET', '/apis/custom.metrics.k8s.io/v1beta2').body).toMatchObject({ resources: [{ name: 'pods/sessions', kind: 'MetricValueList' }] });
    expect(client.request('GET', '/apis/external.metrics.k8s.io/v1beta1').body).toMatchObject({ resources: [{ name: 'depth', kind: 'ExternalMetricValueList' }] });
  });
});

it('a rate is that of the last thirty whole seconds', () => {
  const rates = new RequestRates();
  for (let ms = 0; ms < 60_000; ms += 500) rates.count('web', ms);
  expect(rates.perSecond('web', 60_000)).toBe(2);
  expect(rates.perSecond('web', 75_000)).toBe(1);
  expect(rates.perSecond('web', 90_000)).toBe(0);
  expect(rates.perSecond('other', 60_000)).toBe(0);
});
