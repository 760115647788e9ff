import type { NodeCard, PodCard } from '../../../protocol/cards.ts';
import type { Lens } from '../../session/preferences.ts';
import type { Rect } from './geometry.ts';
import { closeGaps, emptyPacking, pack, type Grid, type Packing } from './packing.ts';

/**
 * How finely pods are drawn. `tile`: with words; `compact`: a small cell each, still an element of the page;
 * `canvas`: painted, for whatever is more than the page's elements can carry.
 */
export type Density = 'tile' | 'compact' | 'canvas';

export const compactAbove = 400;
export const canvasAbove = 1500;

export function densityOf(podCount: number, nodeCount: number): Density {
  if (podCount > canvasAbove || nodeCount > 400) return 'canvas';
  return podCount > compactAbove || nodeCount > 60 ? 'compact' : 'tile';
}

/** How a pod is drawn: a tile with words, a line with words, a label with its name, a chip with its last letters, or a bare cell. */
export type Shape = 'tile' | 'line' | 'label' | 'chip' | 'cell';

export interface PodPlace {
  readonly rect: Rect;
  readonly shape: Shape;
}

/** A machine on the stage with what runs on it. The one named '' is the tray of pods that have no machine. */
export interface Hull {
  readonly node: NodeCard | undefined;
  readonly pods: readonly PodCard[];
  readonly lens: Lens;
  readonly density: Density;
  /** Places of pods relative to the hull's corner, by uid. */
  readonly places: ReadonlyMap<string, PodPlace>;
  readonly width: number;
  readonly height: number;
  readonly packings: Packings;
  /** How crowded it is: index of the smallest size of its pods. */
  readonly crowd: number;
  readonly served: ReadonlySet<string>;
  /** Columns of the tray; 0 for a machine. */
  readonly trayColumns: number;
}

interface Packings {
  readonly all: Packing;
  readonly served: Packing;
  readonly others: Packing;
}

export interface HullInput {
  readonly node: NodeCard | undefined;
  readonly pods: readonly PodCard[];
  readonly lens: Lens;
  readonly density: Density;
  /** Uids of the pods that are behind a service. */
  readonly served: ReadonlySet<string>;
  /** Columns of the tray, which is as wide as the machines are. */
  readonly trayColumns: number;
  /** Pods that have a gap before them are to close it. */
  readonly tidy?: boolean;
}

interface Metric {
  readonly unit: number;
  readonly gap: number;
  readonly pad: number;
  readonly header: number;
  readonly grid: Grid;
}

/** Of a hull, in stage pixels. A machine's whole capacity is `columns × rows` cells. */
export const metrics: Readonly<Record<'tile' | 'compact', Metric>> = {
  tile: { unit: 24, gap: 4, pad: 10, header: 80, grid: { columns: 15, rows: 8, floor: { w: 5, h: 2 } } },
  compact: { unit: 13, gap: 2, pad: 8, header: 30, grid: { columns: 16, rows: 8, floor: { w: 1, h: 1 } } },
};
/** Smallest sizes of pods with words, with their names only, and without any; up to so many pods a machine's width. Otherwise one crowded machine would make all of the picture small. */
const crowds = [{ floor: { w: 5, h: 2 }, podsMax: 24 }, { floor: { w: 3, h: 1 }, podsMax: 60 }, { floor: { w: 1, h: 1 }, podsMax: Infinity }] as const;
/** A machine stays as crowded as it was until it has this much less. */
const easedBelow = 0.75;

/** How crowded so many pods make a machine, or a tray that is as wide as several. */
function crowdOf(before: Hull | undefined, { node, pods, density }: HullInput, trayColumns: number): number {
  if (density !== 'tile') return 0;
  const widths = node ? 1 : Math.max(1, trayColumns / metrics.tile.grid.columns);
  const fitting = (share: number): number => crowds.findIndex(({ podsMax }) => pods.length <= podsMax * widths * share);
  return Math.max(fitting(1), Math.min(before?.crowd ?? 0, fitting(easedBelow)));
}

const trayHeader = { tile: 30, compact: 24 } as const;
const line = { width: 236, height: 30, gap: 4, header: 40, pad: 10, cell: 13 } as const;

const metricOf = (density: Density): Metric => metrics[density === 'tile' ? 'tile' : 'compact'];
export const hullWidth = (density: Density, lens: Lens): number => {
  const { pad, unit, gap, grid } = metricOf(density);
  return lens === 'network' && density === 'tile' ? line.width + line.pad * 2 : pad * 2 + grid.columns * unit - gap;
};
/** Columns of a tray that is to be `width` wide. */
export const trayColumnsFor = (density: Density, width: number): number => {
  const { pad, unit, gap, grid } = metricOf(density);
  return Math.max(grid.floor.w, Math.floor((width - pad * 2 + gap) / unit));
};

/** The larger of a pod's shares of its machine's cpu and memory. */
export function shareOf(pod: PodCard, node: NodeCard | undefined): number {
  if (!node) return 0;
  return Math.max(pod.cpuRequestMilli / Math.max(1, node.cpuAllocatableMilli), pod.memoryRequestBytes / Math.max(1, node.memoryAllocatableBytes));
}

/** The hull as it is now; what did not change keeps its identity, and pods keep their places. */
export function nextHull(before: Hull | undefined, input: HullInput): Hull {
  const { node, pods, lens, density, served } = input;
  const trayColumns = node ? 0 : input.trayColumns;
  const listed = lens === 'network' && density === 'tile' && node !== undefined;
  if (before && !input.tidy && sameDemands(before, input, trayColumns)) return before.node === node && before.pods === pods ? before : { ...before, node, pods };
  const crowd = crowdOf(before, input, trayColumns);
  const packed = listed ? packLists(before, pods, served) : packAll(before, input, groundOf(input, { trayColumns, crowd }));
  const packings = input.tidy ? tidied(packed, { listed, ground: groundOf(input, { trayColumns, crowd }) }) : packed;
  if (before && packings === before.packings && sameDemands(before, input, trayColumns)) return before.node === node && before.pods === pods ? before : { ...before, node, pods };
  const sameGround = before?.packings === packings && before.lens === lens && before.density === density && before.trayColumns === trayColumns;
  const size = sameGround ? before : listed ? listPlaces(packings) : gridPlaces(packings.all, input, trayColumns);
  return { node, pods, lens, density, served, packings, crowd, trayColumns, places: size.places, width: size.width, height: size.height };
}

/** Whether nothing changed that the places depend on. This is asked for every machine at every frame. */
function sameDemands(before: Hull, { node, pods, lens, density, served }: HullInput, trayColumns: number): boolean {
  return sameWishes(before.pods, pods) && before.lens === lens && before.density === density && before.trayColumns === trayColumns && (lens === 'cluster' || before.served === served)
    && before.node?.cpuAllocatableMilli === node?.cpuAllocatableMilli && before.node?.memoryAllocatableBytes === node?.memoryAllocatableBytes && (before.node === undefined) === (node === undefined);
}

/** Whether the same pods ask for the same: what they use and how they are does not move them. */
function sameWishes(a: readonly PodCard[], b: readonly PodCard[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < b.length; index++) {
    const [old, pod] = [a[index], b[index]];
    if (old !== pod && (old?.uid !== pod?.uid || old?.cpuRequestMilli !== pod?.cpuRequestMilli || old?.memoryRequestBytes !== pod?.memoryRequestBytes)) return false;
  }
  return true;
}

function groundOf({ node, pods, density }: HullInput, { trayColumns, crowd }: Pick<Hull, 'trayColumns' | 'crowd'>): Grid {
  const metric = metricOf(density).grid;
  const grid: Grid = density === 'tile' ? { ...metric, floor: crowds[crowd]?.floor ?? metric.floor } : metric;
  return node ? grid : { ...grid, columns: trayColumns, rows: pods.length > 0 ? grid.floor.h : 0 };
}

/** The packings that are shown, without gaps. */
function tidied(packings: Packings, { listed, ground }: { readonly listed: boolean; readonly ground: Grid }): Packings {
  if (!listed) {
    const all = closeGaps(packings.all, ground);
    return all === packings.all ? packings : { ...packings, all };
  }
  const [served, others] = [closeGaps(packings.served, oneColumn), closeGaps(packings.others, manyColumns)];
  return served === packings.served && others === packings.others ? packings : { ...packings, served, others };
}

type Size = Pick<Hull, 'places' | 'width' | 'height'>;

function packAll(before: Hull | undefined, { node, pods, density }: HullInput, ground: Grid): Packings {
  const usable = before && (before.density === 'tile') === (density === 'tile') ? before.packings : undefined;
  const sameWidth = node !== undefined || [...(usable?.all.slots.values() ?? [])].every(({ x, w }) => x + w <= ground.columns);
  const all = pack(sameWidth ? (usable?.all ?? emptyPacking) : emptyPacking, pods.map((pod) => ({ uid: pod.uid, share: shareOf(pod, node) })), ground);
  return usable?.all === all ? usable : { served: usable?.served ?? emptyPacking, others: usable?.others ?? emptyPacking, all };
}

const oneColumn: Grid = { columns: 1, rows: 0, floor: { w: 1, h: 1 } };
const manyColumns: Grid = { columns: Math.floor((line.width + 2) / line.cell), rows: 0, floor: { w: 1, h: 1 } };

/** Pods behind a service in a list, the others as cells below it. */
function packLists(before: Hull | undefined, pods: readonly PodCard[], behindService: ReadonlySet<string>): Packings {
  const old = before?.packings ?? { all: emptyPacking, served: emptyPacking, others: emptyPacking };
  const demand = (pod: PodCard) => ({ uid: pod.uid, share: 0 });
  const served = pack(old.served, pods.filter((pod) => behindService.has(pod.uid)).map(demand), oneColumn);
  const others = pack(old.others, pods.filter((pod) => !behindService.has(pod.uid)).map(demand), manyColumns);
  return old.served === served && old.others === others ? old : { all: old.all, served, others };
}

/** What a pod of so many cells has room for. */
const shapeOf = (w: number, h: number): Shape => (w >= 5 && h >= 2 ? 'tile' : w >= 3 ? 'label' : 'cell');

function gridPlaces(packing: Packing, { node, density, lens }: HullInput, trayColumns: number): Size {
  const { unit, gap, pad, header, grid } = metricOf(density);
  const top = node ? header : trayHeader[density === 'tile' ? 'tile' : 'compact'];
  const columns = node ? grid.columns : trayColumns;
  const places = new Map<string, PodPlace>();
  for (const [uid, { x, y, w, h }] of packing.slots) {
    places.set(uid, { shape: density === 'tile' ? shapeOf(w, h) : 'cell', rect: { x: pad + x * unit, y: top + y * unit, width: w * unit - gap, height: h * unit - gap } });
  }
  const rows = packing.rows;
  const width = node ? hullWidth(density, lens) : pad * 2 + columns * unit - gap;
  return { places, width, height: top + (rows > 0 ? rows * unit - gap + pad : 6) };
}

function listPlaces({ served, others }: Packings): Size {
  const places = new Map<string, PodPlace>();
  const step = line.height + line.gap;
  for (const [uid, { y }] of served.slots) {
    places.set(uid, { shape: 'line', rect: { x: line.pad, y: line.header + y * step, width: line.width, height: line.height } });
  }
  const below = line.header + served.rows * step + (served.rows > 0 && others.slots.size > 0 ? 4 : 0);
  for (const [uid, { x, y }] of others.slots) {
    places.set(uid, { shape: 'cell', rect: { x: line.pad + x * line.cell, y: below + y * line.cell, width: line.cell - 2, height: line.cell - 2 } });
  }
  return { places, width: line.width + line.pad * 2, height: below + others.rows * line.cell + line.pad - 2 };
}
