import type { V1OwnerReference } from '../../../kube/generated/types.ts';
import type { Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';

export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

/** An object, or an owner that is only known from references to it (`kind` of its reference, `virtual`). */
export interface GraphNode {
  readonly uid: string;
  name: string;
  namespace: string;
  kind: Kind | undefined;
  /** Nobody has seen it yet; it may have been deleted long ago. */
  virtual: boolean;
  owners: readonly V1OwnerReference[];
  readonly dependents: Set<GraphNode>;
  deleting: boolean;
  /** Deleted in the foreground: waits for its dependents. */
  deletingDependents: boolean;
  orphaning: boolean;
}

/** What has to be looked at after a change: objects that may have lost their owners, and owners that let their dependents go. */
export interface Touched {
  readonly attemptToDelete: (uid: string) => void;
  readonly attemptToOrphan: (uid: string) => void;
  /** An object names an owner that is in another namespace. */
  readonly misplaced: (node: GraphNode, reference: V1OwnerReference) => void;
}

/**
 * Who owns whom, followed by the watches of all kinds.
 *
 * @see Kubernetes 1.36, pkg/controller/garbagecollector/graph_builder.go
 */
export class OwnerGraph {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #touched: Touched;

  constructor(touched: Touched) {
    this.#touched = touched;
  }

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid);
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** An object was added or changed. */
  upsert(kind: Kind, object: KubeObject): void {
    const { uid = '', name = '', namespace = '', ownerReferences = [] } = object.metadata ?? {};
    const node = this.#nodes.get(uid) ?? this.#insert(uid);
    const wasVirtual = node.virtual;
    Object.assign(node, { kind, name, namespace, virtual: false });
    if (wasVirtual) for (const dependent of node.dependents) this.#checkPlaces(dependent, node);
    this.#setOwners(node, ownerReferences);
    this.#noteDeletion(node, object);
  }

  /** An object has gone: whatever it owned has to be looked at, and owners that waited for it. */
  remove(uid: string): void {
    const node = this.#nodes.get(uid);
    if (!node) return;
    this.#nodes.delete(uid);
    for (const dependent of node.dependents) this.#touched.attemptToDelete(dependent.uid);
    for (const { uid: ownerUid } of node.owners) {
      const owner = this.#nodes.get(ownerUid);
      if (!owner) continue;
      owner.dependents.delete(node);
      if (owner.deletingDependents) this.#touched.attemptToDelete(ownerUid);
      if (owner.virtual && owner.dependents.size === 0) this.#nodes.delete(ownerUid);
    }
  }

  #insert(uid: string): GraphNode {
    const node: GraphNode = {
      uid, name: '', namespace: '', kind: undefined, virtual: true, owners: [], dependents: new Set(), deleting: false, deletingDependents: false, orphaning: false,
    };
    this.#nodes.set(uid, node);
    return node;
  }

  #setOwners(node: GraphNode, owners: readonly V1OwnerReference[]): void {
    const before = node.owners;
    if (before === owners || (before.length === 0 && owners.length === 0)) return;
    node.owners = owners;
    for (const owner of owners) this.#link(node, owner);
    const lost = before.filter(({ uid }) => !owners.some((owner) => owner.uid === uid));
    for (const { uid } of lost) {
      const owner = this.#nodes.get(uid);
      owner?.dependents.delete(node);
      if (owner?.deletingDependents) this.#touched.attemptToDelete(uid);
    }
    if (lost.length > 0) this.#touched.attemptToDelete(node.uid);
    for (const owner of owners) this.#noteUnblocked(owner, before);
  }

  /** A dependent that no longer blocks its owner may let it go. */
  #noteUnblocked({ uid, blockOwnerDeletion }: V1OwnerReference, before: readonly V1OwnerReference[]): void {
    const blocked = before.some((old) => old.uid === uid && old.blockOwnerDeletion);
    if (blocked && !blockOwnerDeletion && this.#nodes.get(uid)?.deletingDependents) this.#touched.attemptToDelete(uid);
  }

  #link(node: GraphNode, reference: V1OwnerReference): void {
    let owner = this.#nodes.get(reference.uid);
    if (!owner) {
      owner = this.#insert(reference.uid);
      owner.name = reference.name;
      owner.namespace = node.namespace;
      this.#touched.attemptToDelete(owner.uid);
    }
    owner.dependents.add(node);
    if (!owner.virtual) this.#checkPlace(node, owner, reference);
  }

  #checkPlaces(node: GraphNode, owner: GraphNode): void {
    for (const reference of node.owners) if (reference.uid === owner.uid) this.#checkPlace(node, owner, reference);
  }

  /** Nothing owns across namespaces: who says so is looked at, and found to have no owner. */
  #checkPlace(node: GraphNode, owner: GraphNode, reference: V1OwnerReference): void {
    const elsewhere = owner.namespace !== '' && owner.namespace !== node.namespace;
    if (elsewhere) this.#touched.misplaced(node, reference);
    if (elsewhere || owner.name !== reference.name || owner.kind?.kind !== reference.kind) this.#touched.attemptToDelete(node.uid);
  }

  #noteDeletion(node: GraphNode, { metadata }: KubeObject): void {
    const deleting = metadata?.deletionTimestamp !== undefined;
    const has = (finalizer: string): boolean => metadata?.finalizers?.includes(finalizer) ?? false;
    const wasDeleting = node.deleting;
    node.deleting = deleting;
    if (!deleting) return;
    const orphaning = has(orphanFinalizer);
    if (orphaning && !node.orphaning) this.#touched.attemptToOrphan(node.uid);
    node.orphaning = orphaning;
    if (has(foregroundFinalizer)) {
      if (!node.deletingDependents) this.#startForeground(node);
    } else if (!wasDeleting && node.owners.length > 0) this.#wakeWaitingOwners(node);
  }

  #startForeground(node: GraphNode): void {
    node.deletingDependents = true;
    for (const dependent of node.dependents) this.#touched.attemptToDelete(dependent.uid);
    this.#touched.attemptToDelete(node.uid);
  }

  #wakeWaitingOwners(node: GraphNode): void {
    for (const { uid } of node.owners) if (this.#nodes.get(uid)?.deletingDependents) this.#touched.attemptToDelete(uid);
  }
}
