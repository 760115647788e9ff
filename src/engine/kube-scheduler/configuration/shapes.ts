import { extensionPoints } from '../config.ts';
import type { Shape } from './decode.ts';

const pluginSet: Shape = { enabled: [{ name: 'string', weight: 'int32' }], disabled: [{ name: 'string', weight: 'int32' }] };
const resources: Shape = [{ name: 'string', weight: 'int64' }];
const shape: Shape = [{ utilization: 'int32', score: 'int32' }];
const typed: Readonly<Record<string, Shape>> = { apiVersion: 'string', kind: 'string' };
const requirements: Shape = [{ key: 'string', operator: 'string', values: ['string'] }];
const term: Shape = { matchExpressions: requirements, matchFields: requirements };

/** KubeSchedulerConfiguration of kubescheduler.config.k8s.io/v1. What speaks of the process alone is read and has no effect here. */
export const configurationShape: Shape = {
  ...typed,
  parallelism: 'int32',
  leaderElection: 'any', clientConnection: 'any', extenders: ['any'],
  enableProfiling: 'bool', enableContentionProfiling: 'bool', delayCacheUntilActive: 'bool',
  percentageOfNodesToScore: 'int32', podInitialBackoffSeconds: 'int64', podMaxBackoffSeconds: 'int64',
  profiles: [{
    schedulerName: 'string', percentageOfNodesToScore: 'int32',
    plugins: Object.fromEntries([...extensionPoints, 'multiPoint'].map((point) => [point, pluginSet])),
    pluginConfig: [{ name: 'string', args: 'any' }],
  }],
};

/** Arguments of the plugins that have any. */
export const argsShapes: Readonly<Record<string, Shape>> = {
  DefaultPreemption: { ...typed, minCandidateNodesPercentage: 'int32', minCandidateNodesAbsolute: 'int32' },
  DynamicResources: { ...typed, filterTimeout: 'string', bindingTimeout: 'string' },
  InterPodAffinity: { ...typed, hardPodAffinityWeight: 'int32', ignorePreferredTermsOfExistingPods: 'bool' },
  NodeAffinity: {
    ...typed,
    addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] }, preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 'int32', preference: term }] },
  },
  NodeResourcesBalancedAllocation: { ...typed, resources },
  NodeResourcesFit: { ...typed, ignoredResources: ['string'], ignoredResourceGroups: ['string'], scoringStrategy: { type: 'string', resources, requestedToCapacityRatio: { shape } } },
  PodTopologySpread: { ...typed, defaultingType: 'string', defaultConstraints: [{ maxSkew: 'int32', topologyKey: 'string', whenUnsatisfiable: 'string', labelSelector: 'any', matchLabelKeys: ['string'], minDomains: 'int32', nodeAffinityPolicy: 'string', nodeTaintsPolicy: 'string' }] },
  VolumeBinding: { ...typed, bindTimeoutSeconds: 'int64', shape },
};
