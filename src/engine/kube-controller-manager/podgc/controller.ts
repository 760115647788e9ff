import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { nodes, pods } from '../../../kube/kinds.ts';
import { rfc3339 } from '../../../kube/time.ts';
import type { Informer } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { nodesWithPods, podsByNodeInformer, podsOnNode } from '../objects/caches.ts';
import { isPodTerminal } from '../objects/pods.ts';
import { isNotFound } from '../objects/statuses.ts';
import { isLeaving, stuckOnDeadNodes, surplusTerminated, unscheduledTerminating } from './plan.ts';

const periodMs = 20_000;
/** Index of the pods that have ended or were told to. */
const leaving = 'leaving';
/** How long a node has to be gone before its pods are taken for orphans. */
const quarantineMs = 40_000;

/** Removes pods that nobody else will: of nodes that are gone, told to end before they had a node, ended and too many. */
export function startPodGarbageCollector(context: ControllerContext): Running {
  return new PodGarbageCollector(context);
}

/** @see Kubernetes 1.36, pkg/controller/podgc/gc_controller.go */
class PodGarbageCollector implements Running {
  readonly #context: ControllerContext;
  readonly #pods: Informer<V1Pod>;
  readonly #nodes: Informer<V1Node>;
  /** Missing node → ms at which its quarantine ends. */
  readonly #quarantine = new Map<string, number>();
  #stopped = false;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#pods = podsByNodeInformer(context.client);
    this.#pods.addIndex(leaving, (pod) => (isLeaving(pod) ? [leaving] : []));
    this.#nodes = context.client.informer(nodes);
    this.#tick();
  }

  stop(): void {
    this.#stopped = true;
  }

  #tick(): void {
    this.#context.clock.after(periodMs, () => {
      if (this.#stopped) return;
      this.#context.client.because({ clock: true }, () => { this.#collect(); });
      this.#tick();
    });
  }

  #collect(): void {
    const candidates = this.#pods.byIndex(leaving, leaving);
    const nodeOf = (name: string): V1Node | undefined => this.#nodes.get('', name);
    for (const pod of surplusTerminated(candidates, this.#context.options.terminatedPodGcThreshold)) this.#delete(pod, undefined);
    for (const pod of stuckOnDeadNodes(candidates, nodeOf)) this.#delete(pod, undefined);
    this.#collectOrphans();
    for (const pod of unscheduledTerminating(candidates)) this.#delete(pod, undefined);
  }

  #collectOrphans(): void {
    const { nowMs } = this.#context.clock;
    const missing = new Set([...nodesWithPods(this.#pods)].filter((name) => name !== '' && !this.#nodes.get('', name)));
    for (const name of [...this.#quarantine.keys()]) if (!missing.has(name)) this.#quarantine.delete(name);
    for (const name of missing) {
      const untilMs = this.#quarantine.get(name);
      if (untilMs === undefined) this.#quarantine.set(name, nowMs + quarantineMs);
      else if (untilMs <= nowMs && this.#isGone(name)) {
        for (const pod of podsOnNode(this.#pods, name)) this.#delete(pod, 'PodGC: node no longer exists');
      }
    }
  }

  #isGone(name: string): boolean {
    const node = this.#context.client.get(nodes, '', name);
    return !node.ok && isNotFound(node.status);
  }

  /** A pod that has not ended is marked failed, so that its owner counts it; then it is deleted without grace. */
  #delete(pod: V1Pod, why: string | undefined): void {
    const { client, clock } = this.#context;
    const { namespace = '', name = '', uid } = pod.metadata ?? {};
    if (!isPodTerminal(pod)) {
      const condition = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: why ?? '', lastTransitionTime: rfc3339(clock.epochMs) };
      const patch = { metadata: { uid }, status: { phase: 'Failed', ...(why ? { conditions: [condition] } : {}) } };
      const told = client.patch(pods, { namespace, name }, patch, { subresource: 'status' });
      if (!told.ok) return;
    }
    client.delete(pods, namespace, name, { gracePeriodSeconds: 0 });
  }
}
