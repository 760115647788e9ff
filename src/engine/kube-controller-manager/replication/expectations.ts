import type { Clock } from '../../sim/index.ts';

interface Expected {
  adds: number;
  readonly deletes: Set<string>;
  readonly sinceMs: number;
}

/** After so long an expectation is given up: the watch must have missed something (`ExpectationsTimeout`). */
const timeoutMs = 300_000;

/**
 * What a controller has asked for and not seen in its cache yet. While something is expected of an owner, it makes and deletes
 * nothing more for it, because the cache still shows the past. Deletions are told apart by pod, as a pod may report its end twice.
 *
 * @see Kubernetes 1.36, controller_utils.go, UIDTrackingControllerExpectations
 */
export class Expectations {
  readonly #clock: Clock;
  readonly #expected = new Map<string, Expected>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  expectCreations(key: string, count: number): void {
    this.#expected.set(key, { adds: count, deletes: new Set(), sinceMs: this.#clock.nowMs });
  }

  expectDeletions(key: string, podKeys: readonly string[]): void {
    this.#expected.set(key, { adds: 0, deletes: new Set(podKeys), sinceMs: this.#clock.nowMs });
  }

  /** `adds` and `deletes` at once, for controllers that do both in one turn. */
  expect(key: string, adds: number, podKeys: readonly string[]): void {
    this.#expected.set(key, { adds, deletes: new Set(podKeys), sinceMs: this.#clock.nowMs });
  }

  /** `count` creations were seen, or failed. */
  creationObserved(key: string, count = 1): void {
    const expected = this.#expected.get(key);
    if (expected) expected.adds -= count;
  }

  /** A pod was seen to be ending, or could not be deleted. */
  deletionObserved(key: string, podKey: string): void {
    this.#expected.get(key)?.deletes.delete(podKey);
  }

  /** Whether nothing more is on its way, so that the cache can be trusted. */
  satisfied(key: string): boolean {
    const expected = this.#expected.get(key);
    if (!expected) return true;
    return (expected.adds <= 0 && expected.deletes.size === 0) || this.#clock.nowMs - expected.sinceMs > timeoutMs;
  }

  /** The owner has gone. */
  forget(key: string): void {
    this.#expected.delete(key);
  }
}
