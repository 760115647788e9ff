import { extensionPoints, type ExtensionPoint, type SchedulerProfile } from '../config.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { EventRegistration } from '../queue/cluster-event.ts';
import type { QueuedPod } from '../queue/queued-pod.ts';
import { enabledPlugins } from './enabled-plugins.ts';
import { messageOf, unresolvable, type Status } from './status.ts';
import type { Cycle, Handle, NodeFilter, NodeScorer, Plugin, PostFilterAnswer, PostFilterInput } from './plugin.ts';

/** Makes a plugin. The registry is a list of these. */
export interface PluginFactory {
  readonly name: string;
  create(handle: Handle, args: NonNullable<SchedulerProfile['pluginArgs']>): Plugin;
}

/** What pre-filter found for one pod. */
export interface PreFilterOutcome {
  /** A refusal; `filters` are then incomplete. */
  readonly status: Status | undefined;
  readonly filters: readonly NodeFilter[];
  /** Names of the plugins the filters belong to, in the same order. */
  readonly names: readonly string[];
  readonly preFiltered: ReadonlySet<string>;
  /** The only nodes that may do; undefined: all. */
  readonly nodeNames: ReadonlySet<string> | undefined;
  /** The plugins that narrowed the nodes. */
  readonly narrowing: readonly string[];
}

export interface ScoringPlugin {
  readonly name: string;
  readonly weight: number;
  readonly scorer: NodeScorer;
}

/**
 * The plugins of one profile, run extension point by extension point.
 *
 * @see Kubernetes 1.36, scheduler framework runtime
 */
export class Framework {
  readonly profile: SchedulerProfile;
  readonly schedulerName: string;
  readonly #at: Readonly<Record<ExtensionPoint, readonly Plugin[]>>;
  readonly #weights: ReadonlyMap<string, number>;
  /** Plugins that filter, and those that only look beforehand. */
  readonly #filtering: readonly { readonly plugin: Plugin; readonly filters: boolean }[];
  readonly #byName: ReadonlyMap<string, Plugin>;
  readonly #nominator: Handle['nominator'];

  constructor(profile: SchedulerProfile, handle: Handle, registry: readonly PluginFactory[]) {
    this.profile = profile;
    this.schedulerName = profile.schedulerName ?? 'default-scheduler';
    this.#nominator = handle.nominator;
    const enabled = enabledPlugins(profile);
    const made = new Map<string, Plugin>();
    const make = (name: string): Plugin => {
      const factory = registry.find((each) => each.name === name);
      if (!factory) throw new Error(`no scheduler plugin ${name}`);
      const plugin = made.get(name) ?? factory.create(handle, profile.pluginArgs ?? {});
      made.set(name, plugin);
      return plugin;
    };
    this.#at = Object.fromEntries(extensionPoints.map((point) => [point, enabled[point].map(({ name }) => make(name))])) as Record<ExtensionPoint, Plugin[]>;
    this.#weights = new Map(enabled.score.map(({ name, weight }) => [name, weight || 1]));
    const { filter, preFilter } = this.#at;
    this.#filtering = [...filter.map((plugin) => ({ plugin, filters: true })), ...preFilter.filter((plugin) => !filter.includes(plugin)).map((plugin) => ({ plugin, filters: false }))];
    this.#byName = made;
  }

  /** Whether any plugin scores nodes; otherwise the first that fits will do. */
  get scores(): boolean {
    return this.#at.score.length > 0;
  }

  compare(a: QueuedPod, b: QueuedPod): number {
    for (const plugin of this.#at.queueSort) if (plugin.compare) return plugin.compare(a, b);
    return a.queuedMs - b.queuedMs;
  }

  registrations(plugin: string): readonly EventRegistration[] | undefined {
    return this.#byName.get(plugin)?.events;
  }

  runPreEnqueue(pod: PodInfo): Status | undefined {
    for (const plugin of this.#at.preEnqueue) {
      const status = plugin.preEnqueue?.(pod);
      if (status) return status;
    }
    return undefined;
  }

  runPreFilter(cycle: Cycle): PreFilterOutcome {
    const filters: NodeFilter[] = [];
    const names: string[] = [];
    const preFiltered = new Set<string>();
    const narrowing: string[] = [];
    let nodeNames: ReadonlySet<string> | undefined;
    let refusal: Status | undefined;
    for (const { plugin, filters: isFilter } of this.#filtering) {
      const answer = plugin.preFilter?.(cycle);
      if (answer === undefined) continue;
      if (answer === 'skip') {
        preFiltered.add(plugin.name);
        continue;
      }
      if ('status' in answer) {
        refusal = answer.status;
        if (refusal.code !== 'Unschedulable') break;
        continue;
      }
      preFiltered.add(plugin.name);
      if (answer.filter && isFilter) {
        filters.push(answer.filter);
        names.push(plugin.name);
      }
      if (!answer.nodeNames) continue;
      narrowing.push(plugin.name);
      nodeNames = nodeNames ? intersection(nodeNames, answer.nodeNames) : answer.nodeNames;
      if (nodeNames.size > 0) continue;
      refusal = unresolvable(plugin.name, nothingLeft(narrowing));
      break;
    }
    return { status: refusal, filters, names, preFiltered, nodeNames, narrowing };
  }

  /** The first objection to a node, with the pods nominated to it in mind. */
  runFilters(cycle: Cycle, filters: readonly NodeFilter[], node: NodeInfo): Status | undefined {
    const objection = this.#nominator.hasPodsOn(node.name) ? this.#filterWithNominated(cycle.pod, filters, node) : undefined;
    return objection ?? firstObjection(filters, node);
  }

  /** As if the pods of at least this pod's priority that are nominated to the node ran on it: they are put there and taken off again. */
  #filterWithNominated(pod: PodInfo, filters: readonly NodeFilter[], node: NodeInfo): Status | undefined {
    const nominated = this.#nominator.podsOn(node.name).filter((other) => other.priority >= pod.priority && other.uid !== pod.uid);
    if (nominated.length === 0) return undefined;
    const clones = filters.map((filter) => filter.clone?.() ?? filter);
    for (const other of nominated) {
      node.addPod(other);
      for (const filter of clones) filter.addPod?.(other, node);
    }
    const objection = firstObjection(clones, node);
    for (const other of nominated) node.removePod(other.uid);
    return objection;
  }

  runPostFilter(cycle: Cycle, input: PostFilterInput): PostFilterAnswer {
    const reasons: string[] = [];
    let nominatedNode: string | undefined;
    let rejector = '';
    for (const plugin of this.#at.postFilter) {
      if (!plugin.postFilter) continue;
      const answer = plugin.postFilter(cycle, input);
      if (!answer.status) return answer;
      if (answer.status.code !== 'Unschedulable') return answer;
      nominatedNode = answer.nominatedNode ?? nominatedNode;
      rejector ||= plugin.name;
      if (answer.status.reasons.length > 0) reasons.push(messageOf(answer.status));
    }
    return { status: { code: 'Unschedulable', reasons, plugin: rejector }, nominatedNode };
  }

  /** The plugins that have something to say about these nodes, with their weights. */
  runPreScore(cycle: Cycle, nodes: readonly NodeInfo[]): readonly ScoringPlugin[] {
    const scoring: ScoringPlugin[] = [];
    for (const plugin of this.#at.score) {
      const scorer = plugin.preScore?.(cycle, nodes) ?? 'skip';
      if (scorer !== 'skip') scoring.push({ name: plugin.name, weight: this.#weights.get(plugin.name) ?? 1, scorer });
    }
    return scoring;
  }

  /** Reserves; what was reserved is given back where a plugin refuses. */
  runReserve(cycle: Cycle, node: NodeInfo): Status | undefined {
    let refusal: Status | undefined;
    for (const plugin of this.#at.reserve) refusal ??= plugin.reserve?.(cycle, node);
    for (const plugin of this.#at.permit) refusal ??= plugin.permit?.(cycle, node);
    if (refusal) this.runUnreserve(cycle, node);
    return refusal;
  }

  runUnreserve(cycle: Cycle, node: NodeInfo): void {
    for (const plugin of [...this.#at.reserve].reverse()) plugin.unreserve?.(cycle, node);
  }

  runPreBind(cycle: Cycle, node: NodeInfo, binder: Parameters<NonNullable<Plugin['preBind']>>[2]): Status | 'wait' | undefined {
    for (const plugin of this.#at.preBind) {
      const answer = plugin.preBind?.(cycle, node, binder);
      if (answer) return answer;
    }
    return undefined;
  }

  runBind(cycle: Cycle, node: NodeInfo, binder: Parameters<NonNullable<Plugin['bind']>>[2]): Status | undefined {
    for (const plugin of this.#at.bind) {
      if (!plugin.bind) continue;
      const status = plugin.bind(cycle, node, binder);
      if (status) return status;
      for (const other of [...this.#at.reserve, ...this.#at.postBind]) other.postBind?.(cycle, node);
      return undefined;
    }
    return undefined;
  }
}

/** What the first filter that objects says. */
export function firstObjection(filters: readonly NodeFilter[], node: NodeInfo): Status | undefined {
  for (let index = 0; index < filters.length; index++) {
    const status = (filters[index] as NodeFilter).filter(node);
    if (status !== undefined) return status;
  }
  return undefined;
}

function nothingLeft(narrowing: readonly string[]): string {
  return narrowing.length === 1 ? `node(s) didn't satisfy plugin ${narrowing[0] ?? ''}` : `node(s) didn't satisfy plugin(s) [${[...narrowing].sort().join(' ')}] simultaneously`;
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}
