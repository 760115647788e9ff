import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useSession } from '../session/store.ts';
import { clipToWays } from './cover.ts';
import { addDots, dotAt, newSamples, type Dot } from './dots.ts';
import { useStage } from './model-store.ts';

/** Draws the requests that the simulation routed as dots on their lines: round ones succeed, crosses fail. */
export function Dots() {
  const ref = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context || matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    let dots: readonly Dot[] = [];
    let frame = 0;
    let last = useSession.getState().requests.at(-1);
    const draw = (): void => {
      const now = performance.now();
      dots = dots.filter(({ startMs, durationMs }) => now <= startMs + durationMs);
      paint(context, dots, flow.getState().transform, now);
      frame = dots.length > 0 ? requestAnimationFrame(draw) : 0;
    };
    const take = (): void => {
      const { requests, speed } = useSession.getState();
      const samples = newSamples(last, requests);
      last = requests.at(-1);
      const { model } = useStage.getState();
      if (samples.length === 0 || model?.input.lens !== 'network' || document.hidden) return;
      dots = addDots(dots, model, samples, speed, performance.now());
      if (frame === 0 && dots.length > 0) frame = requestAnimationFrame(draw);
    };
    const stop = useSession.subscribe((state, before) => { if (state.requests !== before.requests) take(); });
    return () => { stop(); cancelAnimationFrame(frame); };
  }, [flow]);
  return <canvas ref={ref} aria-hidden className="pointer-events-none absolute inset-0 z-[5] size-full" />;
}

type Transform = readonly [number, number, number];

/** Wipes a canvas that covers the stage and lets stage pixels be painted on it, beside what is read there. */
export function wipe(context: CanvasRenderingContext2D, [x, y, zoom]: Transform): void {
  const { canvas } = context;
  const { model } = useStage.getState();
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  // A new size, even the same one, wipes all and forgets what was clipped away.
  canvas.width = width;
  canvas.height = height;
  context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  if (model) clipToWays(context, model);
}

function paint(context: CanvasRenderingContext2D, dots: readonly Dot[], transform: Transform, now: number): void {
  wipe(context, transform);
  const style = getComputedStyle(context.canvas);
  const [good, bad] = [style.getPropertyValue('--accent'), style.getPropertyValue('--bad')];
  const radius = Math.max(3, 2.5 / transform[2]);
  for (const dot of dots) {
    const at = dotAt(dot, now);
    if (!at) continue;
    if (dot.ok) paintDisc(context, at.x, at.y, radius, good);
    else paintCross(context, at.x, at.y, radius * 1.2, bad);
  }
}

export function paintDisc(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}

export function paintCross(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = radius * 0.7;
  context.beginPath();
  context.moveTo(x - radius, y - radius);
  context.lineTo(x + radius, y + radius);
  context.moveTo(x + radius, y - radius);
  context.lineTo(x - radius, y + radius);
  context.stroke();
}
