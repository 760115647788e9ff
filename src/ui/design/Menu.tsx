import { Check, type LucideIcon } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { classes } from './classes.ts';
import { Kbd } from './Kbd.tsx';
import { locked } from './locked.ts';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Why it cannot be done now. */
  readonly refusal?: string | undefined;
  /** A line is drawn above it. */
  readonly apart?: boolean;
  /** Stands above it: what the items from here on do. */
  readonly heading?: string;
  /** One of several of which one holds: whether it is this. */
  readonly checked?: boolean;
  /** It is something to be typed. */
  readonly isCode?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  readonly name: string;
  readonly items: readonly MenuItem[];
  /** Where it opens, in pixels of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** A menu at a point: arrows move, Enter does, Escape or a click beside it closes, and focus goes back to where it was. */
export function Menu({ name, items, at, onClose }: MenuProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(at);
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect();
    if (box) setPlace({ x: Math.max(8, Math.min(at.x, innerWidth - box.width - 8)), y: Math.max(8, Math.min(at.y, innerHeight - box.height - 8)) });
  }, [at]);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.querySelector<HTMLElement>('[role^=menuitem]:not([disabled])')?.focus();
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus(); };
  }, []);
  const keydown = (event: React.KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') { event.preventDefault(); onClose(); return; }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const all = [...(ref.current?.querySelectorAll<HTMLElement>('[role^=menuitem]:not([disabled])') ?? [])];
    all[(all.findIndex((item) => item === document.activeElement) + by + all.length) % all.length]?.focus();
  };
  return createPortal(
    <div className="fixed inset-0 z-[80]" onPointerDown={(event) => { if (event.target === event.currentTarget) onClose(); }} onContextMenu={(event) => { event.preventDefault(); }}>
      <div
        ref={ref}
        role="menu"
        aria-label={name}
        tabIndex={-1}
        onKeyDown={keydown}
        className="dd-fade absolute max-h-[calc(100dvh-16px)] max-w-[min(26rem,calc(100vw-16px))] min-w-48 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-float outline-none"
        style={{ left: place.x, top: place.y }}
      >
        <div className="truncate px-2 pt-1 pb-1.5 text-xs text-muted">{name}</div>
        {items.map(({ id, label, icon: Icon, keys, danger, disabled, refusal, apart, heading, isCode, checked, run }) => (
          <div key={id} className={classes(apart && 'mt-1 border-t border-line pt-1')}>
            {heading !== undefined && <div className="px-2 pt-1 pb-1 text-xs text-muted">{heading}</div>}
            <button
              type="button"
              role={checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={checked}
              disabled={disabled}
              onClick={() => { onClose(); run(); }}
              {...locked(refusal)}
              className={classes(
                'flex h-7 w-full pointer-coarse:h-10 items-center gap-2 rounded-md px-2 text-left outline-none focus:bg-accent-soft hover:bg-accent-soft disabled:opacity-45 aria-disabled:text-faint',
                danger ? 'text-bad' : refusal === undefined && 'text-ink',
              )}
            >
              {Icon && <Icon aria-hidden size={14} strokeWidth={1.9} />}
              <span className={classes('min-w-0 flex-1 truncate', isCode && 'font-mono text-xs')}>{label}</span>
              {checked && <Check aria-hidden size={14} strokeWidth={2.2} className="shrink-0 text-accent" />}
              {keys && <Kbd keys={keys} />}
            </button>
          </div>
        ))}
      </div>
    </div>,
    document.body,
  );
}
