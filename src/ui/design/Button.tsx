import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes } from 'react';
import { classes } from './classes.ts';

const tones = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  plain: 'bg-raised text-ink border-line hover:border-line-strong shadow-rest',
  quiet: 'bg-transparent text-muted border-transparent hover:bg-sunken hover:text-ink',
  danger: 'bg-raised text-bad border-line hover:border-bad shadow-rest',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: keyof typeof tones;
  readonly icon?: LucideIcon;
  readonly size?: 'small' | 'regular';
}

/** A button with a word on it. */
export function Button({ tone = 'plain', icon: Icon, size = 'regular', className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-100 select-none disabled:opacity-50',
        'aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint aria-disabled:shadow-none',
        size === 'small' ? 'h-6 px-2 text-xs' : 'h-7 px-2.5 text-[12.5px]',
        'pointer-coarse:h-9',
        tones[tone],
        className,
      )}
    >
      {Icon && <Icon aria-hidden size={size === 'small' ? 12 : 14} strokeWidth={2} />}
      {children}
    </button>
  );
}
