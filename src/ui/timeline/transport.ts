import { create } from 'zustand';
import type { Stop } from '../../protocol/changes.ts';
import { useNotices } from '../design/index.ts';
import { nextChange, pause, play, previousChange, step } from '../session/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { isNothing, stopText, tellings } from './telling.ts';

/** The speed that Play goes on with. */
export const useTransport = create<{ readonly speed: number }>()(() => ({ speed: 1 }));

const failed = (error: unknown): void => { useNotices.getState().show(error instanceof Error ? error.message : String(error), 'bad'); };

export const playNow = (): void => { play(useTransport.getState().speed).catch(failed); };
export const pauseNow = (): void => { pause().catch(failed); };
export const togglePlay = (): void => { if (useSession.getState().speed > 0) pauseNow(); else playNow(); };
export const stepNow = (): void => { step().catch(failed); };

/** Chooses a speed; a clock that runs takes it at once. */
export function chooseSpeed(speed: number): void {
  useTransport.setState({ speed });
  if (useSession.getState().speed > 0) playNow();
}

const tell = (stop: Stop, nothing: string): void => { useNotices.getState().show(isNothing(stop) ? nothing : stopText(stop, tellings[usePreferences.getState().locale])); };

/** Goes to the next change and tells what it was; where none follows: `backNow` where that ends a look back, else `nothingNext`. */
export function goToNextChange({ nothingNext, backNow }: { readonly nothingNext: string; readonly backNow: string }): void {
  const wasPast = useSession.getState().past !== undefined;
  nextChange().then((stop) => { tell(stop, wasPast ? backNow : nothingNext); }, failed);
}

/** Goes back to the last change before the moment that is shown, and tells what it was, or that there is none. */
export function goToPreviousChange({ nothingBefore }: { readonly nothingBefore: string }): void {
  previousChange().then((stop) => { tell(stop, nothingBefore); }, failed);
}
