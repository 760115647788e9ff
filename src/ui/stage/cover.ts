import type { Rect } from './layout/geometry.ts';
import { metrics } from './layout/hull.ts';
import type { StageModel } from './layout/model.ts';

/** What is read on the stage, machines' headings included: what travels on its lines goes below it, as the lines do. A machine lets it in as far as to its pods; of many machines, which have no words, nothing is covered. */
export function covered({ plane, boxes, density }: Pick<StageModel, 'plane' | 'boxes' | 'density'>): readonly Rect[] {
  if (plane) {
    const kubelets = [...plane.parts].filter(([id]) => id.startsWith('node:'));
    const top = Math.min(...kubelets.map(([, { y }]) => y));
    const cards = [...plane.boxes].map(([id, rect]): [string, Rect] => [id, id === 'plane:kubelets' ? { ...rect, height: Math.max(0, Math.min(rect.height, top - rect.y)) } : rect]);
    return [...cards, ...kubelets].map(([, rect]) => rect);
  }
  if (density === 'canvas') return [];
  const { pad } = metrics[density];
  return [...boxes].map(([id, rect]) => (id.startsWith('node:') ? { x: rect.x + pad, y: rect.y, width: rect.width - pad * 2, height: rect.height } : rect));
}

/** Far beyond every stage. */
const far = 1e6;
const paths = new WeakMap<StageModel['boxes'], Path2D>();

/** Lets nothing be painted over what is covered. The boxes stay the same for many frames. */
export function clipToWays(context: CanvasRenderingContext2D, model: StageModel): void {
  let path = paths.get(model.boxes);
  if (!path) {
    path = new Path2D();
    path.rect(-far, -far, far * 2, far * 2);
    for (const { x, y, width, height } of covered(model)) path.rect(x, y, width, height);
    paths.set(model.boxes, path);
  }
  context.clip(path, 'evenodd');
}
