import type {
  V1Container, V1CSIDriver, V1CSINode, V1CSIStorageCapacity, V1Namespace, V1Node, V1PersistentVolume, V1PersistentVolumeClaim, V1Pod, V1PodAffinityTerm, V1PodDisruptionBudget, V1PodSpec,
  V1ReplicaSet, V1ReplicationController, V1Service, V1StatefulSet, V1StorageClass, V1Toleration, V1TopologySpreadConstraint,
  V1VolumeAttachment,
} from '../../kube/generated/types.ts';
import type { KubeObject } from '../../kube/object.ts';
import { podRequests } from './cache/resources.ts';
import type { Listers, OwnerSelector } from './framework/listers.ts';

/** A cluster's state and one pending pod, written as somebody would submit them. */
export interface SchedulingCase {
  readonly name: string;
  readonly nodes: readonly V1Node[];
  readonly namespaces?: readonly V1Namespace[];
  readonly storage?: {
    readonly pvs?: readonly V1PersistentVolume[];
    readonly pvcs?: readonly V1PersistentVolumeClaim[];
    readonly classes?: readonly V1StorageClass[];
    readonly csiNodes?: readonly V1CSINode[];
    readonly csiDrivers?: readonly V1CSIDriver[];
    readonly csiStorageCapacities?: readonly V1CSIStorageCapacity[];
    readonly volumeAttachments?: readonly V1VolumeAttachment[];
  };
  readonly services?: readonly V1Service[];
  readonly replicaSets?: readonly V1ReplicaSet[];
  readonly replicationControllers?: readonly V1ReplicationController[];
  readonly statefulSets?: readonly V1StatefulSet[];
  readonly pdbs?: readonly V1PodDisruptionBudget[];
  /** Pods that are bound already. */
  readonly pods?: readonly V1Pod[];
  readonly pod: V1Pod;
}

const nameOf = (object: KubeObject): string => object.metadata?.name ?? '';
const namespaceOf = (object: KubeObject): string => object.metadata?.namespace ?? 'default';

function byName<T extends KubeObject>(objects: readonly T[] | undefined, key: (object: T) => string): ReadonlyMap<string, T> {
  return new Map((objects ?? []).map((object) => [key(object), object]));
}

const qualified = (object: KubeObject): string => `${namespaceOf(object)}/${nameOf(object)}`;

/** The case's objects, looked up as plugins do. */
export function listersOf(given: SchedulingCase): Listers {
  const { csiNodes, csiDrivers } = given.storage ?? {};
  const classes = given.storage?.classes?.map((each) => ({ ...each, volumeBindingMode: each.volumeBindingMode ?? 'Immediate' }));
  const pvs = given.storage?.pvs?.map(storedVolume);
  const pvcs = given.storage?.pvcs?.map((claim) => storedClaim(claim, classes ?? []));
  const namespaces = [...(given.namespaces ?? []), ...(given.namespaces?.some((each) => nameOf(each) === 'default') ? [] : [{ metadata: { name: 'default' } }])].map(withNameLabel);
  const claims = byName(pvcs, qualified);
  const volumes = byName(pvs, nameOf);
  const owners = new Map<string, OwnerSelector>([
    ...(given.replicaSets ?? []).map((each) => [`ReplicaSet ${qualified(each)}`, { selector: each.spec?.selector }] as const),
    ...(given.statefulSets ?? []).map((each) => [`StatefulSet ${qualified(each)}`, { selector: each.spec?.selector }] as const),
    ...(given.replicationControllers ?? []).map((each) => [`ReplicationController ${qualified(each)}`, { matchLabels: each.spec?.selector }] as const),
  ]);
  const [byNamespace, byClass, byCsiNode, byDriver] = [byName(namespaces, nameOf), byName(classes, nameOf), byName(csiNodes, nameOf), byName(csiDrivers, nameOf)];
  return {
    namespaceLabels: (name) => byNamespace.get(name)?.metadata?.labels,
    namespaces: () => namespaces,
    services: (namespace) => (given.services ?? []).filter((service) => namespaceOf(service) === namespace),
    ownerSelector: (kind, namespace, name) => owners.get(`${kind} ${namespace}/${name}`),
    claim: (namespace, name) => claims.get(`${namespace}/${name}`),
    volume: (name) => volumes.get(name),
    volumes: () => [...volumes.values()],
    storageClass: (name) => byClass.get(name),
    csiNode: (name) => byCsiNode.get(name),
    csiDriver: (name) => byDriver.get(name),
    storageCapacities: () => given.storage?.csiStorageCapacities ?? [],
    volumeAttachments: (nodeName) => (given.storage?.volumeAttachments ?? []).filter(({ spec }) => spec.nodeName === nodeName),
    disruptionBudgets: () => (given.pdbs ?? []).map((budget) => ({ ...budget, metadata: { ...budget.metadata, namespace: namespaceOf(budget) } })),
  };
}

/** A volume is Pending until the volume controller has seen it. */
function storedVolume(volume: V1PersistentVolume): V1PersistentVolume {
  return volume.status?.phase ? volume : { ...volume, status: { ...volume.status, phase: 'Pending' } };
}

const isDefaultClass = ({ metadata }: V1StorageClass): boolean =>
  ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some((key) => metadata?.annotations?.[key] === 'true');

/** A claim that names no class gets the default one: the newest, among equals the first by name. */
function storedClaim(claim: V1PersistentVolumeClaim, classes: readonly V1StorageClass[]): V1PersistentVolumeClaim {
  if (claim.spec?.storageClassName !== undefined || claim.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return claim;
  const age = ({ metadata }: V1StorageClass): string => String(metadata?.creationTimestamp ?? '');
  const [first] = classes.filter(isDefaultClass).sort((a, b) => (age(a) === age(b) ? (nameOf(a) < nameOf(b) ? -1 : 1) : age(a) > age(b) ? -1 : 1));
  return first ? { ...claim, spec: { ...claim.spec, storageClassName: nameOf(first) } } : claim;
}

function withNameLabel(namespace: V1Namespace): V1Namespace {
  return { ...namespace, metadata: { ...namespace.metadata, labels: { ...namespace.metadata?.labels, 'kubernetes.io/metadata.name': nameOf(namespace) } } };
}

const evictionTolerations: readonly V1Toleration[] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
  .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));

/** The pod as the API server would store it: what defaulting and admission add that scheduling looks at. */
export function asStored(pod: V1Pod): V1Pod {
  const { spec } = pod;
  const metadata = { ...pod.metadata, namespace: namespaceOf(pod), uid: pod.metadata?.uid ?? qualified(pod) };
  if (!spec) return { ...pod, metadata };
  const labels = metadata.labels ?? {};
  const container = (each: V1Container): V1Container => withHostPorts(withRequests(each), spec);
  const containers = spec.containers.map(container);
  return {
    ...pod, metadata,
    spec: {
      ...spec,
      containers,
      ...(spec.resources ? { resources: withPodRequests(spec.resources, { ...pod, spec: { ...spec, containers } }) } : {}),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(container) } : {}),
      tolerations: [...(spec.tolerations ?? []), ...evictionTolerations],
      ...(spec.affinity ? { affinity: withMergedKeys(spec.affinity, labels) } : {}),
      ...(spec.topologySpreadConstraints ? { topologySpreadConstraints: spec.topologySpreadConstraints.map((each) => mergedConstraint(each, labels)) } : {}),
    },
  };
}

/** Limits are requests where nothing is requested. */
function withRequests(container: V1Container): V1Container {
  const { limits, requests } = container.resources ?? {};
  return limits ? { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } } : container;
}

type PodResources = NonNullable<V1PodSpec['resources']>;

/** At the level of the pod, limits are requests for what no container requests. */
function withPodRequests(resources: PodResources, pod: V1Pod): PodResources {
  const ofContainers = podRequests(pod, { containersOnly: true });
  const missing = Object.entries(resources.limits ?? {}).filter(([name]) => !ofContainers.has(name));
  return { ...resources, requests: { ...Object.fromEntries(missing), ...resources.requests } };
}

function withHostPorts(container: V1Container, { hostNetwork }: V1PodSpec): V1Container {
  if (!hostNetwork || !container.ports) return container;
  return { ...container, ports: container.ports.map((port) => ({ ...port, hostPort: port.hostPort ?? port.containerPort })) };
}

type Affinity = NonNullable<V1PodSpec['affinity']>;

function withMergedKeys(affinity: Affinity, labels: Readonly<Record<string, string>>): Affinity {
  const both = (part: Affinity['podAffinity']): Affinity['podAffinity'] => part && {
    ...part,
    requiredDuringSchedulingIgnoredDuringExecution: part.requiredDuringSchedulingIgnoredDuringExecution?.map((term) => mergedTerm(term, labels)),
    preferredDuringSchedulingIgnoredDuringExecution: part.preferredDuringSchedulingIgnoredDuringExecution?.map((each) => ({ ...each, podAffinityTerm: mergedTerm(each.podAffinityTerm, labels) })),
  };
  return { ...affinity, podAffinity: both(affinity.podAffinity), podAntiAffinity: both(affinity.podAntiAffinity) };
}

function mergedTerm(term: V1PodAffinityTerm, labels: Readonly<Record<string, string>>): V1PodAffinityTerm {
  if (!term.labelSelector) return term;
  const more = [...expressions(term.matchLabelKeys, 'In', labels), ...expressions(term.mismatchLabelKeys, 'NotIn', labels)];
  return more.length === 0 ? term : { ...term, labelSelector: { ...term.labelSelector, matchExpressions: [...(term.labelSelector.matchExpressions ?? []), ...more] } };
}

function mergedConstraint(constraint: V1TopologySpreadConstraint, labels: Readonly<Record<string, string>>): V1TopologySpreadConstraint {
  const more = expressions(constraint.matchLabelKeys, 'In', labels);
  if (!constraint.labelSelector || more.length === 0) return constraint;
  return { ...constraint, labelSelector: { ...constraint.labelSelector, matchExpressions: [...(constraint.labelSelector.matchExpressions ?? []), ...more] } };
}

function expressions(keys: readonly string[] | undefined, operator: 'In' | 'NotIn', labels: Readonly<Record<string, string>>): readonly { readonly key: string; readonly operator: string; readonly values: readonly string[] }[] {
  return (keys ?? []).flatMap((key) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key]] }]));
}
