/** Two measures of one capacity: what is asked for (pale, with an edge) and what is used (solid). Fractions of 1. */
export function Meter({ label, value, tip, asked, used }: { readonly label: string; readonly value: string; readonly tip: string; readonly asked: number; readonly used: number }) {
  return (
    <div className="min-w-0 flex-1" data-tip={tip}>
      <div className="mb-[3px] flex h-[1.15em] flex-wrap items-baseline justify-between gap-x-2 gap-y-4 overflow-hidden farther-less text-note leading-[1.15] whitespace-nowrap text-muted">
        <span>{label}</span>
        <span className="truncate">{value}</span>
      </div>
      <div className="relative h-1 overflow-hidden rounded-full bg-line" aria-hidden>
        <div className="absolute inset-y-0 left-0 rounded-full bg-[color-mix(in_srgb,var(--muted)_42%,transparent)]" style={{ width: `${percent(asked)}%` }} />
        <div className="absolute inset-y-0 left-0 rounded-full bg-[var(--muted)]" style={{ width: `${percent(used)}%` }} />
      </div>
    </div>
  );
}

const percent = (fraction: number): number => (Number.isFinite(fraction) ? Math.min(100, Math.max(0, fraction * 100)) : 0);
