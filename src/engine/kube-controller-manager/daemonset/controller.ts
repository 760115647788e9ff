import type { V1ControllerRevision, V1DaemonSet, V1Node, V1Pod, V1Status } from '../../../kube/generated/types.ts';
import { controllerRevisions, daemonSets, nodes, pods } from '../../../kube/kinds.ts';
import { controllerOf, keyOf } from '../../../kube/object.ts';
import { fromLabelSelector, matches } from '../../../kube/selectors.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { byRevision, hasSameData, newRevision, nextNumber, revisionLabel } from '../history/revisions.ts';
import { inNamespace, namespacedInformer, orphansIn, ownedBy, ownedInformer } from '../objects/caches.ts';
import { claim, controllerRef } from '../objects/owners.ts';
import { isPodReady, nextAvailabilityMs } from '../objects/pods.ts';
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { templateHash } from '../objects/template-hash.ts';
import { writeStatus } from '../objects/write-status.ts';
import { Expectations } from '../replication/expectations.ts';
import { createPod, deletePod, podFromTemplate, slowStart } from '../replication/pod-control.ts';
import { daemonTolerations, fitOf, specForNode } from './fit.ts';
import { daemonStatus, groupByNode, planPlacement, planUpdate, type DaemonPlan, type ObservedDaemons } from './plan.ts';

/** At most so many pods are made or deleted in one turn. */
const burstReplicas = 250;
const firstBackoffMs = 1000;
const lastBackoffMs = 900_000;

/** Keeps one pod of each DaemonSet on every node that it fits. */
export function startDaemonSetController(context: ControllerContext): Running {
  return new DaemonSetController(context);
}

/** @see Kubernetes 1.36, pkg/controller/daemon/daemon_controller.go */
class DaemonSetController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #sets: Informer<V1DaemonSet>;
  readonly #pods: Informer<V1Pod>;
  readonly #nodes: Informer<V1Node>;
  readonly #revisions: Informer<V1ControllerRevision>;
  readonly #expectations: Expectations;
  /** Set and node → when a pod that failed there may be replaced again. */
  readonly #backoffs = new Map<string, { delayMs: number; sinceMs: number }>();

  constructor(context: ControllerContext) {
    const { client } = context;
    this.#context = context;
    this.#expectations = new Expectations(context.clock);
    this.#queue = new Controller({ context, workers: 2, reconcile: (key) => this.#sync(key) });
    this.#sets = namespacedInformer(client, daemonSets);
    this.#pods = ownedInformer(client, pods);
    this.#nodes = client.informer(nodes);
    this.#revisions = ownedInformer(client, controllerRevisions);
    const enqueue = (set: V1DaemonSet): void => { this.#queue.add(keyOf(set)); };
    this.#sets.subscribe({ added: enqueue, updated: enqueue, deleted: (set) => { this.#expectations.forget(keyOf(set)); } });
    this.#pods.subscribe({
      added: (pod) => { this.#podAdded(pod); },
      updated: (pod, old) => { this.#podUpdated(pod, old); },
      deleted: (pod) => { this.#podDeleted(pod); },
    });
    // A node that goes is not looked at: its pod does not go either until the pod garbage collector takes it.
    this.#nodes.subscribe({
      added: (node) => { this.#nodeChanged(node, undefined); },
      updated: (node, old) => { this.#nodeChanged(node, old); },
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  #ownerOf(pod: V1Pod): V1DaemonSet | undefined {
    const ref = controllerOf(pod);
    const set = ref?.kind === 'DaemonSet' ? this.#sets.get(pod.metadata?.namespace ?? '', ref.name) : undefined;
    return set?.metadata?.uid === ref?.uid ? set : undefined;
  }

  #podAdded(pod: V1Pod): void {
    if (pod.metadata?.deletionTimestamp) {
      this.#podDeleted(pod);
      return;
    }
    const set = this.#ownerOf(pod);
    if (set) {
      this.#expectations.creationObserved(keyOf(set));
      this.#queue.add(keyOf(set));
    } else if (!controllerOf(pod)) this.#queueMatching(pod);
  }

  #podUpdated(pod: V1Pod, old: V1Pod): void {
    if (pod.metadata?.deletionTimestamp) {
      this.#podDeleted(pod);
      return;
    }
    const before = controllerOf(old)?.uid === controllerOf(pod)?.uid ? undefined : this.#ownerOf(old);
    if (before) this.#queue.add(keyOf(before));
    const set = this.#ownerOf(pod);
    if (!set) {
      if (!controllerOf(pod) && (before || pod.metadata?.labels !== old.metadata?.labels)) this.#queueMatching(pod);
      return;
    }
    this.#queue.add(keyOf(set));
    const minReadySeconds = set.spec?.minReadySeconds ?? 0;
    if (minReadySeconds > 0 && isPodReady(pod) && !isPodReady(old)) this.#queue.addAfter(keyOf(set), minReadySeconds * 1000 + 1000);
  }

  #podDeleted(pod: V1Pod): void {
    const set = this.#ownerOf(pod);
    if (!set) return;
    this.#expectations.deletionObserved(keyOf(set), keyOf(pod));
    this.#queue.add(keyOf(set));
  }

  #queueMatching(pod: V1Pod): void {
    for (const set of inNamespace(this.#sets, pod.metadata?.namespace)) {
      if (matches(fromLabelSelector(set.spec?.selector), pod.metadata?.labels)) this.#queue.add(keyOf(set));
    }
  }

  /** Only sets that decide differently about a node than before have to look. */
  #nodeChanged(node: V1Node, old: V1Node | undefined): void {
    if (old && node.spec === old.spec && node.metadata?.labels === old.metadata?.labels) return;
    for (const set of this.#sets.list()) {
      const now = fitOf(set, node);
      const before = old ? fitOf(set, old) : undefined;
      const differs = before ? before.shouldRun !== now.shouldRun || before.mayStay !== now.mayStay : now.shouldRun || now.mayStay;
      if (differs) this.#queue.add(keyOf(set));
    }
  }

  #sync(key: string): Outcome {
    const set = this.#sets.getByKey(key);
    if (!set) {
      this.#expectations.forget(key);
      return undefined;
    }
    const selector = fromLabelSelector(set.spec?.selector);
    if (selector.requirements.length === 0) {
      this.#context.events.event(set, { type: 'Warning', reason: 'SelectingAll', message: 'This daemon set is selecting all pods. A non-empty selector is required.' });
      return undefined;
    }
    if (set.metadata?.deletionTimestamp) return undefined;
    const history = this.#syncHistory(set);
    if ('reason' in history) return { retry: history };
    const observed = this.#observe(set, history.hash);
    if ('reason' in observed) return { retry: observed };
    if (!this.#expectations.satisfied(key)) return this.#report(observed, set.status?.observedGeneration, undefined);
    const error = this.#act(key, observed, history.old);
    return this.#report(observed, set.metadata?.generation, error);
  }

  #observe(set: V1DaemonSet, hash: string): ObservedDaemons | (V1Status & { readonly reason: string }) {
    const claimed = claim({
      client: this.#context.client, ownerKind: daemonSets, owner: set, kind: pods, selector: fromLabelSelector(set.spec?.selector),
      owned: ownedBy(this.#pods, set.metadata?.uid), orphans: orphansIn(this.#pods, set.metadata?.namespace),
    });
    if (claimed.error) return { ...claimed.error, reason: claimed.error.reason ?? '' };
    return { set, nodes: this.#nodes.list(), podsByNode: groupByNode(claimed.objects), hash, epochMs: this.#context.clock.epochMs };
  }

  /** The revision of the template as it is now, and the others. */
  #syncHistory(set: V1DaemonSet): { readonly hash: string; readonly old: readonly V1ControllerRevision[] } | (V1Status & { readonly reason: string }) {
    const { client } = this.#context;
    const sorted = [...ownedBy(this.#revisions, set.metadata?.uid)].sort(byRevision);
    const hash = templateHash(set.spec?.template ?? {}, set.status?.collisionCount);
    const wanted = newRevision({ kind: daemonSets, owner: set, revision: nextNumber(sorted), hash, label: revisionLabel });
    const equal = sorted.filter((revision) => hasSameData(revision, wanted)).at(-1);
    const old = sorted.filter((revision) => revision !== equal);
    const hashOf = (revision: V1ControllerRevision): string => revision.metadata?.labels?.[revisionLabel] ?? '';
    if (equal && equal === sorted.at(-1)) return { hash: hashOf(equal), old };
    const answer = equal ? client.update(controllerRevisions, { ...equal, revision: wanted.revision }) : client.create(controllerRevisions, wanted);
    if (answer.ok) return { hash: hashOf(answer.value), old };
    if (isAlreadyExists(answer.status)) {
      const there = client.get(controllerRevisions, set.metadata?.namespace ?? '', wanted.metadata?.name ?? '');
      if (there.ok && hasSameData(there.value, wanted)) return { hash: hashOf(there.value), old };
      writeStatus(client, daemonSets, set, { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0, ...set.status, collisionCount: (set.status?.collisionCount ?? 0) + 1 });
    }
    return { ...answer.status, reason: answer.status.reason ?? '' };
  }

  #act(key: string, observed: ObservedDaemons, old: readonly V1ControllerRevision[]): V1Status | undefined {
    const placement = planPlacement(observed, (pod, node) => this.#mayReplace(key, pod, node));
    for (const pod of placement.ended) this.#tellEnded(observed.set, pod);
    const error = this.#apply(key, observed, placement);
    if (error) return error;
    if (this.#expectations.satisfied(key)) {
      const refusal = this.#apply(key, observed, planUpdate(observed));
      if (refusal) return refusal;
    }
    return this.#truncate(observed, old);
  }

  /** A pod that fails again and again on one node is replaced more and more slowly. */
  #mayReplace(key: string, pod: V1Pod, node: string): boolean {
    const { nowMs } = this.#context.clock;
    const id = `${key} ${pod.metadata?.ownerReferences?.[0]?.uid ?? ''} ${node}`;
    const known = this.#backoffs.get(id);
    const waitMs = known ? known.sinceMs + known.delayMs - nowMs : 0;
    if (waitMs > 0) {
      this.#queue.addAfter(key, waitMs);
      return false;
    }
    const fresh = !known || nowMs - known.sinceMs > 2 * lastBackoffMs;
    this.#backoffs.set(id, { delayMs: fresh ? firstBackoffMs : Math.min(known.delayMs * 2, lastBackoffMs), sinceMs: nowMs });
    return true;
  }

  #tellEnded(set: V1DaemonSet, pod: V1Pod): void {
    const where = `${keyOf(pod)} on node ${pod.spec?.nodeName ?? ''}`;
    this.#context.events.event(set, pod.status?.phase === 'Failed'
      ? { type: 'Warning', reason: 'FailedDaemonPod', message: `Found failed daemon pod ${where}, will try to kill it` }
      : { type: 'Normal', reason: 'SucceededDaemonPod', message: `Found succeeded daemon pod ${where}, will try to delete it` });
  }

  #apply(key: string, { set, hash }: ObservedDaemons, plan: DaemonPlan): V1Status | undefined {
    const create = plan.create.slice(0, burstReplicas);
    const doomed = plan.delete.slice(0, burstReplicas);
    if (create.length === 0 && doomed.length === 0) return undefined;
    this.#expectations.expect(key, create.length, doomed.map(keyOf));
    const template = podFromTemplate(set.spec?.template, set, controllerRef(daemonSets, set));
    const generation = set.metadata?.annotations?.['deprecated.daemonset.template.generation'];
    const labels = { ...template.metadata?.labels, ...(generation ? { 'pod-template-generation': generation } : {}), [revisionLabel]: hash };
    const spec = { containers: [], ...template.spec, tolerations: daemonTolerations(template.spec) };
    const { created, error } = slowStart(create.length, (index) => {
      const answer = createPod(this.#context, set, { ...template, metadata: { ...template.metadata, labels }, spec: specForNode(spec, create[index] ?? '') });
      return answer.ok || isNamespaceTerminating(answer.status) ? undefined : answer.status;
    });
    if (created < create.length) this.#expectations.creationObserved(key, create.length - created);
    return this.#deleteAll(key, set, doomed) ?? error;
  }

  #deleteAll(key: string, set: V1DaemonSet, doomed: readonly V1Pod[]): V1Status | undefined {
    let error: V1Status | undefined;
    for (const pod of doomed) {
      const refusal = deletePod(this.#context, set, pod);
      if (!refusal) continue;
      this.#expectations.deletionObserved(key, keyOf(pod));
      if (!isNotFound(refusal)) error ??= refusal;
    }
    return error;
  }

  #truncate({ set, podsByNode }: ObservedDaemons, old: readonly V1ControllerRevision[]): V1Status | undefined {
    const used = new Set([...podsByNode.values()].flat().map(({ metadata }) => metadata?.labels?.[revisionLabel]));
    const unused = old.filter(({ metadata }) => !used.has(metadata?.labels?.[revisionLabel]));
    const surplus = old.length - (set.spec?.revisionHistoryLimit ?? 10);
    for (const { metadata } of unused.slice(0, Math.max(0, surplus))) {
      const gone = this.#context.client.delete(controllerRevisions, metadata?.namespace ?? '', metadata?.name ?? '');
      if (!gone.ok && !isNotFound(gone.status)) return gone.status;
    }
    return undefined;
  }

  #report(observed: ObservedDaemons, generation: number | undefined, error: V1Status | undefined): Outcome {
    const { client, clock } = this.#context;
    const refusal = writeStatus(client, daemonSets, observed.set, daemonStatus(observed, generation));
    if (error) return { retry: error };
    if (refusal && !isNotFound(refusal)) return { retry: refusal };
    const minReadySeconds = observed.set.spec?.minReadySeconds ?? 0;
    const waitMs = minReadySeconds > 0 ? nextAvailabilityMs([...observed.podsByNode.values()].flat(), minReadySeconds, clock.epochMs) : undefined;
    return waitMs === undefined ? undefined : { afterMs: waitMs };
  }
}
