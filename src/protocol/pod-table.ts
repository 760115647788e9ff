import type { PodCard } from './cards.ts';
import { amountsPerPod, countsPerPod, healths, textsPerPod, type PodColumns } from './pod-columns.ts';

const chunkRows = 256;
type Chunk = readonly (PodCard | undefined)[];

/** What all tables of one cluster share: it only grows, or forgets pods that went. */
interface Shared {
  readonly rowOf: Map<string, number>;
  readonly texts: string[];
}

/** A pod of which one of two tables says something else than the other. */
export interface PodChange {
  readonly before: PodCard | undefined;
  readonly after: PodCard | undefined;
}

/**
 * The page's end of {@link PodColumns}: all pods, by uid, oldest first. A table never changes; the next one shares the rows that
 * stayed as they were, so that one pod more costs the same among ten and among 150,000. Of pods that went, an older table remembers
 * what it says when it is gone through, not when it is asked by uid.
 */
export class PodTable implements ReadonlyMap<string, PodCard> {
  readonly size: number;
  readonly #chunks: readonly Chunk[];
  readonly #shared: Shared;

  private constructor(size: number, chunks: readonly Chunk[], shared: Shared) {
    this.size = size;
    this.#chunks = chunks;
    this.#shared = shared;
  }

  /** Of a cluster of which nothing is known yet. */
  static empty(): PodTable {
    return new PodTable(0, [], { rowOf: new Map(), texts: [] });
  }

  /** The table after a frame; this one where the frame says nothing. */
  after(columns: PodColumns): PodTable {
    if (columns.rows.length === 0 && columns.usedRows.length === 0 && columns.removed.length === 0) return this;
    const draft = new Draft(this.#chunks);
    const { rowOf, texts } = this.#shared;
    for (const text of columns.newTexts) texts.push(text);
    for (const card of cardsOf(columns, texts)) {
      const row = columns.rows[draft.put++] ?? 0;
      rowOf.set(card.uid, row);
      draft.set(row, card);
    }
    for (let index = 0; index < columns.usedRows.length; index++) {
      const row = columns.usedRows[index] ?? 0;
      const card = draft.get(row);
      if (card) draft.set(row, { ...card, cpuUsedMilli: columns.used[index * 2] ?? 0, memoryUsedBytes: columns.used[index * 2 + 1] ?? 0 });
    }
    for (let index = 0; index < columns.removed.length; index++) {
      const row = columns.removed[index] ?? 0;
      rowOf.delete(draft.get(row)?.uid ?? '');
      draft.set(row, undefined);
    }
    return new PodTable(rowOf.size, draft.chunks, this.#shared);
  }

  /** Pods that differ from those of an earlier table; undefined where that one is of another cluster. */
  changesSince(before: PodTable): readonly PodChange[] | undefined {
    if (before.#shared !== this.#shared) return undefined;
    const changes: PodChange[] = [];
    this.#chunks.forEach((chunk, index) => {
      const old = before.#chunks[index];
      if (chunk !== old) for (let at = 0; at < chunk.length; at++) if (chunk[at] !== old?.[at]) changes.push({ before: old?.[at], after: chunk[at] });
    });
    return changes;
  }

  /** The later of two pods has the larger one; −1 for a pod that is not there. */
  rowOf(uid: string): number {
    return this.#shared.rowOf.get(uid) ?? -1;
  }

  get(uid: string): PodCard | undefined {
    const row = this.rowOf(uid);
    return row < 0 ? undefined : this.#chunks[Math.floor(row / chunkRows)]?.[row % chunkRows];
  }

  has(uid: string): boolean {
    return this.get(uid) !== undefined;
  }

  forEach(tell: (card: PodCard, uid: string, map: ReadonlyMap<string, PodCard>) => void): void {
    for (const card of this.values()) tell(card, card.uid, this);
  }

  *values(): Generator<PodCard, undefined> {
    for (const chunk of this.#chunks) for (const card of chunk) if (card) yield card;
    return undefined;
  }

  *keys(): Generator<string, undefined> {
    for (const { uid } of this.values()) yield uid;
    return undefined;
  }

  *entries(): Generator<[string, PodCard], undefined> {
    for (const card of this.values()) yield [card.uid, card];
    return undefined;
  }

  [Symbol.iterator](): Generator<[string, PodCard], undefined> {
    return this.entries();
  }
}

/** Rows of the next table: a chunk is copied when it is first written to. */
class Draft {
  readonly chunks: Chunk[];
  readonly #own = new Map<number, (PodCard | undefined)[]>();
  /** How many pods have been put. */
  put = 0;

  constructor(chunks: readonly Chunk[]) {
    this.chunks = [...chunks];
  }

  get(row: number): PodCard | undefined {
    return this.chunks[Math.floor(row / chunkRows)]?.[row % chunkRows];
  }

  set(row: number, card: PodCard | undefined): void {
    const index = Math.floor(row / chunkRows);
    while (this.chunks.length <= index) this.chunks.push([]);
    let own = this.#own.get(index);
    if (!own) {
      own = [...(this.chunks[index] ?? [])];
      this.#own.set(index, own);
      this.chunks[index] = own;
    }
    while (own.length < row % chunkRows) own.push(undefined);
    own[row % chunkRows] = card;
  }
}

function* cardsOf(columns: PodColumns, shared: readonly string[]): Generator<PodCard> {
  const own = columns.own.split('\n');
  for (let index = 0; index < columns.rows.length; index++) {
    const text = (column: number): string => shared[columns.texts[index * textsPerPod + column] ?? 0] ?? '';
    const count = (column: number): number => columns.counts[index * countsPerPod + column] ?? 0;
    const amount = (column: number): number => columns.amounts[index * amountsPerPod + column] ?? 0;
    const claims = text(6);
    yield {
      uid: own[index * 3] ?? '', namespace: text(0), name: own[index * 3 + 1] ?? '', node: text(1), status: text(2), health: healths[count(0)] ?? 'good',
      containersReady: count(1), containers: count(2), restarts: count(3), ip: own[index * 3 + 2] ?? '',
      cpuRequestMilli: amount(0), memoryRequestBytes: amount(1), cpuUsedMilli: amount(2), memoryUsedBytes: amount(3),
      ownerUid: text(3), workload: text(4), image: text(5), ...(claims === '' ? {} : { claims: claims.split(',') }),
    };
  }
}
