import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PodCard } from '../../../protocol/cards.ts';
import { PodPacker } from '../../../protocol/pod-columns.ts';
import { PodTable } from '../../../protocol/pod-table.ts';
import { byUid, nodeCard, podCard } from './cards.fixture.ts';
import { goneMachine, nextGroups } from './groups.ts';

const machines = ['node-1', 'node-2', '', goneMachine] as const;
const nodes = byUid(nodeCard('node-1'), nodeCard('node-2'));
const anyPod = fc.record({ uid: fc.constantFrom(...'abcdefgh'), node: fc.constantFrom('', 'node-1', 'node-2', 'gone') }).map(({ uid, node }) => podCard(uid, node, { uid }));
const anyFrame = fc.record({ changed: fc.uniqueArray(anyPod, { selector: ({ uid }) => uid }), gone: fc.uniqueArray(fc.constantFrom(...'abcdefgh')) });

it('are the same whether all pods are looked at or only those that changed, and keep what did not change', () => {
  fc.assert(fc.property(fc.array(anyFrame, { maxLength: 12 }), (frames) => {
    const packer = new PodPacker();
    let pods = PodTable.empty();
    let groups: ReadonlyMap<string, readonly PodCard[]> = new Map(machines.map((name) => [name, []]));
    for (const { changed, gone } of frames) {
      const removed = gone.filter((uid) => changed.every((pod) => pod.uid !== uid));
      const before = { input: { nodes, pods, lens: 'cluster' }, hulls: new Map([...groups].map(([name, group]) => [name, { pods: group }])) };
      pods = pods.after(packer.pack({ changed, removed }));
      const next = nextGroups(before, { nodes, pods });
      const all = nextGroups(undefined, { nodes, pods });
      for (const name of machines) {
        expect(next(name)).toEqual(all(name));
        if (changed.length + removed.length === 0) expect(next(name)).toBe(groups.get(name));
      }
      groups = new Map(machines.map((name) => [name, next(name)]));
    }
  }));
});
