import { describe, expect, it } from 'vitest';
import type { V1EndpointSlice, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { planSlices, type SliceChanges } from './plan.ts';

const service = (spec: V1Service['spec'] = {}): V1Service => ({ metadata: { name: 'web', namespace: 'default', uid: 'web' }, spec: { ports: [{ port: 80 }], selector: { app: 'web' }, ...spec } });
const pod = (number: number): V1Pod => ({
  metadata: { name: `web-${String(number)}`, namespace: 'default', uid: `pod-${String(number)}` },
  spec: { containers: [], nodeName: `node-${String(number % 2)}` },
  status: { podIP: `10.0.${String(Math.floor(number / 250))}.${String(number % 250)}`, conditions: [{ type: 'Ready', status: 'True' }] },
});
const podsTo = (count: number): readonly V1Pod[] => Array.from({ length: count }, (_, number) => pod(number));
const zoneOf = (node: string): string => `zone-of-${node}`;
const plan = (pods: readonly V1Pod[], slices: readonly V1EndpointSlice[], of = service()): SliceChanges => planSlices({ service: of, pods, slices, zoneOf });
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
});
