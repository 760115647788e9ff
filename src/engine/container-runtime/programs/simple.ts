import type { Timer } from '../../sim/clock.ts';
import type { Process, ProcessHost } from './process.ts';

/** Runs for ever; takes SIGTERM as its image does. */
export class Forever implements Process {
  readonly host: ProcessHost;
  #stopping: Timer | undefined;

  constructor(host: ProcessHost) {
    this.host = host;
  }

  terminate(): void {
    const { stop } = this.host.image;
    if (!stop || this.#stopping) return;
    this.#stopping = this.host.clock.after(stop.afterMs, () => { this.host.exit(stop.exitCode); });
  }

  stop(): void {
    this.#stopping?.cancel();
  }
}

/** Ends by itself after so long; SIGTERM ends it too (`onTerm` is the exit code), or is ignored. */
export class Timed implements Process {
  readonly #timer: Timer | undefined;
  readonly #host: ProcessHost;
  readonly #onTerm: number | undefined;

  constructor(host: ProcessHost, end: { readonly afterMs: number; readonly exitCode: number }, onTerm?: number) {
    this.#host = host;
    this.#onTerm = onTerm;
    this.#timer = end.afterMs === Infinity ? undefined : host.clock.after(end.afterMs, () => { host.exit(end.exitCode); });
  }

  terminate(): void {
    if (this.#onTerm !== undefined) this.#host.exit(this.#onTerm);
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
