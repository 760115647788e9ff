import type { Cause } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';
import type { ComponentContext } from './client.ts';

/** What a reconcile says at its end: nothing (done), look again later, or the refusal because of which to try again with back-off. */
export type Outcome = undefined | { readonly afterMs: number } | { readonly retry: V1Status };

export interface ControllerSettings {
  readonly context: ComponentContext;
  /** How many items are worked on side by side (`--concurrent-deployment-syncs`); 5 when absent. */
  readonly workers?: number;
  /**
   * How long after a run the next one of the same key starts at the earliest, in virtual ms; 0 when absent. What comes meanwhile is
   * taken up together, as it is where real API calls take their time; without it, work on a key with n dependants costs n².
   */
  readonly minIntervalMs?: number;
  /** The pause after the first failure, doubled by each further one; 5 ms when absent. */
  readonly firstBackoffMs?: number;
  /** Reads caches, decides, writes through the client: all at one instant of virtual time. */
  readonly reconcile: (key: string) => Outcome | void;
}

interface Waiting {
  cause: Cause;
}

/** Back-off of `workqueue.DefaultControllerRateLimiter`: 5 ms doubled by each failure, 1,000 s at most. */
const usualFirstBackoffMs = 5;
const lastBackoffMs = 1_000_000;

/**
 * A work queue and the workers that empty it: client-go's rate-limited queue. A key waits at most once; one that is being
 * worked on and is added again runs again afterwards. A worker is busy for as long as its API calls would have taken.
 */
export class Controller {
  readonly #settings: ControllerSettings;
  readonly #queue = new Map<string, Waiting>();
  readonly #processing = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #delayed = new Map<string, number>();
  readonly #ranAtMs = new Map<string, number>();
  #idle: number;
  #waking = false;
  #stopped = false;

  constructor(settings: ControllerSettings) {
    this.#settings = settings;
    this.#idle = settings.workers ?? 5;
  }

  /** How many keys wait. */
  get depth(): number {
    return this.#queue.size;
  }

  /** Puts a key at the end of the queue; the cause is the client's of this moment (the event that is being handled). */
  add(key: string, cause: Cause = this.#settings.context.client.cause): void {
    if (this.#stopped) return;
    const pauseMs = this.#pauseMs(key);
    if (pauseMs > 0) {
      this.addAfter(key, pauseMs, cause);
      return;
    }
    const waiting = this.#queue.get(key);
    if (waiting) waiting.cause = cause;
    else this.#queue.set(key, { cause });
    this.#wake();
  }

  /** How long the key has to wait because it ran just now. */
  #pauseMs(key: string): number {
    const { minIntervalMs = 0, context } = this.#settings;
    const ranAtMs = minIntervalMs > 0 ? this.#ranAtMs.get(key) : undefined;
    return ranAtMs === undefined ? 0 : ranAtMs + minIntervalMs - context.clock.nowMs;
  }

  /** Adds the key in `delayMs`. A key may be under way several times; the earliest due time serves all later ones. */
  addAfter(key: string, delayMs: number, cause: Cause = { clock: true }): void {
    const { clock } = this.#settings.context;
    if (delayMs <= 0) {
      this.add(key, cause);
      return;
    }
    const dueMs = clock.nowMs + delayMs;
    const known = this.#delayed.get(key);
    if (known !== undefined && known <= dueMs && known > clock.nowMs) return;
    this.#delayed.set(key, dueMs);
    clock.after(delayMs, () => {
      if (this.#delayed.get(key) !== dueMs) return;
      this.#delayed.delete(key);
      this.add(key, cause);
    });
  }

  /** No more work is taken up. */
  stop(): void {
    this.#stopped = true;
    this.#queue.clear();
  }

  #wake(): void {
    if (this.#waking || this.#idle === 0) return;
    this.#waking = true;
    this.#settings.context.clock.after(0, () => {
      this.#waking = false;
      this.#work();
    });
  }

  #work(): void {
    while (this.#idle > 0 && !this.#stopped) {
      const key = this.#nextKey();
      if (key === undefined) return;
      const { cause } = this.#queue.get(key) as Waiting;
      this.#queue.delete(key);
      this.#run(key, cause);
    }
  }

  #nextKey(): string | undefined {
    for (const key of this.#queue.keys()) if (!this.#processing.has(key)) return key;
    return undefined;
  }

  #run(key: string, cause: Cause): void {
    const { client, clock } = this.#settings.context;
    this.#processing.add(key);
    if (this.#settings.minIntervalMs) this.#ranAtMs.set(key, clock.nowMs);
    this.#idle--;
    client.takeCostMs();
    const outcome = client.because(cause, () => this.#settings.reconcile(key));
    clock.after(client.takeCostMs(), () => {
      this.#processing.delete(key);
      this.#idle++;
      this.#settle(key, cause, outcome ?? undefined);
      if (this.#queue.size > 0) this.#wake();
    });
  }

  #settle(key: string, cause: Cause, outcome: Outcome): void {
    if (outcome && 'retry' in outcome) {
      const failures = this.#failures.get(key) ?? 0;
      this.#failures.set(key, failures + 1);
      this.addAfter(key, Math.min(lastBackoffMs, (this.#settings.firstBackoffMs ?? usualFirstBackoffMs) * 2 ** Math.min(failures, 20)), cause);
      return;
    }
    this.#failures.delete(key);
    if (outcome) this.addAfter(key, outcome.afterMs);
  }
}
