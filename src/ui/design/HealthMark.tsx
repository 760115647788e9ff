import type { Health } from '../../protocol/cards.ts';

/** Colour of a state; its shape says the same without colour. */
export const healthColour: Readonly<Record<Health, string>> = {
  good: 'var(--good)', busy: 'var(--busy)', bad: 'var(--bad)', done: 'var(--done)', going: 'var(--going)',
};

const shapes: Readonly<Record<Health, React.ReactNode>> = {
  good: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  busy: <><circle cx="5" cy="5" r="3.3" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="M5 1.7a3.3 3.3 0 0 1 0 6.6z" fill="currentColor" /></>,
  bad: <path d="M5 .7 9.7 9.2H.3z" fill="currentColor" />,
  done: <path d="m1.4 5.3 2.5 2.5 4.8-5.4" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />,
  going: <path d="m1.8 1.8 6.4 6.4m0-6.4L1.8 8.2" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
};

/** State as a shape: filled disc, half disc, triangle, tick, cross. */
export function HealthMark({ health, size = 10 }: { readonly health: Health; readonly size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 10 10" style={{ color: healthColour[health] }} className="shrink-0">
      {shapes[health]}
    </svg>
  );
}
