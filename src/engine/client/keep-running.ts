import type { Clock } from '../sim/clock.ts';

interface Stoppable {
  stop(): void;
}

/** How long whoever looks after a process takes to start it again. */
const restartMs = 1000;

/** Runs a process, and runs it again whenever it ends by itself (calls what `start` is given). */
export function keepRunning(clock: Clock, start: (exit: () => void) => Stoppable): Stoppable {
  let isWanted = true;
  let running: Stoppable | undefined;
  const begin = (): void => {
    if (isWanted) running = start(exit);
  };
  const exit = (): void => {
    running?.stop();
    running = undefined;
    clock.after(restartMs, begin);
  };
  begin();
  return {
    stop: () => {
      isWanted = false;
      running?.stop();
    },
  };
}
