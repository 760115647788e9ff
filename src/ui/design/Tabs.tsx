import type { LucideIcon } from 'lucide-react';
import { classes } from './classes.ts';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  /** Said after its name. */
  readonly state?: string;
}

interface TabsProps {
  readonly name: string;
  readonly tabs: readonly Tab[];
  readonly active: string;
  readonly onSelect: (id: string) => void;
  /** Delete on a tab closes the active one. */
  readonly onClose?: () => void;
}

/** A row of tabs; the panel that belongs to the active one carries `aria-labelledby={tabId(id)}`. */
export function Tabs({ name, tabs, active, onSelect, onClose }: TabsProps) {
  const move = (event: React.KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Delete') onClose?.();
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = (tabs.findIndex((tab) => tab.id === active) + by + tabs.length) % tabs.length;
    const next = tabs[at];
    if (!next) return;
    onSelect(next.id);
    event.currentTarget.querySelectorAll('button')[at]?.focus();
  };
  return (
    <div role="tablist" aria-label={name} onKeyDown={move} className="flex items-center gap-0.5">
      {tabs.map(({ id, label, icon: Icon, state }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabId(id)}
          aria-selected={id === active}
          tabIndex={id === active ? 0 : -1}
          onClick={() => { onSelect(id); }}
          className={classes(
            'inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 text-[12.5px] font-medium whitespace-nowrap transition-colors duration-100',
            id === active ? 'bg-sunken text-ink' : 'text-muted hover:text-ink',
          )}
        >
          {Icon && <Icon aria-hidden size={14} strokeWidth={1.9} />}
          {label}
          {state !== undefined && <span className="sr-only">, {state}</span>}
        </button>
      ))}
    </div>
  );
}

export const tabId = (id: string): string => `tab-${id}`;
