import { describe, expect, it } from 'vitest';
import type { V1Lease } from '../../kube/generated/types.ts';
import { usualMachines } from '../../scenario/machines.ts';
import { administrator, Cluster } from '../index.ts';

function story(kubeadm: boolean) {
  const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: usualMachines, kubeadm });
  const run = (seconds: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + seconds * 1000); };
  const ask = (method: 'GET' | 'POST', path: string, body?: unknown) => cluster.api.handle({ method, path, body, user: administrator, cause: { clock: true } });
  const lease = (name: string): V1Lease => ask('GET', `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/${name}?resourceVersion=0`).body as V1Lease;
  run(60);
  return { cluster, run, ask, lease };
}

const configMaps = '/api/v1/namespaces/default/configmaps';
const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } };

describe('while etcd has no leader', () => {
  it.each([
    { why: 'a write', method: 'POST', path: configMaps, body: { metadata: { name: 'x' } }, code: 500 },
    { why: 'a dry run', method: 'POST', path: `${configMaps}?dryRun=All`, body: { metadata: { name: 'x' } }, code: 500 },
    { why: 'a list of this very moment', method: 'GET', path: configMaps, code: 500 },
    { why: 'a get of this very moment', method: 'GET', path: '/api/v1/nodes/node-1', code: 500 },
    { why: 'a list out of the watch cache', method: 'GET', path: `${configMaps}?resourceVersion=0`, code: 200 },
    { why: 'a get out of the watch cache', method: 'GET', path: '/api/v1/nodes/node-1?resourceVersion=0', code: 200 },
    { why: 'a question about rights', method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body: review, code: 201 },
    { why: 'discovery', method: 'GET', path: '/apis', code: 200 },
    { why: 'health', method: 'GET', path: '/readyz', code: 500 },
  ] as const)('$why is answered with $code', ({ method, path, code, ...rest }) => {
    const { cluster, ask } = story(false);
    expect(cluster.inflict({ type: 'etcd-leader-lost' })).toBeUndefined();
    const answer = ask(method, path, 'body' in rest ? rest.body : undefined);
    expect(answer.code).toBe(code);
    if (code === 500 && path !== '/readyz') expect(answer).toMatchObject({ tookMs: 7000, body: { status: 'Failure', code: 500, message: 'etcdserver: request timed out' } });
  });

  it('nothing is written, watches hold, and everything goes on with the next leader', () => {
    const { cluster, run, ask } = story(false);
    const told: string[] = [];
    const watch = cluster.api.watch({ method: 'GET', path: `${configMaps}?resourceVersion=${String(cluster.store.revision)}`, user: administrator, cause: { clock: true } }, ({ type, object }) => { told.push(`${type} ${object.metadata?.name ?? ''}`); });
    expect('stop' in watch).toBe(true);
    cluster.inflict({ type: 'etcd-leader-lost' });
    const { revision } = cluster.store;
    run(600);
    expect(cluster.store.revision).toBe(revision);
    cluster.inflict({ type: 'etcd-leader-elected' });
    expect(ask('POST', configMaps, { metadata: { name: 'after' } }).code).toBe(201);
    expect(told).toEqual(['ADDED after']);
    run(30);
    const nodes = ask('GET', '/api/v1/nodes').body as { readonly items: readonly { readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] } }[] };
    expect(nodes.items.map(({ status }) => status?.conditions?.find(({ type }) => type === 'Ready')?.status)).toEqual(nodes.items.map(() => 'True'));
  });

  it('who leads gives up after 10 s without renewing, and another instance of it leads once the Lease has lapsed', () => {
    const { cluster, run, lease } = story(false);
    const before = lease('kube-controller-manager').spec;
    cluster.inflict({ type: 'etcd-leader-lost' });
    run(8);
    cluster.inflict({ type: 'etcd-leader-elected' });
    run(20);
    expect(lease('kube-controller-manager').spec?.holderIdentity, 'too short to lose the lead').toBe(before?.holderIdentity);
    cluster.inflict({ type: 'etcd-leader-lost' });
    run(30);
    cluster.inflict({ type: 'etcd-leader-elected' });
    run(20);
    for (const name of ['kube-controller-manager', 'kube-scheduler']) expect(lease(name).spec?.leaseTransitions).toBe(1);
    expect(lease('kube-controller-manager').spec?.holderIdentity).not.toBe(before?.holderIdentity);
  });

  it('the containers of those who led exit with 1 where they are pods', () => {
    const { cluster, run, ask } = story(true);
    cluster.inflict({ type: 'etcd-leader-lost' });
    run(30);
    cluster.inflict({ type: 'etcd-leader-elected' });
    run(90);
    for (const name of ['kube-controller-manager', 'kube-scheduler']) {
      const pod = ask('GET', `/api/v1/namespaces/kube-system/pods/${name}-cp-1`).body;
      expect(pod).toMatchObject({ status: { containerStatuses: [{ ready: true, restartCount: 1, lastState: { terminated: { exitCode: 1, reason: 'Error' } } }] } });
    }
  });
});
