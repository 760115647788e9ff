import type { V1OwnerReference, V1PersistentVolumeClaim, V1Pod, V1PodTemplateSpec, V1StatefulSet, V1Volume } from '../../../kube/generated/types.ts';
import { pods, statefulSets } from '../../../kube/kinds.ts';
import { controllerRef } from '../objects/owners.ts';
import { isPodAvailable, isPodReady } from '../objects/pods.ts';
import { podFromTemplate } from '../replication/pod-control.ts';
import { revisionLabel } from '../history/revisions.ts';

const nameLabel = 'statefulset.kubernetes.io/pod-name';
const indexLabel = 'apps.kubernetes.io/pod-index';

export const startOrdinal = (set: V1StatefulSet): number => set.spec?.ordinals?.start ?? 0;
export const replicasOf = (set: V1StatefulSet): number => set.spec?.replicas ?? 1;
export const podNameOf = (set: V1StatefulSet, ordinal: number): string => `${set.metadata?.name ?? ''}-${String(ordinal)}`;

/** Set and number of a pod's name: `web-2` → `['web', 2]`; undefined where the name has no number. */
export function parentAndOrdinal(name: string | undefined): readonly [string, number] | undefined {
  const match = /^(.*)-(\d+)$/.exec(name ?? '');
  return match ? [match[1] ?? '', Number(match[2])] : undefined;
}

export const ordinalOf = (pod: V1Pod): number => parentAndOrdinal(pod.metadata?.name)?.[1] ?? -1;
export const revisionOf = (pod: V1Pod): string => pod.metadata?.labels?.[revisionLabel] ?? '';

/** Whether a pod is one of the set's by its name. */
export const isMember = (set: V1StatefulSet, pod: V1Pod): boolean => parentAndOrdinal(pod.metadata?.name)?.[0] === set.metadata?.name;

export const isRunningAndReady = (pod: V1Pod): boolean => pod.status?.phase === 'Running' && isPodReady(pod);
export const isRunningAndAvailable = (pod: V1Pod, minReadySeconds: number, epochMs: number): boolean => isRunningAndReady(pod) && isPodAvailable(pod, minReadySeconds, epochMs);
export const isTerminating = (pod: V1Pod): boolean => pod.metadata?.deletionTimestamp !== undefined;
export const isHealthy = (pod: V1Pod): boolean => isRunningAndReady(pod) && !isTerminating(pod);

/** The claims of one pod, by the name of the volume: `data` → `data-web-0`. */
export function claimNames(set: V1StatefulSet, ordinal: number): readonly (readonly [string, string])[] {
  return (set.spec?.volumeClaimTemplates ?? []).map(({ metadata }) => [metadata?.name ?? '', `${metadata?.name ?? ''}-${podNameOf(set, ordinal)}`] as const);
}

/** A pod of the set with its name, labels, host name and claims. */
export function newPod(set: V1StatefulSet, ordinal: number, template: V1PodTemplateSpec, revision: string): V1Pod {
  const name = podNameOf(set, ordinal);
  const pod = podFromTemplate(template, set, controllerRef(statefulSets, set));
  const labels = { ...pod.metadata?.labels, [nameLabel]: name, [indexLabel]: String(ordinal), [revisionLabel]: revision };
  const subdomain = set.spec?.serviceName;
  return {
    ...pod,
    metadata: { ...pod.metadata, name, labels },
    spec: { containers: [], ...pod.spec, hostname: name, ...(subdomain ? { subdomain } : {}), ...volumesOf(set, ordinal, pod.spec?.volumes) },
  };
}

/** Volumes for the claims come first; they replace volumes of the same name. */
function volumesOf(set: V1StatefulSet, ordinal: number, others: readonly V1Volume[] | undefined): { readonly volumes?: readonly V1Volume[] } {
  const claims = claimNames(set, ordinal).map(([name, claimName]): V1Volume => ({ name, persistentVolumeClaim: { claimName } }));
  const rest = (others ?? []).filter(({ name }) => !claims.some((volume) => volume.name === name));
  return claims.length + rest.length > 0 ? { volumes: [...claims, ...rest] } : {};
}

/** Whether a pod still carries the identity that its name says. */
export function hasIdentity(set: V1StatefulSet, pod: V1Pod): boolean {
  const { name = '', labels } = pod.metadata ?? {};
  return labels?.[nameLabel] === name && labels[indexLabel] === String(ordinalOf(pod)) && isMember(set, pod);
}

/** The labels that give a pod its identity back. */
export const identityLabels = (pod: V1Pod): Readonly<Record<string, string>> => ({ [nameLabel]: pod.metadata?.name ?? '', [indexLabel]: String(ordinalOf(pod)) });

/** The claims that one pod needs, made after the templates. */
export function newClaims(set: V1StatefulSet, ordinal: number): readonly V1PersistentVolumeClaim[] {
  return (set.spec?.volumeClaimTemplates ?? []).map((template, index) => ({
    ...template,
    apiVersion: 'v1', kind: 'PersistentVolumeClaim',
    metadata: {
      ...template.metadata, name: claimNames(set, ordinal)[index]?.[1] ?? '', namespace: set.metadata?.namespace,
      labels: { ...template.metadata?.labels, ...set.spec?.selector.matchLabels },
    },
    status: undefined,
  }));
}

/**
 * Who a claim is to go with, by the retention policy: the set, the pod that scaling removes, or nobody.
 *
 * @see Kubernetes 1.36, stateful_set_utils.go, updateClaimOwnerRefForSetAndPod
 */
export function claimOwner(set: V1StatefulSet, pod: V1Pod): V1OwnerReference | undefined {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  const ordinal = ordinalOf(pod);
  const outside = ordinal < startOrdinal(set) || ordinal >= startOrdinal(set) + replicasOf(set);
  if (whenScaled === 'Delete' && outside) return controllerRef(pods, pod);
  return whenDeleted === 'Delete' ? controllerRef(statefulSets, set) : undefined;
}

/**
 * The owners that a claim has to get; undefined where they are right. A claim of a set or pod of an earlier life is let alone, and where
 * somebody else manages the claim, set and pod only take themselves out.
 *
 * @see Kubernetes 1.36, stateful_set_utils.go, isClaimOwnerUpToDate
 */
export function newOwners({ metadata }: V1PersistentVolumeClaim, set: V1StatefulSet, pod: V1Pod): readonly V1OwnerReference[] | undefined {
  const owners = metadata?.ownerReferences ?? [];
  const isOf = (owner: V1OwnerReference, kind: string, { metadata: of }: V1StatefulSet | V1Pod): boolean => owner.kind === kind && owner.name === of?.name;
  const ours = owners.filter((owner) => isOf(owner, 'StatefulSet', set) || isOf(owner, 'Pod', pod));
  if (ours.some(({ uid }) => uid !== set.metadata?.uid && uid !== pod.metadata?.uid)) return undefined;
  const others = owners.filter((owner) => !ours.includes(owner));
  if (isRetention(set) && others.some(({ controller }) => controller === true)) return ours.length > 0 ? others : undefined;
  const wanted = claimOwner(set, pod);
  const isRight = ours.every(({ controller, uid }) => controller === true && uid === wanted?.uid) && ours.length === (wanted ? 1 : 0);
  return isRight ? undefined : [...others, ...(wanted ? [wanted] : [])];
}

/** Whether the policy is more than to keep claims. */
function isRetention({ spec }: V1StatefulSet): boolean {
  const { whenDeleted, whenScaled } = spec?.persistentVolumeClaimRetentionPolicy ?? {};
  return whenDeleted === 'Delete' || whenScaled === 'Delete';
}
