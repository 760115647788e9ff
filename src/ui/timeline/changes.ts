import type { Stop } from '../../protocol/changes.ts';
import { showFailure, useNotices } from '../design/index.ts';
import { nextChange, previousChange } from '../session/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { lookAt } from './looking.ts';
import { momentNow } from './strip-store.ts';
import { isNothing, stopText, tellings } from './telling.ts';
import { useTransport } from './transport.ts';
import type { TimelineWords } from './words.ts';

/** Says why it stopped: of a moment that has passed beside that moment, for as long as it is shown; else as a message that goes away. */
function tell(why: Stop, nothing: string): void {
  const { past, nowMs } = useSession.getState();
  useTransport.setState({ stop: past && { atMs: nowMs, why } });
  const { say, show } = useNotices.getState();
  (past ? say : show)(isNothing(why) ? nothing : stopText(why, tellings[usePreferences.getState().locale]));
}

type NextWords = Pick<TimelineWords, 'nothingNext' | 'backNow' | 'backTo'>;

/** Goes to the next change and tells what it was; where none follows: that this is now, where that ends a look back, else what was searched through. */
export function goToNextChange(words: NextWords): void {
  if (useSession.getState().past) nextChange().then((stop) => { tell(stop, words.backNow); }, showFailure);
  else search(words).catch(showFailure);
}

/** A search that takes no longer than this is not told of. */
const quietMs = 150;

/** Searches what is to come, and says so meanwhile. */
async function search(words: NextWords): Promise<void> {
  const { nowMs: fromMs, deeds } = useSession.getState();
  const telling = setTimeout(() => { useTransport.setState({ isSearching: true }); }, quietMs);
  useNotices.getState().clear();
  try {
    const stop = await nextChange();
    // Whoever did something else meanwhile has seen enough.
    if (isNothing(stop) && (useSession.getState().past || useSession.getState().deeds !== deeds)) return;
    if (isNothing(stop)) tellOfNothing(fromMs, words);
    else tell(stop, '');
  } finally {
    clearTimeout(telling);
    useTransport.setState({ isSearching: false });
  }
}

/** Says how much time has passed for nothing, and offers the way back. */
function tellOfNothing(fromMs: number, { nothingNext, backTo }: NextWords): void {
  const { nowMs } = useSession.getState();
  if (nowMs === fromMs) return;
  const from = momentNow(fromMs);
  useNotices.getState().show(nothingNext(from, momentNow(nowMs)), 'plain', { isLasting: true, action: { label: backTo(from), run: () => { lookAt(fromMs); } } });
}

/** Goes back to the last change before the moment that is shown, and tells what it was, or that there is none. */
export function goToPreviousChange({ nothingBefore }: Pick<TimelineWords, 'nothingBefore'>): void {
  previousChange().then((stop) => { tell(stop, nothingBefore); }, showFailure);
}
