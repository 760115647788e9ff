import { describe, expect, it } from 'vitest';
import { EventQueue, RandomStreams } from '../sim/index.ts';
import type { NetworkRequest, ServiceRule } from './interface.ts';
import type { Flow } from './policies/follow.ts';
import { createNetwork, type Network, type RequestRecord } from './network.ts';

const podCIDR = '10.244.1.0/24';

interface World {
  readonly network: Network;
  readonly records: RequestRecord[];
  readonly served: Map<string, number>;
  readonly wait: (ms: number) => void;
  /** Sets the rules of a service and waits until every node has them. */
  readonly setRules: Network['setRules'];
}

function fixture(nameserver?: string, admits: (flow: Flow) => boolean = () => true): World {
  const clock = new EventQueue(0);
  const records: RequestRecord[] = [];
  const served = new Map<string, number>();
  const network = createNetwork({
    clock, random: new RandomStreams(1).stream('network'),
    resolve: (host) => ({ web: { addresses: ['10.96.0.20'] }, alias: { alias: 'web' }, loop: { alias: 'loop' } })[host], nameserver, admits,
    onRequest: (record) => records.push(record),
  });
  for (const name of ['node-1', 'node-2']) network.setNode({ name, ip: name === 'node-1' ? '172.18.0.3' : '172.18.0.4', up: true });
  const wait = (ms: number): void => { clock.runUntil(clock.nowMs + ms); };
  return {
    network, records, served, wait,
    setRules: (uid, rules) => {
      network.setRules(uid, rules);
      wait(100);
    },
  };
}

function addPod({ network, served }: ReturnType<typeof fixture>, uid: string, nodeName = 'node-1'): string {
  return network.attach({ uid, namespace: 'default', nodeName, podCIDR }, ({ port }: NetworkRequest) => {
    if (port !== 8080 && port !== 53) return { ok: false, reason: 'connection refused', latencyMs: 0 };
    served.set(uid, (served.get(uid) ?? 0) + 1);
    return { ok: true, status: 200, latencyMs: 5 };
  });
}

const rule = (ips: readonly string[], extra: Partial<ServiceRule> = {}): ServiceRule => ({
  serviceUid: 'svc', namespace: 'default', name: 'web', portName: '', protocol: 'TCP', port: 80, clusterIPs: ['10.96.0.20'], nodePort: 30080, externalIPs: [],
  endpoints: ips.map((ip, index) => ({ ip, port: 8080, podUid: `pod-${String(index)}`, nodeName: 'node-1' })), affinitySeconds: 0, externalLocal: false, internalLocal: false, ...extra,
});

describe('the network', () => {
  it('stays in the zone that endpoints are hinted for, wherever it begins or comes in, and follows the zone of the node', () => {
    const world = fixture();
    const ips = [addPod(world, 'pod-0'), addPod(world, 'pod-1', 'node-2')];
    addPod(world, 'client');
    world.network.setZone('node-1', 'a');
    const endpoints = rule(ips).endpoints.map((endpoint, index) => ({ ...endpoint, forZones: [index === 0 ? 'a' : 'b'] }));
    world.setRules('svc', [rule(ips, { endpoints })]);
    const visit = (): readonly (number | undefined)[] => {
      world.served.clear();
      for (let i = 0; i < 20; i++) world.network.send('client', { host: 'web', protocol: 'HTTP', port: 80 });
      return [world.served.get('pod-0'), world.served.get('pod-1')];
    };
    expect(visit()).toEqual([20, undefined]);
    world.network.setZone('node-1', 'b');
    expect(visit()).toEqual([undefined, 20]);
    for (const node of ['node-1', 'node-2']) world.network.setZone(node, 'a');
    world.served.clear();
    for (let i = 0; i < 20; i++) world.network.fromOutside({ namespace: 'default', name: 'web', client: '9.9.9.9' }, { protocol: 'HTTP' });
    expect([world.served.get('pod-0'), world.served.get('pod-1')], 'from outside').toEqual([20, undefined]);
  });

  it('that keeps to its node takes what still drains there, before it goes nowhere', () => {
    const world = fixture();
    const ips = [addPod(world, 'pod-0'), addPod(world, 'pod-1', 'node-2')];
    addPod(world, 'client');
    const [draining, ready] = rule(ips).endpoints.map((endpoint, index) => ({ ...endpoint, nodeName: `node-${String(index + 1)}` }));
    if (!draining || !ready) throw new Error('two endpoints were made');
    world.setRules('svc', [rule(ips, { endpoints: [ready], draining: [draining], internalLocal: true })]);
    expect(world.network.send('client', { host: 'web', protocol: 'HTTP', port: 80 })).toMatchObject({ ok: true });
    expect([...world.served.keys()]).toEqual(['pod-0']);
  });

  it('routes name → virtual address → endpoint → pod, and spreads over the endpoints', () => {
    const world = fixture();
    const ips = [addPod(world, 'pod-0'), addPod(world, 'pod-1'), addPod(world, 'pod-2', 'node-2')];
    addPod(world, 'client');
    world.setRules('svc', [rule(ips)]);
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
    world.setRules('svc', [rule(endpoints > 0 ? [ip] : [])]);
    expect(world.network.send('client', { host, port, protocol: 'HTTP' })).toMatchObject({ ok: false, reason: outcome });
  });

  it('gets no answer from a machine without power', () => {
    const world = fixture();
    const ip = addPod(world, 'pod-0', 'node-2');
    addPod(world, 'client');
    world.setRules('svc', [rule([ip])]);
    world.network.setNode({ name: 'node-2', ip: '172.18.0.4', up: false });
    expect(world.network.send('client', { host: 'web', port: 80, protocol: 'HTTP' })).toMatchObject({ ok: false, reason: 'timeout' });
  });

  it('keeps a client at its endpoint where the service asks for it', () => {
    const world = fixture();
    const ips = [addPod(world, 'pod-0'), addPod(world, 'pod-1'), addPod(world, 'pod-2')];
    world.setRules('svc', [rule(ips, { affinitySeconds: 600 })]);
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
    world.setRules('svc', [rule([ip])]);
    world.setRules('svc', []);
    expect(world.network.fromOutside({ namespace: 'default', name: 'web', client: 'c' }, { protocol: 'HTTP' })).toMatchObject({ ok: false });
  });
});

describe('the rules of a node', () => {
  /** Where a request of a pod on that node ends up. */
  const reached = (world: World, client: string): string => {
    const before = world.records.length;
    world.network.send(client, { host: '10.96.0.20', protocol: 'HTTP', port: 80 });
    return world.records.slice(before).map(({ podUid, outcome }) => (outcome === '200' ? podUid : outcome)).join();
  };

  function twoNodes(): World & { readonly move: (uid: string) => void; readonly ips: Map<string, string> } {
    const world = fixture();
    const ips = new Map(['old', 'new'].map((uid) => [uid, addPod(world, uid)]));
    addPod(world, 'client-1');
    addPod(world, 'client-2', 'node-2');
    const move = (uid: string): void => { world.network.setRules('svc', [rule([ips.get(uid) ?? ''])]); };
    return { ...world, move, ips };
  }

  it('change on each node in its own time, on all within a tenth of a second', () => {
    const world = twoNodes();
    world.move('old');
    world.wait(100);
    world.move('new');
    const seen = new Set<string>();
    for (let ms = 0; ms < 100; ms++) {
      seen.add(`${reached(world, 'client-1')} ${reached(world, 'client-2')}`);
      world.wait(1);
    }
    expect([...seen].at(0)).toBe('old old');
    expect([...seen].at(-1)).toBe('new new');
    expect(seen.size).toBe(3);
  });

  it('stay as they were while its kube-proxy does not run, however much changes, and catch up when it does', () => {
    const world = twoNodes();
    world.move('old');
    world.wait(100);
    world.network.setProxy('node-2', 'ended');
    for (let round = 0; round < 20; round++) {
      world.move(round % 2 === 0 ? 'old' : 'new');
      world.wait(1000);
    }
    expect([reached(world, 'client-1'), reached(world, 'client-2')]).toEqual(['new', 'old']);
    world.network.setRules('svc', []);
    world.wait(1000);
    expect([reached(world, 'client-1'), reached(world, 'client-2')]).toEqual(['no route to host', 'old']);
    world.network.setProxy('node-2', 'follows');
    world.wait(100);
    expect(reached(world, 'client-2')).toBe('no route to host');
  });

  it('are none after a restart of the machine, until its kube-proxy has run', () => {
    const world = twoNodes();
    world.move('old');
    world.wait(100);
    world.network.setProxy('node-1', 'never ran');
    expect([reached(world, 'client-1'), reached(world, 'client-2')]).toEqual(['no route to host', 'old']);
    world.network.setProxy('node-1', 'follows');
    expect(reached(world, 'client-1')).toBe('old');
  });
});

describe('names', () => {
  const dnsRule = (ips: readonly string[]): ServiceRule => ({ ...rule(ips), serviceUid: 'dns', name: 'kube-dns', protocol: 'UDP', port: 53, clusterIPs: ['10.96.0.10'], nodePort: 0 });

  it('are looked up at a pod like any other: without one that answers there are none', () => {
    const world = fixture('10.96.0.10');
    const ip = addPod(world, 'pod-0');
    const dns = addPod(world, 'coredns', 'node-2');
    addPod(world, 'client');
    world.setRules('svc', [rule([ip])]);
    expect(world.network.send('client', { host: 'web', protocol: 'HTTP', port: 80 })).toMatchObject({ ok: false, reason: 'no such host', latencyMs: 5000 });
    expect(world.network.resolve?.('client', 'web')).toBeUndefined();
    world.setRules('dns', [dnsRule([dns])]);
    expect(world.network.send('client', { host: 'web', protocol: 'HTTP', port: 80 })).toMatchObject({ ok: true });
    expect(world.served.get('coredns')).toBe(1);
    expect(world.network.resolve?.('client', 'nobody')).toEqual([]);
    world.network.setNode({ name: 'node-2', ip: '172.18.0.4', up: false });
    expect(world.network.resolve?.('client', 'web')).toBeUndefined();
    expect(world.network.send('client', { host: '10.96.0.20', protocol: 'HTTP', port: 80 })).toMatchObject({ ok: true });
  });

  it('of the cluster are unknown to a pod that asks its machine’s resolver', () => {
    const world = fixture();
    world.network.attach({ uid: 'client', namespace: 'default', nodeName: 'node-1', podCIDR, clusterDns: false }, () => ({ ok: true, latencyMs: 1 }));
    expect([world.network.resolve?.('client', 'web'), world.network.resolve?.('client', 'example.com')]).toEqual([[], ['outside']]);
  });

  it('are those of the world only where they end as such names do', () => {
    const world = fixture();
    addPod(world, 'client');
    expect(['example.com', 'registry.k8s.io', 'store-0.store', 'db.data', 'web.default.svc'].map((name) => world.network.resolve?.('client', name))).toEqual([['outside'], ['outside'], [], [], []]);
  });
});

describe('what a policy keeps out', () => {
  it('is dropped without a word, at the pod that a Service has chosen', () => {
    const asked: Flow[] = [];
    const world = fixture(undefined, (flow) => { asked.push(flow); return flow.from !== 'stranger'; });
    const ip = addPod(world, 'pod-0');
    const [, strangerIp] = [addPod(world, 'client'), addPod(world, 'stranger')];
    world.setRules('svc', [rule([ip])]);
    expect(world.network.send('client', { host: 'web', protocol: 'HTTP', port: 80 })).toMatchObject({ ok: true });
    expect(world.network.send('stranger', { host: 'web', protocol: 'HTTP', port: 80 })).toMatchObject({ ok: false, reason: 'timeout', latencyMs: 1000 });
    expect(world.network.send('stranger', { host: 'example.com', protocol: 'HTTP', port: 80 })).toMatchObject({ ok: false, reason: 'timeout' });
    expect(asked[1]).toEqual({ from: 'stranger', fromIp: strangerIp, to: 'pod-0', toIp: ip, port: 8080, transport: 'TCP' });
    expect(world.served.get('pod-0')).toBe(1);
  });
});

describe('pods of their node’s own network', () => {
  it('share its address, send from it, and each answers on its own ports', () => {
    const world = fixture();
    addPod(world, 'client');
    const serve = (name: string, own: number) => ({ port }: NetworkRequest) => (port === own ? { ok: true, body: name, latencyMs: 1 } as const : { ok: false, reason: 'connection refused', latencyMs: 0 } as const);
    for (const [uid, port] of [['a', 1000], ['b', 2000]] as const) world.network.attachToHost?.({ uid, namespace: 'default', nodeName: 'node-2', ip: '172.18.0.4' }, serve(uid, port));
    const ask = (port: number) => world.network.send('client', { host: '172.18.0.4', protocol: 'TCP', port });
    expect([ask(1000), ask(2000), ask(3000)]).toMatchObject([{ ok: true, body: 'a' }, { ok: true, body: 'b' }, { ok: false, reason: 'connection refused' }]);
    world.network.detach('a');
    expect([ask(1000), ask(2000)]).toMatchObject([{ ok: false, reason: 'connection refused' }, { ok: true, body: 'b' }]);
  });
});
