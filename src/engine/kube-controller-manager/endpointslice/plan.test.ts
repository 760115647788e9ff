import { describe, expect, it } from 'vitest';
import type { V1EndpointSlice, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { planSlices } from './plan.ts';
import { serviceNameLabel, type SliceChanges } from './slice.ts';

const service = (spec: V1Service['spec'] = {}): V1Service => ({ metadata: { name: 'web', namespace: 'default', uid: 'web' }, spec: { ports: [{ port: 80 }], selector: { app: 'web' }, ...spec } });
const pod = (number: number): V1Pod => ({
  metadata: { name: `web-${String(number)}`, namespace: 'default', uid: `pod-${String(number)}` },
  spec: { containers: [], nodeName: `node-${String(number % 2)}` },
  status: { podIP: `10.0.${String(Math.floor(number / 250))}.${String(number % 250)}`, conditions: [{ type: 'Ready', status: 'True' }] },
});
const podsTo = (count: number): readonly V1Pod[] => Array.from({ length: count }, (_, number) => pod(number));
const nodeOf = (node: string): { readonly zone: string } | undefined => (node === 'lost' ? undefined : { zone: `zone-of-${node}` });
const plan = (pods: readonly V1Pod[], slices: readonly V1EndpointSlice[], of = service()): SliceChanges => planSlices({ service: of, pods, slices, nodeOf }).changes;
/** What is there after the first plan. */
const made = (pods: readonly V1Pod[]): readonly V1EndpointSlice[] => plan(pods, []).create.map((slice, index) => ({ ...slice, metadata: { ...slice.metadata, name: `web-${String(index)}` } }));
const sizes = (slices: readonly V1EndpointSlice[]): readonly number[] => slices.map(({ endpoints }) => endpoints?.length ?? 0);

describe('the slices of a Service', () => {
  it('hold a hundred endpoints each', () => {
    expect(sizes(made(podsTo(250)))).toEqual([100, 100, 50]);
  });

  it.each([
    { why: 'the placeholder becomes the first slice', before: [], after: podsTo(3), create: [], update: [3], remove: 0 },
    { why: 'the last pod leaves a placeholder', before: podsTo(3), after: [], create: [], update: [0], remove: 0 },
    { why: 'a new pod goes to the slice with room', before: podsTo(150), after: podsTo(151), create: [], update: [51], remove: 0 },
    { why: 'a full slice is left alone', before: podsTo(100), after: podsTo(101), create: [1], update: [], remove: 0 },
    { why: 'more than a slice can take go to a new one first, what is left of them to the one with room', before: podsTo(40), after: podsTo(190), create: [100], update: [90], remove: 0 },
    { why: 'a slice without pods goes', before: podsTo(150), after: podsTo(100), create: [], update: [], remove: 1 },
  ])('$why', ({ before, after, create, update, remove }) => {
    const changes = plan(after, made(before));
    expect([sizes(changes.create), sizes(changes.update), changes.delete.length]).toEqual([create, update, remove]);
  });

  it('of other ports take the place of those that go, under the same name', () => {
    const changes = plan(podsTo(2), made(podsTo(2)), service({ ports: [{ port: 8080 }] }));
    expect([changes.create.length, changes.delete.length]).toEqual([0, 0]);
    expect(changes.update.map(({ metadata, ports }) => `${metadata?.name ?? ''} ${String(ports?.[0]?.port)}`)).toEqual(['web-0 8080']);
  });

  it.each([
    { wish: undefined, hints: undefined },
    { wish: 'PreferClose', hints: { forZones: [{ name: 'zone-of-node-0' }] } },
    { wish: 'PreferSameZone', hints: { forZones: [{ name: 'zone-of-node-0' }] } },
    { wish: 'PreferSameNode', hints: { forZones: [{ name: 'zone-of-node-0' }], forNodes: [{ name: 'node-0' }] } },
  ])('say where an endpoint should be used: $wish', ({ wish, hints }) => {
    const [slice] = plan(podsTo(1), [], service(wish === undefined ? {} : { trafficDistribution: wish })).create;
    expect(slice?.endpoints?.[0]?.hints).toEqual(hints);
  });

  it('are filled where they change anyway, the fullest first', () => {
    const slices = made(podsTo(250)).map((slice, index) => ({ ...slice, endpoints: slice.endpoints?.slice(0, [50, 90, 50][index]) ?? [] }));
    const there = new Set(slices.flatMap(({ endpoints }) => endpoints.map(({ targetRef }) => targetRef?.uid)));
    const gone = slices.map(({ endpoints }) => endpoints[0]?.targetRef?.uid);
    const before = podsTo(250).filter(({ metadata }) => there.has(metadata?.uid) && !gone.includes(metadata?.uid));
    const fresh = Array.from({ length: 12 }, (_, number) => pod(1000 + number));
    const changes = plan([...before, ...fresh], slices);
    expect(changes.update.map((slice) => `${slice.metadata?.name ?? ''}: ${String(slice.endpoints?.length)}`)).toEqual(['web-0: 50', 'web-1: 100', 'web-2: 49']);
  });

  it('of a Service that was here before under this name make room', () => {
    const changes = plan(podsTo(2), made(podsTo(2)), { ...service(), metadata: { name: 'web', namespace: 'default', uid: 'another' } });
    expect([sizes(changes.create), changes.update, sizes(changes.delete)]).toEqual([[2], [], [2]]);
  });

  it('are written where the labels of the Service change', () => {
    const { metadata, ...rest } = service();
    const changes = plan(podsTo(2), made(podsTo(2)), { ...rest, metadata: { ...metadata, labels: { team: 'a' } } });
    expect(changes.update.map((slice) => slice.metadata?.labels)).toEqual([expect.objectContaining({ team: 'a', [serviceNameLabel]: 'web' })]);
  });

  it.each([
    { publishNotReadyAddresses: false, endpoints: 1, problems: ['skipping Pod web-1 for Service default/web: Node lost Not Found'] },
    { publishNotReadyAddresses: true, endpoints: 2, problems: [] },
  ])('leave out a pod whose node is not there, unless all addresses are asked for: $publishNotReadyAddresses', ({ publishNotReadyAddresses, endpoints, problems }) => {
    const pods = podsTo(2).map((each, index): V1Pod => (index === 1 ? { ...each, spec: { containers: [], nodeName: 'lost' } } : each));
    const planned = planSlices({ service: service({ publishNotReadyAddresses }), pods, slices: [], nodeOf });
    expect([sizes(planned.changes.create), planned.problems]).toEqual([[endpoints], problems]);
  });
});
