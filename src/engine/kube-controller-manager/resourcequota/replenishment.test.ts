import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../../kube/generated/types.ts';
import { pods, resourceQuotas } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { story } from '../testing/fresh-cluster.ts';
import { replenishes } from './replenishment.ts';
import { usageOf } from './usage.ts';

const epochMs = Date.UTC(2026, 0, 1);
const at = (seconds: number): string => new Date(epochMs + seconds * 1000).toISOString().replace('.000', '');
const running = (cpu?: string): object => ({ status: { phase: 'Running', containerStatuses: [{ name: 'app', ...(cpu ? { resources: { requests: { cpu } } } : {}) }] } });
const deleted = (seconds: number): object => ({ metadata: { deletionTimestamp: at(seconds), deletionGracePeriodSeconds: 30 }, status: { phase: 'Running' } });

describe('an update has quotas added up anew', () => {
  it.each([
    { why: 'when a pod has succeeded', resource: 'pods', old: running(), now: { status: { phase: 'Succeeded' } }, yes: true },
    { why: 'when a pod has failed', resource: 'pods', old: running(), now: { status: { phase: 'Failed' } }, yes: true },
    { why: 'not again when it had ended before', resource: 'pods', old: { status: { phase: 'Failed' } }, now: { status: { phase: 'Failed', reason: 'x' } }, yes: false },
    { why: 'when what is in force is less than before', resource: 'pods', old: running('2'), now: running('1'), yes: true },
    { why: 'when what is in force is told for the first time', resource: 'pods', old: running(), now: running('1'), yes: true },
    { why: 'not when nothing but its phase changed', resource: 'pods', old: { status: { phase: 'Pending' } }, now: running(), yes: false },
    { why: 'when a pod got a deadline, and so another scope', resource: 'pods', old: running(), now: { ...running(), spec: { activeDeadlineSeconds: 5 } }, yes: true },
    { why: 'not when a pod is being deleted', resource: 'pods', old: running(), now: deleted(30), yes: false },
    { why: 'not for a pod that should have gone long ago, before as now', resource: 'pods', old: deleted(-31), now: { ...deleted(-31), spec: {} }, yes: false },
    { why: 'when a Service changes its type', resource: 'services', old: { spec: { type: 'LoadBalancer' } }, now: { spec: { type: 'ClusterIP' } }, yes: true },
    { why: 'not when a Service has fewer ports: that waits', resource: 'services', old: { spec: { type: 'NodePort', ports: [{ port: 1 }, { port: 2 }] } }, now: { spec: { type: 'NodePort', ports: [{ port: 1 }] } }, yes: false },
    { why: 'when less is set aside for a claim', resource: 'persistentvolumeclaims', old: { status: { allocatedResources: { storage: '2Gi' } } }, now: { status: { allocatedResources: { storage: '1Gi' } } }, yes: true },
    { why: 'when a claim gets another class of attributes', resource: 'persistentvolumeclaims', old: { spec: {} }, now: { spec: { volumeAttributesClassName: 'gold' } }, yes: true },
    { why: 'not for anything else', resource: 'configmaps', old: { data: { a: '1' } }, now: { data: {} }, yes: false },
  ])('$why', ({ resource, old, now, yes }) => {
    expect(replenishes(resource, now as KubeObject, old as KubeObject, epochMs)).toBe(yes);
  });
});

describe('a pod uses', () => {
  const pod = (wanted: string, has: string | undefined, reason?: string): V1Pod => ({
    spec: { containers: [{ name: 'app', resources: { requests: { cpu: wanted }, limits: { cpu: wanted } } }] },
    status: {
      phase: 'Running', ...(reason ? { conditions: [{ type: 'PodResizePending', status: 'True', reason }] } : {}),
      ...(has ? { containerStatuses: [{ name: 'app', image: '', imageID: '', ready: true, restartCount: 0, allocatedResources: { cpu: has }, resources: { requests: { cpu: has }, limits: { cpu: has } } }] } : {}),
    },
  });
  it.each([
    { why: 'what it wants, before it has anything', pod: pod('1', undefined), cpu: '1' },
    { why: 'what it has, until it has less', pod: pod('1', '2'), cpu: '2' },
    { why: 'what it wants, as soon as it wants more', pod: pod('3', '2', 'Deferred'), cpu: '3' },
    { why: 'what it has, where it never gets more', pod: pod('300', '2', 'Infeasible'), cpu: '2' },
  ])('$why', ({ pod: used, cpu }) => {
    expect(usageOf('pods', used, epochMs)).toMatchObject({ cpu, 'requests.cpu': cpu, 'limits.cpu': cpu });
  });
});

describe('a quota', () => {
  it('has room again as soon as a pod has been resized down, without waiting for the resync', () => {
    const cluster = story();
    cluster.create(resourceQuotas, { metadata: { name: 'q' }, spec: { hard: { 'requests.cpu': '3' } } });
    cluster.run(1);
    cluster.create(pods, { metadata: { name: 'p' }, spec: { containers: [{ name: 'app', image: 'x', resources: { requests: { cpu: '2' } } }] } });
    const used = () => cluster.get(resourceQuotas, 'q').status?.used?.['requests.cpu'];
    const inForce = (cpu: string): void => {
      const status = { name: 'app', image: 'x', imageID: '', ready: true, restartCount: 0, allocatedResources: { cpu }, resources: { requests: { cpu } } };
      cluster.merge(pods, 'p', { status: { containerStatuses: [status] } }, 'status');
      cluster.run(1);
    };
    cluster.run(1);
    inForce('2');
    cluster.ask('PATCH', '/api/v1/namespaces/default/pods/p/resize', { spec: { containers: [{ name: 'app', resources: { requests: { cpu: '1' } } }] } }, 'application/strategic-merge-patch+json');
    cluster.run(1);
    expect(used()).toBe('2');
    inForce('1');
    expect(used()).toBe('1');
  });
});
