import { kindText } from '../design/index.ts';
import { compareQuantities, quantityMilliValue } from '../../kube/quantity.ts';
import type { AutoscalerCard, ClaimCard, Health, MetricReading, QuotaLimit, WorkloadCard } from '../../protocol/cards.ts';
import type { Family } from './layout/families.ts';
import type { StageWords } from './words.ts';
import type { WorkloadWords } from './workload-words.ts';

/** Pods of one revision in the bar of a rollout. */
export interface Segment {
  readonly key: string;
  /** '' where the revision has no number (StatefulSet, DaemonSet). */
  readonly revision: string;
  readonly isNew: boolean;
  readonly count: number;
  readonly available: number;
}

/** A rollout as one bar: from the old revisions to the new one, with its bounds. */
export interface Bar {
  /** Old to new; those without pods are left out. */
  readonly segments: readonly Segment[];
  /** Pods that the whole length stands for. */
  readonly scale: number;
  readonly wanted: number;
  readonly availableMin: number;
  readonly totalMax: number;
  /** One revision, as many pods as wanted, all of them available. */
  readonly isSteady: boolean;
}

/** The bar of a workload that updates its pods; undefined for the other kinds. */
export function barOf({ card, sections }: Pick<Family, 'card' | 'sections'>): Bar | undefined {
  if (!card?.rollout) return undefined;
  const segments = (card.kind === 'Deployment' ? ofReplicaSets(sections) : ofCounts(card)).filter(({ count }) => count > 0);
  const total = segments.reduce((sum, { count }) => sum + count, 0);
  const totalMax = card.desired + card.rollout.surgeMax;
  const isSteady = segments.every(({ isNew, count, available }) => isNew && count === available) && total === card.desired;
  return { segments, isSteady, scale: Math.max(1, totalMax, total), wanted: card.desired, availableMin: Math.max(0, card.desired - card.rollout.unavailableMax), totalMax };
}

const ofReplicaSets = (sections: Family['sections']): readonly Segment[] => sections.flatMap(({ card, isCurrent }): Segment[] =>
  (card ? [{ key: card.uid, revision: card.revision, isNew: isCurrent, count: card.current, available: card.available }] : [])).reverse();

/** Counts tell old from new, but not which of them is available: the old ones are taken to be, as far as it goes. */
function ofCounts({ current, updated, available }: WorkloadCard): readonly Segment[] {
  const isNew = Math.min(current, updated);
  const old = current - isNew;
  const oldAvailable = Math.min(old, available);
  return [
    { key: 'old', revision: '', isNew: false, count: old, available: oldAvailable },
    { key: 'new', revision: '', isNew: true, count: isNew, available: Math.min(isNew, available - oldAvailable) },
  ];
}

const segmentName = ({ revision, isNew }: Segment, words: WorkloadWords): string => (revision !== '' ? words.revision(revision) : isNew ? words.newer : words.older);

/** `revision 1: 3 → revision 2: 2`; plain `3 pods` where there is one revision without a number. */
export const barText = (bar: Bar, words: WorkloadWords, stage: StageWords): string => (bar.segments.length === 1 && bar.segments[0]?.revision === '' ? stage.podCount(bar.segments[0].count) : bar.segments.map((segment) => `${segmentName(segment, words)}: ${String(segment.count)}`).join(' → '));

/** Accessible name of the bar: every revision with its pods, then the bounds. */
export function barLabel(name: string, bar: Bar, words: WorkloadWords): string {
  return [words.rollout(name), ...bar.segments.map((segment) => words.segment(segmentName(segment, words), segment.count, segment.available)), words.bounds(bar.availableMin, bar.totalMax)].join('; ');
}

export const kindName = (kind: string, words: WorkloadWords): string => kindText(kind, words.kinds);

export interface Figure {
  readonly word: string;
  readonly value: string;
  /** Whether it is as it should be. */
  readonly met: boolean;
}

/** Counts of a workload's card in the order in which they are filled. */
export function figuresOf(card: WorkloadCard, words: WorkloadWords): readonly Figure[] {
  const figure = (word: string, value: number, met = true): Figure => ({ word, value: String(value), met });
  if (card.kind === 'CronJob') return [{ word: words.schedule, value: card.schedule ?? '', met: true }, figure(words.active, card.current), ...(card.suspended ? [{ word: words.suspended, value: '', met: false }] : [])];
  if (card.kind === 'Job') return [figure(words.wanted, card.desired), figure(words.active, card.current), figure(words.succeeded, card.available), figure(words.failed, card.failed ?? 0, !card.failed)];
  return [
    figure(words.wanted, card.desired),
    ...(card.rollout ? [figure(words.updated, card.updated, card.updated >= card.desired)] : []),
    figure(words.ready, card.ready, card.ready >= card.desired),
    figure(words.available, card.available, card.available >= card.desired),
  ];
}

/** Accessible name of a workload: `Deployment web, 3 of 3 ready, 3 updated, 3 available, as wanted`. */
export function workloadLabel(card: WorkloadCard, words: WorkloadWords, stage: StageWords): string {
  const counts = card.kind === 'Job' ? [words.doneOf(card.available, card.desired)] : card.kind === 'CronJob' ? [card.schedule ?? '', words.countOf(words.active, card.current)] : [
    words.readyOf(card.ready, card.desired),
    ...(card.rollout ? [words.countOf(words.updated, card.updated)] : []),
    words.countOf(words.available, card.available),
  ];
  const state = [...(card.revision === '' ? [] : [words.revision(card.revision)]), stage.health[card.health], ...(card.rollout?.paused ? [words.paused] : []), ...(card.suspended ? [words.suspended] : [])];
  return [`${kindName(card.kind, words)} ${card.name}`, ...counts, ...state].join(', ');
}

/** An autoscaler's formula with its numbers: of several metrics the one that asks for most. */
export interface Formula {
  readonly metric: MetricReading;
  readonly current: number;
  /** ⌈current × now ÷ target⌉, before the bounds. */
  readonly asked: number;
  /** The ratio is so near 1 that nothing is done. */
  readonly within: boolean;
}

/** Quantities and percentages as numbers of one unit. */
const valueOf = (text: string): number => (text.endsWith('%') ? Number(text.slice(0, -1)) * 1000 : quantityMilliValue(text));
const tolerance = 0.1;

/**
 * Example: 4 pods at 120% with a target of 80% ask for ⌈4 × 1.5⌉ = 6; at 84% they stay 4, as the ratio is within a tenth of 1.
 *
 * @see Kubernetes 1.36, documentation of horizontal pod autoscaling, algorithm details
 */
export function formulaOf({ metrics, replicasNow }: Pick<AutoscalerCard, 'metrics' | 'replicasNow'>): Formula | undefined {
  let best: Formula | undefined;
  for (const metric of metrics) {
    if (metric.now === '' || valueOf(metric.target) <= 0) continue;
    const ratio = valueOf(metric.now) / valueOf(metric.target);
    const within = Math.abs(ratio - 1) <= tolerance;
    const asked = within ? replicasNow : Math.ceil(Number((replicasNow * ratio).toFixed(9)));
    if (!best || asked > best.asked) best = { metric, current: replicasNow, asked, within };
  }
  return best;
}

/** `⌈4 × 120% ÷ 80%⌉ = 6`, and what the bounds or the tolerance make of it. */
export function formulaText(card: AutoscalerCard, words: WorkloadWords): string {
  const formula = formulaOf(card);
  if (!formula) return words.noMetrics;
  const { metric, current, asked, within } = formula;
  const text = `⌈${String(current)} × ${metric.now} ÷ ${metric.target}⌉ = ${String(asked)}`;
  if (within) return `${text} (${words.within})`;
  return card.replicasWanted === asked ? text : `${text} → ${String(card.replicasWanted)}`;
}

/** How much of a limit is used, 0 to 1 and above; a limit of nothing is used up. */
export function shareOfQuota({ used, hard }: QuotaLimit): number {
  const limit = quantityMilliValue(hard);
  if (limit <= 0) return 1;
  return compareQuantities(used, hard) >= 0 ? Math.max(1, quantityMilliValue(used) / limit) : quantityMilliValue(used) / limit;
}

export const claimHealth = ({ phase }: Pick<ClaimCard, 'phase'>): Health => (phase === 'Bound' ? 'good' : phase === 'Lost' ? 'bad' : 'busy');
export const claimLabel = (claim: ClaimCard, words: WorkloadWords): string => [`${kindName('PersistentVolumeClaim', words)} ${claim.name}`, claim.phase, claim.capacity, claim.storageClass].filter(Boolean).join(', ');
