import { create } from 'zustand';
import { elapsedText, useNotices } from '../design/index.ts';
import { currentScenario, loadScenario, lookBack, lookNow, play } from '../session/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { timelineWords } from './words.ts';

interface LookingState {
  /** The moment that the cluster is being brought to, while it is replayed. */
  readonly goingOnMs: number | undefined;
}

/** What the page itself is about while somebody looks back. */
export const useLooking = create<LookingState>()(() => ({ goingOnMs: undefined }));

const failed = (error: unknown): void => { useNotices.getState().show(error instanceof Error ? error.message : String(error), 'bad'); };

/** Asked for and not sent yet. */
let wanted: number | undefined;
let isUnderWay = false;

/** How fast time went when somebody began to look back: so it goes on afterwards. */
let speedBefore = 0;
useSession.subscribe(({ past }, before) => { if (past && !before.past && before.ready) speedBefore = before.speed; });

async function playOn(): Promise<void> {
  if (speedBefore > 0 && useSession.getState().speed === 0) await play(speedBefore);
}

/** Shows a moment. Of those that are asked for while one is under way only the last is shown, one a frame of the screen at most. */
export function lookAt(atMs: number): void {
  wanted = atMs;
  useNotices.getState().clear();
  if (!isUnderWay) sendWanted();
}

function sendWanted(): void {
  if (wanted === undefined) { isUnderWay = false; return; }
  isUnderWay = true;
  const atMs = wanted;
  wanted = undefined;
  lookBack(atMs).catch(failed).finally(() => { if (document.hidden) sendWanted(); else requestAnimationFrame(sendWanted); });
}

/** Shows what is now again; time goes on if it did before. */
export function backToNow(): void {
  wanted = undefined;
  const wasPast = useSession.getState().past !== undefined;
  useNotices.getState().clear();
  lookNow().then(() => (wasPast ? playOn() : undefined)).catch(failed);
}

/** Brings the cluster itself to the moment that is looked at: what was done after it is given up, and said to be. Time goes on if it did before. */
export async function goOnFromHere(): Promise<void> {
  wanted = undefined;
  const { past, nowMs } = useSession.getState();
  if (!past || useLooking.getState().goingOnMs !== undefined) return;
  useLooking.setState({ goingOnMs: nowMs });
  useNotices.getState().clear();
  try {
    await loadScenario(await currentScenario());
    useNotices.getState().show(timelineWords[usePreferences.getState().locale].wentOn(elapsedText(nowMs), elapsedText(past.presentMs - nowMs)));
    await playOn();
  } catch (error) {
    failed(error);
  } finally {
    useLooking.setState({ goingOnMs: undefined });
  }
}
