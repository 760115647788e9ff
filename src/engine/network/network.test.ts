import { describe, expect, it } from 'vitest';
import { EventQueue, RandomStreams } from '../sim/index.ts';
import type { NetworkRequest, ServiceRule } from './interface.ts';
import { createNetwork, type Network, type RequestRecord } from './network.ts';

const podCIDR = '10.244.1.0/24';

function fixture(): { readonly network: Network; readonly records: RequestRecord[]; readonly served: Map<string, number> } {
  const clock = new EventQueue(0);
  const records: RequestRecord[] = [];
  const served = new Map<string, number>();
  const network = createNetwork({
    clock, random: new RandomStreams(1).stream('network'),
    resolve: (host) => ({ web: { addresses: ['10.96.0.20'] }, alias: { alias: 'web' }, loop: { alias: 'loop' } })[host],
    onRequest: (record) => records.push(record),
  });
  for (const name of ['node-1', 'node-2']) network.setNode({ name, ip: name === 'node-1' ? '172.18.0.3' : '172.18.0.4', up: true });
  return { network, records, served };
}

function addPod({ network, served }: ReturnType<typeof fixture>, uid: string, nodeName = 'node-1'): string {
  return network.attach({ uid, namespace: 'default', nodeName, podCIDR }, ({ port }: NetworkRequest) => {
    if (port !== 8080) return { ok: false, reason: 'connection refused', latencyMs: 0 };
    served.set(uid, (served.get(uid) ?? 0) + 1);
    return { ok: true, status: 200, latencyMs: 5 };
  });
}

const rule = (ips: readonly string[], extra: Partial<ServiceRule> = {}): ServiceRule => ({
  serviceUid: 'svc', namespace: 'default', name: 'web', portName: '', protocol: 'TCP', port: 80, clusterIPs: ['10.96.0.20'], nodePort: 30080, externalIPs: [],
  endpoints: ips.map((ip, index) => ({ ip, port: 8080, podUid: `pod-${String(index)}`, nodeName: 'node-1' })), affinitySeconds: 0, externalLocal: false, internalLocal: false, ...extra,
});

describe('the network', () => {
  it('routes name → virtual address → endpoint → pod, and spreads over the endpoints', () => {
    const world = fixture();
    const ips = [addPod(world, 'pod-0'), addPod(world, 'pod-1'), addPod(world, 'pod-2', 'node-2')];
    addPod(world, 'client');
    world.network.setRules('svc', [rule(ips)]);
    for (let i = 0; i < 300; i++) expect(world.network.send('client', { host: 'alias', protocol: 'HTTP', port: 80 })).toMatchObject({ ok: true, status: 200 });
    for (const uid of ['pod-0', 'pod-1', 'pod-2']) expect(world.served.get(uid)).toBeGreaterThan(70);
    expect(world.records[0]).toMatchObject({ from: 'client', serviceUid: 'svc', ok: true, outcome: '200' });
  });

  it.each([
    { why: 'a service without endpoints refuses', host: 'web', port: 80, endpoints: 0, outcome: 'connection refused' },
    { why: 'a name that nobody knows has no address', host: 'nobody', port: 80, endpoints: 1, outcome: 'no such host' },
    { why: 'an alias of itself has no address', host: 'loop', port: 80, endpoints: 1, outcome: 'no such host' },
    { why: 'a port that nobody listens on refuses', host: '10.244.1.2', port: 1, endpoints: 1, outcome: 'connection refused' },
    { why: 'an address that nobody has is not reached', host: '10.244.1.77', port: 8080, endpoints: 1, outcome: 'no route to host' },
  ])('$why', ({ host, port, endpoints, outcome }) => {
    const world = fixture();
    const ip = addPod(world, 'pod-0');
    addPod(world, 'client');
    world.network.setRules('svc', [rule(endpoints > 0 ? [ip] : [])]);
    expect(world.network.send('client', { host, port, protocol: 'HTTP' })).toMatchObject({ ok: false, reason: outcome });
  });

  it('gets no answer from a machine without power', () => {
    const world = fixture();
    const ip = addPod(world, 'pod-0', 'node-2');
    addPod(world, 'client');
    world.network.setRules('svc', [rule([ip])]);
    world.network.setNode({ name: 'node-2', ip: '172.18.0.4', up: false });
    expect(world.network.send('client', { host: 'web', port: 80, protocol: 'HTTP' })).toMatchObject({ ok: false, reason: 'timeout' });
  });

  it('keeps a client at its endpoint where the service asks for it', () => {
    const world = fixture();
    const ips = [addPod(world, 'pod-0'), addPod(world, 'pod-1'), addPod(world, 'pod-2')];
    world.network.setRules('svc', [rule(ips, { affinitySeconds: 600 })]);
    for (let i = 0; i < 50; i++) world.network.fromOutside({ namespace: 'default', name: 'web', client: '203.0.113.9' }, { protocol: 'HTTP' });
    expect([...world.served.values()]).toEqual([50]);
  });

  it('gives addresses out of the range of the node, none twice, and takes them back', () => {
    const world = fixture();
    const ips = Array.from({ length: 253 }, (_, index) => addPod(world, `pod-${String(index)}`));
    expect(new Set(ips).size).toBe(253);
    expect(ips[0]).toBe('10.244.1.2');
    world.network.detach('pod-7');
    expect(addPod(world, 'again')).toBe(ips[7]);
  });

  it('forgets the rules of a service that is gone', () => {
    const world = fixture();
    const ip = addPod(world, 'pod-0');
    world.network.setRules('svc', [rule([ip])]);
    world.network.setRules('svc', []);
    expect(world.network.fromOutside({ namespace: 'default', name: 'web', client: 'c' }, { protocol: 'HTTP' })).toMatchObject({ ok: false });
  });
});
