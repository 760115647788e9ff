import { create } from 'zustand';
import type { Scenario } from '../../scenario/document.ts';
import { elapsedText, showFailure, useNotices } from '../design/index.ts';
import { bringCluster, currentScenario, lookBack, wholeScenario } from '../session/link.ts';
import { comeBack, playOn } from '../session/looking.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession, type SessionState } from '../session/store.ts';
import { momentNow } from './strip-store.ts';
import { timelineWords } from './words.ts';

/** What *Go on from here* gave up, to be had back until the person does something else. */
export interface GivenUp {
  readonly scenario: Scenario;
  /** How the strip wrote the moment that the cluster goes on from. */
  readonly from: string;
  /** How much time came after it. */
  readonly lostMs: number;
}

interface LookingState {
  /** The moment that the cluster is being brought to, while it is replayed. */
  readonly goingToMs: number | undefined;
  readonly givenUp: GivenUp | undefined;
  /** *Go on from here* was pressed with keys: the offer to undo it, which takes its place, takes the focus as well. */
  readonly takesFocus: boolean;
}

/** What the page itself is about while somebody looks back. */
export const useLooking = create<LookingState>()(() => ({ goingToMs: undefined, givenUp: undefined, takesFocus: false }));

/** Asked for and not sent yet. */
let wanted: number | undefined;
let isUnderWay = false;

/** Whether another moment is shown than before, by a leap: while time passes, what was said is still of about now. */
const isLeap = (state: SessionState, before: SessionState): boolean =>
  (state.past !== undefined || before.past !== undefined) && state.speed === 0 && (state.nowMs !== before.nowMs || (state.past === undefined) !== (before.past === undefined));

/** Whoever leaps, in whatever way, leaves behind what was said of another moment. Whoever acts, or opens another scenario, cannot have back what was given up before. */
useSession.subscribe((state, before) => {
  if (isLeap(state, before)) useNotices.getState().clear();
  if (state.deeds !== before.deeds && useLooking.getState().givenUp) forgetGivenUp();
});

export function forgetGivenUp(): void {
  useLooking.setState({ givenUp: undefined });
}

/** Shows a moment. Of those that are asked for while one is under way only the last is shown, one a frame of the screen at most. */
export function lookAt(atMs: number): void {
  wanted = atMs;
  if (!isUnderWay) sendWanted();
}

function sendWanted(): void {
  if (wanted === undefined) { isUnderWay = false; return; }
  isUnderWay = true;
  const atMs = wanted;
  wanted = undefined;
  lookBack(atMs).catch(showFailure).finally(() => { if (document.hidden) sendWanted(); else requestAnimationFrame(sendWanted); });
}

/** Shows what is now again; time goes on if it did before. */
export function backToNow(): void {
  wanted = undefined;
  comeBack().catch(showFailure);
}

/** Loads a scenario and says so meanwhile. */
async function bringTo(atMs: number, scenario: Scenario): Promise<void> {
  useLooking.setState({ goingToMs: atMs });
  useNotices.getState().clear();
  try {
    await bringCluster(scenario);
  } finally {
    useLooking.setState({ goingToMs: undefined });
  }
}

/** Brings a cluster that was left back to where it stood, and says so. */
export async function bringBack(scenario: Scenario): Promise<void> {
  wanted = undefined;
  await bringTo(scenario.untilMs, scenario);
  useNotices.getState().show(timelineWords[usePreferences.getState().locale].undone(momentNow(scenario.untilMs)));
}

/** Brings the cluster itself to the moment that is looked at: what was done after it is given up, and offered to be had back. Time goes on if it did before. */
export async function goOnFromHere(): Promise<void> {
  wanted = undefined;
  const { past, nowMs } = useSession.getState();
  if (!past || useLooking.getState().goingToMs !== undefined) return;
  try {
    const [from, whole, scenario] = [momentNow(nowMs), await wholeScenario(), await currentScenario()];
    await bringTo(nowMs, scenario);
    useLooking.setState({ givenUp: { scenario: whole, from, lostMs: past.presentMs - nowMs } });
    useNotices.getState().say(timelineWords[usePreferences.getState().locale].wentOn(from, elapsedText(past.presentMs - nowMs)));
    await playOn();
  } catch (error) {
    showFailure(error);
  }
}

/** Brings back all that *Go on from here* gave up: the cluster as it stood before anybody looked back. Time goes on if it does, or did before somebody looked back. */
export async function undoGoingOn(): Promise<void> {
  const { givenUp, goingToMs } = useLooking.getState();
  if (!givenUp || goingToMs !== undefined) return;
  const wasPast = useSession.getState().past !== undefined;
  try {
    await bringBack(givenUp.scenario);
    if (wasPast) await playOn();
  } catch (error) {
    showFailure(error);
  }
}
