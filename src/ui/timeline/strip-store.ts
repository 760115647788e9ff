import { create } from 'zustand';
import { elapsedText } from '../design/index.ts';
import { useSession, type SessionState } from '../session/store.ts';
import { momentText, spanMs, stripWindow, type StripTimes, type StripWindow } from './select.ts';
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

/** The strip on the page, if it is there. */
export const stripRef: { current: HTMLCanvasElement | null } = { current: null };

export const timesOf = ({ nowMs, past, recordFromMs }: Pick<SessionState, 'nowMs' | 'past' | 'recordFromMs'>): StripTimes =>
  ({ nowMs, presentMs: past?.presentMs ?? nowMs, recordFromMs });

/** What the strip shows of a session. */
function windowOf(state: SessionState, { isWhole, held }: StripState, speed: number): StripWindow {
  return held ?? stripWindow(timesOf(state), spanMs(speed), isWhole);
}

/** What the strip shows now. */
export const windowNow = (): StripWindow => windowOf(useSession.getState(), useStrip.getState(), useTransport.getState().speed);

const momentIn = (ms: number, { fromMs, toMs }: StripWindow): string => momentText(ms, toMs - fromMs);

/** A moment, written as the strip writes it now. */
export const momentNow = (ms: number): string => momentIn(ms, windowNow());

/** The moment that is shown, as the strip writes it; in whole seconds while time goes on live: nobody reads its tenths. */
export function useMoment(): string {
  const strip = useStrip();
  const speed = useTransport((state) => state.speed);
  return useSession((state) => (state.past || state.speed === 0 ? momentIn(state.nowMs, windowOf(state, strip, speed)) : elapsedText(state.nowMs)));
}
