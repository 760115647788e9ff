import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useRequests } from '../../session/requests.ts';
import { useSession } from '../../session/store.ts';
import { paintCross, paintDisc, wipe } from '../Dots.tsx';
import { useStage } from '../model-store.ts';
import { apartOf, messageAt, messagesMax, messagesOf, newRequests, talkOf, type Message } from './messages.ts';
import { PlaneLines } from './PlaneLines.tsx';
import { connectPlane } from './store.ts';

/** The ways of the control plane and what travels on them: every message is a request that was answered, or what a watch told of it. The worker traces while this is shown. */
export function Messages() {
  const ref = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  useEffect(connectPlane, []);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context || matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    let messages: readonly Message[] = [];
    let [frame, last] = [0, useRequests.getState().requests.at(-1)];
    const draw = (): void => {
      const now = performance.now();
      messages = messages.filter(({ startMs, durationMs }) => now <= startMs + durationMs);
      const { transform } = flow.getState();
      wipe(context, transform);
      paintAll(context, messages, { now, radius: Math.max(3, 2.5 / transform[2]) });
      frame = messages.length > 0 ? requestAnimationFrame(draw) : 0;
    };
    const show = (more: readonly Message[]): void => {
      messages = [...messages, ...apartOf(messages, more)].slice(-messagesMax);
      if (frame === 0 && messages.length > 0) frame = requestAnimationFrame(draw);
    };
    const takeTalk = (): void => {
      const plane = useStage.getState().model?.plane;
      if (plane && !document.hidden) show(talkOf(plane, useRequests.getState().talk, useSession.getState().speed, performance.now()));
    };
    const take = (): void => {
      const { requests } = useRequests.getState();
      const fresh = newRequests(last, requests);
      last = requests.at(-1);
      const plane = useStage.getState().model?.plane;
      if (!plane || fresh.length === 0 || document.hidden) return;
      show(messagesOf(plane, fresh, useSession.getState().speed, performance.now()));
    };
    const stop = useRequests.subscribe((state, before) => { if (state.requests !== before.requests) take(); if (state.talk !== before.talk && state.talk.length > 0) takeTalk(); });
    return () => { stop(); cancelAnimationFrame(frame); };
  }, [flow]);
  return (
    <>
      <PlaneLines />
      <canvas ref={ref} aria-hidden className="pointer-events-none absolute inset-0 z-[5] size-full" />
    </>
  );
}

function paintAll(context: CanvasRenderingContext2D, messages: readonly Message[], { now, radius }: { readonly now: number; readonly radius: number }): void {
  const style = getComputedStyle(context.canvas);
  const colour = (name: string): string => style.getPropertyValue(name);
  const [ok, refused, failed, woken] = [colour('--accent'), colour('--busy'), colour('--bad'), colour('--muted')];
  for (const message of messages) {
    const at = messageAt(message, now);
    if (!at) continue;
    if (message.shape === 'ok') paintDisc(context, at.x, at.y, radius, ok);
    else if (message.shape === 'refused') paintCross(context, at.x, at.y, radius * 1.2, refused);
    else if (message.shape === 'vote') diamond(context, at.x, at.y, radius, ok);
    else outline(context, at.x, at.y, { radius, isSquare: message.shape === 'failed', colour: message.shape === 'failed' ? failed : woken });
  }
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = radius * 0.5;
  context.beginPath();
  context.moveTo(x, y - radius * 1.3);
  for (const [dx, dy] of [[1.3, 0], [0, 1.3], [-1.3, 0], [0, -1.3]] as const) context.lineTo(x + dx * radius, y + dy * radius);
  context.stroke();
}

function outline(context: CanvasRenderingContext2D, x: number, y: number, { radius, isSquare, colour }: { readonly radius: number; readonly isSquare: boolean; readonly colour: string }): void {
  context.strokeStyle = colour;
  context.lineWidth = radius * 0.6;
  context.beginPath();
  if (isSquare) context.rect(x - radius, y - radius, radius * 2, radius * 2);
  else context.arc(x, y, radius * 0.8, 0, Math.PI * 2);
  context.stroke();
}
