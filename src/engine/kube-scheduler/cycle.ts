import type { NodeInfo } from './cache/node-info.ts';
import type { PodInfo } from './cache/pod-info.ts';
import { firstObjection, type Framework, type PreFilterOutcome, type ScoringPlugin } from './framework/framework.ts';
import { NodeStatuses } from './framework/node-statuses.ts';
import type { Cycle, Handle, NodeFilter } from './framework/plugin.ts';
import { isRejection, messageOf, unresolvable, type Status } from './framework/status.ts';
import { DecisionBuilder, type DecisionRecord, type DecisionWriter } from './decision.ts';
import { NodeMemos, verdict, type NodeMemo } from './node-memo.ts';

/** What a cycle came to. */
export type CycleResult =
  | { readonly kind: 'scheduled'; readonly node: NodeInfo; readonly cycle: Cycle; readonly record: DecisionRecord | undefined }
  | {
      readonly kind: 'unschedulable';
      readonly cycle: Cycle;
      readonly statuses: NodeStatuses;
      readonly preFilterMessage: string;
      readonly outcome: PreFilterOutcome;
      readonly rejectors: ReadonlySet<string>;
      readonly decision: DecisionBuilder | undefined;
    }
  | { readonly kind: 'no nodes' }
  | { readonly kind: 'error'; readonly message: string };

/** Below this many nodes all are looked at; at least this many feasible ones are wanted otherwise. */
const feasibleNodesMin = 100;
const feasiblePercentMin = 5;

/**
 * After how many feasible nodes the search stops: all of them in a small cluster; in a large one a share that falls from
 * 50 % by 1 % per 125 nodes, 5 % and 100 nodes at least.
 *
 * Example: of 5,000 nodes 10 %, so 500.
 *
 * @see Kubernetes 1.36, scheduler, numFeasibleNodesToFind
 */
export function feasibleNodesWanted(nodeCount: number, percentage = 0): number {
  if (nodeCount < feasibleNodesMin) return nodeCount;
  const percent = percentage > 0 ? percentage : Math.max(feasiblePercentMin, 50 - Math.trunc(nodeCount / 125));
  if (percent >= 100) return nodeCount;
  return Math.max(feasibleNodesMin, Math.trunc((nodeCount * percent) / 100));
}

interface Search {
  readonly framework: Framework;
  readonly cycle: Cycle;
  readonly outcome: PreFilterOutcome;
  /** So many feasible nodes are enough. */
  readonly wanted: number;
}

/** The nodes that fit, and what those said that do not. Where some fit and nobody asks, what the others said is left out. */
interface Found {
  readonly feasible: readonly NodeInfo[];
  readonly statuses: NodeStatuses;
  readonly memo?: NodeMemo;
}

/** Nodes that fit, to choose from. */
interface Contest {
  readonly scoring: readonly ScoringPlugin[];
  readonly nodes: readonly NodeInfo[];
  readonly memo: NodeMemo | undefined;
  readonly decision: DecisionWriter | undefined;
}

/** Finds a node for one pod at a time: pre-filter, filter, pre-score, score, normalise, choose. */
export class SchedulingCycle {
  readonly #handle: Handle;
  readonly #percentage: number | undefined;
  readonly #memos: NodeMemos;
  #startIndex = 0;
  /** Set where somebody listens to decisions. */
  explains: boolean;
  /** In larger clusters only refusals are explained: what is said of each node costs time. */
  explainedNodesMax = Infinity;
  #scores: number[] = [];
  #totals: number[] = [];
  /** What each node said in the order of asking, as codes of the memo. */
  #codes = new Uint32Array(0);

  constructor(handle: Handle, percentageOfNodesToScore?: number, explains = false) {
    this.#handle = handle;
    this.#memos = new NodeMemos(handle.cache);
    this.#percentage = percentageOfNodesToScore;
    this.explains = explains;
  }

  schedule(framework: Framework, pod: PodInfo): CycleResult {
    const nodes = this.#handle.cache.nodes;
    if (nodes.length === 0) return { kind: 'no nodes' };
    const cycle: Cycle = { pod, store: new Map() };
    const builder = this.explains ? new DecisionBuilder(pod, nodes.length) : undefined;
    const decision = nodes.length <= this.explainedNodesMax ? builder : undefined;
    const outcome = framework.runPreFilter(cycle);
    if (outcome.status) return refusedBefore(cycle, outcome, outcome.status, builder);
    const { feasible, statuses, memo } = this.#findNodes(framework, cycle, outcome, decision);
    const only = feasible[0];
    if (!only) {
      const rejectors = new Set([...statuses.different].map(({ plugin }) => plugin));
      if (outcome.nodeNames) for (const name of outcome.narrowing) rejectors.add(name);
      builder?.filtered(feasible, statuses, outcome.names);
      return { kind: 'unschedulable', cycle, statuses, preFilterMessage: '', outcome, rejectors, decision: builder };
    }
    const node = feasible.length === 1 ? only : this.#best({ scoring: framework.runPreScore(cycle, feasible), nodes: feasible, memo, decision });
    return { kind: 'scheduled', node, cycle, record: builder?.chosen(node) };
  }

  #findNodes(framework: Framework, cycle: Cycle, outcome: PreFilterOutcome, decision: DecisionWriter | undefined): Found {
    const nominated = this.#handle.nominator.size > 0 || cycle.pod.pod.status?.nominatedNodeName ? this.#nominatedNode(framework, cycle, outcome) : undefined;
    const found = nominated ? { feasible: [nominated], statuses: new NodeStatuses() } : this.#search(framework, cycle, outcome, decision !== undefined);
    decision?.filtered(found.feasible, found.statuses, outcome.names);
    return found;
  }

  /** Looks at nodes from where the last cycle stopped, until there are enough feasible ones. Where `isExplained`, nothing that is remembered stands in for a node's answer. */
  #search(framework: Framework, cycle: Cycle, outcome: PreFilterOutcome, isExplained: boolean): Found {
    const nodes = outcome.nodeNames ? this.#named(outcome.nodeNames) : this.#handle.cache.nodes;
    const wanted = framework.scores ? feasibleNodesWanted(nodes.length, framework.profile.percentageOfNodesToScore ?? this.#percentage) : 1;
    const memo = isExplained || outcome.nodeNames ? undefined : this.#memos.memo(cycle.pod.kind);
    const search: Search = { framework, cycle, outcome, wanted };
    const found = memo ? this.#searchRemembered(search, memo) : this.#searchAfresh(search, nodes);
    if (outcome.nodeNames) found.statuses.absent = unresolvable(outcome.narrowing[0] ?? '', `node(s) didn't satisfy plugin(s) [${[...outcome.narrowing].sort().join(' ')}]`);
    return found;
  }

  /** The node that was made free for the pod, where it (still) fits there. */
  #nominatedNode(framework: Framework, cycle: Cycle, { filters, nodeNames }: PreFilterOutcome): NodeInfo | undefined {
    const name = cycle.pod.pod.status?.nominatedNodeName || this.#handle.nominator.nodeOf(cycle.pod.uid);
    const node = this.#handle.cache.node(name);
    if (!node || (nodeNames && !nodeNames.has(name))) return undefined;
    return framework.runFilters(cycle, filters, node) ? undefined : node;
  }

  #named(nodeNames: ReadonlySet<string>): readonly NodeInfo[] {
    const nodes: NodeInfo[] = [];
    for (const name of nodeNames) {
      const node = this.#handle.cache.node(name);
      if (node) nodes.push(node);
    }
    return nodes;
  }

  #searchAfresh({ framework, cycle, outcome: { filters }, wanted }: Search, nodes: readonly NodeInfo[]): Found {
    const feasible: NodeInfo[] = [];
    const statuses = new NodeStatuses();
    const count = nodes.length;
    let index = count === 0 ? 0 : this.#startIndex % count;
    let looked = 0;
    for (; looked < count && feasible.length < wanted; looked++) {
      const node = nodes[index] as NodeInfo;
      if (++index === count) index = 0;
      const status = framework.runFilters(cycle, filters, node);
      if (status === undefined) feasible.push(node);
      else statuses.set(node, status);
    }
    this.#moveOn(looked);
    return { feasible, statuses };
  }

  /** The same with what is remembered of the nodes, which are all nodes. */
  #searchRemembered(search: Search, memo: NodeMemo): Found {
    const { nodes } = this.#handle.cache;
    const { wanted } = search;
    const split = splitLocal(search.outcome.filters);
    const looksBeyond = split.others.length > 0;
    const { codes } = memo;
    const said = this.#codesFor(nodes.length);
    const feasible: NodeInfo[] = [];
    const own = this.#handle.cache.node(this.#handle.nominator.nodeOf(search.cycle.pod.uid));
    if (own) memo.forget(own);
    const from = this.#startIndex % nodes.length;
    let index = from;
    let looked = 0;
    for (; looked < nodes.length && feasible.length < wanted; looked++) {
      let code = codes[index] as number;
      if (code === verdict.fits && looksBeyond && !(nodes[index] as NodeInfo).isAwaited) code = memo.verdicts.codeOf(firstObjection(split.others, nodes[index] as NodeInfo));
      else if (code < verdict.refused) code = this.#askAgain(search, memo, nodes[index] as NodeInfo, split);
      if (code === verdict.fits) feasible.push(nodes[index] as NodeInfo);
      said[looked] = code;
      if (++index === nodes.length) index = 0;
    }
    if (own) memo.forget(own);
    this.#moveOn(looked);
    if (feasible.length > 0) return { feasible, statuses: new NodeStatuses(), memo };
    return { feasible, statuses: NodeStatuses.from({ nodes, from, codes: said.slice(0, looked), statusOf: (code) => memo.verdicts.statusOf(code) }) };
  }

  /** What holds for a node that the filters which look at it alone do not refuse, or about which nothing is known. */
  #askAgain({ framework, cycle, outcome: { filters } }: Search, memo: NodeMemo, node: NodeInfo, { local, others }: SplitFilters): number {
    const known = memo.codes[node.position] as number;
    const code = known === verdict.unknown ? memo.remember(node, framework.runFilters(cycle, local, node)) : known;
    if (code !== verdict.fits || others.length === 0) return code;
    return memo.verdicts.codeOf(node.isAwaited ? framework.runFilters(cycle, filters, node) : firstObjection(others, node));
  }

  #codesFor(count: number): Uint32Array {
    if (this.#codes.length < count) this.#codes = new Uint32Array(count);
    return this.#codes;
  }

  #moveOn(looked: number): void {
    this.#startIndex = (this.#startIndex + looked) % this.#handle.cache.nodes.length;
  }

  #best({ scoring, nodes, memo, decision }: Contest): NodeInfo {
    const totals = this.#totals;
    totals.length = 0;
    for (let index = 0; index < nodes.length; index++) totals.push(0);
    if (memo && !decision) this.#addQuickly(scoring, memo, nodes, totals);
    else for (const plugin of scoring) this.#addScores(plugin, nodes, totals, decision);
    decision?.totals(nodes, totals);
    return this.#pick(nodes, totals);
  }

  /** Totals in which the nodes stand as they do in full, with what is remembered of pods that are alike. */
  #addQuickly(scoring: readonly ScoringPlugin[], memo: NodeMemo, nodes: readonly NodeInfo[], totals: number[]): void {
    const plain = scoring.filter(({ scorer }) => scorer.local && !scorer.normalize);
    const normalized = scoring.filter(({ scorer }) => scorer.local && scorer.normalize);
    memo.addScores(plain, normalized, nodes, totals);
    for (const plugin of scoring) if (!plugin.scorer.local) this.#addScores(plugin, nodes, totals, undefined);
  }

  #addScores({ name, weight, scorer }: ScoringPlugin, nodes: readonly NodeInfo[], totals: number[], decision: DecisionWriter | undefined): void {
    const scores = this.#scores;
    scores.length = 0;
    for (let index = 0; index < nodes.length; index++) scores.push(0);
    scorer.score(nodes, scores);
    const raw = decision ? [...scores] : undefined;
    scorer.normalize?.(nodes, scores);
    for (let index = 0; index < nodes.length; index++) totals[index] = (totals[index] as number) + weight * (scores[index] as number);
    if (raw) decision?.scored({ plugin: name, weight, nodes, raw, normalized: [...scores] });
  }

  /** One of the best, each with the same chance. @see Kubernetes 1.36, scheduler, selectHost */
  #pick(nodes: readonly NodeInfo[], totals: readonly number[]): NodeInfo {
    let best = 0;
    let ties = 1;
    for (let index = 1; index < nodes.length; index++) {
      const difference = (totals[index] as number) - (totals[best] as number);
      if (difference > 0) {
        best = index;
        ties = 1;
      } else if (difference === 0) {
        ties++;
        if (this.#handle.random.int(ties) === 0) best = index;
      }
    }
    return nodes[best] as NodeInfo;
  }
}

interface SplitFilters {
  readonly local: readonly NodeFilter[];
  readonly others: readonly NodeFilter[];
}

/** The filters up to the first that looks beyond the node, and the others: their order decides which objection is heard. */
function splitLocal(filters: readonly NodeFilter[]): SplitFilters {
  const first = filters.findIndex(({ local }) => !local);
  return first < 0 ? { local: filters, others: [] } : { local: filters.slice(0, first), others: filters.slice(first) };
}

function refusedBefore(cycle: Cycle, outcome: PreFilterOutcome, status: Status, decision: DecisionBuilder | undefined): CycleResult {
  if (!isRejection(status)) return { kind: 'error', message: messageOf(status) };
  const statuses = new NodeStatuses();
  statuses.absent = status;
  decision?.filtered([], statuses, []);
  return { kind: 'unschedulable', cycle, statuses, preFilterMessage: messageOf(status), outcome, rejectors: new Set([status.plugin, ...outcome.narrowing]), decision };
}
