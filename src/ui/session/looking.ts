import { lookNow, play } from './link.ts';
import { useSession } from './store.ts';

/** How fast time went when somebody began to look back: so it goes on afterwards. */
let speedBefore = 0;
useSession.subscribe(({ past }, before) => { if (past && !before.past && before.ready) speedBefore = before.speed; });

/** How fast time goes, or went before somebody looked back. */
export const speedNow = (): number => { const { past, speed } = useSession.getState(); return past && speed === 0 ? speedBefore : speed; };

/** Lets time go on as it did before somebody looked back, where it stands. */
export async function playOn(): Promise<void> {
  if (speedBefore > 0 && useSession.getState().speed === 0) await play(speedBefore);
}

/** Shows what is now again; time goes on if it did before. */
export async function comeBack(): Promise<void> {
  const wasPast = useSession.getState().past !== undefined;
  await lookNow();
  if (wasPast) await playOn();
}
