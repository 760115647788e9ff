import type { Random } from '../../sim/random.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { SchedulerCache } from '../cache/cache.ts';
import type { EventRegistration } from '../queue/cluster-event.ts';
import type { QueuedPod } from '../queue/queued-pod.ts';
import type { Nominator } from '../queue/nominator.ts';
import type { PreemptionSearch } from '../decision.ts';
import type { Listers } from './listers.ts';
import type { NodeStatuses } from './node-statuses.ts';
import type { Status } from './status.ts';

/** The largest score that a plugin gives a node after normalisation. */
export const maxNodeScore = 100;

/** What plugins share for as long as the scheduler lives. */
export interface Handle {
  readonly cache: SchedulerCache;
  readonly listers: Listers;
  readonly nominator: Nominator;
  readonly random: Random;
}

/** One attempt to place one pod. */
export interface Cycle {
  readonly pod: PodInfo;
  /** What plugins remember from one extension point for a later one, by their name. */
  readonly store: Map<string, unknown>;
}

/**
 * A plugin's filter for one pod: what it worked out at pre-filter, with the question per node. `addPod` and `removePod`
 * tell it of pods that are put on or taken off a node in thought, as preemption does; only that node is asked about afterwards.
 */
export interface NodeFilter {
  /** Says that the answer depends on nothing but the pod's signature and the node, so that it may be remembered. */
  readonly local?: true;
  /** Undefined where the node will do. */
  filter(node: NodeInfo): Status | undefined;
  addPod?(pod: PodInfo, node: NodeInfo): void;
  removePod?(pod: PodInfo, node: NodeInfo): void;
  /** A filter that forgets what is added and removed on it. Without it the filter is shared. */
  clone?(): NodeFilter;
}

/**
 * What pre-filter says: `skip` (the plugin has nothing to object to this pod), a refusal, or the filter to ask,
 * with the names of the only nodes that may do where it knows them.
 */
export type PreFilterAnswer = 'skip' | { readonly status: Status } | { readonly filter?: NodeFilter; readonly nodeNames?: ReadonlySet<string> };

/** A plugin's scores for one pod. */
export interface NodeScorer {
  /** Says that a raw score depends on nothing but the pod's signature, the node and the images of the cluster. */
  readonly local?: true;
  /** Writes the raw score of each node into `scores`. */
  score(nodes: readonly NodeInfo[], scores: number[]): void;
  /** Brings raw scores to 0..100, in place. */
  normalize?(nodes: readonly NodeInfo[], scores: number[]): void;
}

export type PreScoreAnswer = 'skip' | NodeScorer;

export interface PostFilterAnswer {
  /** Undefined: something was done so that the pod will fit. */
  readonly status: Status | undefined;
  /** A node's name, '' to take a nomination back, undefined to leave it. */
  readonly nominatedNode: string | undefined;
  readonly victims?: readonly PodInfo[];
}

/** What a post-filter plugin gets to work with. */
export interface PostFilterInput {
  readonly statuses: NodeStatuses;
  /** The filters of this cycle; undefined where pre-filter had not come that far. */
  readonly filters: readonly NodeFilter[];
  readonly preFiltered: ReadonlySet<string>;
  /** Runs the filters on a node, with the pods nominated to it in mind. */
  runFilters(filters: readonly NodeFilter[], node: NodeInfo): Status | undefined;
  /** Wants to hear how victims were looked for; undefined where nobody does. */
  readonly tell?: ((search: PreemptionSearch) => void) | undefined;
}

/**
 * A scheduling plugin: implements the extension points that it has something to say at.
 *
 * @see Kubernetes documentation, Scheduling Framework
 */
export interface Plugin {
  readonly name: string;
  /** What may make a pod schedulable that this plugin has refused. */
  readonly events?: readonly EventRegistration[];
  /** Queue sort. Negative where `a` comes first. */
  compare?(a: QueuedPod, b: QueuedPod): number;
  preEnqueue?(pod: PodInfo): Status | undefined;
  preFilter?(cycle: Cycle): PreFilterAnswer;
  postFilter?(cycle: Cycle, input: PostFilterInput): PostFilterAnswer;
  preScore?(cycle: Cycle, nodes: readonly NodeInfo[]): PreScoreAnswer;
  reserve?(cycle: Cycle, node: NodeInfo): Status | undefined;
  unreserve?(cycle: Cycle, node: NodeInfo): void;
  permit?(cycle: Cycle, node: NodeInfo): Status | undefined;
  /** `'wait'`: ask again later; the binding goes on once it says undefined. */
  preBind?(cycle: Cycle, node: NodeInfo, binder: Binder): Status | 'wait' | undefined;
  bind?(cycle: Cycle, node: NodeInfo, binder: Binder): Status | undefined;
  postBind?(cycle: Cycle, node: NodeInfo): void;
}

/** The writes that the binding half of a cycle makes. */
export interface Binder {
  /** Binds the pod to the node. A text is the API server's refusal. */
  bindPod(pod: PodInfo, nodeName: string): string | undefined;
  /** Points a volume at a claim. */
  reserveVolume(volumeName: string, claim: { readonly namespace: string; readonly name: string }): string | undefined;
  /** Tells the provisioner which node a claim's volume is for. */
  provisionClaim(claim: { readonly namespace: string; readonly name: string }, nodeName: string): string | undefined;
}
