import type { Clock } from '../sim/clock.ts';

/** Keys are grouped so that one lease (and one timer) serves all that end within a minute, as the API server's lease manager does. */
const granularityMs = 60_000;

interface Lease {
  readonly dueMs: number;
  readonly ttlMs: number;
}

/** Keys that vanish after a while: etcd's leases. */
export class Expiry {
  readonly #clock: Clock;
  readonly #expire: (key: string) => void;
  readonly #buckets = new Map<number, Set<string>>();
  readonly #leaseOf = new Map<string, Lease>();
  /** While nobody leads, nothing expires. */
  paused = false;

  constructor(clock: Clock, expire: (key: string) => void) {
    this.#clock = clock;
    this.#expire = expire;
  }

  /** Lets the key live for `ttlMs` (up to a minute longer), or for ever where that is undefined. */
  set(key: string, ttlMs: number | undefined): void {
    this.forget(key);
    if (ttlMs === undefined) return;
    const dueMs = Math.ceil((this.#clock.nowMs + ttlMs) / granularityMs) * granularityMs;
    this.#leaseOf.set(key, { dueMs, ttlMs });
    const bucket = this.#buckets.get(dueMs);
    if (bucket) bucket.add(key);
    else this.#open(dueMs, key);
  }

  forget(key: string): void {
    const lease = this.#leaseOf.get(key);
    if (!lease) return;
    this.#leaseOf.delete(key);
    this.#buckets.get(lease.dueMs)?.delete(key);
  }

  /** A new leader lets every key live its whole time once more. */
  renew(): void {
    this.paused = false;
    for (const [key, { ttlMs }] of [...this.#leaseOf]) this.set(key, ttlMs);
  }

  #open(dueMs: number, key: string): void {
    this.#buckets.set(dueMs, new Set([key]));
    this.#clock.after(dueMs - this.#clock.nowMs, () => {
      if (this.paused) return;
      const keys = this.#buckets.get(dueMs);
      this.#buckets.delete(dueMs);
      for (const expired of keys ?? []) {
        this.#leaseOf.delete(expired);
        this.#expire(expired);
      }
    });
  }
}
