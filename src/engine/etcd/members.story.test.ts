import { describe, expect, it, vi } from 'vitest';
import type { V1Lease, V1Node, V1Pod } from '../../kube/generated/types.ts';
import { controlPlaneMachine, usualMachines } from '../../scenario/machines.ts';
import { ControlPlanes } from '../control-planes.ts';
import { administrator, Cluster } from '../index.ts';
import { RunningComponents } from '../kubeadm/index.ts';

const heads = ['cp-1', 'cp-2', 'cp-3'] as const;
const machines = [...heads.map((name) => ({ ...controlPlaneMachine, name })), ...usualMachines.slice(1)];

/** Three control planes as kubeadm makes them, a minute old. */
function story(seed = 1) {
  const cluster = new Cluster({ seed, startEpochMs: Date.UTC(2026, 0, 1), machines, kubeadm: true });
  const run = (seconds: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + seconds * 1000); };
  const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    cluster.api.handle({ method, path, body, user: administrator, userAgent: 'kubectl', cause: { clock: true }, ...(method === 'PATCH' ? { contentType: 'application/merge-patch+json' as const } : {}) });
  run(60);
  return {
    cluster, run, ask,
    roles: () => cluster.members.map(({ name, role }) => `${name} ${role}`),
    leader: () => cluster.members.find(({ role }) => role === 'leader')?.name,
    power: (node: string, on: boolean) => cluster.inflict({ type: on ? 'power-on' : 'power-off', node }),
    write: (name: string) => ask('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name } }),
    ready: () => (ask('GET', '/api/v1/nodes').body as { readonly items: readonly V1Node[] }).items.map(({ metadata, status }) => `${metadata?.name ?? ''} ${status?.conditions?.find(({ type }) => type === 'Ready')?.status ?? ''}`),
    holder: (name: string) => ((ask('GET', `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/${name}`).body as V1Lease).spec?.holderIdentity ?? '').replace(/_.*/, ''),
    pods: () => ((ask('GET', '/api/v1/namespaces/kube-system/pods').body as { readonly items?: readonly V1Pod[] }).items ?? []),
  };
}

describe('three control planes', () => {
  it('have a member of etcd, an API server, a scheduler and a manager on each machine, all ready', () => {
    const { pods, roles } = story();
    for (const name of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) {
      for (const head of heads) expect(pods().find(({ metadata }) => metadata?.name === `${name}-${head}`)?.status?.containerStatuses?.[0]?.ready, `${name}-${head}`).toBe(true);
    }
    expect(roles()).toEqual(['cp-1 leader', 'cp-2 follower', 'cp-3 follower']);
    const flags = pods().find(({ metadata }) => metadata?.name === 'etcd-cp-3')?.spec?.containers[0]?.command ?? [];
    expect(flags).toContain('--initial-cluster=cp-1=https://172.18.0.2:2380,cp-2=https://172.18.0.3:2380,cp-3=https://172.18.0.4:2380');
  });

  it('write what a majority has, at one instant; the logs of all say the same soon after', () => {
    const { cluster, write, run } = story();
    const before = cluster.members[0]?.lastIndex ?? 0;
    expect(write('a')).toMatchObject({ code: 201, tookMs: expect.any(Number) as number });
    expect(cluster.members.filter(({ lastIndex }) => lastIndex > before)).toHaveLength(2);
    run(0.05);
    expect(new Set(cluster.members.map(({ lastIndex, commit }) => `${String(lastIndex)} ${String(commit)}`)).size).toBe(1);
  });

  it('tell of each machine whether its API server answers, and which programs run there', () => {
    const { cluster, power, run } = story();
    const told = () => cluster.heads.map(({ name, api, runsScheduler, runsManager }) => `${name} ${api} ${String(runsScheduler)} ${String(runsManager)}`);
    expect(told()).toEqual(heads.map((name) => `${name} answers true true`));
    cluster.inflict({ type: 'partition', nodes: ['cp-1'] });
    run(3);
    expect(cluster.heads.map(({ api }) => api)).toEqual(['refuses', 'answers', 'answers']);
    cluster.inflict({ type: 'heal' });
    run(3);
    power('cp-1', false);
    run(3);
    expect(told()).toEqual(['cp-1 down false false', 'cp-2 answers true true', 'cp-3 answers true true']);
    power('cp-2', false);
    expect(cluster.heads.map(({ api }) => api)).toEqual(['down', 'down', 'refuses']);
  });

  it('lose the leader, and go on with another after its election', () => {
    const { power, run, roles, write, ready, holder, leader } = story();
    power('cp-1', false);
    expect(write('a')).toMatchObject({ code: 500, body: { message: 'etcdserver: leader changed' } });
    run(2.5);
    expect(leader()).toMatch(/cp-[23]/);
    expect(roles()).toContain('cp-1 down');
    expect(write('b').code).toBe(201);
    run(85);
    expect(ready()).toEqual(['cp-1 Unknown', 'cp-2 True', 'cp-3 True', 'node-1 True', 'node-2 True', 'node-3 True']);
    for (const name of ['kube-scheduler', 'kube-controller-manager']) expect(holder(name)).toMatch(/cp-[23]/);
  });

  it('without two of them write and read nothing; pods run on, and with one more it recovers', () => {
    const { power, run, roles, write, ask, ready, cluster, pods } = story();
    power('cp-1', false);
    power('cp-2', false);
    run(10);
    expect(roles().slice(0, 2)).toEqual(['cp-1 down', 'cp-2 down']);
    expect(roles()[2]).not.toMatch(/leader/);
    expect(write('a')).toMatchObject({ code: 500, body: { message: 'etcdserver: request timed out' }, tookMs: 7000 });
    expect(ask('GET', '/api/v1/nodes').code).toBe(500);
    expect(ask('GET', '/api/v1/nodes?resourceVersion=0').code).toBe(200);
    expect(cluster.usage('node-1')?.pods.size).toBeGreaterThan(0);
    const { revision } = cluster.store;
    run(120);
    expect(cluster.store.revision).toBe(revision);
    power('cp-2', true);
    run(90);
    expect(write('b').code).toBe(201);
    expect(ready().slice(1)).toEqual(['cp-2 True', 'cp-3 True', 'node-1 True', 'node-2 True', 'node-3 True']);
    power('cp-1', true);
    run(60);
    expect(new Set(cluster.members.map(({ commit }) => commit)).size).toBe(1);
    expect(pods().filter(({ status }) => status?.phase !== 'Running')).toEqual([]);
  });

  it('start a member’s container again when it is killed; its API server knows nothing meanwhile, the others serve', () => {
    const { cluster, run, write, pods, roles } = story();
    expect(cluster.inflict({ type: 'kill-container', namespace: 'kube-system', pod: 'etcd-cp-2', container: 'etcd', exitCode: 137 })).toBeUndefined();
    expect(roles()).toContain('cp-2 down');
    expect(write('a').code).toBe(201);
    run(30);
    expect(roles()).toEqual(['cp-1 leader', 'cp-2 follower', 'cp-3 follower']);
    expect(pods().find(({ metadata }) => metadata?.name === 'etcd-cp-2')?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
  });

  it('let the next scheduler and manager work once the Lease of those that died has lapsed, no sooner', () => {
    const { power, run, ask, holder } = story();
    expect([holder('kube-scheduler'), holder('kube-controller-manager')]).toEqual(['cp-1', 'cp-1']);
    power('cp-1', false);
    run(5);
    ask('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    const node = () => (ask('GET', '/api/v1/namespaces/default/pods/p').body as V1Pod).spec?.nodeName;
    run(5);
    expect(node()).toBeUndefined();
    run(12);
    expect(node()).toMatch(/^node-/);
  });

  it('have no leader while one is kept from being elected, cut or not, and elect one afterwards', () => {
    const { cluster, run, roles, write, leader } = story();
    cluster.inflict({ type: 'etcd-leader-lost' });
    expect(cluster.members.map(({ role, leader: believed }) => [role, believed])).toEqual(heads.map(() => ['follower', '']));
    run(3);
    cluster.inflict({ type: 'partition', nodes: ['cp-1'] });
    run(15);
    expect(roles()).toEqual(heads.map((name) => `${name} follower`));
    expect(cluster.members.map(({ term }) => term), 'no election').toEqual([2, 2, 2]);
    expect(write('a')).toMatchObject({ code: 500, body: { message: 'etcdserver: request timed out' }, tookMs: 7000 });
    cluster.inflict({ type: 'etcd-leader-elected' });
    run(5);
    expect(leader()).toMatch(/cp-[23]/);
    expect(write('b').code).toBe(201);
  });

  it('count one that was removed as down for ever: a machine of its name is no member, and says so under its own address', () => {
    const { cluster, run, ask, roles, pods, write, ready } = story();
    cluster.inflict({ type: 'remove-node', node: 'cp-3' });
    run(20);
    const [, , before] = cluster.members;
    cluster.inflict({ type: 'add-node', machine: { ...controlPlaneMachine, name: 'cp-3' } });
    run(60);
    expect(cluster.members[2]).toBe(before);
    expect(roles()[2]).toBe('cp-3 down');
    expect(ready()).toContain('cp-3 True');
    const address = (ask('GET', '/api/v1/nodes/cp-3').body as V1Node).status?.addresses?.[0]?.address ?? '';
    const flags = pods().find(({ metadata }) => metadata?.name === 'etcd-cp-3')?.spec?.containers[0]?.command ?? [];
    expect(flags).toContain('--name=cp-3');
    expect(flags).toContain(`--advertise-client-urls=https://${address}:2379`);
    expect(write('a').code).toBe(201);
  });

  it('cost a quiet cluster no heartbeats: hardly more events than its writes make', () => {
    const { cluster, run } = story();
    run(60);
    const [events, revision] = [cluster.clock.executed, cluster.store.revision];
    run(600);
    const writes = cluster.store.revision - revision;
    const single = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: machines.filter(({ name }) => name !== 'cp-2' && name !== 'cp-3'), kubeadm: true });
    single.clock.runUntil(120_000);
    const before = single.clock.executed;
    single.clock.runUntil(720_000);
    const perMember = (cluster.clock.executed - events) / (single.clock.executed - before);
    expect(perMember).toBeLessThan(4);
    expect(writes).toBeGreaterThan(300);
  });
});

describe('a partition', () => {
  it('with the leader alone: its side refuses, the others go on; what its side was told is dropped when it is healed', () => {
    const { cluster, run, write, leader, ready, roles, holder } = story();
    run(1);
    expect(cluster.inflict({ type: 'partition', nodes: ['cp-1', 'node-1'] })).toBeUndefined();
    run(1);
    expect(cluster.members[0]?.role, 'it does not know yet').toBe('leader');
    run(9);
    expect(leader()).toMatch(/cp-[23]/);
    expect(roles()[0]).not.toContain('leader');
    expect(write('a').code).toBe(201);
    run(85);
    expect(ready()).toEqual(['cp-1 Unknown', 'cp-2 True', 'cp-3 True', 'node-1 Unknown', 'node-2 True', 'node-3 True']);
    expect(cluster.usage('node-1')?.pods.size, 'its pods run on').toBeGreaterThan(0);
    expect(holder('kube-scheduler')).toMatch(/cp-[23]/);
    const [stale] = cluster.members;
    expect(stale?.pending, 'what was offered to the leader of the past').toBeGreaterThan(0);
    expect(cluster.inflict({ type: 'heal' })).toBeUndefined();
    run(30);
    expect(cluster.members.map(({ pending }) => pending)).toEqual([0, 0, 0]);
    expect(new Set(cluster.members.map(({ term }) => term)).size).toBe(1);
    expect(ready().every((line) => line.endsWith('True'))).toBe(true);
  });

  it('is worked out when something changes, not for each request nor for each message between members', () => {
    const { cluster, run, ask, write } = story();
    cluster.inflict({ type: 'partition', nodes: ['cp-1', 'node-1'] });
    run(100);
    const spies = [vi.spyOn(RunningComponents.prototype, 'runs'), vi.spyOn(ControlPlanes.prototype, 'sees')];
    const [{ lastIndex = 0 } = {}] = cluster.members.filter(({ role }) => role === 'leader');
    for (let count = 0; count < 100; count++) {
      expect([write(`c-${String(count)}`).code, ask('GET', '/api/v1/namespaces/default/configmaps').code]).toEqual([201, 200]);
      run(0.02);
    }
    expect(Math.min(...cluster.members.slice(1).map((member) => member.lastIndex))).toBeGreaterThanOrEqual(lastIndex + 100);
    expect(spies.map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
    cluster.inflict({ type: 'heal' });
    for (const spy of spies) spy.mockRestore();
  });

  it('keeps from a kubelet what happens on the other side, and tells it afterwards', () => {
    const { cluster, run, ask } = story();
    ask('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec: { nodeName: 'node-1', terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image: 'nginx' }] } });
    run(20);
    const uid = (ask('GET', '/api/v1/namespaces/default/pods/p').body as V1Pod).metadata?.uid ?? '';
    const runs = (): boolean => cluster.usage('node-1')?.pods.has(uid) ?? false;
    expect(runs()).toBe(true);
    cluster.inflict({ type: 'partition', nodes: ['node-1'] });
    ask('DELETE', '/api/v1/namespaces/default/pods/p?gracePeriodSeconds=0');
    run(20);
    expect(runs()).toBe(true);
    cluster.inflict({ type: 'heal' });
    run(20);
    expect(runs()).toBe(false);
  });

  it('lets the rules of a machine stand still for as long as it is cut off, and no longer', () => {
    const { cluster, run, power } = story();
    const told: string[] = [];
    const spy = vi.spyOn(cluster.network, 'setProxy').mockImplementation((node, state) => { if (node === 'node-1') told.push(state); });
    cluster.inflict({ type: 'partition', nodes: ['node-1'] });
    run(20);
    power('cp-2', false);
    power('cp-3', false);
    run(10);
    expect(told, 'nobody can write or read').toEqual(['ended']);
    power('cp-2', true);
    run(60);
    expect(told).toEqual(['ended']);
    cluster.inflict({ type: 'heal' });
    expect(told).toEqual(['ended', 'follows']);
    spy.mockRestore();
  });

  it('is forgotten with a machine that is removed: another one of its name follows the rules', () => {
    const { cluster, run } = story();
    const told: string[] = [];
    const spy = vi.spyOn(cluster.network, 'setProxy').mockImplementation((node, state) => { if (node === 'node-1') told.push(state); });
    cluster.inflict({ type: 'partition', nodes: ['node-1'] });
    run(5);
    cluster.inflict({ type: 'remove-node', node: 'node-1' });
    run(2);
    cluster.inflict({ type: 'heal' });
    run(2);
    cluster.inflict({ type: 'add-node', machine: usualMachines.find(({ name }) => name === 'node-1') as (typeof usualMachines)[number] });
    run(60);
    expect(told.at(-1)).toBe('follows');
    spy.mockRestore();
  });

  it('leaves the metrics server without figures of a machine that it cuts off', () => {
    const { cluster, run, ask } = story();
    const measured = (): readonly unknown[] => (ask('GET', '/apis/metrics.k8s.io/v1beta1/nodes').body as { readonly items: readonly V1Node[] }).items.map(({ metadata }) => metadata?.name);
    expect(measured()).toContain('node-1');
    cluster.inflict({ type: 'partition', nodes: ['cp-1', 'node-1'] });
    run(30);
    expect(measured()).toEqual(['cp-2', 'cp-3', 'node-2', 'node-3']);
    cluster.inflict({ type: 'heal' });
    run(30);
    expect(measured()).toEqual(['cp-1', 'cp-2', 'cp-3', 'node-1', 'node-2', 'node-3']);
  });

  it('cuts a worker off a single control plane, too', () => {
    const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: usualMachines, kubeadm: true });
    const ready = (): string | undefined => (cluster.api.handle({ method: 'GET', path: '/api/v1/nodes/node-1', user: administrator, cause: { clock: true } }).body as V1Node).status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    cluster.clock.runUntil(60_000);
    expect(cluster.inflict({ type: 'partition', nodes: ['nobody'] })).toBe('there is no machine named nobody');
    cluster.inflict({ type: 'partition', nodes: ['node-1'] });
    cluster.clock.runUntil(120_000);
    expect(ready()).toBe('Unknown');
    cluster.inflict({ type: 'heal' });
    cluster.clock.runUntil(141_000);
    expect(ready()).toBe('True');
  });
});

it('comes to the same end, however its run is cut into steps', () => {
  const end = (stepMs: number): string => {
    const { cluster } = story(7);
    const until = (ms: number): void => { while (cluster.clock.nowMs < ms) cluster.clock.runUntil(Math.min(ms, cluster.clock.nowMs + stepMs)); };
    cluster.inflict({ type: 'power-off', node: 'cp-1' });
    until(75_000);
    cluster.inflict({ type: 'partition', nodes: ['cp-2'] });
    until(90_000);
    cluster.inflict({ type: 'heal' });
    cluster.inflict({ type: 'power-on', node: 'cp-1' });
    until(150_000);
    return cluster.stateHash();
  };
  expect(end(100_000)).toBe(end(37));
});
