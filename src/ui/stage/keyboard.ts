import type { KeyboardEvent } from 'react';
import { useSession } from '../session/store.ts';
import type { Rect } from './layout/geometry.ts';
import { podRect, rectOf, type StageModel } from './layout/model.ts';
import { nextInDirection, type Direction, type Placed } from './layout/spatial.ts';
import type { Plane } from './layout/plane.ts';
import type { Storage } from './layout/storage.ts';
import type { Workloads } from './layout/workloads.ts';
import { useStage } from './model-store.ts';
import { objectOf } from './objects.ts';

const directions: Readonly<Record<string, Direction>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };
const headerHeight = 24;

/** Everything on the stage that the arrows can reach. A machine is its heading, so that its pods lie below it. */
export function* walkable(model: StageModel): Generator<Placed> {
  if (model.workloads) yield* cardsAndMarks(model, model.workloads);
  if (model.storage) yield* storageCards(model.storage);
  if (model.plane) yield* planeCards(model.plane);
  for (const [id, rect] of model.boxes) {
    if (id.startsWith('node:')) yield { id, rect: { ...rect, height: headerHeight } };
    if (id.startsWith('service:')) yield { id, rect };
  }
  for (const hull of model.workloads || model.storage || model.plane ? [] : model.hulls.values()) {
    for (const pod of hull.pods) {
      const rect = podRect(model.hulls, model.boxes, pod);
      if (rect) yield { id: `pod:${pod.uid}`, rect };
    }
  }
}

const unwalked: ReadonlySet<string> = new Set(['plane:kubelets', 'plane:legend']);

/** Components, then the controllers and the kubelets inside them. */
function* planeCards({ boxes, parts }: Plane): Generator<Placed> {
  for (const [id, rect] of boxes) if (!unwalked.has(id)) yield { id, rect: id === 'plane:manager' ? { ...rect, height: headerHeight } : rect };
  for (const [id, rect] of parts) yield { id, rect };
}

/** Pods from the top down, then claims, volumes and classes. */
function* storageCards({ places, boxes }: Storage): Generator<Placed> {
  for (const [uid, { rect }] of places) yield { id: `pod:${uid}`, rect };
  for (const [id, rect] of boxes) if (id.startsWith('extra:')) yield { id, rect };
}

/** Workloads by their headings, then what is on their cards; pods only where they are elements. */
function* cardsAndMarks(model: StageModel, { cards }: Workloads): Generator<Placed> {
  for (const [id, { family, places, marks }] of cards) {
    const box = model.boxes.get(id);
    if (!box) continue;
    if (family.card) yield { id, rect: { ...box, height: headerHeight } };
    const at = (rect: Rect): Rect => ({ ...rect, x: box.x + rect.x, y: box.y + rect.y });
    for (const [mark, rect] of marks) yield { id: mark, rect: at(rect) };
    if (model.density !== 'canvas') for (const [uid, { rect }] of places) yield { id: `pod:${uid}`, rect: at(rect) };
  }
}

/** Arrows walk, Enter opens, Escape goes back to the stage itself (and the page closes what is open), the menu key opens what can be done. */
export function walk(event: KeyboardEvent<HTMLElement>, openMenu: (id: string, at: { x: number; y: number }) => boolean): void {
  const { model } = useStage.getState();
  const focused = event.target instanceof HTMLElement && event.target !== event.currentTarget ? event.target : undefined;
  const id = focused?.dataset.id ?? '';
  const direction = directions[event.key];
  if (!model || event.ctrlKey || event.metaKey || event.altKey) return;
  if (direction) {
    event.preventDefault();
    focusOn(event.currentTarget, id === '' ? firstId(model) : nextId(model, id, direction));
  } else if (event.key === 'Enter' && model.plane && focused) {
    event.preventDefault();
    focused.click();
  } else if (event.key === 'Enter' && objectOf(id)) {
    event.preventDefault();
    useSession.getState().select(objectOf(id));
  } else if (event.key === 'Escape') {
    if (focused) event.currentTarget.focus();
  } else if ((event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) && focused) {
    const { left, bottom } = focused.getBoundingClientRect();
    if (openMenu(id, { x: left, y: bottom })) event.preventDefault();
  }
}

function firstId(model: StageModel): string | undefined {
  const { selection } = useSession.getState();
  if (selection?.kind === 'Pod' && rectOf(model, `pod:${selection.uid}`)) return `pod:${selection.uid}`;
  if (selection?.kind === 'Node' && rectOf(model, `node:${selection.name}`)) return `node:${selection.name}`;
  if (selection && model.storage && rectOf(model, `extra:${selection.uid}`)) return `extra:${selection.uid}`;
  if (selection && model.workloads && rectOf(model, `workload:${selection.uid}`)) return `workload:${selection.uid}`;
  if (model.plane) return 'plane:api';
  for (const { id } of walkable(model)) return id;
  return undefined;
}

function nextId(model: StageModel, id: string, direction: Direction): string | undefined {
  const rect = headingOf(model, id);
  return rect && nextInDirection(walkable(model), { id, rect }, direction);
}

function headingOf(model: StageModel, id: string): Rect | undefined {
  const rect = rectOf(model, id);
  return rect && /^(node|workload):|^plane:manager$/.test(id) ? { ...rect, height: headerHeight } : rect;
}

function focusOn(stage: HTMLElement, id: string | undefined): void {
  if (id === undefined) return;
  stage.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"][tabindex]:not(.react-flow__node)`)?.focus({ preventScroll: true });
}
