import type { Point } from './geometry.ts';

/** A machine to be placed: its size is known, its place is not. */
export interface MachineBox {
  readonly name: string;
  readonly zone: string;
  readonly controlPlane: boolean;
  readonly width: number;
  readonly height: number;
}

/** A heading over machines of one zone. */
export interface ZoneLabel extends Point {
  readonly zone: string;
  readonly width: number;
}

export interface Arrangement {
  readonly places: ReadonlyMap<string, Point>;
  readonly labels: readonly ZoneLabel[];
}

export interface ArrangeOptions {
  /** Width ÷ height of what the arrangement is shown in. */
  readonly aspect: number;
  readonly gap: number;
}

const labelHeight = 30;

/**
 * Puts machines side by side: the control plane first, then the workers by zone and name. Zones get a block and a heading of
 * their own where one of them has more than one machine. The number of columns is the one that shows everything largest.
 */
export function arrange(machines: readonly MachineBox[], options: ArrangeOptions): Arrangement {
  const ordered = [...machines].sort(byRoleZoneName);
  const workers = ordered.filter((machine) => !machine.controlPlane);
  const zones = [...new Set(workers.map((machine) => machine.zone))];
  const inBlocks = zones.length > 1 && workers.length > zones.length * 2;
  return inBlocks ? arrangeBlocks(ordered, zones, options) : arrangeGrid(ordered, options);
}

function byRoleZoneName(a: MachineBox, b: MachineBox): number {
  if (a.controlPlane !== b.controlPlane) return a.controlPlane ? -1 : 1;
  return a.zone === b.zone ? naturalOrder(a.name, b.name) : naturalOrder(a.zone, b.zone);
}

/** `node-2` before `node-10`. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b);
}
const collator = new Intl.Collator('en', { numeric: true });

/** Every count of columns is tried up to this many machines; above, those about the square root. */
const tryAllMax = 40;

function arrangeGrid(machines: readonly MachineBox[], options: ArrangeOptions): Arrangement {
  let best: { places: Map<string, Point>; zoom: number } | undefined;
  for (const columns of columnCounts(machines.length, options.aspect)) {
    const { places, width, height } = grid(machines, columns, options.gap);
    const zoom = Math.min(options.aspect / width, 1 / height);
    if (!best || zoom > best.zoom * 1.001) best = { places, zoom };
  }
  return { places: best?.places ?? new Map(), labels: [] };
}

function columnCounts(count: number, aspect: number): readonly number[] {
  if (count <= tryAllMax) return Array.from({ length: count }, (_, index) => index + 1);
  const about = Math.max(1, Math.round(Math.sqrt(count * aspect)));
  return Array.from({ length: about }, (_, index) => Math.max(1, index + Math.ceil(about / 2)));
}

function grid(machines: readonly MachineBox[], columns: number, gap: number): { places: Map<string, Point>; width: number; height: number } {
  const places = new Map<string, Point>();
  let [width, y] = [0, 0];
  for (let start = 0; start < machines.length; start += columns) {
    const row = machines.slice(start, start + columns);
    let x = 0;
    for (const machine of row) {
      places.set(machine.name, { x, y });
      x += machine.width + gap;
    }
    width = Math.max(width, x - gap);
    y += Math.max(...row.map((machine) => machine.height)) + gap;
  }
  return { places, width, height: y - gap };
}

/** Zones beside one another, each as a grid under its heading; the control plane above. */
function arrangeBlocks(machines: readonly MachineBox[], zones: readonly string[], options: ArrangeOptions): Arrangement {
  const { gap, aspect } = options;
  const heads = machines.filter((machine) => machine.controlPlane);
  const largest = Math.max(...zones.map((zone) => machines.filter((machine) => !machine.controlPlane && machine.zone === zone).length));
  const columns = blockColumns(machines, zones.length, largest, aspect);
  const places = new Map<string, Point>();
  const labels: ZoneLabel[] = [];
  const head = grid(heads, Math.max(1, columns * zones.length), gap);
  head.places.forEach((place, name) => places.set(name, place));
  const top = heads.length > 0 ? head.height + gap * 2 : 0;
  let left = 0;
  for (const zone of zones) {
    const block = grid(machines.filter((machine) => !machine.controlPlane && machine.zone === zone), columns, gap);
    labels.push({ zone, x: left, y: top, width: block.width });
    block.places.forEach(({ x, y }, name) => places.set(name, { x: left + x, y: top + labelHeight + y }));
    left += block.width + gap * 3;
  }
  return { places, labels };
}

/** Columns of each zone's grid, so that all zones side by side have about the aspect asked for. */
function blockColumns(machines: readonly MachineBox[], zones: number, largest: number, aspect: number): number {
  const { width, height } = machines[machines.length - 1] ?? { width: 1, height: 1 };
  let [best, bestZoom] = [1, 0];
  for (let columns = 1; columns <= largest; columns++) {
    const zoom = Math.min(aspect / (columns * zones * width), 1 / (Math.ceil(largest / columns) * height));
    if (zoom > bestZoom * 1.001) [best, bestZoom] = [columns, zoom];
  }
  return best;
}
