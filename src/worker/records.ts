import type { LogEntry, Store } from '../engine/index.ts';
import type { KubeObject } from '../kube/object.ts';
import { firstIndex, type Timeline } from './timeline.ts';

/** What tells of objects and of the writes that made them: etcd as of now, or {@link PastRecords}. */
export type Records = Pick<Store, 'revision' | 'at' | 'log' | 'history' | 'range'>;

/** Revision of the last of so many writes; where none of them is known any more, of the one before the first that is. */
export const revisionAt = (writes: Timeline<LogEntry>, count: number): number =>
  (count > 0 ? writes.at(count - 1).revision : writes.length > 0 ? writes.at(0).revision - 1 : 1);

/** What etcd held at a moment and how it came about, as far as the journal knows it. */
export class PastRecords implements Records {
  readonly #writes: Timeline<LogEntry>;
  /** How many of the writes had happened. */
  readonly #count: number;
  readonly #values: ReadonlyMap<string, KubeObject>;

  constructor(writes: Timeline<LogEntry>, count: number, values: ReadonlyMap<string, KubeObject>) {
    this.#writes = writes;
    this.#count = count;
    this.#values = values;
  }

  get revision(): number {
    return revisionAt(this.#writes, this.#count);
  }

  at(revision: number): LogEntry | undefined {
    const index = this.#indexFrom(revision);
    const entry = index < this.#count ? this.#writes.at(index) : undefined;
    return entry?.revision === revision ? entry : undefined;
  }

  log(fromRevision: number, toRevision = Infinity): readonly LogEntry[] {
    const entries: LogEntry[] = [];
    const end = Math.min(this.#count, this.#indexFrom(toRevision + 1));
    for (let index = this.#indexFrom(fromRevision); index < end; index++) entries.push(this.#writes.at(index));
    return entries;
  }

  history(key: string): readonly LogEntry[] {
    const entries: LogEntry[] = [];
    for (let entry = this.#last(key); entry; entry = this.at(entry.previousRevision)) entries.push(entry);
    return entries;
  }

  range(prefix: string): ReturnType<Store['range']> {
    const values = [...this.#values].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    return { revision: this.revision, values, more: 0 };
  }

  /** Whether an object comes into being after the moment. */
  comesLater(uid: string): boolean {
    for (let index = this.#count; index < this.#writes.length; index++) {
      const { type, value } = this.#writes.at(index);
      if (type === 'ADDED' && value.metadata?.uid === uid) return true;
    }
    return false;
  }

  #last(key: string): LogEntry | undefined {
    for (let index = this.#count - 1; index >= 0; index--) {
      const entry = this.#writes.at(index);
      if (entry.key === key) return entry;
    }
    return undefined;
  }

  #indexFrom(revision: number): number {
    return firstIndex(this.#writes.length, (index) => this.#writes.at(index).revision >= revision);
  }
}
