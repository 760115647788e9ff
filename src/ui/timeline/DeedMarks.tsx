import { useEffect, useState, type RefObject } from 'react';
import { classes } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { lookAt } from './looking.ts';
import { deedMarks, type DeedMark } from './select.ts';
import { momentNow, useStrip, windowNow } from './strip-store.ts';
import { tellings } from './telling.ts';
import { useTransport } from './transport.ts';

/** A mark for each thing that the person did, over the strip. The strip itself takes the pointer's presses, so that a drag may begin on a mark; a click that no pointer made leads to the moment as well. */
export function DeedMarks({ strip }: { readonly strip: RefObject<HTMLElement | null> }) {
  return useMarks(strip).map(({ isAhead, ...mark }) => <Mark key={mark.deeds[0]?.number} mark={mark} isAhead={isAhead} />);
}

interface Placed extends DeedMark {
  /** It has not happened yet at the moment that is looked at. */
  readonly isAhead: boolean;
}

function Mark({ mark: { x, deeds }, isAhead }: { readonly mark: DeedMark; readonly isAhead: boolean }) {
  const { deed: sentence } = useWords(tellings);
  const [first] = deeds;
  if (!first) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={[momentNow(first.atMs), ...deeds.map(({ deed }) => sentence(deed))].join('; ')}
      onMouseDown={(event) => { event.preventDefault(); }}
      onClick={() => { lookAt(first.atMs); }}
      className={classes('absolute top-1.5 flex h-8 w-3.5 -translate-x-1/2 flex-col items-center touch-none', isAhead && 'opacity-40')}
      style={{ left: x }}
    >
      <DeedSign isMany={deeds.length > 1} />
      <span aria-hidden className="w-px flex-1 bg-line-strong" />
    </button>
  );
}

/** What stands for a person's own act: a flag, two of them for several. */
export function DeedSign({ isMany = false }: { readonly isMany?: boolean }) {
  return (
    <svg aria-hidden width={isMany ? 12 : 9} height={9} viewBox={isMany ? '0 0 12 9' : '0 0 9 9'} className={classes('shrink-0 text-ink', isMany && 'translate-x-[1.5px]')}>
      {isMany && <path d="M7.5.2 11.8 4.5 7.5 8.8z" fill="currentColor" opacity={0.55} />}
      <path d="M4.5.2 8.8 4.5 4.5 8.8.2 4.5z" fill="currentColor" stroke="var(--page)" strokeWidth={isMany ? 0.8 : 0} />
    </svg>
  );
}

/** The marks as they stand, anew when one has moved by a pixel, or has come to lie before or beyond the moment that is shown. */
function useMarks(strip: RefObject<HTMLElement | null>): readonly Placed[] {
  const [marks, setMarks] = useState<readonly Placed[]>([]);
  useEffect(() => {
    const element = strip.current;
    if (!element) return undefined;
    let seen = '';
    const look = (): void => {
      const { deeds, past, nowMs } = useSession.getState();
      const placed = deedMarks(deeds, windowNow(), element.clientWidth).map((mark) => ({ ...mark, isAhead: past !== undefined && (mark.deeds[0]?.atMs ?? 0) > nowMs }));
      const key = placed.map((mark) => `${String(mark.deeds[0]?.number)} ${String(mark.deeds.length)} ${String(mark.x)} ${String(mark.isAhead)}`).join();
      if (key === seen) return;
      seen = key;
      setMarks(placed);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    const stops = [useSession.subscribe((state, before) => { if (state.deeds !== before.deeds || state.nowMs !== before.nowMs || state.past !== before.past) look(); }), useStrip.subscribe(look), useTransport.subscribe(look)];
    return () => { stops.forEach((stop) => { stop(); }); observer.disconnect(); };
  }, [strip]);
  return marks;
}
