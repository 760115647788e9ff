import type { Process, ProcessHost } from '../programs/process.ts';
import { Driver } from './driver.ts';
import { TypedInput } from './typed-input.ts';

/** From the start of a container to the first word of its script. */
const startMs = 5;

/**
 * A shell (or one command) as the first process of a container. As process 1 it ignores SIGTERM unless it traps it, which
 * is why pods of `sleep 3600` take their whole grace period to go.
 */
export function startShell(argv: readonly string[], host: ProcessHost): Process {
  const { stdin = false, tty = false } = host.spec;
  const input = stdin ? new TypedInput(tty, host.print) : undefined;
  const streams = { input: input ?? { text: '' }, out: host.print, err: host.print };
  const driver = new Driver({ machine: host, streams, signalFirst: (signal) => { signalled(signal, driver, host); } }, argv, (status) => { host.exit(status); });
  if (input) driver.follow(input);
  const timer = host.clock.after(startMs, () => { driver.begin(); });
  return {
    ...(input ? { input } : {}),
    terminate: () => { driver.signal('TERM'); },
    stop: () => {
      timer.cancel();
      driver.stop();
    },
  };
}

/** `kill 1` from inside: without a handler the first process does not feel it, not even SIGKILL. */
function signalled(signal: string, driver: Driver, host: ProcessHost): void {
  const name = { '15': 'TERM', '2': 'INT', '1': 'HUP' }[signal] ?? signal;
  if (!driver.signal(name) && name === 'SEGV') host.exit(139);
}
