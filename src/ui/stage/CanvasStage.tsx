import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { classes } from '../design/index.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { useStage } from './model-store.ts';
import { paintScene, paletteOf } from './paint.ts';
import { stageWords } from './words.ts';

/** Machines and pods as a painting, for clusters with more of them than the page can hold as elements. */
export function CanvasStage() {
  const ref = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  const overCards = useStage((state) => state.model?.workloads !== undefined);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return undefined;
    let frame = 0;
    const paintNow = (): void => { frame = 0; paint(canvas, context, flow.getState().transform); };
    const later = (): void => { if (frame === 0) frame = requestAnimationFrame(paintNow); };
    const observer = new ResizeObserver(later);
    observer.observe(canvas);
    const stops = [
      useStage.subscribe(later), usePreferences.subscribe(later),
      useSession.subscribe((state, before) => { if (state.selection !== before.selection) later(); }),
      flow.subscribe((state, before) => { if (state.transform !== before.transform) later(); }),
    ];
    return () => { stops.forEach((stop) => { stop(); }); observer.disconnect(); cancelAnimationFrame(frame); };
  }, [flow]);
  return <canvas ref={ref} aria-hidden className={classes('pointer-events-none absolute inset-0 size-full', overCards && 'z-[5]')} />;
}

function paint(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, [x, y, zoom]: readonly [number, number, number]): void {
  const { model, focusId } = useStage.getState();
  const { clientWidth, clientHeight } = canvas;
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  if (!model) return;
  context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  const sight = { x: -x / zoom, y: -y / zoom, width: clientWidth / zoom, height: clientHeight / zoom };
  const words = stageWords[usePreferences.getState().locale];
  paintScene(context, { model, words, palette: paletteOf(canvas), sight, zoom, focusId, selectedUid: useSession.getState().selection?.uid ?? '' });
}
