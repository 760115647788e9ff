import type { V1ClusterRole, V1ClusterRoleBinding, V1PolicyRule, V1Role, V1RoleBinding } from '../../../kube/generated/types.ts';
import { controllerRoles } from './controller-roles.ts';
import { rule, urls, type RuleWords } from './rule-words.ts';

const read = 'get list watch';
const readWrite = 'get list watch create update patch delete deletecollection';
const write = 'create delete deletecollection patch update';

const metadata = (name: string, labels: Readonly<Record<string, string>> = {}): { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>> } => ({
  name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels }, annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
});

const apiVersion = 'rbac.authorization.k8s.io/v1';
const aggregateTo = (role: string): Readonly<Record<string, string>> => ({ [`rbac.authorization.k8s.io/aggregate-to-${role}`]: 'true' });

function clusterRole(name: string, words: readonly (RuleWords | V1PolicyRule)[], labels: Readonly<Record<string, string>> = {}): V1ClusterRole {
  return { apiVersion, kind: 'ClusterRole', metadata: metadata(name, labels), rules: words.map((given) => (Array.isArray(given) ? rule(given as RuleWords) : (given as V1PolicyRule))) };
}

/** A role that is the sum of others; its rules are written by the aggregation controller, and by the bootstrap for a start. */
function sum(name: string, parts: readonly string[], labels: Readonly<Record<string, string>> = {}): V1ClusterRole {
  const rules = aggregated.filter((role) => parts.some((part) => role.metadata?.labels?.[`rbac.authorization.k8s.io/aggregate-to-${part}`] === 'true')).flatMap((role) => role.rules ?? []);
  return {
    apiVersion, kind: 'ClusterRole', metadata: metadata(name, labels),
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregateTo(name) }] }, rules,
  };
}

const aggregated: readonly V1ClusterRole[] = [
  clusterRole('system:aggregate-to-admin', [
    ['create', 'authorization.k8s.io', 'localsubjectaccessreviews'],
    [readWrite, 'rbac.authorization.k8s.io', 'roles rolebindings'],
  ], aggregateTo('admin')),
  clusterRole('system:aggregate-to-edit', [
    [read, '', 'pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy'],
    ['impersonate', '', 'serviceaccounts'],
    [write, '', 'pods pods/attach pods/proxy pods/exec pods/portforward'],
    ['create', '', 'pods/eviction'],
    [write, '', 'configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy'],
    ['create', '', 'serviceaccounts/token'],
    [write, 'apps', 'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale'],
    [write, 'autoscaling', 'horizontalpodautoscalers'],
    [write, 'batch', 'cronjobs jobs'],
    [write, 'extensions', 'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale'],
    [write, 'policy', 'poddisruptionbudgets'],
    [write, 'networking.k8s.io', 'ingresses networkpolicies'],
    ['create delete deletecollection get list patch update watch', 'coordination.k8s.io', 'leases'],
  ], aggregateTo('edit')),
  clusterRole('system:aggregate-to-view', [
    [read, '', 'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status'],
    [read, '', 'bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status'],
    [read, '', 'namespaces'],
    [read, 'discovery.k8s.io', 'endpointslices'],
    [read, 'apps', 'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status'],
    [read, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'],
    [read, 'batch', 'cronjobs cronjobs/status jobs jobs/status'],
    [read, 'extensions', 'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale'],
    [read, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'],
    [read, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'],
  ], aggregateTo('view')),
];

/** `admin` holds what `edit` holds, and that what `view` holds. */
const summed: readonly V1ClusterRole[] = [sum('admin', ['admin', 'edit', 'view']), sum('edit', ['edit', 'view'], aggregateTo('admin')), sum('view', ['view'], aggregateTo('edit'))];

const events: RuleWords = ['create patch update', '+events.k8s.io', 'events'];

/** What every kubelet may do, as far as the objects are its own. */
export const nodeRules: readonly V1PolicyRule[] = ([
  ['create', 'authentication.k8s.io', 'tokenreviews'], ['create', 'authorization.k8s.io', 'localsubjectaccessreviews subjectaccessreviews'],
  [read, '', 'services'], ['create get list watch', '', 'nodes'], ['patch update', '', 'nodes/status'], ['patch update', '', 'nodes'], events,
  [read, '', 'pods'], ['create delete', '', 'pods'], ['patch update', '', 'pods/status'], ['create', '', 'pods/eviction'],
  ['get list watch', '', 'configmaps secrets'], ['get', '', 'persistentvolumeclaims persistentvolumes'], ['get', '', 'endpoints'],
  ['create get list watch', 'certificates.k8s.io', 'certificatesigningrequests'], ['create delete get patch update', 'coordination.k8s.io', 'leases'],
  ['get', 'storage.k8s.io', 'volumeattachments'], ['create', '', 'serviceaccounts/token'], ['get patch update', '', 'persistentvolumeclaims/status'],
  [read, 'storage.k8s.io', 'csidrivers'], ['create delete get patch update', 'storage.k8s.io', 'csinodes'], [read, 'node.k8s.io', 'runtimeclasses'],
] satisfies readonly RuleWords[]).map(rule);

const single: readonly V1ClusterRole[] = [
  clusterRole('cluster-admin', [['*', '*', '*'], urls('*', '*')]),
  clusterRole('system:discovery', [urls('get', '/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/')]),
  clusterRole('system:public-info-viewer', [urls('get', '/healthz /livez /readyz /version /version/')]),
  clusterRole('system:monitoring', [urls('get', '/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*')]),
  clusterRole('system:basic-user', [
    ['create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'],
    ['create', 'authentication.k8s.io', 'selfsubjectreviews'],
  ]),
  clusterRole('system:auth-delegator', [['create', 'authentication.k8s.io', 'tokenreviews'], ['create', 'authorization.k8s.io', 'subjectaccessreviews']]),
  clusterRole('system:heapster', [[read, '', 'events namespaces nodes pods'], [read, 'extensions', 'deployments']]),
  clusterRole('system:kube-aggregator', [[read, '', 'endpoints services']]),
  clusterRole('system:kube-dns', [['list watch', '', 'endpoints services']]),
  clusterRole('system:kubelet-api-admin', [['get list watch proxy', '', 'nodes'], ['*', '', 'nodes/configz nodes/healthz nodes/log nodes/metrics nodes/pods nodes/proxy nodes/stats']]),
  clusterRole('system:node', nodeRules),
  clusterRole('system:node-bootstrapper', [['create get list watch', 'certificates.k8s.io', 'certificatesigningrequests']]),
  clusterRole('system:node-problem-detector', [['get', '', 'nodes'], ['patch', '', 'nodes/status'], events]),
  clusterRole('system:node-proxier', [['list watch', '', 'endpoints services'], [read, '', 'nodes'], events, ['list watch', 'discovery.k8s.io', 'endpointslices'], ['list watch', 'networking.k8s.io', 'servicecidrs']]),
  clusterRole('system:persistent-volume-provisioner', [
    ['create delete get list watch', '', 'persistentvolumes'], ['get list update watch', '', 'persistentvolumeclaims'], [read, 'storage.k8s.io', 'storageclasses'], [read, '', 'events'], events,
  ]),
  clusterRole('system:volume-scheduler', [['get list patch update watch', '', 'persistentvolumes'], [read, 'storage.k8s.io', 'storageclasses'], ['get list patch update watch', '', 'persistentvolumeclaims']]),
  clusterRole('system:kube-controller-manager', [
    events, ['create', 'coordination.k8s.io', 'leases'], ['get update', 'coordination.k8s.io', 'leases'], ['create', '', 'secrets serviceaccounts'], ['delete', '', 'secrets'],
    ['get', '', 'configmaps namespaces secrets serviceaccounts'], ['update', '', 'secrets serviceaccounts'], ['create', 'authentication.k8s.io', 'tokenreviews'],
    ['create', 'authorization.k8s.io', 'subjectaccessreviews'], ['list watch', '*', '*'], ['create', '', 'serviceaccounts/token'],
  ]),
  clusterRole('system:kube-scheduler', [
    events, ['create', 'coordination.k8s.io', 'leases'], ['get list update watch', 'coordination.k8s.io', 'leases'], [read, '', 'nodes'], ['delete get list watch', '', 'pods'],
    ['create', '', 'bindings pods/binding'], ['patch update', '', 'pods/status'], [read, '', 'replicationcontrollers services'], [read, 'apps extensions', 'replicasets'], [read, 'apps', 'statefulsets'],
    [read, 'policy', 'poddisruptionbudgets'], [read, '', 'persistentvolumeclaims persistentvolumes'], ['create', 'authentication.k8s.io', 'tokenreviews'],
    ['create', 'authorization.k8s.io', 'subjectaccessreviews'], [read, 'storage.k8s.io', 'csinodes'], [read, '', 'namespaces'], [read, 'storage.k8s.io', 'csidrivers'],
    [read, 'storage.k8s.io', 'csistoragecapacities'], [read, 'storage.k8s.io', 'volumeattachments'],
  ]),
  clusterRole('system:service-account-issuer-discovery', [urls('get', '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/')]),
  ...['nodeclient', 'selfnodeclient'].map((name) => clusterRole(`system:certificates.k8s.io:certificatesigningrequests:${name}`, [['create', 'certificates.k8s.io', `certificatesigningrequests/${name}`]])),
  ...['kube-apiserver-client', 'kube-apiserver-client-kubelet', 'kubelet-serving', 'legacy-unknown'].map((name) => clusterRole(`system:certificates.k8s.io:${name}-approver`, [
    { ...rule(['approve', 'certificates.k8s.io', 'signers']), resourceNames: [`kubernetes.io/${name}`] },
  ])),
];

/** Every ClusterRole that a fresh API server makes. */
export const bootstrapClusterRoles: readonly V1ClusterRole[] = [
  ...single, ...aggregated, ...summed,
  ...controllerRoles.map(([name, ...words]) => clusterRole(`system:controller:${name}`, [...words, events])),
];

type SubjectWords = readonly ['User' | 'Group', string] | readonly ['ServiceAccount', string, string];

function subject([kind, name, namespace]: SubjectWords): NonNullable<V1ClusterRoleBinding['subjects']>[number] {
  return kind === 'ServiceAccount' ? { kind, name, namespace: namespace ?? '' } : { kind, apiGroup: 'rbac.authorization.k8s.io', name };
}

function clusterBinding(name: string, role: string, subjects: readonly SubjectWords[]): V1ClusterRoleBinding {
  return {
    apiVersion, kind: 'ClusterRoleBinding', metadata: metadata(name), roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role }, subjects: subjects.map(subject),
  };
}

const authenticated: SubjectWords = ['Group', 'system:authenticated'];
const unauthenticated: SubjectWords = ['Group', 'system:unauthenticated'];

/** Every ClusterRoleBinding that a fresh API server makes. */
export const bootstrapClusterRoleBindings: readonly V1ClusterRoleBinding[] = [
  clusterBinding('cluster-admin', 'cluster-admin', [['Group', 'system:masters']]),
  clusterBinding('system:monitoring', 'system:monitoring', [['Group', 'system:monitoring']]),
  clusterBinding('system:discovery', 'system:discovery', [authenticated]),
  clusterBinding('system:basic-user', 'system:basic-user', [authenticated]),
  clusterBinding('system:public-info-viewer', 'system:public-info-viewer', [authenticated, unauthenticated]),
  clusterBinding('system:node-proxier', 'system:node-proxier', [['User', 'system:kube-proxy']]),
  clusterBinding('system:kube-controller-manager', 'system:kube-controller-manager', [['User', 'system:kube-controller-manager']]),
  clusterBinding('system:kube-dns', 'system:kube-dns', [['ServiceAccount', 'kube-dns', 'kube-system']]),
  clusterBinding('system:kube-scheduler', 'system:kube-scheduler', [['User', 'system:kube-scheduler']]),
  clusterBinding('system:volume-scheduler', 'system:volume-scheduler', [['User', 'system:kube-scheduler']]),
  clusterBinding('system:node', 'system:node', []),
  clusterBinding('system:service-account-issuer-discovery', 'system:service-account-issuer-discovery', [['Group', 'system:serviceaccounts']]),
  ...controllerRoles.map(([name]) => clusterBinding(`system:controller:${name}`, `system:controller:${name}`, [['ServiceAccount', name, 'kube-system']])),
];

function role(namespace: string, name: string, words: readonly RuleWords[]): V1Role {
  return { apiVersion, kind: 'Role', metadata: { ...metadata(name), namespace }, rules: words.map(rule) };
}

function binding(namespace: string, name: string, of: string, subjects: readonly SubjectWords[]): V1RoleBinding {
  return { apiVersion, kind: 'RoleBinding', metadata: { ...metadata(name), namespace }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: of }, subjects: subjects.map(subject) };
}

const leader = ['get update', '', 'configmaps'] as const;

/** Roles in kube-system and kube-public. */
export const bootstrapRoles: readonly V1Role[] = [
  role('kube-system', 'extension-apiserver-authentication-reader', [[read, '', 'configmaps']]),
  role('kube-system', 'system:controller:bootstrap-signer', [[read, '', 'secrets']]),
  role('kube-system', 'system:controller:cloud-provider', [['create get list watch', '', 'configmaps']]),
  role('kube-system', 'system:controller:token-cleaner', [['delete get list watch', '', 'secrets']]),
  role('kube-system', 'system::leader-locking-kube-controller-manager', [['watch', '', 'configmaps'], leader]),
  role('kube-system', 'system::leader-locking-kube-scheduler', [['watch', '', 'configmaps'], leader]),
  role('kube-public', 'system:controller:bootstrap-signer', [[read, '', 'configmaps'], ['update', '', 'configmaps'], events]),
];

export const bootstrapRoleBindings: readonly V1RoleBinding[] = [
  binding('kube-system', 'system::extension-apiserver-authentication-reader', 'extension-apiserver-authentication-reader', [['User', 'system:kube-controller-manager'], ['User', 'system:kube-scheduler']]),
  binding('kube-system', 'system::leader-locking-kube-controller-manager', 'system::leader-locking-kube-controller-manager', [['User', 'system:kube-controller-manager'], ['ServiceAccount', 'kube-controller-manager', 'kube-system']]),
  binding('kube-system', 'system::leader-locking-kube-scheduler', 'system::leader-locking-kube-scheduler', [['User', 'system:kube-scheduler'], ['ServiceAccount', 'kube-scheduler', 'kube-system']]),
  ...['bootstrap-signer', 'cloud-provider', 'token-cleaner'].map((name) => binding('kube-system', `system:controller:${name}`, `system:controller:${name}`, [['ServiceAccount', name, 'kube-system']])),
  binding('kube-public', 'system:controller:bootstrap-signer', 'system:controller:bootstrap-signer', [['ServiceAccount', 'bootstrap-signer', 'kube-system']]),
];

