import type { Action } from '../scenario/document.ts';

/** A node that a filter refused. */
export interface RefusedNode {
  readonly node: string;
  /** In the scheduler's words. */
  readonly reasons: readonly string[];
}

/** One filter of the funnel, and the nodes that fell out at it. */
export interface FunnelStage {
  readonly plugin: string;
  /** How many nodes came to it. */
  readonly asked: number;
  readonly refused: readonly RefusedNode[];
}

/** What one plugin gave the nodes, in the order of `Decision.feasible`. */
export interface ScoreRow {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: readonly number[];
  /** 0..100 */
  readonly normalized: readonly number[];
  /** normalized × weight: what counts. */
  readonly weighted: readonly number[];
}

/** A node on which pods could give way, as the scheduler weighed it. */
export interface PreemptionCandidateView {
  readonly node: string;
  /** Most important first. `pod` is `NAMESPACE/NAME`; `isProtected`: a disruption budget would keep it. */
  readonly victims: readonly { readonly pod: string; readonly priority: number; readonly isProtected: boolean }[];
  readonly violations: number;
  readonly highestPriority: number;
  readonly prioritySum: number;
  /** When the longest-running of the most important victims started, ms since 1970. */
  readonly startedMs: number | undefined;
}

/** The search for pods that can give way. */
export interface PreemptionView {
  /** Nodes on which it might help that pods leave. */
  readonly helpful: number;
  /** After how many candidates the search stops. */
  readonly wanted: number;
  /** The best first. */
  readonly candidates: readonly PreemptionCandidateView[];
  /** Nodes that would not do even without all less important pods. */
  readonly hopeless: readonly RefusedNode[];
  /** The rule that told the best from the others; undefined without candidates. */
  readonly decidedBy: 'only one' | 'budgets' | 'highest priority' | 'sum of priorities' | 'number of pods' | 'started last' | 'first found' | undefined;
}

/** Answer to `scheduler-configuration`. */
export interface SchedulerConfigurationView {
  /** A KubeSchedulerConfiguration. */
  readonly yaml: string;
  /** Names of its profiles. */
  readonly profiles: readonly string[];
}

/** How one profile would decide now. */
export interface WhatIfView {
  /** `schedulerName` of a configured profile; '' for the one made here that packs nodes full. */
  readonly profile: string;
  /** Whether it is the one that the pod asks for. */
  readonly isOwn: boolean;
  /** Undefined where the pod would not be tried at all. */
  readonly decision: Decision | undefined;
}

/** One attempt of the scheduler to find a node for a pod. */
export interface Decision {
  /** `NAMESPACE/NAME` */
  readonly pod: string;
  readonly uid: string;
  readonly atMs: number;
  readonly nodeCount: number;
  /** Nodes that were not looked at: enough were found before, or the cluster is too large to tell of each. */
  readonly notLookedAt: number;
  readonly funnel: readonly FunnelStage[];
  readonly feasible: readonly string[];
  readonly scores: readonly ScoreRow[];
  readonly totals: readonly number[];
  /** The nodes with the highest total, of which one was drawn by lot. */
  readonly best: readonly string[];
  /** '' where no node was found. */
  readonly chosen: string;
  /** Why no node was found, '' otherwise. */
  readonly message: string;
  /** Where pods are to give way, '' where none are. */
  readonly nominatedNode: string;
  /** `NAMESPACE/NAME` of the pods that have to go for it. */
  readonly victims: readonly string[];
  /** How those were looked for; undefined where the search did not come to that. */
  readonly preemption: PreemptionView | undefined;
}

/** A decision in a list. */
export interface DecisionHeadline {
  readonly pod: string;
  readonly uid: string;
  readonly atMs: number;
  /** '' where no node was found. */
  readonly chosen: string;
}

/** Answer to `decision`. */
export interface DecisionAnswer {
  /** About the pod that was asked about, oldest first. */
  readonly attempts: readonly Decision[];
  /** The last decisions about any pods, newest first, one for each pod. */
  readonly recent: readonly DecisionHeadline[];
}

/** One thing to change. Amounts are quantities. */
export type SuggestedStep =
  | { readonly kind: 'lower-request'; readonly container: string; readonly resource: string; readonly from: string; readonly to: string }
  | { readonly kind: 'tolerate'; readonly taints: readonly string[] }
  | { readonly kind: 'drop-selector'; readonly keys: readonly string[] }
  | { readonly kind: 'relax-affinity'; readonly keys: readonly string[] }
  | { readonly kind: 'raise-skew'; readonly topologyKey: string; readonly from: number; readonly to: number }
  | { readonly kind: 'soften-spread'; readonly topologyKey: string }
  | { readonly kind: 'drop-pod-affinity'; readonly side: 'podAffinity' | 'podAntiAffinity'; readonly topologyKey: string }
  | { readonly kind: 'drop-host-ports'; readonly ports: readonly number[] }
  | { readonly kind: 'uncordon'; readonly node: string }
  | { readonly kind: 'remove-taints'; readonly node: string; readonly taints: readonly string[] }
  | { readonly kind: 'repair-node'; readonly node: string }
  | { readonly kind: 'label-node'; readonly node: string; readonly labels: readonly string[] }
  | { readonly kind: 'raise-pods'; readonly node: string; readonly from: number; readonly to: number }
  | { readonly kind: 'remove-pods'; readonly node: string; readonly pods: readonly string[]; readonly frees: readonly string[] }
  | { readonly kind: 'add-node'; readonly node: string; readonly like: string };

/** Changes, to be made together, after which the pod fits. */
export interface SuggestionView {
  readonly steps: readonly SuggestedStep[];
  /** A node that the pod fits then. */
  readonly node: string;
  readonly cost: number;
  /** What the page does to try it, in order; empty where it cannot be done from here. */
  readonly actions: readonly Action[];
}
