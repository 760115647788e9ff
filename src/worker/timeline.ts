/** How much a timeline keeps at least before its oldest part gets coarser; it may be over by a quarter between two thinnings. */
export interface TimelineSettings<Change> {
  readonly changesMax: number;
  /** What neighbouring changes come to together, each key's last state once; in the order in which they came. */
  readonly merge: (changes: readonly Change[]) => readonly Change[];
}

/** The first width at which the oldest part is merged, and how much wider each next one is. */
const firstWidthMs = 1000;
const widening = 4;

/**
 * Changes in the order of their time. The newest half is kept one by one. When there are too many, the oldest half gets coarser:
 * what happened within one span of time becomes one moment, at the time of its last change, so that every moment still shows
 * what really was at some instant. Where even that is too much, the oldest half is forgotten, and the timeline begins later.
 */
export class Timeline<Change> {
  readonly #settings: TimelineSettings<Change>;
  #changes: Change[] = [];
  #times: number[] = [];
  #widthMs = firstWidthMs;
  #fromMs = -Infinity;
  #exactFromMs = -Infinity;

  constructor(settings: TimelineSettings<Change>) {
    this.#settings = settings;
  }

  get length(): number {
    return this.#changes.length;
  }

  /** The earliest moment that can be shown: before the first one that is kept, nothing is known. */
  get fromMs(): number {
    return this.#fromMs;
  }

  /** From here on every change stands at its own time. */
  get exactFromMs(): number {
    return this.#exactFromMs;
  }

  /** Takes a change; time never goes back. */
  add(timeMs: number, change: Change): void {
    this.#changes.push(change);
    this.#times.push(timeMs);
    if (this.#changes.length > this.#settings.changesMax * 1.25) this.#thin();
  }

  at(index: number): Change {
    return this.#changes[index] as Change;
  }

  timeAt(index: number): number {
    return this.#times[index] as number;
  }

  /** How many changes hold at a moment: those up to it, its own among them. */
  countUntil(atMs: number): number {
    return firstIndex(this.#times.length, (index) => (this.#times[index] as number) > atMs);
  }

  /** How many changes hold before anything of a moment has happened. */
  countBefore(atMs: number): number {
    return firstIndex(this.#times.length, (index) => (this.#times[index] as number) >= atMs);
  }

  #thin(): void {
    const half = this.#momentAfter(this.#changes.length >> 1);
    const wanted = this.#settings.changesMax - (this.#changes.length - half);
    const endMs = this.#times[half - 1] as number;
    this.#widthMs = Math.max(firstWidthMs, this.#widthMs / widening);
    let merged = this.#mergedTo(half);
    while (merged.changes.length > wanted && this.#widthMs < endMs) {
      this.#widthMs *= widening;
      merged = this.#mergedTo(half);
    }
    if (merged.changes.length > wanted) {
      merged = { changes: [], times: [] };
      this.#widthMs = firstWidthMs;
    }
    this.#fromMs = merged.times[0] ?? endMs;
    this.#exactFromMs = endMs;
    this.#changes = [...merged.changes, ...this.#changes.slice(half)];
    this.#times = [...merged.times, ...this.#times.slice(half)];
  }

  /** The oldest changes, those within one span of time as one moment. */
  #mergedTo(end: number): { readonly changes: Change[]; readonly times: number[] } {
    const merged: { readonly changes: Change[]; readonly times: number[] } = { changes: [], times: [] };
    for (let from = 0; from < end; ) {
      const spanEndMs = (Math.floor((this.#times[from] as number) / this.#widthMs) + 1) * this.#widthMs;
      const to = Math.min(end, firstIndex(end, (index) => index > from && (this.#times[index] as number) >= spanEndMs));
      const lastMs = this.#times[to - 1] as number;
      for (const change of this.#settings.merge(this.#changes.slice(from, to))) {
        merged.changes.push(change);
        merged.times.push(lastMs);
      }
      from = to;
    }
    return merged;
  }

  /** The first change that is of another moment than the one before it. */
  #momentAfter(index: number): number {
    while (index < this.#times.length && this.#times[index] === this.#times[index - 1]) index++;
    return index;
  }
}

/** The first index below `count` for which `holds`, by halving; `count` where there is none. Once it holds, it holds for all that follow. */
export function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
