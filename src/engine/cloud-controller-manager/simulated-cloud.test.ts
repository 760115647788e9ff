import { describe, expect, it } from 'vitest';
import { nodes, pods, services } from '../../kube/kinds.ts';
import { Client } from '../client/index.ts';
import { administrator, Cluster } from '../index.ts';

const capacity = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' };
const controlPlane = { name: 'cp-1', labels: { 'node-role.kubernetes.io/control-plane': '' }, taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }], capacity };

function rented() {
  const cluster = new Cluster({ seed: 1, startEpochMs: 1_767_258_000_000, machines: [controlPlane], cloud: { nodePools: [{ name: 'deck', size: 3, zones: ['a', 'b'], capacity }] } });
  const client = new Client({ api: cluster.api, clock: cluster.clock, user: administrator, name: 'story' });
  const run = (seconds: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + seconds * 1000); };
  const names = (): string => { const answer = client.list(nodes); return answer.ok ? answer.value.map(({ metadata }) => metadata?.name ?? '').join(' ') : ''; };
  run(12);
  return { cluster, client, run, names };
}

describe('a cluster in a cloud', () => {
  it('begins with the machines of its pools, spread over their zones', () => {
    const { client, names } = rented();
    expect(names()).toBe('cp-1 deck-1 deck-2 deck-3');
    const listed = client.list(nodes);
    expect(listed.ok && listed.value.slice(1).map(({ metadata, spec }) => `${metadata?.labels?.['topology.kubernetes.io/zone'] ?? ''} ${spec?.providerID ?? ''} ${String(spec?.taints?.length ?? 0)}`)).toEqual(['a drydock://a/deck-1 0', 'b drydock://b/deck-2 0', 'a drydock://a/deck-3 0']);
  });

  it('deletes the node of a lost machine once it is not ready, and another machine takes its place', () => {
    const { cluster, run, names } = rented();
    expect(cluster.inflict({ type: 'lose-instance', node: 'deck-2' })).toBeUndefined();
    expect(cluster.powered('deck-2')).toBe(false);
    run(15);
    expect(names()).toBe('cp-1 deck-1 deck-2 deck-3');
    run(10);
    expect(names()).toBe('cp-1 deck-1 deck-2 deck-3 deck-4');
    run(40);
    expect(names()).toBe('cp-1 deck-1 deck-3 deck-4');
  });

  it('grows and shrinks a pool, the newest first, and says what it does not have', () => {
    const { cluster, run, names } = rented();
    expect(cluster.inflict({ type: 'resize-pool', pool: 'deck', size: 5 })).toBeUndefined();
    run(25);
    expect(names()).toBe('cp-1 deck-1 deck-2 deck-3 deck-4 deck-5');
    cluster.inflict({ type: 'resize-pool', pool: 'deck', size: 2 });
    run(70);
    expect(names()).toBe('cp-1 deck-1 deck-2');
    expect(cluster.inflict({ type: 'resize-pool', pool: 'hold', size: 1 })).toBe('there is no node pool named hold');
    expect(new Cluster({ seed: 1, startEpochMs: 0, machines: [controlPlane] }).inflict({ type: 'lose-instance', node: 'cp-1' })).toBe('the scenario has no cloud');
  });

  it('gives no machine the name of another', () => {
    const pools = { nodePools: [{ name: 'cp', size: 2, capacity }] };
    const cluster = new Cluster({ seed: 1, startEpochMs: 0, machines: [controlPlane], cloud: pools });
    expect(cluster.machines).toEqual(['cp-1', 'cp-2', 'cp-3']);
    cluster.inflict({ type: 'add-node', machine: { name: 'cp-4', capacity } });
    cluster.inflict({ type: 'resize-pool', pool: 'cp', size: 3 });
    expect(cluster.inflict({ type: 'add-node', machine: { name: 'cp-5', capacity } })).toBe('there is a machine named cp-5 already');
    cluster.clock.runUntil(30_000);
    expect(cluster.machines).toEqual(['cp-1', 'cp-2', 'cp-3', 'cp-4', 'cp-5']);
  });

  it('a load balancer’s address answers inside the cluster, and hears of nodes that go', () => {
    const { cluster, client, run } = rented();
    client.create(pods, { metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] }] } });
    client.create(services, { metadata: { name: 'web', namespace: 'default' }, spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] } });
    run(30);
    const service = client.get(services, 'default', 'web');
    expect(service.ok && service.value.status?.loadBalancer?.ingress?.[0]?.ip).toBe('203.0.113.1');
    client.create(pods, { metadata: { name: 'visitor', namespace: 'default' }, spec: { restartPolicy: 'Never', containers: [{ name: 'visitor', image: 'busybox', command: ['wget', '-q', '-O', '-', 'http://203.0.113.1/'] }] } });
    run(15);
    const visitor = client.get(pods, 'default', 'visitor');
    expect(visitor.ok && visitor.value.status?.phase).toBe('Succeeded');
    cluster.inflict({ type: 'lose-instance', node: 'deck-3' });
    run(70);
    const events = client.request('GET', '/api/v1/namespaces/default/events').body as { readonly items: readonly { readonly reason?: string; readonly count?: number }[] };
    expect(events.items.filter(({ reason }) => reason === 'UpdatedLoadBalancer').reduce((sum, { count = 1 }) => sum + count, 0)).toBe(2);
  });
});
