import type { Entry } from './messages.ts';

/** A member's log. What was compacted away is remembered by the index and term of its last entry. */
export class RaftLog<Data> {
  #entries: Entry<Data>[] = [];
  /** Index of the last entry that is gone. */
  #baseIndex: number;
  #baseTerm: number;

  constructor(baseIndex = 0, baseTerm = 0) {
    this.#baseIndex = baseIndex;
    this.#baseTerm = baseTerm;
  }

  get lastIndex(): number {
    return this.#baseIndex + this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#baseTerm;
  }

  /** Index of the last entry that was compacted away. */
  get baseIndex(): number {
    return this.#baseIndex;
  }

  /** Undefined where the entry is not there, or no more. */
  termAt(index: number): number | undefined {
    return index === this.#baseIndex ? this.#baseTerm : this.at(index)?.term;
  }

  at(index: number): Entry<Data> | undefined {
    return index > this.#baseIndex ? this.#entries[index - this.#baseIndex - 1] : undefined;
  }

  /** Entries from an index on, `max` at most. */
  from(index: number, max: number): readonly Entry<Data>[] {
    const start = index - this.#baseIndex - 1;
    return this.#entries.slice(start, start + max);
  }

  push(entry: Entry<Data>): void {
    this.#entries.push(entry);
  }

  /** Takes over a leader's entries after `previousIndex`: what contradicts them goes, what agrees stays. */
  merge(previousIndex: number, entries: readonly Entry<Data>[]): void {
    entries.forEach((entry, offset) => {
      const index = previousIndex + 1 + offset;
      if (index <= this.#baseIndex || this.termAt(index) === entry.term) return;
      if (index <= this.lastIndex) this.#entries.length = index - this.#baseIndex - 1;
      this.#entries.push(entry);
    });
  }

  /** Forgets everything up to an index. */
  compact(index: number): void {
    const term = this.termAt(index);
    if (index <= this.#baseIndex || term === undefined) return;
    this.#entries = this.#entries.slice(index - this.#baseIndex);
    [this.#baseIndex, this.#baseTerm] = [index, term];
  }

  /** Begins anew from a snapshot. */
  restore(index: number, term: number): void {
    this.#entries = [];
    [this.#baseIndex, this.#baseTerm] = [index, term];
  }
}
