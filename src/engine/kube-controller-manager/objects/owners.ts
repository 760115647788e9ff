import type { V1OwnerReference, V1Status } from '../../../kube/generated/types.ts';
import { apiVersionOf, type Kind } from '../../../kube/kinds.ts';
import { controllerOf, type KubeObject } from '../../../kube/object.ts';
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
  readonly candidates: readonly T[];
}

/**
 * Takes orphans that the selector matches, lets go of what it no longer matches, and returns what is the owner's.
 *
 * @see Kubernetes 1.36, controller_ref_manager.go, ClaimObject
 */
export function claim<T extends KubeObject>(request: Claim<T>): Claimed<T> {
  const uid = request.owner.metadata?.uid;
  const objects: T[] = [];
  let error: V1Status | undefined;
  let mayAdopt: V1Status | boolean | undefined;
  for (const object of request.candidates) {
    const match = matches(request.selector, object.metadata?.labels);
    const owner = controllerOf(object);
    if (owner) {
      if (owner.uid !== uid) continue;
      if (match) objects.push(object);
      else if (!request.owner.metadata?.deletionTimestamp) error = release(request, object) ?? error;
      continue;
    }
    if (!match || request.owner.metadata?.deletionTimestamp || object.metadata?.deletionTimestamp) continue;
    mayAdopt ??= canAdopt(request);
    if (mayAdopt === false) continue;
    const adopted = mayAdopt === true ? adopt(request, object) : mayAdopt;
    if (adopted === undefined) objects.push(object);
    else if (!isNotFound(adopted)) error ??= adopted;
  }
  return { objects, error };
}

/** Looks at the owner itself, not at the cache: one that is being deleted adopts nothing. */
function canAdopt<T extends KubeObject>({ client, ownerKind, owner }: Claim<T>): V1Status | boolean {
  const fresh = client.get(ownerKind, owner.metadata?.namespace ?? '', owner.metadata?.name ?? '');
  if (!fresh.ok) return fresh.status;
  return fresh.value.metadata?.uid === owner.metadata?.uid && !fresh.value.metadata?.deletionTimestamp;
}

const placeOf = (object: KubeObject): { namespace: string; name: string } => ({ namespace: object.metadata?.namespace ?? '', name: object.metadata?.name ?? '' });

function adopt<T extends KubeObject>({ client, kind, ownerKind, owner }: Claim<T>, object: T): V1Status | undefined {
  const patch = { metadata: { ownerReferences: [controllerRef(ownerKind, owner)], uid: object.metadata?.uid } };
  const answer = client.patch(kind, placeOf(object), patch);
  return answer.ok ? undefined : answer.status;
}

/** Takes the owner off; an object that has gone needs nothing. */
function release<T extends KubeObject>({ client, kind, owner }: Claim<T>, object: T): V1Status | undefined {
  const patch = { metadata: { ownerReferences: [{ $patch: 'delete', uid: owner.metadata?.uid }], uid: object.metadata?.uid } };
  const answer = client.patch(kind, placeOf(object), patch);
  return answer.ok || isNotFound(answer.status) || answer.status.reason === 'Invalid' ? undefined : answer.status;
}
