import { getViewportForBounds, useReactFlow, type Viewport } from '@xyflow/react';
import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { sameRect, type Rect } from './layout/geometry.ts';
import type { StageModel } from './layout/model.ts';
import { useStage } from './model-store.ts';
import { isHeld, isPressed, usePress } from './press.ts';

/** Height of the strip at the stage's foot, where its tools stand: the picture ends above it. */
export const stripPixels = 44;

const padding = 0.04;
const zoomMax = 1.15;
const morphMs = 220;

const narrowPixels = 480;
const readableZoom = 0.8;

/** All of the cluster in view; on a narrow stage as wide as fits and readable, from the top, with the rest a drag away. */
function viewFor(bounds: Rect, width: number, height: number): Viewport {
  const all = getViewportForBounds(bounds, width, height, 0.02, zoomMax, padding);
  const wide = Math.min(readableZoom, (width - 16) / bounds.width);
  if (width > narrowPixels || wide <= all.zoom || wide < readableZoom / 2) return all;
  return { x: (width - bounds.width * wide) / 2 - bounds.x * wide, y: 12 - bounds.y * wide, zoom: wide };
}

/** Steps of the stage's shape, so that dragging a splitter does not lay everything out anew at each pixel. */
const stepped = (aspect: number): number => Math.max(0.3, Math.round(aspect * 8) / 8);

const uprightPixelsMin = 400;
const upright = 0.625;

/**
 * The shape that everything is laid out for, width ÷ height. On a narrow stage most of it is a drag away anyhow: what the timeline's
 * strip takes of its height or gives back changes nothing there, unless little is left.
 */
export function shapeOf(width: number, height: number): number {
  const shape = stepped(width / height);
  return width <= narrowPixels && height >= uprightPixelsMin ? Math.min(shape, upright) : shape;
}

/** What the view was last brought to. */
interface Shown {
  readonly bounds: Rect;
  readonly lens: string;
  readonly aspect: number;
}

const shownOf = ({ bounds, input: { lens, aspect } }: StageModel): Shown => ({ bounds, lens, aspect });

/** Pods pass through the tray in a moment, and it is higher for that long: the view need not follow at once. */
const passesMs = 500;

/** Whether the picture only became higher or lower: that may pass. */
export const mayPass = (before: Shown, after: Shown): boolean =>
  before.lens === after.lens && before.aspect === after.aspect && before.bounds.x === after.bounds.x && before.bounds.y === after.bounds.y && before.bounds.width === after.bounds.width;

/**
 * Keeps the whole cluster in view until the person moves the view, and again when it is wished for.
 * Returns what tells the stage that the view moves.
 */
export function useView(ref: RefObject<HTMLDivElement | null>): (event: unknown) => void {
  const flow = useReactFlow();
  const bounds = useStage((state) => state.model?.bounds);
  const lens = useStage((state) => state.model?.input.lens);
  const fits = useStage((state) => state.fits);
  const shown = useRef<Shown>(undefined);
  const show = useCallback((duration: number) => {
    const box = ref.current;
    const { model } = useStage.getState();
    // While a pointer is down the view stands still; it is brought here at the release.
    if (!box || !model || model.bounds.width === 0 || isHeld()) return;
    shown.current = shownOf(model);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    void flow.setViewport(viewFor(model.bounds, box.clientWidth, Math.max(1, box.clientHeight - stripPixels)), { duration: calm ? 0 : duration, interpolate: 'linear' });
  }, [flow, ref]);
  useEffect(() => {
    const box = ref.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => {
      if (box.clientHeight > stripPixels) useStage.setState({ aspect: shapeOf(box.clientWidth, box.clientHeight - stripPixels) });
      if (!useStage.getState().moved) show(0);
    });
    observer.observe(box);
    return () => { observer.disconnect(); };
  }, [ref, show]);
  useEffect(() => { useStage.setState({ moved: false }); }, [lens]);
  useEffect(() => { if (!useStage.getState().moved) show(morphMs); }, [lens, fits, show]);
  useEffect(() => {
    const { model, moved } = useStage.getState();
    if (moved || !model || (shown.current && sameRect(shown.current.bounds, model.bounds))) return undefined;
    if (!shown.current || !mayPass(shown.current, shownOf(model))) { show(morphMs); return undefined; }
    const timer = setTimeout(() => { if (!useStage.getState().moved) show(morphMs); }, passesMs);
    return () => { clearTimeout(timer); };
  }, [bounds, show]);
  useEffect(() => usePress.subscribe(({ grip }, before) => {
    // A glide ends where it is: setting the view interrupts it.
    if (grip === 'press') void flow.setViewport(flow.getViewport());
    else if (grip === 'up' && before.grip !== 'up' && !useStage.getState().moved) show(morphMs);
  }), [flow, show]);
  // A hand that trembles in a click moves the view a little, and means nothing by it.
  return (event) => { if (event && !isPressed()) useStage.setState({ moved: true }); };
}
