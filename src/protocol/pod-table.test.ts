import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PodCard } from './cards.ts';
import type { Changes } from './messages.ts';
import { buffersOf, healths, PodPacker } from './pod-columns.ts';
import { PodTable } from './pod-table.ts';

const card = (uid: string, change: Partial<PodCard> = {}): PodCard => ({
  uid, namespace: 'default', name: `web-${uid}`, node: 'node-1', status: 'Running', health: 'good', containersReady: 1, containers: 1, restarts: 0, ip: '10.0.0.1',
  cpuRequestMilli: 250, memoryRequestBytes: 6 * 2 ** 30, cpuUsedMilli: 5, memoryUsedBytes: 2 ** 20, ownerUid: 'rs', workload: 'Deployment/web', image: 'nginx:1.27', ...change,
});
const changes = (changed: readonly PodCard[], removed: readonly string[] = []): Changes<PodCard> => ({ changed, removed });

/** Both ends with what lies between them: a message is copied. */
function ends() {
  const packer = new PodPacker();
  let table = PodTable.empty();
  return (change: Changes<PodCard>) => {
    const columns = packer.pack(change);
    table = table.after(structuredClone(columns, { transfer: buffersOf(columns) }));
    return table;
  };
}

const anyCard = fc.record({
  uid: fc.constantFrom(...'abcdefgh'), node: fc.constantFrom('', 'node-1', 'node-2'), health: fc.constantFrom(...healths), status: fc.constantFrom('Running', 'Init:0/1', 'CrashLoopBackOff'), ip: fc.constantFrom('', '10.0.0.1', 'fd00::1'),
  restarts: fc.nat(300), cpuUsedMilli: fc.nat(5000), memoryUsedBytes: fc.nat(2 ** 40), claims: fc.constantFrom(undefined, ['data'], ['data', 'logs']),
}).map(({ uid, claims, ...change }) => card(uid, { ...change, ...(claims ? { claims } : {}) }));
const anyChanges = fc.record({ changed: fc.uniqueArray(anyCard, { selector: ({ uid }) => uid }), gone: fc.uniqueArray(fc.constantFrom(...'abcdefgh')) })
  .map(({ changed, gone }) => changes(changed, gone.filter((uid) => changed.every((other) => other.uid !== uid))));

describe('pods in columns', () => {
  it('are for the page what they were in the worker, whatever comes, changes and goes', () => {
    fc.assert(fc.property(fc.array(anyChanges, { maxLength: 12 }), (frames) => {
      const take = ends();
      const expected = new Map<string, PodCard>();
      /** Uids in the order in which they first came: one that went and is there again has its old place. */
      const places = new Set<string>();
      let before: { readonly table: PodTable; readonly cards: readonly PodCard[] } = { table: PodTable.empty(), cards: [] };
      for (const frame of frames) {
        for (const uid of frame.removed) expected.delete(uid);
        for (const changed of frame.changed) {
          expected.set(changed.uid, changed);
          places.add(changed.uid);
        }
        const table = take(frame);
        expect([...table]).toEqual([...places].flatMap((uid) => (expected.has(uid) ? [[uid, expected.get(uid)]] : [])));
        expect(table.size).toBe(expected.size);
        for (const uid of 'abcdefgh') expect(table.get(uid)).toEqual(expected.get(uid));
        expect([...before.table.values()]).toEqual(before.cards);
        before = { table, cards: [...table.values()] };
      }
    }));
  });

  it('keep what did not change, and say what did', () => {
    const take = ends();
    const first = take(changes([card('a'), card('b'), card('c')]));
    const second = take(changes([card('b', { status: 'Error' }), card('d')], ['c']));
    expect(second.get('a')).toBe(first.get('a'));
    expect(second.changesSince(first)?.map(({ before, after }) => [before?.uid, before?.status, after?.uid, after?.status])).toEqual([
      ['b', 'Running', 'b', 'Error'], ['c', 'Running', undefined, undefined], [undefined, undefined, 'd', 'Running'],
    ]);
    expect(take(changes([]))).toBe(second);
    expect(second.changesSince(ends()(changes([card('a')])))).toBeUndefined();
  });

  it('hold more pods than fit into one part of the table', () => {
    const take = ends();
    const many = Array.from({ length: 1000 }, (_, index) => card(String(index)));
    take(changes(many));
    const table = take(changes([card('999', { cpuUsedMilli: 70 })], many.slice(0, 600).map(({ uid }) => uid)));
    expect([...table.keys()]).toEqual(many.slice(600).map(({ uid }) => uid));
    expect(table.get('999')?.cpuUsedMilli).toBe(70);
  });
});

describe('columns', () => {
  it('name a text that many pods share by its number, and carry only what is used where only that changed', () => {
    const packer = new PodPacker();
    const first = packer.pack(changes([card('a'), card('b')]));
    expect(first.newTexts).toEqual(['default', 'node-1', 'Running', 'rs', 'Deployment/web', 'nginx:1.27', '']);
    const second = packer.pack(changes([card('a', { cpuUsedMilli: 40 }), card('b', { status: 'Error' })]));
    expect(second).toMatchObject({ newTexts: ['Error'], own: 'b\nweb-b\n10.0.0.1' });
    expect([...Array.from(second.usedRows), ...Array.from(second.used)]).toEqual([0, 40, 2 ** 20]);
  });
});
