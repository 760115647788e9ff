import type { NodeInfo } from './cache/node-info.ts';
import type { SchedulerCache } from './cache/cache.ts';
import { firstObjection, type ScoringPlugin } from './framework/framework.ts';
import type { NodeFilter } from './framework/plugin.ts';
import type { Status } from './framework/status.ts';

/** Objections by node, each good until its node changes. */
class Objections {
  readonly #askedAt: (number | undefined)[] = [];
  readonly #objections: (Status | undefined)[] = [];

  knows({ slot, generation }: NodeInfo): boolean {
    return this.#askedAt[slot] === generation;
  }

  get({ slot }: NodeInfo): Status | undefined {
    return this.#objections[slot];
  }

  set({ slot, generation }: NodeInfo, objection: Status | undefined): void {
    this.#askedAt[slot] = generation;
    this.#objections[slot] = objection;
  }
}

/**
 * What the plugins that look at nothing but the pod's spec and the node said of each node, for pods that are alike. An
 * answer holds until the node changes (its generation says so), so that after one pod of a kind only the node it went to
 * is looked at anew.
 */
export class NodeMemo {
  readonly #filteredAt: number[] = [];
  readonly #objections: (Status | undefined)[] = [];
  /** The same with the pods in mind that wait for the node, by the priority of the pod that is asked for. */
  readonly #besideOthers = new Map<number, Objections>();
  readonly #scoredAt: number[] = [];
  /** Weighted sum of the scores that need no normalisation. */
  readonly #sums: number[] = [];
  /** Raw scores of those that do: one list per plugin. */
  readonly #raw: number[][] = [];
  readonly #one: NodeInfo[] = [];
  readonly #score: number[] = [];

  /** What the local filters object to a node. */
  objection(filters: readonly NodeFilter[], node: NodeInfo): Status | undefined {
    const { slot, generation } = node;
    if (this.#filteredAt[slot] === generation) return this.#objections[slot];
    const objection = firstObjection(filters, node);
    while (this.#filteredAt.length <= slot) this.#filteredAt.push(-1);
    while (this.#objections.length <= slot) this.#objections.push(undefined);
    this.#filteredAt[slot] = generation;
    this.#objections[slot] = objection;
    return objection;
  }

  /** What was said of nodes that others wait for, for pods of that priority. */
  besideOthers(priority: number): Objections {
    let known = this.#besideOthers.get(priority);
    if (!known) this.#besideOthers.set(priority, (known = new Objections()));
    return known;
  }

  /** Writes the sums of the plugins without normalisation into `totals`, then adds those with it. */
  addScores(plain: readonly ScoringPlugin[], normalized: readonly ScoringPlugin[], nodes: readonly NodeInfo[], totals: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as NodeInfo;
      if (this.#scoredAt[node.slot] !== node.generation) this.#scoreNode(plain, normalized, node);
      totals[index] = this.#sums[node.slot] as number;
    }
    normalized.forEach(({ weight, scorer }, plugin) => {
      const raw = this.#raw[plugin] as number[];
      const scores = this.#score;
      scores.length = 0;
      for (const { slot } of nodes) scores.push(raw[slot] as number);
      scorer.normalize?.(nodes, scores);
      for (let index = 0; index < nodes.length; index++) totals[index] = (totals[index] as number) + weight * (scores[index] as number);
    });
  }

  #scoreNode(plain: readonly ScoringPlugin[], normalized: readonly ScoringPlugin[], node: NodeInfo): void {
    const { slot, generation } = node;
    while (this.#scoredAt.length <= slot) this.#scoredAt.push(-1);
    while (this.#sums.length <= slot) this.#sums.push(0);
    this.#one[0] = node;
    let sum = 0;
    for (const { weight, scorer } of plain) sum += weight * this.#scoreOf(scorer);
    normalized.forEach(({ scorer }, plugin) => {
      const raw = (this.#raw[plugin] ??= []);
      while (raw.length <= slot) raw.push(0);
      raw[slot] = this.#scoreOf(scorer);
    });
    this.#sums[slot] = sum;
    this.#scoredAt[slot] = generation;
  }

  #scoreOf(scorer: ScoringPlugin['scorer']): number {
    const score = [0];
    scorer.score(this.#one, score);
    return score[0] as number;
  }
}

const memosMax = 64;

/** Memos of the kinds of pods that were scheduled lately. */
export class NodeMemos {
  readonly #cache: SchedulerCache;
  readonly #memos = new Map<string, NodeMemo>();
  #version = '';

  constructor(cache: SchedulerCache) {
    this.#cache = cache;
  }

  /** The memo for pods with this signature. All are forgotten where nodes come or go, or images do. */
  memo(signature: string): NodeMemo {
    const version = `${String(this.#cache.topologyVersion)} ${String(this.#cache.imageVersion)}`;
    if (version !== this.#version) this.#memos.clear();
    this.#version = version;
    let memo = this.#memos.get(signature);
    if (memo) this.#memos.delete(signature);
    else memo = new NodeMemo();
    this.#memos.set(signature, memo);
    if (this.#memos.size > memosMax) this.#memos.delete(this.#memos.keys().next().value as string);
    return memo;
  }
}
