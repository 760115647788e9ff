/** Over how many virtual seconds a rate is averaged. */
export const windowSeconds = 30;

/** How many requests a second each key (a service, a pod) got in the last {@link windowSeconds} whole seconds. */
export class RequestRates {
  /** Key → counts of seconds: where second n is kept stands at n modulo the window's length, with n itself. */
  readonly #counts = new Map<string, { readonly second: number[]; readonly count: number[] }>();

  count(key: string, nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const slot = second % (windowSeconds + 1);
    let counts = this.#counts.get(key);
    if (!counts) this.#counts.set(key, (counts = { second: [], count: [] }));
    counts.count[slot] = (counts.second[slot] === second ? (counts.count[slot] ?? 0) : 0) + 1;
    counts.second[slot] = second;
  }

  perSecond(key: string, nowMs: number): number {
    const now = Math.floor(nowMs / 1000);
    const counts = this.#counts.get(key);
    if (!counts) return 0;
    let sum = 0;
    counts.second.forEach((second, slot) => { if (second < now && second >= now - windowSeconds) sum += counts.count[slot] ?? 0; });
    return sum / windowSeconds;
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }
}
