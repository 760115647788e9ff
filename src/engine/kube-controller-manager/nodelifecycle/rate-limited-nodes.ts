import type { Clock } from '../../sim/index.ts';

/** How often the queues are looked at (`nodeEvictionPeriod`). */
const periodMs = 100;

/**
 * Nodes of one zone that wait for their NoExecute taint: a token bucket of one, filled at `rate` nodes a second.
 *
 * @see Kubernetes 1.36, nodelifecycle/scheduler/rate_limited_queue.go
 */
export class RateLimitedNodes {
  readonly #clock: Clock;
  readonly #waiting = new Set<string>();
  readonly #act: (node: string) => boolean;
  #rate: number;
  #tokens = 1;
  #atMs: number;
  #ticking = false;

  /** @param act taints the node; false where it has to be tried again. */
  constructor(clock: Clock, rate: number, act: (node: string) => boolean) {
    this.#clock = clock;
    this.#rate = rate;
    this.#act = act;
    this.#atMs = clock.nowMs;
  }

  add(node: string): void {
    this.#waiting.add(node);
    this.#schedule();
  }

  /** Takes a node out; true where it was waiting. */
  remove(node: string): boolean {
    return this.#waiting.delete(node);
  }

  setRate(rate: number): void {
    if (rate === this.#rate) return;
    this.#refill();
    this.#rate = rate;
    this.#schedule();
  }

  #refill(): void {
    const { nowMs } = this.#clock;
    this.#tokens = Math.min(1, this.#tokens + ((nowMs - this.#atMs) / 1000) * this.#rate);
    this.#atMs = nowMs;
  }

  #schedule(): void {
    if (this.#ticking || this.#waiting.size === 0 || this.#rate <= 0) return;
    this.#ticking = true;
    this.#refill();
    const untilTokenMs = Math.ceil(((1 - this.#tokens) / this.#rate) * 1000);
    this.#clock.after(Math.max(periodMs, Math.ceil(untilTokenMs / periodMs) * periodMs), () => {
      this.#ticking = false;
      this.#tick();
    });
  }

  #tick(): void {
    this.#refill();
    for (const node of [...this.#waiting]) {
      if (this.#rate <= 0 || this.#tokens < 0.999999) break;
      this.#tokens = Math.max(0, this.#tokens - 1);
      if (this.#act(node)) this.#waiting.delete(node);
    }
    this.#schedule();
  }
}
