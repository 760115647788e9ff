import { Database } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import type { AutoscalerCard, BudgetCard, ClaimCard } from '../../protocol/cards.ts';
import { HealthMark } from '../design/index.ts';
import { Gauge } from './Gauge.tsx';
import type { Rect } from './layout/geometry.ts';
import { useStage } from './model-store.ts';
import { arrive } from './morph.ts';
import { claimHealth, claimLabel, formulaOf, formulaText } from './workload-select.ts';
import type { WorkloadWords } from './workload-words.ts';

interface MarkProps<Card> {
  readonly card: Card;
  readonly rect: Rect;
  readonly words: WorkloadWords;
  readonly selected: boolean;
}

const placed = ({ x, y, width, height }: Rect) => ({ left: x, top: y, width, height });

/** What scales a workload, or says how many of its pods may go. */
export function Policy({ card, rect, words, selected }: MarkProps<AutoscalerCard | BudgetCard>) {
  const label = card.kind === 'HorizontalPodAutoscaler'
    ? words.autoscaler(card.name, formulaText(card, words), card.replicasMin, card.replicasMax)
    : `PodDisruptionBudget ${card.name}, ${words.healthy(card.healthy, card.healthyMin)}, ${words.mayGo(card.disruptionsAllowed)}`;
  const tip = card.kind === 'HorizontalPodAutoscaler' ? `${words.formulaTip}\n${card.metrics.map(({ name, now, target }) => `${name} ${now || '?'} / ${target}`).join('\n')}${card.held === '' ? '' : `\n${card.held}`}` : label;
  return (
    <div role="button" tabIndex={-1} aria-label={label} aria-pressed={selected} data-id={`extra:${card.uid}`} data-selected={selected} data-tip={tip} className="mark absolute px-1.5 pt-[3px] [--note-max:15px]" style={placed(rect)}>
      {card.kind === 'HorizontalPodAutoscaler' ? <Autoscaler card={card} words={words} /> : <Budget card={card} words={words} />}
    </div>
  );
}

function Autoscaler({ card, words }: { readonly card: AutoscalerCard; readonly words: WorkloadWords }) {
  const metric = formulaOf(card)?.metric.name;
  const span = Math.max(1, card.replicasMax - card.replicasMin);
  return (
    <span className="flex items-end gap-4">
      <span className="min-w-0 flex-1">
        <span className="block truncate text-note leading-4 text-muted">HPA {card.name}{metric === undefined ? '' : ` · ${metric}`}</span>
        <span className="block truncate font-mono text-note leading-4 text-ink">{formulaText(card, words)}</span>
      </span>
      <span className="w-24 shrink-0 pb-1"><Gauge label={`${String(card.replicasMin)}–${String(card.replicasMax)}`} value={card.replicasNow === 0 ? '–' : String(card.replicasNow)} filled={(card.replicasNow - card.replicasMin) / span} ticks={[(card.replicasWanted - card.replicasMin) / span]} /></span>
    </span>
  );
}

function Budget({ card, words }: { readonly card: BudgetCard; readonly words: WorkloadWords }) {
  const all = Math.max(1, card.expected);
  const tone = card.healthy < card.healthyMin ? 'bad' : card.disruptionsAllowed === 0 ? 'busy' : 'plain';
  return <Gauge label={`PDB ${card.name} · ${words.healthy(card.healthy, card.healthyMin)}`} value={words.mayGo(card.disruptionsAllowed)} filled={card.healthy / all} ticks={[card.healthyMin / all]} tone={tone} />;
}

/** A claim to storage. */
export function Claim({ card, rect, words, selected }: MarkProps<ClaimCard>) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { arrive(ref.current, `extra:${card.uid}`, useStage.getState().model); }, [card.uid]);
  return (
    <div ref={ref} role="button" tabIndex={-1} aria-label={claimLabel(card, words)} aria-pressed={selected} data-id={`extra:${card.uid}`} data-selected={selected} data-tip={claimLabel(card, words)} className="claim absolute flex items-center gap-1 px-1.5 text-note leading-none" style={placed(rect)}>
      {card.phase === 'Bound' ? <Database aria-hidden size={10} className="shrink-0 text-muted" /> : <HealthMark health={claimHealth(card)} size={8} />}
      <span className="min-w-0 flex-1 truncate">{card.name}</span>
      <span className="shrink-0 text-muted">{card.capacity}</span>
    </div>
  );
}
