import { useEffect, useRef, type MouseEvent } from 'react';
import { CornerDownRight, LoaderCircle, RotateCcw, Undo2, X } from 'lucide-react';
import { Button, classes, elapsedText, IconButton } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { backToNow, forgetGivenUp, goOnFromHere, undoGoingOn, useLooking, type GivenUp } from './looking.ts';
import { momentNow, stripRef, useMoment } from './strip-store.ts';
import { isNothing, stopText, tellings } from './telling.ts';
import { useTransport } from './transport.ts';
import { timelineWords } from './words.ts';

/** Whether there is anything to say of a look back. */
export function useHasBanner(): boolean {
  const isPast = useSession((state) => state.past !== undefined);
  const isSaid = useLooking(({ goingToMs, givenUp }) => goingToMs !== undefined || givenUp !== undefined);
  return isPast || isSaid;
}

/** Says that what is seen has passed, and offers the two ways out of it; afterwards, what was given up. Nothing while it is just now. */
export function PastBanner() {
  const words = useWords(timelineWords);
  const isPast = useSession((state) => state.past !== undefined);
  const goingToMs = useLooking((state) => state.goingToMs);
  const givenUp = useLooking((state) => state.givenUp);
  if (goingToMs !== undefined) {
    return (
      <p role="status" className={classes(banner, 'border-accent pr-3')}>
        <LoaderCircle aria-hidden size={14} className="shrink-0 animate-spin text-accent" />
        {words.replaying(momentNow(goingToMs))}
      </p>
    );
  }
  if (isPast) return <Looking />;
  return givenUp ? <Undo givenUp={givenUp} /> : null;
}

function Looking() {
  const words = useWords(timelineWords);
  const moment = useMoment();
  const isExact = useSession((state) => state.past?.isExact !== false);
  const why = useWhy();
  return (
    <div role="group" aria-label={words.past} className={classes(banner, 'w-[44rem] border-accent max-sm:w-full sm:@max-[40rem]:flex-wrap')}>
      <span className="shrink-0 tabular-nums sm:@max-[36rem]:hidden" data-tip={isExact ? undefined : words.coarse}>
        {isExact ? '' : '≈ '}
        {why === '' ? <><span className="@max-[46rem]:hidden">{words.look(moment)}</span><span aria-hidden className="@min-[46rem]:hidden">{moment}</span></> : <span className="font-medium">{moment}</span>}
      </span>
      {why === '' ? <span className="flex-1" /> : <span data-tip={why} className={whyText}><span className="line-clamp-2 max-sm:hidden sm:@max-[40rem]:line-clamp-1">{why}</span></span>}
      <Button size="small" icon={CornerDownRight} data-tip={words.goOnHint} onClick={(event) => { useLooking.setState({ takesFocus: isByKeys(event) }); void goOnFromHere(); }}>{words.goOn}</Button>
      <Button size="small" tone="primary" icon={RotateCcw} onClick={(event) => { leave(event); backToNow(); }}>{words.toNow}</Button>
    </div>
  );
}

/** A click that no pointer made. */
const isByKeys = ({ detail }: MouseEvent): boolean => detail === 0;

/** The button that was pressed goes away: whoever uses keys goes on at the strip. */
export function leave(event: MouseEvent): void {
  if (isByKeys(event)) stripRef.current?.focus({ preventScroll: true });
}

/** Beside the moment; on a narrow stage, whose clock says the moment as well, above the buttons. */
const whyText = 'min-w-0 flex-1 text-xs leading-4 [overflow-wrap:anywhere] sm:@max-[40rem]:order-first sm:@max-[40rem]:basis-full';

/** On a phone, where the line of the look back has no room for it: what happened at the moment that is shown. */
export function PastWhy() {
  const why = useWhy();
  return why === '' ? null : <p className="dd-rise pointer-events-auto line-clamp-4 max-w-full rounded-lg border border-line bg-raised px-3 py-1.5 text-xs leading-4 [overflow-wrap:anywhere] shadow-rest">{why}</p>;
}

/** What happened at the moment that is shown: why *Next* or *Previous change* stopped there, or what the person did at it; '' for nothing. */
function useWhy(): string {
  const words = useWords(timelineWords);
  const telling = useWords(tellings);
  const stop = useTransport((state) => state.stop);
  const deeds = useSession((state) => state.deeds);
  const atMs = useSession((state) => (state.past ? state.nowMs : undefined));
  if (stop && stop.atMs === atMs) return isNothing(stop.why) ? words.nothingBefore : stopText(stop.why, telling);
  const done = deeds.filter((deed) => deed.atMs === atMs).map(({ deed }) => deed);
  return stopText({ deeds: done.slice(0, deedsMax), changes: [], more: Math.max(0, done.length - deedsMax) }, telling);
}

const deedsMax = 3;

/** What *Go on from here* gave up can be had back until the person does something else. */
function Undo({ givenUp: { from, lostMs } }: { readonly givenUp: GivenUp }) {
  const words = useWords(timelineWords);
  const group = useRef<HTMLDivElement>(null);
  const takesFocus = useLooking((state) => state.takesFocus);
  useEffect(() => {
    if (!takesFocus) return;
    group.current?.querySelector('button')?.focus({ preventScroll: true });
    useLooking.setState({ takesFocus: false });
  }, [takesFocus]);
  return (
    <div ref={group} role="group" aria-label={words.undoHint} className={classes(banner, 'border-line')}>
      <span className="min-w-0 leading-4">{words.wentOn(from, elapsedText(lostMs))}</span>
      <Button size="small" icon={Undo2} data-tip={words.undoHint} onClick={(event) => { leave(event); void undoGoingOn(); }}>{words.undo}</Button>
      <IconButton icon={X} name={words.keep} onClick={(event) => { leave(event); forgetGivenUp(); }} className="-ml-1" />
    </div>
  );
}

/** One line at the foot of the stage, with what can be done about it. */
export const bannerShape = 'dd-rise pointer-events-auto flex min-h-9 max-w-full items-center justify-center gap-2 rounded-lg border bg-raised py-0.5 pr-1 pl-3 text-[12.5px] shadow-rest';
/** On a phone it has a line of its own beside the strip. */
const banner = `${bannerShape} max-sm:pl-1 max-sm:border-0 max-sm:bg-transparent max-sm:shadow-none`;
