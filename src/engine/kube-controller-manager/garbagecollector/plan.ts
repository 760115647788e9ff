import type { V1OwnerReference } from '../../../kube/generated/types.ts';

/** What an owner reference has turned out to point to. */
export type OwnerState = 'there' | 'waiting' | 'absent';

export interface ObservedDependent {
  readonly owners: readonly { readonly reference: V1OwnerReference; readonly state: OwnerState }[];
  /** Finalizers of the object itself. */
  readonly finalizers: readonly string[];
  readonly hasDependents: boolean;
  /** Whether one of its own dependents is being deleted in the foreground, which closes a circle. */
  readonly inCircle: boolean;
}

export type GarbageAction =
  | { readonly do: 'nothing' }
  | { readonly do: 'dropReferences'; readonly uids: readonly string[] }
  | { readonly do: 'delete'; readonly propagationPolicy: 'Foreground' | 'Background' | 'Orphan'; readonly unblockFirst: boolean };

/**
 * What becomes of an object whose owners may have gone. One owner that is there keeps it; an owner that waits for its
 * dependents takes it along; without any it is garbage.
 *
 * @see Kubernetes 1.36, garbagecollector.go, attemptToDeleteItem
 */
export function planDependent({ owners, finalizers, hasDependents, inCircle }: ObservedDependent): GarbageAction {
  if (owners.length === 0) return { do: 'nothing' };
  const gone = owners.filter(({ state }) => state !== 'there').map(({ reference }) => reference.uid);
  if (gone.length < owners.length) return gone.length === 0 ? { do: 'nothing' } : { do: 'dropReferences', uids: gone };
  const waiting = owners.some(({ state }) => state === 'waiting');
  if (waiting && hasDependents) return { do: 'delete', propagationPolicy: 'Foreground', unblockFirst: inCircle };
  return { do: 'delete', propagationPolicy: policyOf(finalizers), unblockFirst: false };
}

/** A deletion that has begun keeps its policy. */
function policyOf(finalizers: readonly string[]): 'Foreground' | 'Background' | 'Orphan' {
  if (finalizers.includes('orphan')) return 'Orphan';
  return finalizers.includes('foregroundDeletion') ? 'Foreground' : 'Background';
}
