/** A pod's place inside its machine, in cells of the machine's grid. */
export interface Slot {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What a pod wants of its machine: the larger of its shares of cpu and memory, 0 to 1. */
export interface Demand {
  readonly uid: string;
  readonly share: number;
}

/** The grid inside a machine. */
export interface Grid {
  readonly columns: number;
  /** Rows of a machine that is asked for no more than it has: `columns × rows` cells are the whole machine. */
  readonly rows: number;
  /** Smallest tile, in cells. */
  readonly floor: { readonly w: number; readonly h: number };
}

export interface Packing {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly rows: number;
}

export const emptyPacking: Packing = { slots: new Map(), rows: 0 };

/**
 * Size of a pod's tile in cells: its area is its share of the machine, and never under the floor.
 *
 * Example: a machine of 15 × 8 cells, floor 5 × 2: a share of 0.25 is 30 cells, so 10 × 3; a share of 0.02 is the floor.
 * Widths are whole floors, so that tiles stand in columns.
 */
export function tileSize(share: number, grid: Grid): { readonly w: number; readonly h: number } {
  const { floor } = grid;
  const area = Math.min(1, Math.max(0, share)) * grid.columns * grid.rows;
  if (area <= floor.w * floor.h) return floor;
  const widths = Math.max(1, Math.round(Math.sqrt(area * (floor.w / floor.h)) / floor.w));
  const w = Math.min(grid.columns - (grid.columns % floor.w), widths * floor.w);
  return { w, h: Math.max(floor.h, Math.round(area / w)) };
}

/**
 * Packs pods into their machine. A pod keeps its place while it lives and asks for as much as before; a new one takes the
 * first gap, row by row. Gives back `before` itself where nothing changed.
 */
export function pack(before: Packing, demands: readonly Demand[], grid: Grid): Packing {
  const sizes = demands.map(({ uid, share }) => ({ uid, ...tileSize(share, grid) }));
  const kept = sizes.filter(({ uid, w, h }) => fits(before.slots.get(uid), w, h));
  if (kept.length === sizes.length && sizes.length === before.slots.size && before.rows >= grid.rows) return before;
  const ground = new Ground(grid.columns);
  const slots = new Map<string, Slot>();
  for (const { uid } of kept) {
    const slot = before.slots.get(uid);
    if (slot) { ground.take(slot); slots.set(uid, slot); }
  }
  for (const { uid, w, h } of sizes) {
    if (!slots.has(uid)) slots.set(uid, ground.takeFirstGap(w, h));
  }
  return { slots, rows: Math.max(grid.rows, ground.rows) };
}

/**
 * The packing without gaps before its last pods: from the last on, each goes to the first gap that takes it and lies before its own
 * place. So the fewest move, and whoever has no gap before them stays. Gives back `before` itself where nobody moves.
 *
 * Example: a row of a, b, c, d from which b has gone becomes a, d, c: only d has moved.
 */
export function closeGaps(before: Packing, grid: Grid): Packing {
  const slots = new Map(before.slots);
  for (let moved = true; moved;) {
    moved = false;
    const ground = new Ground(grid.columns);
    for (const slot of slots.values()) ground.take(slot);
    for (const [uid, slot] of [...slots].sort(([, a], [, b]) => b.y - a.y || b.x - a.x)) {
      ground.leave(slot);
      const gap = ground.takeFirstGap(slot.w, slot.h);
      if (gap.y === slot.y && gap.x === slot.x) continue;
      slots.set(uid, gap);
      moved = true;
    }
  }
  const rows = Math.max(grid.rows, ...[...slots.values()].map(({ y, h }) => y + h));
  return [...slots].every(([uid, slot]) => before.slots.get(uid) === slot) ? before : { slots, rows };
}

const fits = (slot: Slot | undefined, w: number, h: number): boolean => slot !== undefined && slot.w === w && slot.h === h;

/** Which cells are taken. Grows downwards as needed. */
class Ground {
  private readonly columns: number;
  private readonly taken: boolean[] = [];
  private firstOpenRow = 0;
  rows = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  take({ x, y, w, h }: Slot): void {
    for (let row = y; row < y + h; row++) for (let column = x; column < x + w; column++) this.taken[row * this.columns + column] = true;
    this.rows = Math.max(this.rows, y + h);
  }

  leave({ x, y, w, h }: Slot): void {
    for (let row = y; row < y + h; row++) for (let column = x; column < x + w; column++) this.taken[row * this.columns + column] = false;
    this.firstOpenRow = Math.min(this.firstOpenRow, y);
  }

  takeFirstGap(w: number, h: number): Slot {
    while (this.rowIsFull(this.firstOpenRow)) this.firstOpenRow++;
    for (let y = this.firstOpenRow; ; y++) {
      for (let x = 0; x + w <= this.columns; x++) {
        const slot = { x, y, w, h };
        if (this.isFree(slot)) { this.take(slot); return slot; }
      }
    }
  }

  private isFree({ x, y, w, h }: Slot): boolean {
    for (let row = y; row < y + h; row++) for (let column = x; column < x + w; column++) if (this.taken[row * this.columns + column]) return false;
    return true;
  }

  private rowIsFull(row: number): boolean {
    for (let column = 0; column < this.columns; column++) if (!this.taken[row * this.columns + column]) return false;
    return true;
  }
}
