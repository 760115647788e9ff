import type { NodeCard } from '../../../protocol/cards.ts';
import type { EtcdMember } from '../../../protocol/members.ts';
import { controllerAccounts } from '../../../protocol/components.ts';
import type { Rect } from './geometry.ts';
import { keepEqual } from './groups.ts';
import { naturalOrder } from './machines.ts';
import type { Way } from './network.ts';

export interface PlaneInput {
  readonly nodes: ReadonlyMap<string, NodeCard>;
  /** Whether the scenario has a cloud. */
  readonly hasCloud: boolean;
  /** Members of etcd, where there are several. */
  readonly members: readonly Pick<EtcdMember, 'name' | 'side'>[];
  /** Width ÷ height of the stage. */
  readonly aspect: number;
}

/** The control plane lens: who asks the API server, the API server itself, and etcd behind it. */
export interface Plane {
  readonly input: PlaneInput;
  readonly nodes: readonly NodeCard[];
  /** Many machines are tiles without words. */
  readonly isCompact: boolean;
  /** `plane:COMPONENT`; `plane:kubelets` around all kubelets; `plane:legend`. */
  readonly boxes: ReadonlyMap<string, Rect>;
  /** What lies inside a box: `node:NAME` for kubelets, `plane:controller/ACCOUNT` for the controllers, `plane:member/NAME` for several members of etcd. */
  readonly parts: ReadonlyMap<string, Rect>;
}

const cardSize = { width: 240, height: 104 } as const;
const etcdHeight = 80;
const rowHeight = 18;
/** More machines than this are tiles. */
const kubeletCardsMax = 12;
const apiHeight = 132;
const smallHeight = 60;
const managerHead = 82;
const managerPad = 12;
const kubelet = { width: 184, height: 52, gap: 10 } as const;
const tile = { size: 22, gap: 4 } as const;
export const groupHead = 26;
const legendHeight = 42;
const gap = 20;
/** How wide the managers are and how far apart the columns stand: on a stage that is not wide, less, so that all is drawn larger. */
const roomy = { managers: 380, columnGap: 110 } as const;
const tight = { managers: 340, columnGap: 36 } as const;
const roomyAspect = 1.8;
/** On a stage as narrow as a phone's everything stands in one column, as low as its words allow: all of it is in sight there. */
const narrowAspect = 0.85;
const narrowWidth = 380;
const narrowGap = 12;
const half = (narrowWidth - narrowGap) / 2;
/** Members stand beside one another across the whole width, on a narrow stage below one another; those of the other side of a cut further away. */
const member = { width: 150, height: 84, row: 52, gap: 30, cut: 78, head: 70, pad: 12 } as const;
const low = { small: 48, api: 98, shared: 115, card: 80, kubelet: 42, row: 16 } as const;

/** The lens after a change; what did not change keeps its identity. */
export function nextPlane(before: Plane | undefined, input: PlaneInput): Plane {
  const nodes = keepEqual(before?.nodes, [...input.nodes.values()].sort(byRole));
  const isPlaced = before && before.input.hasCloud === input.hasCloud && keyOf(before.input.members) === keyOf(input.members) && before.input.aspect === input.aspect && sameNames(before.nodes, nodes);
  if (isPlaced) return { ...before, input, nodes };
  const isCompact = nodes.length > kubeletCardsMax;
  const isNarrow = input.aspect < narrowAspect;
  const group = groupOf(nodes, isCompact, isNarrow);
  const boxes = isNarrow ? upright(group, input) : across(group, input, input.aspect < roomyAspect ? tight : roomy);
  return { input, nodes, isCompact, boxes, parts: partsOf(boxes, group.places, placesOfMembers(boxes.get('plane:etcd'), input.members, isNarrow)) };
}

const keyOf = (members: PlaneInput['members']): string => members.map(({ name, side }) => `${name} ${String(side)}`).join();
const byRole = (a: NodeCard, b: NodeCard): number => Number(b.roles.includes('control-plane')) - Number(a.roles.includes('control-plane')) || naturalOrder(a.name, b.name);
const sameNames = (a: readonly NodeCard[], b: readonly NodeCard[]): boolean => a === b || (a.length === b.length && a.every(({ name }, index) => name === b[index]?.name));

interface Group {
  readonly width: number;
  readonly height: number;
  /** Relative to the group. */
  readonly places: ReadonlyMap<string, Rect>;
}

/** The kubelets below their heading: cards, or tiles where there are many. */
function groupOf(nodes: readonly NodeCard[], isCompact: boolean, isNarrow: boolean): Group {
  const [width, height, between] = isCompact ? [tile.size, tile.size, tile.gap] : isNarrow ? [half, low.kubelet, narrowGap] : [kubelet.width, kubelet.height, kubelet.gap];
  const columns = Math.max(1, isNarrow ? Math.floor((narrowWidth + between) / (width + between)) : isCompact ? Math.max(7, Math.ceil(Math.sqrt(nodes.length * 1.1))) : nodes.length > 6 ? 2 : 1);
  const places = new Map(nodes.map(({ name }, index): [string, Rect] => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    return [`node:${name}`, { x: column * (width + between), y: groupHead + row * (height + between), width, height }];
  }));
  const rows = Math.ceil(nodes.length / columns);
  return { width: Math.max(kubelet.width, columns * (width + between) - between), height: groupHead + Math.max(0, rows * (height + between) - between), places };
}

const controllerRows = Math.ceil(controllerAccounts.length / 2);
const managerHeight = (row: number): number => managerHead + controllerRows * row + managerPad;

interface Cell {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Room above it where something stands there. */
  readonly above?: number;
}

/** Left to right: who decides, the API server between the person and etcd, who runs. */
function across(group: Group, { hasCloud, members }: PlaneInput, { managers: managersWidth, columnGap }: typeof roomy | typeof tight): ReadonlyMap<string, Rect> {
  const managers: readonly Cell[] = [
    { id: 'plane:scheduler', width: managersWidth, height: cardSize.height }, { id: 'plane:manager', width: managersWidth, height: managerHeight(rowHeight) },
    ...(hasCloud ? [{ id: 'plane:cloud', width: managersWidth, height: smallHeight }] : []),
  ];
  // As wide as one another, so that no way to either side leads behind etcd.
  const middleWidth = members.length > 0 ? rowWidth(members) : cardSize.width;
  const middle: readonly Cell[] = [
    { id: 'plane:person', width: cardSize.width, height: smallHeight }, { id: 'plane:api', width: middleWidth, height: apiHeight, above: 64 }, { id: 'plane:etcd', width: middleWidth, height: members.length > 0 ? member.head + member.height + member.pad : etcdHeight, above: 64 },
    { id: 'plane:legend', width: middleWidth, height: legendHeight, above: 28 },
  ];
  const runners: readonly Cell[] = [
    { id: 'plane:kubelets', width: group.width, height: group.height }, { id: 'plane:proxy', width: kubelet.width, height: smallHeight }, { id: 'plane:accounts', width: kubelet.width, height: smallHeight },
  ];
  const columns = [managers, middle, runners];
  const heights = columns.map(heightOf);
  const tallest = Math.max(...heights);
  const boxes = new Map<string, Rect>();
  let x = 0;
  columns.forEach((cells, index) => {
    const widest = Math.max(...cells.map(({ width }) => width));
    let y = (tallest - (heights[index] ?? 0)) / 2;
    cells.forEach(({ id, width, height, above = gap }, at) => {
      if (at > 0) y += above;
      boxes.set(id, { x: index === 1 ? x + (widest - width) / 2 : x, y, width, height });
      y += height;
    });
    x += widest + columnGap;
  });
  return boxes;
}

const heightOf = (cells: readonly Cell[]): number => cells.reduce((sum, { height, above = gap }, index) => sum + height + (index > 0 ? above : 0), 0);

/** From the top down, where there is no room beside one another: who asks, who answers, who keeps and decides, who runs. */
function upright(group: Group, { hasCloud, members }: PlaneInput): ReadonlyMap<string, Rect> {
  const small = (id: string): Cell => ({ id, width: half, height: low.small });
  const legend: Cell = { id: 'plane:legend', width: hasCloud ? narrowWidth : half, height: legendHeight };
  const rows: readonly (readonly Cell[])[] = [
    [small('plane:person'), small('plane:accounts')],
    [{ id: 'plane:api', width: narrowWidth, height: members.length > 0 ? low.shared : low.api }],
    ...(members.length > 0
      ? [[{ id: 'plane:etcd', width: narrowWidth, height: member.head + stackHeight(members) + member.pad }], [{ id: 'plane:scheduler', width: narrowWidth, height: low.shared }]]
      : [[{ id: 'plane:etcd', width: half, height: low.card }, { id: 'plane:scheduler', width: half, height: low.card }]]),
    [{ id: 'plane:manager', width: narrowWidth, height: managerHeight(low.row) }],
    [{ id: 'plane:kubelets', width: narrowWidth, height: group.height }],
    [small('plane:proxy'), hasCloud ? small('plane:cloud') : legend],
    ...(hasCloud ? [[legend]] : []),
  ];
  const boxes = new Map<string, Rect>();
  let y = 0;
  for (const row of rows) {
    row.forEach(({ id, width, height }, index) => { boxes.set(id, { x: index * (half + narrowGap), y, width, height }); });
    y += Math.max(...row.map(({ height }) => height)) + narrowGap;
  }
  return boxes;
}

/** Kubelets and controllers in stage pixels. */
function partsOf(boxes: ReadonlyMap<string, Rect>, kubelets: ReadonlyMap<string, Rect>, members: ReadonlyMap<string, Rect>): ReadonlyMap<string, Rect> {
  const parts = new Map<string, Rect>(members);
  const [group, manager] = [boxes.get('plane:kubelets'), boxes.get('plane:manager')];
  if (group) for (const [id, rect] of kubelets) parts.set(id, { ...rect, x: group.x + rect.x, y: group.y + rect.y });
  if (manager) for (const [account, rect] of controllerPlaces(manager)) parts.set(`plane:controller/${account}`, rect);
  return parts;
}

/** One side first, then the other; between two members of different sides the gap is wide. */
function inRow(members: PlaneInput['members']): readonly { readonly name: string; readonly gap: number }[] {
  const sorted = [...members].sort((a, b) => a.side - b.side);
  return sorted.map(({ name, side }, index) => ({ name, gap: index === 0 ? 0 : side === sorted[index - 1]?.side ? member.gap : member.cut }));
}

/** As wide with a cut as without, so that nothing else moves. */
const rowWidth = (members: PlaneInput['members']): number => members.length * member.width + (members.length - 2) * member.gap + member.cut + member.pad * 2;
const stackHeight = (members: PlaneInput['members']): number => members.length * member.row + (members.length - 2) * (member.gap / 3) + member.cut / 3;

function placesOfMembers(box: Rect | undefined, members: PlaneInput['members'], isNarrow: boolean): ReadonlyMap<string, Rect> {
  const places = new Map<string, Rect>();
  if (!box) return places;
  let at = 0;
  const row = inRow(members);
  const width = (box.width - member.pad * 2 - row.reduce((sum, { gap }) => sum + gap, 0)) / row.length;
  for (const { name, gap } of row) {
    at += isNarrow ? gap / 3 : gap;
    const top = box.y + member.head;
    places.set(`plane:member/${name}`, isNarrow ? { x: box.x + member.pad, y: top + at, width: box.width - member.pad * 2, height: member.row } : { x: box.x + member.pad + at, y: top, width, height: member.height });
    at += isNarrow ? member.row : width;
  }
  return places;
}

/** The controllers in two columns of the card of their manager. */
function controllerPlaces({ x, y, width, height }: Rect): ReadonlyMap<string, Rect> {
  const column = (width - managerPad * 2) / 2;
  const row = (height - managerHead - managerPad) / controllerRows;
  return new Map(controllerAccounts.map((account, index) => [
    account, { x: x + managerPad + Math.floor(index / controllerRows) * column, y: y + managerHead + (index % controllerRows) * row, width: column, height: row },
  ]));
}

/** Where a component, a kubelet or a controller is on the stage. */
export const planeRectOf = ({ boxes, parts }: Plane, id: string): Rect | undefined => parts.get(id) ?? boxes.get(id);

/** The way between two boxes: from side to side where they stand beside one another, else straight from above to below. */
export function endsBetween(a: Rect, b: Rect): Way {
  const middle = (rect: Rect): Way['from'] => ({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });
  const [from, to] = [middle(a), middle(b)];
  if (a.x + a.width <= b.x) return { from: { x: a.x + a.width, y: from.y }, to: { x: b.x, y: to.y } };
  if (b.x + b.width <= a.x) return { from: { x: a.x, y: from.y }, to: { x: b.x + b.width, y: to.y } };
  const x = Math.min(Math.max(from.x, b.x), b.x + b.width);
  return { ...(a.y < b.y ? { from: { x, y: a.y + a.height }, to: { x, y: b.y } } : { from: { x, y: a.y }, to: { x, y: b.y + b.height } }), isDown: true };
}
