import { useWords } from '../session/preferences.ts';
import type { Family } from './layout/families.ts';
import { barLabel, barOf, barText, type Segment } from './workload-select.ts';
import { stageWords } from './words.ts';
import type { WorkloadWords } from './workload-words.ts';

const percent = (part: number, scale: number): string => `${String((part / scale) * 100)}%`;

/** A rollout as one bar: old revisions on the left, the new one on the right; hatched is what is not available yet. */
export function RolloutBar({ family, words, y }: { readonly family: Family; readonly words: WorkloadWords; readonly y: number }) {
  const stage = useWords(stageWords);
  const bar = barOf(family);
  const { card } = family;
  if (!bar || !card?.rollout) return null;
  const { rollout } = card;
  return (
    <div className="absolute inset-x-3" style={{ top: y }} data-tip={words.boundsTip(rollout.unavailableMax, rollout.surgeMax)}>
      <div role="img" aria-label={barLabel(card.name, bar, words)} className="rollout" data-steady={bar.isSteady}>
        {bar.segments.map((segment) => <Part key={segment.key} segment={segment} scale={bar.scale} />)}
        <i className="rollout-bound" style={{ left: percent(bar.availableMin, bar.scale) }} />
        <i className="rollout-bound" data-wanted style={{ left: percent(bar.wanted, bar.scale) }} />
      </div>
      <div className="mt-1 flex justify-between gap-3 text-note leading-[1.3] text-muted">
        <span className="truncate font-medium text-ink">{barText(bar, words, stage)}</span>
        <span className="far-less shrink-0">{words.strategies[rollout.strategy] ?? words.bounds(bar.availableMin, bar.totalMax)}</span>
      </div>
    </div>
  );
}

function Part({ segment, scale }: { readonly segment: Segment; readonly scale: number }) {
  return (
    <i className="rollout-part" data-new={segment.isNew} data-revision={segment.revision} data-count={segment.count} style={{ width: percent(segment.count, scale) }}>
      <i style={{ width: percent(segment.available, Math.max(1, segment.count)) }} />
    </i>
  );
}
