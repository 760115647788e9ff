/** The classes of `@kubernetes/client-node` that Drydock serves; what they refer to comes along. */
export const rootClasses = [
  'V1Pod', 'V1PodTemplate', 'V1Service', 'V1Endpoints', 'V1Namespace', 'V1Node', 'CoreV1Event', 'V1ConfigMap', 'V1Secret', 'V1ServiceAccount',
  'V1PersistentVolume', 'V1PersistentVolumeClaim', 'V1ReplicationController', 'V1LimitRange', 'V1ResourceQuota', 'V1Binding', 'V1ComponentStatus',
  'V1Deployment', 'V1ReplicaSet', 'V1StatefulSet', 'V1DaemonSet', 'V1ControllerRevision', 'V1Job', 'V1CronJob', 'V1Scale',
  'V1HorizontalPodAutoscaler', 'V2HorizontalPodAutoscaler', 'V1Ingress', 'V1IngressClass', 'V1NetworkPolicy', 'V1IPAddress', 'V1ServiceCIDR',
  'V1PodDisruptionBudget', 'V1Eviction', 'V1StorageClass', 'V1VolumeAttachment', 'V1CSINode', 'V1CSIDriver', 'V1CSIStorageCapacity',
  'V1VolumeAttributesClass', 'V1PriorityClass', 'V1Role', 'V1ClusterRole', 'V1RoleBinding', 'V1ClusterRoleBinding', 'V1Lease', 'V1EndpointSlice',
  'EventsV1Event', 'V1RuntimeClass', 'V1TokenReview', 'AuthenticationV1TokenRequest', 'V1SelfSubjectReview', 'V1SubjectAccessReview',
  'V1SelfSubjectAccessReview', 'V1SelfSubjectRulesReview', 'V1LocalSubjectAccessReview', 'V1CustomResourceDefinition',
  'V1ValidatingAdmissionPolicy', 'V1ValidatingAdmissionPolicyBinding', 'V1MutatingAdmissionPolicy', 'V1MutatingAdmissionPolicyBinding', 'V1APIService', 'V1FlowSchema', 'V1PriorityLevelConfiguration', 'V1MutatingWebhookConfiguration', 'V1ValidatingWebhookConfiguration', 'V1CertificateSigningRequest', 'V1DeleteOptions', 'V1Status', 'V1APIResourceList',
  'V1APIGroup', 'V1APIGroupList', 'V1APIVersions',
];
