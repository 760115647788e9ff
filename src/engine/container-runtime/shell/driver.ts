import type { Timer } from '../../sim/clock.ts';
import type { ProcessHost } from '../programs/process.ts';
import { forkedEachSecondMax, jobsMax, ShellError } from './limits.ts';
import { invoke, runHere, runText } from './interpreter.ts';
import { Interrupted, type TypedInput } from './typed-input.ts';
import { ExitShell, ShellState, type Job, type Language, type Pause, type Running, type ShellHost, type Streams } from './shell-state.ts';

const language: Language = { runText, runHere, invoke };

export interface DriverSettings {
  readonly machine: ProcessHost;
  readonly signalFirst: (signal: string) => void;
  readonly streams: Streams;
}

/** A command line as a run: `sh -c …` and anything else that a shell knows. */
function start(argv: readonly string[], shell: ShellState, streams: Streams): Running {
  return (function* run(): Running {
    try {
      return yield* invoke(argv, shell, streams);
    } catch (thrown) {
      if (thrown instanceof ExitShell) return thrown.status;
      if (thrown instanceof Interrupted) return 130;
      if (thrown instanceof ShellError) {
        streams.err(`${argv[0] ?? 'sh'}: ${thrown.message}\n`);
        return 2;
      }
      throw thrown;
    }
  })();
}

/** Drives scripts along virtual time: one in front, any number in the background. */
export class Driver {
  readonly shell: ShellState;
  readonly #settings: DriverSettings;
  /** Those that have not ended. */
  readonly #jobs = new Map<Job, Task>();
  #forked = { sinceMs: -Infinity, count: 0 };
  readonly #done: (status: number) => void;
  readonly #front: Task;
  #stopped = false;
  #jobID = 7;

  constructor(settings: DriverSettings, argv: readonly string[], done: (status: number) => void) {
    this.#settings = settings;
    this.#done = done;
    const host: ShellHost = { machine: settings.machine, signalFirst: settings.signalFirst, language, spawn: (body) => this.#spawn(body) };
    this.shell = new ShellState(host);
    this.#front = new Task(settings.machine, start(argv, this.shell, settings.streams), (status) => { this.#end(status); });
  }

  begin(): void {
    this.#front.go();
  }

  /** A signal for the script in front: its trap runs, at once where it waits for its jobs. False where it traps nothing. */
  signal(name: string): boolean {
    const trapping = this.#trapping(name);
    if (!trapping) return false;
    trapping.pendingSignal = name;
    this.#front.interrupt();
    return true;
  }

  /** What is typed wakes who waits for it; Ctrl-C ends what runs in front, up to the shell that asked for the line. */
  follow(input: TypedInput): void {
    input.listener = { arrived: () => { this.#front.recheck(); }, interrupted: () => { this.#front.raise(new Interrupted()); } };
  }

  stop(): void {
    this.#stopped = true;
    this.#front.stop();
    for (const task of this.#jobs.values()) task.stop();
  }

  /** The innermost shell that traps a signal: `sh -c` runs in a fork of the outermost. */
  #trapping(name: string): ShellState | undefined {
    return [...this.shell.descendants()].reverse().find((shell) => shell.traps.has(name));
  }

  #end(status: number): void {
    if (this.#stopped) return;
    this.stop();
    this.#done(status);
  }

  #spawn(body: () => Running): Job {
    this.#countFork();
    const end = (status: number): void => {
      job.done = true;
      job.status = status;
      this.#jobs.delete(job);
      this.#front.recheck();
    };
    const task = new Task(this.#settings.machine, body(), end);
    const job: Job = { id: ++this.#jobID, done: false, status: 0, stop: () => { task.stop(); end(143); } };
    this.#jobs.set(job, task);
    this.#settings.machine.clock.after(0, () => { if (!this.#stopped && !job.done) task.go(); });
    return job;
  }

  /** Processes that make processes find an end: no more of them at one time, nor in one second. */
  #countFork(): void {
    const { nowMs } = this.#settings.machine.clock;
    if (nowMs - this.#forked.sinceMs >= 1000) this.#forked = { sinceMs: nowMs, count: 0 };
    if (this.#jobs.size >= jobsMax || ++this.#forked.count > forkedEachSecondMax) throw new ShellError("can't fork: Resource temporarily unavailable");
  }
}

/** One run and what it waits for. */
class Task {
  readonly #machine: ProcessHost;
  readonly #run: Running;
  readonly #done: (status: number) => void;
  #timer: Timer | undefined;
  #waiting: (() => boolean) | undefined;
  #stopped = false;

  constructor(machine: ProcessHost, run: Running, done: (status: number) => void) {
    this.#machine = machine;
    this.#run = run;
    this.#done = done;
  }

  go(): void {
    this.#step(() => this.#run.next());
  }

  /** Throws into the run, at the place where it waits. */
  raise(thrown: unknown): void {
    this.#waiting = undefined;
    this.#timer?.cancel();
    this.#timer = this.#machine.clock.after(0, () => { this.#step(() => this.#run.throw(thrown)); });
  }

  #step(advance: () => IteratorResult<Pause, number>): void {
    if (this.#stopped) return;
    const next = advance();
    // What ran may have ended its own container.
    if (this.#isStopped()) return;
    if (next.done) {
      this.#stopped = true;
      this.#done(next.value);
    } else this.#pause(next.value);
  }

  /** Something that it might wait for has changed. */
  recheck(): void {
    if (this.#waiting?.()) this.interrupt();
  }

  /** Ends a wait for jobs before its time. A sleep in front goes on: the shell waits for it. */
  interrupt(): void {
    if (!this.#waiting) return;
    this.#waiting = undefined;
    this.#timer = this.#machine.clock.after(0, () => { this.go(); });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  #pause(pause: Pause): void {
    if ('waitFor' in pause) this.#waiting = pause.waitFor;
    else if (pause.sleepMs !== Infinity) this.#timer = this.#machine.clock.after(pause.sleepMs, () => { this.go(); });
  }
}
