import { describe, expect, it } from 'vitest';
import type { V1Node, V1Service } from '../../kube/generated/types.ts';
import { coreEvents, nodes, services } from '../../kube/kinds.ts';
import { Client } from '../client/index.ts';
import { createStore } from '../etcd/index.ts';
import { createApiServer } from '../kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../sim/index.ts';
import { startCloudControllerManager } from './index.ts';

function story(machines: Set<string>) {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const server = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('api') });
  server.bootstrap();
  const client = new Client({ api: server, clock, user: { name: 'admin', groups: ['system:masters', 'system:authenticated'] }, name: 'story' });
  startCloudControllerManager({ clock, random: new RandomStreams(1), client: new Client({ api: server, clock, user: client.user, name: 'cloud-controller-manager' }), cloud: { exists: (name) => machines.has(name) } });
  const run = (seconds: number): void => { clock.runUntil(clock.nowMs + seconds * 1000); };
  const service = (): V1Service | undefined => { const answer = client.get(services, 'default', 'web'); return answer.ok ? answer.value : undefined; };
  const node = (name: string): V1Node | undefined => { const answer = client.get(nodes, '', name); return answer.ok ? answer.value : undefined; };
  const events = (): string[] => { const answer = client.list(coreEvents); return answer.ok ? answer.value.map(({ reason }) => reason ?? '') : []; };
  return { client, run, service, node, events };
}

describe('a simulated cloud', () => {
  it('gives a Service of type LoadBalancer an address after a while, and takes it back', () => {
    const { client, run, service, events } = story(new Set());
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

  it('introduces machines, routes to their pods, and deletes nodes whose machine is gone', () => {
    const machines = new Set(['node-1']);
    const { client, run, node } = story(machines);
    client.create(nodes, { metadata: { name: 'node-1' }, spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'], taints: [{ key: 'node.cloudprovider.kubernetes.io/uninitialized', effect: 'NoSchedule', value: 'true' }] } });
    run(1);
    expect(node('node-1')?.spec?.providerID).toBe('drydock:///node-1');
    expect((node('node-1')?.spec?.taints ?? []).map(({ key }) => key)).not.toContain('node.cloudprovider.kubernetes.io/uninitialized');
    expect(node('node-1')?.status?.conditions?.find(({ type }) => type === 'NetworkUnavailable')?.status).toBe('False');
    machines.clear();
    run(6);
    expect(node('node-1')).toBeUndefined();
  });
});
