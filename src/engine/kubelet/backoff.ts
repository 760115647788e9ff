const initialMs = 10_000;
const maxMs = 300_000;

/**
 * The kubelet's back-off of one container, for restarts or for image pulls: nothing, then 10 s, doubled up to 300 s; forgotten
 * after ten quiet minutes.
 *
 * Example: a container that ends at once restarts immediately, then 10 s after its end, then 20 s, 40 s …
 *
 * @see Kubernetes client-go, util/flowcontrol, Backoff; kubelet, kuberuntime, doBackOff
 */
export class Backoff {
  #durationMs = 0;
  #updatedMs = 0;

  /** The current delay in ms; 0 before the first {@link advance}. */
  get durationMs(): number {
    return this.#durationMs;
  }

  /** How long it still has to wait at `nowMs` for what failed at `sinceMs`; 0: it may go on. */
  remainingMs(sinceMs: number, nowMs: number): number {
    if (this.#durationMs === 0 || sinceMs - this.#updatedMs > 2 * maxMs) return 0;
    return Math.max(0, sinceMs + this.#durationMs - nowMs);
  }

  /** One more try is made. */
  advance(nowMs: number): void {
    const expired = this.#durationMs === 0 || nowMs - this.#updatedMs > 2 * maxMs;
    this.#durationMs = expired ? initialMs : Math.min(maxMs, this.#durationMs * 2);
    this.#updatedMs = nowMs;
  }

  /** After a success. */
  reset(): void {
    this.#durationMs = 0;
  }
}

/** A duration as Go prints it: `10s`, `1m20s`, `5m0s`, `1h0m0s`, `1.2s`, `350ms`. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${String(ms)}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = String((ms % 60_000) / 1000);
  if (hours > 0) return `${String(hours)}h${String(minutes)}m${seconds}s`;
  return minutes > 0 ? `${String(minutes)}m${seconds}s` : `${seconds}s`;
}
