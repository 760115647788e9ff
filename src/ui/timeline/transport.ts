import { create } from 'zustand';
import type { Stop } from '../../protocol/changes.ts';
import { showFailure, useNotices } from '../design/index.ts';
import { nextChange, pause, play, previousChange, step } from '../session/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { isNothing, stopText, tellings } from './telling.ts';

interface TransportState {
  /** The speed that Play goes on with. */
  readonly speed: number;
  /** Why *Next* or *Previous change* stopped at the moment that is looked at: said for as long as that moment is shown. */
  readonly stop: { readonly atMs: number; readonly why: Stop } | undefined;
}

export const useTransport = create<TransportState>()(() => ({ speed: 1, stop: undefined }));

/** What was said of one cluster's moment is nothing to another's. */
useSession.subscribe((state, before) => { if (state.deeds !== before.deeds && useTransport.getState().stop) useTransport.setState({ stop: undefined }); });

export const playNow = (): void => { play(useTransport.getState().speed).catch(showFailure); };
export const pauseNow = (): void => { pause().catch(showFailure); };
export const togglePlay = (): void => { if (useSession.getState().speed > 0) pauseNow(); else playNow(); };
export const stepNow = (): void => { step().catch(showFailure); };

/** Chooses a speed; a clock that runs takes it at once. */
export function chooseSpeed(speed: number): void {
  useTransport.setState({ speed });
  if (useSession.getState().speed > 0) playNow();
}

const textOf = (stop: Stop, nothing: string): string => (isNothing(stop) ? nothing : stopText(stop, tellings[usePreferences.getState().locale]));

/** Says why it stopped: of a moment that has passed beside that moment, for as long as it is shown; else as a message that goes away. */
function tell(why: Stop, nothing: string): void {
  const { past, nowMs } = useSession.getState();
  useTransport.setState({ stop: past && { atMs: nowMs, why } });
  const { say, show } = useNotices.getState();
  (past ? say : show)(textOf(why, nothing));
}

/** Goes to the next change and tells what it was; where none follows: `backNow` where that ends a look back, else `nothingNext`. */
export function goToNextChange({ nothingNext, backNow }: { readonly nothingNext: string; readonly backNow: string }): void {
  const wasPast = useSession.getState().past !== undefined;
  nextChange().then((stop) => { tell(stop, wasPast ? backNow : nothingNext); }, showFailure);
}

/** Goes back to the last change before the moment that is shown, and tells what it was, or that there is none. */
export function goToPreviousChange({ nothingBefore }: { readonly nothingBefore: string }): void {
  previousChange().then((stop) => { tell(stop, nothingBefore); }, showFailure);
}
