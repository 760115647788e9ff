import type { Lens } from '../session/preferences.ts';
import { sameRect } from './layout/geometry.ts';
import type { StageModel } from './layout/model.ts';
import { rectOf } from './layout/model.ts';

/** The stage as it was before the last change of it, or of the lens: what arrives comes from where it was there. */
let departure: { readonly model: StageModel; readonly atMs: number } | undefined;

const departsWithinMs = 400;
const flightMs = 220;
/** With more pods than this none of them glides: each would be a layer of its own, laid out and painted anew in every frame. Machines and cards still do. */
export const glidingPodsMax = 150;

/** Remembers where everything was before the stage is drawn anew. A change of the lens is not forgotten for those that come after it: their elements may take a moment. */
export function departFrom(model: StageModel, lens: Lens): void {
  if (model.input.lens === lens && departure && departure.model.input.lens !== lens && performance.now() - departure.atMs <= departsWithinMs) return;
  departure = { model, atMs: performance.now() };
}

/**
 * Lets a pod or a claim that has just become an element of another lens, or of another machine, come from where it was. These elements
 * differ in their parents, so a change of style alone would not move it.
 */
export function arrive(element: HTMLElement | null, id: string, model: StageModel | undefined): void {
  if (!element || !model || !departure || model.input.pods.size > glidingPodsMax || performance.now() - departure.atMs > departsWithinMs) return;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const [from, to] = [rectOf(departure.model, id), rectOf(model, id)];
  if (!from || !to || sameRect(from, to)) return;
  const size = { width: `${String(from.width)}px`, height: `${String(from.height)}px` };
  const start = { ...size, opacity: 1, transform: `translate(${String(from.x - to.x)}px, ${String(from.y - to.y)}px) ${element.style.transform}` };
  const end = { width: element.style.width, height: element.style.height, opacity: 1, transform: `translate(0px, 0px) ${element.style.transform}` };
  element.animate([start, end], { duration: flightMs, easing: 'cubic-bezier(0.3, 0, 0.1, 1)' });
}
