import type { Cause } from '../../../kube/api.ts';
import type { Clock, Timer } from '../../sim/clock.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { Status } from '../framework/status.ts';
import { isWorthRetrying, type ClusterEvent, type EventRegistration } from './cluster-event.ts';
import { Heap } from './heap.ts';
import type { QueuedPod } from './queued-pod.ts';

/** What the queue asks the pod's profile. */
export interface QueuePolicy {
  /** Queue sort: negative where `a` comes first. */
  compare(a: QueuedPod, b: QueuedPod): number;
  preEnqueue(pod: PodInfo): Status | undefined;
  /** Events that a plugin of the pod's profile wants to hear of; undefined: it knows no plugin of that name. */
  registrations(pod: PodInfo, plugin: string): readonly EventRegistration[] | undefined;
}

export interface QueueSettings {
  readonly clock: Clock;
  readonly policy: QueuePolicy;
  /** Told when there may be something to pop that was not there before. */
  readonly wake: () => void;
  readonly initialBackoffMs?: number;
  readonly maxBackoffMs?: number;
}

/** How long a pod may stay unschedulable before it is tried again without a reason. */
const leftoverMs = 5 * 60_000;
const flushLeftoversMs = 30_000;

/**
 * Pods that wait: those to be tried next (active), those that were refused a moment ago (back-off, 1 s doubled by each
 * refusal up to 10 s), and those for which something must change first (unschedulable).
 *
 * @see Kubernetes 1.36, scheduler internal queue, PriorityQueue
 */
export class SchedulingQueue {
  readonly #settings: QueueSettings;
  readonly #known = new Map<string, QueuedPod>();
  readonly #active: Heap<QueuedPod>;
  /** Refused pods; they may be popped before their time where nothing else waits. */
  readonly #backoff: Heap<QueuedPod>;
  /** Pods whose attempt broke; they wait for their time. */
  readonly #errorBackoff: Heap<QueuedPod>;
  readonly #unschedulable = new Map<string, QueuedPod>();
  /** The unschedulable pods by each plugin that refused them, so that an event finds those that it may help. */
  readonly #refusedBy = new Map<string, Set<QueuedPod>>();
  #sequence = 0;
  #backoffTimer: { readonly timer: Timer; readonly dueMs: number } | undefined;
  #flushing = false;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
    const compare = (a: QueuedPod, b: QueuedPod): number => settings.policy.compare(a, b) || a.sequence - b.sequence;
    const byBackoff = (a: QueuedPod, b: QueuedPod): number => this.#backoffWindow(a) - this.#backoffWindow(b) || compare(a, b);
    this.#active = new Heap(compare);
    this.#backoff = new Heap(byBackoff);
    this.#errorBackoff = new Heap(byBackoff);
  }

  get sizes(): { readonly active: number; readonly backoff: number; readonly unschedulable: number } {
    return { active: this.#active.size, backoff: this.#backoff.size + this.#errorBackoff.size, unschedulable: this.#unschedulable.size };
  }

  /** A new pod, or one that is no longer on a node. */
  add(info: PodInfo, cause: Cause): void {
    this.remove(info.uid);
    const pod: QueuedPod = {
      info, cause, queuedMs: this.#now, sequence: this.#sequence++, attempts: 0, refusals: 0, errors: 0,
      rejectors: new Set(), gatedBy: undefined, heapIndex: -1,
    };
    this.#known.set(info.uid, pod);
    this.#activate(pod);
  }

  /** The waiting pod is another object now. `event` says what is different about it. */
  update(info: PodInfo, cause: Cause, event: ClusterEvent): void {
    const pod = this.#known.get(info.uid);
    if (!pod) {
      this.add(info, cause);
      return;
    }
    this.#reorder(pod, info);
    if (!this.#unschedulable.has(info.uid) || event.action === 0) return;
    if (pod.gatedBy !== undefined) this.#openGate(pod, cause);
    else if (this.#isHelped(pod, event)) this.#requeue(pod, cause);
  }

  remove(uid: string): void {
    const pod = this.#known.get(uid);
    if (!pod) return;
    this.#known.delete(uid);
    this.#leaveUnschedulable(pod);
    for (const heap of [this.#active, this.#backoff, this.#errorBackoff]) heap.remove(pod);
  }

  has(uid: string): boolean {
    return this.#known.has(uid);
  }

  /** The pod to try now; it counts as an attempt. Undefined where none waits. */
  pop(): QueuedPod | undefined {
    const pod = this.#active.pop() ?? this.#backoff.pop();
    if (!pod) return undefined;
    pod.attempts++;
    this.#known.delete(pod.info.uid);
    return pod;
  }

  get hasNext(): boolean {
    return this.#active.size + this.#backoff.size > 0;
  }

  /** A pod comes back from an attempt that did not place it. */
  putBack(pod: QueuedPod, rejectors: ReadonlySet<string>): void {
    pod.rejectors = rejectors;
    pod.queuedMs = this.#now;
    this.#known.set(pod.info.uid, pod);
    if (rejectors.size === 0) {
      pod.errors++;
      this.#waitOut(pod, this.#errorBackoff);
      return;
    }
    pod.errors = 0;
    pod.refusals++;
    this.#enterUnschedulable(pod);
    this.#flushLater();
  }

  /** Something happened: pods that it may help are tried again. */
  happened(event: ClusterEvent, cause: Cause): void {
    for (const [plugin, pods] of [...this.#refusedBy]) {
      if (!this.#concerns(plugin, pods, event)) continue;
      for (const pod of [...pods]) if (this.#unschedulable.has(pod.info.uid) && this.#isHelped(pod, event)) this.#requeue(pod, cause);
    }
  }

  stop(): void {
    this.#backoffTimer?.timer.cancel();
    this.#known.clear();
    this.#unschedulable.clear();
    this.#refusedBy.clear();
    for (const heap of [this.#active, this.#backoff, this.#errorBackoff]) while (heap.pop());
  }

  get #now(): number {
    return this.#settings.clock.nowMs;
  }

  #enterUnschedulable(pod: QueuedPod): void {
    this.#unschedulable.set(pod.info.uid, pod);
    for (const plugin of pod.rejectors) {
      const pods = this.#refusedBy.get(plugin);
      if (pods) pods.add(pod);
      else this.#refusedBy.set(plugin, new Set([pod]));
    }
  }

  #leaveUnschedulable(pod: QueuedPod): void {
    this.#unschedulable.delete(pod.info.uid);
    for (const plugin of pod.rejectors) {
      const pods = this.#refusedBy.get(plugin);
      pods?.delete(pod);
      if (pods?.size === 0) this.#refusedBy.delete(plugin);
    }
  }

  /** Whether a plugin wants to hear of such events at all. */
  #concerns(plugin: string, [first]: Iterable<QueuedPod>, { resource, action }: ClusterEvent): boolean {
    const registrations = first && this.#settings.policy.registrations(first.info, plugin);
    return !registrations || registrations.some((each) => each.resource === resource && (each.action & action) !== 0);
  }

  #isHelped(pod: QueuedPod, event: ClusterEvent): boolean {
    for (const plugin of pod.rejectors) {
      const registrations = this.#settings.policy.registrations(pod.info, plugin);
      if (!registrations || isWorthRetrying(registrations, pod.info, event)) return true;
    }
    return false;
  }

  #reorder(pod: QueuedPod, info: PodInfo): void {
    const heap = [this.#active, this.#backoff, this.#errorBackoff].find((each) => each.items[pod.heapIndex] === pod);
    heap?.remove(pod);
    pod.info = info;
    heap?.push(pod);
  }

  #openGate(pod: QueuedPod, cause: Cause): void {
    pod.cause = cause;
    this.#leaveUnschedulable(pod);
    this.#activate(pod);
  }

  #activate(pod: QueuedPod): void {
    const gate = this.#settings.policy.preEnqueue(pod.info);
    pod.gatedBy = gate?.plugin;
    if (gate) {
      this.#unschedulable.set(pod.info.uid, pod);
      return;
    }
    this.#active.push(pod);
    this.#settings.wake();
  }

  #requeue(pod: QueuedPod, cause: Cause): void {
    pod.cause = cause;
    this.#leaveUnschedulable(pod);
    if (this.#backoffEndMs(pod) > this.#now) this.#waitOut(pod, this.#backoff);
    else this.#activate(pod);
  }

  #waitOut(pod: QueuedPod, heap: Heap<QueuedPod>): void {
    heap.push(pod);
    this.#armBackoff();
    if (heap === this.#backoff) this.#settings.wake();
  }

  #backoffEndMs(pod: QueuedPod): number {
    const { initialBackoffMs = 1000, maxBackoffMs = 10_000 } = this.#settings;
    const count = pod.errors > 0 ? pod.errors : pod.refusals;
    return count === 0 ? pod.queuedMs : pod.queuedMs + Math.min(maxBackoffMs, initialBackoffMs * 2 ** Math.min(count - 1, 20));
  }

  /** Pods whose back-off ends within the same second are ordered by priority. */
  #backoffWindow(pod: QueuedPod): number {
    return Math.floor(this.#backoffEndMs(pod) / 1000);
  }

  #armBackoff(): void {
    const dueMs = Math.min(...[this.#backoff.peek(), this.#errorBackoff.peek()].map((pod) => (pod ? this.#backoffEndMs(pod) : Infinity)));
    if (!Number.isFinite(dueMs) || (this.#backoffTimer && this.#backoffTimer.dueMs <= dueMs && this.#backoffTimer.dueMs > this.#now)) return;
    this.#backoffTimer?.timer.cancel();
    const timer = this.#settings.clock.after(Math.max(0, dueMs - this.#now), () => { this.#endBackoffs(); });
    this.#backoffTimer = { timer, dueMs };
  }

  #endBackoffs(): void {
    this.#backoffTimer = undefined;
    for (const heap of [this.#backoff, this.#errorBackoff]) {
      for (let pod = heap.peek(); pod && this.#backoffEndMs(pod) <= this.#now; pod = heap.peek()) {
        heap.remove(pod);
        this.#activate(pod);
      }
    }
    this.#armBackoff();
  }

  #flushLater(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#settings.clock.after(flushLeftoversMs, () => {
      this.#flushing = false;
      for (const pod of [...this.#unschedulable.values()]) {
        if (pod.gatedBy === undefined && this.#now - pod.queuedMs > leftoverMs) this.#requeue(pod, { clock: true });
      }
      if (this.#unschedulable.size > 0) this.#flushLater();
    });
  }
}
