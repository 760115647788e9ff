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

interface Totals {
  readonly byValue: Map<string, number>;
}

/**
 * How many pods of one sort run on each node, and in each value of the topology keys that were asked for. Brought up to
 * date by looking at the nodes that changed since the last time only.
 */
export class PodCounts {
  readonly #source: CountedNodes;
  readonly #counts: (pod: PodInfo) => boolean;
  #perSlot: number[] = [];
  #totals = new Map<string, Totals>();
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
  totals(topologyKey: string): ReadonlyMap<string, number> {
    return (this.#totals.get(topologyKey) ?? this.#sumUp(topologyKey)).byValue;
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
    this.#perSlot[node.slot] = count;
    for (const [key, { byValue }] of this.#totals) {
      const value = node.labels[key];
      if (value !== undefined) byValue.set(value, (byValue.get(value) ?? 0) + change);
    }
  }

  #sumUp(topologyKey: string): Totals {
    const byValue = new Map<string, number>();
    for (const node of this.#source.nodes) {
      const value = node.labels[topologyKey];
      if (value !== undefined) byValue.set(value, (byValue.get(value) ?? 0) + this.ofNode(node));
    }
    const totals = { byValue };
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
