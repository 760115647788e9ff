/**
 * How a strategic merge patch treats each field: `patchStrategy` and `patchMergeKey` of the Go types. Fields that are not
 * listed: structs and maps are merged key by key, lists are replaced.
 *
 * @see Kubernetes api/core/v1/types.go and its neighbours
 */
import { hasStruct, structSchema } from '../schema.ts';
import type { FieldType } from '../schema.ts';

export interface PatchStrategy {
  /** Lists are merged: of objects by this key, of scalars (no key) as sets. */
  readonly merge?: true;
  readonly mergeKey?: string;
  /** Structs and maps are replaced instead of merged. */
  readonly replace?: true;
  /** Diffs carry `$retainKeys`, so that what the new value does not name is cleared. */
  readonly retainKeys?: true;
}

const by = (mergeKey: string): PatchStrategy => ({ merge: true, mergeKey });
const scalars: PatchStrategy = { merge: true };
const retaining = (mergeKey: string): PatchStrategy => ({ merge: true, mergeKey, retainKeys: true });
const conditions = { conditions: by('type') };
const container = { ports: by('containerPort'), env: by('name'), volumeMounts: by('mountPath'), volumeDevices: by('devicePath') };

const strategies: Readonly<Record<string, Readonly<Record<string, PatchStrategy>>>> = {
  V1ObjectMeta: { ownerReferences: by('uid'), finalizers: scalars },
  V1PodSpec: {
    volumes: retaining('name'), initContainers: by('name'), containers: by('name'), ephemeralContainers: by('name'), imagePullSecrets: by('name'),
    hostAliases: by('ip'), topologySpreadConstraints: by('topologyKey'), schedulingGates: by('name'), resourceClaims: retaining('name'),
  },
  V1PodStatus: { ...conditions, podIPs: by('ip'), hostIPs: by('ip'), resourceClaimStatuses: retaining('name') },
  V1Container: container,
  V1EphemeralContainer: container,
  V1ContainerStatus: { volumeMounts: by('mountPath'), allocatedResourcesStatus: by('name') },
  V1ServiceSpec: { ports: by('port') },
  V1ServiceStatus: conditions,
  V1ServiceAccount: { secrets: by('name') },
  V1NodeSpec: { podCIDRs: scalars },
  V1NodeStatus: { ...conditions, addresses: by('type') },
  V1NamespaceStatus: conditions,
  V1PersistentVolumeClaimStatus: conditions,
  V1ReplicationControllerStatus: conditions,
  V1ComponentStatus: conditions,
  V1DeploymentSpec: { strategy: { retainKeys: true } },
  V1DeploymentStatus: conditions,
  V1ReplicaSetStatus: conditions,
  V1DaemonSetStatus: conditions,
  V1StatefulSetStatus: conditions,
  V1JobStatus: conditions,
  V2HorizontalPodAutoscalerStatus: conditions,
  V1PodDisruptionBudgetSpec: { selector: { replace: true } },
  V1PodDisruptionBudgetStatus: conditions,
  V1ServiceCIDRStatus: conditions,
  V1CSINodeSpec: { drivers: by('name') },
  V1MutatingAdmissionPolicySpec: { matchConditions: by('name'), variables: by('name') },
  V1MutatingWebhookConfiguration: { webhooks: by('name') },
  V1ValidatingWebhookConfiguration: { webhooks: by('name') },
  V1MutatingWebhook: { matchConditions: by('name') },
  V1ValidatingWebhook: { matchConditions: by('name') },
  V1APIServiceStatus: { conditions: by('type') },
  V1FlowSchemaStatus: { conditions: by('type') },
  V1PriorityLevelConfigurationStatus: { conditions: by('type') },
  V1ValidatingAdmissionPolicySpec: { matchConditions: by('name'), variables: by('name') },
};

const none: PatchStrategy = {};

/** A place in the types: a struct by name, the values of a map, or something without fields. */
export type PatchType = { readonly struct: string } | { readonly values: PatchType } | undefined;

/** What the types say of one field. `unknown`: the struct has no such field. */
export interface PatchField {
  readonly type: PatchType;
  readonly strategy: PatchStrategy;
  readonly unknown?: true;
}

/** The type and strategy of a field. */
export function patchField(type: PatchType, field: string): PatchField {
  if (type === undefined) return { type: undefined, strategy: none };
  if ('values' in type) return { type: type.values, strategy: none };
  const found = structSchema(type.struct).fields.get(field);
  if (!found) return { type: undefined, strategy: none, unknown: true };
  const table = Object.hasOwn(strategies, type.struct) ? strategies[type.struct] : undefined;
  const strategy = table && Object.hasOwn(table, field) ? (table[field] ?? none) : none;
  return { type: within(found.type), strategy };
}

/** Elements of a list stand for the list: only they have fields. */
function within(type: FieldType): PatchType {
  switch (type.is) {
    case 'scalar': return undefined;
    case 'struct': return { struct: type.name };
    case 'list': return within(type.of);
    case 'map': return { values: within(type.of) };
  }
}

/** The type of a whole object; names that are no struct (custom resources) have none. */
export function patchTypeOf(schema: string): PatchType {
  return hasStruct(schema) ? { struct: schema } : undefined;
}
