import { Timed } from './simple.ts';
import type { Process, ProcessHost } from './process.ts';

/** How long the fake programs of the recordings live when their command says nothing. */
const ordinaryMs = 1000;
const initMs = 50;
const shortMs = 20;

/**
 * What the fake kubelets of the recordings ran: no program at all, only its length and exit code, read off the command line:
 * `sleep N` (added up), `sleep infinity`, `exit K`, `true`, `false`. Anything else runs for ever where its pod restarts it
 * always, and else ends with 0 after a second (init containers: after 50 ms).
 *
 * @see the corpus of recordings, "What the fake kubelets do"
 */
export function fakeEnd(command: readonly string[], kind: 'always' | 'once' | 'init'): { readonly afterMs: number; readonly exitCode: number } {
  const text = command.join(' ');
  const sleeps = [...text.matchAll(/\bsleep\s+(infinity|inf|\d+(?:\.\d+)?)/g)].map((match) => Number(match[1]?.startsWith('inf') ? Infinity : match[1]));
  const exit = /\bexit\s+(\d+)/.exec(text);
  const word = /(?:^|[\s;&|])(true|false)(?:$|[\s;&|])/.exec(text);
  const sleepMs = sleeps.reduce((sum, seconds) => sum + seconds * 1000, 0);
  if (exit) return { afterMs: sleepMs || shortMs, exitCode: Number(exit[1]) };
  if (sleeps.length > 0) return { afterMs: sleepMs, exitCode: word?.[1] === 'false' ? 1 : 0 };
  if (word) return { afterMs: shortMs, exitCode: word[1] === 'false' ? 1 : 0 };
  if (kind === 'init') return { afterMs: initMs, exitCode: 0 };
  return kind === 'always' ? { afterMs: Infinity, exitCode: 0 } : { afterMs: ordinaryMs, exitCode: 0 };
}

/** A fake program. SIGTERM ends it at once: how long a deletion takes is the kubelet's affair there. */
export function startFake(argv: readonly string[], host: ProcessHost, kind: 'always' | 'once' | 'init'): Process {
  return new Timed(host, fakeEnd(argv, kind), 137);
}
