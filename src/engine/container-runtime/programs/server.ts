import type { Timer } from '../../sim/clock.ts';
import type { NetworkReply, NetworkRequest } from '../../network/interface.ts';
import { Forever } from './simple.ts';
import type { ProcessHost } from './process.ts';

/** What a server says to one request. */
export interface ServerAnswer {
  readonly status?: number;
  readonly body?: string;
  /** Processor time it takes; the image's usual when absent. */
  readonly cpuMs?: number;
  readonly extraLatencyMs?: number;
}

export interface ServerSettings {
  readonly ports: readonly number[];
  /** Decides the answer; undefined: there is none, the connection ends. */
  readonly answer: (request: NetworkRequest) => ServerAnswer;
  readonly startupMs: number;
  /** False where answers change with time alone. */
  readonly isSteady?: boolean;
}

/** How long the queue of a server may get before it takes no more connections. */
const backlogMaxMs = 60_000;
/** A wait that a probe with a timeout of a second is about to feel. */
const overloadMs = 400;
/** A request on the way inside the machine. */
const baseLatencyMs = 0.5;

/**
 * A server: listens once it has started up, and serves one request after another with the cpu that it may use. Under load
 * the queue grows, and with it the latency: that is how a cpu limit is felt.
 */
export class Server extends Forever {
  readonly #settings: ServerSettings;
  readonly #starting: Timer | undefined;
  #up: boolean;

  constructor(host: ProcessHost, settings: ServerSettings) {
    super(host);
    this.#settings = settings;
    this.#up = settings.startupMs === 0 || host.spec.warm === true;
    if (!this.#up) this.#starting = host.clock.after(settings.startupMs, () => { this.#listen(); });
    else this.#log();
  }

  get isSteady(): boolean {
    return this.#settings.isSteady !== false;
  }

  listensOn(port: number): boolean {
    return this.#up && this.#settings.ports.includes(port);
  }

  receive(request: NetworkRequest): NetworkReply {
    const { clock, cpu, cpuLimitMilli, image, changed } = this.host;
    const backlogMs = cpu.backlogMs(clock.nowMs);
    if (backlogMs > backlogMaxMs) return { ok: false, reason: 'timeout', latencyMs: backlogMaxMs };
    const { status, body, cpuMs, extraLatencyMs = 0 } = this.#settings.answer(request);
    const latencyMs = baseLatencyMs + extraLatencyMs + cpu.take(clock.nowMs, cpuMs ?? image.requestCpuMs, cpuLimitMilli);
    if (backlogMs <= overloadMs && latencyMs > overloadMs) changed();
    return { ok: true, ...(status === undefined ? {} : { status }), ...(body === undefined ? {} : { body }), latencyMs };
  }

  override stop(): void {
    this.#starting?.cancel();
    super.stop();
  }

  #listen(): void {
    this.#up = true;
    this.#log();
    this.host.changed();
  }

  #log(): void {
    for (const line of this.host.image.startupLog) this.host.print(`${line}\n`);
  }
}
