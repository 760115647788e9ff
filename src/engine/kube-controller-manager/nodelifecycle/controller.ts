import type { V1Lease, V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { leases, nodes, pods } from '../../../kube/kinds.ts';
import { parseRfc3339, rfc3339 } from '../../../kube/time.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { podsByNodeInformer, podsOnNode } from '../objects/caches.ts';
import { podCondition } from '../objects/pods.ts';
import { isNotFound } from '../objects/statuses.ts';
import { hasTaint, swapTaints, taintKeys } from '../objects/taints.ts';
import { evictionRate, observeHealth, planNoSchedule, readyCondition, silentConditions, zoneKey, zoneState, type Health, type ZoneState } from './plan.ts';
import { RateLimitedNodes } from './rate-limited-nodes.ts';

const notReady = { key: taintKeys.notReady, effect: 'NoExecute' } as const;
const unreachable = { key: taintKeys.unreachable, effect: 'NoExecute' } as const;

/** Watches over the nodes: who is silent, which taints their conditions call for, and how fast pods may be driven out. */
export function startNodeLifecycleController(context: ControllerContext): Running {
  return new NodeLifecycleController(context);
}

interface Zone {
  readonly queue: RateLimitedNodes;
  state: ZoneState;
}

/** @see Kubernetes 1.36, pkg/controller/nodelifecycle/node_lifecycle_controller.go */
class NodeLifecycleController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #nodes: Informer<V1Node>;
  readonly #leases: Informer<V1Lease>;
  readonly #pods: Informer<V1Pod>;
  readonly #health = new Map<string, Health>();
  readonly #zones = new Map<string, Zone>();
  /** Nodes whose pods could not all be marked not ready. */
  readonly #unmarked = new Set<string>();
  /** Nodes that have been told of, by name. */
  readonly #known = new Map<string, V1Node>();
  #everythingIsDown = false;
  #stopped = false;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, workers: 8, reconcile: (name) => this.#taintNoSchedule(name) });
    this.#nodes = context.client.informer(nodes);
    this.#leases = context.client.informer(leases, { namespace: 'kube-node-lease' });
    this.#pods = podsByNodeInformer(context.client);
    const enqueue = (node: V1Node): void => { this.#queue.add(node.metadata?.name ?? ''); };
    this.#nodes.subscribe({
      added: enqueue,
      updated: (node, old) => { if (node.spec !== old.spec || node.status?.conditions !== old.status?.conditions) enqueue(node); },
      deleted: (node) => { this.#forget(node); },
    });
    this.#pods.subscribe({ updated: (pod, old) => { if (pod.spec?.nodeName !== old.spec?.nodeName) this.#podAssigned(pod); }, added: (pod) => { this.#podAssigned(pod); } });
    context.clock.after(0, () => { this.#because(() => { this.#welcome(); }); });
    this.#tick();
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.stop();
  }

  #tick(): void {
    this.#context.clock.after(this.#context.options.nodeMonitorPeriodMs, () => {
      this.#because(() => {
        this.#welcome();
        this.#monitor();
      });
      if (!this.#stopped) this.#tick();
    });
  }

  #because(act: () => void): void {
    if (!this.#stopped) this.#context.client.because({ clock: true }, act);
  }

  /** Tells of nodes that came or went since the last round. */
  #welcome(): void {
    const here = new Set<string>();
    for (const node of this.#nodes.list()) {
      const name = node.metadata?.name ?? '';
      here.add(name);
      if (!this.#known.has(name)) this.#tell(node, 'RegisteredNode', `Registered Node ${name} in Controller`);
      this.#known.set(name, node);
    }
    for (const [name, node] of this.#known) {
      if (here.has(name)) continue;
      this.#tell(node, 'RemovingNode', `Removing Node ${name} from Controller`);
      this.#known.delete(name);
    }
  }

  #tell(node: V1Node, reason: string, message: string): void {
    this.#context.events.event(node, { type: 'Normal', reason, message: `Node ${node.metadata?.name ?? ''} event: ${message}` });
  }

  #forget(node: V1Node): void {
    const name = node.metadata?.name ?? '';
    this.#health.delete(name);
    this.#unmarked.delete(name);
    this.#zones.get(zoneKey(node))?.queue.remove(name);
  }

  #taintNoSchedule(name: string): Outcome {
    const node = this.#nodes.get('', name);
    if (!node) return undefined;
    const { add, remove } = planNoSchedule(node);
    if (add.length === 0 && remove.length === 0) return undefined;
    const refusal = swapTaints(this.#context.client, { node: name, add, remove, epochMs: this.#context.clock.epochMs });
    return refusal && !isNotFound(refusal) ? { retry: refusal } : undefined;
  }

  /** A pod that lands on a node which is not ready is not ready either. */
  #podAssigned(pod: V1Pod): void {
    const node = this.#nodes.get('', pod.spec?.nodeName ?? '');
    const ready = node ? readyCondition(node) : undefined;
    if (node && ready?.status !== 'True' && ready?.reason === 'NodeStatusUnknown') this.#markNotReady([pod]);
  }

  /** One round over all nodes. */
  #monitor(): void {
    const zones = new Map<string, { ready: number; notReady: number }>();
    for (const node of this.#nodes.list()) {
      const before = readyCondition(node);
      const after = this.#checkHealth(node);
      this.#planNoExecute(node, before?.status ?? 'Unknown');
      if (before) this.#followReadiness(node, before.status, after);
      const zone = zones.get(zoneKey(node)) ?? { ready: 0, notReady: 0 };
      if (after === 'True') zone.ready++;
      else zone.notReady++;
      zones.set(zoneKey(node), zone);
    }
    this.#handleDisruption(zones);
  }

  /** Marks a node that has been silent for too long; the answer is the status of its condition Ready afterwards. */
  #checkHealth(node: V1Node): string {
    const { clock, client, options } = this.#context;
    const name = node.metadata?.name ?? '';
    const ready = readyCondition(node);
    const lease = this.#leases.get('kube-node-lease', name);
    const health = observeHealth(this.#health.get(name), node, lease?.spec?.renewTime, clock.epochMs);
    this.#health.set(name, health);
    const graceMs = ready ? options.nodeMonitorGracePeriodMs : options.nodeStartupGracePeriodMs;
    const sinceMs = ready ? health.probeMs : Math.min(health.probeMs, parseRfc3339(node.metadata?.creationTimestamp) ?? health.probeMs);
    if (clock.epochMs <= sinceMs + graceMs) return ready?.status ?? 'Unknown';
    const conditions = silentConditions(node, clock.epochMs);
    if (!conditions) return 'Unknown';
    const answer = client.updateStatus(nodes, { ...node, status: { ...node.status, conditions } });
    return answer.ok ? 'Unknown' : (ready?.status ?? 'Unknown');
  }

  /** Marks and unmarks for the taint NoExecute, by the readiness that was seen before this round. */
  #planNoExecute(node: V1Node, status: string): void {
    const name = node.metadata?.name ?? '';
    const [wanted, other] = status === 'False' ? [notReady, unreachable] : [unreachable, notReady];
    const { queue } = this.#zoneOf(node);
    if (status === 'True') {
      queue.remove(name);
      if (hasTaint(node, notReady) || hasTaint(node, unreachable)) this.#swap(name, [], [notReady, unreachable]);
    } else if (hasTaint(node, other)) {
      this.#swap(name, [wanted], [other]);
    } else if (!hasTaint(node, wanted) && !this.#everythingIsDown) {
      queue.add(name);
    }
  }

  #swap(node: string, add: readonly (typeof notReady | typeof unreachable)[], remove: readonly (typeof notReady | typeof unreachable)[]): boolean {
    const refusal = swapTaints(this.#context.client, { node, add, remove, epochMs: this.#context.clock.epochMs });
    return refusal === undefined || isNotFound(refusal);
  }

  #zoneOf(node: V1Node): Zone {
    const key = zoneKey(node);
    let zone = this.#zones.get(key);
    if (!zone) {
      const { clock, client, options } = this.#context;
      const act = (name: string): boolean => client.because({ clock: true }, () => this.#taintNoExecute(name));
      zone = { queue: new RateLimitedNodes(clock, options.nodeEvictionRate, act), state: 'Normal' };
      this.#zones.set(key, zone);
    }
    return zone;
  }

  #taintNoExecute(name: string): boolean {
    const node = this.#nodes.get('', name);
    const status = node ? readyCondition(node)?.status : 'True';
    if (status === 'True' || this.#stopped) return true;
    return status === 'False' ? this.#swap(name, [notReady], [unreachable]) : this.#swap(name, [unreachable], [notReady]);
  }

  /** A node that has just become not ready takes its pods' readiness along. */
  #followReadiness(node: V1Node, before: string, after: string): void {
    const name = node.metadata?.name ?? '';
    if (after === 'True') {
      this.#unmarked.delete(name);
      return;
    }
    if (before === 'True') this.#context.events.event(node, { type: 'Normal', reason: 'NodeNotReady', message: `Node ${name} status is now: NodeNotReady` });
    else if (!this.#unmarked.has(name)) return;
    if (this.#markNotReady(podsOnNode(this.#pods, name))) this.#unmarked.delete(name);
    else this.#unmarked.add(name);
  }

  /** False where some pod has to be tried again. */
  #markNotReady(victims: readonly V1Pod[]): boolean {
    const { client, clock, events } = this.#context;
    let complete = true;
    for (const pod of victims) {
      if (podCondition(pod, 'Ready')?.status !== 'True') continue;
      const conditions = (pod.status?.conditions ?? []).map((condition) => (condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: rfc3339(clock.epochMs) } : condition));
      const answer = client.updateStatus(pods, { ...pod, status: { ...pod.status, conditions } });
      if (answer.ok) events.event(pod, { type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' });
      else if (!isNotFound(answer.status)) complete = false;
    }
    return complete;
  }

  /** Slows evictions down where many nodes of a zone are gone, and stops them where all are: then the fault is rather here. */
  #handleDisruption(zones: ReadonlyMap<string, { readonly ready: number; readonly notReady: number }>): void {
    const { options } = this.#context;
    const states = [...zones].map(([key, { ready, notReady: down }]) => ({ key, size: ready + down, state: zoneState(ready, down, options.unhealthyZoneThreshold) }));
    const allDown = states.length > 0 && states.every(({ state }) => state === 'FullDisruption');
    if (allDown && !this.#everythingIsDown) for (const node of this.#nodes.list()) this.#planNoExecute(node, 'True');
    if (!allDown && this.#everythingIsDown) this.#restartProbes();
    this.#everythingIsDown = allDown;
    for (const { key, size, state } of states) {
      const zone = this.#zones.get(key);
      if (!zone) continue;
      zone.state = state;
      zone.queue.setRate(allDown ? 0 : evictionRate(state, size, options));
    }
  }

  /** After a time in which nothing could be known, every node gets its whole grace period again. */
  #restartProbes(): void {
    const { epochMs } = this.#context.clock;
    for (const [name, health] of this.#health) this.#health.set(name, { ...health, probeMs: epochMs });
  }
}
