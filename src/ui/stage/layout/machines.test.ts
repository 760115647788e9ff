import { describe, expect, it } from 'vitest';
import { arrange, naturalOrder, type MachineBox } from './machines.ts';

const box = (name: string, zone = 'a', controlPlane = false): MachineBox => ({ name, zone, controlPlane, width: 100, height: 100 });
const order = (places: ReadonlyMap<string, { x: number; y: number }>): string[] =>
  [...places].sort(([, a], [, b]) => a.y - b.y || a.x - b.x).map(([name]) => name);

describe('arranging machines', () => {
  it('puts the control plane first, then workers by zone and by name as people count', () => {
    const { places } = arrange([box('node-10'), box('node-2'), box('node-1', 'b'), box('cp-1', 'a', true)], { aspect: 100, gap: 10 });
    expect(order(places)).toEqual(['cp-1', 'node-2', 'node-10', 'node-1']);
  });

  it.each([
    { why: 'a wide stage', aspect: 10, columns: 4 },
    { why: 'a square stage', aspect: 1, columns: 2 },
    { why: 'a tall stage', aspect: 0.2, columns: 1 },
  ])('uses $columns columns on $why', ({ aspect, columns }) => {
    const { places } = arrange(['1', '2', '3', '4'].map((name) => box(name)), { aspect, gap: 10 });
    expect(new Set([...places.values()].map(({ x }) => x)).size).toBe(columns);
  });

  it('gives zones their own blocks and headings once they have several machines', () => {
    const machines = ['a', 'b', 'c'].flatMap((zone) => [1, 2, 3].map((number) => box(`${zone}-${number}`, zone)));
    const { places, labels } = arrange([box('cp-1', 'a', true), ...machines], { aspect: 1.5, gap: 10 });
    expect(labels.map(({ zone }) => zone)).toEqual(['a', 'b', 'c']);
    const xs = (zone: string): number[] => machines.filter((machine) => machine.zone === zone).map(({ name }) => places.get(name)?.x ?? NaN);
    expect(Math.max(...xs('a'))).toBeLessThan(Math.min(...xs('b')));
    expect(Math.max(...xs('b'))).toBeLessThan(Math.min(...xs('c')));
  });

  it('never lays one machine over another', () => {
    const machines = Array.from({ length: 100 }, (_, index) => ({ ...box(`n${index}`, `z${index % 3}`), height: 80 + (index % 5) * 20 }));
    const { places } = arrange(machines, { aspect: 1.6, gap: 10 });
    const rects = machines.map((machine) => ({ ...machine, ...(places.get(machine.name) ?? { x: NaN, y: NaN }) }));
    for (const a of rects) for (const b of rects) {
      if (a === b) continue;
      expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    }
  });

  it('has nothing to place in an empty cluster', () => {
    expect(arrange([], { aspect: 1, gap: 10 }).places.size).toBe(0);
  });
});

it('counts as people do', () => {
  expect(['node-10', 'node-9', 'node-1'].sort(naturalOrder)).toEqual(['node-1', 'node-9', 'node-10']);
});
