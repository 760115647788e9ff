import type { ApiRequest, ApiServer, Cause, UserInfo, WatchEvent, WatchHandle } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';
import type { StreamHandle } from '../../kube/kubelet-api.ts';
import type { Answers, ClientRequest, Credentials, Effect, PortForward, Run, TerminalStream } from '../effects.ts';

/** A task that waits for its time. */
interface Timer {
  cancel(): void;
}

/** The cluster's virtual time. */
interface Clock {
  readonly nowMs: number;
  readonly epochMs: number;
  after(delayMs: number, task: () => void): Timer;
}

/** The cluster that a program runs in. */
export interface World {
  readonly api: ApiServer;
  readonly clock: Clock;
  readonly user: UserInfo;
  /** The person's action that the command is; every request carries it. */
  readonly cause: Cause;
  /** Text of a file named by `-f`. */
  readonly files?: (name: string) => string | undefined;
  /** Paths of files below a folder; undefined where there is none of that name. */
  readonly folder?: (name: string) => readonly string[] | undefined;
  /** Keeps a text as a file; absent where there is nowhere to. */
  readonly keep?: (name: string, text: string) => void;
  /** Opens a port of the person's machine until the program ends: the port, or why it cannot be. Absent where there are none. */
  readonly listen?: (forward: PortForward) => OpenPort | string;
  /** Lets the person type: told where that goes. Absent where nobody does. */
  readonly type?: (take: (text: string) => void, isTerminal: boolean) => void;
  /** Lets the person edit a text; told what it became, later or never. Where there is nobody to, the edit is given up at once. */
  readonly edit?: (text: string, fileName: string, done: (text: string) => void) => void;
}

/** A port of the person's machine. */
export interface OpenPort {
  readonly port: number;
  close(): void;
}

export interface Running {
  /** Ends the program where it waits; `done` is not told. */
  cancel(): void;
}

interface OpenWatch {
  readonly handle: WatchHandle;
  readonly events: WatchEvent[];
  closed: boolean;
}

/**
 * Runs a program inside the engine: effects happen at once, waits resume at exact virtual times.
 * @param done told the result (an exit code), at the instant at which the program ends; it may be before this call returns.
 */
export function drive<T>(program: Run<T>, world: World, done: (result: T) => void): Running {
  const driver = new Driver(program, world, done);
  driver.resume(undefined);
  return driver;
}

class Driver<T> implements Running {
  readonly #watches = new Map<number, OpenWatch>();
  readonly #ports: OpenPort[] = [];
  #stream: StreamHandle | undefined;
  #nextWatch = 1;
  #over = false;
  /** What the program waits for, if it waits. */
  #waiting: { readonly watch?: number; readonly timer?: Timer } | undefined;

  constructor(private readonly program: Run<T>, private readonly world: World, private readonly done: (result: T) => void) {}

  cancel(): void {
    if (this.#over) return;
    this.#end();
    this.program.return(undefined as T);
  }

  /** Goes on with an answer until the program waits or ends. */
  resume(answer: Answers[keyof Answers]): void {
    let next: Answers[keyof Answers] = answer;
    this.#waiting = undefined;
    while (!this.#over) {
      const step = this.program.next(next);
      if (step.done) {
        this.#end();
        this.done(step.value);
        return;
      }
      const result = this.#performOrEnd(step.value);
      if (result === waits) return;
      next = result as Answers[keyof Answers];
    }
  }

  #end(): void {
    this.#over = true;
    this.#waiting?.timer?.cancel();
    for (const { handle } of this.#watches.values()) handle.stop();
    this.#watches.clear();
    for (const port of this.#ports.splice(0)) port.close();
    this.#stream?.close();
  }

  /** What throws here is the cluster, not the program: the program is not told, and ends. */
  #performOrEnd(effect: Effect): unknown {
    try {
      return this.#perform(effect);
    } catch (error) {
      this.cancel();
      throw error;
    }
  }

  #perform(effect: Effect): unknown {
    switch (effect.do) {
      case 'request': return this.#request(effect.request);
      case 'watch': return this.#open(effect);
      case 'next': return this.#next(effect.watch, effect.timeoutMs);
      case 'unwatch': return this.#close(effect.watch);
      case 'sleep': {
        this.#waiting = { timer: this.world.clock.after(Math.max(0, effect.ms), () => { this.resume(undefined); }) };
        return waits;
      }
      case 'now': return this.world.clock.epochMs;
      case 'list': return this.world.folder?.(effect.folder);
      case 'read': return this.world.files?.(effect.file);
      case 'write': return this.#write(effect);
      case 'listen': return this.#listen(effect.forward);
      case 'stream': return this.#handOver(effect.stream);
      case 'edit': return this.#edit(effect);
    }
  }

  #handOver({ path, isTerminal, stdin, out, err, ...credentials }: TerminalStream): unknown {
    let early: number | undefined;
    let exited = (exitCode: number): void => { early = exitCode; };
    const { code, body } = this.world.api.handle({ ...this.#asked(credentials), method: 'POST', path, stream: { out, err, exited: (exitCode) => { exited(exitCode); } } });
    if (code !== 101) return body as V1Status;
    const stream = body as StreamHandle;
    this.#stream = stream;
    if (stdin !== undefined) {
      if (stdin !== '') stream.write(stdin);
      stream.end();
    } else if (this.world.type) this.world.type((text) => { if (!isTerminal && text === endOfInput) stream.end(); else stream.write(text); }, isTerminal);
    else stream.end();
    if (early !== undefined) return early;
    this.#waiting = {};
    exited = (exitCode) => {
      this.#stream = undefined;
      if (!this.#over) this.resume(exitCode);
    };
    return waits;
  }

  #listen(forward: PortForward): number | string | undefined {
    const opened = this.world.listen?.(forward);
    if (typeof opened !== 'object') return opened;
    this.#ports.push(opened);
    return opened.port;
  }

  #write({ file, text }: Effect & { do: 'write' }): string | undefined {
    if (!this.world.keep) return `open ${file}: no files can be written here`;
    if (/(^|\/)\.{0,2}$/.test(file)) return `open ${file}: is a directory`;
    this.world.keep(file, text);
    return undefined;
  }

  #request(request: ClientRequest): unknown {
    const answer = this.world.api.handle({ ...request, ...this.#asked(request) });
    if (answer.tookMs === undefined) return answer;
    this.#waiting = { timer: this.world.clock.after(answer.tookMs, () => { this.resume(answer); }) };
    return waits;
  }

  #edit({ text, fileName }: Effect & { do: 'edit' }): unknown {
    if (!this.world.edit) return undefined;
    this.#waiting = {};
    this.world.edit(text, fileName, (edited) => { this.resume(edited); });
    return waits;
  }

  /** Whom a request is from; a token or an impersonation among it is for the API server to judge. */
  #asked({ token, impersonate }: Credentials): Pick<ApiRequest, 'user' | 'userAgent' | 'cause' | 'token' | 'impersonate'> {
    return { user: this.world.user, userAgent: 'kubectl', cause: this.world.cause, ...(token === undefined ? {} : { token }), ...(impersonate ? { impersonate } : {}) };
  }

  #open(effect: Effect & { do: 'watch' }): unknown {
    const id = this.#nextWatch++;
    const events: WatchEvent[] = [];
    const request = { method: 'GET' as const, path: effect.path, ...(effect.accept ? { accept: effect.accept } : {}), ...this.#asked(effect) };
    const answer = this.world.api.watch(request, (event) => {
      events.push(event);
      this.#wake(id);
    });
    if (!('stop' in answer)) return answer;
    this.#watches.set(id, { handle: answer, events, closed: false });
    return id;
  }

  /** An event came; the program goes on after the write that made it, at the same instant. */
  #wake(id: number): void {
    if (this.#over || this.#waiting?.watch !== id) return;
    this.#waiting.timer?.cancel();
    this.#waiting = { timer: this.world.clock.after(0, () => { this.resume(this.#watches.get(id)?.events.shift() ?? 'closed'); }) };
  }

  #next(id: number, timeoutMs: number | undefined): unknown {
    const watch = this.#watches.get(id);
    if (!watch) return 'closed';
    const event = watch.events.shift();
    if (event) return event;
    const timer = timeoutMs === undefined ? undefined : this.world.clock.after(Math.max(0, timeoutMs), () => { this.resume('timeout'); });
    this.#waiting = { watch: id, ...(timer ? { timer } : {}) };
    return waits;
  }

  #close(id: number): undefined {
    this.#watches.get(id)?.handle.stop();
    this.#watches.delete(id);
    return undefined;
  }
}

const waits = Symbol('waits');
/** Ctrl-D where no terminal in the container would read it. */
const endOfInput = '\x04';
