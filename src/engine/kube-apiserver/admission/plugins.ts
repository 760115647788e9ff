import type { AdmissionPlugin } from './chain.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { podTopologyLabels } from './pod-topology-labels.ts';
import { priority } from './priority.ts';
import { serviceAccount } from './service-account.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';

/**
 * Every admission plugin that is on, in the order in which Kubernetes runs them.
 *
 * @see Kubernetes 1.36, kubeapiserver/options, AllOrderedPlugins
 */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle, serviceAccount, taintNodesByCondition, priority, defaultTolerationSeconds, podTopologyLabels,
];
