import { describe, expect, it } from 'vitest';
import type { V1Node, V1Service } from '../../kube/generated/types.ts';
import { coreEvents, nodes, services } from '../../kube/kinds.ts';
import { Client } from '../client/index.ts';
import { createStore } from '../etcd/index.ts';
import { createApiServer } from '../kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../sim/index.ts';
import type { InstanceState } from './cloud.ts';
import { startCloudControllerManager } from './index.ts';

function story(machines: Map<string, InstanceState>) {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const server = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('api') });
  server.bootstrap();
  const client = new Client({ api: server, clock, user: { name: 'admin', groups: ['system:masters', 'system:authenticated'] }, name: 'story' });
  startCloudControllerManager({ clock, random: new RandomStreams(1), client: new Client({ api: server, clock, user: client.user, name: 'cloud-controller-manager' }), cloud: { stateOf: (name) => machines.get(name) ?? 'gone' } });
  const run = (seconds: number): void => { clock.runUntil(clock.nowMs + seconds * 1000); };
  const service = (): V1Service | undefined => { const answer = client.get(services, 'default', 'web'); return answer.ok ? answer.value : undefined; };
  const node = (name: string): V1Node | undefined => { const answer = client.get(nodes, '', name); return answer.ok ? answer.value : undefined; };
  const events = (): string[] => { const answer = client.list(coreEvents); return answer.ok ? answer.value.filter(({ reason }) => reason !== 'LeaderElection').map(({ reason }) => reason ?? '') : []; };
  return { client, run, service, node, events };
}

describe('a simulated cloud', () => {
  it('gives a Service of type LoadBalancer an address after a while, and takes it back', () => {
    const { client, run, service, events } = story(new Map());
    client.create(services, { metadata: { name: 'web', namespace: 'default' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } });
    run(1);
    expect(service()?.status?.loadBalancer?.ingress).toBeUndefined();
    expect(service()?.metadata?.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
    run(4);
    expect(service()?.status?.loadBalancer?.ingress).toEqual([{ ip: '203.0.113.1', ipMode: 'VIP' }]);
    client.delete(services, 'default', 'web');
    run(1);
    expect(service()).toBeUndefined();
    expect(events()).toEqual(['EnsuringLoadBalancer', 'EnsuredLoadBalancer', 'DeletingLoadBalancer', 'DeletedLoadBalancer']);
  });

  it('says which type a Service was and is, and takes the address away when it asks for none', () => {
    const { client, run, service, events } = story(new Map());
    client.create(services, { metadata: { name: 'web', namespace: 'default' }, spec: { type: 'ClusterIP', ports: [{ port: 80 }] } });
    run(1);
    client.patch(services, { namespace: 'default', name: 'web', type: 'application/merge-patch+json' }, { spec: { type: 'LoadBalancer' } });
    run(5);
    client.patch(services, { namespace: 'default', name: 'web', type: 'application/merge-patch+json' }, { spec: { type: 'ClusterIP' } });
    run(1);
    expect(service()?.status?.loadBalancer).toEqual({});
    expect(service()?.metadata?.finalizers).toBeUndefined();
    expect(events()).toEqual(['Type', 'EnsuringLoadBalancer', 'EnsuredLoadBalancer', 'Type', 'DeletingLoadBalancer', 'DeletedLoadBalancer']);
  });

  it('introduces machines, routes to their pods, marks those that are shut down and deletes the nodes of those that are gone', () => {
    const machines = new Map<string, InstanceState>([['node-1', 'running']]);
    const { client, run, node, events } = story(machines);
    const taintsOf = (): string[] => (node('node-1')?.spec?.taints ?? []).map(({ key }) => key);
    const network = (): string => node('node-1')?.status?.conditions?.filter(({ type }) => type === 'NetworkUnavailable').map(({ status, reason }) => `${status} ${reason ?? ''}`).join() ?? '';
    client.create(nodes, { metadata: { name: 'node-1' }, spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'], taints: [{ key: 'node.cloudprovider.kubernetes.io/uninitialized', effect: 'NoSchedule', value: 'true' }] } });
    run(1);
    expect(node('node-1')?.spec?.providerID).toBe('drydock:///node-1');
    expect(node('node-1')?.metadata?.labels).toMatchObject({ 'node.kubernetes.io/instance-type': 'standard' });
    expect(taintsOf()).not.toContain('node.cloudprovider.kubernetes.io/uninitialized');
    expect(network()).toBe('True NoRouteCreated');
    run(10);
    expect(network()).toBe('False RouteCreated');
    machines.set('node-1', 'stopped');
    run(6);
    expect(taintsOf()).toContain('node.cloudprovider.kubernetes.io/shutdown');
    machines.clear();
    run(6);
    expect(node('node-1')).toBeUndefined();
    expect(events()).toEqual(['Synced', 'DeletingNode']);
  });
});
