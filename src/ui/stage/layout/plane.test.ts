import { describe, expect, it } from 'vitest';
import { byUid, nodeCard, stageInput } from './cards.fixture.ts';
import { boundsOf, type Rect } from './geometry.ts';
import { nextModel, rectOf } from './model.ts';
import { endsBetween, nextPlane, planeRectOf, type Plane } from './plane.ts';

const machines = (count: number) => byUid(nodeCard('cp-1', { roles: ['control-plane'] }), ...Array.from({ length: count - 1 }, (_, index) => nodeCard(`node-${String(index + 1)}`)));
const plane = (count: number, aspect: number, hasCloud = false, members: Plane['input']['members'] = []): Plane => nextPlane(undefined, { nodes: machines(count), hasCloud, aspect, members });

const meets = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const inside = (a: Rect, b: Rect): boolean => a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
const collisions = (rects: ReadonlyMap<string, Rect>): readonly string[] => {
  const all = [...rects];
  return all.flatMap(([id, rect], index) => all.slice(index + 1).filter(([, other]) => meets(rect, other)).map(([other]) => `${id} ${other}`));
};

describe('the control plane lens', () => {
  it.each([
    { count: 3, aspect: 1.5 }, { count: 3, aspect: 0.5 }, { count: 12, aspect: 1.2 }, { count: 30, aspect: 1.5 }, { count: 30, aspect: 0.5 }, { count: 1000, aspect: 1.5 }, { count: 1000, aspect: 0.5 },
  ])('stands apart and whole with $count machines at $aspect', ({ count, aspect }) => {
    for (const hasCloud of [false, true]) {
      const { boxes, parts } = plane(count, aspect, hasCloud);
      expect(collisions(boxes)).toEqual([]);
      expect(collisions(parts)).toEqual([]);
      const [kubelets, manager] = [boxes.get('plane:kubelets'), boxes.get('plane:manager')];
      for (const [id, rect] of parts) expect(inside(rect, (id.startsWith('node:') ? kubelets : manager) ?? rect), id).toBe(true);
      expect([...parts.keys()].filter((id) => id.startsWith('node:'))).toHaveLength(count);
      expect(boxes.has('plane:cloud')).toBe(hasCloud);
    }
  });

  it('has the API server between those who decide and the kubelets, the person above it and etcd below', () => {
    const at = (id: string): Rect => planeRectOf(plane(3, 1.5), id) ?? { x: NaN, y: NaN, width: 0, height: 0 };
    const api = at('plane:api');
    expect(at('plane:manager').x + at('plane:manager').width).toBeLessThan(api.x);
    expect(at('node:node-1').x).toBeGreaterThan(api.x + api.width);
    expect(at('plane:person').y).toBeLessThan(api.y);
    expect(at('plane:etcd').y).toBeGreaterThan(api.y + api.height);
  });

  it('stands closer on a stage that is not wide, and so is drawn a fifth larger there', () => {
    const widthAt = (aspect: number): number => boundsOf(plane(4, aspect).boxes.values()).width;
    expect(widthAt(2) / widthAt(1.5)).toBeGreaterThan(1.2);
  });

  it.each([{ aspect: 1.5 }, { aspect: 0.5 }])('has several members of etcd inside its box at $aspect, those of the other side of a cut further away', ({ aspect }) => {
    for (const count of [2, 3, 5]) {
      const members = Array.from({ length: count }, (_, index) => ({ name: `cp-${String(index + 1)}`, side: index === 0 ? (1 as const) : (0 as const) }));
      const { boxes, parts } = plane(6, aspect, true, members);
      expect([collisions(boxes), collisions(parts)]).toEqual([[], []]);
      const rects = members.map(({ name }) => parts.get(`plane:member/${name}`) as Rect);
      for (const rect of rects) expect(inside(rect, boxes.get('plane:etcd') as Rect)).toBe(true);
      const whole = plane(6, aspect, true, members.map(({ name }) => ({ name, side: 0 })));
      expect(whole.boxes).toEqual(boxes);
      const [cut, last] = [rects[0] as Rect, rects.at(-1) as Rect];
      const gap = aspect > 1 ? cut.x - last.x - last.width : cut.y - last.y - last.height;
      expect(gap).toBeGreaterThan(20);
    }
  });

  it('is as narrow as a phone can show where the stage is upright', () => {
    expect(boundsOf(plane(30, 0.5, true).boxes.values()).width).toBeLessThanOrEqual(380);
  });

  it('is whole in sight on a phone with the usual machines, no smaller than can be read', () => {
    const { width, height } = boundsOf(plane(4, 0.6).boxes.values());
    const [stageWidth, stageHeight, readable] = [390, 642, 0.78];
    expect(Math.min(stageWidth / width, stageHeight / height)).toBeGreaterThanOrEqual(readable);
  });

  it('keeps every place while only what machines say of themselves changes', () => {
    const before = plane(3, 1.5);
    const off = new Map(machines(3)).set('uid-node-1', nodeCard('node-1', { powered: false }));
    const after = nextPlane(before, { ...before.input, nodes: off });
    expect(after.boxes).toBe(before.boxes);
    expect(after.nodes.find(({ name }) => name === 'node-1')?.powered).toBe(false);
  });

  it('knows a machine by the name that it has in the cluster lens, on the way there and back', () => {
    const first = nextModel(undefined, stageInput({ nodes: machines(3) }));
    const there = nextModel(first, stageInput({ nodes: machines(3), lens: 'plane' }));
    expect([rectOf(first, 'node:node-1'), rectOf(there, 'node:node-1'), rectOf(there, 'plane:api')].every((rect) => rect !== undefined)).toBe(true);
    expect(nextModel(there, first.input).boxes).toEqual(first.boxes);
  });
});

it.each([
  { why: 'beside', a: { x: 0, y: 0, width: 10, height: 10 }, b: { x: 50, y: 0, width: 10, height: 20 }, from: { x: 10, y: 5 }, to: { x: 50, y: 10 } },
  { why: 'beside, the other way', a: { x: 50, y: 0, width: 10, height: 20 }, b: { x: 0, y: 0, width: 10, height: 10 }, from: { x: 50, y: 10 }, to: { x: 10, y: 5 } },
  { why: 'below', a: { x: 0, y: 0, width: 10, height: 10 }, b: { x: 0, y: 50, width: 10, height: 10 }, from: { x: 5, y: 10 }, to: { x: 5, y: 50 }, isDown: true },
])('a line goes from edge to edge: $why', ({ a, b, ...way }) => {
  expect(endsBetween(a, b)).toEqual({ ...way, why: undefined });
});
