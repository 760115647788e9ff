import type { V1Lease, V1Node, V1NodeCondition } from '../../kube/generated/types.ts';
import { leases, nodes } from '../../kube/kinds.ts';
import { rfc3339, rfc3339Micro } from '../../kube/time.ts';
import type { ComponentContext } from '../client/client.ts';
import type { EventRecorder } from '../client/events.ts';
import type { Timer } from '../sim/clock.ts';
import type { ImageStore } from './image-store.ts';
import { newNode, nodeConditions, nodeLabels, nodeStatus, type Machine, type Pressure } from './node-object.ts';

export interface NodeAgentSettings {
  readonly context: ComponentContext;
  readonly machine: Machine;
  readonly capacity: Readonly<Record<string, string>>;
  readonly address: string;
  readonly images: ImageStore;
  readonly recorder: EventRecorder;
  readonly pressure: () => Pressure;
  readonly isShuttingDown: () => boolean;
  /** Names of attached disks that pods here have mounted. */
  readonly volumesInUse: () => readonly string[];
  /** Whether the node's own life is told in events. */
  readonly tellsEvents: boolean;
  /** Told that the node is registered, or back. */
  readonly registered: (node: V1Node) => void;
}

const leaseNamespace = 'kube-node-lease';
const leaseSeconds = 40;
const renewMs = 10_000;
/** A status that did not change is posted again after this long. */
const reportMs = 300_000;

/**
 * The node's own presence: its Node object and its lease. One timer, every ten seconds: renew the lease, and post the
 * status where it changed or is five minutes old.
 *
 * @see Kubernetes 1.36, kubelet, nodestatus; component-helpers, lease
 */
export class NodeAgent {
  readonly #settings: NodeAgentSettings;
  #node: V1Node | undefined;
  #lease: V1Lease | undefined;
  #timer: Timer | undefined;
  #postedMs = 0;
  #changed = false;
  /** A sign of life did not arrive. */
  #missed = false;
  #bootID = '';
  #machineIDs: { machineID: string; systemUUID: string } | undefined;

  constructor(settings: NodeAgentSettings) {
    this.#settings = settings;
  }

  /** The node as it was last seen. */
  get node(): V1Node | undefined {
    return this.#node;
  }

  /** Registers (or comes back), then keeps the lease alive. */
  start(): void {
    const { random } = this.#settings.context;
    this.#machineIDs ??= { machineID: random.uuid().replaceAll('-', ''), systemUUID: random.uuid() };
    this.#bootID = random.uuid();
    this.#event('Normal', 'Starting', 'Starting kubelet.');
    this.#begin();
  }

  /** Tries once a second until the node is registered: the API server may come up later than its own machine. */
  #begin(): void {
    const { context } = this.#settings;
    if (!this.#register()) {
      this.#timer = context.clock.after(1000, () => { this.#begin(); });
      return;
    }
    this.#renew();
    this.#again(context.random.int(renewMs));
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Posts the status at the next turn; at once where `urgent` (pressure came or went). */
  statusChanged(urgent = false): void {
    this.#changed = true;
    if (urgent) this.#post();
  }

  /** A Warning about the node, where its life is told. */
  warn(reason: string, message: string): void {
    this.#event('Warning', reason, message);
  }

  /** Tells that the machine is being shut down, and that nothing more may come here. */
  shuttingDown(): void {
    this.#event('Normal', 'Shutdown', 'Shutdown manager detected shutdown event');
    this.statusChanged(true);
    this.#event('Normal', 'NodeNotReady', `Node ${this.#settings.machine.name} status is now: NodeNotReady`);
  }

  /** Says what became of a pressure. */
  tellPressure(kind: 'Memory' | 'Disk', has: boolean): void {
    const healthy = kind === 'Memory' ? 'NodeHasSufficientMemory' : 'NodeHasNoDiskPressure';
    const reason = has ? (kind === 'Memory' ? 'NodeHasInsufficientMemory' : 'NodeHasDiskPressure') : healthy;
    this.#event('Normal', reason, `Node ${this.#settings.machine.name} status is now: ${reason}`);
  }

  /** Reads the node anew, where what is known may be out of date. */
  refresh(): V1Node | undefined {
    const answer = this.#settings.context.client.get(nodes, '', this.#settings.machine.name);
    if (answer.ok) this.#node = answer.value;
    return answer.ok ? answer.value : undefined;
  }

  #again(delayMs: number): void {
    this.#timer = this.#settings.context.clock.after(delayMs, () => {
      this.#renew();
      if (this.#missed) this.#compare();
      if (this.#changed || this.#settings.context.clock.nowMs - this.#postedMs >= reportMs) this.#post();
      this.#again(renewMs);
    });
  }

  /** Who could not be reached may have been given up meanwhile: the status is then to be posted anew. */
  #compare(): void {
    const node = this.refresh();
    if (!node) return;
    this.#missed = false;
    if (node.status?.conditions?.some(({ status }) => status === 'Unknown')) this.#changed = true;
  }

  #register(): boolean {
    const { context, machine } = this.#settings;
    const existing = this.refresh();
    if (existing) {
      this.#comeBack(existing);
      return true;
    }
    const answer = context.client.create(nodes, newNode(machine, this.#status([])));
    if (!answer.ok) return false;
    this.#node = answer.value;
    this.#settings.registered(answer.value);
    this.#postedMs = context.clock.nowMs;
    if (!answer.value.status?.conditions) this.#post();
    this.#tellHealth();
    return true;
  }

  #comeBack(existing: V1Node): void {
    const { context, machine } = this.#settings;
    const labels = { ...existing.metadata?.labels, ...nodeLabels(machine) };
    const lacking = Object.entries(labels).some(([key, value]) => existing.metadata?.labels?.[key] !== value);
    if (lacking) context.client.patch(nodes, { namespace: '', name: machine.name }, { metadata: { labels } });
    this.#settings.registered(existing);
    this.#post();
    this.#event('Warning', 'Rebooted', `Node ${machine.name} has been rebooted, boot id: ${this.#bootID}`);
    this.#tellHealth();
  }

  #tellHealth(): void {
    const { name } = this.#settings.machine;
    for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) this.#event('Normal', reason, `Node ${name} status is now: ${reason}`);
    this.#event('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    this.#event('Normal', 'NodeReady', `Node ${name} status is now: NodeReady`);
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    if (!this.#settings.tellsEvents) return;
    const { name } = this.#settings.machine;
    this.#settings.recorder.event({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name } }, { type, reason, message });
  }

  #status(before: readonly V1NodeCondition[]): V1Node['status'] {
    const { machine, capacity, address, images, context, pressure, isShuttingDown } = this.#settings;
    const ids = { machineID: '', systemUUID: '', ...this.#machineIDs, bootID: this.#bootID };
    return nodeStatus({ name: machine.name, capacity, address, images: images.list(), ids, conditions: nodeConditions(pressure(), rfc3339(context.clock.epochMs), before, isShuttingDown()) });
  }

  /** Posts the status; where somebody else wrote the node meanwhile, reads it and tries once more. */
  #post(): void {
    const { context } = this.#settings;
    this.#postedMs = context.clock.nowMs;
    this.#changed = false;
    const current = this.refresh();
    if (!current) return;
    const before = current.status?.conditions ?? [];
    const own = this.#status(before);
    const foreign = before.filter(({ type }) => !own?.conditions?.some((condition) => condition.type === type));
    const { volumesInUse: _, ...kept } = current.status ?? {};
    const inUse = this.#settings.volumesInUse();
    const status = { ...kept, ...own, conditions: [...foreign, ...(own?.conditions ?? [])], ...(inUse.length > 0 ? { volumesInUse: inUse } : {}) };
    const answer = context.client.updateStatus(nodes, { ...current, status });
    if (answer.ok) this.#node = answer.value;
    else this.#changed = true;
  }

  #renew(): void {
    const { client, clock } = this.#settings.context;
    const { name } = this.#settings.machine;
    const renewTime = rfc3339Micro(clock.epochMs);
    if (this.#lease) {
      const answer = client.update(leases, { ...this.#lease, spec: { ...this.#lease.spec, renewTime } });
      this.#lease = answer.ok ? answer.value : undefined;
      if (answer.ok) return;
      this.#missed = true;
    }
    const existing = client.get(leases, leaseNamespace, name);
    if (existing.ok) {
      const answer = client.update(leases, { ...existing.value, spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime } });
      this.#lease = answer.ok ? answer.value : undefined;
      return;
    }
    const uid = this.#node?.metadata?.uid;
    if (uid === undefined || !client.get(nodes, '', name).ok) return;
    const created = client.create(leases, {
      apiVersion: 'coordination.k8s.io/v1', kind: 'Lease',
      metadata: { name, namespace: leaseNamespace, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
      spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime },
    });
    if (created.ok) this.#lease = created.value;
  }
}
