import type { CommandOutput } from '../../protocol/messages.ts';
import { checkFault, checkMetric } from '../../scenario/check.ts';
import { packScenario } from '../../scenario/link.ts';
import { doneOrThrow, numberFor, pathFor, textFor } from './door-arguments.ts';
import { painted } from './first-picture.ts';
import { act, advance, breakInvariant, currentScenario, get, lookBack, pause, play, stateHash } from './link.ts';
import { comeBack } from './looking.ts';
import { usePreferences } from './preferences.ts';
import { useSession } from './store.ts';

/** Name of the part of the address that holds a scenario: `#s=…`. */
const linkKey = 's';

/** `window.drydock`: drives the page from outside (embedding, tests). Every call returns a promise; it rejects with a TypeError that says what the call takes where it was given something else. */
export interface Drydock {
  /** Resolves when the first picture stands. */
  readonly ready: Promise<void>;
  /** Applies a manifest as the editor does; it is recorded like a person's own action. */
  apply(yaml: string): Promise<CommandOutput>;
  /** Runs a kubectl line, with or without the word kubectl. Resolves when the line has ended (a waiting one needs time to pass). */
  kubectl(line: string): Promise<Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode'>>;
  /** A REST GET as the administrator: `/api/v1/pods`. Resolves with the object, list or Status. */
  get(path: string): Promise<unknown>;
  /** Lets `ms` virtual milliseconds pass at once. */
  advance(ms: number): Promise<void>;
  /** Lets time flow, `speed` virtual seconds a second (up to 1000). */
  play(speed: number): Promise<void>;
  pause(): Promise<void>;
  /** Virtual milliseconds since the cluster started: where it stands, whatever moment is shown. */
  now(): Promise<number>;
  /** Shows a moment that has passed, in virtual milliseconds; the cluster stands still meanwhile. Resolves when the page shows it; rejects for one that has not come. */
  seek(ms: number): Promise<void>;
  /** Shows now again, as *Back to now* does: time goes on if it did before. */
  back(): Promise<void>;
  /** Breaks or mends something: `{ type: 'power-off', node: 'node-1' }`. Rejects with what is wrong with the spec, or why the cluster cannot do it (no machine has that name). */
  fault(spec: unknown): Promise<CommandOutput>;
  /** Adds a custom metric or gives it another value: `{ name: 'queue-length', namespace: 'default', of: 'external', value: '80' }`. */
  metric(spec: unknown): Promise<CommandOutput>;
  /** The address that shows this very moment elsewhere: the one that is shown, through the same lens. */
  link(): Promise<string>;
  /** Equal where everything in the cluster is equal. */
  stateHash(): Promise<string>;
  /** Breaks an invariant on purpose, to see what the page makes of it: the engine stops and the page offers to go on. */
  crash(): Promise<void>;
}

/** The address of the page with the scenario in it up to the moment that is shown, and the lens that it is seen through. */
export async function makeLink(): Promise<{ readonly link: string; readonly atMs: number }> {
  const { lens } = usePreferences.getState();
  const scenario = await currentScenario();
  return { link: `${location.origin}${location.pathname}#${linkKey}=${packScenario(scenario)}${lens === 'cluster' ? '' : `&lens=${lens}`}`, atMs: scenario.untilMs };
}

/** Where the cluster stands, as far as the page has heard. */
function presentMs(): number {
  const { past, nowMs } = useSession.getState();
  return past?.presentMs ?? nowMs;
}

/** Hangs the door on the window. `ready` is the page's own start. */
export function openDoor(ready: Promise<void>): void {
  const door: Drydock = {
    ready,
    apply: async (yaml) => act({ type: 'apply', yaml: textFor('apply', 'the text of a manifest', yaml) }).answer,
    kubectl: async (line) => {
      const { stdout, stderr, exitCode } = await act({ type: 'kubectl', line: textFor('kubectl', 'a command line', line) }).answer;
      return { stdout, stderr, exitCode };
    },
    get: async (path) => get(pathFor('get', path)),
    advance: async (ms) => advance(numberFor('advance', 'milliseconds, 0 or more', ms, { min: 0, max: Number.MAX_SAFE_INTEGER })),
    play: async (speed) => play(numberFor('play', 'a speed from 0 to 1000', speed, { min: 0, max: 1000 })),
    pause,
    now: () => Promise.resolve(presentMs()),
    seek: async (ms) => { await lookBack(numberFor('seek', 'milliseconds from 0 to what now() says', ms, { min: 0, max: presentMs() })); await new Promise<void>(painted); },
    back: async () => { await comeBack(); await new Promise<void>(painted); },
    fault: async (spec) => doneOrThrow(await act({ type: 'fault', fault: checkFault(spec) }).answer),
    metric: async (spec) => doneOrThrow(await act({ type: 'metric', metric: checkMetric(spec) }).answer),
    link: async () => (await makeLink()).link,
    stateHash,
    crash: breakInvariant,
  };
  Object.assign(window, { drydock: door });
}
