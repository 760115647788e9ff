import { ChevronDown } from 'lucide-react';
import { classes } from './classes.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface SelectProps {
  readonly name: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
  readonly strong?: boolean;
  readonly className?: string;
}

/** The browser's own list of choices, in the page's clothes: it works with every keyboard, reader and thumb. */
export function Select({ name, value, choices, onChange, strong = false, className }: SelectProps) {
  return (
    <span className={classes('relative inline-flex shrink-0', className)}>
      <select
        aria-label={name}
        value={value}
        onChange={(event) => { onChange(event.target.value); }}
        className={classes('h-7 w-full pointer-coarse:h-9 appearance-none truncate rounded-md border border-line bg-raised pr-6 pl-2 text-[12.5px] hover:border-line-strong', strong ? 'font-medium text-ink' : 'text-muted')}
      >
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
      <ChevronDown aria-hidden size={12} strokeWidth={2} className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-muted" />
    </span>
  );
}
