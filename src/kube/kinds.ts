import type * as t from './generated/types.ts';
import type { KubeObject } from './object.ts';

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';
export type Subresource =
  | 'status' | 'scale' | 'binding' | 'eviction' | 'log' | 'exec' | 'attach' | 'portforward' | 'proxy' | 'ephemeralcontainers' | 'resize' | 'token' | 'finalize' | 'approval';

/** What is known of a served kind. `T` is the TypeScript type of its objects. */
export interface Kind<T extends KubeObject = KubeObject> {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly categories: readonly string[];
  readonly verbs: readonly Verb[];
  readonly subresources: readonly Subresource[];
  /** Name of the type in `generated/schemas.ts`; '' for custom resources. */
  readonly schema: string;
  /** Only in the type system. */
  readonly object?: T;
}

const everyVerb: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

interface Extra {
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly Subresource[];
  readonly verbs?: readonly Verb[];
  readonly cluster?: true;
  readonly schema?: string;
}

function define<T extends KubeObject>(group: string, version: string, kind: string, plural: string, extra: Extra = {}): Kind<T> {
  return {
    group, version, kind, plural,
    singular: kind.toLowerCase(),
    shortNames: extra.shortNames ?? [],
    namespaced: !extra.cluster,
    categories: extra.categories ?? [],
    verbs: extra.verbs ?? everyVerb,
    subresources: extra.subresources ?? [],
    schema: extra.schema ?? `${version.charAt(0).toUpperCase()}${version.slice(1)}${kind}`,
  };
}

const all = ['all'];
const status: readonly Subresource[] = ['status'];
const statusAndScale: readonly Subresource[] = ['scale', 'status'];
const createOnly: readonly Verb[] = ['create'];

export const bindings = define<t.V1Binding>('', 'v1', 'Binding', 'bindings', { verbs: createOnly });
export const componentStatuses = define<t.V1ComponentStatus>('', 'v1', 'ComponentStatus', 'componentstatuses', { cluster: true, shortNames: ['cs'], verbs: ['get', 'list'] });
export const configMaps = define<t.V1ConfigMap>('', 'v1', 'ConfigMap', 'configmaps', { shortNames: ['cm'] });
export const endpoints = define<t.V1Endpoints>('', 'v1', 'Endpoints', 'endpoints', { shortNames: ['ep'] });
export const coreEvents = define<t.CoreV1Event>('', 'v1', 'Event', 'events', { shortNames: ['ev'], schema: 'CoreV1Event' });
export const limitRanges = define<t.V1LimitRange>('', 'v1', 'LimitRange', 'limitranges', { shortNames: ['limits'] });
export const namespaces = define<t.V1Namespace>('', 'v1', 'Namespace', 'namespaces', { cluster: true, shortNames: ['ns'], subresources: ['finalize', 'status'], verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'] });
export const nodes = define<t.V1Node>('', 'v1', 'Node', 'nodes', { cluster: true, shortNames: ['no'], subresources: ['proxy', 'status'] });
export const persistentVolumeClaims = define<t.V1PersistentVolumeClaim>('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', { shortNames: ['pvc'], subresources: status });
export const persistentVolumes = define<t.V1PersistentVolume>('', 'v1', 'PersistentVolume', 'persistentvolumes', { cluster: true, shortNames: ['pv'], subresources: status });
export const pods = define<t.V1Pod>('', 'v1', 'Pod', 'pods', { shortNames: ['po'], categories: all, subresources: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize', 'status'] });
export const podTemplates = define<t.V1PodTemplate>('', 'v1', 'PodTemplate', 'podtemplates');
export const replicationControllers = define<t.V1ReplicationController>('', 'v1', 'ReplicationController', 'replicationcontrollers', { shortNames: ['rc'], categories: all, subresources: statusAndScale });
export const resourceQuotas = define<t.V1ResourceQuota>('', 'v1', 'ResourceQuota', 'resourcequotas', { shortNames: ['quota'], subresources: status });
export const secrets = define<t.V1Secret>('', 'v1', 'Secret', 'secrets');
export const serviceAccounts = define<t.V1ServiceAccount>('', 'v1', 'ServiceAccount', 'serviceaccounts', { shortNames: ['sa'], subresources: ['token'] });
export const services = define<t.V1Service>('', 'v1', 'Service', 'services', { shortNames: ['svc'], categories: all, subresources: ['proxy', 'status'] });
export const controllerRevisions = define<t.V1ControllerRevision>('apps', 'v1', 'ControllerRevision', 'controllerrevisions');
export const daemonSets = define<t.V1DaemonSet>('apps', 'v1', 'DaemonSet', 'daemonsets', { shortNames: ['ds'], categories: all, subresources: status });
export const deployments = define<t.V1Deployment>('apps', 'v1', 'Deployment', 'deployments', { shortNames: ['deploy'], categories: all, subresources: statusAndScale });
export const replicaSets = define<t.V1ReplicaSet>('apps', 'v1', 'ReplicaSet', 'replicasets', { shortNames: ['rs'], categories: all, subresources: statusAndScale });
export const statefulSets = define<t.V1StatefulSet>('apps', 'v1', 'StatefulSet', 'statefulsets', { shortNames: ['sts'], categories: all, subresources: statusAndScale });
export const cronJobs = define<t.V1CronJob>('batch', 'v1', 'CronJob', 'cronjobs', { shortNames: ['cj'], categories: all, subresources: status });
export const jobs = define<t.V1Job>('batch', 'v1', 'Job', 'jobs', { categories: all, subresources: status });
export const horizontalPodAutoscalers = define<t.V2HorizontalPodAutoscaler>('autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', { shortNames: ['hpa'], categories: all, subresources: status });
export const horizontalPodAutoscalersV1 = define<t.V1HorizontalPodAutoscaler>('autoscaling', 'v1', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', { shortNames: ['hpa'], categories: all, subresources: status });
export const ingressClasses = define<t.V1IngressClass>('networking.k8s.io', 'v1', 'IngressClass', 'ingressclasses', { cluster: true });
export const ingresses = define<t.V1Ingress>('networking.k8s.io', 'v1', 'Ingress', 'ingresses', { shortNames: ['ing'], subresources: status });
export const ipAddresses = define<t.V1IPAddress>('networking.k8s.io', 'v1', 'IPAddress', 'ipaddresses', { cluster: true, shortNames: ['ip'] });
export const networkPolicies = define<t.V1NetworkPolicy>('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies', { shortNames: ['netpol'] });
export const serviceCIDRs = define<t.V1ServiceCIDR>('networking.k8s.io', 'v1', 'ServiceCIDR', 'servicecidrs', { cluster: true, subresources: status });
export const podDisruptionBudgets = define<t.V1PodDisruptionBudget>('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets', { shortNames: ['pdb'], subresources: status });
export const csiDrivers = define<t.V1CSIDriver>('storage.k8s.io', 'v1', 'CSIDriver', 'csidrivers', { cluster: true });
export const csiNodes = define<t.V1CSINode>('storage.k8s.io', 'v1', 'CSINode', 'csinodes', { cluster: true });
export const csiStorageCapacities = define<t.V1CSIStorageCapacity>('storage.k8s.io', 'v1', 'CSIStorageCapacity', 'csistoragecapacities');
export const storageClasses = define<t.V1StorageClass>('storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', { cluster: true, shortNames: ['sc'] });
export const volumeAttachments = define<t.V1VolumeAttachment>('storage.k8s.io', 'v1', 'VolumeAttachment', 'volumeattachments', { cluster: true, subresources: status });
export const volumeAttributesClasses = define<t.V1VolumeAttributesClass>('storage.k8s.io', 'v1', 'VolumeAttributesClass', 'volumeattributesclasses', { cluster: true, shortNames: ['vac'] });
export const priorityClasses = define<t.V1PriorityClass>('scheduling.k8s.io', 'v1', 'PriorityClass', 'priorityclasses', { cluster: true, shortNames: ['pc'] });
export const clusterRoleBindings = define<t.V1ClusterRoleBinding>('rbac.authorization.k8s.io', 'v1', 'ClusterRoleBinding', 'clusterrolebindings', { cluster: true });
export const clusterRoles = define<t.V1ClusterRole>('rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'clusterroles', { cluster: true });
export const roleBindings = define<t.V1RoleBinding>('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings');
export const roles = define<t.V1Role>('rbac.authorization.k8s.io', 'v1', 'Role', 'roles');
export const leases = define<t.V1Lease>('coordination.k8s.io', 'v1', 'Lease', 'leases');
export const endpointSlices = define<t.V1EndpointSlice>('discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices');
export const events = define<t.EventsV1Event>('events.k8s.io', 'v1', 'Event', 'events', { shortNames: ['ev'], schema: 'EventsV1Event' });
export const runtimeClasses = define<t.V1RuntimeClass>('node.k8s.io', 'v1', 'RuntimeClass', 'runtimeclasses', { cluster: true });
export const tokenReviews = define<t.V1TokenReview>('authentication.k8s.io', 'v1', 'TokenReview', 'tokenreviews', { cluster: true, verbs: createOnly });
export const selfSubjectReviews = define<t.V1SelfSubjectReview>('authentication.k8s.io', 'v1', 'SelfSubjectReview', 'selfsubjectreviews', { cluster: true, verbs: createOnly });
export const localSubjectAccessReviews = define<t.V1LocalSubjectAccessReview>('authorization.k8s.io', 'v1', 'LocalSubjectAccessReview', 'localsubjectaccessreviews', { verbs: createOnly });
export const selfSubjectAccessReviews = define<t.V1SelfSubjectAccessReview>('authorization.k8s.io', 'v1', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', { cluster: true, verbs: createOnly });
export const selfSubjectRulesReviews = define<t.V1SelfSubjectRulesReview>('authorization.k8s.io', 'v1', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews', { cluster: true, verbs: createOnly });
export const subjectAccessReviews = define<t.V1SubjectAccessReview>('authorization.k8s.io', 'v1', 'SubjectAccessReview', 'subjectaccessreviews', { cluster: true, verbs: createOnly });
export const customResourceDefinitions = define<t.V1CustomResourceDefinition>('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', { cluster: true, shortNames: ['crd', 'crds'], categories: ['api-extensions'], subresources: status });
export const validatingAdmissionPolicies = define<t.V1ValidatingAdmissionPolicy>('admissionregistration.k8s.io', 'v1', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', { cluster: true, categories: ['api-extensions'], subresources: status });
export const validatingAdmissionPolicyBindings = define<t.V1ValidatingAdmissionPolicyBinding>('admissionregistration.k8s.io', 'v1', 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', { cluster: true, categories: ['api-extensions'] });
export const mutatingAdmissionPolicies = define<t.V1MutatingAdmissionPolicy>('admissionregistration.k8s.io', 'v1', 'MutatingAdmissionPolicy', 'mutatingadmissionpolicies', { cluster: true, categories: ['api-extensions'] });
export const mutatingAdmissionPolicyBindings = define<t.V1MutatingAdmissionPolicyBinding>('admissionregistration.k8s.io', 'v1', 'MutatingAdmissionPolicyBinding', 'mutatingadmissionpolicybindings', { cluster: true, categories: ['api-extensions'] });
export const mutatingWebhookConfigurations = define<t.V1MutatingWebhookConfiguration>('admissionregistration.k8s.io', 'v1', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', { cluster: true, categories: ['api-extensions'] });
export const validatingWebhookConfigurations = define<t.V1ValidatingWebhookConfiguration>('admissionregistration.k8s.io', 'v1', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', { cluster: true, categories: ['api-extensions'] });
export const apiServices = define<t.V1APIService>('apiregistration.k8s.io', 'v1', 'APIService', 'apiservices', { cluster: true, categories: ['api-extensions'], subresources: status });
export const flowSchemas = define<t.V1FlowSchema>('flowcontrol.apiserver.k8s.io', 'v1', 'FlowSchema', 'flowschemas', { cluster: true, subresources: status });
export const priorityLevelConfigurations = define<t.V1PriorityLevelConfiguration>('flowcontrol.apiserver.k8s.io', 'v1', 'PriorityLevelConfiguration', 'prioritylevelconfigurations', { cluster: true, subresources: status });
export const certificateSigningRequests = define<t.V1CertificateSigningRequest>('certificates.k8s.io', 'v1', 'CertificateSigningRequest', 'certificatesigningrequests', { cluster: true, shortNames: ['csr'], subresources: ['approval', 'status'] });

/**
 * Every built-in kind that is served, in the order of discovery: core first, then the groups. Where a kind is served in
 * two versions, the preferred one comes first and both show the same stored object.
 */
export const builtInKinds: readonly Kind[] = [
  bindings, componentStatuses, configMaps, endpoints, coreEvents, limitRanges, namespaces, nodes, persistentVolumeClaims, persistentVolumes,
  pods, podTemplates, replicationControllers, resourceQuotas, secrets, serviceAccounts, services,
  apiServices, customResourceDefinitions,
  controllerRevisions, daemonSets, deployments, replicaSets, statefulSets,
  events, selfSubjectReviews, tokenReviews, localSubjectAccessReviews, selfSubjectAccessReviews, selfSubjectRulesReviews, subjectAccessReviews,
  horizontalPodAutoscalers, horizontalPodAutoscalersV1, cronJobs, jobs, certificateSigningRequests,
  ingressClasses, ingresses, ipAddresses, networkPolicies, serviceCIDRs, podDisruptionBudgets,
  clusterRoleBindings, clusterRoles, roleBindings, roles,
  csiDrivers, csiNodes, csiStorageCapacities, storageClasses, volumeAttachments, volumeAttributesClasses,
  mutatingAdmissionPolicies, mutatingAdmissionPolicyBindings, mutatingWebhookConfigurations, validatingAdmissionPolicies, validatingAdmissionPolicyBindings, validatingWebhookConfigurations,
  priorityClasses, leases, runtimeClasses, endpointSlices, flowSchemas, priorityLevelConfigurations,
];

/** `v1` or `apps/v1`. */
export function apiVersionOf(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** `pods` or `deployments.apps`: how error texts name a resource. */
export function groupResourceOf(kind: Pick<Kind, 'group' | 'plural'>): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** Path of a collection or an object: `/apis/apps/v1/namespaces/NS/deployments[/NAME[/SUB]]`. */
export function resourcePath(kind: Kind, namespace?: string, name?: string, subresource?: string): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace ? `/namespaces/${namespace}` : '';
  return `${root}${scope}/${kind.plural}${name === undefined ? '' : `/${name}`}${subresource ? `/${subresource}` : ''}`;
}
