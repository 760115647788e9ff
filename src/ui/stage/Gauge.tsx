import type { CSSProperties } from 'react';

interface GaugeProps {
  readonly label: string;
  readonly value: string;
  /** Fraction of 1 that is filled. */
  readonly filled: number;
  /** Fractions at which a bound stands. */
  readonly ticks?: readonly number[];
  readonly tone?: 'plain' | 'busy' | 'bad';
}

const colours = { plain: 'var(--muted)', busy: 'var(--busy)', bad: 'var(--bad)' } as const;
const percent = (fraction: number): string => `${String(Math.min(100, Math.max(0, fraction * 100)))}%`;

/** One measure against its bound. */
export function Gauge({ label, value, filled, ticks = [], tone = 'plain' }: GaugeProps) {
  const ink: CSSProperties = tone === 'plain' ? {} : { color: colours[tone] };
  return (
    <span className="block min-w-0">
      <span className="flex items-baseline justify-between gap-2 text-note leading-4 text-muted">
        <span className="truncate">{label}</span>
        <span className="shrink-0" style={ink}>{value}</span>
      </span>
      <span className="relative mt-0.5 block h-1 rounded-full bg-line" aria-hidden>
        <span className="absolute inset-y-0 left-0 rounded-full" style={{ width: percent(filled), background: colours[tone] }} />
        {ticks.map((tick) => <span key={tick} className="absolute -inset-y-[3px] w-[1.5px] bg-ink" style={{ left: `calc(${percent(tick)} - 1px)` }} />)}
      </span>
    </span>
  );
}
