import type { UserInfo } from '../../../kube/api.ts';
import { base64Of, utf8 } from '../../../kube/codec/base64.ts';
import { deepEqual } from '../../../kube/json.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { localAvailable } from '../api-services/built-in.ts';
import type { Resource } from '../resource.ts';

/** An object of whatever kind while it is made ready; fields are read, never written. */
export type AnyObject = KubeObject & { readonly spec?: Readonly<Record<string, unknown>>; readonly status?: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>;

/** What a strategy may look at besides the object. */
export interface StrategyContext {
  readonly epochMs: number;
  readonly user: UserInfo;
}

/**
 * What is peculiar to one kind when its objects are written: which fields a client may not set, and what the server adds.
 *
 * @see Kubernetes 1.36, registry/GROUP/KIND/strategy.go
 */
export interface Strategy {
  /** Whether `metadata.generation` grows with this update; absent: the kind has no generation. */
  readonly specChanged?: (object: AnyObject, old: AnyObject) => boolean;
  /** Status of a new object: clients cannot set it. `keep`: they can; absent: the kind has none. */
  readonly newStatus?: Readonly<Record<string, unknown>> | 'keep';
  readonly prepareCreate?: (object: AnyObject, context: StrategyContext) => AnyObject;
  readonly prepareUpdate?: (object: AnyObject, old: AnyObject, context: StrategyContext) => AnyObject;
  readonly prepareStatusUpdate?: (object: AnyObject, old: AnyObject) => AnyObject;
  /** PUT creates what is not there. */
  readonly createsOnUpdate?: true;
  /** A PUT without resourceVersion is refused. */
  readonly needsResourceVersion?: true;
  /** DELETE answers with the object, not with a Status. */
  readonly returnsDeleted?: true;
  /** Why an object of this name cannot be deleted. */
  readonly keeps?: (name: string) => string | undefined;
  /** What becomes of dependents where the client says nothing; in the background where absent. */
  readonly orphansByDefault?: true;
  /** Virtual ms that an object lives. */
  readonly ttlMs?: number;
  /** Status updates keep the labels of old, too. */
  readonly statusKeepsLabels?: true;
}

const bySpec = (object: AnyObject, old: AnyObject): boolean => !deepEqual(object.spec, old.spec);
const workload: Strategy = { specChanged: bySpec, newStatus: {} };

/** Deployments count a change of annotations as well. */
const deployment: Strategy = {
  ...workload,
  statusKeepsLabels: true,
  specChanged: (object, old) => bySpec(object, old) || !deepEqual(object.metadata?.annotations ?? {}, old.metadata?.annotations ?? {}),
};

const templateGeneration = 'deprecated.daemonset.template.generation';

function withTemplateGeneration(object: AnyObject, generation: number): AnyObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, [templateGeneration]: String(generation) } } };
}

const daemonSet: Strategy = {
  ...workload,
  newStatus: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  prepareCreate: (object) => withTemplateGeneration(object, 1),
  prepareUpdate: (object, old) => {
    const generation = Number(old.metadata?.annotations?.[templateGeneration] ?? 1);
    return withTemplateGeneration(object, deepEqual(object.spec?.['template'], old.spec?.['template']) ? generation : generation + 1);
  },
};

/** The feature gate MaxUnavailableStatefulSet is off in 1.36 (on in 1.35.0, then found wanting): the field is dropped. */
function withoutMaxUnavailable(object: AnyObject): AnyObject {
  const strategy = object.spec?.['updateStrategy'] as { readonly rollingUpdate?: Readonly<Record<string, unknown>> } | undefined;
  if (strategy?.rollingUpdate?.['maxUnavailable'] === undefined) return object;
  const rollingUpdate = Object.fromEntries(Object.entries(strategy.rollingUpdate).filter(([field]) => field !== 'maxUnavailable'));
  return { ...object, spec: { ...object.spec, updateStrategy: { ...strategy, rollingUpdate } } };
}

const statefulSet: Strategy = { ...workload, newStatus: { availableReplicas: 0, replicas: 0 }, prepareCreate: withoutMaxUnavailable, prepareUpdate: withoutMaxUnavailable };

/** Labels that tell a Job's pods, and the selector over them, unless the Job selects by hand. */
function withJobSelector(object: AnyObject): AnyObject {
  const spec = object.spec ?? {};
  if (spec['manualSelector'] === true) return object;
  const { uid = '', name = '' } = object.metadata ?? {};
  const template = (spec['template'] ?? {}) as KubeObject;
  const added = { 'controller-uid': uid, 'job-name': name, 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  const labels = { ...template.metadata?.labels, ...added };
  const given = object.metadata?.labels;
  return {
    ...object,
    metadata: { ...object.metadata, labels: given && Object.keys(given).length > 0 ? given : labels },
    spec: {
      ...spec,
      selector: { ...(spec['selector'] as object | undefined), matchLabels: { ...(spec['selector'] as { matchLabels?: object } | undefined)?.matchLabels, 'batch.kubernetes.io/controller-uid': uid } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

const namespace: Strategy = {
  newStatus: { phase: 'Active' },
  prepareCreate: (object) => {
    const finalizers = (object.spec?.['finalizers'] ?? []) as readonly string[];
    return { ...object, spec: { ...object.spec, finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] } };
  },
  prepareUpdate: (object, old) => ({ ...object, spec: { ...object.spec, finalizers: old.spec?.['finalizers'] } }),
};

const persistentVolume: Strategy = {
  newStatus: { phase: 'Pending' },
  returnsDeleted: true,
  prepareCreate: (object, { epochMs }) => ({ ...object, status: { phase: 'Pending', lastPhaseTransitionTime: rfc3339(epochMs) } }),
  prepareStatusUpdate: (object) => object,
};

const nodeStrategy: Strategy = { newStatus: 'keep' };

const endpointSlice: Strategy = {
  specChanged: (object, old) =>
    !deepEqual(object['endpoints'], old['endpoints']) || !deepEqual(object['ports'], old['ports']) || !deepEqual(object.metadata?.labels, old.metadata?.labels),
};

const certificateSigningRequest: Strategy = {
  newStatus: {},
  prepareCreate: (object, { user }) => ({
    ...object,
    spec: { ...object.spec, username: user.name, groups: user.groups, ...(user.uid ? { uid: user.uid } : {}) },
  }),
  prepareUpdate: (object, old) => ({ ...object, spec: old.spec ?? {} }),
};

const secret: Strategy = {
  prepareCreate: withSecretData,
  prepareUpdate: withSecretData,
};

/** `stringData` is written into `data`. */
function withSecretData(object: AnyObject): AnyObject {
  const given = object['stringData'] as Readonly<Record<string, string>> | undefined;
  if (!given) return object;
  const { stringData: dropped, ...rest } = object;
  void dropped;
  const encoded = Object.entries(given).map(([key, value]) => [key, base64Of(utf8(value))] as const);
  return { ...rest, data: Object.fromEntries([...Object.entries((object['data'] ?? {}) as Record<string, string>), ...encoded]) } as AnyObject;
}

/** Status as a new CustomResourceDefinition has it. */
const customResourceDefinition: Strategy = {
  specChanged: bySpec,
  newStatus: { acceptedNames: { kind: '', plural: '' }, conditions: [], storedVersions: [] },
  needsResourceVersion: true,
  prepareCreate: (object) => {
    const versions = (object.spec?.['versions'] ?? []) as readonly { readonly name: string; readonly storage?: boolean }[];
    const stored = versions.filter(({ storage }) => storage).map(({ name }) => name).slice(0, 1);
    return { ...object, status: { acceptedNames: { kind: '', plural: '' }, conditions: [], storedVersions: stored } };
  },
};

const replicaStatus: Strategy = { ...workload, newStatus: { replicas: 0 } };
const generationOnly: Strategy = { specChanged: bySpec };
const loadBalancerStatus: Strategy = { newStatus: { loadBalancer: {} } };
/** One that the API server answers itself is there from the start. */
const apiService: Strategy = {
  newStatus: {},
  prepareCreate: (object, { epochMs }) => (object.spec?.['service'] ? object : { ...object, status: { conditions: [localAvailable(rfc3339(epochMs))] } }),
};
const byWebhooks: Strategy = { specChanged: (object, old) => !deepEqual(object['webhooks'], old['webhooks']) };
const rbac: Strategy = { createsOnUpdate: true };

/** Strategies by resource; what is not here has nothing peculiar. Pods and Services have files of their own. */
const table: Readonly<Record<string, Strategy>> = {
  'deployments.apps': deployment,
  'replicasets.apps': replicaStatus,
  replicationcontrollers: { ...replicaStatus, orphansByDefault: true },
  'daemonsets.apps': daemonSet,
  'statefulsets.apps': statefulSet,
  'jobs.batch': { ...workload, orphansByDefault: true, prepareCreate: withJobSelector },
  'cronjobs.batch': workload,
  namespaces: namespace,
  nodes: nodeStrategy,
  persistentvolumes: persistentVolume,
  persistentvolumeclaims: { newStatus: { phase: 'Pending' }, returnsDeleted: true },
  podtemplates: { specChanged: (object, old) => !deepEqual(object['template'], old['template']), returnsDeleted: true },
  resourcequotas: { newStatus: {}, returnsDeleted: true },
  serviceaccounts: { returnsDeleted: true },
  secrets: secret,
  endpoints: { createsOnUpdate: true },
  limitranges: { createsOnUpdate: true },
  events: { createsOnUpdate: true, ttlMs: 3_600_000 },
  'leases.coordination.k8s.io': { createsOnUpdate: true, needsResourceVersion: true },
  'endpointslices.discovery.k8s.io': endpointSlice,
  'horizontalpodautoscalers.autoscaling': { newStatus: { currentMetrics: null, desiredReplicas: 0 } },
  'ingresses.networking.k8s.io': { ...loadBalancerStatus, specChanged: bySpec },
  'ingressclasses.networking.k8s.io': generationOnly,
  'networkpolicies.networking.k8s.io': generationOnly,
  'servicecidrs.networking.k8s.io': { newStatus: {} },
  'poddisruptionbudgets.policy': {
    specChanged: bySpec, needsResourceVersion: true,
    newStatus: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  },
  'volumeattachments.storage.k8s.io': { newStatus: { attached: false }, needsResourceVersion: true },
  'priorityclasses.scheduling.k8s.io': {
    specChanged: () => false,
    keeps: (name) => (['system-cluster-critical', 'system-node-critical'].includes(name) ? 'this is a system priority class and cannot be deleted' : undefined),
  },
  'runtimeclasses.node.k8s.io': { createsOnUpdate: true, needsResourceVersion: true },
  'clusterroles.rbac.authorization.k8s.io': rbac,
  'clusterrolebindings.rbac.authorization.k8s.io': rbac,
  'roles.rbac.authorization.k8s.io': rbac,
  'rolebindings.rbac.authorization.k8s.io': rbac,
  'certificatesigningrequests.certificates.k8s.io': certificateSigningRequest,
  'customresourcedefinitions.apiextensions.k8s.io': customResourceDefinition,
  'validatingadmissionpolicies.admissionregistration.k8s.io': { specChanged: bySpec, newStatus: {} },
  'mutatingadmissionpolicies.admissionregistration.k8s.io': generationOnly,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': generationOnly,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': generationOnly,
  'flowschemas.flowcontrol.apiserver.k8s.io': { specChanged: bySpec, newStatus: {} },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': { specChanged: bySpec, newStatus: {} },
  'apiservices.apiregistration.k8s.io': apiService,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': byWebhooks,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': byWebhooks,
};

/** Custom resources count every change outside metadata and status as one of the spec. */
function customStrategy(resource: Resource): Strategy {
  const hasStatus = resource.custom?.version.subresources?.status !== undefined;
  const bare = (object: AnyObject): object => ({ ...object, metadata: undefined, ...(hasStatus ? { status: undefined } : {}) });
  return {
    needsResourceVersion: true,
    specChanged: (object, old) => !deepEqual(bare(object), bare(old)),
    prepareCreate: (object) => {
      if (!hasStatus || !Object.hasOwn(object, 'status')) return object;
      const { status, ...rest } = object;
      void status;
      return rest as AnyObject;
    },
    prepareUpdate: (object, old) => {
      if (!hasStatus) return object;
      const { status, ...rest } = object;
      void status;
      return (Object.hasOwn(old, 'status') ? { ...rest, status: old.status } : rest) as AnyObject;
    },
    prepareStatusUpdate: (object, old) => {
      const { status } = object;
      const { status: dropped, ...rest } = old;
      void dropped;
      const metadata = { ...old.metadata, ...(object.metadata?.managedFields ? { managedFields: object.metadata.managedFields } : {}), ...(object.metadata?.resourceVersion ? { resourceVersion: object.metadata.resourceVersion } : {}) };
      return { ...rest, metadata, ...(status === undefined ? {} : { status }) } as AnyObject;
    },
  };
}

const none: Strategy = {};

/** Adds strategies that live in files of their own. */
export function strategyOf(resource: Resource, own: Readonly<Record<string, Strategy>>): Strategy {
  if (resource.custom) return customStrategy(resource);
  const name = resource.prefix.slice('/registry/'.length, -1);
  return own[name] ?? table[name] ?? none;
}
