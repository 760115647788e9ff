import type { V1LabelSelector, V1Pod, V1PodTemplateSpec, V1ReplicaSetStatus, V1Status } from '../../../kube/generated/types.ts';
import { pods, type Kind } from '../../../kube/kinds.ts';
import { controllerOf, keyOf, splitKey, type KubeObject } from '../../../kube/object.ts';
import { fromMap, matches, type Selector } from '../../../kube/selectors.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { inNamespace, namespacedInformer, orphansIn, ownedBy, ownedInformer } from '../objects/caches.ts';
import { claim, controllerRef } from '../objects/owners.ts';
import { isPodActive, isPodReady, nextAvailabilityMs } from '../objects/pods.ts';
import { isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { writeStatus } from '../objects/write-status.ts';
import { countReplicas, planReplicas, replicaStatus, type ReplicaCounts } from '../replicaset/plan.ts';
import { Expectations } from './expectations.ts';
import { createPod, deletePod, podFromTemplate, slowStart } from './pod-control.ts';
import { PodTallies } from './pod-tallies.ts';

/** What a ReplicaSet and a ReplicationController have in common. */
export interface ReplicaOwner extends KubeObject {
  readonly spec?: { readonly replicas?: number | undefined; readonly minReadySeconds?: number | undefined; readonly template?: V1PodTemplateSpec | undefined; readonly selector?: V1LabelSelector | Readonly<Record<string, string>> | undefined } | undefined;
  readonly status?: V1ReplicaSetStatus | undefined;
}

export interface ReplicasSettings<T extends ReplicaOwner> {
  readonly kind: Kind<T>;
  readonly selectorOf: (owner: T) => Selector;
  /** Owners whose pods count when pods on one node are thinned out. */
  readonly relatedOwners: (owner: T, cache: Informer<T>) => readonly T[];
  /** Whether the status counts terminating pods. */
  readonly countsTerminating: boolean;
}

/**
 * Keeps as many pods as an owner wants: the core of the ReplicaSet and the ReplicationController controllers.
 *
 * @see Kubernetes 1.36, pkg/controller/replicaset/replica_set.go
 */
export class ReplicasController<T extends ReplicaOwner> implements Running {
  readonly #context: ControllerContext;
  readonly #settings: ReplicasSettings<T>;
  readonly #owners: Informer<T>;
  readonly #pods: Informer<V1Pod>;
  readonly #tallies: PodTallies;
  readonly #expectations: Expectations;
  readonly #queue: Controller;

  constructor(context: ControllerContext, settings: ReplicasSettings<T>) {
    this.#context = context;
    this.#settings = settings;
    this.#expectations = new Expectations(context.clock);
    this.#queue = new Controller({ context, minIntervalMs: 50, reconcile: (key) => this.#sync(key) });
    this.#owners = namespacedInformer(context.client, settings.kind);
    this.#pods = ownedInformer(context.client, pods);
    this.#tallies = new PodTallies(this.#pods, settings.kind.kind);
    ownedInformer(context.client, settings.kind);
    this.#owners.subscribe({
      added: (owner) => { this.#queue.add(keyOf(owner)); },
      updated: (owner) => { this.#queue.add(keyOf(owner)); },
      deleted: (owner) => {
        this.#expectations.forget(keyOf(owner));
        this.#queue.add(keyOf(owner));
      },
    });
    this.#pods.subscribe({
      added: (pod) => { this.#podAdded(pod); },
      updated: (pod, old) => { this.#podUpdated(pod, old); },
      deleted: (pod) => { this.#podDeleted(pod); },
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  /** The owner in charge of a pod, where it is one of this kind and in the cache. */
  #ownerOf(pod: V1Pod): T | undefined {
    const ref = controllerOf(pod);
    if (ref?.kind !== this.#settings.kind.kind) return undefined;
    const owner = this.#owners.get(pod.metadata?.namespace ?? '', ref.name);
    return owner?.metadata?.uid === ref.uid ? owner : undefined;
  }

  #podAdded(pod: V1Pod): void {
    if (pod.metadata?.deletionTimestamp) {
      this.#podDeleted(pod);
      return;
    }
    if (!controllerOf(pod)) {
      this.#queueMatching(pod);
      return;
    }
    const owner = this.#ownerOf(pod);
    if (!owner) return;
    this.#expectations.creationObserved(keyOf(owner));
    this.#queue.add(keyOf(owner));
  }

  #podUpdated(pod: V1Pod, old: V1Pod): void {
    if (pod.metadata?.deletionTimestamp) {
      this.#podDeleted(pod);
      return;
    }
    const moved = controllerOf(pod)?.uid !== controllerOf(old)?.uid;
    const before = moved ? this.#ownerOf(old) : undefined;
    if (before) this.#queue.add(keyOf(before));
    if (!controllerOf(pod)) {
      if (moved || pod.metadata?.labels !== old.metadata?.labels) this.#queueMatching(pod);
      return;
    }
    const owner = this.#ownerOf(pod);
    if (!owner) return;
    this.#queue.add(keyOf(owner));
    const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
    if (minReadySeconds > 0 && isPodReady(pod) && !isPodReady(old)) this.#queue.addAfter(keyOf(owner), minReadySeconds * 1000 + 1000);
  }

  #podDeleted(pod: V1Pod): void {
    const owner = this.#ownerOf(pod);
    if (!owner) return;
    this.#expectations.deletionObserved(keyOf(owner), keyOf(pod));
    this.#queue.add(keyOf(owner));
  }

  /** An orphan may be adopted by whoever selects it. */
  #queueMatching(pod: V1Pod): void {
    for (const owner of inNamespace(this.#owners, pod.metadata?.namespace)) {
      if (matches(this.#settings.selectorOf(owner), pod.metadata?.labels)) this.#queue.add(keyOf(owner));
    }
  }

  #sync(key: string): Outcome {
    const { namespace, name } = splitKey(key);
    const owner = this.#owners.get(namespace, name);
    if (!owner) {
      this.#expectations.forget(key);
      return undefined;
    }
    const mayAct = this.#expectations.satisfied(key);
    const replicas = this.#settled(owner) ?? this.#claimed(owner);
    if ('error' in replicas) return { retry: replicas.error };
    const failure = mayAct && !owner.metadata?.deletionTimestamp ? this.#manage(key, owner, replicas) : undefined;
    return this.#report(owner, replicas, failure);
  }

  /**
   * The owner's replicas by their counts alone: as long as its selector fits all of its pods and no orphan. Undefined where pods have
   * to be looked at one by one: to adopt some, to let some go, or to see how long each has been ready.
   */
  #settled(owner: T): Replicas | undefined {
    if (minReadySecondsOf(owner) > 0) return undefined;
    const selector = this.#settings.selectorOf(owner);
    const { uid, namespace } = owner.metadata ?? {};
    for (const { active, labels } of this.#tallies.ofOrphans(namespace)) if (active > 0 && matches(selector, labels)) return undefined;
    const template = fromMap(owner.spec?.template?.metadata?.labels);
    let [active, labeled, ready] = [0, 0, 0];
    for (const tally of this.#tallies.ofOwner(uid)) {
      if (tally.active > 0 && !matches(selector, tally.labels)) return undefined;
      active += tally.active;
      ready += tally.ready;
      if (tally.active > 0 && matches(template, tally.labels)) labeled += tally.active;
    }
    return { counts: { active, labeled, ready, available: ready }, waitMs: undefined, pods: () => ownedBy(this.#pods, uid).filter(isPodActive) };
  }

  /** The owner's replicas one by one, after it has adopted orphans and let go of what is not its own any more. */
  #claimed(owner: T): Replicas | { readonly error: V1Status } {
    const { client, clock: { epochMs } } = this.#context;
    const { kind, selectorOf } = this.#settings;
    const { uid, namespace } = owner.metadata ?? {};
    const { objects, error } = claim({
      client, ownerKind: kind, owner, kind: pods, selector: selectorOf(owner),
      owned: ownedBy(this.#pods, uid).filter(isPodActive), orphans: orphansIn(this.#pods, namespace).filter(isPodActive),
    });
    if (error) return { error };
    const minReadySeconds = minReadySecondsOf(owner);
    return {
      counts: countReplicas(objects, owner.spec?.template, minReadySeconds, epochMs), pods: () => objects,
      waitMs: minReadySeconds > 0 ? nextAvailabilityMs(objects, minReadySeconds, epochMs) : undefined,
    };
  }

  #terminating({ metadata }: T): number | undefined {
    if (!this.#settings.countsTerminating) return undefined;
    let count = 0;
    for (const { terminating } of this.#tallies.ofOwner(metadata?.uid)) count += terminating;
    return count;
  }

  #manage(key: string, owner: T, { counts, pods: activePods }: Replicas): V1Status | undefined {
    const related = (): readonly V1Pod[] => this.#settings.relatedOwners(owner, this.#owners).flatMap((other) => ownedBy(this.#pods, other.metadata?.uid));
    const action = planReplicas({ desired: owner.spec?.replicas ?? 1, active: counts.active, activePods, related, epochMs: this.#context.clock.epochMs });
    switch (action.do) {
      case 'nothing': return undefined;
      case 'create': return this.#create(key, owner, action.count);
      case 'delete': return this.#delete(key, owner, action.pods);
    }
  }

  #create(key: string, owner: T, count: number): V1Status | undefined {
    this.#expectations.expectCreations(key, count);
    const pod = podFromTemplate(owner.spec?.template, owner, controllerRef(this.#settings.kind, owner));
    const { created, error } = slowStart(count, () => {
      const answer = createPod(this.#context, owner, pod);
      return answer.ok || isNamespaceTerminating(answer.status) ? undefined : answer.status;
    });
    if (created < count) this.#expectations.creationObserved(key, count - created);
    return error;
  }

  #delete(key: string, owner: T, doomed: readonly V1Pod[]): V1Status | undefined {
    this.#expectations.expectDeletions(key, doomed.map(keyOf));
    let error: V1Status | undefined;
    for (const pod of doomed) {
      const refusal = deletePod(this.#context, owner, pod);
      if (!refusal) continue;
      this.#expectations.deletionObserved(key, keyOf(pod));
      if (!isNotFound(refusal)) error ??= refusal;
    }
    return error;
  }

  #report(owner: T, { counts, waitMs }: Replicas, failure: V1Status | undefined): Outcome {
    const { client, clock } = this.#context;
    const status = replicaStatus({
      old: owner.status, generation: owner.metadata?.generation, desired: owner.spec?.replicas ?? 1,
      counts, terminating: this.#terminating(owner), failure, epochMs: clock.epochMs,
    });
    const error = writeStatus(client, this.#settings.kind as Kind<ReplicaOwner>, owner, status);
    if (error && !isNotFound(error)) return { retry: error };
    if (failure) return { retry: failure };
    return waitMs === undefined ? undefined : { afterMs: waitMs };
  }
}

/** What an owner has that neither ended nor was told to end. */
interface Replicas {
  readonly counts: ReplicaCounts;
  readonly pods: () => readonly V1Pod[];
  /** How long until the next of them becomes available; undefined where none is waiting. */
  readonly waitMs: number | undefined;
}

const minReadySecondsOf = (owner: ReplicaOwner): number => owner.spec?.minReadySeconds ?? 0;
