import type { NodeInfo } from './cache/node-info.ts';
import type { PodInfo } from './cache/pod-info.ts';
import type { NodeStatuses } from './framework/node-statuses.ts';

/** Where a node fell. */
export interface Refusal {
  readonly node: string;
  readonly plugin: string;
  readonly reasons: readonly string[];
}

/** What one plugin gave the nodes, in the order of `DecisionRecord.feasible`. */
export interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: readonly number[];
  /** 0..100 */
  readonly normalized: readonly number[];
  /** normalized × weight */
  readonly weighted: readonly number[];
}

/** A node on which pods could give way to a more important one. */
export interface PreemptionCandidate {
  readonly node: string;
  /** Most important first. */
  readonly victims: readonly { readonly pod: string; readonly priority: number; readonly isProtected: boolean }[];
  /** How many disruption budgets' protection it would take. */
  readonly violations: number;
  readonly highestPriority: number;
  readonly prioritySum: number;
  /** When the longest-running of the most important victims started, in ms since 1970; undefined where none has. */
  readonly startedMs: number | undefined;
}

/** By which rule the best candidate was found, after the rules before it had left several. */
export type PreemptionRule = 'only one' | 'budgets' | 'highest priority' | 'sum of priorities' | 'number of pods' | 'started last' | 'first found';

/** The search for a node where pods can give way. */
export interface PreemptionSearch {
  /** Nodes on which it might help that pods leave. */
  readonly helpful: number;
  /** After how many candidates the search stops. */
  readonly wanted: number;
  readonly candidates: readonly PreemptionCandidate[];
  /** Nodes that would not do even without all less important pods. */
  readonly hopeless: readonly Refusal[];
  /** Undefined where there is no candidate. */
  readonly decidedBy: PreemptionRule | undefined;
}

/** How the scheduler came to its decision about one pod. */
export interface DecisionRecord {
  readonly pod: string;
  readonly uid: string;
  readonly nodeCount: number;
  /** The plugins whose filters were asked, in their order. A node that one of them refuses is not shown to those after it. */
  readonly filters: readonly string[];
  /** What holds for the nodes that no filter was asked about, where pre-filter had ruled them out. */
  readonly ruledOut: Pick<Refusal, 'plugin' | 'reasons'> | undefined;
  readonly feasible: readonly string[];
  readonly refusals: readonly Refusal[];
  /** Empty where only one node was feasible: it is not scored then. */
  readonly scores: readonly PluginScores[];
  readonly totals: readonly number[];
  /** The nodes with the highest total, of which one was drawn. */
  readonly best: readonly string[];
  readonly chosen: string | undefined;
  /** Why no node was found. */
  readonly message: string | undefined;
  readonly nominatedNode: string | undefined;
  readonly victims: readonly string[];
  /** Where pods less important than this one were looked at. */
  readonly preemption: PreemptionSearch | undefined;
}

/** What a cycle tells about itself as it goes on. */
export interface DecisionWriter {
  filtered(feasible: readonly NodeInfo[], statuses: NodeStatuses, filters: readonly string[]): void;
  scored(scores: { readonly plugin: string; readonly weight: number; readonly nodes: readonly NodeInfo[]; readonly raw: readonly number[]; readonly normalized: readonly number[] }): void;
  totals(nodes: readonly NodeInfo[], totals: readonly number[]): void;
}

/** Collects a {@link DecisionRecord}; made only where somebody listens. */
export class DecisionBuilder implements DecisionWriter {
  #record: DecisionRecord;

  constructor(pod: PodInfo, nodeCount: number) {
    this.#record = {
      pod: pod.key, uid: pod.uid, nodeCount, filters: [], ruledOut: undefined, feasible: [], refusals: [], scores: [], totals: [], best: [],
      chosen: undefined, message: undefined, nominatedNode: undefined, victims: [], preemption: undefined,
    };
  }

  filtered(feasible: readonly NodeInfo[], statuses: NodeStatuses, filters: readonly string[]): void {
    const refusals = statuses.nodes.map((node, index) => ({ node: node.name, plugin: statuses.statuses[index]?.plugin ?? '', reasons: statuses.statuses[index]?.reasons ?? [] }));
    const { plugin, reasons } = statuses.absent;
    this.#record = { ...this.#record, feasible: feasible.map(({ name }) => name), refusals, filters, ruledOut: plugin === '' ? undefined : { plugin, reasons } };
  }

  scored({ plugin, weight, raw, normalized }: Parameters<DecisionWriter['scored']>[0]): void {
    const scores = { plugin, weight, raw, normalized, weighted: normalized.map((score) => score * weight) };
    this.#record = { ...this.#record, scores: [...this.#record.scores, scores] };
  }

  totals(nodes: readonly NodeInfo[], totals: readonly number[]): void {
    const most = Math.max(...totals);
    this.#record = { ...this.#record, totals: [...totals], best: nodes.filter((_, index) => totals[index] === most).map(({ name }) => name) };
  }

  chosen(node: NodeInfo): DecisionRecord {
    const best = this.#record.best.length > 0 ? this.#record.best : [node.name];
    return (this.#record = { ...this.#record, best, chosen: node.name });
  }

  searched(preemption: PreemptionSearch): void {
    this.#record = { ...this.#record, preemption };
  }

  refused(message: string, nominatedNode: string | undefined, victims: readonly PodInfo[]): DecisionRecord {
    return (this.#record = { ...this.#record, message, nominatedNode, victims: victims.map(({ key }) => key) });
  }
}
