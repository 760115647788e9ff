import type { SchedulerCache } from './cache/cache.ts';
import type { NodeInfo } from './cache/node-info.ts';
import type { ScoringPlugin } from './framework/framework.ts';
import type { Status } from './framework/status.ts';

/** Verdicts on nodes. Those from `refused` on stand for a status: see {@link Verdicts.statusOf}. */
export const verdict = { unknown: 0, fits: 1, refused: 2 } as const;

/** Numbers for statuses, so that what thousands of nodes say takes four bytes each. Statuses that say the same have the same number, however often they are made. */
export class Verdicts {
  readonly #codes = new WeakMap<Status, number>();
  readonly #byWords = new Map<string, number>();
  readonly #statuses: Status[] = [];

  codeOf(status: Status | undefined): number {
    if (status === undefined) return verdict.fits;
    let code = this.#codes.get(status);
    if (code === undefined) this.#codes.set(status, (code = this.#codeOfWords(status)));
    return code;
  }

  #codeOfWords(status: Status): number {
    const words = `${status.code}\n${status.plugin}\n${status.reasons.join('\n')}`;
    let code = this.#byWords.get(words);
    if (code === undefined) this.#byWords.set(words, (code = verdict.refused + this.#statuses.push(status) - 1));
    return code;
  }

  statusOf(code: number): Status {
    return this.#statuses[code - verdict.refused] as Status;
  }
}

/** Raw scores of one plugin by position, and how many of them are not 0. */
interface RawScores {
  readonly byPosition: Float64Array;
  nonZero: number;
}

/**
 * What the plugins that look at nothing but the pod's spec and the node said of each node, for pods that are alike: by the
 * node's position, in arrays without objects, so that thousands of answers are read in microseconds. Each round first forgets
 * what was said of the nodes that have changed since the last: after one pod of a kind that is the node it went to.
 */
export class NodeMemo {
  readonly verdicts = new Verdicts();
  /** A code of {@link Verdicts} for each position: what the filters that look at the node alone say, with the pods in mind that wait for it. */
  readonly codes: Uint32Array;
  readonly #cache: SchedulerCache;
  readonly #isScored: Uint8Array;
  /** Weighted sum of the scores that need no normalisation. */
  #sums: Float64Array | undefined;
  /** Scores of those that do: one list per plugin. */
  readonly #raw: RawScores[] = [];
  readonly #one: NodeInfo[] = [];
  readonly #score: number[] = [];
  #generation = -1;

  constructor(cache: SchedulerCache) {
    this.#cache = cache;
    this.codes = new Uint32Array(cache.nodes.length);
    this.#isScored = new Uint8Array(cache.nodes.length);
  }

  /** Forgets what has changed. */
  refresh(): void {
    for (let node = this.#cache.newest; node && node.generation > this.#generation; node = node.older) {
      this.codes[node.position] = verdict.unknown;
      this.#isScored[node.position] = 0;
    }
    this.#generation = this.#cache.generation;
  }

  /** For a node on which the pod itself is expected: what holds there for it holds for no other. */
  forget(node: NodeInfo): void {
    this.codes[node.position] = verdict.unknown;
  }

  remember(node: NodeInfo, objection: Status | undefined): number {
    const code = this.verdicts.codeOf(objection);
    this.codes[node.position] = code;
    return code;
  }

  /**
   * Writes the sums of the plugins without normalisation into `totals`, then adds those with it. A plugin that gave every
   * node 0 is left out: normalised, it gives every node the same.
   */
  addScores(plain: readonly ScoringPlugin[], normalized: readonly ScoringPlugin[], nodes: readonly NodeInfo[], totals: number[]): void {
    const sums = (this.#sums ??= new Float64Array(this.codes.length));
    const isScored = this.#isScored;
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as NodeInfo;
      const { position } = node;
      if (isScored[position] === 0) this.#scoreNode(plain, normalized, node);
      totals[index] = sums[position] as number;
    }
    for (let plugin = 0; plugin < normalized.length; plugin++) {
      const raw = this.#raw[plugin];
      if (raw && raw.nonZero > 0) this.#addNormalized(normalized[plugin] as ScoringPlugin, raw, nodes, totals);
    }
  }

  #addNormalized({ weight, scorer }: ScoringPlugin, { byPosition }: RawScores, nodes: readonly NodeInfo[], totals: number[]): void {
    const scores = this.#score;
    scores.length = 0;
    for (const { position } of nodes) scores.push(byPosition[position] as number);
    scorer.normalize?.(nodes, scores);
    for (let index = 0; index < nodes.length; index++) totals[index] = (totals[index] as number) + weight * (scores[index] as number);
  }

  #scoreNode(plain: readonly ScoringPlugin[], normalized: readonly ScoringPlugin[], node: NodeInfo): void {
    const { position } = node;
    this.#one[0] = node;
    let sum = 0;
    for (const { weight, scorer } of plain) sum += weight * this.#scoreOf(scorer);
    for (let plugin = 0; plugin < normalized.length; plugin++) {
      const raw = (this.#raw[plugin] ??= { byPosition: new Float64Array(this.codes.length), nonZero: 0 });
      const score = this.#scoreOf((normalized[plugin] as ScoringPlugin).scorer);
      raw.nonZero += Number(score !== 0) - Number(raw.byPosition[position] !== 0);
      raw.byPosition[position] = score;
    }
    (this.#sums as Float64Array)[position] = sum;
    this.#isScored[position] = 1;
  }

  #scoreOf(scorer: ScoringPlugin['scorer']): number {
    const score = this.#score;
    score.length = 1;
    score[0] = 0;
    scorer.score(this.#one, score);
    return score[0];
  }
}

const memosMax = 64;
const strangersMax = 256;

/** Memos of the kinds of pods that were scheduled lately. */
export class NodeMemos {
  readonly #cache: SchedulerCache;
  readonly #memos = new Map<string, NodeMemo>();
  /** Kinds that came once: a pod that is one of a kind is not worth a memo. */
  readonly #strangers = new Set<string>();
  #topologyVersion = -1;
  #imageVersion = -1;

  constructor(cache: SchedulerCache) {
    this.#cache = cache;
  }

  /** The memo for pods of this kind; undefined for the first of them. All are forgotten where nodes come or go, or images do. */
  memo(kind: string): NodeMemo | undefined {
    const { topologyVersion, imageVersion } = this.#cache;
    if (topologyVersion !== this.#topologyVersion || imageVersion !== this.#imageVersion) this.#memos.clear();
    this.#topologyVersion = topologyVersion;
    this.#imageVersion = imageVersion;
    const memo = this.#memos.get(kind);
    if (memo) this.#memos.delete(kind);
    else if (this.#isStranger(kind)) return undefined;
    const found = memo ?? new NodeMemo(this.#cache);
    this.#memos.set(kind, found);
    if (this.#memos.size > memosMax) this.#memos.delete(this.#memos.keys().next().value as string);
    found.refresh();
    return found;
  }

  #isStranger(kind: string): boolean {
    if (this.#strangers.delete(kind)) return false;
    this.#strangers.add(kind);
    if (this.#strangers.size > strangersMax) this.#strangers.delete(this.#strangers.keys().next().value as string);
    return true;
  }
}
