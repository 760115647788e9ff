import { bounded, forkSteps, nestingMax, ShellError, stepsMax } from './limits.ts';
import type { ProcessHost } from '../programs/process.ts';
import type { Script } from './syntax.ts';
import type { TypedInput } from './typed-input.ts';

/** Why a running script lets virtual time pass. */
export type Pause =
  | { readonly sleepMs: number }
  /** Waits for background jobs; a trapped signal ends it. */
  | { readonly waitFor: () => boolean };

export type Running = Generator<Pause, number, void>;

/** Where a command reads from and writes to. */
export interface Streams {
  /** What is left to read. Shared by the commands of a loop. */
  readonly input: { text: string } | TypedInput;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** A script in the background. */
export interface Job {
  readonly id: number;
  done: boolean;
  status: number;
  stop(): void;
}

export interface Language {
  runText(text: string, shell: ShellState, streams: Streams): Running;
  /** Like {@link runText}, inside the shell that is there: `eval`, `.`. */
  runHere(text: string, shell: ShellState, streams: Streams): Running;
  invoke(argv: readonly string[], shell: ShellState, streams: Streams): Running;
}

/** One command: its status at once, or a run that lets time pass. */
export type CommandFunction = (argv: readonly string[], shell: ShellState, streams: Streams) => number | Running;
export type CommandTable = readonly (readonly [string, CommandFunction])[];

/** What a command may do to the container it runs in. */
export interface ShellHost {
  readonly machine: ProcessHost;
  /** Sends a signal to the first process: `TERM`, `KILL`, `15`, `9`. */
  readonly signalFirst: (signal: string) => void;
  /** The language itself, for commands that run others (`sh -c`, `eval`, `timeout`). */
  readonly language: Language;
  /** Runs a script beside this one. */
  readonly spawn: (body: () => Running) => Job;
}

/** Ends of control that are no errors. */
export class ExitShell {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}
export class LoopControl {
  readonly kind: 'break' | 'continue';
  levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    this.kind = kind;
    this.levels = levels;
  }
}
export class ReturnFunction {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

interface Pace {
  steps: number;
  busyMs: number;
  atMs: number;
  /** All steps at one instant, pauses or not. */
  instantSteps: number;
  instantMs: number;
}

const stepsAtOnce = 500;
const firstBusyMs = 5;
const lastBusyMs = 1000;

/** Variables, functions and options of one shell. */
export class ShellState {
  readonly host: ShellHost;
  readonly variables: Map<string, string>;
  readonly lists = new Map<string, string[]>();
  readonly exported: Set<string>;
  readonly functions = new Map<string, Script>();
  readonly traps = new Map<string, string>();
  readonly jobs: Job[] = [];
  parameters: string[];
  name = 'sh';
  directory: string;
  status = 0;
  exitOnError = false;
  traceCommands = false;
  unsetIsError = false;
  /** A signal has come that is trapped, and its handler has still to run. */
  pendingSignal: string | undefined;
  /** Shared by a shell and its forks. */
  #pace: Pace = { steps: 0, busyMs: firstBusyMs, atMs: -1, instantSteps: 0, instantMs: -1 };
  /** How many conditions it is in, where `set -e` does not count. */
  guarded = 0;

  constructor(host: ShellHost, variables?: Map<string, string>, parameters: readonly string[] = []) {
    this.host = host;
    const { spec } = host.machine;
    this.variables = variables ?? new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ['HOSTNAME', spec.hostname], ['HOME', '/root'], ...spec.env()]);
    this.exported = new Set(this.variables.keys());
    this.parameters = [...parameters];
    this.directory = spec.workingDir ?? '/';
    this.variables.set('PWD', this.directory);
  }

  #child: ShellState | undefined;
  #nesting = 0;

  /** One level deeper, until {@link leave}. */
  enter(): void {
    if (this.#nesting >= nestingMax) throw new ShellError('nesting too deep');
    this.#nesting++;
  }

  leave(): void {
    this.#nesting--;
  }

  /** Counts work at one instant: no script may keep the world waiting, whatever its programs do. */
  spend(steps: number): void {
    const pace = this.#pace;
    const { nowMs } = this.host.machine.clock;
    if (pace.instantMs !== nowMs) {
      pace.instantMs = nowMs;
      pace.instantSteps = 0;
    }
    pace.instantSteps += steps;
    if (pace.instantSteps > stepsMax) throw new ShellError('too many steps at one instant');
  }

  /** A text that may be kept; long ones count as work. */
  keep(text: string): string {
    if (text.length > 1024) this.spend(text.length / 1024);
    return bounded(text);
  }

  /**
   * One more step of the script. An endless loop must let time pass: after every 500 steps without a pause the answer is for
   * how many ms the processor was busy, more each time, so that a loop that never sleeps costs little.
   */
  busyMs(): number {
    this.spend(1);
    const pace = this.#pace;
    const { clock, cpu } = this.host.machine;
    if (pace.atMs !== clock.nowMs) {
      pace.busyMs = firstBusyMs;
      pace.steps = 0;
      pace.atMs = clock.nowMs;
    }
    if (++pace.steps < stepsAtOnce) return 0;
    const { busyMs } = pace;
    cpu.charge(clock.nowMs, busyMs);
    pace.steps = 0;
    pace.busyMs = Math.min(lastBusyMs, busyMs * 2);
    pace.atMs = clock.nowMs + busyMs;
    return busyMs;
  }

  /** This shell and the one that it started last, and so on. */
  *descendants(): Generator<ShellState> {
    yield this;
    if (this.#child) yield* this.#child.descendants();
  }

  /** A shell of its own that knows what this one knows. */
  fork(): ShellState {
    this.spend(forkSteps);
    const child = new ShellState(this.host, new Map(this.variables), this.parameters);
    for (const name of this.exported) child.exported.add(name);
    for (const [name, list] of this.lists) child.lists.set(name, [...list]);
    for (const [name, body] of this.functions) child.functions.set(name, body);
    child.directory = this.directory;
    child.status = this.status;
    child.exitOnError = this.exitOnError;
    child.guarded = this.guarded;
    child.name = this.name;
    this.#child = child;
    child.#pace = this.#pace;
    child.#nesting = this.#nesting;
    return child;
  }
}
