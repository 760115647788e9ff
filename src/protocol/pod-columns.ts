import type { Health, PodCard } from './cards.ts';
import type { Changes } from './messages.ts';

/** Numbers of many pods one after another: a typed array on its way from the worker, a plain one where a text has kept it. */
export type Column = ArrayLike<number>;

/**
 * Changed pods by column. Each pod has a row of the page's table, for ever: who looks back sees it there again, and no other pod ever has it. Texts that
 * many pods share travel once and are then named by their number, in the order in which they came.
 */
export interface PodColumns {
  /** Rows of the pods that are new, or changed in more than what they use. The columns below have a part for each. */
  readonly rows: Column;
  /** uid, name and address of each, with line breaks between. */
  readonly own: string;
  /** Numbers of their shared texts: namespace, node, status, owner's uid, workload, image, claims (their names with commas between). */
  readonly texts: Column;
  /** Health, ready containers, containers, restarts. */
  readonly counts: Column;
  /** Cpu and memory requested, cpu and memory used. */
  readonly amounts: Column;
  /** Texts that have not travelled before. */
  readonly newTexts: readonly string[];
  /** Rows of pods of which nothing changed but what they use: cpu and memory. */
  readonly usedRows: Column;
  readonly used: Column;
  /** Rows that are empty from now on. */
  readonly removed: Column;
}

export const healths: readonly Health[] = ['good', 'busy', 'bad', 'done', 'going'];
export const textsPerPod = 7;
export const countsPerPod = 4;
export const amountsPerPod = 4;

/** What of a frame's pods can be handed over instead of copied. */
export const buffersOf = (columns: PodColumns): ArrayBuffer[] =>
  Object.values(columns).flatMap((column: unknown) => (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer && column.byteLength > 0 ? [column.buffer] : []));

/** The worker's end: turns changed cards into columns. One for each cluster, from its first frame on. */
export class PodPacker {
  readonly #sent = new Map<string, PodCard>();
  /** Of every pod that there ever was. */
  readonly #rows = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  #newTexts: string[] = [];

  pack({ changed, removed }: Changes<PodCard>): PodColumns {
    const whole: PodCard[] = [];
    const used: PodCard[] = [];
    for (const card of changed) {
      const before = this.#sent.get(card.uid);
      this.#sent.set(card.uid, card);
      (before && isSameButUse(before, card) ? used : whole).push(card);
    }
    const gone = removed.filter((uid) => this.#sent.delete(uid));
    return {
      ...this.#columns(whole), usedRows: this.#rowsOf(used), used: Float64Array.from(used.flatMap(({ cpuUsedMilli, memoryUsedBytes }) => [cpuUsedMilli, memoryUsedBytes])),
      removed: Uint32Array.from(gone, (uid) => this.#rowOf(uid)),
    };
  }

  #rowsOf(cards: readonly PodCard[]): Uint32Array {
    return Uint32Array.from(cards, ({ uid }) => this.#rowOf(uid));
  }

  #rowOf(uid: string): number {
    const row = this.#rows.get(uid) ?? this.#rows.size;
    this.#rows.set(uid, row);
    return row;
  }

  #columns(whole: readonly PodCard[]): Omit<PodColumns, 'usedRows' | 'used' | 'removed'> {
    const texts = new Uint32Array(whole.length * textsPerPod);
    const counts = new Uint32Array(whole.length * countsPerPod);
    const amounts = new Float64Array(whole.length * amountsPerPod);
    whole.forEach((card, index) => {
      texts.set(textsOf(card).map((text) => this.#numberOf(text)), index * textsPerPod);
      counts.set([healths.indexOf(card.health), card.containersReady, card.containers, card.restarts], index * countsPerPod);
      amounts.set([card.cpuRequestMilli, card.memoryRequestBytes, card.cpuUsedMilli, card.memoryUsedBytes], index * amountsPerPod);
    });
    const newTexts = this.#newTexts;
    this.#newTexts = [];
    return { rows: this.#rowsOf(whole), own: whole.map((card) => `${card.uid}\n${card.name}\n${card.ip}`).join('\n'), texts, counts, amounts, newTexts };
  }

  #numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    this.#newTexts.push(text);
    return number;
  }
}

const claimsOf = ({ claims }: PodCard): string => claims?.join(',') ?? '';

const textsOf = (card: PodCard): readonly string[] => [card.namespace, card.node, card.status, card.ownerUid, card.workload, card.image, claimsOf(card)];

/** Name and namespace of a pod never change, nor what it asks for while it runs; but that is the API's to say, so all is compared. */
const isSameButUse = (a: PodCard, b: PodCard): boolean =>
  a.name === b.name && a.ip === b.ip && a.health === b.health && a.containersReady === b.containersReady && a.containers === b.containers && a.restarts === b.restarts
  && a.cpuRequestMilli === b.cpuRequestMilli && a.memoryRequestBytes === b.memoryRequestBytes && a.namespace === b.namespace && a.node === b.node
  && a.status === b.status && a.ownerUid === b.ownerUid && a.workload === b.workload && a.image === b.image && claimsOf(a) === claimsOf(b);
