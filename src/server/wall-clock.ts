import type { Cluster } from '../engine/index.ts';

const tickMs = 10;

/** Lets a cluster's virtual time follow the wall's, times a speed. */
export class WallClock {
  readonly #clock: Cluster['clock'];
  #timer: NodeJS.Timeout | undefined;
  #lastMs = 0;
  speed: number;

  constructor(clock: Cluster['clock'], speed: number) {
    this.#clock = clock;
    this.speed = speed;
  }

  get nowMs(): number {
    return this.#clock.nowMs;
  }

  start(): void {
    this.#lastMs = performance.now();
    this.#timer = setInterval(() => { this.catchUp(); }, tickMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Virtual time up to this moment of the wall. Called before each request, so that answers are never stale. */
  catchUp(): void {
    const wallMs = performance.now();
    const elapsedMs = wallMs - this.#lastMs;
    this.#lastMs = wallMs;
    this.#clock.runUntil(this.#clock.nowMs + elapsedMs * this.speed);
  }

  /** Lets `ms` virtual milliseconds pass at once. */
  advance(ms: number): void {
    this.catchUp();
    this.#clock.runUntil(this.#clock.nowMs + ms);
  }
}
