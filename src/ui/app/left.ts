import { create } from 'zustand';
import type { TimedDeed } from '../../protocol/changes.ts';
import type { Scenario } from '../../scenario/document.ts';
import { showFailure } from '../design/index.ts';
import { pause, play, wholeScenario } from '../session/link.ts';
import { usePreferences, type Lens } from '../session/preferences.ts';
import { speedNow } from '../session/looking.ts';
import { useStanding } from '../session/standing.ts';
import { useSession } from '../session/store.ts';
import { bringBack, useLooking } from '../timeline/looking.ts';
import { useTransport } from '../timeline/transport.ts';
import { writeAddress } from './address.ts';
import { useShell, type Opened } from './shell-store.ts';
import { originOf } from './use-title.ts';

/** A cluster that something was done to, and that another one has taken the place of. */
export interface Left {
  /** As it was opened. */
  readonly opened: Opened;
  /** With all that was done, up to where it stood. */
  readonly scenario: Scenario;
  readonly lens: Lens;
  /** How fast its time went; 0 where it stood still. */
  readonly speed: number;
  /** The page was loaded anew since. */
  readonly isReloaded: boolean;
  /** The same thing took its place, from its beginning. */
  readonly isStartedOver?: boolean;
}

interface LeftState {
  /** The last one; it can be had back until another is left, or the tab is closed. */
  readonly left: Left | undefined;
  /** Said at the foot of the stage, until somebody closes it or does something in what took its place. */
  readonly isOffered: boolean;
}

/** What can be gone back to. */
export const useLeft = create<LeftState>()(() => ({ left: undefined, isOffered: false }));

export const offer = (left: Left): void => { useLeft.setState({ left, isOffered: true }); };
/** What was done in the cluster that is open now takes the notice away; the palette has the offer still. */
useSession.subscribe(({ deeds, ready }, before) => {
  if (deeds === before.deeds || !ready || !useLeft.getState().isOffered) return;
  const { opened } = useShell.getState();
  const told = opened ? (opened.resumed ?? opened.scenario).actions.length : 0;
  if (deeds.length > before.deeds.length && deeds.some(({ number }) => number >= told)) closeOffer();
});

export const closeOffer = (): void => { useLeft.setState({ isOffered: false }); };

/** How many of a story's actions, from the first on, are those that it was opened with. */
export function sameActions(opened: Scenario, now: Scenario): number {
  const differs = now.actions.findIndex((timed, index) => JSON.stringify(timed) !== JSON.stringify(opened.actions[index]));
  return differs < 0 ? now.actions.length : differs;
}

/** Whether the person did anything in what was opened: what they only looked at they can open again. */
export const isTouched = (opened: Scenario, now: Scenario, deeds: readonly TimedDeed[]): boolean => {
  const same = sameActions(opened, now);
  return deeds.some(({ number }) => number >= same);
};

/** What stands on the stage with all that was done to it; undefined where that is nothing, or nobody can tell. */
export async function standing(): Promise<Left | undefined> {
  const { opened } = useShell.getState();
  const { lens } = usePreferences.getState();
  const speed = speedNow();
  if (!opened || !useSession.getState().ready) return undefined;
  const scenario = await wholeScenario().catch(() => undefined);
  return scenario && isTouched(opened.scenario, scenario, useSession.getState().deeds) ? { opened, scenario, lens, speed, isReloaded: false } : undefined;
}

/** Before another cluster takes its place: keeps what stands on the stage, to be gone back to. It is asked for at once, so that whatever is loaded next comes after the answer. An exercise that was solved is kept without a word. */
export function keepStanding(next?: Scenario): void {
  const isDone = useStanding.getState().isSolved;
  void standing().then((left) => {
    if (!left) return;
    const isStartedOver = left.opened.scenario === next;
    useLeft.setState({ left: { ...left, isStartedOver }, isOffered: isStartedOver || !isDone });
  });
}

/** Brings the cluster back that was left, as it stood; its time goes on if it did then. What takes its place meanwhile can be gone back to in the same way. */
export async function goBackToLeft(): Promise<void> {
  const { left } = useLeft.getState();
  if (!left || useLooking.getState().goingToMs !== undefined) return;
  keepStanding();
  useLeft.setState({ left: undefined, isOffered: false });
  useShell.getState().setOpened({ ...left.opened, resumed: left.scenario });
  writeAddress(originOf(left.opened));
  usePreferences.getState().setLens(left.lens);
  useSession.getState().select(undefined);
  try {
    void pause();
    await bringBack(left.scenario);
    useTransport.setState({ speed: left.speed || 1 });
    if (left.speed > 0) await play(left.speed);
  } catch (error) {
    offer(left);
    showFailure(error);
  }
}
