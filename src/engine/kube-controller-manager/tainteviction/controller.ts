import type { V1Node, V1Pod, V1Taint } from '../../../kube/generated/types.ts';
import { nodes, pods } from '../../../kube/kinds.ts';
import { keyOf, splitKey } from '../../../kube/object.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { Timer } from '../../sim/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { podsByNodeInformer, podsOnNode } from '../objects/caches.ts';
import { isNotFound } from '../objects/statuses.ts';
import { mayStayMs } from './plan.ts';

/** Deletes pods that do not, or no longer, tolerate the NoExecute taints of their node. */
export function startTaintEvictionController(context: ControllerContext): Running {
  return new TaintEvictionController(context);
}

/** @see Kubernetes 1.36, pkg/controller/tainteviction/taint_eviction.go */
class TaintEvictionController implements Running {
  readonly #context: ControllerContext;
  readonly #nodes: Informer<V1Node>;
  readonly #pods: Informer<V1Pod>;
  readonly #evictions: Controller;
  /** Pods that go at a certain time, unless the taint goes first. */
  readonly #scheduled = new Map<string, Timer>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#evictions = new Controller({ context, workers: 8, reconcile: (key) => this.#evict(key) });
    this.#nodes = context.client.informer(nodes);
    this.#pods = podsByNodeInformer(context.client);
    this.#nodes.subscribe({
      added: (node) => { this.#nodeChanged(node, []); },
      updated: (node, old) => { if (node.spec?.taints !== old.spec?.taints) this.#nodeChanged(node, noExecute(old)); },
    });
    this.#pods.subscribe({
      added: (pod) => { this.#podChanged(pod); },
      updated: (pod, old) => { if (pod.spec?.nodeName !== old.spec?.nodeName || pod.spec?.tolerations !== old.spec?.tolerations) this.#podChanged(pod); },
      deleted: (pod) => { this.#cancel(keyOf(pod)); },
    });
  }

  stop(): void {
    this.#evictions.stop();
    for (const timer of this.#scheduled.values()) timer.cancel();
    this.#scheduled.clear();
  }

  #nodeChanged(node: V1Node, before: readonly V1Taint[]): void {
    const taints = noExecute(node);
    if (taints.length === 0 && before.length === 0) return;
    for (const pod of podsOnNode(this.#pods, node.metadata?.name ?? '')) this.#consider(pod, taints);
  }

  #podChanged(pod: V1Pod): void {
    const node = pod.spec?.nodeName ? this.#nodes.get('', pod.spec.nodeName) : undefined;
    const taints = node ? noExecute(node) : [];
    if (taints.length > 0) this.#consider(pod, taints);
  }

  #consider(pod: V1Pod, taints: readonly V1Taint[]): void {
    const key = keyOf(pod);
    const stayMs = taints.length === 0 ? undefined : mayStayMs(taints, pod.spec?.tolerations ?? []);
    if (!stayMs && this.#cancel(key)) this.#tell(pod, `Cancelling deletion of Pod ${key}`);
    if (stayMs === undefined) return;
    if (stayMs === 0) {
      this.#evictions.add(key);
    } else if (!this.#scheduled.has(key)) {
      const { cause } = this.#context.client;
      this.#scheduled.set(key, this.#context.clock.after(stayMs, () => {
        this.#scheduled.delete(key);
        this.#evictions.add(key, cause);
      }));
    }
  }

  /** True where the pod was going to be deleted later. */
  #cancel(key: string): boolean {
    this.#scheduled.get(key)?.cancel();
    return this.#scheduled.delete(key);
  }

  #tell(pod: V1Pod, message: string): void {
    this.#context.events.event({ apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata }, { type: 'Normal', reason: 'TaintManagerEviction', message });
  }

  /** Says why in the pod's conditions, then deletes it. */
  #evict(key: string): Outcome {
    const { client, clock } = this.#context;
    const pod = this.#pods.getByKey(key);
    if (!pod || pod.metadata?.deletionTimestamp) return undefined;
    this.#tell(pod, `Marking for deletion Pod ${key}`);
    const condition = {
      type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint',
      lastTransitionTime: rfc3339(clock.epochMs), ...(pod.metadata?.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    };
    const target = splitKey(key);
    const told = client.patch(pods, target, { metadata: { uid: pod.metadata?.uid }, status: { conditions: [condition] } }, { subresource: 'status' });
    if (!told.ok) return isNotFound(told.status) ? undefined : { retry: told.status };
    const gone = client.delete(pods, target.namespace, target.name);
    return gone.ok || isNotFound(gone.status) ? undefined : { retry: gone.status };
  }
}

const noExecute = (node: V1Node): readonly V1Taint[] => (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
