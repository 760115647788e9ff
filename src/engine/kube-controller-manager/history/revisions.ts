import type { V1ControllerRevision, V1PodTemplateSpec } from '../../../kube/generated/types.ts';
import { fnv32, safeEncode } from '../../../kube/hash.ts';
import { goMapJson } from '../../../kube/json.ts';
import type { Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { controllerRef } from '../objects/owners.ts';
import { same } from '../objects/same.ts';

export const revisionLabel = 'controller-revision-hash';
const hashLabel = 'controller.kubernetes.io/hash';

/** An object whose template's history is kept in ControllerRevisions. */
export interface Versioned extends KubeObject {
  readonly spec?: { readonly template: V1PodTemplateSpec } | undefined;
}

/** What a revision stores: a strategic merge patch that puts the template back. */
export function revisionData(owner: Versioned): unknown {
  return { spec: { template: { ...owner.spec?.template, $patch: 'replace' } } };
}

/** The template that a revision stores. */
export function templateOf(revision: V1ControllerRevision): V1PodTemplateSpec {
  const { template } = (revision.data as { readonly spec: { readonly template: V1PodTemplateSpec & { readonly $patch?: string } } }).spec;
  const { $patch: _, ...rest } = template;
  return rest;
}

export const hasSameData = (a: V1ControllerRevision, b: V1ControllerRevision): boolean => same(a.data, b.data);

export interface RevisionRequest {
  readonly kind: Kind;
  readonly owner: Versioned;
  readonly revision: number;
  /** What the revision is named after. StatefulSets take `revisionHash`, DaemonSets the hash of their template. */
  readonly hash: string;
  /** Label under which the hash is kept: StatefulSets and DaemonSets differ. */
  readonly label?: string;
}

/** Hashes of what revisions of templates store. Objects never change, so what was hashed once stays true. */
const hashes = new WeakMap<V1PodTemplateSpec, number>();

/**
 * The hash of what a revision stores. The count of collisions is always part of it, also when it is 0.
 *
 * @see Kubernetes 1.36, pkg/controller/history, HashControllerRevision
 */
export function revisionHash(owner: Versioned, collisionCount: number): string {
  const template = owner.spec?.template ?? {};
  const hash = hashes.get(template) ?? fnv32(goMapJson(revisionData(owner)));
  hashes.set(template, hash);
  return safeEncode(fnv32(String(collisionCount), hash));
}

/**
 * The revision for the owner's template as it is now.
 *
 * @see Kubernetes 1.36, pkg/controller/history, NewControllerRevision
 */
export function newRevision({ kind, owner, revision, hash, label = hashLabel }: RevisionRequest): V1ControllerRevision {
  const { name = '', namespace, annotations } = owner.metadata ?? {};
  return {
    apiVersion: 'apps/v1', kind: 'ControllerRevision',
    metadata: {
      name: `${name.slice(0, 223)}-${hash}`, namespace,
      labels: { ...owner.spec?.template.metadata?.labels, [label]: hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerRef(kind, owner)],
    },
    data: revisionData(owner), revision,
  };
}

/** By revision, then by time of creation, then by name. */
export function byRevision(a: V1ControllerRevision, b: V1ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  const [x, y] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (x !== y) return x < y ? -1 : 1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

/** One more than the last of revisions in order. */
export const nextNumber = (sorted: readonly V1ControllerRevision[]): number => (sorted.at(-1)?.revision ?? 0) + 1;
