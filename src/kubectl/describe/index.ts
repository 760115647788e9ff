import { describeCertificateSigningRequest } from './certificates.ts';
import type { Describe } from './describer.ts';
import { describeAny, describeNamespace, describeNode, describeRole, describeRoleBinding } from './cluster.ts';
import { describeConfigMap, describeHpa, describeLimitRange, describePdb, describePriorityClass, describeQuota, describeSecret, describeServiceAccount } from './config.ts';
import { describeEndpoints, describeEndpointSlice, describeIngress, describeIngressClass, describeIpAddress, describeNetworkPolicy, describeService, describeServiceCidr } from './network.ts';
import { describeCsiNode, describePv, describePvc, describeStorageClass, describeVolumeAttributesClass } from './storage.ts';
import { describeCronJob, describeDaemonSet, describeDeployment, describeJob, describePod, describeReplicaSet, describeStatefulSet } from './workloads.ts';

/** Which kinds have a description of their own; every other one shows its fields. */
const describers: readonly (readonly [group: string, kind: string, describe: Describe])[] = [
  ['', 'Pod', describePod], ['', 'ReplicationController', describeReplicaSet], ['', 'Service', describeService], ['', 'Endpoints', describeEndpoints],
  ['', 'Node', describeNode], ['', 'Namespace', describeNamespace], ['', 'ConfigMap', describeConfigMap], ['', 'Secret', describeSecret],
  ['', 'ServiceAccount', describeServiceAccount], ['', 'ResourceQuota', describeQuota], ['', 'LimitRange', describeLimitRange],
  ['', 'PersistentVolume', describePv], ['', 'PersistentVolumeClaim', describePvc],
  ['apps', 'Deployment', describeDeployment], ['apps', 'ReplicaSet', describeReplicaSet], ['apps', 'DaemonSet', describeDaemonSet], ['apps', 'StatefulSet', describeStatefulSet],
  ['batch', 'Job', describeJob], ['batch', 'CronJob', describeCronJob],
  ['networking.k8s.io', 'Ingress', describeIngress], ['networking.k8s.io', 'IngressClass', describeIngressClass], ['networking.k8s.io', 'NetworkPolicy', describeNetworkPolicy],
  ['discovery.k8s.io', 'EndpointSlice', describeEndpointSlice], ['autoscaling', 'HorizontalPodAutoscaler', describeHpa], ['policy', 'PodDisruptionBudget', describePdb],
  ['networking.k8s.io', 'ServiceCIDR', describeServiceCidr], ['networking.k8s.io', 'IPAddress', describeIpAddress], ['certificates.k8s.io', 'CertificateSigningRequest', describeCertificateSigningRequest],
  ['storage.k8s.io', 'StorageClass', describeStorageClass], ['storage.k8s.io', 'VolumeAttributesClass', describeVolumeAttributesClass], ['storage.k8s.io', 'CSINode', describeCsiNode], ['scheduling.k8s.io', 'PriorityClass', describePriorityClass],
  ['rbac.authorization.k8s.io', 'Role', describeRole], ['rbac.authorization.k8s.io', 'ClusterRole', describeRole],
  ['rbac.authorization.k8s.io', 'RoleBinding', describeRoleBinding], ['rbac.authorization.k8s.io', 'ClusterRoleBinding', describeRoleBinding],
];

export function describerOf(group: string, kind: string): Describe {
  return describers.find(([ownGroup, ownKind]) => ownGroup === group && ownKind === kind)?.[2] ?? describeAny;
}
