/**
 * How server-side apply sees each field: which lists are maps or sets, and which structs, maps and lists are one value
 * that only has one owner. Lists that are not named here are atomic; structs and maps are merged.
 *
 * @see Kubernetes api types, `+listType`, `+listMapKey`, `+mapType`, `+structType`
 */
import type { V1JSONSchemaProps } from '../generated/types.ts';
import { hasStruct, structSchema } from '../schema.ts';
import type { FieldType, Scalar } from '../schema.ts';

/** What an object is: the name of a struct, or the schema of a custom resource; '' for one without a schema, of which only the metadata is typed. */
export type ObjectSchema = string | V1JSONSchemaProps;

/** What stands at a place. `untyped`: values that no schema tells of; `object`: a map with the properties of a custom resource's schema. */
export type Topology =
  | { readonly is: 'leaf'; readonly expects: Scalar | 'list' | 'map' }
  | { readonly is: 'struct'; readonly name: string }
  | { readonly is: 'map'; readonly of: Topology }
  | { readonly is: 'object'; readonly schema: V1JSONSchemaProps; readonly isRoot: boolean }
  | { readonly is: 'keyed'; readonly keys: readonly string[]; readonly of: Topology; readonly defaults?: Readonly<Record<string, unknown>> }
  | { readonly is: 'set' }
  | { readonly is: 'untyped' }
  | { readonly is: 'custom' };

const conditions = { conditions: ['type'] };
const container = { ports: ['containerPort', 'protocol'], env: ['name'], volumeMounts: ['mountPath'], volumeDevices: ['devicePath'] };

/** Lists that are maps, with their keys; no key: a set. */
const lists: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  V1ObjectMeta: { ownerReferences: ['uid'], finalizers: [] },
  V1PodSpec: {
    containers: ['name'], initContainers: ['name'], ephemeralContainers: ['name'], volumes: ['name'], imagePullSecrets: ['name'], hostAliases: ['ip'],
    topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'], schedulingGates: ['name'], resourceClaims: ['name'],
  },
  V1Container: container,
  V1EphemeralContainer: container,
  V1ResourceRequirements: { claims: ['name'] },
  V1PodStatus: { ...conditions, podIPs: ['ip'], resourceClaimStatuses: ['name'] },
  V1ContainerStatus: { volumeMounts: ['mountPath'], allocatedResourcesStatus: ['name'] },
  V1ServiceSpec: { ports: ['port', 'protocol'] },
  V1ServiceStatus: conditions,
  V1ServiceAccount: { secrets: ['name'] },
  V1NodeSpec: { podCIDRs: [] },
  V1NodeStatus: { ...conditions, addresses: ['type'] },
  V1NamespaceStatus: conditions,
  V1PersistentVolumeClaimStatus: conditions,
  V1ReplicationControllerStatus: conditions,
  V1DeploymentStatus: conditions,
  V1ReplicaSetStatus: conditions,
  V1DaemonSetStatus: conditions,
  V1StatefulSetStatus: conditions,
  V2HorizontalPodAutoscalerStatus: conditions,
  V1PodDisruptionBudgetStatus: conditions,
  V1ServiceCIDRStatus: conditions,
  V1CertificateSigningRequestStatus: conditions,
  V1CustomResourceDefinitionStatus: conditions,
  V1ComponentStatus: conditions,
  V1UncountedTerminatedPods: { succeeded: [], failed: [] },
  V1CSINodeSpec: { drivers: ['name'] },
  V1ValidatingAdmissionPolicySpec: { matchConditions: ['name'], variables: ['name'] },
  V1ValidatingAdmissionPolicyStatus: conditions,
  V1MutatingAdmissionPolicySpec: { matchConditions: ['name'], variables: ['name'] },
  V1MutatingWebhookConfiguration: { webhooks: ['name'] },
  V1ValidatingWebhookConfiguration: { webhooks: ['name'] },
  V1MutatingWebhook: { matchConditions: ['name'] },
  V1ValidatingWebhook: { matchConditions: ['name'] },
  V1APIServiceStatus: conditions,
  V1FlowSchemaStatus: conditions,
  V1PriorityLevelConfigurationStatus: conditions,
};

const atomicStructs: ReadonlySet<string> = new Set([
  'V1LabelSelector', 'V1NodeSelector', 'V1NodeSelectorTerm', 'V1ObjectFieldSelector', 'V1ResourceFieldSelector', 'V1LocalObjectReference', 'V1ObjectReference',
  'V1SecretReference', 'V1ConfigMapKeySelector', 'V1SecretKeySelector', 'V1FileKeySelector', 'V1TypedLocalObjectReference', 'V1OwnerReference', 'V1TopologySelectorTerm',
  'V1ScopeSelector', 'V1EndpointAddress', 'CoreV1EndpointPort', 'DiscoveryV1EndpointPort', 'V1RoleRef', 'RbacV1Subject', 'V1IngressServiceBackend', 'V1ParamKind', 'V1ParamRef', 'V1MatchResources',
]);
/** References that are merged although their type is atomic elsewhere. */
const granularFields: ReadonlySet<string> = new Set(['V1PersistentVolumeSpec.claimRef', 'V1IngressBackend.service']);
const atomicMaps: ReadonlySet<string> = new Set([
  'V1PodSpec.nodeSelector', 'V1ServiceSpec.selector', 'V1ReplicationControllerSpec.selector', 'V1Scheduling.nodeSelector', 'V1Endpoint.deprecatedTopology',
  'V1PersistentVolumeClaimStatus.allocatedResourceStatuses', 'V1ScaleStatus.selector',
]);

const known = new Map<string, ReadonlyMap<string, Topology>>();

/** The fields of a struct. */
export function fieldsOf(struct: string): ReadonlyMap<string, Topology> {
  const found = known.get(struct);
  if (found) return found;
  const built = new Map([...structSchema(struct).fields.values()].map(({ name, type }) => [name, topologyOf(struct, name, type)]));
  known.set(struct, built);
  return built;
}

function topologyOf(owner: string, field: string, type: FieldType): Topology {
  const path = `${owner}.${field}`;
  switch (type.is) {
    case 'scalar': return type.scalar === 'any' ? { is: 'untyped' } : { is: 'leaf', expects: type.scalar };
    case 'struct': return atomicStructs.has(type.name) && !granularFields.has(path) ? { is: 'leaf', expects: 'map' } : { is: 'struct', name: type.name };
    case 'map': return atomicMaps.has(path) ? { is: 'leaf', expects: 'map' } : { is: 'map', of: topologyOf(owner, '', type.of) };
    case 'list': return listTopology(owner, field, type.of);
  }
}

function listTopology(owner: string, field: string, of: FieldType): Topology {
  const table = Object.hasOwn(lists, owner) ? lists[owner] : undefined;
  const keys = table && Object.hasOwn(table, field) ? table[field] : undefined;
  if (!keys) return { is: 'leaf', expects: 'list' };
  if (keys.length === 0) return { is: 'set' };
  return { is: 'keyed', keys, of: of.is === 'struct' ? { is: 'struct', name: of.name } : { is: 'untyped' } };
}

/** The whole object. */
export function topologyOfObject(schema: ObjectSchema): Topology {
  if (typeof schema !== 'string') return { is: 'object', schema, isRoot: true };
  return hasStruct(schema) ? { is: 'struct', name: schema } : { is: 'custom' };
}

const ofSchemas = new WeakMap<V1JSONSchemaProps, Topology>();

/**
 * A value of a custom resource, by what its schema says of it.
 *
 * @see Kubernetes apiextensions-apiserver, `x-kubernetes-list-type`, `x-kubernetes-list-map-keys`, `x-kubernetes-map-type`
 */
export function topologyOfSchema(schema: V1JSONSchemaProps): Topology {
  let known = ofSchemas.get(schema);
  if (!known) ofSchemas.set(schema, (known = readSchema(schema)));
  return known;
}

const scalars: Readonly<Record<string, Scalar>> = { string: 'string', integer: 'int64', number: 'double', boolean: 'boolean' };

function readSchema(schema: V1JSONSchemaProps): Topology {
  const { type = '', items } = schema;
  if (schema['x-kubernetes-int-or-string']) return { is: 'untyped' };
  if (type === 'object') return schema['x-kubernetes-map-type'] === 'atomic' ? { is: 'leaf', expects: 'map' } : { is: 'object', schema, isRoot: false };
  if (type === 'array') return readList(schema, (Array.isArray(items) ? {} : (items ?? {})) as V1JSONSchemaProps);
  const expects = scalars[type];
  return expects === undefined ? { is: 'untyped' } : { is: 'leaf', expects };
}

function readList(list: V1JSONSchemaProps, items: V1JSONSchemaProps): Topology {
  if (list['x-kubernetes-list-type'] === 'set') return { is: 'set' };
  if (list['x-kubernetes-list-type'] !== 'map') return { is: 'leaf', expects: 'list' };
  const keys = list['x-kubernetes-list-map-keys'] ?? [];
  const defaults = Object.fromEntries(keys.flatMap((key) => (items.properties?.[key]?.default === undefined ? [] : [[key, items.properties[key].default]])));
  return { is: 'keyed', keys, of: topologyOfSchema(items), defaults };
}

/** Keys that have a default when an item leaves them out. */
export const keyDefaults: Readonly<Record<string, string>> = { protocol: 'TCP' };
