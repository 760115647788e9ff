import { useEffect, type RefObject } from 'react';
import { create } from 'zustand';
import type { Point } from './layout/geometry.ts';

/** How far a pointer may tremble between press and release, in pixels of the screen: within it is a click, beyond it a drag. */
export const clickPixels = 5;

/**
 * What pointers do on the stage. `press`: one is down and may still become a click, so nothing moves by itself under it; `drag`: it has
 * moved on, or there are two, so the person moves the view; `up`: none is down.
 */
export type Grip = 'up' | 'press' | 'drag';

export const usePress = create<{ readonly grip: Grip }>()(() => ({ grip: 'up' }));

export const isPressed = (): boolean => usePress.getState().grip === 'press';
/** Whether any pointer is down on the stage. */
export const isHeld = (): boolean => usePress.getState().grip !== 'up';

/** What of a pointer event tells a press from a drag. */
type Pointer = Pick<PointerEvent, 'pointerId' | 'clientX' | 'clientY'>;

/** The pointers that are down, and what that makes of them. */
export class Grips {
  readonly #down = new Map<number, Point>();
  #grip: Grip = 'up';

  get grip(): Grip {
    return this.#grip;
  }

  down({ pointerId, clientX, clientY }: Pointer): Grip {
    this.#down.set(pointerId, { x: clientX, y: clientY });
    this.#grip = this.#down.size > 1 ? 'drag' : 'press';
    return this.#grip;
  }

  move({ pointerId, clientX, clientY }: Pointer): Grip {
    const at = this.#down.get(pointerId);
    if (at && Math.hypot(clientX - at.x, clientY - at.y) > clickPixels) this.#grip = 'drag';
    return this.#grip;
  }

  up({ pointerId }: Pick<Pointer, 'pointerId'>): Grip {
    this.#down.delete(pointerId);
    if (this.#down.size === 0) this.#grip = 'up';
    return this.#grip;
  }

  /** All pointers are gone: the page has lost sight of them. */
  lose(): Grip {
    this.#down.clear();
    this.#grip = 'up';
    return this.#grip;
  }
}

/** The click that belongs to a release comes after it, under a finger a few moments later. */
const clickComesWithinMs = 80;

/** Follows the pointers that go down on the stage to wherever they are let go, and lets what glides there stand still while one may become a click. */
export function usePresses(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const stage = ref.current;
    if (!stage) return undefined;
    const grips = new Grips();
    let resume: (() => void) | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (grip: Grip): void => {
      if (grip !== 'press') { resume?.(); resume = undefined; }
      if (grip !== usePress.getState().grip) usePress.setState({ grip });
    };
    const begin = (event: PointerEvent): void => {
      clearTimeout(timer);
      resume ??= stopGlides(stage);
      tell(grips.down(event));
    };
    const endWith = (grip: Grip): void => {
      clearTimeout(timer);
      if (grip === 'up') timer = setTimeout(() => { tell('up'); }, clickComesWithinMs);
      else tell(grip);
    };
    /** The page was not told of the release. */
    const lose = (): void => { if (grips.grip !== 'up') endWith(grips.lose()); };
    const move = (event: PointerEvent): void => {
      if (event.pointerType === 'mouse' && event.buttons === 0) lose();
      else if (grips.move(event) === 'drag') tell('drag');
    };
    const end = (event: PointerEvent): void => { if (grips.grip !== 'up') endWith(grips.up(event)); };
    stage.addEventListener('pointerdown', begin, true);
    const stops = [listen('pointermove', move), listen('pointerup', end), listen('pointercancel', end), listen('blur', lose)];
    return () => { stage.removeEventListener('pointerdown', begin, true); stops.forEach((stop) => { stop(); }); clearTimeout(timer); tell('up'); };
  }, [ref]);
}

function listen<Name extends 'pointermove' | 'pointerup' | 'pointercancel' | 'blur'>(name: Name, act: (event: WindowEventMap[Name]) => void): () => void {
  window.addEventListener(name, act, true);
  return () => { window.removeEventListener(name, act, true); };
}

const moving: readonly string[] = ['transform', 'width', 'height'];
const moves = (animation: Animation): boolean => (animation instanceof CSSTransition ? moving.includes(animation.transitionProperty) : !(animation instanceof CSSAnimation));

/** Lets what changes its place stand where it is now. Returns what lets it go on. */
function stopGlides(stage: HTMLElement): () => void {
  const stopped = stage.getAnimations({ subtree: true }).filter((animation) => animation.playState === 'running' && moves(animation));
  for (const animation of stopped) animation.pause();
  return () => { for (const animation of stopped) if (animation.playState === 'paused') animation.play(); };
}
