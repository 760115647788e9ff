import type { DecisionRecord, PluginScores } from './decision.ts';

/** A decision and when it was made. */
export interface LoggedDecision {
  /** Virtual ms. */
  readonly atMs: number;
  readonly record: DecisionRecord;
}

/** How many decisions are remembered. */
const decisionsMax = 2000;
/** How many figures about nodes all remembered decisions may hold together: about 30 MB. */
const figuresMax = 1_000_000;

/** What a record costs to keep, in figures. */
const figuresOf = ({ feasible, refusals, scores }: DecisionRecord): number => 1 + refusals.length + feasible.length * (1 + 3 * scores.length);

/** The first of some lists that says the same, or the list itself. */
const shared = <T>(list: readonly T[], ...others: readonly (readonly T[] | undefined)[]): readonly T[] =>
  others.find((other) => other?.length === list.length && list.every((item, index) => item === other[index])) ?? list;

/** A record with the lists of the one before where they say the same: pods of one kind come in a row, and most plugins give most nodes what they gave them before. */
function sharing(record: DecisionRecord, before: DecisionRecord | undefined): DecisionRecord {
  const scores = record.scores.map(({ plugin, weight, ...given }, index): PluginScores => {
    const last = before?.scores[index];
    const raw = shared(given.raw, last?.raw);
    const normalized = shared(given.normalized, raw, last?.normalized);
    return { plugin, weight, raw, normalized, weighted: shared(given.weighted, normalized, last?.weighted) };
  });
  return { ...record, scores, feasible: shared(record.feasible, before?.feasible), filters: shared(record.filters, before?.filters) };
}

/** The last decisions of the scheduler, by pod. The oldest are forgotten first. */
export class DecisionLog {
  /** A ring would do; a Map in the order of coming is as cheap, and forgets from its front. */
  readonly #all = new Map<number, LoggedDecision>();
  readonly #byPod = new Map<string, LoggedDecision[]>();
  #next = 0;
  #figures = 0;

  add(atMs: number, record: DecisionRecord): void {
    const decision = { atMs, record: sharing(record, this.#all.get(this.#next - 1)?.record) };
    this.#all.set(this.#next++, decision);
    this.#figures += figuresOf(record);
    const own = this.#byPod.get(record.uid);
    if (own) own.push(decision);
    else this.#byPod.set(record.uid, [decision]);
    while (this.#all.size > decisionsMax || (this.#figures > figuresMax && this.#all.size > 1)) this.#forgetOldest();
  }

  /** Decisions about the pod of that uid, oldest first; it may be gone by now. */
  of(podUid: string): readonly LoggedDecision[] {
    return this.#byPod.get(podUid) ?? [];
  }

  /** The last decisions about any pods, newest first. */
  latest(count: number): readonly LoggedDecision[] {
    const found: LoggedDecision[] = [];
    for (let index = this.#next - 1; found.length < count; index--) {
      const decision = this.#all.get(index);
      if (!decision) break;
      found.push(decision);
    }
    return found;
  }

  #forgetOldest(): void {
    for (const [index, { record }] of this.#all) {
      this.#all.delete(index);
      this.#figures -= figuresOf(record);
      const own = this.#byPod.get(record.uid);
      own?.shift();
      if (own?.length === 0) this.#byPod.delete(record.uid);
      return;
    }
  }
}
