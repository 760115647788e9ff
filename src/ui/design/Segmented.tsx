import type { LucideIcon } from 'lucide-react';
import { classes } from './classes.ts';
import { locked } from './locked.ts';

export interface Option<Value> {
  readonly value: Value;
  readonly label: string;
  readonly keys?: string;
  readonly icon?: LucideIcon;
}

interface SegmentedProps<Value> {
  readonly name: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** Where there is little room: only the choice that is made shows its words, the others their icons. */
  readonly isTight?: boolean;
  /** Why the choice cannot be changed now. */
  readonly refusal?: string | undefined;
}

/** One choice of a few, all in sight. Arrow keys move the choice. */
export function Segmented<Value extends string>({ name, options, value, onChange, isTight = false, refusal }: SegmentedProps<Value>) {
  const move = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined || refusal !== undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = (options.findIndex((option) => option.value === value) + by + options.length) % options.length;
    const next = options[at];
    if (!next) return;
    onChange(next.value);
    event.currentTarget.querySelectorAll('button')[at]?.focus();
  };
  return (
    <div role="radiogroup" aria-label={name} aria-disabled={refusal !== undefined || undefined} onKeyDown={move} className="inline-flex h-7 shrink-0 pointer-coarse:h-9 rounded-md bg-sunken p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          aria-label={isTight ? option.label : undefined}
          tabIndex={option.value === value ? 0 : -1}
          data-tip={option.keys ? option.label : undefined}
          data-tip-keys={option.keys}
          onClick={() => { onChange(option.value); }}
          {...locked(refusal)}
          className={classes(
            'rounded-[5px] text-[12.5px] font-medium whitespace-nowrap transition-colors duration-100',
            isTight ? 'inline-flex min-w-9 items-center justify-center gap-1.5 px-2' : 'px-2.5',
            option.value === value ? 'bg-raised text-ink shadow-rest ring-1 ring-line' : 'text-muted hover:text-ink',
            'aria-disabled:cursor-not-allowed aria-disabled:text-faint aria-disabled:shadow-none',
          )}
        >
          {isTight && option.icon && <option.icon aria-hidden size={16} strokeWidth={1.9} className="shrink-0" />}
          {(!isTight || option.value === value) && <span className={isTight ? 'max-[430px]:hidden' : undefined}>{option.label}</span>}
        </button>
      ))}
    </div>
  );
}
