import type { V1OwnerReference, V1Status } from '../../../kube/generated/types.ts';
import { apiVersionOf, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { matches, type Selector } from '../../../kube/selectors.ts';
import type { Client } from '../../client/index.ts';
import { isNotFound } from './statuses.ts';

/** The owner reference by which `owner` is in charge of what it made. */
export function controllerRef(kind: Kind, owner: KubeObject): V1OwnerReference {
  const { name = '', uid = '' } = owner.metadata ?? {};
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** What a claim has come to: the objects that are the owner's now, and the first refusal. */
export interface Claimed<T> {
  readonly objects: readonly T[];
  readonly error: V1Status | undefined;
}

export interface Claim<T extends KubeObject> {
  readonly client: Client;
  readonly ownerKind: Kind;
  readonly owner: KubeObject;
  readonly kind: Kind<T>;
  readonly selector: Selector;
  /** What the owner is in charge of, by the index of controllers. */
  readonly owned: readonly T[];
  /** What nobody is in charge of, in the owner's namespace. */
  readonly orphans: readonly T[];
  /** Held by what is the owner's: comes with an adoption and goes with a release (a Job's tracking of its pods). */
  readonly finalizer?: string;
}

/**
 * Takes orphans that the selector matches, lets go of what it no longer matches, and returns what is the owner's.
 *
 * @see Kubernetes 1.36, controller_ref_manager.go, ClaimObject
 */
export function claim<T extends KubeObject>(request: Claim<T>): Claimed<T> {
  const { owner, selector } = request;
  const ending = owner.metadata?.deletionTimestamp !== undefined;
  const objects: T[] = [];
  let error: V1Status | undefined;
  for (const object of request.owned) {
    if (matches(selector, object.metadata?.labels)) objects.push(object);
    else if (!ending) error = release(request, object) ?? error;
  }
  if (ending) return { objects, error };
  for (const object of request.orphans) {
    if (object.metadata?.deletionTimestamp || !matches(selector, object.metadata?.labels)) continue;
    const refusal = canAdopt(request) ?? adopt(request, object);
    if (refusal === undefined) objects.push(object);
    else if (!isNotFound(refusal)) error ??= refusal;
  }
  return { objects, error };
}

/** Looks at the owner itself, not at the cache: one that is being deleted adopts nothing. Undefined: it may. */
function canAdopt<T extends KubeObject>({ client, ownerKind, owner }: Claim<T>): V1Status | undefined {
  const { namespace = '', name = '', uid } = owner.metadata ?? {};
  const fresh = client.get(ownerKind, namespace, name);
  if (!fresh.ok) return fresh.status;
  const { metadata } = fresh.value;
  return metadata?.uid === uid && !metadata?.deletionTimestamp ? undefined : { status: 'Failure', reason: 'NotFound', code: 404, message: `${name} has just been deleted` };
}

const placeOf = (object: KubeObject): { namespace: string; name: string } => ({ namespace: object.metadata?.namespace ?? '', name: object.metadata?.name ?? '' });

function adopt<T extends KubeObject>({ client, kind, ownerKind, owner, finalizer }: Claim<T>, object: T): V1Status | undefined {
  const patch = { metadata: { ownerReferences: [controllerRef(ownerKind, owner)], uid: object.metadata?.uid, ...(finalizer === undefined ? {} : { finalizers: [finalizer] }) } };
  const answer = client.patch(kind, placeOf(object), patch);
  return answer.ok ? undefined : answer.status;
}

/** Takes the owner off; an object that has gone needs nothing. */
function release<T extends KubeObject>({ client, kind, owner, finalizer }: Claim<T>, object: T): V1Status | undefined {
  const patch = { metadata: { ownerReferences: [{ $patch: 'delete', uid: owner.metadata?.uid }], uid: object.metadata?.uid, ...(finalizer === undefined ? {} : { '$deleteFromPrimitiveList/finalizers': [finalizer] }) } };
  const answer = client.patch(kind, placeOf(object), patch);
  return answer.ok || isNotFound(answer.status) || answer.status.reason === 'Invalid' ? undefined : answer.status;
}
