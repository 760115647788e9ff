/** What ends a job from outside, and how bash calls one that it has ended. */
const signals = { INT: { number: 2, word: 'Interrupt' }, KILL: { number: 9, word: 'Killed' }, TERM: { number: 15, word: 'Terminated' } } as const;
export type Signal = keyof typeof signals;

/** What runs beside the prompt. */
export interface Job {
  readonly number: number;
  readonly pid: number;
  readonly text: string;
  /** Undefined while it runs. */
  readonly status: number | undefined;
  readonly ended: Promise<number>;
  /** Sends it a signal; it ends with 128 and the signal's number. */
  stop(signal: Signal): void;
}

interface Entry extends Job {
  status: number | undefined;
  stoppedBy: Signal | undefined;
}

/** The jobs of a terminal, as bash counts them. */
export class Jobs {
  static readonly shellPid = 4020;
  readonly #entries: Entry[] = [];
  #nextPid = Jobs.shellPid + 1;

  /** Starts one; it is stopped through its signal. */
  start(text: string, run: (signal: AbortSignal) => Promise<number>): Job {
    const controller = new AbortController();
    const entry: Entry = {
      number: (this.#entries.at(-1)?.number ?? 0) + 1, pid: this.#nextPid++, text, status: undefined, stoppedBy: undefined, ended: Promise.resolve(0),
      stop: (signal) => { entry.stoppedBy ??= signal; controller.abort(); },
    };
    const ended = run(controller.signal).then((status) => (entry.status = entry.stoppedBy ? 128 + signals[entry.stoppedBy].number : status));
    this.#entries.push(Object.assign(entry, { ended }));
    return entry;
  }

  get lastPid(): string {
    const last = this.#nextPid - 1;
    return last === Jobs.shellPid ? '' : String(last);
  }

  get running(): readonly Job[] {
    return this.#entries.filter(({ status }) => status === undefined);
  }

  /** `%1`, `%%`, a process id, or the last one of all; one that has ended only until it is told of. */
  find(word: string | undefined): Job | undefined {
    if (word === undefined || /^%[%+]?$/.test(word)) return this.running.at(-1) ?? this.#entries.at(-1);
    return this.#entries.find(({ number, pid }) => word === `%${String(number)}` || word === String(pid));
  }

  /** `jobs`: what runs, and what has ended since somebody looked. */
  list(): string {
    return this.#tell(() => true);
  }

  /** What has ended since somebody looked, as bash says it before its next prompt. */
  news(): string {
    return this.#tell(({ status }) => status !== undefined);
  }

  stopAll(): void {
    for (const job of this.running) job.stop('TERM');
  }

  #tell(isTold: (entry: Entry) => boolean): string {
    const told = this.#entries.filter(isTold);
    const [last, before] = [this.#entries.at(-1), this.#entries.at(-2)];
    const text = told.map((entry) => `[${String(entry.number)}]${entry === last ? '+' : entry === before ? '-' : ' '}  ${stateOf(entry).padEnd(24)}${entry.text}${entry.status === undefined ? ' &' : ''}\n`).join('');
    for (const entry of told) if (entry.status !== undefined) this.#entries.splice(this.#entries.indexOf(entry), 1);
    return text;
  }
}

function stateOf({ status, stoppedBy }: Entry): string {
  if (status === undefined) return 'Running';
  if (stoppedBy) return signals[stoppedBy].word;
  return status === 0 ? 'Done' : `Exit ${String(status)}`;
}
