import { expect, it } from 'vitest';
import type { V1EndpointSlice } from '../../kube/generated/types.ts';
import { coreEvents, deployments, endpointSlices, nodes, pods, services } from '../../kube/kinds.ts';
import { Client } from '../client/index.ts';
import { administrator, Cluster } from '../index.ts';

const capacity = { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };
const zoneLabel = 'topology.kubernetes.io/zone';

/** Three machines in two zones (a: node-1 and node-2, b: node-3), six pods, a Service, and a client pod on node-1. */
class ZonedCluster {
  readonly client: Client;
  readonly #cluster: Cluster;
  readonly served = new Map<string, number>();

  constructor(extra: { readonly annotations?: Readonly<Record<string, string>>; readonly trafficDistribution?: string }) {
    const machines = [['node-1', 'a'], ['node-2', 'a'], ['node-3', 'b']].map(([name = '', zone = '']) => ({ name, labels: { [zoneLabel]: zone }, capacity }));
    this.#cluster = new Cluster({
      seed: 3, startEpochMs: Date.UTC(2026, 0, 1, 9), machines,
      onRequest: ({ podUid }) => { if (podUid !== '') this.served.set(podUid, (this.served.get(podUid) ?? 0) + 1); },
    });
    this.client = new Client({ api: this.#cluster.api, clock: this.#cluster.clock, user: administrator, name: 'story' });
    this.run(15);
    const labels = { app: 'web' };
    const spread = [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels } }];
    const container = { name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] };
    this.client.create(deployments, { metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 6, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container], topologySpreadConstraints: spread } } } });
    this.client.create(services, { metadata: { name: 'web', namespace: 'default', ...(extra.annotations ? { annotations: extra.annotations } : {}) }, spec: { selector: labels, ports: [{ port: 80 }], ...(extra.trafficDistribution ? { trafficDistribution: extra.trafficDistribution } : {}) } });
    this.client.create(pods, { metadata: { name: 'client', namespace: 'default' }, spec: { nodeName: 'node-1', containers: [{ name: 'client', image: 'busybox:1.36', command: ['sleep', '100000'] }] } });
    this.run(60);
  }

  run(seconds: number): this {
    this.#cluster.clock.runUntil(this.#cluster.clock.nowMs + seconds * 1000);
    return this;
  }

  annotate(annotations: Readonly<Record<string, string | null>>): this {
    this.client.patch(services, { namespace: 'default', name: 'web', type: 'application/merge-patch+json' }, { metadata: { annotations } });
    return this.run(5);
  }

  label(node: string, zone: string): this {
    this.client.patch(nodes, { namespace: '', name: node, type: 'application/merge-patch+json' }, { metadata: { labels: { [zoneLabel]: zone } } });
    return this.run(5);
  }

  /** `NODE→ZONE,ZONE` of each endpoint. */
  hints(): readonly string[] {
    const slices = this.client.list(endpointSlices, { namespace: 'default' });
    const own = (slices.ok ? slices.value : []).filter((slice: V1EndpointSlice) => slice.metadata?.labels?.['kubernetes.io/service-name'] === 'web');
    return own.flatMap(({ endpoints }) => (endpoints ?? []).map(({ nodeName, hints }) => `${nodeName ?? ''}→${[...(hints?.forZones ?? []), ...(hints?.forNodes ?? [])].map(({ name }) => name).join(',')}`)).sort();
  }

  /** The nodes on which the client's requests were answered. */
  visited(): readonly string[] {
    this.served.clear();
    const uid = (name: string): string => { const found = this.client.get(pods, 'default', name); return found.ok ? (found.value.metadata?.uid ?? '') : ''; };
    for (let i = 0; i < 60; i++) this.#cluster.network.send(uid('client'), { host: 'web', protocol: 'HTTP', port: 80 });
    const all = this.client.list(pods, { namespace: 'default' });
    return [...new Set((all.ok ? all.value : []).filter(({ metadata }) => this.served.has(metadata?.uid ?? '')).map(({ spec }) => spec?.nodeName ?? ''))].sort();
  }

  events(): readonly string[] {
    const all = this.client.list(coreEvents, { namespace: 'default' });
    return (all.ok ? all.value : []).filter(({ involvedObject }) => involvedObject.kind === 'Service').map(({ reason, message }) => `${reason ?? ''}: ${message ?? ''}`);
  }
}

it('topology-mode Auto: hints in proportion to the zones, traffic that follows them, and their end when a zone is too small', () => {
  const cluster = new ZonedCluster({ annotations: { 'service.kubernetes.io/topology-mode': 'Auto' } });
  expect(cluster.hints()).toEqual(['node-1→a', 'node-1→a', 'node-2→a', 'node-2→a', 'node-3→b', 'node-3→b']);
  expect(cluster.visited()).toEqual(['node-1', 'node-2']);
  expect(cluster.events().at(-1)).toBe('TopologyAwareHintsEnabled: Topology Aware Hints has been enabled, addressType: IPv4');
  cluster.label('node-2', 'c');
  expect(cluster.hints(), 'a third zone without hints makes the Service overloaded: each zone gets its own').toEqual(['node-1→a', 'node-1→a', 'node-2→c', 'node-2→c', 'node-3→b', 'node-3→b']);
  expect(cluster.visited()).toEqual(['node-1']);
  cluster.client.patch(deployments, { namespace: 'default', name: 'web', type: 'application/merge-patch+json' }, { spec: { replicas: 2 } });
  cluster.run(30);
  expect(cluster.hints().map((hint) => hint.split('→')[1])).toEqual(['', '']);
  expect(cluster.events()).toContain('TopologyAwareHintsDisabled: Insufficient number of endpoints (2 endpoints, 3 zones), addressType: IPv4');
});

it('takes the hints away with the annotation', () => {
  const cluster = new ZonedCluster({ annotations: { 'service.kubernetes.io/topology-mode': 'Auto' } });
  cluster.annotate({ 'service.kubernetes.io/topology-mode': null });
  expect(new Set(cluster.hints().map((hint) => hint.split('→')[1]))).toEqual(new Set(['']));
  expect(cluster.events()).toContain('TopologyAwareHintsDisabled: Topology Aware Hints has been disabled, addressType: IPv4');
  expect(cluster.visited()).toEqual(['node-1', 'node-2', 'node-3']);
});

it.each([
  { wish: 'PreferClose', hints: ['node-1→a', 'node-3→b'], visited: ['node-1', 'node-2'], moved: ['node-3'] },
  { wish: 'PreferSameZone', hints: ['node-1→a', 'node-3→b'], visited: ['node-1', 'node-2'], moved: ['node-3'] },
  { wish: 'PreferSameNode', hints: ['node-1→a,node-1', 'node-3→b,node-3'], visited: ['node-1'], moved: ['node-1'] },
])('trafficDistribution $wish, also when the client\'s node moves to another zone', ({ wish, hints, visited, moved }) => {
  const cluster = new ZonedCluster({ trafficDistribution: wish });
  expect(cluster.hints()).toEqual(expect.arrayContaining(hints));
  expect(cluster.visited()).toEqual(visited);
  cluster.label('node-1', 'b');
  expect(cluster.hints(), 'endpoints keep the zone that their node had, until they change').toEqual(expect.arrayContaining(hints));
  expect(cluster.visited()).toEqual(moved);
});
