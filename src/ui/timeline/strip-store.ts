import { create } from 'zustand';
import { useSession, type SessionState } from '../session/store.ts';
import { spanMs, stripWindow, type StripTimes, type StripWindow } from './select.ts';
import { useTransport } from './transport.ts';

interface StripState {
  /** The whole record instead of what is recent. */
  readonly isWhole: boolean;
  /** While somebody drags, the window stays as it was: the place under the pointer must not move. */
  readonly held: StripWindow | undefined;
  /** On a phone, where the strip hides until it is wanted. */
  readonly isOpen: boolean;
}

export const useStrip = create<StripState>()(() => ({ isWhole: false, held: undefined, isOpen: false }));

export const timesOf = ({ nowMs, past, recordFromMs }: Pick<SessionState, 'nowMs' | 'past' | 'recordFromMs'>): StripTimes =>
  ({ nowMs, presentMs: past?.presentMs ?? nowMs, recordFromMs });

/** What the strip shows now. */
export function windowNow(): StripWindow {
  const { isWhole, held } = useStrip.getState();
  return held ?? stripWindow(timesOf(useSession.getState()), spanMs(useTransport.getState().speed), isWhole);
}
