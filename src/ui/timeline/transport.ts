import { create } from 'zustand';
import type { Stop } from '../../protocol/changes.ts';
import { showFailure } from '../design/index.ts';
import { pause, play, step } from '../session/link.ts';
import { useSession } from '../session/store.ts';

interface TransportState {
  /** The speed that Play goes on with. */
  readonly speed: number;
  /** Why *Next* or *Previous change* stopped at the moment that is looked at: said for as long as that moment is shown. */
  readonly stop: { readonly atMs: number; readonly why: Stop } | undefined;
  /** *Next change* lets time pass, and has found none yet. */
  readonly isSearching: boolean;
}

export const useTransport = create<TransportState>()(() => ({ speed: 1, stop: undefined, isSearching: false }));

/** What was said of one cluster's moment is nothing to another's. */
useSession.subscribe((state, before) => { if (state.deeds !== before.deeds && useTransport.getState().stop) useTransport.setState({ stop: undefined }); });

export const playNow = (): void => { play(useTransport.getState().speed).catch(showFailure); };
export const pauseNow = (): void => { pause().catch(showFailure); };
export const togglePlay = (): void => { if (useSession.getState().speed > 0 || useTransport.getState().isSearching) pauseNow(); else playNow(); };
export const stepNow = (): void => { step().catch(showFailure); };

/** Chooses a speed; a clock that runs takes it at once. */
export function chooseSpeed(speed: number): void {
  useTransport.setState({ speed });
  if (useSession.getState().speed > 0) playNow();
}
