import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { Kbd } from './Kbd.tsx';

interface Tip {
  readonly text: string;
  readonly keys: string | undefined;
  readonly x: number;
  readonly y: number;
  readonly below: boolean;
  /** What it is said of. */
  readonly of: HTMLElement;
}

const delayMs = 350;

function tipOf(element: HTMLElement): Tip {
  const box = element.getBoundingClientRect();
  const below = box.top < innerHeight / 2;
  const x = Math.min(Math.max(box.left + box.width / 2, 90), innerWidth - 90);
  return { text: element.dataset.tip ?? '', keys: element.dataset.tipKeys, x, y: below ? box.bottom + 6 : box.top - 6, below, of: element };
}

/**
 * The one tooltip of the page. Whatever carries `data-tip` (and `data-tip-keys`) gets it on hover and on keyboard focus,
 * so that a thousand things can have one at no cost. It repeats names and details; nothing is said only here.
 */
export function TooltipLayer() {
  const [tip, setTip] = useState<Tip>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pressed: PointerEvent | undefined;
    const hide = () => { clearTimeout(timer); setTip(undefined); };
    const press = (event: PointerEvent) => { pressed = event; hide(); };
    const show = (event: Event) => {
      // What comes to lie under a pointer that has only pressed was not asked about.
      if (event instanceof PointerEvent && pressed?.clientX === event.clientX && pressed.clientY === event.clientY) return;
      pressed = undefined;
      const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
      hide();
      if (!element || (event.type === 'focusin' && !element.matches(':focus-visible'))) return;
      timer = setTimeout(() => { if (element.isConnected) setTip(tipOf(element)); }, delayMs);
    };
    const shows = ['pointerover', 'focusin'] as const;
    const hides = ['keydown', 'wheel', 'focusout'] as const;
    shows.forEach((name) => { document.addEventListener(name, show, { passive: true }); });
    hides.forEach((name) => { document.addEventListener(name, hide, { passive: true }); });
    document.addEventListener('pointerdown', press, { passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerdown', press);
      shows.forEach((name) => { document.removeEventListener(name, show); });
      hides.forEach((name) => { document.removeEventListener(name, hide); });
    };
  }, []);
  useEffect(() => {
    if (!tip) return undefined;
    // A button that goes away when it is pressed takes its tooltip along.
    const watch = new MutationObserver(() => { if (!tip.of.isConnected) setTip(undefined); });
    watch.observe(document.body, { childList: true, subtree: true });
    return () => { watch.disconnect(); };
  }, [tip]);
  if (!tip) return null;
  return createPortal(
    <div
      aria-hidden
      className="dd-fade pointer-events-none fixed z-[90] flex max-w-80 items-start gap-2 rounded-md border border-line bg-raised px-2 py-1 text-xs whitespace-pre-line text-ink shadow-float"
      style={{ left: tip.x, top: tip.y, transform: `translate(-50%, ${tip.below ? '0' : '-100%'})` }}
    >
      <span>{tip.text}</span>
      {tip.keys && <Kbd keys={tip.keys} />}
    </div>,
    document.body,
  );
}
