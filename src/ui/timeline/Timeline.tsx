import { ChevronsLeft, ChevronsRight, History, Maximize2, Minimize2, Pause, Play, StepForward } from 'lucide-react';
import { classes, IconButton, Select } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { hasMore, spanMs, speeds, wallText } from './select.ts';
import { goToNextChange, goToPreviousChange } from './changes.ts';
import { PastBanner, useHasBanner } from './PastBanner.tsx';
import { Strip } from './Strip.tsx';
import { timesOf, useMoment, useStrip } from './strip-store.ts';
import { chooseSpeed, pauseNow, playNow, stepNow, useTransport } from './transport.ts';
import { timelineWords } from './words.ts';

/** Time of the cluster: how fast it goes, what it is, and what happened, to be looked back at. `compact` has the strip above it, where it is wanted. */
export function Timeline({ compact = false, children }: { readonly compact?: boolean; readonly children?: React.ReactNode }) {
  const words = useWords(timelineWords);
  return (
    <section aria-label={words.timeline} className="shrink-0 border-t border-line bg-page">
      {compact && <StripRow />}
      <div className={classes('flex h-14 items-center', compact ? 'gap-2 px-2' : 'gap-3 px-3')}>
        <Transport compact={compact} />
        <SpeedChoice />
        <Clock compact={compact} />
        {compact ? <StripButton /> : <StripWithSpan />}
        {children}
      </div>
    </section>
  );
}

function StripWithSpan() {
  return (
    <div className="flex h-full min-w-0 flex-1 items-center gap-1">
      <Strip />
      <SpanButton />
    </div>
  );
}

/** The strip on a phone: there while somebody looks back, or wants to. What is said of a look back has a line of its own above it, always, so that nothing on the stage moves when one begins. */
function StripRow() {
  const words = useWords(timelineWords);
  const isOpen = useStrip((state) => state.isOpen);
  const isSaid = useHasBanner();
  if (!isOpen && !isSaid) return null;
  return (
    <>
      <div className="@container flex h-11 items-center justify-center border-b border-line bg-sunken px-2 text-[12.5px]">
        {isSaid ? <PastBanner /> : <p className="truncate text-muted">{words.dragHint}</p>}
      </div>
      <div className="flex h-14 items-center gap-2 border-b border-line px-3">
        <PreviousButton />
        <StripWithSpan />
      </div>
    </>
  );
}

function StripButton() {
  const words = useWords(timelineWords);
  const isOpen = useStrip((state) => state.isOpen);
  const isSaid = useHasBanner();
  return <IconButton icon={History} name={words.showStrip} pressed={isOpen || isSaid} className="ml-auto" onClick={() => { useStrip.setState({ isOpen: !isOpen }); }} />;
}

/** The whole record, or what is recent; only where there is more than that. */
function SpanButton() {
  const words = useWords(timelineWords);
  const isWhole = useStrip((state) => state.isWhole);
  const span = spanMs(useTransport((state) => state.speed));
  const isMore = useSession((state) => hasMore(timesOf(state), span));
  if (!isMore) return null;
  return <IconButton icon={isWhole ? Minimize2 : Maximize2} name={isWhole ? words.recent : words.whole} onClick={() => { useStrip.setState({ isWhole: !isWhole }); }} />;
}

function PreviousButton() {
  const words = useWords(timelineWords);
  return <IconButton icon={ChevronsLeft} name={words.previous} keys="[" onClick={() => { goToPreviousChange(words); }} />;
}

function Transport({ compact }: { readonly compact: boolean }) {
  const words = useWords(timelineWords);
  const isSearching = useTransport((state) => state.isSearching);
  const running = useSession((state) => state.speed > 0) || isSearching;
  return (
    <div className="flex items-center gap-0.5">
      {running
        ? <IconButton tone="accent" icon={Pause} name={words.pause} keys="Space" onClick={pauseNow} />
        : <IconButton tone="accent" icon={Play} name={words.play} keys="Space" onClick={playNow} />}
      <IconButton icon={StepForward} name={words.step} keys="." onClick={stepNow} />
      {!compact && <PreviousButton />}
      <IconButton icon={ChevronsRight} name={words.next} keys="]" onClick={() => { goToNextChange(words); }} />
    </div>
  );
}

const choices = speeds.map((value) => ({ value: String(value), label: `${value}×` }));

function SpeedChoice() {
  const words = useWords(timelineWords);
  const speed = useTransport((state) => state.speed);
  return (
    <Select name={words.speed} value={String(speed)} choices={choices} onChange={(value) => { chooseSpeed(Number(value)); }} strong className="w-[76px]" />
  );
}

function Clock({ compact }: { readonly compact: boolean }) {
  const words = useWords(timelineWords);
  const moment = useMoment();
  const epochSeconds = useSession((state) => Math.floor(state.epochMs / 1000));
  const isSearching = useTransport((state) => state.isSearching);
  const paused = useSession((state) => state.ready && state.speed === 0) && !isSearching;
  const isPast = useSession((state) => state.past !== undefined);
  return (
    <div className={classes('flex flex-col leading-4', compact ? 'min-w-0 overflow-hidden whitespace-nowrap' : 'w-[136px] shrink-0')}>
      <span className="text-[13px] font-semibold" data-tip={words.elapsed}>
        {moment}
        {isPast ? <span className="ml-1.5 text-[11px] font-medium text-accent">{words.past}</span> : paused && <span className="ml-1.5 text-[11px] font-medium text-busy">{words.paused}</span>}
      </span>
      <span className="text-[11px] text-muted" data-tip={words.wall}>{wallText(epochSeconds * 1000)}</span>
    </div>
  );
}
