import { memo, useLayoutEffect, useRef } from 'react';
import type { StorageCard } from '../../protocol/cards.ts';
import { Badge, classes, HealthMark, kindNames } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { cardBox, headingHeight } from './layout/storage.ts';
import { useStage } from './model-store.ts';
import { arrive } from './morph.ts';
import { PodTile } from './PodTile.tsx';
import { waitReasons } from './select.ts';
import { heldBy, reasonOf, storageHealth, storageLabel, textOf } from './storage-select.ts';
import { storageWords, type StorageWords } from './storage-words.ts';
import { stageWords } from './words.ts';

const shortKinds = { PersistentVolumeClaim: 'PVC', PersistentVolume: 'PV', StorageClass: 'SC' } as const;

/** A claim, a volume or a class. */
export const StorageNode = memo(function StorageNode({ data }: { readonly data: { readonly uid: string } }) {
  const card = useSession((state) => asStorage(state.extras.get(data.uid)));
  return card && <Card card={card} />;
});

const asStorage = (card: { readonly kind: string } | undefined): StorageCard | undefined => (card && Object.hasOwn(shortKinds, card.kind) ? (card as StorageCard) : undefined);

function Card({ card }: { readonly card: StorageCard }) {
  const words = useWords(storageWords);
  const kinds = useWords(kindNames);
  const selected = useSession((state) => state.selection?.uid === card.uid);
  const reason = useSession((state) => heldBy(card, state, words) || reasonOf(card, state.events));
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { arrive(ref.current, `extra:${card.uid}`, useStage.getState().model); }, [card.uid]);
  const { size, state, detail } = textOf(card, reason, words);
  const health = storageHealth(card);
  const isTroubled = health === 'bad' || health === 'busy';
  return (
    <div
      ref={ref}
      role="button"
      tabIndex={-1}
      aria-label={storageLabel(card, reason, { words, kinds })}
      aria-pressed={selected}
      data-id={`extra:${card.uid}`}
      data-selected={selected}
      data-kind={card.kind}
      data-health={health}
      data-tip={tipOf(card, reason, words)}
      className="store flex flex-col justify-center px-3 leading-[17px]"
      style={{ width: cardBox.width, height: cardBox.height }}
    >
      <div className="flex items-center gap-1.5">
        {card.kind !== 'StorageClass' && <HealthMark health={health} />}
        <span className="min-w-0 flex-1 truncate text-name font-semibold">{card.name}</span>
        {size !== '' && <span className="shrink-0 text-note text-ink">{size}</span>}
        <span className="far-less"><Badge>{shortKinds[card.kind]}</Badge></span>
      </div>
      <div className={classes('truncate text-note leading-[1.3] text-muted', isTroubled && 'far-less')}>{state}</div>
      <div className={classes('truncate text-note leading-[1.3]', !isTroubled && 'far-less')} style={{ color: isTroubled ? `var(--${health})` : 'var(--muted)' }}>{detail}</div>
    </div>
  );
}

function tipOf(card: StorageCard, reason: string, words: StorageWords): string {
  const { state, detail } = textOf(card, reason, words);
  const own = card.kind === 'PersistentVolume' ? [words.reclaim[card.reclaimPolicy] ?? ''] : [];
  return [card.namespace === '' ? card.name : `${card.namespace}/${card.name}`, state, detail, ...own].filter(Boolean).join('\n');
}

/** The pods that mount claims, each beside the first of its claims. */
export const MountersNode = memo(function MountersNode() {
  const storage = useStage((state) => state.model?.storage);
  const selected = useSession((state) => state.selection?.uid ?? '');
  const waits = storage?.pods.some(({ node }) => node === '') ?? false;
  const events = useSession((state) => (waits ? state.events : undefined));
  const words = useWords(stageWords);
  if (!storage) return null;
  const reasons = events ? waitReasons(storage.pods, events) : noReasons;
  return storage.pods.map((pod) => {
    const place = storage.places.get(pod.uid);
    return place && <PodTile key={pod.uid} pod={pod} place={place} words={words} selected={pod.uid === selected} faded={false} reason={reasons.get(pod.uid) ?? ''} />;
  });
});

const noReasons: ReadonlyMap<string, string> = new Map();

/** What stands below it. */
export const ColumnNode = memo(function ColumnNode({ data }: { readonly data: { readonly name: string } }) {
  const words = useWords(storageWords);
  const name = data.name.split(':')[0] as keyof StorageWords['columns'];
  return <div className="truncate border-b border-line-strong text-name font-medium text-muted" style={{ height: headingHeight }}>{words.columns[name]}</div>;
});
