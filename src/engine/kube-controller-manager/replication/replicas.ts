import type { V1LabelSelector, V1Pod, V1PodTemplateSpec, V1ReplicaSetStatus, V1Status } from '../../../kube/generated/types.ts';
import { pods, type Kind } from '../../../kube/kinds.ts';
import { controllerOf, keyOf, splitKey, type KubeObject } from '../../../kube/object.ts';
import { matches, type Selector } from '../../../kube/selectors.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { inNamespace, namespacedInformer, orphansIn, ownedBy, ownedInformer } from '../objects/caches.ts';
import { claim, controllerRef } from '../objects/owners.ts';
import { isPodActive, isPodReady, isPodTerminating, nextAvailabilityMs } from '../objects/pods.ts';
import { isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { writeStatus } from '../objects/write-status.ts';
import { planReplicas, replicaStatus } from '../replicaset/plan.ts';
import { Expectations } from './expectations.ts';
import { createPod, deletePod, podFromTemplate, slowStart } from './pod-control.ts';

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
  readonly #expectations: Expectations;
  readonly #queue: Controller;

  constructor(context: ControllerContext, settings: ReplicasSettings<T>) {
    this.#context = context;
    this.#settings = settings;
    this.#expectations = new Expectations(context.clock);
    this.#queue = new Controller({ context, minIntervalMs: 50, reconcile: (key) => this.#sync(key) });
    this.#owners = namespacedInformer(context.client, settings.kind);
    this.#pods = ownedInformer(context.client, pods);
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
    const owned = ownedBy(this.#pods, owner.metadata?.uid);
    const claimed = this.#claim(owner, owned);
    if (claimed.error) return { retry: claimed.error };
    const failure = mayAct && !owner.metadata?.deletionTimestamp ? this.#manage(key, owner, claimed.objects) : undefined;
    const terminating = this.#settings.countsTerminating ? countOf(owned, isPodTerminating) : undefined;
    return this.#report(owner, claimed.objects, terminating, failure);
  }

  #claim(owner: T, owned: readonly V1Pod[]): { readonly objects: readonly V1Pod[]; readonly error: V1Status | undefined } {
    const { kind, selectorOf } = this.#settings;
    const orphans = orphansIn(this.#pods, owner.metadata?.namespace);
    return claim({ client: this.#context.client, ownerKind: kind, owner, kind: pods, selector: selectorOf(owner), owned: owned.filter(isPodActive), orphans: orphans.filter(isPodActive) });
  }

  #manage(key: string, owner: T, active: readonly V1Pod[]): V1Status | undefined {
    const related = (): readonly V1Pod[] => this.#settings.relatedOwners(owner, this.#owners).flatMap((other) => ownedBy(this.#pods, other.metadata?.uid));
    const action = planReplicas({ desired: owner.spec?.replicas ?? 1, active, related, epochMs: this.#context.clock.epochMs });
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

  #report(owner: T, active: readonly V1Pod[], terminating: number | undefined, failure: V1Status | undefined): Outcome {
    const { client, clock } = this.#context;
    const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
    const status = replicaStatus({
      old: owner.status, generation: owner.metadata?.generation, desired: owner.spec?.replicas ?? 1, minReadySeconds,
      template: owner.spec?.template, active, terminating, failure, epochMs: clock.epochMs,
    });
    const error = writeStatus(client, this.#settings.kind as Kind<ReplicaOwner>, owner, status);
    if (error && !isNotFound(error)) return { retry: error };
    if (failure) return { retry: failure };
    const waitMs = minReadySeconds > 0 ? nextAvailabilityMs(active, minReadySeconds, clock.epochMs) : undefined;
    return waitMs === undefined ? undefined : { afterMs: waitMs };
  }
}

function countOf(pods: readonly V1Pod[], test: (pod: V1Pod) => boolean): number {
  let count = 0;
  for (const pod of pods) if (test(pod)) count++;
  return count;
}
