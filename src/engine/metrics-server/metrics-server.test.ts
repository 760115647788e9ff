import { describe, expect, it } from 'vitest';
import { administrator, Cluster } from '../index.ts';

const machines = [{ name: 'node-1', capacity: { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' } }];
const pod = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'busy', namespace: 'default', labels: { app: 'busy' } },
  spec: { containers: [{ name: 'stress', image: 'vish/stress', args: ['-cpus', '2'], resources: { limits: { cpu: '1' }, requests: { cpu: '500m' } } }] },
};

function fixture(): { readonly cluster: Cluster; get(path: string): { readonly code: number; readonly body: unknown } } {
  const cluster = new Cluster({ seed: 1, startEpochMs: 1_767_258_000_000, machines });
  cluster.clock.runUntil(2000);
  cluster.api.handle({ method: 'POST', path: '/api/v1/namespaces/default/pods', body: pod, user: administrator, cause: { clock: true } });
  return { cluster, get: (path) => cluster.api.handle({ method: 'GET', path: `/apis/metrics.k8s.io/v1beta1${path}`, user: administrator, cause: { clock: true } }) };
}

describe('the resource metrics API', () => {
  it('knows a pod from the scrape after its start on, throttled at its limit', () => {
    const { cluster, get } = fixture();
    cluster.clock.runUntil(14_000);
    expect(get('/namespaces/default/pods').body).toMatchObject({ kind: 'PodMetricsList', items: [] });
    cluster.clock.runUntil(31_000);
    expect(get('/namespaces/default/pods?labelSelector=app%3Dbusy').body).toMatchObject({
      items: [{ metadata: { name: 'busy' }, timestamp: '2026-01-01T09:00:30Z', window: '15s', containers: [{ name: 'stress', usage: { cpu: '1000000000n' } }] }],
    });
    expect(get('/namespaces/default/pods?labelSelector=app%3Dother').body).toMatchObject({ items: [] });
  });

  it('knows the nodes that answer', () => {
    const { cluster, get } = fixture();
    cluster.clock.runUntil(31_000);
    expect(get('/nodes/node-1').body).toMatchObject({ kind: 'NodeMetrics', metadata: { name: 'node-1' } });
    cluster.inflict({ type: 'power-off', node: 'node-1' });
    cluster.clock.runUntil(46_000);
    expect(get('/nodes/node-1')).toMatchObject({ code: 404, body: { message: 'nodemetrics.metrics.k8s.io "node-1" not found' } });
  });

  it('is named in both forms of discovery, behind the groups of the API server', () => {
    const { cluster } = fixture();
    const ask = (accept?: string) => cluster.api.handle({ method: 'GET', path: '/apis?timeout=32s', user: administrator, cause: { clock: true }, ...(accept ? { accept } : {}) }).body as { readonly groups?: readonly unknown[]; readonly items?: readonly unknown[] };
    expect(ask().groups?.at(-1)).toMatchObject({ name: 'metrics.k8s.io', versions: [{ groupVersion: 'metrics.k8s.io/v1beta1' }] });
    expect(ask('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList').items?.at(-1)).toMatchObject({ metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', resources: [{ resource: 'nodes' }, { resource: 'pods' }] }] });
  });

  it('lists nodes by their labels, and tells them', () => {
    const { cluster, get } = fixture();
    cluster.clock.runUntil(31_000);
    expect(get('/nodes?labelSelector=kubernetes.io%2Fos%3Dlinux').body).toMatchObject({ kind: 'NodeMetricsList', items: [{ metadata: { name: 'node-1', labels: { 'kubernetes.io/hostname': 'node-1' } } }] });
    expect(get('/nodes?labelSelector=kubernetes.io%2Fos%3Dwindows').body).toMatchObject({ items: [] });
    expect(get('/nodes?labelSelector=%3D%3D')).toMatchObject({ code: 400, body: { message: "unable to parse requirement: found '==', expected: !, identifier, or 'end of string'" } });
  });

  it('asks who asks, and whether they may', () => {
    const { cluster } = fixture();
    cluster.clock.runUntil(31_000);
    const ann = { name: 'ann', groups: ['system:authenticated'] };
    const ask = (more: object = {}) => cluster.api.handle({ method: 'GET', path: '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods', user: ann, cause: { clock: true }, ...more });
    expect(ask()).toMatchObject({ code: 403, body: { message: 'pods.metrics.k8s.io is forbidden: User "ann" cannot list resource "pods" in API group "metrics.k8s.io" in the namespace "default"' } });
    expect(ask({ token: 'made-up' })).toMatchObject({ code: 401, body: { message: 'Unauthorized' } });
    expect(ask({ user: administrator, impersonate: { user: 'ann', groups: [] } }).code).toBe(403);
    cluster.api.handle({
      method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', user: administrator, cause: { clock: true },
      body: { metadata: { name: 'ann' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }] },
    });
    expect(ask()).toMatchObject({ code: 200, body: { items: [{ metadata: { name: 'busy' } }] } });
  });

  it.each(['/nothing', '/namespaces/default/pods/nobody'])('answers 404 for %s', (path) => {
    expect(fixture().get(path).code).toBe(404);
  });
});
