/**
 * How server-side apply sees each field: which lists are maps or sets, and which structs, maps and lists are one value
 * that only has one owner. Lists that are not named here are atomic; structs and maps are merged.
 *
 * @see Kubernetes api types, `+listType`, `+listMapKey`, `+mapType`, `+structType`
 */
import { hasStruct, structSchema } from '../schema.ts';
import type { FieldType, Scalar } from '../schema.ts';

/** What stands at a place. `untyped`: values of custom resources and of `any` fields. */
export type Topology =
  | { readonly is: 'leaf'; readonly expects: Scalar | 'list' | 'map' }
  | { readonly is: 'struct'; readonly name: string }
  | { readonly is: 'map'; readonly of: Topology }
  | { readonly is: 'keyed'; readonly keys: readonly string[]; readonly of: Topology }
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

/** The whole object of a type; '' for custom resources, of which only the metadata is typed. */
export function topologyOfObject(schema: string): Topology {
  return hasStruct(schema) ? { is: 'struct', name: schema } : { is: 'custom' };
}

/** Keys that have a default when an item leaves them out. */
export const keyDefaults: Readonly<Record<string, string>> = { protocol: 'TCP' };
