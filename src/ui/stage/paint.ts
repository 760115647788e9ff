import type { Health, PodCard } from '../../protocol/cards.ts';
import type { Rect } from './layout/geometry.ts';
import { boxIdOf, rectOf, type StageModel } from './layout/model.ts';
import type { Hull } from './layout/hull.ts';
import type { Workloads } from './layout/workloads.ts';
import { hueOf, nodeHealth, usageOf } from './select.ts';
import type { StageWords } from './words.ts';

/** Colours of the theme, read from the page once for each painting. */
export interface Palette {
  readonly page: string;
  readonly line: string;
  readonly ink: string;
  readonly muted: string;
  readonly accent: string;
  readonly health: Readonly<Record<Health, string>>;
  readonly pod: (hue: number) => string;
  readonly font: string;
}

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const dark = document.documentElement.dataset.theme === 'dark';
  const pods = new Map<number, string>();
  const pod = (hue: number): string => {
    const known = pods.get(hue) ?? `oklch(${dark ? '55%' : '78%'} 0.085 ${hue})`;
    pods.set(hue, known);
    return known;
  };
  return {
    page: colour('--page'), line: colour('--line-strong'), ink: colour('--ink'), muted: colour('--muted'), accent: colour('--accent'), font: style.fontFamily, pod,
    health: { good: colour('--good'), busy: colour('--busy'), bad: colour('--bad'), done: colour('--done'), going: colour('--going') },
  };
}

export interface Scene {
  readonly model: StageModel;
  readonly words: Pick<StageWords, 'pending' | 'goneMachine'>;
  readonly palette: Palette;
  /** What of the stage is in sight, in stage pixels. */
  readonly sight: Rect;
  readonly zoom: number;
  readonly selectedUid: string;
  readonly focusId: string;
}

/** Below this many screen pixels a cell is no longer drawn by itself; its machine shows how full it is, and of what. */
const cellPixelsMin = 1.6;
const namePixelsMin = 7;
const cellSize = 11;

const meets = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Paints machines and pods. The context is already in stage pixels. */
export function paintScene(context: CanvasRenderingContext2D, scene: Scene): void {
  const { model, sight, zoom } = scene;
  const cells = new Map<string, Rect[]>();
  if (model.workloads) paintCards(cells, scene, model.workloads);
  else if (!model.storage) for (const [name, hull] of model.hulls) {
    const box = model.boxes.get(boxIdOf(name));
    if (!box || !meets(box, sight)) continue;
    paintHull(context, scene, name, hull, box);
    if (cellSize * zoom >= cellPixelsMin) collectCells(cells, scene, hull, box);
    else paintFullness(context, scene, hull, box);
  }
  for (const [colour, rects] of cells) {
    context.fillStyle = colour;
    for (const { x, y, width, height } of rects) context.fillRect(x, y, width, height);
  }
  paintRings(context, scene);
}

function paintHull(context: CanvasRenderingContext2D, { palette, zoom, words }: Scene, name: string, { node, pods }: Hull, { x, y, width, height }: Rect): void {
  const health = node ? nodeHealth(node) : 'good';
  context.fillStyle = node?.powered === false ? palette.line : palette.page;
  context.fillRect(x, y, width, height);
  context.strokeStyle = health === 'good' ? palette.line : palette.health[health];
  context.lineWidth = Math.min(8, (health === 'good' ? 1 : 2) / zoom);
  context.strokeRect(x, y, width, height);
  if (11 * zoom < namePixelsMin) return;
  context.font = `600 11px ${palette.font}`;
  context.fillStyle = palette.ink;
  context.fillText(node ? `${health === 'bad' ? '▲ ' : ''}${node.name}` : `${name === '' ? words.pending : words.goneMachine} ${String(pods.length)}`, x + 8, y + 18, width * 0.6);
  if (!node) return;
  context.textAlign = 'right';
  context.font = `11px ${palette.font}`;
  context.fillStyle = health === 'good' ? palette.muted : palette.health[health];
  context.fillText(node.status, x + width - 8, y + 18, width * 0.36);
  context.textAlign = 'left';
}

const colourOf = (pod: PodCard, palette: Palette): string => (pod.health === 'good' ? palette.pod(hueOf(pod)) : palette.health[pod.health]);

/** Pods of the workloads lens; their cards are elements. Cells too small to be told apart are left out. */
function paintCards(cells: Map<string, Rect[]>, scene: Scene, { cards }: Workloads): void {
  for (const [id, { family, places }] of cards) {
    const box = scene.model.boxes.get(id);
    if (box && meets(box, scene.sight)) for (const { pods } of family.sections) collectCells(cells, scene, { pods, places }, box);
  }
}

/** Cells by colour, so that each colour is set once. State is form as well: full, low, half, dot. */
function collectCells(cells: Map<string, Rect[]>, { palette }: Scene, { pods, places }: Pick<Hull, 'pods' | 'places'>, box: Rect): void {
  for (const pod of pods) {
    const rect = places.get(pod.uid)?.rect;
    if (!rect) continue;
    const colour = colourOf(pod, palette);
    const list = cells.get(colour);
    const cell = cellForm(pod, { ...rect, x: box.x + rect.x, y: box.y + rect.y });
    if (list) list.push(cell);
    else cells.set(colour, [cell]);
  }
}

/** Running pods are full width and as high as what they use, a third at least; others are smaller, each in its own way. */
function cellForm(pod: PodCard, { x, y, width, height }: Rect): Rect {
  const { health } = pod;
  if (health === 'good') {
    const used = height * Math.max(0.34, usageOf(pod));
    return { x, y: y + height - used, width, height: used };
  }
  if (health === 'bad') return { x, y, width, height };
  if (health === 'busy') return { x, y, width: width / 2, height };
  if (health === 'going') return { x, y: y + height * 0.4, width, height: height * 0.25 };
  return { x: x + width * 0.3, y: y + height * 0.3, width: width * 0.4, height: height * 0.4 };
}

type Kinds = ReadonlyMap<number | Health, number>;
const kindsKept = new WeakMap<readonly PodCard[], Kinds>();

/** How many pods of a machine have which hue, or which state where it is not a good one. Most machines stay the same from frame to frame. */
function kindsOf(pods: readonly PodCard[]): Kinds {
  const kept = kindsKept.get(pods);
  if (kept) return kept;
  const kinds = new Map<number | Health, number>();
  for (const pod of pods) {
    const kind = pod.health === 'good' ? hueOf(pod) : pod.health;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  kindsKept.set(pods, kinds);
  return kinds;
}

/** A machine from far away: filled as far as its cells go, in shares of what its pods are. */
function paintFullness(context: CanvasRenderingContext2D, { palette }: Scene, { pods }: Hull, { x, y, width, height }: Rect): void {
  let top = y + height;
  for (const [kind, count] of kindsOf(pods)) {
    const colour = typeof kind === 'number' ? palette.pod(kind) : palette.health[kind];
    const part = Math.min(1, count / 128) * height;
    context.fillStyle = colour;
    context.fillRect(x, top - part, width, part);
    top -= part;
  }
}

function paintRings(context: CanvasRenderingContext2D, { model, palette, zoom, selectedUid, focusId }: Scene): void {
  context.strokeStyle = palette.accent;
  context.lineWidth = Math.max(2, 2 / zoom);
  for (const rect of [rectOf(model, focusId), rectOf(model, `pod:${selectedUid}`)]) {
    if (rect) context.strokeRect(rect.x - 2, rect.y - 2, rect.width + 4, rect.height + 4);
  }
}
