import type { NodeInfo } from './cache/node-info.ts';
import type { PodInfo } from './cache/pod-info.ts';
import { firstObjection, type Framework, type PreFilterOutcome, type ScoringPlugin } from './framework/framework.ts';
import { NodeStatuses } from './framework/node-statuses.ts';
import type { Cycle, Handle, NodeFilter } from './framework/plugin.ts';
import { isRejection, messageOf, unresolvable, type Status } from './framework/status.ts';
import { DecisionBuilder, type DecisionRecord, type DecisionWriter } from './decision.ts';
import { NodeMemos } from './node-memo.ts';

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
  readonly statuses: NodeStatuses;
  /** Every node is asked anew; nothing that is remembered stands in for it. */
  readonly isExplained: boolean;
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
    const statuses = new NodeStatuses();
    if (outcome.status) return refusedBefore(cycle, outcome, outcome.status, statuses, builder);
    const feasible = this.#feasibleNodes(framework, cycle, outcome, statuses, decision);
    const only = feasible[0];
    if (!only) {
      const rejectors = new Set([...statuses.different].map(({ plugin }) => plugin));
      if (outcome.nodeNames) for (const name of outcome.narrowing) rejectors.add(name);
      builder?.filtered(feasible, statuses, outcome.names);
      return { kind: 'unschedulable', cycle, statuses, preFilterMessage: '', outcome, rejectors, decision: builder };
    }
    const node = feasible.length === 1 ? only : this.#best(framework, cycle, feasible, decision);
    return { kind: 'scheduled', node, cycle, record: builder?.chosen(node) };
  }

  #feasibleNodes(framework: Framework, cycle: Cycle, outcome: PreFilterOutcome, statuses: NodeStatuses, decision: DecisionWriter | undefined): readonly NodeInfo[] {
    const nominated = this.#handle.nominator.size > 0 || cycle.pod.pod.status?.nominatedNodeName ? this.#nominatedNode(framework, cycle, outcome) : undefined;
    if (nominated) {
      decision?.filtered([nominated], statuses, outcome.names);
      return [nominated];
    }
    const nodes = outcome.nodeNames ? this.#named(outcome, statuses) : this.#handle.cache.nodes;
    const feasible = this.#search({ framework, cycle, outcome, statuses, isExplained: decision !== undefined }, nodes);
    decision?.filtered(feasible, statuses, outcome.names);
    return feasible;
  }

  /** The node that was made free for the pod, where it (still) fits there. */
  #nominatedNode(framework: Framework, cycle: Cycle, { filters, nodeNames }: PreFilterOutcome): NodeInfo | undefined {
    const name = cycle.pod.pod.status?.nominatedNodeName || this.#handle.nominator.nodeOf(cycle.pod.uid);
    const node = this.#handle.cache.node(name);
    if (!node || (nodeNames && !nodeNames.has(name))) return undefined;
    return framework.runFilters(cycle, filters, node) ? undefined : node;
  }

  #named({ nodeNames = new Set(), narrowing }: PreFilterOutcome, statuses: NodeStatuses): readonly NodeInfo[] {
    statuses.absent = unresolvable(narrowing[0] ?? '', `node(s) didn't satisfy plugin(s) [${[...narrowing].sort().join(' ')}]`);
    const nodes: NodeInfo[] = [];
    for (const name of nodeNames) {
      const node = this.#handle.cache.node(name);
      if (node) nodes.push(node);
    }
    return nodes;
  }

  /** Looks at nodes from where the last cycle stopped, until there are enough feasible ones. */
  #search({ framework, cycle, outcome: { filters }, statuses, isExplained }: Search, nodes: readonly NodeInfo[]): readonly NodeInfo[] {
    const wanted = feasibleNodesWanted(nodes.length, this.#percentage ?? framework.profile.percentageOfNodesToScore);
    const { local, others } = splitLocal(filters);
    const memo = this.#memos.memo(cycle.pod.signature);
    const own = this.#handle.nominator.nodeOf(cycle.pod.uid);
    const besideOthers = isExplained || others.length > 0 ? undefined : memo.besideOthers(cycle.pod.priority);
    const feasible: NodeInfo[] = [];
    const count = nodes.length;
    let index = count === 0 ? 0 : this.#startIndex % count;
    let looked = 0;
    for (; looked < count && feasible.length < wanted; looked++) {
      const node = nodes[index] as NodeInfo;
      if (++index === count) index = 0;
      let status: Status | undefined;
      if (!isExplained && !node.isAwaited) status = memo.objection(local, node) ?? firstObjection(others, node);
      else if (node.name !== own && besideOthers?.knows(node)) status = besideOthers.get(node);
      else {
        status = framework.runFilters(cycle, filters, node);
        if (node.name !== own) besideOthers?.set(node, status);
      }
      if (status === undefined) feasible.push(node);
      else statuses.set(node, status);
    }
    const all = this.#handle.cache.nodes.length;
    this.#startIndex = (this.#startIndex + looked) % all;
    return feasible;
  }

  #best(framework: Framework, cycle: Cycle, nodes: readonly NodeInfo[], decision: DecisionWriter | undefined): NodeInfo {
    const scoring = framework.runPreScore(cycle, nodes);
    const totals = this.#totals;
    totals.length = 0;
    for (let index = 0; index < nodes.length; index++) totals.push(0);
    if (decision) for (const plugin of scoring) this.#addScores(plugin, nodes, totals, decision);
    else this.#addQuickly(cycle, scoring, nodes, totals);
    decision?.totals(nodes, totals);
    return this.#pick(nodes, totals);
  }

  /** The same totals, with what is remembered of pods that are alike. */
  #addQuickly({ pod }: Cycle, scoring: readonly ScoringPlugin[], nodes: readonly NodeInfo[], totals: number[]): void {
    const plain = scoring.filter(({ scorer }) => scorer.local && !scorer.normalize);
    const normalized = scoring.filter(({ scorer }) => scorer.local && scorer.normalize);
    this.#memos.memo(pod.signature).addScores(plain, normalized, nodes, totals);
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

/** The filters up to the first that looks beyond the node, and the others: their order decides which objection is heard. */
function splitLocal(filters: readonly NodeFilter[]): { readonly local: readonly NodeFilter[]; readonly others: readonly NodeFilter[] } {
  const first = filters.findIndex(({ local }) => !local);
  return first < 0 ? { local: filters, others: [] } : { local: filters.slice(0, first), others: filters.slice(first) };
}

function refusedBefore(cycle: Cycle, outcome: PreFilterOutcome, status: Status, statuses: NodeStatuses, decision: DecisionBuilder | undefined): CycleResult {
  if (!isRejection(status)) return { kind: 'error', message: messageOf(status) };
  statuses.absent = status;
  decision?.filtered([], statuses, []);
  return { kind: 'unschedulable', cycle, statuses, preFilterMessage: messageOf(status), outcome, rejectors: new Set([status.plugin, ...outcome.narrowing]), decision };
}
