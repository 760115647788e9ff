import { memo } from 'react';
import type { PodCard, WorkloadCard } from '../../protocol/cards.ts';
import { Badge, classes, HealthMark, locked } from '../design/index.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import type { Section } from './layout/families.ts';
import { cardRows, historyShown, type WorkloadBox } from './layout/workload-box.ts';
import { hasMany, useStage } from './model-store.ts';
import { PodTile } from './PodTile.tsx';
import { Claim, Policy } from './Policies.tsx';
import { RolloutBar } from './RolloutBar.tsx';
import { waitReasons } from './select.ts';
import { stageWords, type StageWords } from './words.ts';
import { actionIcons, actionName, perform } from './workload-actions.ts';
import { useTurn } from './turns.ts';
import { undoOf, workloadActions, type WorkloadAction } from './workload-lines.ts';
import { figuresOf, kindName, workloadLabel } from './workload-select.ts';
import { workloadWords, type WorkloadWords } from './workload-words.ts';

/** A workload with its revisions or Jobs, their pods, and what scales, protects or stores for it. */
export const WorkloadNode = memo(function WorkloadNode({ data }: { readonly data: { readonly id: string } }) {
  const box = useStage((state) => state.model?.workloads?.cards.get(data.id));
  const selected = useSession((state) => state.selection?.uid ?? '');
  const words = useWords(workloadWords);
  if (!box) return null;
  const { family, width, height, marks } = box;
  const { card } = family;
  const at = (id: string) => marks.get(id);
  return (
    <div className="workload dd-fade" data-id={card ? data.id : undefined} data-health={card?.health} data-selected={card?.uid === selected} style={{ width, height }}>
      {card ? <Head card={card} words={words} selected={card.uid === selected} /> : <div className="px-3 pt-2.5 text-note font-medium text-muted">{words.barePods}</div>}
      {box.barY > 0 && <RolloutBar family={family} words={words} y={box.barY} />}
      {box.sections.map(({ section, titleY }) => section.card && <Title key={section.uid} section={section} child={section.card} owner={card} y={titleY} words={words} selected={section.uid === selected} />)}
      {box.density !== 'canvas' && <Pods box={box} selected={selected} />}
      {family.claims.map((claim) => { const rect = at(`extra:${claim.uid}`); return rect && <Claim key={claim.uid} card={claim} rect={rect} words={words} selected={claim.uid === selected} />; })}
      {family.history.slice(0, historyShown).map((old) => <Title key={old.uid} child={old} owner={card} y={at(`workload:${old.uid}`)?.y ?? 0} words={words} selected={old.uid === selected} />)}
      {family.history.length > historyShown && <MoreRevisions box={box} words={words} />}
      {family.policies.map((policy) => { const rect = at(`extra:${policy.uid}`); return rect && <Policy key={policy.uid} card={policy} rect={rect} words={words} selected={policy.uid === selected} />; })}
    </div>
  );
});

interface HeadProps {
  readonly card: WorkloadCard;
  readonly words: WorkloadWords;
  readonly selected: boolean;
}

function Head({ card, words, selected }: HeadProps) {
  const stage = useWords(stageWords);
  return (
    <div className="px-3 pt-2">
      <div className="flex items-center gap-1.5">
        <div role="button" tabIndex={-1} aria-label={workloadLabel(card, words, stage)} aria-pressed={selected} data-id={`workload:${card.uid}`} className="flex min-w-0 flex-1 items-center gap-1.5 rounded">
          <HealthMark health={card.health} />
          <span className="truncate text-name font-semibold text-ink">{card.name}</span>
          <span className="ml-0.5 min-w-0 shrink-[9] truncate text-note text-muted">{kindName(card.kind, words)}</span>
          {card.rollout?.paused && <Badge tone="busy">{words.paused}</Badge>}
        </div>
        {workloadActions(card).map((action) => <Do key={action.id} action={action} name={words.named(actionName(action.id, words), card.name)} tip={actionName(action.id, words)} />)}
      </div>
      <Figures card={card} words={words} />
    </div>
  );
}

function Figures({ card, words }: { readonly card: WorkloadCard; readonly words: WorkloadWords }) {
  return (
    <div className="mt-0.5 flex gap-4 text-note leading-5 text-muted">
      {figuresOf(card, words).map(({ word, value, met }, index, { length }) => (
        <span key={word} className={classes('whitespace-nowrap', met && index > 0 && index < length - 1 && 'far-less')}>
          <span className="text-[1.15em] font-semibold" style={{ color: met ? 'var(--ink)' : 'var(--busy)' }}>{value}</span> {word}
        </span>
      ))}
    </div>
  );
}

function Do({ action, name, tip }: { readonly action: WorkloadAction; readonly name: string; readonly tip: string }) {
  const Icon = actionIcons[action.id];
  const refusal = useRefusal();
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={name}
      data-tip={tip}
      onClick={(event) => { event.stopPropagation(); perform(action); }}
      {...locked(refusal)}
      className="nopan do inline-flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink aria-disabled:cursor-not-allowed aria-disabled:bg-transparent aria-disabled:text-line-strong"
    >
      <Icon aria-hidden size={13} strokeWidth={2.1} />
    </button>
  );
}

interface TitleProps {
  readonly section?: Section;
  readonly child: WorkloadCard;
  readonly owner: WorkloadCard | undefined;
  readonly y: number;
  readonly words: WorkloadWords;
  readonly selected: boolean;
}

/** A line for a revision of a Deployment, or for a Job of a CronJob. */
function Title({ section, child, owner, y, words, selected }: TitleProps) {
  const stage = useWords(stageWords);
  const undo = undoOf(child, owner);
  const refusal = useRefusal();
  const isJob = child.kind === 'Job';
  return (
    <div className="absolute inset-x-3 flex h-6 items-center gap-1.5" style={{ top: y }}>
      <div role="button" tabIndex={-1} aria-label={workloadLabel(child, words, stage)} aria-pressed={selected} data-id={`workload:${child.uid}`} data-selected={selected} className="mark flex h-[22px] min-w-0 flex-1 items-center gap-1.5 px-1 text-note text-muted">
        {isJob ? <HealthMark health={child.health} size={9} /> : <i aria-hidden className="swatch" data-new={section?.isCurrent ?? false} data-empty={section === undefined} />}
        <span className="shrink-0 font-medium text-ink">{child.revision === '' ? child.name : words.revision(child.revision)}</span>
        <span className="far-less truncate font-mono text-note">{child.image}</span>
        {section && <span className="ml-auto shrink-0">{isJob ? words.doneOf(child.available, child.desired) : `${String(child.ready)}/${String(child.desired)}`}</span>}
      </div>
      {undo && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={words.undoTo(owner?.name ?? '', child.revision)}
          onClick={(event) => { event.stopPropagation(); perform(undo); }}
          {...locked(refusal)}
          className="nopan inline-flex h-5 shrink-0 items-center gap-1 rounded px-1.5 text-note font-medium text-accent hover:bg-accent-soft aria-disabled:cursor-not-allowed aria-disabled:bg-transparent aria-disabled:text-faint"
        >
          <actionIcons.undo aria-hidden size={11} strokeWidth={2.2} />
          {words.undo}
        </button>
      )}
    </div>
  );
}

function MoreRevisions({ box, words }: { readonly box: WorkloadBox; readonly words: WorkloadWords }) {
  const last = box.marks.get(`workload:${box.family.history[historyShown - 1]?.uid ?? ''}`);
  return <div className="absolute left-4 text-note leading-4 text-muted" style={{ top: (last?.y ?? 0) + cardRows.history }}>{words.moreRevisions(box.family.history.length - historyShown)}</div>;
}

const noReasons: ReadonlyMap<string, string> = new Map();

function Pods({ box, selected }: { readonly box: WorkloadBox; readonly selected: string }) {
  const words = useWords(stageWords);
  const pods = box.family.sections.flatMap((section) => section.pods);
  const isMany = useStage(hasMany);
  const mayShow = useTurn(isMany ? pods.length : 0);
  const waits = pods.some(({ node }) => node === '');
  if (!mayShow) return null;
  return waits ? <WaitingPods box={box} pods={pods} words={words} selected={selected} /> : <PodList box={box} pods={pods} words={words} selected={selected} reasons={noReasons} />;
}

interface PodListProps {
  readonly box: WorkloadBox;
  readonly pods: readonly PodCard[];
  readonly words: StageWords;
  readonly selected: string;
  readonly reasons: ReadonlyMap<string, string>;
}

function WaitingPods({ box, pods, words, selected }: Omit<PodListProps, 'reasons'>) {
  const events = useSession((state) => state.events);
  return <PodList box={box} pods={pods} words={words} selected={selected} reasons={waitReasons(pods, events)} />;
}

const PodList = memo(function PodList({ box, pods, words, selected, reasons }: PodListProps) {
  return pods.map((pod) => {
    const place = box.places.get(pod.uid);
    return place && <PodTile key={pod.uid} pod={pod} place={place} words={words} selected={pod.uid === selected} faded={false} reason={reasons.get(pod.uid) ?? ''} />;
  });
});
