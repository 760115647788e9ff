import type { ReactNode } from 'react';
import { classes } from './classes.ts';

const tones = {
  neutral: 'bg-sunken text-muted',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  busy: 'bg-busy-soft text-busy',
  bad: 'bg-bad-soft text-bad',
} as const;

/** A short word about something: a role, a count. */
export function Badge({ tone = 'neutral', children }: { readonly tone?: keyof typeof tones; readonly children: ReactNode }) {
  return <span className={classes('inline-flex h-[max(18px,1.35em)] items-center rounded px-1.5 text-note font-medium whitespace-nowrap', tones[tone])}>{children}</span>;
}
