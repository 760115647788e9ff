import type { V1NodeAffinity } from '../../kube/generated/types.ts';

/** Strategies of NodeResourcesFit, as in KubeSchedulerConfiguration. */
export interface ResourceSpec {
  readonly name: string;
  /** 1..100 */
  readonly weight: number;
}

/** A point of the function of RequestedToCapacityRatio: utilisation 0..100 in per cent, score 0..10. */
export interface ShapePoint {
  readonly utilization: number;
  readonly score: number;
}

export interface ScoringStrategy {
  readonly type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';
  readonly resources?: readonly ResourceSpec[];
  readonly requestedToCapacityRatio?: { readonly shape: readonly ShapePoint[] };
}

/** A constraint that pods get which have none of their own. */
export interface DefaultConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
}

export interface PluginArgs {
  readonly NodeResourcesFit?: {
    readonly scoringStrategy?: ScoringStrategy;
    readonly ignoredResources?: readonly string[];
    readonly ignoredResourceGroups?: readonly string[];
  };
  readonly NodeResourcesBalancedAllocation?: { readonly resources?: readonly ResourceSpec[] };
  readonly InterPodAffinity?: { readonly hardPodAffinityWeight?: number; readonly ignorePreferredTermsOfExistingPods?: boolean };
  readonly PodTopologySpread?: { readonly defaultingType?: 'System' | 'List'; readonly defaultConstraints?: readonly DefaultConstraint[] };
  readonly NodeAffinity?: { readonly addedAffinity?: V1NodeAffinity };
  readonly DefaultPreemption?: { readonly minCandidateNodesPercentage?: number; readonly minCandidateNodesAbsolute?: number };
}

/** Where plugins take part, by the names that the configuration uses. */
export const extensionPoints = ['preEnqueue', 'queueSort', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'reserve', 'permit', 'preBind', 'bind', 'postBind'] as const;
export type ExtensionPoint = (typeof extensionPoints)[number];

/** Changes to the plugins of one extension point. `'*'` among the disabled ones means all. */
export interface PluginSet {
  readonly enabled?: readonly { readonly name: string; readonly weight?: number }[];
  readonly disabled?: readonly { readonly name: string }[];
}

/** One way of scheduling; a pod chooses by `spec.schedulerName`. */
export interface SchedulerProfile {
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
  /** Changes to the default set: at one extension point, or (`multiPoint`) wherever a plugin has something to say. */
  readonly plugins?: Partial<Readonly<Record<ExtensionPoint | 'multiPoint', PluginSet>>>;
  readonly pluginArgs?: PluginArgs;
}

/**
 * The part of KubeSchedulerConfiguration that this scheduler knows.
 *
 * @see Kubernetes documentation, kube-scheduler configuration (v1)
 */
export interface SchedulerConfig {
  readonly percentageOfNodesToScore?: number;
  readonly podInitialBackoffSeconds?: number;
  readonly podMaxBackoffSeconds?: number;
  readonly profiles?: readonly SchedulerProfile[];
}

/** Weight that a plugin counts with where the configuration says nothing. */
export interface WeightedPlugin {
  readonly name: string;
  readonly weight: number;
}

/** The default plugins in their order, with their score weights. @see Kubernetes 1.36, scheduler, default plugins */
export const defaultPlugins: readonly WeightedPlugin[] = [
  { name: 'SchedulingGates', weight: 0 },
  { name: 'PrioritySort', weight: 0 },
  { name: 'NodeUnschedulable', weight: 0 },
  { name: 'NodeName', weight: 0 },
  { name: 'TaintToleration', weight: 3 },
  { name: 'NodeAffinity', weight: 2 },
  { name: 'NodePorts', weight: 0 },
  { name: 'NodeResourcesFit', weight: 1 },
  { name: 'VolumeRestrictions', weight: 0 },
  { name: 'NodeVolumeLimits', weight: 0 },
  { name: 'VolumeBinding', weight: 0 },
  { name: 'VolumeZone', weight: 0 },
  { name: 'PodTopologySpread', weight: 2 },
  { name: 'InterPodAffinity', weight: 2 },
  { name: 'DynamicResources', weight: 2 },
  { name: 'DefaultPreemption', weight: 0 },
  { name: 'NodeResourcesBalancedAllocation', weight: 1 },
  { name: 'ImageLocality', weight: 1 },
  { name: 'DefaultBinder', weight: 0 },
];
