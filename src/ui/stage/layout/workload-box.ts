import type { PodCard } from '../../../protocol/cards.ts';
import { claimOrdinal, type Family, type Section } from './families.ts';
import type { Rect } from './geometry.ts';
import type { Density, PodPlace, Shape } from './hull.ts';
import { closeGaps, emptyPacking, pack, type Grid, type Packing } from './packing.ts';

/** Of a workload's card, in stage pixels. A card is one or more units wide. */
export const unit = { width: 380, gap: 20 } as const;
const pad = 12;
export const cardRows = { header: 64, bar: 42, title: 24, history: 24, policy: 38, claim: 20, foot: 10 } as const;
/** Older revisions without pods that are listed; the rest is a number. */
export const historyShown = 3;

interface Metric {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

const metrics: Readonly<Record<Exclude<Shape, 'line' | 'label'>, Metric>> = {
  tile: { width: 116, height: 44, gap: 4 },
  chip: { width: 55, height: 22, gap: 5 },
  cell: { width: 11, height: 11, gap: 2 },
};

/** A section of a card: where its title stands (0 for none) and where its pods begin. */
export interface SectionPlace {
  readonly section: Section;
  readonly titleY: number;
}

/** A workload on the stage with its pods. */
export interface WorkloadBox {
  readonly family: Family;
  readonly density: Density;
  readonly shape: Exclude<Shape, 'line' | 'label'>;
  readonly units: number;
  readonly width: number;
  readonly height: number;
  readonly sections: readonly SectionPlace[];
  /** Places of pods relative to the card's corner, by uid. */
  readonly places: ReadonlyMap<string, PodPlace>;
  /** Places of what else can be walked to: `workload:UID` of a revision or Job, `extra:UID`. */
  readonly marks: ReadonlyMap<string, Rect>;
  readonly barY: number;
  readonly packings: ReadonlyMap<string, Packing>;
}

const tilesMax = 12;
/** A card that shows tiles keeps them a little longer, so that a surge does not change its look. */
const tilesKeptMax = 18;

function shapeOf(before: WorkloadBox | undefined, pods: number, density: Density): WorkloadBox['shape'] {
  if (density !== 'tile') return 'cell';
  return pods <= (before?.shape === 'tile' ? tilesKeptMax : tilesMax) ? 'tile' : 'chip';
}

const innerWidth = (units: number): number => units * unit.width + (units - 1) * unit.gap - pad * 2;
const columnsOf = (shape: WorkloadBox['shape'], units: number): number => Math.floor((innerWidth(units) + metrics[shape].gap) / (metrics[shape].width + metrics[shape].gap));
/** A card grows wider rather than much higher than this for each unit of its width. */
const unitHeightMax = 240;

/** Units of width that a card needs; it keeps what it has while that is not much too wide. */
function unitsOf(before: WorkloadBox | undefined, shape: WorkloadBox['shape'], pods: number): number {
  const { height, gap } = metrics[shape];
  let need = 1;
  while (Math.ceil(pods / columnsOf(shape, need)) * (height + gap) > unitHeightMax * need) need++;
  return before?.shape === shape && before.units >= need && before.units <= need + 1 ? before.units : need;
}

/** The card as it is now. Pods keep their places, and what did not change its identity; with `tidy`, pods close the gaps that others have left. */
export function nextBox(before: WorkloadBox | undefined, family: Family, density: Density, tidy = false): WorkloadBox {
  if (!tidy && before?.family === family && before.density === density) return before;
  const pods = family.sections.reduce((sum, section) => sum + section.pods.length, 0);
  const expected = Math.max(pods, family.card && family.card.kind !== 'Job' ? family.card.desired : 0);
  const shape = shapeOf(before, expected, density);
  const units = unitsOf(before, shape, expected);
  const box = layOut(before?.shape === shape && before.units === units ? before : undefined, { family, density, shape, units, tidy });
  return before?.family === family && before.density === density && box.places === before.places ? before : box;
}

type Ground = Pick<WorkloadBox, 'family' | 'density' | 'shape' | 'units'> & { readonly tidy: boolean };

function layOut(before: WorkloadBox | undefined, ground: Ground): WorkloadBox {
  const { family, density, shape, units } = ground;
  const width = innerWidth(units) + pad * 2;
  const places = new Map<string, PodPlace>();
  const marks = new Map<string, Rect>();
  const packings = new Map<string, Packing>();
  const sections: SectionPlace[] = [];
  const barY = family.card?.rollout ? cardRows.header : 0;
  let y = barY > 0 ? barY + cardRows.bar : cardRows.header - (family.card ? 0 : 22);
  for (const section of family.sections) {
    const titleY = section.card ? y : 0;
    if (section.card) {
      marks.set(`workload:${section.uid}`, { x: pad, y, width: width - pad * 2, height: cardRows.title });
      y += cardRows.title;
    }
    sections.push({ section, titleY });
    const packing = packSection(before?.packings.get(section.uid), section, ground);
    packings.set(section.uid, packing);
    y = placePods(places, marks, packing, { ground, section, top: y, before });
  }
  y = placeRows(marks, family, { y, width });
  const samePlaces = before && equalPlaces(before.places, places);
  return { family, density, shape, units, width, height: y + cardRows.foot, sections, places: samePlaces ? before.places : places, marks, barY, packings };
}

/** Rows that a section has at least: those of the wanted count, so that the card does not shrink while pods come and go. */
function rowsMin({ card, isCurrent }: Section, { family, shape, units }: Ground): number {
  const desired = isCurrent ? (family.card?.kind === 'Job' ? 0 : (family.card?.desired ?? 0)) : (card?.desired ?? 0);
  return Math.ceil((card && !isCurrent ? Math.min(desired, card.current) : desired) / columnsOf(shape, units));
}

function packSection(before: Packing | undefined, section: Section, ground: Ground): Packing {
  const columns = columnsOf(ground.shape, ground.units);
  const numbered = ground.family.card?.kind === 'StatefulSet' ? byOrdinal(section.pods, ground.family.card.desired, columns) : undefined;
  if (numbered) return numbered;
  const grid: Grid = { columns, rows: 0, floor: { w: 1, h: 1 } };
  const packing = pack(before ?? emptyPacking, section.pods.map(({ uid }) => ({ uid, share: 0 })), grid);
  return ground.tidy ? closeGaps(packing, grid) : packing;
}

const ordinalOf = ({ name }: { readonly name: string }): number => Number(/-(\d+)$/.exec(name)?.[1] ?? NaN);

/** Pods of a StatefulSet at their numbers; undefined where the numbers are far beyond their count. */
function byOrdinal(pods: readonly PodCard[], desired: number, columns: number): Packing | undefined {
  const slots = new Map(pods.map((pod) => [pod.uid, { x: ordinalOf(pod) % columns, y: Math.floor(ordinalOf(pod) / columns), w: 1, h: 1 }]));
  const last = Math.max(-1, ...pods.map(ordinalOf));
  if (!(last < desired + 20) || new Set(pods.map(ordinalOf)).size !== pods.length) return undefined;
  return { slots, rows: Math.floor(last / columns) + 1 };
}

interface PodGround {
  readonly ground: Ground;
  readonly section: Section;
  readonly top: number;
  readonly before: WorkloadBox | undefined;
}

/** Puts a section's pods, and the claims of numbered pods below them; returns where the next thing may stand. */
function placePods(places: Map<string, PodPlace>, marks: Map<string, Rect>, packing: Packing, { ground, section, top, before }: PodGround): number {
  const { family, shape, units } = ground;
  const { width, height, gap } = metrics[shape];
  const columns = columnsOf(shape, units);
  const claims = claimsBelow(ground);
  const step = height + gap + (claims.length > 0 ? (family.card?.claimTemplates?.length ?? 1) * (cardRows.claim + 2) + 4 : 0);
  const at = (x: number, y: number): Rect => ({ x: pad + x * (width + gap), y: top + y * step, width, height });
  for (const [uid, { x, y }] of packing.slots) {
    const rect = at(x, y);
    const old = before?.places.get(uid);
    places.set(uid, old?.rect.x === rect.x && old.rect.y === rect.y ? old : { shape, rect });
  }
  const level = new Map<number, number>();
  let rows = Math.max(packing.rows, rowsMin(section, ground));
  for (const { uid, ordinal } of claims) {
    const index = level.get(ordinal) ?? 0;
    level.set(ordinal, index + 1);
    const slot = at(ordinal % columns, Math.floor(ordinal / columns));
    marks.set(`extra:${uid}`, { ...slot, y: slot.y + height + 2 + index * (cardRows.claim + 2), height: cardRows.claim });
    rows = Math.max(rows, Math.floor(ordinal / columns) + 1);
  }
  return top + rows * step + (rows > 0 ? 6 : 0);
}

/** Claims that stand below the pod they were made for: those of a StatefulSet whose pods are tiles. */
function claimsBelow({ family, shape }: Ground): readonly { readonly uid: string; readonly ordinal: number }[] {
  if (shape !== 'tile' || family.card?.kind !== 'StatefulSet') return [];
  const { card } = family;
  return family.claims.flatMap(({ uid, name }) => {
    const ordinal = claimOrdinal(name, card);
    return ordinal === undefined || ordinal >= card.desired + 20 ? [] : [{ uid, ordinal }];
  });
}

/** Claims side by side, older revisions, and what scales or protects the workload: a row each. Returns where they end. */
function placeRows(marks: Map<string, Rect>, family: Family, { y: top, width }: { readonly y: number; readonly width: number }): number {
  const inner = width - pad * 2;
  let y = top;
  const row = (id: string, height: number): void => {
    marks.set(id, { x: pad, y, width: inner, height: height - 2 });
    y += height;
  };
  const loose = family.claims.filter(({ uid }) => !marks.has(`extra:${uid}`));
  const across = Math.floor((inner + 4) / 120);
  loose.forEach(({ uid }, index) => {
    marks.set(`extra:${uid}`, { x: pad + (index % across) * 120, y: y + Math.floor(index / across) * (cardRows.claim + 2), width: 116, height: cardRows.claim });
  });
  if (loose.length > 0) y += Math.ceil(loose.length / across) * (cardRows.claim + 2) + 4;
  for (const { uid } of family.history.slice(0, historyShown)) row(`workload:${uid}`, cardRows.history);
  if (family.history.length > historyShown) y += 18;
  for (const { uid } of family.policies) row(`extra:${uid}`, cardRows.policy);
  return y;
}

function equalPlaces(a: ReadonlyMap<string, PodPlace>, b: ReadonlyMap<string, PodPlace>): boolean {
  if (a.size !== b.size) return false;
  for (const [uid, place] of b) if (a.get(uid) !== place) return false;
  return true;
}
