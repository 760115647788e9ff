import { familiesOf, type Families, type FamilyInput, type NamespaceExtras } from './families.ts';
import { boundsOf, sameRect, type Rect } from './geometry.ts';
import type { Density } from './hull.ts';
import { nextBox, unit, type WorkloadBox } from './workload-box.ts';

/** The workloads lens: cards of workloads in blocks, one for each namespace. */
export interface Workloads {
  readonly density: Density;
  readonly input: WorkloadsInput;
  readonly families: Families;
  /** By `workload:UID` and `bare:NAMESPACE`. */
  readonly cards: ReadonlyMap<string, WorkloadBox>;
  /** Boxes of cards, and of headings under `namespace:NAME`. */
  readonly boxes: ReadonlyMap<string, Rect>;
  /** Id of the card that something is on: a pod by its uid, anything else by its id. */
  readonly homes: ReadonlyMap<string, string>;
  readonly columns: number;
  /** First column of each card within its block, and of each block under `namespace:NAME`. */
  readonly columnOf: ReadonlyMap<string, number>;
}

export interface WorkloadsInput extends FamilyInput {
  /** Width ÷ height of the stage. */
  readonly aspect: number;
}

export const gauge = { width: 176, height: 36, gap: 14 } as const;
const headHeight = 30;
const blockGap = 34;
const columnsMax = 24;
/** A stage as narrow as a phone's shows one column, at a size that can be read, and is dragged. */
const narrowAspect = 0.7;
/** An arrangement is given up only for one that shows everything this much larger. */
const gainMin = 1.25;
const pitch = unit.width + unit.gap;

/** The lens after a change. What did not change keeps its identity, and cards stay in their columns; with `tidy`, pods close the gaps that others have left. */
export function nextWorkloads(before: Workloads | undefined, input: WorkloadsInput, density: Density, tidy = false): Workloads {
  const families = before && sameInput(before.input, input) ? before.families : familiesOf(before?.families, input);
  const cards = new Map(families.families.map((family) => [family.id, nextBox(before?.cards.get(family.id), family, density, tidy)]));
  const known = before && before.input.aspect === input.aspect && before.density === density ? before : undefined;
  const plan = bestPlan(known, [...cards.values()], families.namespaces, input.aspect);
  const boxes = before && sameBoxes(before.boxes, plan.boxes) ? before.boxes : plan.boxes;
  return { density, input, families, cards: before && sameCards(before.cards, cards) ? before.cards : cards, boxes, homes: homesOf(before, cards), columns: plan.columns, columnOf: plan.columnOf };
}

const sameInput = (a: WorkloadsInput, b: WorkloadsInput): boolean => a.workloads === b.workloads && a.pods === b.pods && a.extras === b.extras && a.namespace === b.namespace;

function sameCards(a: ReadonlyMap<string, WorkloadBox>, b: ReadonlyMap<string, WorkloadBox>): boolean {
  if (a.size !== b.size) return false;
  for (const [id, card] of b) if (a.get(id) !== card) return false;
  return true;
}

function sameBoxes(a: ReadonlyMap<string, Rect>, b: ReadonlyMap<string, Rect>): boolean {
  if (a.size !== b.size) return false;
  for (const [id, rect] of b) {
    const was = a.get(id);
    if (!was || !sameRect(was, rect)) return false;
  }
  return true;
}

function homesOf(before: Workloads | undefined, cards: ReadonlyMap<string, WorkloadBox>): ReadonlyMap<string, string> {
  if (before && sameCards(before.cards, cards)) return before.homes;
  const homes = new Map<string, string>();
  for (const [id, { places, marks }] of cards) {
    for (const uid of places.keys()) homes.set(uid, id);
    for (const mark of marks.keys()) homes.set(mark, id);
  }
  return homes;
}

interface Plan {
  readonly columns: number;
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly columnOf: ReadonlyMap<string, number>;
}

/** The plan of before while it still shows everything large enough; otherwise the count of columns that shows it largest. */
function bestPlan(before: Workloads | undefined, cards: readonly WorkloadBox[], namespaces: ReadonlyMap<string, NamespaceExtras>, aspect: number): Plan {
  const zoomOf = ({ boxes }: Plan): number => {
    const { width, height } = boundsOf(boxes.values());
    return Math.min(aspect / Math.max(1, width), 1 / Math.max(1, height));
  };
  const blocks = blocksOf(cards, namespaces);
  const widest = Math.max(1, ...cards.map(({ units }) => units));
  const wanted = aspect < narrowAspect ? 1 : Math.min(columnsMax, cards.reduce((sum, { units }) => sum + units, 0));
  let best: Plan | undefined;
  for (let columns = widest; columns <= Math.max(widest, wanted); columns++) {
    const plan = planOf(blocks, columns, noColumns);
    if (!best || zoomOf(plan) > zoomOf(best) * 1.001) best = plan;
  }
  const same = before && before.columns >= widest ? planOf(blocks, before.columns, before.columnOf) : undefined;
  if (!best) return { columns: 1, boxes: new Map(), columnOf: noColumns };
  return same && zoomOf(same) * gainMin >= zoomOf(best) ? same : best;
}

const noColumns: ReadonlyMap<string, number> = new Map();

interface Block {
  readonly namespace: string;
  readonly extras: NamespaceExtras;
  readonly cards: readonly WorkloadBox[];
}

function blocksOf(cards: readonly WorkloadBox[], namespaces: ReadonlyMap<string, NamespaceExtras>): readonly Block[] {
  return [...namespaces].map(([namespace, extras]) => ({ namespace, extras, cards: cards.filter(({ family }) => family.namespace === namespace) }));
}

/** Blocks beside and below one another in so many columns; each block's cards likewise inside it. */
function planOf(blocks: readonly Block[], columns: number, known: ReadonlyMap<string, number>): Plan {
  const boxes = new Map<string, Rect>();
  const columnOf = new Map<string, number>();
  const ground = new Skyline(columns);
  for (const { namespace, extras, cards } of blocks) {
    const id = `namespace:${namespace}`;
    const units = Math.max(1, Math.min(columns, cards.reduce((sum, card) => sum + card.units, 0)));
    const width = units * pitch - unit.gap;
    const head = headHeight + headRows(extras, width) * (gauge.height + 6);
    const inside = new Skyline(units);
    const places = cards.map((card) => ({ card, at: inside.place(card.units, card.height + unit.gap, known.get(card.family.id)) }));
    const block = ground.place(units, head + inside.height + blockGap, known.get(id));
    columnOf.set(id, block.column);
    boxes.set(id, { x: block.column * pitch, y: block.y, width, height: head });
    for (const { card, at } of places) {
      columnOf.set(card.family.id, at.column);
      boxes.set(card.family.id, { x: (block.column + at.column) * pitch, y: block.y + head + at.y, width: card.width, height: card.height });
    }
  }
  return { columns, boxes, columnOf };
}

/** Rows of gauges below a namespace's name. */
export function headRows({ quotas, looseClaims }: NamespaceExtras, width: number): number {
  const across = Math.max(1, Math.floor((width + gauge.gap) / (gauge.width + gauge.gap)));
  return Math.ceil((quotas.reduce((sum, { limits }) => sum + limits.length, 0) + looseClaims.length) / across);
}

/** How far down each column is taken. */
class Skyline {
  private readonly levels: number[];

  constructor(columns: number) {
    this.levels = Array.from({ length: columns }, () => 0);
  }

  get height(): number {
    return Math.max(...this.levels);
  }

  /** Takes a place so many columns wide: in `column` where one is given and fits, else where it is highest, leftmost first. */
  place(width: number, height: number, column: number | undefined): { readonly column: number; readonly y: number } {
    const last = this.levels.length - width;
    const at = column !== undefined && column <= last ? column : this.highest(width, last);
    const y = this.levelAt(at, width);
    for (let index = at; index < at + width; index++) this.levels[index] = y + height;
    return { column: at, y };
  }

  private highest(width: number, last: number): number {
    let best = 0;
    for (let column = 1; column <= last; column++) if (this.levelAt(column, width) < this.levelAt(best, width)) best = column;
    return best;
  }

  private levelAt(column: number, width: number): number {
    return Math.max(...this.levels.slice(column, column + width));
  }
}
