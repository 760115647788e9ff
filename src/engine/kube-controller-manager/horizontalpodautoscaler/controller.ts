import type { V1Pod, V1Scale, V1Status, V2HorizontalPodAutoscaler, V2HorizontalPodAutoscalerCondition, V2HorizontalPodAutoscalerStatus, V2MetricStatus } from '../../../kube/generated/types.ts';
import { groupResourceOf, horizontalPodAutoscalers, pods, resourcePath, type Kind } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { fromMap, matches } from '../../../kube/selectors.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { inNamespace, namespacedInformer } from '../objects/caches.ts';
import { Discovery } from '../objects/discovery.ts';
import { same } from '../objects/same.ts';
import { normalize, noMemory, remember, type ConditionWords, type Memory } from './behavior.ts';
import { MetricsSource } from './metrics.ts';
import { propose, type Proposal } from './proposal.ts';

/** Gives targets the size that their metrics call for, every 15 seconds. */
export function startHorizontalPodAutoscalerController(context: ControllerContext): Running {
  return new AutoscalerController(context);
}

/** @see Kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go */
class AutoscalerController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #autoscalers: Informer<V2HorizontalPodAutoscaler>;
  readonly #pods: Informer<V1Pod>;
  readonly #discovery: Discovery;
  readonly #source: MetricsSource;
  readonly #memories = new Map<string, Memory>();

  constructor(context: ControllerContext) {
    const { client, options } = context;
    this.#context = context;
    this.#discovery = new Discovery(client);
    this.#source = new MetricsSource(client);
    this.#queue = new Controller({ context, reconcile: (key) => this.#sync(key) });
    this.#pods = namespacedInformer(client, pods);
    this.#autoscalers = client.informer(horizontalPodAutoscalers);
    const later = (autoscaler: V2HorizontalPodAutoscaler): void => { this.#queue.addAfter(keyOf(autoscaler), options.hpaSyncPeriodMs, client.cause); };
    this.#autoscalers.subscribe({ added: later, updated: later, deleted: (autoscaler) => { this.#memories.delete(keyOf(autoscaler)); } });
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): Outcome {
    const autoscaler = this.#autoscalers.getByKey(key);
    if (!autoscaler) return undefined;
    const turn = new Turn(autoscaler, this.#context.clock.epochMs);
    this.#reconcile(key, turn);
    const status = turn.status();
    if (!same(autoscaler.status, status)) this.#context.client.updateStatus(horizontalPodAutoscalers, { ...autoscaler, status });
    return { afterMs: this.#context.options.hpaSyncPeriodMs };
  }

  #reconcile(key: string, turn: Turn): void {
    const target = this.#scale(turn);
    if (!target) return;
    turn.set({ type: 'AbleToScale', status: 'True', reason: 'SucceededGetScale', message: "the HPA controller was able to get the target's current scale" });
    const current = target.scale.spec?.replicas ?? 0;
    const { minReplicas = 1, maxReplicas = 1 } = turn.autoscaler.spec ?? {};
    turn.currentReplicas = current;
    if (current === 0 && minReplicas !== 0) {
      turn.set({ type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message: 'scaling is disabled since the replica count of the target is zero' });
      turn.desiredReplicas = 0;
    } else if (current > maxReplicas) this.#rescale(key, turn, target, maxReplicas, 'Current number of replicas above Spec.MaxReplicas');
    else if (current < minReplicas) this.#rescale(key, turn, target, minReplicas, 'Current number of replicas below Spec.MinReplicas');
    else this.#followMetrics(key, turn, target, current);
  }

  /** The scale subresource of the target. */
  #scale(turn: Turn): Target | undefined {
    const { apiVersion = '', kind: kindName = '', name = '' } = turn.autoscaler.spec?.scaleTargetRef ?? {};
    const kind = this.#discovery.find(apiVersion, kindName);
    if (!kind) return this.#unscalable(turn, `no matches for kind "${kindName}" in version "${apiVersion}"`);
    const path = resourcePath(kind, turn.autoscaler.metadata?.namespace, name, 'scale');
    const answer = this.#context.client.request('GET', path);
    if (answer.code !== 200) return this.#unscalable(turn, (answer.body as V1Status).message ?? '');
    return { path, kind, scale: answer.body as V1Scale };
  }

  #unscalable(turn: Turn, why: string): undefined {
    this.#warn(turn, 'FailedGetScale', why);
    turn.set({ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message: `the HPA controller was unable to get the target's current scale: ${why}` });
  }

  #warn({ autoscaler }: Turn, reason: string, message: string): void {
    this.#context.events.event(autoscaler, { type: 'Warning', reason, message });
  }

  #followMetrics(key: string, turn: Turn, target: Target, current: number): void {
    const best = this.#bestProposal(turn, target, current);
    if (!best) return;
    const memory = this.#memories.get(key) ?? { ...noMemory, recommendations: [{ replicas: current, atMs: this.#context.clock.nowMs }] };
    const reason = best.replicas > current ? `${best.name} above target` : best.replicas < current ? 'All metrics below target' : '';
    const normalized = normalize({ autoscaler: turn.autoscaler, memory, currentReplicas: current, desiredReplicas: best.replicas, nowMs: this.#context.clock.nowMs });
    this.#memories.set(key, normalized.memory);
    for (const words of normalized.conditions) turn.set(words);
    if (normalized.replicas === current) turn.desiredReplicas = current;
    else this.#rescale(key, turn, target, normalized.replicas, reason);
  }

  /** The metric that calls for most replicas counts. One that cannot be told forbids to shrink. */
  #bestProposal(turn: Turn, target: Target, current: number): Extract<Proposal, { ok: true }> | undefined {
    const inputs = this.#selection(turn, target);
    if (!inputs) return undefined;
    const metrics = turn.autoscaler.spec?.metrics ?? [];
    const proposals = metrics.map((metric) => propose({ ...inputs, autoscaler: turn.autoscaler, source: this.#source, specReplicas: current, statusReplicas: target.scale.status?.replicas ?? 0, epochMs: this.#context.clock.epochMs, groupResourceOf: (apiVersion, kind) => this.#resourceOf(apiVersion, kind) }, metric));
    turn.metrics = proposals.map((proposal): V2MetricStatus => (proposal.ok ? proposal.status : { type: '' }));
    const failed = proposals.filter((proposal) => !proposal.ok);
    for (const { reason, message } of failed) this.#warn(turn, reason, message);
    const best = proposals.filter((proposal) => proposal.ok).reduce<Extract<Proposal, { ok: true }> | undefined>((most, proposal) => (!most || proposal.replicas > most.replicas ? proposal : most), undefined);
    const first = failed[0];
    if (first && (!best || best.replicas < current)) {
      turn.set({ type: 'ScalingActive', status: 'False', reason: first.reason, message: `the HPA was unable to compute the replica count: ${first.message}` });
      this.#warn(turn, 'FailedComputeMetricsReplicas', `invalid metrics (${String(failed.length)} invalid out of ${String(metrics.length)}), first error is: ${first.message}`);
      return undefined;
    }
    if (best) turn.set({ type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound', message: `the HPA was able to successfully calculate a replica count from ${best.name}` });
    return best;
  }

  #resourceOf(apiVersion: string, kindName: string): string {
    const kind = this.#discovery.find(apiVersion, kindName);
    return kind ? groupResourceOf(kind) : kindName.toLowerCase();
  }

  #selection(turn: Turn, { scale }: Target): { readonly selector: string; readonly pods: readonly V1Pod[] } | undefined {
    const selector = scale.status?.selector ?? '';
    if (selector === '') {
      this.#warn(turn, 'SelectorRequired', 'selector is required');
      turn.set({ type: 'ScalingActive', status: 'False', reason: 'InvalidSelector', message: "the HPA target's scale is missing a selector" });
      return undefined;
    }
    const wanted = selector.split(',').map((part) => part.split('=') as [string, string?]);
    const plain = wanted.every(([, value]) => value !== undefined);
    const namespace = turn.autoscaler.metadata?.namespace ?? '';
    if (plain) {
      const labels = fromMap(Object.fromEntries(wanted.map(([name, value]) => [name, value ?? ''])));
      return { selector, pods: inNamespace(this.#pods, namespace).filter((pod) => matches(labels, pod.metadata?.labels)) };
    }
    const listed = this.#context.client.list(pods, { namespace, labelSelector: selector });
    return { selector, pods: listed.ok ? listed.value : [] };
  }

  #rescale(key: string, turn: Turn, { path, scale }: Target, replicas: number, reason: string): void {
    const { client, clock, events } = this.#context;
    const current = scale.spec?.replicas ?? 0;
    const answer = client.request('PUT', path, { ...scale, spec: { ...scale.spec, replicas } });
    if (answer.code >= 300) {
      const why = (answer.body as V1Status).message ?? '';
      this.#warn(turn, 'FailedRescale', `New size: ${String(replicas)}; reason: ${reason}; error: ${why}`);
      turn.set({ type: 'AbleToScale', status: 'False', reason: 'FailedUpdateScale', message: `the HPA controller was unable to update the target scale: ${why}` });
      return;
    }
    turn.set({ type: 'AbleToScale', status: 'True', reason: 'SucceededRescale', message: `the HPA controller was able to update the target scale to ${String(replicas)}` });
    events.event(turn.autoscaler, { type: 'Normal', reason: 'SuccessfulRescale', message: `New size: ${String(replicas)}; reason: ${reason}` });
    this.#memories.set(key, remember(this.#memories.get(key) ?? noMemory, turn.autoscaler, replicas - current, clock.nowMs));
    turn.desiredReplicas = replicas;
    turn.rescaled = true;
  }
}

interface Target {
  readonly path: string;
  readonly kind: Kind;
  readonly scale: V1Scale;
}

/** The status of an autoscaler while it is being worked out. */
class Turn {
  readonly autoscaler: V2HorizontalPodAutoscaler;
  currentReplicas: number | undefined;
  desiredReplicas: number | undefined;
  metrics: readonly V2MetricStatus[] | undefined;
  rescaled = false;
  readonly #epochMs: number;
  #conditions: readonly V2HorizontalPodAutoscalerCondition[];

  constructor(autoscaler: V2HorizontalPodAutoscaler, epochMs: number) {
    this.autoscaler = autoscaler;
    this.#epochMs = epochMs;
    this.#conditions = autoscaler.status?.conditions ?? [];
  }

  /** Sets a condition in its place; its time changes with its status. */
  set({ type, status, reason, message }: ConditionWords): void {
    const known = this.#conditions.find((condition) => condition.type === type);
    const lastTransitionTime = known?.status === status ? known.lastTransitionTime : rfc3339(this.#epochMs);
    const next = { type, status, lastTransitionTime, reason, message };
    this.#conditions = known ? this.#conditions.map((condition) => (condition === known ? next : condition)) : [...this.#conditions, next];
  }

  status(): V2HorizontalPodAutoscalerStatus {
    const { status, metadata } = this.autoscaler;
    if (this.currentReplicas === undefined) return { desiredReplicas: 0, ...status, conditions: this.#conditions };
    const lastScaleTime = this.rescaled ? rfc3339(this.#epochMs) : status?.lastScaleTime;
    return {
      ...(metadata?.generation === undefined ? {} : { observedGeneration: metadata.generation }),
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
      ...(this.currentReplicas ? { currentReplicas: this.currentReplicas } : {}),
      desiredReplicas: this.desiredReplicas ?? status?.desiredReplicas ?? 0,
      ...(this.metrics?.length ? { currentMetrics: this.metrics } : {}),
      conditions: this.#conditions,
    };
  }
}
