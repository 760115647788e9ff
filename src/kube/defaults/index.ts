import * as kinds from '../kinds.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import * as admission from './admission.ts';
import { defaultAutoscaler, defaultAutoscalerV1, defaultDisruptionBudget } from './autoscaling.ts';
import * as cluster from './cluster.ts';
import { defaultFlowSchema, defaultPriorityLevel } from './flow-control.ts';
import { defaultCronJob, defaultJob } from './jobs.ts';
import { defaultBinding, defaultIngress, defaultIngressClass, defaultNetworkPolicy } from './networking.ts';
import { defaultPod } from './pod.ts';
import { defaultEndpoints, defaultEndpointSlice, defaultService } from './services.ts';
import { defaultClaim, defaultCsiDriver, defaultStorageClass, defaultVolumeObject } from './storage.ts';
import * as workloads from './workloads.ts';

interface Defaulter {
  readonly kind: Kind;
  readonly apply: (object: KubeObject) => KubeObject;
}

function rule<T extends KubeObject>(kind: Kind<T>, apply: (object: T) => T): Defaulter {
  return { kind, apply: apply as unknown as Defaulter['apply'] };
}

const defaulters: readonly Defaulter[] = [
  rule(kinds.pods, defaultPod),
  rule(kinds.podTemplates, workloads.defaultPodTemplateObject),
  rule(kinds.replicationControllers, workloads.defaultReplicationController),
  rule(kinds.deployments, workloads.defaultDeployment),
  rule(kinds.replicaSets, workloads.defaultReplicaSet),
  rule(kinds.statefulSets, workloads.defaultStatefulSet),
  rule(kinds.daemonSets, workloads.defaultDaemonSet),
  rule(kinds.jobs, defaultJob),
  rule(kinds.cronJobs, defaultCronJob),
  rule(kinds.services, defaultService),
  rule(kinds.endpoints, defaultEndpoints),
  rule(kinds.endpointSlices, defaultEndpointSlice),
  rule(kinds.persistentVolumeClaims, defaultClaim),
  rule(kinds.persistentVolumes, defaultVolumeObject),
  rule(kinds.storageClasses, defaultStorageClass),
  rule(kinds.csiDrivers, defaultCsiDriver),
  rule(kinds.volumeAttachments, cluster.defaultVolumeAttachment),
  rule(kinds.horizontalPodAutoscalers, defaultAutoscaler),
  rule(kinds.horizontalPodAutoscalersV1, defaultAutoscalerV1),
  rule(kinds.podDisruptionBudgets, defaultDisruptionBudget),
  rule(kinds.networkPolicies, defaultNetworkPolicy),
  rule(kinds.ingresses, defaultIngress),
  rule(kinds.ingressClasses, defaultIngressClass),
  rule(kinds.roleBindings, defaultBinding),
  rule(kinds.clusterRoleBindings, defaultBinding),
  rule(kinds.namespaces, cluster.defaultNamespace),
  rule(kinds.nodes, cluster.defaultNode),
  rule(kinds.limitRanges, cluster.defaultLimitRange),
  rule(kinds.resourceQuotas, cluster.defaultResourceQuota),
  rule(kinds.secrets, cluster.defaultSecret),
  rule(kinds.priorityClasses, cluster.defaultPriorityClass),
  rule(kinds.runtimeClasses, cluster.defaultRuntimeClass),
  rule(kinds.leases, cluster.defaultLease),
  rule(kinds.coreEvents, cluster.defaultEvent),
  rule(kinds.customResourceDefinitions, cluster.defaultCustomResourceDefinition),
  rule(kinds.validatingAdmissionPolicies, admission.defaultAdmissionPolicy),
  rule(kinds.validatingAdmissionPolicyBindings, admission.defaultAdmissionPolicyBinding),
  rule(kinds.flowSchemas, defaultFlowSchema),
  rule(kinds.priorityLevelConfigurations, defaultPriorityLevel),
  rule(kinds.apiServices, admission.defaultApiService),
  rule(kinds.mutatingAdmissionPolicies, admission.defaultAdmissionPolicy),
  rule(kinds.mutatingAdmissionPolicyBindings, admission.defaultAdmissionPolicyBinding),
  rule(kinds.mutatingWebhookConfigurations, admission.defaultMutatingWebhooks),
  rule(kinds.validatingWebhookConfigurations, admission.defaultValidatingWebhooks),
];

const byKind = new Map(defaulters.map(({ kind, apply }) => [`${kind.group}/${kind.version}/${kind.kind}`, apply]));
const done = new WeakSet();

/**
 * Fills in what the API server fills in: the defaults of Kubernetes 1.36, and the fields that it writes even when they are
 * empty (`status: {}`, `resources: {}`). Pure and idempotent; shares all that does not change, and gives the same reference
 * back where nothing does. Names, addresses, uids and the like are not defaults: they come from the API server.
 */
export function defaultObject<T extends KubeObject>(kind: Kind<T>, object: T): T {
  if (done.has(object)) return object;
  const apply = byKind.get(`${kind.group}/${kind.version}/${kind.kind}`);
  const defaulted = apply ? (apply(object) as T) : object;
  done.add(defaulted);
  return defaulted;
}
