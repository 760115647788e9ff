import type { V1OwnerReference, V1Status } from '../../../kube/generated/types.ts';
import { apiVersionOf, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { Discovery, storedKinds } from '../objects/discovery.ts';
import { isNotFound } from '../objects/statuses.ts';
import { foregroundFinalizer, orphanFinalizer, OwnerGraph, type GraphNode } from './graph.ts';
import { planDependent, type GarbageAction, type OwnerState } from './plan.ts';

/** Deletes what has lost its owners, and carries out foreground and orphan deletion. */
export function startGarbageCollector(context: ControllerContext): Running {
  return new GarbageCollector(context);
}

/** `--concurrent-gc-syncs` */
const workers = 20;

/** @see Kubernetes 1.36, pkg/controller/garbagecollector/garbagecollector.go */
class GarbageCollector implements Running {
  readonly #context: ControllerContext;
  readonly #discovery: Discovery;
  readonly #graph: OwnerGraph;
  readonly #deletions: Controller;
  readonly #orphanings: Controller;
  readonly #watched = new Set<string>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#discovery = new Discovery(context.client);
    this.#deletions = new Controller({ context, workers, reconcile: (uid) => this.#attemptToDelete(uid) });
    this.#orphanings = new Controller({ context, workers, reconcile: (uid) => this.#attemptToOrphan(uid) });
    this.#graph = new OwnerGraph({
      attemptToDelete: (uid) => { this.#deletions.add(uid); },
      attemptToOrphan: (uid) => { this.#orphanings.add(uid); },
      misplaced: (node, reference) => { this.#tellMisplaced(node, reference); },
    });
    for (const kind of storedKinds) if (kind.plural !== 'events') this.#watch(kind);
    this.#discovery.onCustomKind((kind) => { this.#watch(kind); });
  }

  stop(): void {
    this.#deletions.stop();
    this.#orphanings.stop();
  }

  #watch(kind: Kind): void {
    const id = `${kind.group}/${kind.version}/${kind.plural}`;
    if (this.#watched.has(id)) return;
    this.#watched.add(id);
    const upsert = (object: KubeObject): void => { this.#graph.upsert(kind, object); };
    this.#context.client.informer(kind).subscribe({
      added: upsert,
      updated: (object, old) => { if (concernsOwnership(object, old)) upsert(object); },
      deleted: (object) => { this.#graph.remove(object.metadata?.uid ?? ''); },
    });
  }

  #tellMisplaced({ kind, name, namespace, uid }: GraphNode, { apiVersion, kind: ownerKind, name: ownerName, uid: ownerUid }: V1OwnerReference): void {
    if (!kind) return;
    const owner = `[${apiVersion}/${ownerKind}, namespace: ${namespace}, name: ${ownerName}, uid: ${ownerUid}]`;
    this.#context.events.event({ apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name, namespace, uid } }, { type: 'Warning', reason: 'OwnerRefInvalidNamespace', message: `ownerRef ${owner} does not exist in namespace "${namespace}"` });
  }

  #attemptToDelete(uid: string): Outcome {
    const node = this.#graph.get(uid);
    if (node?.virtual) return this.#askDependents(node);
    if (!node?.kind || (node.deleting && !node.deletingDependents)) return undefined;
    const latest = this.#context.client.get(node.kind, node.namespace, node.name);
    if (!latest.ok) return isNotFound(latest.status) ? this.#gone(uid) : { retry: latest.status };
    if (latest.value.metadata?.uid !== uid) return this.#gone(uid);
    if (node.deletingDependents) return this.#continueForeground(node, latest.value);
    return this.#decide(node, latest.value);
  }

  /** An owner that no watch has shown: its dependents find out whether it is there. */
  #askDependents(owner: GraphNode): undefined {
    for (const dependent of owner.dependents) this.#deletions.add(dependent.uid);
  }

  #gone(uid: string): undefined {
    this.#graph.remove(uid);
  }

  /** An owner that waits goes once no dependent blocks it any more. */
  #continueForeground(node: GraphNode, object: KubeObject): Outcome {
    const blocking = [...node.dependents].filter((dependent) => dependent.owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion));
    if (blocking.length === 0) return this.#removeFinalizer(node, object, foregroundFinalizer);
    for (const dependent of blocking) if (!dependent.deletingDependents) this.#deletions.add(dependent.uid);
    return undefined;
  }

  #decide(node: GraphNode, object: KubeObject): Outcome {
    const owners: { reference: V1OwnerReference; state: OwnerState }[] = [];
    for (const reference of object.metadata?.ownerReferences ?? []) {
      const state = this.#stateOf(reference, object.metadata?.namespace ?? '');
      if (typeof state !== 'string') return { retry: state };
      owners.push({ reference, state });
    }
    const action = planDependent({
      owners, finalizers: object.metadata?.finalizers ?? [], hasDependents: node.dependents.size > 0,
      inCircle: [...node.dependents].some((dependent) => dependent.deletingDependents),
    });
    return this.#act(node, object, action);
  }

  /** Asks for the owner itself; one of the same name with another uid is another object. */
  #stateOf(reference: V1OwnerReference, namespace: string): OwnerState | V1Status {
    const kind = this.#discovery.find(reference.apiVersion, reference.kind);
    if (!kind) return { status: 'Failure', reason: 'NotFound', message: `no matches for kind "${reference.kind}" in version "${reference.apiVersion}"` };
    const owner = this.#context.client.get(kind, namespace, reference.name);
    if (!owner.ok) return isNotFound(owner.status) ? 'absent' : owner.status;
    if (owner.value.metadata?.uid !== reference.uid) return 'absent';
    const { deletionTimestamp, finalizers } = owner.value.metadata;
    return deletionTimestamp && finalizers?.includes(foregroundFinalizer) ? 'waiting' : 'there';
  }

  #act(node: GraphNode, object: KubeObject, action: GarbageAction): Outcome {
    switch (action.do) {
      case 'nothing': return undefined;
      case 'dropReferences': return this.#dropReferences(node, object, action.uids);
      case 'delete': return (action.unblockFirst ? this.#unblock(node, object) : undefined) ?? this.#delete(node, object, action.propagationPolicy);
    }
  }

  #delete(node: GraphNode, object: KubeObject, propagationPolicy: string): Outcome {
    const { uid, resourceVersion } = object.metadata ?? {};
    if (!node.kind) return undefined;
    const answer = this.#context.client.delete(node.kind, node.namespace, node.name, { preconditions: { uid, resourceVersion }, propagationPolicy });
    return answer.ok || isNotFound(answer.status) ? undefined : { retry: answer.status };
  }

  /** Takes the block off the object's own references, so that a circle of owners can end. */
  #unblock(node: GraphNode, object: KubeObject): Outcome {
    const ownerReferences = (object.metadata?.ownerReferences ?? []).map((reference) => ({ ...reference, blockOwnerDeletion: false }));
    return this.#patch(node, { metadata: { ownerReferences, uid: node.uid } });
  }

  #dropReferences(node: GraphNode, object: KubeObject, uids: readonly string[]): Outcome {
    const ownerReferences = (object.metadata?.ownerReferences ?? []).filter(({ uid }) => !uids.includes(uid));
    return this.#patch(node, { metadata: { ownerReferences, resourceVersion: object.metadata?.resourceVersion, uid: node.uid } });
  }

  #removeFinalizer(node: GraphNode, object: KubeObject, finalizer: string): Outcome {
    const finalizers = object.metadata?.finalizers ?? [];
    if (!finalizers.includes(finalizer)) return undefined;
    return this.#patch(node, { metadata: { finalizers: finalizers.filter((name) => name !== finalizer), resourceVersion: object.metadata?.resourceVersion } });
  }

  /** A merge patch, as custom resources know no other. */
  #patch(node: GraphNode, patch: unknown): Outcome {
    if (!node.kind) return undefined;
    const answer = this.#context.client.patch(node.kind, { namespace: node.namespace, name: node.name, type: 'application/merge-patch+json' }, patch);
    return answer.ok || isNotFound(answer.status) ? undefined : { retry: answer.status };
  }

  /** Takes the owner off its dependents, then lets it go. */
  #attemptToOrphan(uid: string): Outcome {
    const node = this.#graph.get(uid);
    if (!node?.kind) return undefined;
    for (const dependent of node.dependents) {
      const refusal = this.#orphan(dependent, uid);
      if (refusal) return refusal;
    }
    const latest = this.#context.client.get(node.kind, node.namespace, node.name);
    if (!latest.ok) return isNotFound(latest.status) ? undefined : { retry: latest.status };
    return latest.value.metadata?.uid === uid ? this.#removeFinalizer(node, latest.value, orphanFinalizer) : undefined;
  }

  #orphan(dependent: GraphNode, ownerUid: string): Outcome {
    if (!dependent.kind) return undefined;
    const latest = this.#context.client.get(dependent.kind, dependent.namespace, dependent.name);
    if (!latest.ok) return isNotFound(latest.status) ? undefined : { retry: latest.status };
    if (!latest.value.metadata?.ownerReferences?.some(({ uid }) => uid === ownerUid)) return undefined;
    return this.#dropReferences(dependent, latest.value, [ownerUid]);
  }
}

/** Status updates, by far the most changes, say nothing about owners. */
function concernsOwnership({ metadata: now }: KubeObject, { metadata: before }: KubeObject): boolean {
  return now?.uid !== before?.uid || now?.ownerReferences !== before?.ownerReferences || now?.deletionTimestamp !== before?.deletionTimestamp || now?.finalizers !== before?.finalizers;
}
