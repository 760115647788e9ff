import type { AdmissionPlugin } from './chain.ts';
import { mutatingAdmissionPolicy } from './admission-policies/mutating-plugin.ts';
import { validatingAdmissionPolicy } from './admission-policies/plugin.ts';
import { defaultIngressClass } from './default-ingress-class.ts';
import { defaultStorageClass } from './default-storage-class.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodeRestriction } from './node-restriction.ts';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts';
import { podSecurity } from './pod-security/pod-security.ts';
import { podTopologyLabels } from './pod-topology-labels.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';
import { mutatingAdmissionWebhook, validatingAdmissionWebhook } from './webhooks/plugin.ts';

/**
 * Every admission plugin that is on, in the order in which Kubernetes runs them.
 *
 * @see Kubernetes 1.36, kubeapiserver/options, AllOrderedPlugins
 */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle, limitRanger, serviceAccount, nodeRestriction, taintNodesByCondition, podSecurity, priority, defaultTolerationSeconds, podTopologyLabels,
  defaultStorageClass, storageObjectInUseProtection, persistentVolumeClaimResize, runtimeClass, defaultIngressClass,
  mutatingAdmissionPolicy, mutatingAdmissionWebhook, validatingAdmissionPolicy, validatingAdmissionWebhook, resourceQuota,
];
