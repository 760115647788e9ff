import type { RuleWords } from './rule-words.ts';

const read = 'get list watch';

/**
 * What each controller may do, besides writing events.
 *
 * @see Kubernetes 1.36, plugin/pkg/auth/authorizer/rbac/bootstrappolicy, controller_policy.go
 */
export const controllerRoles: readonly (readonly [name: string, ...rules: readonly RuleWords[]])[] = [
  ['attachdetach-controller', ['list watch', '', 'persistentvolumeclaims persistentvolumes'], [read, '', 'nodes'], ['patch update', '', 'nodes/status'], ['list watch', '', 'pods'],
    ['create delete get list watch', 'storage.k8s.io', 'volumeattachments'], [read, 'storage.k8s.io', 'csidrivers csinodes']],
  ['certificate-controller', ['delete get list watch', 'certificates.k8s.io', 'certificatesigningrequests'], ['update', 'certificates.k8s.io', 'certificatesigningrequests/approval certificatesigningrequests/status'],
    ['create', 'authorization.k8s.io', 'subjectaccessreviews']],
  ['clusterrole-aggregation-controller', ['escalate get list patch update watch', 'rbac.authorization.k8s.io', 'clusterroles']],
  ['cronjob-controller', ['get list update watch', 'batch', 'cronjobs'], ['create delete get list patch update watch', 'batch', 'jobs'], ['update', 'batch', 'cronjobs/status'], ['update', 'batch', 'cronjobs/finalizers'],
    ['delete list', '', 'pods']],
  ['daemon-set-controller', [read, 'apps extensions', 'daemonsets'], ['update', 'apps extensions', 'daemonsets/status'], ['update', 'apps extensions', 'daemonsets/finalizers'], ['list watch', '', 'nodes'],
    ['create delete list patch watch', '', 'pods'], ['create', '', 'pods/binding'], ['create delete get list patch update watch', 'apps', 'controllerrevisions']],
  ['deployment-controller', ['get list update watch', 'apps extensions', 'deployments'], ['update', 'apps extensions', 'deployments/status'], ['update', 'apps extensions', 'deployments/finalizers'],
    ['create delete get list patch update watch', 'apps extensions', 'replicasets'], ['get list update watch', '', 'pods']],
  ['disruption-controller', [read, 'apps extensions', 'deployments'], [read, 'apps extensions', 'replicasets'], [read, '', 'replicationcontrollers'], [read, 'policy', 'poddisruptionbudgets'], [read, 'apps', 'statefulsets'],
    ['update', 'policy', 'poddisruptionbudgets/status'], ['get', '*', '*/scale'], ['patch update', '', 'pods/status']],
  ['endpoint-controller', [read, '', 'pods services'], ['create delete get list update', '', 'endpoints'], ['create', '', 'endpoints/restricted']],
  ['endpointslice-controller', [read, '', 'nodes pods services'], ['update', '', 'services/finalizers'], ['create delete get list update', 'discovery.k8s.io', 'endpointslices']],
  ['endpointslicemirroring-controller', [read, '', 'endpoints services'], ['update', '', 'endpoints/finalizers services/finalizers'], ['create delete get list update', 'discovery.k8s.io', 'endpointslices']],
  ['ephemeral-volume-controller', [read, '', 'pods'], ['update', '', 'pods/finalizers'], ['create get list watch', '', 'persistentvolumeclaims']],
  ['expand-controller', ['get list patch update watch', '', 'persistentvolumes'], ['patch update', '', 'persistentvolumeclaims/status'], ['get list watch', '', 'persistentvolumeclaims']],
  ['generic-garbage-collector', ['delete get list patch update watch', '*', '*']],
  ['horizontal-pod-autoscaler', [read, 'autoscaling', 'horizontalpodautoscalers'], ['update', 'autoscaling', 'horizontalpodautoscalers/status'], ['get update', '*', '*/scale'], ['list', '', 'pods'],
    ['list', 'metrics.k8s.io', 'pods'], ['get list', 'custom.metrics.k8s.io', '*'], ['get list', 'external.metrics.k8s.io', '*']],
  ['job-controller', ['get list patch update watch', 'batch', 'jobs'], ['update', 'batch', 'jobs/status'], ['update', 'batch', 'jobs/finalizers'], ['create delete list patch watch', '', 'pods']],
  ['legacy-service-account-token-cleaner', ['get', '', 'configmaps'], ['delete patch', '', 'secrets']],
  ['namespace-controller', ['delete get list watch', '', 'namespaces'], ['update', '', 'namespaces/finalize namespaces/status'], ['delete deletecollection get list', '*', '*']],
  ['node-controller', ['delete get list patch update', '', 'nodes'], ['patch update', '', 'nodes/status'], ['patch update', '', 'pods/status'], ['delete get list', '', 'pods']],
  ['persistent-volume-binder', ['create delete get list update watch', '', 'persistentvolumes'], ['update', '', 'persistentvolumes/status'], ['get list update watch', '', 'persistentvolumeclaims'],
    ['update', '', 'persistentvolumeclaims/status'], ['create delete get list watch', '', 'pods'], [read, 'storage.k8s.io', 'storageclasses'], ['get list watch', '', 'nodes']],
  ['pod-garbage-collector', ['delete list watch', '', 'pods'], ['get list', '', 'nodes'], ['patch update', '', 'pods/status']],
  ['pv-protection-controller', ['get list update watch', '', 'persistentvolumes']],
  ['pvc-protection-controller', ['get list update watch', '', 'persistentvolumeclaims'], [read, '', 'pods']],
  ['replicaset-controller', ['get list update watch', 'apps extensions', 'replicasets'], ['update', 'apps extensions', 'replicasets/status'], ['update', 'apps extensions', 'replicasets/finalizers'], ['create delete list patch watch', '', 'pods']],
  ['replication-controller', ['get list update watch', '', 'replicationcontrollers'], ['update', '', 'replicationcontrollers/status'], ['update', '', 'replicationcontrollers/finalizers'], ['create delete list patch watch', '', 'pods']],
  ['resourcequota-controller', ['list watch', '*', '*'], ['update', '', 'resourcequotas/status']],
  ['root-ca-cert-publisher', ['create update', '', 'configmaps']],
  ['route-controller', ['list watch', '', 'nodes'], ['patch', '', 'nodes/status']],
  ['selinux-warning-controller', [read, '', 'persistentvolumeclaims persistentvolumes pods'], [read, 'storage.k8s.io', 'csidrivers']],
  ['service-account-controller', ['create', '', 'serviceaccounts']],
  ['service-cidrs-controller', ['get list patch update watch', 'networking.k8s.io', 'servicecidrs'], ['patch update', 'networking.k8s.io', 'servicecidrs/finalizers servicecidrs/status'], [read, 'networking.k8s.io', 'ipaddresses']],
  ['service-controller', [read, '', 'services'], ['patch update', '', 'services/status'], ['list watch', '', 'nodes']],
  ['statefulset-controller', ['list watch', '', 'pods'], [read, 'apps', 'statefulsets'], ['update', 'apps', 'statefulsets/status'], ['update', 'apps', 'statefulsets/finalizers'], ['create delete get patch update', '', 'pods'],
    ['create delete get list patch update watch', 'apps', 'controllerrevisions'], ['create get', '', 'persistentvolumeclaims'], ['delete update', '', 'persistentvolumeclaims']],
  ['ttl-after-finished-controller', ['delete get list watch', 'batch', 'jobs']],
  ['ttl-controller', ['list patch update watch', '', 'nodes']],
  ['validatingadmissionpolicy-status-controller', [read, 'admissionregistration.k8s.io', 'validatingadmissionpolicies'], ['get patch update', 'admissionregistration.k8s.io', 'validatingadmissionpolicies/status'],
    [read, 'apiextensions.k8s.io', 'customresourcedefinitions']],
  ['volumeattributesclass-protection-controller', ['list get watch update', 'storage.k8s.io', 'volumeattributesclasses']],
];
