import { describe, expect, it } from 'vitest';
import type { V1Endpoint, V1EndpointSlice, V1Node } from '../../../../kube/generated/types.ts';
import { isAuto } from './annotation.ts';
import { allocationsFor, exchangesFor, isOverloaded, ratiosOf } from './allocations.ts';
import { TopologyCache } from './topology-cache.ts';

const node = (zone: string | undefined, cpu: string, { ready = 'True', labels = {} }: { readonly ready?: string; readonly labels?: Record<string, string> } = {}): V1Node => ({
  metadata: { name: `${zone ?? 'nowhere'}-${cpu}`, labels: { ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }), ...labels } },
  status: { allocatable: { cpu }, conditions: [{ type: 'Ready', status: ready }] },
});
const endpoint = (zone: string | undefined, number: number, ready = true): V1Endpoint => ({ addresses: [`10.0.0.${String(number)}`], conditions: { ready }, ...(zone === undefined ? {} : { zone }) });
const slice = (name: string, endpoints: readonly V1Endpoint[]): V1EndpointSlice => ({ metadata: { name }, addressType: 'IPv4', endpoints, ports: [] });
const hintsOf = (slices: readonly V1EndpointSlice[]): readonly string[] => slices.flatMap(({ endpoints }) => (endpoints ?? []).map(({ zone, hints }) => `${zone ?? '-'}→${hints?.forZones?.map(({ name }) => name).join(',') ?? '-'}`));
const place = { service: 'default/web', type: 'IPv4' } as const;

describe('the zones', () => {
  it.each([
    { why: 'in proportion to their processors', nodes: [node('a', '2'), node('b', '1'), node('b', '1500m'), node('c', '500m')], ratios: { a: 0.4, b: 0.5, c: 0.1 } },
    { why: 'the control plane does not count', nodes: [node('a', '1'), node('b', '1'), node('c', '8', { labels: { 'node-role.kubernetes.io/control-plane': '' } })], ratios: { a: 0.5, b: 0.5 } },
    { why: 'a node that is not ready does not count', nodes: [node('a', '1'), node('b', '1'), node('a', '8', { ready: 'Unknown' })], ratios: { a: 0.5, b: 0.5 } },
    { why: 'a node without a zone spoils it', nodes: [node('a', '1'), node('b', '1'), node(undefined, '1')], ratios: undefined },
    { why: 'a node without a processor spoils it', nodes: [node('a', '1'), node('b', '0')], ratios: undefined },
    { why: 'one zone is not enough', nodes: [node('a', '1'), node('a', '1')], ratios: undefined },
  ])('have their parts: $why', ({ nodes, ratios }) => {
    const found = ratiosOf(nodes);
    expect(found && Object.fromEntries(found)).toEqual(ratios);
  });

  const thirds = new Map([['a', 1 / 3], ['b', 1 / 3], ['c', 1 / 3]]);
  const halfAndQuarters = new Map([['a', 0.5], ['b', 0.25], ['c', 0.25]]);
  it.each([
    { endpoints: 3, ratios: thirds, minima: [1, 1, 1] },
    { endpoints: 2, ratios: thirds, minima: 'Insufficient number of endpoints (2 endpoints, 3 zones)' },
    { endpoints: 6, ratios: halfAndQuarters, minima: 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (6 endpoints, 3 zones)' },
    { endpoints: 8, ratios: halfAndQuarters, minima: [4, 2, 2] },
    { endpoints: 5, ratios: undefined, minima: 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes' },
  ])('need so many of $endpoints endpoints: $minima', ({ endpoints, ratios, minima }) => {
    const found = allocationsFor(endpoints, ratios);
    expect('refusal' in found ? found.refusal : [...found.values()].map(({ minimum }) => minimum)).toEqual(minima);
  });

  it('may have what the others can spare', () => {
    const found = allocationsFor(20, new Map([['a', 0.5], ['b', 0.5]]));
    expect('refusal' in found ? found : Object.fromEntries(found)).toEqual({ a: { minimum: 9, maximum: 11, desired: 10 }, b: { minimum: 9, maximum: 11, desired: 10 } });
  });

  it.each([
    { has: { a: 4, b: 0 }, giving: { a: 2 }, receiving: { b: 2 } },
    { has: { a: 3, b: 2 }, giving: {}, receiving: {} },
    { has: { a: 1, b: 3, c: 2 }, giving: { b: 1, c: 2 }, receiving: { a: 3 } },
  ])('give and take: $has', ({ has, giving, receiving }) => {
    const counts = new Map(Object.entries(has));
    const total = [...counts.values()].reduce((sum, count) => sum + (count ?? 0), 0);
    const desired = 'c' in has ? { a: 4, b: 2, c: 0 } : { a: total / 2, b: total / 2 };
    const allocations = new Map(Object.entries(desired).map(([zone, wish]) => [zone, { minimum: 0, maximum: 9, desired: wish }]));
    const found = exchangesFor(allocations, counts as Map<string, number>);
    expect([Object.fromEntries(found.giving), Object.fromEntries(found.receiving)]).toEqual([giving, receiving]);
  });

  it.each([
    { why: 'a zone lacks endpoints', hints: { a: 9, b: 1 }, ratios: { a: 0.5, b: 0.5 }, overloaded: true },
    { why: 'a zone has none at all', hints: { a: 3 }, ratios: { a: 0.5, b: 0.5 }, overloaded: true },
    { why: 'within the threshold', hints: { a: 5, b: 6 }, ratios: { a: 0.5, b: 0.5 }, overloaded: false },
    { why: 'nothing is known of the nodes any more', hints: { a: 5, b: 5 }, ratios: undefined, overloaded: true },
    { why: 'there are no hints', hints: {}, ratios: undefined, overloaded: false },
  ])('are overloaded or not: $why', ({ hints, ratios, overloaded }) => {
    expect(isOverloaded(new Map(Object.entries(hints)) as Map<string, number>, ratios && new Map(Object.entries(ratios)))).toBe(overloaded);
  });
});

describe('hints by the annotation', () => {
  it.each([
    { annotations: { 'service.kubernetes.io/topology-mode': 'Auto' }, auto: true },
    { annotations: { 'service.kubernetes.io/topology-mode': 'auto' }, auto: true },
    { annotations: { 'service.kubernetes.io/topology-mode': 'Disabled' }, auto: false },
    { annotations: { 'service.kubernetes.io/topology-aware-hints': 'disabled', 'service.kubernetes.io/topology-mode': 'Auto' }, auto: false },
    { annotations: {}, auto: false },
  ])('are asked for or not: $annotations', ({ annotations, auto }) => {
    expect(isAuto({ metadata: { annotations } })).toBe(auto);
  });

  const zones = (sizes: Readonly<Record<string, string>>): readonly V1Node[] => Object.entries(sizes).map(([zone, cpu]) => node(zone, cpu));

  it('name an endpoint\'s own zone, but for those that a zone gives away', () => {
    const cache = new TopologyCache();
    cache.setNodes(zones({ a: '1', b: '1' }));
    const planned = { create: [slice('new', [endpoint('a', 1), endpoint('a', 2), endpoint('a', 3), endpoint('a', 4, false), endpoint('b', 5)])], update: [], unchanged: [] };
    const { slices, events } = cache.add(place, planned);
    expect(hintsOf(slices.create)).toEqual(['a→b', 'a→a', 'a→a', 'a→-', 'b→b']);
    expect(events.map(({ reason, message }) => `${reason}: ${message}`)).toEqual(['TopologyAwareHintsEnabled: Topology Aware Hints has been enabled, addressType: IPv4']);
    expect(cache.add(place, { ...planned, create: [], unchanged: slices.create }).events, 'said once').toEqual([]);
  });

  it('stay in a slice that is possible as it is', () => {
    const cache = new TopologyCache();
    cache.setNodes(zones({ a: '1', b: '1' }));
    const { slices } = cache.add(place, { create: [slice('one', [endpoint('a', 1), endpoint('b', 2)])], update: [], unchanged: [] });
    const again = cache.add(place, { create: [], update: [], unchanged: slices.create });
    expect([again.slices.update, again.slices.unchanged]).toEqual([[], slices.create]);
  });

  it.each([
    { why: 'one zone would be too busy', endpoints: [endpoint('a', 3)], message: 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (3 endpoints, 2 zones), addressType: IPv4' },
    { why: 'an endpoint without a zone', endpoints: [endpoint('b', 3), endpoint(undefined, 4)], message: 'One or more endpoints do not have a zone specified, addressType: IPv4' },
  ])('go, with the reason: $why', ({ endpoints, message }) => {
    const cache = new TopologyCache();
    cache.setNodes(zones({ a: '1', b: '1' }));
    const { slices } = cache.add(place, { create: [slice('one', [endpoint('a', 1), endpoint('b', 2)])], update: [], unchanged: [] });
    const after = cache.add(place, { create: [slice('two', endpoints)], update: [], unchanged: slices.create });
    expect(after.events).toEqual([{ type: 'Warning', reason: 'TopologyAwareHintsDisabled', message }]);
    expect(hintsOf([...after.slices.create, ...after.slices.update]).filter((hint) => !hint.endsWith('→-'))).toEqual([]);
    expect(after.slices.update.map(({ metadata }) => metadata?.name), 'a slice with hints is written without').toEqual(['one']);
  });

  it('are looked at again where the nodes leave a zone overloaded, and given up where nobody asks for them any more', () => {
    const cache = new TopologyCache();
    cache.setNodes(zones({ a: '1', b: '1' }));
    cache.add(place, { create: [slice('one', [endpoint('a', 1), endpoint('b', 2)])], update: [], unchanged: [] });
    expect(cache.setNodes(zones({ a: '2', b: '2' })), 'in the same proportion').toEqual([]);
    expect(cache.setNodes(zones({ a: '1', b: '1', c: '1' })), 'a third zone').toEqual(['default/web']);
    expect(cache.drop(place).map(({ message }) => message)).toEqual(['Topology Aware Hints has been disabled, addressType: IPv4']);
    expect(cache.drop(place)).toEqual([]);
    expect(cache.setNodes([])).toEqual([]);
  });
});
