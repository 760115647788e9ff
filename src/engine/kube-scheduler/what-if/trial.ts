import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { RandomStreams } from '../../sim/random.ts';
import { SchedulerCache } from '../cache/cache.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import { isTerminal, PodInfo } from '../cache/pod-info.ts';
import type { SchedulerProfile } from '../config.ts';
import { Framework, type PreFilterOutcome } from '../framework/framework.ts';
import type { Listers } from '../framework/listers.ts';
import type { Cycle } from '../framework/plugin.ts';
import type { Status } from '../framework/status.ts';
import { plugins } from '../plugins/index.ts';
import { Nominator } from '../queue/nominator.ts';
import { isPodStep, nodeAfter, podAfter, type NodeStep, type Step } from './steps.ts';

/** What the scheduler would look at now. */
export interface Snapshot {
  readonly nodes: readonly V1Node[];
  /** Pods that are bound, and those that are nominated. */
  readonly pods: readonly V1Pod[];
  readonly listers: Listers;
}

/** What one plugin says of a node. */
export interface Objection {
  readonly plugin: string;
  readonly status: Status;
}

/** How a pod that waits stands before the filters. */
export interface Hearing {
  readonly pod: PodInfo;
  /** Refused before any node was asked. */
  readonly refusal: Status | undefined;
  /** What every filter says of the node, not only the first that objects. */
  objectionsTo(node: NodeInfo): readonly Objection[];
}

/** A copy of the cluster in thought, on which changes are made and taken back. Nothing of it reaches the cluster. */
export class Trial {
  readonly cache = new SchedulerCache();
  readonly listers: Listers;
  readonly #nominator = new Nominator();
  readonly #framework: Framework;
  readonly #pods = new Map<string, V1Pod>();

  constructor({ nodes, pods, listers }: Snapshot, profile: SchedulerProfile = {}) {
    this.listers = listers;
    this.#framework = new Framework(profile, { cache: this.cache, listers, nominator: this.#nominator, random: new RandomStreams(1).stream('what-if') }, plugins);
    for (const node of nodes) this.cache.setNode(node);
    for (const pod of pods) this.#place(pod);
  }

  #place(pod: V1Pod): void {
    if (isTerminal(pod)) return;
    const nominated = pod.status?.nominatedNodeName;
    if (pod.spec?.nodeName) {
      this.cache.setPod(pod);
      this.#pods.set(pod.metadata?.uid ?? '', pod);
    } else if (nominated) this.#nominator.nominate(new PodInfo(pod), nominated);
  }

  hear(pod: V1Pod): Hearing {
    const { cycle, outcome } = this.#preFilter(pod);
    const { filters, names, nodeNames, status } = outcome;
    return {
      pod: cycle.pod,
      refusal: status,
      objectionsTo: (node) => {
        if (nodeNames && !nodeNames.has(node.name)) return [{ plugin: outcome.narrowing[0] ?? '', status: { code: 'UnschedulableAndUnresolvable', reasons: [], plugin: outcome.narrowing[0] ?? '' } }];
        return filters.flatMap((filter, index) => {
          const objection = this.#framework.runFilters(cycle, [filter], node);
          return objection ? [{ plugin: names[index] ?? '', status: objection }] : [];
        });
      },
    };
  }

  /** Whether the pod fits the node once all steps are taken. For `add-node` the node is the new one. */
  fits(pod: V1Pod, steps: readonly Step[], nodeName: string): boolean {
    const onNodes = steps.filter((step): step is NodeStep => !isPodStep(step));
    const changed = steps.filter(isPodStep).reduce(podAfter, pod);
    const undo = onNodes.map((step) => this.#take(step));
    const { cycle, outcome } = this.#preFilter(changed);
    const node = this.cache.node(nodeName);
    const isAllowed = node !== undefined && !outcome.status && (!outcome.nodeNames || outcome.nodeNames.has(nodeName));
    const fits = isAllowed && this.#framework.runFilters(cycle, outcome.filters, node) === undefined;
    for (const back of undo.reverse()) back();
    return fits;
  }

  /** Takes a step in thought; the answer takes it back. */
  #take(step: NodeStep): () => void {
    if (step.kind === 'add-node') {
      const name = step.node.metadata?.name ?? '';
      this.cache.setNode(step.node);
      return () => { this.cache.removeNode(name); };
    }
    if (step.kind === 'remove-pods') {
      const gone = step.pods.flatMap(({ uid }) => this.#pods.get(uid) ?? []);
      for (const pod of gone) this.cache.removePod(pod.metadata?.uid ?? '');
      return () => { for (const pod of gone) this.cache.setPod(pod); };
    }
    const before = this.cache.node(step.node)?.node;
    if (!before) return () => undefined;
    this.cache.setNode(nodeAfter(before, step));
    return () => { this.cache.setNode(before); };
  }

  #preFilter(pod: V1Pod): { readonly cycle: Cycle; readonly outcome: PreFilterOutcome } {
    const cycle: Cycle = { pod: new PodInfo(pod), store: new Map() };
    return { cycle, outcome: this.#framework.runPreFilter(cycle) };
  }
}
