import { create } from 'zustand';
import { useNotices } from '../design/index.ts';
import { currentScenario, loadScenario, lookBack, lookNow } from '../session/link.ts';
import { useSession } from '../session/store.ts';

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
  lookBack(atMs).catch(failed).finally(() => { if (document.hidden) sendWanted(); else requestAnimationFrame(sendWanted); });
}

/** Shows what is now again. */
export function backToNow(): void {
  wanted = undefined;
  lookNow().catch(failed);
}

/** Brings the cluster itself to the moment that is looked at: what was done after it is given up. It stands still there. */
export async function goOnFromHere(): Promise<void> {
  wanted = undefined;
  const { past, nowMs } = useSession.getState();
  if (!past || useLooking.getState().goingOnMs !== undefined) return;
  useLooking.setState({ goingOnMs: nowMs });
  try {
    await loadScenario(await currentScenario());
  } catch (error) {
    failed(error);
  } finally {
    useLooking.setState({ goingOnMs: undefined });
  }
}
