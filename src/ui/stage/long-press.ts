import { useRef, type PointerEvent } from 'react';

const heldMs = 500;
const stillPixels = 10;

interface LongPress {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
}

/** A finger that stays where it is: what a right-click is to a mouse. Not every browser tells of it by itself. */
export function useLongPress(act: (target: EventTarget, at: { readonly x: number; readonly y: number }) => void): LongPress {
  const held = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly x: number; readonly y: number }>(undefined);
  const end = (): void => {
    clearTimeout(held.current?.timer);
    held.current = undefined;
  };
  return {
    onPointerDown: ({ pointerType, isPrimary, target, clientX: x, clientY: y }) => {
      end();
      if (pointerType === 'touch' && isPrimary) held.current = { x, y, timer: setTimeout(() => { end(); act(target, { x, y }); }, heldMs) };
    },
    onPointerMove: ({ clientX, clientY }) => { if (held.current && Math.hypot(clientX - held.current.x, clientY - held.current.y) > stillPixels) end(); },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
