import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

/** What counts need of the cache: its nodes, the most recently changed first. */
export interface CountedNodes {
  readonly nodes: readonly NodeInfo[];
  readonly newest: NodeInfo | undefined;
  /** Generation of the latest change of any node. */
  readonly generation: number;
  /** Changes where nodes come or go or change their labels. */
  readonly topologyVersion: number;
}

/** Pods in each value of a topology key. */
export interface DomainCounts {
  readonly byValue: ReadonlyMap<string, number>;
  /** Pods in the domain of a node that has the key. */
  of(node: NodeInfo): number;
  /** The fewest in any value; Infinity where there is none. */
  readonly least: number;
}

/** Counts that are given as they are. */
export class GivenCounts implements DomainCounts {
  readonly byValue: ReadonlyMap<string, number>;
  readonly #key: string;

  constructor(topologyKey: string, byValue: ReadonlyMap<string, number>) {
    this.#key = topologyKey;
    this.byValue = byValue;
  }

  of({ labels }: NodeInfo): number {
    return this.byValue.get(labels[this.#key] ?? '') ?? 0;
  }

  get least(): number {
    let least = Infinity;
    for (const count of this.byValue.values()) if (count < least) least = count;
    return least;
  }
}

/** Counts that are kept up to date; the smallest of them without looking at all. */
class KeptCounts implements DomainCounts {
  readonly byValue = new Map<string, number>();
  readonly #key: string;
  readonly #perSlot: readonly number[];
  /** How many values have each count. */
  readonly #having = new Map<number, number>();
  #nodes = 0;
  #isOneNodeEach = true;
  #least = Infinity;

  constructor(topologyKey: string, perSlot: readonly number[]) {
    this.#key = topologyKey;
    this.#perSlot = perSlot;
  }

  /** Takes a node in, with the pods that it has. */
  takeIn(node: NodeInfo, count: number): void {
    if (node.labels[this.#key] === undefined) return;
    this.#nodes++;
    this.change(node, count);
    this.#isOneNodeEach = this.#nodes === this.byValue.size;
  }

  change({ labels }: NodeInfo, by: number): void {
    const value = labels[this.#key];
    if (value === undefined) return;
    const before = this.byValue.get(value);
    const now = (before ?? 0) + by;
    this.byValue.set(value, now);
    if (before !== undefined) this.#having.set(before, (this.#having.get(before) ?? 0) - 1);
    this.#having.set(now, (this.#having.get(now) ?? 0) + 1);
    if (now < this.#least) this.#least = now;
    while ((this.#having.get(this.#least) ?? 0) === 0) this.#least++;
  }

  /** Where every node has a value of its own, the node's count is the value's. */
  of({ slot, labels }: NodeInfo): number {
    return this.#isOneNodeEach ? (this.#perSlot[slot] ?? 0) : (this.byValue.get(labels[this.#key] ?? '') ?? 0);
  }

  get least(): number {
    return this.#least;
  }
}

/**
 * How many pods of one sort run on each node, and in each value of the topology keys that were asked for. Brought up to
 * date by looking at the nodes that changed since the last time only.
 */
export class PodCounts {
  readonly #source: CountedNodes;
  readonly #counts: (pod: PodInfo) => boolean;
  #perSlot: number[] = [];
  #totals = new Map<string, KeptCounts>();
  #generation = -1;
  #topologyVersion = -1;

  /** @param counts whether a pod is of the sort that is counted. */
  constructor(source: CountedNodes, counts: (pod: PodInfo) => boolean) {
    this.#source = source;
    this.#counts = counts;
  }

  ofNode(node: NodeInfo): number {
    return this.#perSlot[node.slot] ?? 0;
  }

  /** Pods by value of a topology key; a value without pods is there with 0. */
  totals(topologyKey: string): DomainCounts {
    return this.#totals.get(topologyKey) ?? this.#sumUp(topologyKey);
  }

  refresh(): void {
    if (this.#topologyVersion !== this.#source.topologyVersion) this.#forget();
    for (let node = this.#source.newest; node && node.generation > this.#generation; node = node.older) this.#recount(node);
    this.#generation = this.#source.generation;
  }

  #forget(): void {
    this.#perSlot = [];
    this.#totals = new Map();
    this.#generation = -1;
    this.#topologyVersion = this.#source.topologyVersion;
  }

  #recount(node: NodeInfo): void {
    let count = 0;
    for (const pod of node.pods) if (this.#counts(pod)) count++;
    const change = count - (this.#perSlot[node.slot] ?? 0);
    if (change === 0) return;
    while (this.#perSlot.length <= node.slot) this.#perSlot.push(0);
    this.#perSlot[node.slot] = count;
    for (const totals of this.#totals.values()) totals.change(node, change);
  }

  #sumUp(topologyKey: string): KeptCounts {
    const totals = new KeptCounts(topologyKey, this.#perSlot);
    for (const node of this.#source.nodes) totals.takeIn(node, this.ofNode(node));
    this.#totals.set(topologyKey, totals);
    return totals;
  }
}

const countsMax = 512;

/** The counts that were asked for lately, by what they count. */
export class PodCountIndex {
  readonly #source: CountedNodes;
  readonly #known = new Map<string, PodCounts>();

  constructor(source: CountedNodes) {
    this.#source = source;
  }

  /** Counts that are up to date. `signature` tells sorts of pods apart. */
  counts(signature: string, sort: (pod: PodInfo) => boolean): PodCounts {
    let counts = this.#known.get(signature);
    if (counts) this.#known.delete(signature);
    else counts = new PodCounts(this.#source, sort);
    this.#known.set(signature, counts);
    if (this.#known.size > countsMax) this.#known.delete(this.#known.keys().next().value as string);
    counts.refresh();
    return counts;
  }
}
