import { CornerDownRight, LoaderCircle, RotateCcw } from 'lucide-react';
import { Button, elapsedText } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { backToNow, goOnFromHere, useLooking } from './looking.ts';
import { timelineWords } from './words.ts';

/** Says that what is seen has passed, and offers the two ways out of it. Nothing while it is now. */
export function PastBanner() {
  const words = useWords(timelineWords);
  const second = useSession((state) => (state.past ? Math.floor(state.nowMs / 1000) : undefined));
  const isExact = useSession((state) => state.past?.isExact !== false);
  const goingOnMs = useLooking((state) => state.goingOnMs);
  if (goingOnMs !== undefined) {
    return (
      <p role="status" className={`${banner} pr-3`}>
        <LoaderCircle aria-hidden size={14} className="shrink-0 animate-spin text-accent" />
        {words.replaying(elapsedText(goingOnMs))}
      </p>
    );
  }
  if (second === undefined) return null;
  return (
    <div role="group" aria-label={words.past} className={banner}>
      <span className="shrink-0 whitespace-nowrap tabular-nums" data-tip={isExact ? undefined : words.coarse}>{isExact ? '' : '≈ '}<span className="@max-[46rem]:hidden">{words.look(elapsedText(second * 1000))}</span><span aria-hidden className="@min-[46rem]:hidden">{elapsedText(second * 1000)}</span></span>
      <Button size="small" icon={CornerDownRight} data-tip={words.goOnHint} onClick={() => { void goOnFromHere(); }}>{words.goOn}</Button>
      <Button size="small" tone="primary" icon={RotateCcw} onClick={backToNow}>{words.toNow}</Button>
    </div>
  );
}

const banner = 'dd-rise pointer-events-auto flex min-h-9 max-w-full flex-wrap items-center justify-center gap-x-2 gap-y-1 rounded-lg border border-accent bg-raised py-1 pr-1 pl-3 text-[12.5px] shadow-rest';
