import { useMade } from '../session/made.ts';
import { usePreferences } from '../session/preferences.ts';
import { speedNow } from '../session/looking.ts';
import { useSession } from '../session/store.ts';
import { readKept, writeKept } from './kept.ts';
import { offer, standing, useLeft, type Left } from './left.ts';
import { useShell } from './shell-store.ts';

/** What stands on the stage, as of the last thing that was done: a page that is being closed cannot wait for an answer. */
let last: Left | undefined;
let isAsking = false;
let isStale = false;

/** Asks anew; of what happens meanwhile only that something did is remembered. */
async function ask(): Promise<void> {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  while (isStale) {
    isStale = false;
    last = await standing();
  }
  isAsking = false;
}

/** The same, up to the moment at which it stands now: only time has passed since. */
function standingNow(): Left | undefined {
  const { past, nowMs } = useSession.getState();
  if (last?.opened !== useShell.getState().opened) return last;
  return last && { ...last, lens: usePreferences.getState().lens, speed: speedNow(), scenario: { ...last.scenario, untilMs: Math.max(last.scenario.untilMs, past?.presentMs ?? nowMs) } };
}

function keep(): void {
  const { left, isOffered } = useLeft.getState();
  writeKept(standingNow() ?? (isOffered ? left : undefined));
}

/** From now on a reload loses nothing that was done; and what the last one would have lost is offered. */
export function beginKeeping(): void {
  const kept = readKept();
  if (kept && !useLeft.getState().left) offer(kept);
  useSession.subscribe((state, before) => { if (state.deeds !== before.deeds) void ask(); });
  useMade.subscribe((state, before) => { if (state.answers !== before.answers) void ask(); });
  addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', () => { if (document.hidden) keep(); });
  void ask();
}
