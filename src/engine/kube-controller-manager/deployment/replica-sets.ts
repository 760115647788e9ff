import type { V1Deployment, V1PodTemplateSpec, V1ReplicaSet } from '../../../kube/generated/types.ts';
import { deployments } from '../../../kube/kinds.ts';
import { controllerRef } from '../objects/owners.ts';
import { same } from '../objects/same.ts';
import { templateHash } from '../objects/template-hash.ts';
import { newSetAnnotations, revisionOf, sizeAnnotations } from './annotations.ts';
import { byCreation, fenceposts, replicasOf } from './sizes.ts';

const hashLabel = 'pod-template-hash';

/** The ReplicaSets of a Deployment, told apart by template. */
export interface Family {
  /** The one whose template is the Deployment's. */
  readonly fresh: V1ReplicaSet | undefined;
  readonly old: readonly V1ReplicaSet[];
}

/** The new ReplicaSet is the oldest one with the Deployment's template; all others are old. */
export function familyOf(deployment: V1Deployment, sets: readonly V1ReplicaSet[]): Family {
  const fresh = [...sets].sort(byCreation).find((set) => sameTemplate(set.spec?.template, deployment.spec?.template));
  return { fresh, old: sets.filter((set) => set.metadata?.uid !== fresh?.metadata?.uid) };
}

/** Whether two templates are equal but for the label pod-template-hash. */
export function sameTemplate(a: V1PodTemplateSpec | undefined, b: V1PodTemplateSpec | undefined): boolean {
  if (a?.spec !== b?.spec && !same(a?.spec, b?.spec)) return false;
  return same(withoutHash(a), withoutHash(b));
}

function withoutHash(template: V1PodTemplateSpec | undefined): unknown {
  const { [hashLabel]: _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template?.metadata, creationTimestamp: undefined, labels };
}

/** One more than the highest revision among old ReplicaSets. */
export const nextRevision = (old: readonly V1ReplicaSet[]): number => old.reduce((most, set) => Math.max(most, revisionOf(set)), 0) + 1;

/** ReplicaSets that have or want pods. */
export const activeOf = (sets: readonly (V1ReplicaSet | undefined)[]): readonly V1ReplicaSet[] => sets.filter((set): set is V1ReplicaSet => set !== undefined && replicasOf(set) > 0);

/** The one ReplicaSet that is scaled when a Deployment's size changes and no rollout is under way. */
export function activeOrLatest({ fresh, old }: Family): V1ReplicaSet | undefined {
  const active = activeOf([...old, fresh]);
  if (active.length > 1) return undefined;
  return active[0] ?? fresh ?? [...old].sort(byCreation).at(-1);
}

/**
 * The ReplicaSet for a template that is used for the first time: `NAME-HASH`, with the hash as a label of it, its selector and
 * its pods.
 */
export function newReplicaSet(deployment: V1Deployment, old: readonly V1ReplicaSet[], sizeFor: (all: readonly V1ReplicaSet[]) => number): V1ReplicaSet {
  const { template, selector, minReadySeconds } = deployment.spec ?? {};
  const hash = templateHash(template ?? {}, deployment.status?.collisionCount);
  const labels = { ...template?.metadata?.labels, [hashLabel]: hash };
  const desired = replicasOf(deployment);
  const bare: V1ReplicaSet = {
    apiVersion: 'apps/v1', kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata?.name ?? ''}-${hash}`, namespace: deployment.metadata?.namespace, labels,
      ownerReferences: [controllerRef(deployments, deployment)],
    },
    spec: {
      replicas: sizeFor(old),
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template?.metadata, labels } },
    },
  };
  const annotations = { ...newSetAnnotations(deployment, bare, nextRevision(old)), ...sizeAnnotations(desired, desired + fenceposts(deployment).maxSurge) };
  return { ...bare, metadata: { ...bare.metadata, annotations } };
}

/** Old ReplicaSets beyond `revisionHistoryLimit` that nothing needs any more, lowest revision first. */
export function beyondHistory(deployment: V1Deployment, old: readonly V1ReplicaSet[]): readonly V1ReplicaSet[] {
  const limit = deployment.spec?.revisionHistoryLimit;
  if (limit === undefined || limit === 2_147_483_647) return [];
  const alive = old.filter((set) => !set.metadata?.deletionTimestamp);
  const surplus = alive.length - limit;
  if (surplus <= 0) return [];
  return [...alive].sort((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b)).slice(0, surplus)
    .filter((set) => replicasOf(set) === 0 && (set.status?.replicas ?? 0) === 0 && (set.metadata?.generation ?? 0) <= (set.status?.observedGeneration ?? 0));
}
