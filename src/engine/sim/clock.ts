/** A task waiting in the event queue. */
export interface Timer {
  /** Takes the task out of the queue; nothing happens where it has already run. */
  cancel(): void;
}

/** Virtual time, as components see it. */
export interface Clock {
  /** Milliseconds since the cluster started. */
  readonly nowMs: number;
  /** Milliseconds since 1970-01-01T00:00:00Z: what timestamps in objects are made from. */
  readonly epochMs: number;
  /** Runs `task` `delayMs` (≥ 0) from now; tasks due at one instant run in the order in which they were asked for. */
  after(delayMs: number, task: () => void): Timer;
}

interface Entry {
  readonly dueMs: number;
  readonly sequence: number;
  task: (() => void) | undefined;
}

/** The event queue: a binary heap ordered by (due time, sequence number). One for the whole cluster. */
export class EventQueue implements Clock {
  #nowMs = 0;
  #sequence = 0;
  #executed = 0;
  readonly #heap: Entry[] = [];
  readonly #startEpochMs: number;

  /** @param startEpochMs what moment virtual time 0 is, in milliseconds since 1970. */
  constructor(startEpochMs: number) {
    this.#startEpochMs = startEpochMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get epochMs(): number {
    return this.#startEpochMs + this.#nowMs;
  }

  /** How many tasks have run so far. */
  get executed(): number {
    return this.#executed;
  }

  after(delayMs: number, task: () => void): Timer {
    if (!(delayMs >= 0)) throw new RangeError(`a delay must be ≥ 0, not ${String(delayMs)}`);
    const entry: Entry = { dueMs: this.#nowMs + delayMs, sequence: this.#sequence++, task };
    this.#push(entry);
    return {
      cancel: () => {
        entry.task = undefined;
      },
    };
  }

  /** When the next task is due, or undefined where none waits. */
  nextDueMs(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.dueMs;
  }

  /** Runs everything that is due up to and including `untilMs`, then sets the time to it. */
  runUntil(untilMs: number): void {
    if (Number.isNaN(untilMs)) throw new RangeError('there is no such moment');
    for (;;) {
      const due = this.nextDueMs();
      if (due === undefined || due > untilMs) break;
      this.#runFirst();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Goes to the next instant at which something is due and runs all of it. False where nothing waits. */
  step(): boolean {
    const due = this.nextDueMs();
    if (due === undefined) return false;
    this.runUntil(due);
    return true;
  }

  #runFirst(): void {
    const entry = this.#pop();
    if (!entry?.task) return;
    this.#nowMs = Math.max(this.#nowMs, entry.dueMs);
    this.#executed++;
    entry.task();
  }

  #dropCancelled(): void {
    while (this.#heap[0] && !this.#heap[0].task) this.#pop();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && isBefore(right, heap[child] as Entry)) child++;
      const below = heap[child] as Entry;
      if (!isBefore(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);
