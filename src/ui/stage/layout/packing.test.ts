import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeGaps, emptyPacking, pack, tileSize, type Demand, type Grid, type Slot } from './packing.ts';

const grid: Grid = { columns: 15, rows: 8, floor: { w: 5, h: 2 } };
const pods = (...uids: string[]): Demand[] => uids.map((uid) => ({ uid, share: 0.01 }));

describe('the size of a tile', () => {
  it.each([
    { why: 'asks for nothing', share: 0, w: 5, h: 2 },
    { why: 'asks for less than the floor', share: 0.05, w: 5, h: 2 },
    { why: 'asks for a quarter', share: 0.25, w: 10, h: 3 },
    { why: 'asks for the whole machine', share: 1, w: 15, h: 8 },
    { why: 'asks for more than there is', share: 3, w: 15, h: 8 },
  ])('$why: $w × $h', ({ share, w, h }) => {
    expect(tileSize(share, grid)).toEqual({ w, h });
  });

  it('has an area in proportion to the share, to a tenth of the machine', () => {
    fc.assert(fc.property(fc.double({ min: 0.09, max: 1, noNaN: true }), (share) => {
      const { w, h } = tileSize(share, grid);
      expect(Math.abs((w * h) / (grid.columns * grid.rows) - share)).toBeLessThan(0.1);
    }));
  });
});

describe('packing', () => {
  it('fills row by row', () => {
    const { slots } = pack(emptyPacking, pods('a', 'b', 'c', 'd'), grid);
    expect([...slots.values()].map(({ x, y }) => [x, y])).toEqual([[0, 0], [5, 0], [10, 0], [0, 2]]);
  });

  it('keeps everybody in place when one goes, and gives its gap to the next who comes', () => {
    const before = pack(emptyPacking, pods('a', 'b', 'c', 'd'), grid);
    const without = pack(before, pods('a', 'c', 'd'), grid);
    const after = pack(without, pods('a', 'c', 'd', 'e'), grid);
    expect(after.slots.get('c')).toBe(before.slots.get('c'));
    expect(after.slots.get('d')).toBe(before.slots.get('d'));
    expect(after.slots.get('e')).toEqual(before.slots.get('b'));
  });

  it('gives back the same packing when nothing changed', () => {
    const before = pack(emptyPacking, pods('a', 'b'), grid);
    expect(pack(before, pods('b', 'a'), grid)).toBe(before);
  });

  it('grows downwards when there are more than fit', () => {
    const { rows } = pack(emptyPacking, pods(...Array.from({ length: 20 }, (_, index) => `p${index}`)), grid);
    expect(rows).toBe(14);
  });

  it('never puts two pods over one another, whoever comes and goes', () => {
    const step = fc.array(fc.record({ uid: fc.integer({ min: 0, max: 30 }).map(String), share: fc.constantFrom(0, 0.1, 0.3, 0.7) }), { maxLength: 20 });
    fc.assert(fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      let packing = emptyPacking;
      for (const demands of steps) {
        const distinct = [...new Map(demands.map((demand) => [demand.uid, demand])).values()];
        const before = packing;
        packing = pack(before, distinct, grid);
        expect(packing.slots.size).toBe(distinct.length);
        expect(overlaps([...packing.slots.values()])).toBe(false);
        for (const { uid, share } of distinct) {
          const [was, is] = [before.slots.get(uid), packing.slots.get(uid)];
          const { w, h } = tileSize(share, grid);
          if (was?.w === w && was.h === h) expect(is).toEqual(was);
        }
      }
    }));
  });
});

function overlaps(slots: readonly Slot[]): boolean {
  return slots.some((a, index) => slots.slice(index + 1).some((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h));
}

describe('closing gaps', () => {
  const order = (packing: ReturnType<typeof pack>) => [...packing.slots].sort(([, a], [, b]) => a.y - b.y || a.x - b.x).map(([uid]) => uid).join('');

  it.each([
    { why: 'there is no gap', stay: ['a', 'b', 'c', 'd', 'e'], after: 'abcde', moved: [] },
    { why: 'the last has gone', stay: ['a', 'b', 'c', 'd'], after: 'abcd', moved: [] },
    { why: 'one has gone', stay: ['a', 'c', 'd', 'e'], after: 'aecd', moved: ['e'] },
    { why: 'the first two have gone', stay: ['c', 'd', 'e'], after: 'edc', moved: ['d', 'e'] },
    { why: 'all but the last have gone', stay: ['e'], after: 'e', moved: ['e'] },
  ])('moves only $moved where $why', ({ stay, after, moved }) => {
    const before = pack(pack(emptyPacking, pods('a', 'b', 'c', 'd', 'e'), grid), pods(...stay), grid);
    const closed = closeGaps(before, grid);
    expect(order(closed)).toBe(after);
    expect(stay.filter((uid) => closed.slots.get(uid) !== before.slots.get(uid))).toEqual(moved);
    if (moved.length === 0) expect(closed).toBe(before);
  });

  it('gives rows back that nobody needs any more', () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${String(index)}`);
    const before = pack(pack(emptyPacking, pods(...names), grid), pods('p0', 'p19'), grid);
    expect([before.rows, closeGaps(before, grid).rows]).toEqual([14, 8]);
  });

  it('puts nobody over another nor later than before, keeps sizes, and has nothing left to do afterwards', () => {
    const demand = fc.record({ uid: fc.integer({ min: 0, max: 40 }).map(String), share: fc.constantFrom(0, 0.1, 0.3, 0.7) });
    fc.assert(fc.property(fc.uniqueArray(demand, { maxLength: 30, selector: ({ uid }) => uid }), fc.func(fc.boolean()), (all, stays) => {
      const before = pack(pack(emptyPacking, all, grid), all.filter(({ uid }) => stays(uid)), grid);
      const closed = closeGaps(before, grid);
      expect([...closed.slots.keys()]).toEqual([...before.slots.keys()]);
      expect(overlaps([...closed.slots.values()])).toBe(false);
      for (const [uid, was] of before.slots) {
        const is = closed.slots.get(uid);
        expect(is && [is.w, is.h]).toEqual([was.w, was.h]);
        expect(is && is.y * grid.columns + is.x).toBeLessThanOrEqual(was.y * grid.columns + was.x);
      }
      expect(closeGaps(closed, grid)).toBe(closed);
    }));
  });
});
