import type { V1ControllerRevision, V1OwnerReference, V1PersistentVolumeClaim, V1Pod, V1StatefulSet, V1Status } from '../../../kube/generated/types.ts';
import { controllerRevisions, persistentVolumeClaims, pods, statefulSets } from '../../../kube/kinds.ts';
import { controllerOf, keyOf } from '../../../kube/object.ts';
import { fromLabelSelector, matches } from '../../../kube/selectors.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { byRevision, hasSameData, newRevision, nextNumber, revisionHash, templateOf } from '../history/revisions.ts';
import { inNamespace, namespacedInformer, orphansIn, ownedBy, ownedInformer } from '../objects/caches.ts';
import { claim } from '../objects/owners.ts';
import { isPodReady, nextAvailabilityMs } from '../objects/pods.ts';
import { isAlreadyExists, isNotFound } from '../objects/statuses.ts';
import { writeStatus } from '../objects/write-status.ts';
import { planSet, setStatus, type ObservedSet, type SetAction } from './plan.ts';
import { claimNames, claimOwner, hasIdentity, identityLabels, isMember, newClaims, newOwners, newPod, ordinalOf, revisionOf } from './pods.ts';

/** Keeps the numbered pods of StatefulSets, their claims and their revisions. */
export function startStatefulSetController(context: ControllerContext): Running {
  return new StatefulSetController(context);
}

interface Revisions {
  readonly sorted: readonly V1ControllerRevision[];
  readonly current: V1ControllerRevision;
  readonly update: V1ControllerRevision;
}

/** @see Kubernetes 1.36, pkg/controller/statefulset */
class StatefulSetController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #sets: Informer<V1StatefulSet>;
  readonly #pods: Informer<V1Pod>;
  readonly #claims: Informer<V1PersistentVolumeClaim>;
  readonly #revisions: Informer<V1ControllerRevision>;

  constructor(context: ControllerContext) {
    const { client } = context;
    this.#context = context;
    this.#queue = new Controller({ context, reconcile: (key) => this.#sync(key) });
    this.#sets = namespacedInformer(client, statefulSets);
    this.#pods = ownedInformer(client, pods);
    this.#claims = client.informer(persistentVolumeClaims);
    this.#revisions = ownedInformer(client, controllerRevisions);
    const enqueue = (set: V1StatefulSet): void => { this.#queue.add(keyOf(set)); };
    this.#sets.subscribe({ added: enqueue, updated: enqueue, deleted: enqueue });
    this.#pods.subscribe({
      added: (pod) => { this.#podChanged(pod); },
      updated: (pod, old) => { this.#podUpdated(pod, old); },
      deleted: (pod) => { this.#queueOwner(pod); },
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  #ownerOf(pod: V1Pod): V1StatefulSet | undefined {
    const ref = controllerOf(pod);
    const set = ref?.kind === 'StatefulSet' ? this.#sets.get(pod.metadata?.namespace ?? '', ref.name) : undefined;
    return set?.metadata?.uid === ref?.uid ? set : undefined;
  }

  #queueOwner(pod: V1Pod): void {
    const set = this.#ownerOf(pod);
    if (set) this.#queue.add(keyOf(set));
  }

  #podChanged(pod: V1Pod): void {
    if (controllerOf(pod)) {
      this.#queueOwner(pod);
      return;
    }
    for (const set of inNamespace(this.#sets, pod.metadata?.namespace)) {
      if (isMember(set, pod) && matches(fromLabelSelector(set.spec?.selector), pod.metadata?.labels)) this.#queue.add(keyOf(set));
    }
  }

  #podUpdated(pod: V1Pod, old: V1Pod): void {
    if (controllerOf(old)?.uid !== controllerOf(pod)?.uid) this.#queueOwner(old);
    this.#podChanged(pod);
    const set = this.#ownerOf(pod);
    const minReadySeconds = set?.spec?.minReadySeconds ?? 0;
    if (set && minReadySeconds > 0 && isPodReady(pod) && !isPodReady(old)) this.#queue.addAfter(keyOf(set), minReadySeconds * 1000 + 1000);
  }

  #sync(key: string): Outcome {
    const set = this.#sets.getByKey(key);
    if (!set) return undefined;
    const claimed = this.#claimPods(set);
    if (claimed.error) return { retry: claimed.error };
    const members = claimed.objects.filter((pod) => isMember(set, pod));
    const revisions = this.#syncRevisions(set);
    if ('reason' in revisions) return { retry: revisions };
    const observed: ObservedSet = {
      set, pods: members, epochMs: this.#context.clock.epochMs,
      currentRevision: revisions.current.metadata?.name ?? '', updateRevision: revisions.update.metadata?.name ?? '',
      claimsMatch: (pod) => this.#mismatched(set, pod).length === 0,
    };
    const { pods: after, error } = this.#act(observed, revisions, planSet(observed));
    return this.#report(observed, after, error) ?? this.#truncate(set, members, revisions);
  }

  #claimPods(set: V1StatefulSet): ReturnType<typeof claim<V1Pod>> {
    const orphans = orphansIn(this.#pods, set.metadata?.namespace).filter((pod) => isMember(set, pod));
    return claim({ client: this.#context.client, ownerKind: statefulSets, owner: set, kind: pods, selector: fromLabelSelector(set.spec?.selector), owned: ownedBy(this.#pods, set.metadata?.uid), orphans });
  }

  /** The revision of the template as it is now (made, or found among old ones and renumbered), and the current one. */
  #syncRevisions(set: V1StatefulSet): Revisions | (V1Status & { readonly reason: string }) {
    const { client } = this.#context;
    const sorted = [...ownedBy(this.#revisions, set.metadata?.uid)].sort(byRevision);
    const wanted = newRevision({ kind: statefulSets, owner: set, revision: nextNumber(sorted), hash: revisionHash(set, set.status?.collisionCount ?? 0) });
    const equal = sorted.filter((revision) => hasSameData(revision, wanted)).at(-1);
    const found = equal && equal !== sorted.at(-1) ? client.update(controllerRevisions, { ...equal, revision: wanted.revision }) : undefined;
    const made = equal ? found : client.create(controllerRevisions, wanted);
    let update = equal;
    if (made?.ok) update = made.value;
    else if (made && isAlreadyExists(made.status)) {
      const there = client.get(controllerRevisions, set.metadata?.namespace ?? '', wanted.metadata?.name ?? '');
      if (!there.ok || !hasSameData(there.value, wanted)) return { ...made.status, reason: 'AlreadyExists' };
      update = there.value;
    } else if (made) return { ...made.status, reason: made.status.reason ?? '' };
    if (!update) return { reason: 'NotFound' };
    const current = sorted.find((revision) => revision.metadata?.name === set.status?.currentRevision) ?? update;
    return { sorted, current, update };
  }

  /** Does what was planned; the answer holds the pods as they are afterwards. */
  #act(observed: ObservedSet, revisions: Revisions, actions: readonly SetAction[]): { readonly pods: readonly V1Pod[]; readonly error: V1Status | undefined } {
    let after = observed.pods;
    for (const action of actions) {
      switch (action.do) {
        case 'create': {
          const made = this.#create(observed.set, action, revisions);
          if (made && 'metadata' in made && made.kind === 'Pod') after = [...after, made as V1Pod];
          else if (made) return { pods: after, error: made as V1Status };
          break;
        }
        case 'delete': {
          const refusal = this.#delete(observed.set, action.pod);
          if (refusal) return { pods: after, error: refusal };
          after = after.map((pod) => (pod === action.pod ? markedAsEnding(pod, observed.epochMs) : pod));
          break;
        }
        case 'claims': {
          const refusal = this.#createClaims(observed.set, action.pod);
          if (refusal && refusal !== 'stale') return { pods: after, error: refusal };
          break;
        }
        case 'repair': {
          const refusal = this.#repair(observed.set, action.pod);
          if (refusal) return { pods: after, error: refusal };
        }
      }
    }
    return { pods: after, error: undefined };
  }

  #create(set: V1StatefulSet, { ordinal, revision }: Extract<SetAction, { do: 'create' }>, revisions: Revisions): V1Pod | V1Status | undefined {
    const { client } = this.#context;
    const chosen = revision === 'current' ? revisions.current : revisions.update;
    const pod = newPod(set, ordinal, templateOf(chosen), chosen.metadata?.name ?? '');
    const claims = this.#createClaims(set, pod);
    if (claims === 'stale') return undefined;
    if (claims) return this.#told(set, pod, 'Create', claims);
    const made = client.create(pods, pod);
    if (!made.ok) return isAlreadyExists(made.status) ? made.status : this.#told(set, pod, 'Create', made.status);
    this.#told(set, pod, 'Create', undefined);
    return made.value;
  }

  /** Makes the claims that are missing. `stale`: one is being deleted, so the pod has to wait. */
  #createClaims(set: V1StatefulSet, pod: V1Pod): V1Status | 'stale' | undefined {
    const { client, events } = this.#context;
    for (const wanted of newClaims(set, ordinalOf(pod))) {
      const { namespace = '', name = '' } = wanted.metadata ?? {};
      const there = this.#claims.get(namespace, name);
      if (there?.metadata?.deletionTimestamp) return 'stale';
      if (there) continue;
      const owner = claimOwner(set, pod);
      const made = client.create(persistentVolumeClaims, owner?.kind === 'StatefulSet' ? { ...wanted, metadata: { ...wanted.metadata, ownerReferences: [owner] } } : wanted);
      if (made.ok) events.event(set, { type: 'Normal', reason: 'SuccessfulCreate', message: `Create Claim ${name} Pod ${pod.metadata?.name ?? ''} in StatefulSet ${set.metadata?.name ?? ''} success` });
      else if (!isAlreadyExists(made.status)) {
        events.event(set, { type: 'Warning', reason: 'FailedCreate', message: `Create Claim ${name} for Pod ${pod.metadata?.name ?? ''} in StatefulSet ${set.metadata?.name ?? ''} failed error: ${made.status.message ?? ''}` });
        return made.status;
      }
    }
    return undefined;
  }

  #delete(set: V1StatefulSet, pod: V1Pod): V1Status | undefined {
    const gone = this.#context.client.delete(pods, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '');
    if (!gone.ok && isNotFound(gone.status)) return undefined;
    return this.#told(set, pod, 'Delete', gone.ok ? undefined : gone.status);
  }

  #told(set: V1StatefulSet, pod: V1Pod, verb: 'Create' | 'Delete' | 'Update', refusal: V1Status | undefined): V1Status | undefined {
    const subject = `${verb} Pod ${pod.metadata?.name ?? ''} in StatefulSet ${set.metadata?.name ?? ''}`;
    this.#context.events.event(set, refusal
      ? { type: 'Warning', reason: `Failed${verb}`, message: `${subject} failed error: ${refusal.message ?? ''}` }
      : { type: 'Normal', reason: `Successful${verb}`, message: `${subject} successful` });
    return refusal;
  }

  /** Claims that do not belong to whom the retention policy says, each with its owners to be. */
  #mismatched(set: V1StatefulSet, pod: V1Pod): readonly { readonly there: V1PersistentVolumeClaim; readonly owners: readonly V1OwnerReference[] }[] {
    return claimNames(set, ordinalOf(pod)).flatMap(([, name]) => {
      const there = this.#claims.get(pod.metadata?.namespace ?? '', name);
      const owners = there && !there.metadata?.deletionTimestamp ? newOwners(there, set, pod) : undefined;
      return there && owners ? [{ there, owners }] : [];
    });
  }

  #repair(set: V1StatefulSet, pod: V1Pod): V1Status | undefined {
    const { client } = this.#context;
    for (const { there, owners } of this.#mismatched(set, pod)) {
      const answer = client.update(persistentVolumeClaims, { ...there, metadata: { ...there.metadata, ownerReferences: owners } });
      if (!answer.ok) return answer.status;
    }
    if (hasIdentity(set, pod)) return undefined;
    const answer = client.update(pods, { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata?.labels, ...identityLabels(pod) } } });
    return this.#told(set, pod, 'Update', answer.ok ? undefined : answer.status);
  }

  #report(observed: ObservedSet, after: readonly V1Pod[], error: V1Status | undefined): Outcome {
    const { client, clock } = this.#context;
    const status = setStatus(observed, after, observed.set.status?.collisionCount ?? 0);
    const refusal = writeStatus(client, statefulSets, observed.set, { ...status, ...(observed.set.status?.conditions ? { conditions: observed.set.status.conditions } : {}) });
    if (error && !isAlreadyExists(error)) return { retry: error };
    if (refusal && !isNotFound(refusal)) return { retry: refusal };
    const minReadySeconds = observed.set.spec?.minReadySeconds ?? 0;
    const waitMs = minReadySeconds > 0 ? nextAvailabilityMs(after, minReadySeconds, clock.epochMs) : undefined;
    return waitMs === undefined ? undefined : { afterMs: waitMs };
  }

  /** Old revisions that no pod uses, beyond the limit. */
  #truncate(set: V1StatefulSet, members: readonly V1Pod[], { sorted, current, update }: Revisions): Outcome {
    const live = new Set([current.metadata?.name, update.metadata?.name, ...members.map(revisionOf)]);
    const history = sorted.filter(({ metadata }) => !live.has(metadata?.name));
    const surplus = history.length - (set.spec?.revisionHistoryLimit ?? 10);
    for (const { metadata } of history.slice(0, Math.max(0, surplus))) {
      const gone = this.#context.client.delete(controllerRevisions, metadata?.namespace ?? '', metadata?.name ?? '');
      if (!gone.ok && !isNotFound(gone.status)) return { retry: gone.status };
    }
    return undefined;
  }
}

const markedAsEnding = (pod: V1Pod, epochMs: number): V1Pod => ({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: pod.metadata?.deletionTimestamp ?? String(epochMs) } });
