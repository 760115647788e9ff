import type { Timer } from '../sim/clock.ts';
import { pressureTransitionMs } from './eviction.ts';

/** A node's condition that it lacks something: it stands for five minutes after there is enough again. */
export class PressureCondition {
  readonly #later: (delayMs: number, task: () => void) => Timer;
  readonly #changed: () => void;
  #calm: Timer | undefined;
  #holds = false;

  /** `changed`: told when the node came under pressure, and when it is free of it again. */
  constructor(later: (delayMs: number, task: () => void) => Timer, changed: () => void) {
    this.#later = later;
    this.#changed = changed;
  }

  get holds(): boolean {
    return this.#holds;
  }

  /** There is too little. */
  begin(): void {
    this.#calm?.cancel();
    this.#calm = undefined;
    if (this.#holds) return;
    this.#holds = true;
    this.#changed();
  }

  /** There is enough. */
  ease(): void {
    if (!this.#holds) return;
    this.#calm ??= this.#later(pressureTransitionMs, () => {
      this.reset();
      this.#changed();
    });
  }

  /** Free of it at once, and nobody is told: the machine lost its power. */
  reset(): void {
    this.#calm?.cancel();
    this.#calm = undefined;
    this.#holds = false;
  }
}
