import { ChevronsRight, Pause, Play, StepForward } from 'lucide-react';
import { classes, elapsedText, IconButton, Select } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { speeds, wallText } from './select.ts';
import { Strip } from './Strip.tsx';
import { chooseSpeed, goToNextChange, pauseNow, playNow, stepNow, useTransport } from './transport.ts';
import { timelineWords } from './words.ts';

/** Time of the cluster: how fast it goes, what it is, and what happened lately. `compact` leaves the strip out. */
export function Timeline({ compact = false, children }: { readonly compact?: boolean; readonly children?: React.ReactNode }) {
  const words = useWords(timelineWords);
  return (
    <section aria-label={words.timeline} className="flex h-14 shrink-0 items-center gap-3 border-t border-line bg-page px-3">
      <Transport />
      <SpeedChoice />
      <Clock compact={compact} />
      {compact ? <div className="flex-1" /> : <Strip />}
      {children}
    </section>
  );
}

function Transport() {
  const words = useWords(timelineWords);
  const running = useSession((state) => state.speed > 0);
  return (
    <div className="flex items-center gap-0.5">
      {running
        ? <IconButton tone="accent" icon={Pause} name={words.pause} keys="Space" onClick={pauseNow} />
        : <IconButton tone="accent" icon={Play} name={words.play} keys="Space" onClick={playNow} />}
      <IconButton icon={StepForward} name={words.step} keys="." onClick={stepNow} />
      <IconButton icon={ChevronsRight} name={words.next} keys="]" onClick={() => { goToNextChange(words.nothingNext); }} />
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
  const seconds = useSession((state) => Math.floor(state.nowMs / 1000));
  const epochSeconds = useSession((state) => Math.floor(state.epochMs / 1000));
  const paused = useSession((state) => state.ready && state.speed === 0);
  return (
    <div className={classes('flex shrink-0 flex-col leading-4', !compact && 'w-[136px]')}>
      <span className="text-[13px] font-semibold" data-tip={words.elapsed}>
        {elapsedText(seconds * 1000)}
        {paused && <span className="ml-1.5 text-[11px] font-medium text-busy">{words.paused}</span>}
      </span>
      <span className="text-[11px] text-muted" data-tip={words.wall}>{wallText(epochSeconds * 1000)}</span>
    </div>
  );
}
