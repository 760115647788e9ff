import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { keyOf } from '../../../kube/object.ts';
import { AddressBook, planEndpoints, roomsFor } from './plan.ts';

const service = (spec: object = {}): V1Service => ({ metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }], ...spec } as V1Service['spec'] & object });

interface Traits {
  readonly number: number;
  readonly ready: boolean;
  readonly leaving: boolean;
  readonly phase: string;
  /** Pods on their node's network share its address. */
  readonly onHost: boolean;
  readonly port: number;
  readonly hasAddress: boolean;
}

const podOf = ({ number, ready, leaving, phase, onHost, port, hasAddress }: Traits): V1Pod => ({
  metadata: { name: `web-${String(number)}`, namespace: 'default', uid: `u${String((number * 7) % 13)}-${String(number)}`, ...(leaving ? { deletionTimestamp: '2026-01-01T09:00:00Z' } : {}) },
  spec: { nodeName: `node-${String(number % 2)}`, containers: [{ name: 'web', ports: [{ name: 'http', containerPort: port }] }] },
  status: { phase, ...(hasAddress ? { podIP: onHost ? `172.18.0.${String(number % 2)}` : `10.0.0.${String(number)}` } : {}), conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

const anyTraits: fc.Arbitrary<Traits> = fc.record({
  number: fc.nat(20), ready: fc.boolean(), leaving: fc.oneof(fc.constant(false), fc.boolean()), phase: fc.constantFrom('Running', 'Running', 'Succeeded'), onHost: fc.boolean(), port: fc.constantFrom(80, 8080), hasAddress: fc.oneof(fc.constant(true), fc.boolean()),
});
type Change = { readonly traits: Traits; readonly gone: boolean };
const anyChange: fc.Arbitrary<Change> = fc.record({ traits: anyTraits, gone: fc.boolean() });

describe('an address book', () => {
  it('says after whatever came and went what a new one with the same pods says', () => {
    const kinds = [service(), service({ publishNotReadyAddresses: true }), service({ ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }] }), service({ clusterIP: 'None', ports: [] })];
    fc.assert(fc.property(fc.constantFrom(...kinds), fc.array(anyTraits, { maxLength: 12 }), fc.array(anyChange, { maxLength: 40 }), (of, first, changes) => {
      const pods = new Map(first.map((traits) => [keyOf(podOf(traits)), podOf(traits)]));
      const book = new AddressBook(of, [...pods.values()]);
      for (const { traits, gone } of changes) {
        const pod = podOf(traits);
        if (gone) pods.delete(keyOf(pod));
        else pods.set(keyOf(pod), pod);
        book.put(keyOf(pod), gone ? undefined : pod);
      }
      expect(planEndpoints(book)).toEqual(planEndpoints(new AddressBook(of, [...pods.values()])));
    }), { numRuns: 300 });
  });

  it('sorts addresses as texts, ready ones apart', () => {
    const traits = { leaving: false, phase: 'Running', onHost: false, port: 80, hasAddress: true };
    const pods = [9, 10, 2].map((number) => podOf({ ...traits, number, ready: number !== 2 }));
    const [subset] = planEndpoints(new AddressBook(service(), pods)).subsets ?? [];
    expect([subset?.addresses?.map(({ ip }) => ip), subset?.notReadyAddresses?.map(({ ip }) => ip)]).toEqual([['10.0.0.10', '10.0.0.9'], ['10.0.0.2']]);
  });

  it('looks at few addresses for one pod among thousands', () => {
    let compared = 0;
    const counting = (number: number): V1Pod => {
      const pod = podOf({ number, ready: true, leaving: false, phase: 'Running', onHost: false, port: 80, hasAddress: true });
      const ip = `10.${String(number >> 8)}.0.${String(number & 255)}`;
      return { ...pod, status: { ...pod.status, get podIP() { compared++; return ip; } } };
    };
    const book = new AddressBook(service({ ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }] }), Array.from({ length: 5000 }, (_, number) => counting(number)));
    compared = 0;
    book.put('default/web-77', counting(77));
    expect(compared).toBeLessThan(5);
    expect(planEndpoints(book).subsets?.[0]?.addresses).toHaveLength(1000);
  });
});

describe('room for a thousand addresses', () => {
  const group = (ready: number, notReady: number) => ({ ready: Array.from({ length: ready }), notReady: Array.from({ length: notReady }) });
  it.each([
    { why: 'suffices', groups: [group(600, 400)], rooms: [[600, 400]] },
    { why: 'goes to those that are ready first', groups: [group(600, 500)], rooms: [[600, 400]] },
    { why: 'leaves none for the others where even these are too many', groups: [group(1500, 10)], rooms: [[1000, 0]] },
    { why: 'is shared out by how many each group has', groups: [group(1500, 0), group(500, 3)], rooms: [[750, 0], [250, 0]] },
    { why: 'is shared out among those that are not ready alike', groups: [group(400, 900), group(400, 300)], rooms: [[400, 150], [400, 50]] },
    { why: 'is rounded up, at the cost of the last', groups: [group(667, 0), group(667, 0), group(667, 0)], rooms: [[334, 0], [334, 0], [332, 0]] },
  ])('$why', ({ groups, rooms }) => {
    expect(roomsFor(groups).map(({ ready, notReady }) => [ready, notReady])).toEqual(rooms);
  });
});
