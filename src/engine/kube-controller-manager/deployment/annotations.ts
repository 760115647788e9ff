import type { V1Deployment, V1ReplicaSet } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
const revisionHistoryMaxChars = 2000;

/** Annotations that are the Deployment's or the ReplicaSet's own and are not copied from one to the other. */
const notCopied = [
  'kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, revisionHistoryAnnotation,
  desiredReplicasAnnotation, maxReplicasAnnotation, 'deprecated.deployment.rollback.to',
];

type Annotations = Readonly<Record<string, string>>;

export function annotationOf(object: KubeObject, key: string): string | undefined {
  const annotations = object.metadata?.annotations ?? {};
  return Object.hasOwn(annotations, key) ? annotations[key] : undefined;
}

/** The revision number an object carries; 0 where it has none. */
export function revisionOf(object: KubeObject): number {
  const text = annotationOf(object, revisionAnnotation);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
}

/** The object with other annotations. */
export function withAnnotations<T extends KubeObject>(object: T, annotations: Annotations): T {
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** `desired-replicas` and `max-replicas`, from which later changes of size are computed. */
export function sizeAnnotations(desired: number, max: number): Annotations {
  return { [desiredReplicasAnnotation]: String(desired), [maxReplicasAnnotation]: String(max) };
}

/**
 * The annotations of the new ReplicaSet: the Deployment's own, the revision, and the revisions it had before where it comes
 * back into use.
 *
 * @see Kubernetes 1.36, deployment_util.go, SetNewReplicaSetAnnotations
 */
export function newSetAnnotations(deployment: V1Deployment, set: V1ReplicaSet, revision: number): Annotations {
  const copied = Object.entries(deployment.metadata?.annotations ?? {}).filter(([key]) => !notCopied.includes(key));
  const own = set.metadata?.annotations ?? {};
  const before = annotationOf(set, revisionAnnotation);
  const old = revisionOf(set);
  const merged = { ...own, ...Object.fromEntries(copied) };
  if (old >= revision) return merged;
  const history = before === undefined ? {} : { [revisionHistoryAnnotation]: longerHistory(annotationOf(set, revisionHistoryAnnotation) ?? '', before) };
  return { ...merged, [revisionAnnotation]: String(revision), ...history };
}

function longerHistory(history: string, revision: string): string {
  if (history === '') return revision;
  const parts = [...history.split(','), revision];
  while (parts.length > 1 && parts.join(',').length > revisionHistoryMaxChars) parts.shift();
  return parts.join(',');
}
