import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes } from 'react';
import { classes } from './classes.ts';

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon;
  /** Its accessible name, and its tooltip. */
  readonly name: string;
  /** Keys as they are written on the keyboard: `Space`, `⌘ K`. */
  readonly keys?: string | undefined;
  readonly pressed?: boolean;
  readonly tone?: 'quiet' | 'accent';
}

/** A button that shows only an icon; its name and its shortcut are in the tooltip. */
export function IconButton({ icon: Icon, name, keys, pressed, tone = 'quiet', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={name}
      aria-pressed={pressed}
      data-tip={name}
      data-tip-keys={keys}
      {...rest}
      className={classes(
        'inline-flex size-7 pointer-coarse:size-9 shrink-0 items-center justify-center rounded-md transition-colors duration-100 disabled:opacity-40',
        tone === 'accent' ? 'bg-accent text-on-accent hover:bg-accent-strong' : 'text-muted hover:bg-sunken hover:text-ink',
        pressed === true && tone === 'quiet' && 'bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent',
        className,
      )}
    >
      <Icon aria-hidden size={15} strokeWidth={1.9} />
    </button>
  );
}
