import type { V1Pod } from '../../kube/generated/types.ts';
import type { Cause } from '../../kube/api.ts';
import * as kinds from '../../kube/kinds.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { ComponentContext } from '../client/index.ts';
import { ApiWrites } from './api-writes.ts';
import { isTerminal, PodInfo } from './cache/pod-info.ts';
import type { SchedulerConfig, SchedulerProfile } from './config.ts';
import type { DecisionRecord } from './decision.ts';
import type { Listers } from './framework/listers.ts';
import { informerListers } from './informer-listers.ts';
import { actions, type EventResource } from './queue/cluster-event.ts';
import { nodeChanges, podChanges } from './queue/object-changes.ts';
import { SchedulerCore, type Attempt } from './scheduler-core.ts';
import type { Snapshot } from './what-if/trial.ts';

export interface SchedulerOptions {
  readonly context: ComponentContext;
  readonly config?: SchedulerConfig;
  /** Told of every decision. In clusters of more than 80 nodes only refusals tell of each node, for that costs time. */
  readonly onDecision?: (record: DecisionRecord) => void;
  /** What one cycle costs, in virtual ms; 1 when absent. */
  readonly cycleMs?: number;
  /** How long a binding is under way beside the next cycles, in virtual ms; 2 when absent. */
  readonly bindMs?: number;
}

/** A running scheduler. */
export interface Scheduler {
  /** Sets or (undefined) takes away who is told of decisions. */
  listen(onDecision: ((record: DecisionRecord) => void) | undefined): void;
  /** Goes on with another configuration, as a scheduler does that was started anew with it: attempts and back-offs are forgotten. */
  configure(config: SchedulerConfig, cause: Cause): void;
  /** The profile for pods that ask for that scheduler; undefined where none answers to the name. */
  profileOf(schedulerName: string | undefined): SchedulerProfile | undefined;
  /** How many pods wait. */
  readonly queueSizes: { readonly active: number; readonly backoff: number; readonly unschedulable: number };
  /** The cluster as the scheduler sees it now, for questions in thought: see `whatIf` and `smallestChange`. */
  snapshot(): Snapshot;
  stop(): void;
}

/** Starts kube-scheduler: one pod per cycle on the virtual clock, bindings beside. */
export function createScheduler(settings: SchedulerOptions): Scheduler {
  return new RunningScheduler(settings);
}

type Assumed = Extract<Attempt, { kind: 'assumed' }>;
type Refused = Extract<Attempt, { kind: 'refused' }>;

/** Up to how many nodes every decision tells of each of them. */
const explainedNodesMax = 80;
/** How often a binding that waits for volumes looks again, and when it gives up. */
const volumePollMs = 100;
const volumeTimeoutMs = 600_000;

class RunningScheduler implements Scheduler {
  readonly #settings: SchedulerOptions;
  #core: SchedulerCore;
  readonly #writes: ApiWrites;
  readonly #listers: Listers;
  #onDecision: SchedulerOptions['onDecision'];
  #busy = false;
  #stopped = false;

  constructor(settings: SchedulerOptions) {
    const { context, config, onDecision } = settings;
    this.#settings = settings;
    this.#writes = new ApiWrites(context);
    this.#listers = informerListers(context.client);
    this.#core = this.#newCore(config);
    this.listen(onDecision);
    this.#watchNodes();
    this.#watchPods();
    this.#watchOthers();
  }

  get queueSizes(): Scheduler['queueSizes'] {
    return this.#core.queue.sizes;
  }

  configure(config: SchedulerConfig, cause: Cause): void {
    const { client } = this.#settings.context;
    const assumed = this.#core.cache.assumedPods();
    this.#core.queue.stop();
    this.#core = this.#newCore(config);
    this.listen(this.#onDecision);
    for (const node of client.informer(kinds.nodes).list()) this.#core.cache.setNode(node);
    for (const { info, nodeName } of assumed) this.#core.cache.assume(info, nodeName);
    client.because(cause, () => { for (const pod of client.informer(kinds.pods).list()) this.#podIs(pod, undefined); });
  }

  profileOf(schedulerName: string | undefined): SchedulerProfile | undefined {
    return this.#core.profileOf(schedulerName);
  }

  listen(onDecision: SchedulerOptions['onDecision']): void {
    this.#onDecision = onDecision;
    this.#core.explains = onDecision !== undefined;
  }

  snapshot(): Snapshot {
    const { client } = this.#settings.context;
    const isPlaced = ({ spec, status }: V1Pod): boolean => !!spec?.nodeName || !!status?.nominatedNodeName;
    return { nodes: [...client.informer(kinds.nodes).list()], pods: [...client.informer(kinds.pods).list()].filter(isPlaced), listers: this.#listers };
  }

  stop(): void {
    this.#stopped = true;
    this.#core.queue.stop();
  }

  #newCore(config: SchedulerConfig | undefined): SchedulerCore {
    const { clock, random } = this.#settings.context;
    const core = new SchedulerCore({ clock, random, listers: this.#listers, wake: () => { this.#wake(0); }, ...(config ? { config } : {}) });
    core.explainedNodesMax = explainedNodesMax;
    return core;
  }

  #wake(delayMs: number): void {
    if (this.#busy || this.#stopped) return;
    this.#busy = true;
    this.#settings.context.clock.after(delayMs, () => {
      this.#busy = false;
      if (!this.#stopped) this.#runCycle();
    });
  }

  #runCycle(): void {
    const { client } = this.#settings.context;
    const attempt = this.#core.attempt();
    if (!attempt) return;
    client.because(attempt.pod.cause, () => { this.#carryOut(attempt); });
    if (this.#core.queue.hasNext) this.#wake(this.#settings.cycleMs ?? 1);
  }

  #carryOut(attempt: Attempt): void {
    if (attempt.kind === 'dropped') {
      if (attempt.pod.info.terminating) this.#writes.skipped(attempt.pod.info);
      return;
    }
    if (attempt.record) this.#onDecision?.(attempt.record);
    if (attempt.kind === 'refused') this.#tellRefusal(attempt);
    else this.#settings.context.clock.after(this.#settings.bindMs ?? 2, () => { this.#bind(attempt, this.#settings.context.clock.nowMs); });
  }

  #tellRefusal({ pod, reason, message, nominatedNode, victims }: Refused): void {
    this.#writes.refused(pod.info, { reason, message, nominatedNode });
    if (!nominatedNode) return;
    for (const victim of victims) this.#writes.preempt(victim, pod.info, nominatedNode);
    for (const other of this.#core.nominator.podsOn(nominatedNode)) {
      if (other.priority >= pod.info.priority) continue;
      this.#core.nominator.remove(other.uid);
      this.#writes.clearNomination(other);
    }
  }

  #bind(assumed: Assumed, sinceMs: number): void {
    if (this.#stopped) return;
    const { clock, client } = this.#settings.context;
    client.because(assumed.pod.cause, () => {
      const { framework, cycle, node, pod } = assumed;
      const ready = framework.runPreBind(cycle, node, this.#writes);
      if (ready === 'wait' && clock.nowMs - sinceMs < volumeTimeoutMs) {
        clock.after(volumePollMs, () => { this.#bind(assumed, sinceMs); });
        return;
      }
      const status = ready === 'wait' ? { reasons: ['binding volumes: context deadline exceeded'] } : (ready ?? framework.runBind(cycle, node, this.#writes));
      if (!status) this.#writes.scheduled(pod.info, node.name);
      else this.#bindingFailed(assumed, status.reasons.join(', '));
    });
  }

  #bindingFailed(assumed: Assumed, message: string): void {
    const { info } = assumed.pod;
    const current = this.#settings.context.client.informer(kinds.pods).get(info.namespace, info.name);
    const isGone = current?.metadata?.uid !== info.uid || !!current.spec?.nodeName;
    this.#core.bindingFailed(assumed);
    if (isGone) this.#core.queue.remove(info.uid);
    else this.#writes.refused(info, { reason: 'SchedulerError', message, nominatedNode: '' });
    this.#happened('AssignedPod', actions.delete, { pod: info });
  }

  #happened(resource: EventResource, action: number, more: { readonly pod?: PodInfo; readonly oldPod?: PodInfo | undefined; readonly object?: KubeObject; readonly old?: KubeObject } = {}): void {
    this.#core.queue.happened({ resource, action, ...more }, this.#settings.context.client.cause);
  }

  #watchNodes(): void {
    this.#settings.context.client.informer(kinds.nodes).subscribe({
      added: (node) => {
        this.#core.cache.setNode(node);
        this.#happened('Node', actions.add, { object: node });
      },
      updated: (node, old) => {
        this.#core.cache.setNode(node);
        const changed = nodeChanges(old, node);
        if (changed !== 0) this.#happened('Node', changed, { object: node, old });
      },
      deleted: (node) => {
        this.#core.cache.removeNode(node.metadata?.name ?? '');
        this.#happened('Node', actions.delete, { object: node });
      },
    });
  }

  #watchPods(): void {
    this.#settings.context.client.informer(kinds.pods).subscribe({
      added: (pod) => { this.#podIs(pod, undefined); },
      updated: (pod, old) => {
        if (pod.metadata?.uid !== old.metadata?.uid) this.#podIsGone(old);
        this.#podIs(pod, pod.metadata?.uid === old.metadata?.uid ? old : undefined);
      },
      deleted: (pod) => { this.#podIsGone(pod); },
    });
  }

  #podIs(pod: V1Pod, old: V1Pod | undefined): void {
    if (isTerminal(pod)) this.#podIsGone(pod);
    else if (pod.spec?.nodeName) this.#podIsOnNode(pod, old);
    else if (this.#core.isResponsibleFor(pod.spec?.schedulerName)) this.#podWaits(pod, old);
  }

  #podIsOnNode(pod: V1Pod, old: V1Pod | undefined): void {
    const { cache, queue, nominator } = this.#core;
    const uid = pod.metadata?.uid ?? '';
    const before = cache.placeOf(uid);
    cache.setPod(pod);
    const info = cache.placeOf(uid)?.info;
    if (!info) return;
    if (!old?.spec?.nodeName) {
      queue.remove(uid);
      nominator.remove(uid);
      this.#happened('AssignedPod', actions.add, { pod: info });
      return;
    }
    const changed = before?.info === info ? 0 : podChanges(old, pod, before?.info, info);
    if (changed !== 0) this.#happened('AssignedPod', changed, { pod: info, oldPod: before?.info });
  }

  #podWaits(pod: V1Pod, old: V1Pod | undefined): void {
    const { cache, queue, nominator } = this.#core;
    const { cause } = this.#settings.context.client;
    if (cache.placeOf(pod.metadata?.uid ?? '')?.assumed) return;
    const info = new PodInfo(pod);
    const nominated = pod.status?.nominatedNodeName;
    if (nominated) nominator.nominate(info, nominated);
    else if (old?.status?.nominatedNodeName) nominator.remove(info.uid);
    if (!old) queue.add(info, cause);
    else queue.update(info, cause, { resource: 'Pod', action: podChanges(old, pod, new PodInfo(old), info), pod: info });
  }

  #podIsGone(pod: V1Pod): void {
    const { cache, queue, nominator } = this.#core;
    const uid = pod.metadata?.uid ?? '';
    queue.remove(uid);
    nominator.remove(uid);
    const info = cache.removePod(uid);
    if (info) this.#happened('AssignedPod', actions.delete, { pod: info });
  }

  #watchOthers(): void {
    const { client } = this.#settings.context;
    const watched: readonly (readonly [EventResource, kinds.Kind])[] = [
      ['PersistentVolume', kinds.persistentVolumes], ['PersistentVolumeClaim', kinds.persistentVolumeClaims], ['StorageClass', kinds.storageClasses], ['CSINode', kinds.csiNodes],
      ['CSIDriver', kinds.csiDrivers], ['CSIStorageCapacity', kinds.csiStorageCapacities], ['VolumeAttachment', kinds.volumeAttachments], ['Service', kinds.services], ['Namespace', kinds.namespaces],
    ];
    for (const [resource, kind] of watched) {
      client.informer(kind).subscribe({
        added: (object) => { this.#happened(resource, actions.add, { object }); },
        updated: (object, old) => { this.#happened(resource, actions.updateOther, { object, old }); },
        deleted: (object) => { this.#happened(resource, actions.delete, { object }); },
      });
    }
  }
}

