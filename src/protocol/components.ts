/** Service accounts of kube-controller-manager's controllers, in the order in which they are started. */
export const controllerAccounts = [
  'service-account-controller', 'root-ca-cert-publisher', 'node-controller', 'deployment-controller', 'replicaset-controller', 'replication-controller', 'statefulset-controller',
  'daemon-set-controller', 'job-controller', 'cronjob-controller', 'ttl-after-finished-controller', 'endpoint-controller', 'endpointslice-controller', 'endpointslicemirroring-controller',
  'horizontal-pod-autoscaler', 'disruption-controller', 'resourcequota-controller', 'persistent-volume-binder', 'attachdetach-controller', 'expand-controller', 'pvc-protection-controller',
  'pv-protection-controller', 'ephemeral-volume-controller', 'clusterrole-aggregation-controller', 'namespace-controller', 'generic-garbage-collector', 'pod-garbage-collector',
] as const;

/** Those of cloud-controller-manager that no controller of kube-controller-manager has, too (both have a `node-controller`). */
export const cloudAccounts = ['cloud-controller-manager', 'route-controller', 'service-controller'] as const;
