/** How long the window is over which a rate is told. */
const windowMs = 10_000;

/**
 * The processor time of one container: what requests and busy programs take, how long a request waits for its turn under
 * the limit, and the rate over the last ten seconds.
 *
 * A request that needs 120 ms of cpu in a container limited to 500m takes 240 ms; a second one at the same instant waits
 * for the first and takes 480 ms.
 */
export class CpuMeter {
  #windowStartMs = 0;
  #inWindowMs = 0;
  #beforeMs = 0;
  #freeAtMs = 0;
  /** Busy for ever with so many millicores. */
  steadyMilli = 0;
  readonly #stirred: () => void;

  /** @param stirred is called when processor time is taken after a while in which none was. */
  constructor(stirred: () => void) {
    this.#stirred = stirred;
  }

  /** Whether the rate changes with time alone: something was used not long ago. */
  isMoving(nowMs: number): boolean {
    this.#roll(nowMs);
    return this.#inWindowMs > 0 || this.#beforeMs > 0;
  }

  /** Takes `cpuMs` of processor time at `nowMs` under `limitMilli`; answers the ms from now until it is done. */
  take(nowMs: number, cpuMs: number, limitMilli: number): number {
    this.#use(nowMs, cpuMs);
    const perMs = Math.max(0.001, (limitMilli - Math.min(this.steadyMilli, limitMilli * 0.9)) / 1000);
    const begin = Math.max(nowMs, this.#freeAtMs);
    this.#freeAtMs = begin + cpuMs / perMs;
    const alone = cpuMs / Math.min(perMs, 1);
    return Math.max(this.#freeAtMs - nowMs, begin - nowMs + alone);
  }

  /** Counts processor time that was used beside the queue of requests. */
  charge(nowMs: number, cpuMs: number): void {
    this.#use(nowMs, cpuMs);
  }

  /** How long the next request would wait before its turn, in ms. */
  backlogMs(nowMs: number): number {
    return Math.max(0, this.#freeAtMs - nowMs);
  }

  /** Millicores over the last ten seconds. */
  milli(nowMs: number, limitMilli: number): number {
    this.#roll(nowMs);
    const share = (nowMs - this.#windowStartMs) / windowMs;
    const requests = (this.#beforeMs * (1 - share) + this.#inWindowMs) / windowMs * 1000;
    return Math.min(limitMilli, Math.round(requests + this.steadyMilli));
  }

  #use(nowMs: number, cpuMs: number): void {
    if (!this.isMoving(nowMs)) this.#stirred();
    this.#inWindowMs += cpuMs;
  }

  #roll(nowMs: number): void {
    const passed = Math.floor((nowMs - this.#windowStartMs) / windowMs);
    if (passed <= 0) return;
    this.#beforeMs = passed === 1 ? this.#inWindowMs : 0;
    this.#inWindowMs = 0;
    this.#windowStartMs += passed * windowMs;
  }
}
