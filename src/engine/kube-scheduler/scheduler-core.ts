import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';
import { SchedulerCache } from './cache/cache.ts';
import type { NodeInfo } from './cache/node-info.ts';
import type { PodInfo } from './cache/pod-info.ts';
import type { SchedulerConfig, SchedulerProfile } from './config.ts';
import { SchedulingCycle, type CycleResult } from './cycle.ts';
import { DecisionBuilder, type DecisionRecord } from './decision.ts';
import { fitErrorMessage } from './framework/fit-error.ts';
import { Framework } from './framework/framework.ts';
import type { Listers } from './framework/listers.ts';
import type { Cycle, Handle } from './framework/plugin.ts';
import { messageOf } from './framework/status.ts';
import { plugins } from './plugins/index.ts';
import { Nominator } from './queue/nominator.ts';
import type { QueuedPod } from './queue/queued-pod.ts';
import { SchedulingQueue } from './queue/scheduling-queue.ts';

export interface CoreSettings {
  readonly clock: Clock;
  readonly random: Random;
  readonly listers: Listers;
  readonly config?: SchedulerConfig;
  /** Told when a pod waits to be tried. */
  readonly wake?: () => void;
}

/** What one attempt came to. */
export type Attempt =
  /** The pod is assumed to be on the node; now bind it, and call `bound` or `bindingFailed`. */
  | { readonly kind: 'assumed'; readonly pod: QueuedPod; readonly node: NodeInfo; readonly cycle: Cycle; readonly framework: Framework; readonly record: DecisionRecord | undefined }
  /** `nominatedNode`: '' takes an earlier nomination back, undefined leaves it. `victims` are to be deleted. */
  | {
      readonly kind: 'refused';
      readonly pod: QueuedPod;
      readonly reason: 'Unschedulable' | 'SchedulerError';
      readonly message: string;
      readonly nominatedNode: string | undefined;
      readonly victims: readonly PodInfo[];
      readonly record: DecisionRecord | undefined;
    }
  /** The pod needs no node any more. */
  | { readonly kind: 'dropped'; readonly pod: QueuedPod };

type Refused = Extract<Attempt, { kind: 'refused' }>;

/** Cache, queue and cycle without any API: whoever owns it feeds it and carries out what it decides. */
export class SchedulerCore {
  readonly cache = new SchedulerCache();
  readonly nominator = new Nominator((nodeName, isAwaited) => { this.cache.setAwaited(nodeName, isAwaited); });
  readonly queue: SchedulingQueue;
  readonly #frameworks: ReadonlyMap<string, Framework>;
  readonly #cycle: SchedulingCycle;

  constructor({ clock, random, listers, config = {}, wake = () => undefined }: CoreSettings) {
    const handle: Handle = { cache: this.cache, listers, nominator: this.nominator, random };
    const profiles = config.profiles?.length ? config.profiles : [{}];
    this.#frameworks = new Map(profiles.map((profile) => new Framework(profile, handle, plugins)).map((framework) => [framework.schedulerName, framework]));
    this.#cycle = new SchedulingCycle(handle, config.percentageOfNodesToScore);
    const [first] = this.#frameworks.values();
    this.queue = new SchedulingQueue({
      clock, wake,
      policy: {
        compare: (a, b) => first?.compare(a, b) ?? 0,
        preEnqueue: (pod) => this.#frameworkOf(pod)?.runPreEnqueue(pod),
        registrations: (pod, plugin) => this.#frameworkOf(pod)?.registrations(plugin),
      },
      ...(config.podInitialBackoffSeconds === undefined ? {} : { initialBackoffMs: config.podInitialBackoffSeconds * 1000 }),
      ...(config.podMaxBackoffSeconds === undefined ? {} : { maxBackoffMs: config.podMaxBackoffSeconds * 1000 }),
    });
  }

  /** Whether cycles collect a {@link DecisionRecord}. */
  set explains(value: boolean) {
    this.#cycle.explains = value;
  }

  /** Up to how many nodes it tells of each of them where a node was found. */
  set explainedNodesMax(value: number) {
    this.#cycle.explainedNodesMax = value;
  }

  /** The profile that answers to the name that a pod asks for. */
  profileOf(schedulerName: string | undefined): SchedulerProfile | undefined {
    return this.#frameworks.get(schedulerName ?? 'default-scheduler')?.profile;
  }

  /** Whether one of the profiles answers to the name that the pod asks for. */
  isResponsibleFor(schedulerName: string | undefined): boolean {
    return this.#frameworks.has(schedulerName ?? 'default-scheduler');
  }

  /** Tries the next pod that waits. Undefined where none does. */
  attempt(): Attempt | undefined {
    const pod = this.queue.pop();
    if (!pod) return undefined;
    const framework = this.#frameworkOf(pod.info);
    if (!framework || pod.info.terminating || this.cache.placeOf(pod.info.uid)) return { kind: 'dropped', pod };
    const result = this.#cycle.schedule(framework, pod.info);
    switch (result.kind) {
      case 'scheduled': return this.#assume(pod, framework, result);
      case 'unschedulable': return this.#refuse(pod, framework, result);
      case 'no nodes': return this.#giveUp(pod, 'Unschedulable', 'no nodes available to schedule pods');
      case 'error': return this.#giveUp(pod, 'SchedulerError', result.message);
    }
  }

  /** The binding did not come about: the pod is tried again after a back-off. */
  bindingFailed({ pod, node, cycle, framework }: Extract<Attempt, { kind: 'assumed' }>): void {
    framework.runUnreserve(cycle, node);
    this.cache.forget(pod.info.uid);
    this.queue.putBack(pod, new Set());
  }

  #frameworkOf({ pod }: PodInfo): Framework | undefined {
    return this.#frameworks.get(pod.spec?.schedulerName ?? 'default-scheduler');
  }

  #assume(pod: QueuedPod, framework: Framework, { node, cycle, record }: Extract<CycleResult, { kind: 'scheduled' }>): Attempt {
    this.cache.assume(pod.info, node.name);
    const status = framework.runReserve(cycle, node);
    if (!status) {
      this.nominator.remove(pod.info.uid);
      return { kind: 'assumed', pod, node, cycle, framework, record };
    }
    this.cache.forget(pod.info.uid);
    this.queue.putBack(pod, new Set(status.code === 'Error' ? [] : [status.plugin]));
    return { kind: 'refused', pod, reason: status.code === 'Error' ? 'SchedulerError' : 'Unschedulable', message: messageOf(status), nominatedNode: '', victims: [], record: undefined };
  }

  #refuse(pod: QueuedPod, framework: Framework, result: Extract<CycleResult, { kind: 'unschedulable' }>): Refused {
    const { cycle, statuses, preFilterMessage, outcome, rejectors, decision } = result;
    const { filters, preFiltered } = outcome;
    const nodeCount = this.cache.nodes.length;
    const answer = framework.runPostFilter(cycle, { statuses, filters, preFiltered, runFilters: (imagined, node) => framework.runFilters(cycle, imagined, node), tell: decision && ((search) => { decision.searched(search); }) });
    const message = fitErrorMessage({ nodeCount, statuses, preFilterMessage, postFilterMessage: messageOf(answer.status) });
    const victims = answer.victims ?? [];
    this.#nominate(pod.info, answer.nominatedNode);
    this.queue.putBack(pod, rejectors);
    return { kind: 'refused', pod, reason: 'Unschedulable', message, nominatedNode: answer.nominatedNode, victims, record: decision?.refused(message, answer.nominatedNode, victims) };
  }

  #nominate(pod: PodInfo, nodeName: string | undefined): void {
    if (nodeName === undefined) this.nominator.nominate(pod, pod.pod.status?.nominatedNodeName ?? this.nominator.nodeOf(pod.uid));
    else this.nominator.nominate(pod, nodeName);
  }

  #giveUp(pod: QueuedPod, reason: Refused['reason'], message: string): Refused {
    this.nominator.remove(pod.info.uid);
    this.queue.putBack(pod, new Set());
    return { kind: 'refused', pod, reason, message, nominatedNode: '', victims: [], record: this.#cycle.explains ? new DecisionBuilder(pod.info, this.cache.nodes.length).refused(message, undefined, []) : undefined };
  }
}
