import { PanelRight, Power } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { NodeCard } from '../../protocol/cards.ts';
import { Button, HealthMark, locked, Notice, showOutcome, useNotices } from '../design/index.ts';
import { act } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { useSession, type Selection } from '../session/store.ts';
import { Stage } from '../stage/Stage.tsx';
import { PastBanner, PastWhy, useHasBanner } from '../timeline/PastBanner.tsx';
import { useTransport } from '../timeline/transport.ts';
import { Foot } from './Foot.tsx';
import { useLeft } from './left.ts';
import { Nudge } from './Nudge.tsx';
import { inspectorSheet, useShell } from './shell-store.ts';
import { phoneQuery, useMedia } from './use-media.ts';
import { appWords } from './words.ts';

const LeftBanner = lazy(async () => ({ default: (await import('./LeftBanner.tsx')).LeftBanner }));
const SearchBanner = lazy(async () => ({ default: (await import('../timeline/SearchBanner.tsx')).SearchBanner }));

/** The landmark of the live picture. At its foot stand the one hint, or what has just been said, or on a phone the way to what is selected: beside the stage's own tools, never over the picture. */
export function StageArea() {
  const words = useWords(appWords);
  const namespace = useShell((state) => state.namespace);
  const ready = useSession((state) => state.ready);
  const empty = useSession((state) => !state.ready && state.nodes.size === 0);
  const isSpeaking = useNotices(({ notices }) => notices.length > 0);
  const isSelected = useSession((state) => state.selection !== undefined);
  const isPhone = useMedia(phoneQuery);
  const isBack = useHasBanner();
  const isSearching = useTransport((state) => state.isSearching);
  const isLeft = useLeft((state) => state.isOffered) && !isBack && !isSearching;
  const isCovered = useShell((state) => state.sheet !== '');
  return (
    <section aria-label={words.stage} aria-busy={!ready} className="@container relative flex size-full min-h-0 flex-col">
      <Silence />
      <div className="relative min-h-0 flex-1"><Stage namespace={namespace} onOpen={open} /></div>
      {empty && <p className="pointer-events-none absolute inset-0 grid place-items-center text-muted">{words.starting}</p>}
      {ready && <Nudge isHidden={isSpeaking || isBack || isLeft || isSearching || (isPhone && isSelected)} />}
      {isSearching && <Foot><Suspense><SearchBanner /></Suspense></Foot>}
      {(isSpeaking || ((isBack || isLeft) && !isPhone)) && <Foot>{isSpeaking && <Notice />}{!isPhone && (isLeft ? <Suspense><LeftBanner /></Suspense> : <PastBanner />)}</Foot>}
      {!isSpeaking && !isSearching && isPhone && <Foot>{!isCovered && <PastWhy />}{!isCovered && isLeft && !isSelected && <Suspense><LeftBanner /></Suspense>}<OpenSelected /></Foot>}
    </section>
  );
}

/** Said at the head of the stage for as long as no API server answers: what it means, and the way back. */
function Silence() {
  const words = useWords(appWords);
  const refusal = useRefusal();
  const isSilent = useSession((state) => state.isSilent);
  const off = useSession((state) => (state.isSilent ? offHead(state.nodes.values()) : ''));
  if (!isSilent) return null;
  return (
    <div role="status" className="dd-fade flex shrink-0 items-center justify-center gap-x-3 gap-y-1 border-b sm:flex-wrap border-line bg-page px-3 py-1.5 text-[12.5px] leading-[18px]">
      <span className="flex min-w-0 flex-[0_1_auto] items-center gap-2"><HealthMark health="bad" /><span>{words.silent(off)} <span className="max-sm:sr-only">{words.silentMeans}</span></span></span>
      {off !== '' && <Button size="small" icon={Power} className="shrink-0" onClick={() => { showOutcome(act({ type: 'fault', fault: { type: 'power-on', node: off } }).answer); }} {...locked(refusal)}>{words.powerOnNode(off)}</Button>}
    </div>
  );
}

/** Name of a machine of the control plane without power; '' where there is none. */
function offHead(nodes: Iterable<NodeCard>): string {
  for (const { name, powered, roles } of nodes) if (!powered && roles.includes('control-plane')) return name;
  return '';
}

/** Shows all about an object: beside the stage, or as a sheet on a phone. */
function open(object: Selection | undefined): void {
  useSession.getState().select(object);
  if (object && matchMedia(phoneQuery).matches) useShell.getState().setSheet(inspectorSheet);
}

function OpenSelected() {
  const words = useWords(appWords);
  const selection = useSession((state) => state.selection);
  const isCovered = useShell((state) => state.sheet !== '');
  if (!selection || isCovered) return null;
  return (
    <button type="button" onClick={() => { open(selection); }} className="dd-rise pointer-events-auto flex h-9 max-w-[min(100%,20rem)] items-center gap-2 rounded-full text-left leading-4 bg-accent px-3.5 text-[12.5px] font-medium text-on-accent">
      <PanelRight aria-hidden size={14} strokeWidth={2} className="shrink-0" />
      <span className="line-clamp-2 [overflow-wrap:anywhere]">{words.openObject(selection.name)}</span>
    </button>
  );
}
