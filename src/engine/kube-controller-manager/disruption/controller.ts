import type { V1Pod, V1PodDisruptionBudget, V1Status } from '../../../kube/generated/types.ts';
import { deployments, podDisruptionBudgets, pods, replicaSets, replicationControllers, resourcePath, statefulSets, type Kind } from '../../../kube/kinds.ts';
import { controllerOf, keyOf, type KubeObject } from '../../../kube/object.ts';
import { fromLabelSelector, matches } from '../../../kube/selectors.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { inNamespace, namespacedInformer } from '../objects/caches.ts';
import { Discovery } from '../objects/discovery.ts';
import { isConflict, isNotFound } from '../objects/statuses.ts';
import { writeStatus } from '../objects/write-status.ts';
import { budgetStatus, failSafeStatus, needsScale, overdue, staleAfterMs } from './plan.ts';

interface Scaled extends KubeObject {
  readonly spec?: { readonly replicas?: number | undefined } | undefined;
}

const scalable: readonly Kind<Scaled>[] = [replicaSets, statefulSets, replicationControllers, deployments] as unknown as readonly Kind<Scaled>[];

/** Keeps the status of PodDisruptionBudgets: how many pods may be evicted now. */
export function startDisruptionController(context: ControllerContext): Running {
  return new DisruptionController(context);
}

/** @see Kubernetes 1.36, pkg/controller/disruption/disruption.go */
class DisruptionController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  /** Pods whose disruption was announced. */
  readonly #announced: Controller;
  readonly #budgets: Informer<V1PodDisruptionBudget>;
  readonly #pods: Informer<V1Pod>;
  readonly #discovery: Discovery;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, workers: 1, reconcile: (key) => this.#sync(key) });
    this.#announced = new Controller({ context, workers: 1, reconcile: (key) => this.#takeBack(key) });
    this.#discovery = new Discovery(context.client);
    this.#pods = namespacedInformer(context.client, pods);
    this.#budgets = namespacedInformer(context.client, podDisruptionBudgets);
    const enqueue = (budget: V1PodDisruptionBudget): void => { this.#queue.add(keyOf(budget)); };
    const byPod = (pod: V1Pod): void => {
      this.#podChanged(pod);
      const afterMs = staleAfterMs(pod, context.clock.epochMs);
      if (afterMs !== undefined) this.#announced.addAfter(keyOf(pod), afterMs, { clock: true });
    };
    this.#budgets.subscribe({ added: enqueue, updated: enqueue });
    this.#pods.subscribe({ added: byPod, updated: byPod, deleted: byPod });
    for (const kind of scalable) context.client.informer(kind);
  }

  stop(): void {
    this.#queue.stop();
    this.#announced.stop();
  }

  #podChanged(pod: V1Pod): void {
    for (const budget of inNamespace(this.#budgets, pod.metadata?.namespace)) {
      if (matches(fromLabelSelector(budget.spec?.selector), pod.metadata?.labels)) this.#queue.add(keyOf(budget));
    }
  }

  /** A disruption that was announced two minutes ago and did not come is not on its way any more. */
  #takeBack(key: string): Outcome {
    const { client, clock } = this.#context;
    const pod = this.#pods.getByKey(key);
    const afterMs = pod && staleAfterMs(pod, clock.epochMs);
    if (!pod || afterMs === undefined) return undefined;
    if (afterMs > 0) return { afterMs };
    const conditions = (pod.status?.conditions ?? []).map((condition) => (condition.type === 'DisruptionTarget' ? { type: condition.type, status: 'False', lastTransitionTime: rfc3339(clock.epochMs) as never } : condition));
    const answer = client.updateStatus(pods, { ...pod, status: { ...pod.status, conditions } });
    return answer.ok || isNotFound(answer.status) ? undefined : { retry: answer.status };
  }

  #sync(key: string): Outcome {
    const budget = this.#budgets.getByKey(key);
    if (!budget) return undefined;
    const { client, clock, events } = this.#context;
    const selector = fromLabelSelector(budget.spec?.selector);
    const selected = inNamespace(this.#pods, budget.metadata?.namespace).filter((pod) => matches(selector, pod.metadata?.labels));
    if (selected.length === 0) events.event(budget, { type: 'Normal', reason: 'NoPods', message: 'No matching pods found' });
    const scale = needsScale(budget) ? this.#scaleOf(budget, selected) : 0;
    const status = typeof scale === 'string' ? this.#failed(budget, scale) : budgetStatus({ budget, pods: selected, expectedScale: scale, epochMs: clock.epochMs });
    const { pods: late, nextMs } = overdue({ budget, pods: selected, epochMs: clock.epochMs });
    const namespace = budget.metadata?.namespace ?? '';
    for (const pod of late) events.event(pod, { type: 'Warning', reason: 'NotDeleted', message: `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't` });
    const refusal = writeStatus(client, podDisruptionBudgets, budget, status);
    if (refusal && !isNotFound(refusal)) return isConflict(refusal) ? { afterMs: 1 } : { retry: refusal };
    return nextMs === undefined ? undefined : { afterMs: nextMs };
  }

  #failed(budget: V1PodDisruptionBudget, message: string): ReturnType<typeof failSafeStatus> {
    this.#context.events.event(budget, { type: 'Warning', reason: 'CalculateExpectedPodCountFailed', message: `Failed to calculate the number of expected pods: ${message}` });
    return failSafeStatus(budget, message, this.#context.clock.epochMs);
  }

  /** The sum of what the owners of the pods want, each owner once; a text says why it is not known. */
  #scaleOf(budget: V1PodDisruptionBudget, selected: readonly V1Pod[]): number | string {
    const owners = new Map<string, number>();
    let unmanaged = false;
    for (const pod of selected) {
      const ref = controllerOf(pod);
      if (!ref) {
        unmanaged = true;
        continue;
      }
      if (owners.has(ref.uid)) continue;
      const found = this.#ownerScale(pod);
      if (typeof found === 'string') return found;
      owners.set(found.uid, found.replicas);
      owners.set(ref.uid, found.uid === ref.uid ? found.replicas : 0);
    }
    if (unmanaged) this.#tellUnmanaged(budget);
    return [...owners.values()].reduce((sum, replicas) => sum + replicas, 0);
  }

  #tellUnmanaged(budget: V1PodDisruptionBudget): void {
    const selector = Object.entries(budget.spec?.selector?.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${value},`).join('');
    const message = `Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{${selector}},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
    this.#context.events.event(budget, { type: 'Warning', reason: 'UnmanagedPods', message });
  }

  #ownerScale(pod: V1Pod): { readonly uid: string; readonly replicas: number } | string {
    const ref = controllerOf(pod);
    const namespace = pod.metadata?.namespace ?? '';
    const kind = scalable.find((candidate) => candidate.kind === ref?.kind);
    if (!ref) return 'no controller';
    if (!kind) return this.#customScale(pod, namespace);
    const owner = this.#context.client.informer(kind).get(namespace, ref.name);
    if (owner?.metadata?.uid !== ref.uid) return `found no controllers for pod "${pod.metadata?.name ?? ''}"`;
    const parent = controllerOf(owner);
    const deployment = parent?.kind === 'Deployment' ? this.#context.client.informer(deployments).get(namespace, parent.name) : undefined;
    const top: Scaled = deployment ?? owner;
    return { uid: top.metadata?.uid ?? '', replicas: top.spec?.replicas ?? 1 };
  }

  /** Owners of other kinds are asked through their scale subresource. */
  #customScale(pod: V1Pod, namespace: string): { readonly uid: string; readonly replicas: number } | string {
    const ref = controllerOf(pod);
    const kind = ref ? this.#discovery.find(ref.apiVersion, ref.kind) : undefined;
    const answer = kind && ref ? this.#context.client.request('GET', resourcePath(kind, namespace, ref.name, 'scale')) : undefined;
    if (!ref || !kind || answer?.code !== 200) return (answer?.body as V1Status | undefined)?.message ?? `found no controllers for pod "${pod.metadata?.name ?? ''}"`;
    return { uid: ref.uid, replicas: (answer.body as Scaled).spec?.replicas ?? 0 };
  }
}
