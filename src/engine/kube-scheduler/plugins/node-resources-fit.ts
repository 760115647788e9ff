import type { V1Node } from '../../../kube/generated/types.ts';
import { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { amounts, type Resources } from '../cache/resources.ts';
import type { PluginArgs, ResourceSpec, ScoringStrategy, ShapePoint } from '../config.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { maxNodeScore, type NodeFilter, type NodeScorer } from '../framework/plugin.ts';
import type { Status } from '../framework/status.ts';
import { scaleDown } from '../integer.ts';
import { actions } from '../queue/cluster-event.ts';

const name = 'NodeResourcesFit';

/** Extended resources that the scheduler is told not to look at (a scheduler extender does). Others cannot be ignored. */
function isIgnored(resource: string, args: NonNullable<PluginArgs['NodeResourcesFit']>): boolean {
  if (!resource.includes('/') || resource.includes('kubernetes.io/')) return false;
  return (args.ignoredResources?.includes(resource) ?? false) || (args.ignoredResourceGroups?.includes(resource.split('/')[0] ?? '') ?? false);
}

const statuses = new Map<string, Status>();

/** Refusals are shared: thousands of nodes give the same one. */
function refusal(reasons: readonly string[], unresolvable: boolean): Status {
  const key = `${String(unresolvable)} ${reasons.join()}`;
  let status = statuses.get(key);
  if (!status) {
    status = { code: unresolvable ? 'UnschedulableAndUnresolvable' : 'Unschedulable', reasons, plugin: name };
    if (statuses.size < 1000) statuses.set(key, status);
  }
  return status;
}

/** Whether a node has enough left for the pod; taking pods off helps only where the empty node would be large enough. */
class FitFilter implements NodeFilter {
  readonly local = true;
  readonly #requests: Resources;
  readonly #asksNothing: boolean;
  readonly #scalars: readonly (readonly [string, number])[];

  constructor({ requests }: PodInfo, args: NonNullable<PluginArgs['NodeResourcesFit']>) {
    this.#requests = requests;
    this.#scalars = [...(requests.scalars ?? [])].filter(([resource, amount]) => amount > 0 && !isIgnored(resource, args));
    this.#asksNothing = requests.milliCpu === 0 && requests.memory === 0 && requests.ephemeralStorage === 0 && !requests.scalars?.size;
  }

  filter(node: NodeInfo): Status | undefined {
    if (node.pods.length + 1 > node.podsMax) return this.#explain(node);
    if (this.#asksNothing) return undefined;
    const { milliCpu, memory, ephemeralStorage } = this.#requests;
    const { allocatable, requested } = node;
    if (
      (milliCpu > 0 && milliCpu > allocatable.milliCpu - requested.milliCpu) ||
      (memory > 0 && memory > allocatable.memory - requested.memory) ||
      (ephemeralStorage > 0 && ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage)
    ) return this.#explain(node);
    for (const [resource, amount] of this.#scalars) if (amount > allocatable.get(resource) - requested.get(resource)) return this.#explain(node);
    return undefined;
  }

  #explain(node: NodeInfo): Status {
    const reasons: string[] = [];
    let unresolvable = false;
    if (node.pods.length + 1 > node.podsMax) reasons.push('Too many pods');
    const { milliCpu, memory, ephemeralStorage } = this.#requests;
    for (const [resource, amount] of [['cpu', milliCpu], ['memory', memory], ['ephemeral-storage', ephemeralStorage], ...this.#scalars] as const) {
      const allocatable = node.allocatable.get(resource);
      if (amount <= 0 || amount <= allocatable - node.requested.get(resource)) continue;
      reasons.push(`Insufficient ${resource}`);
      if (amount > allocatable) unresolvable = true;
    }
    return refusal(reasons, unresolvable);
  }
}

const cpuAndMemory: readonly ResourceSpec[] = [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }];

/** Share of a resource that stays free, 0..100. */
const leastRequested = (requested: number, capacity: number): number => (requested > capacity ? 0 : scaleDown(capacity - requested, maxNodeScore, capacity));
const mostRequested = (requested: number, capacity: number): number => scaleDown(Math.min(requested, capacity), maxNodeScore, capacity);

/** What is asked of a node for scoring: its pods and the new one, with assumed requests for those that say nothing. */
function askedOf(node: NodeInfo, pod: PodInfo, resource: string): number {
  switch (resource) {
    case 'cpu': return node.nonZeroMilliCpu + pod.scoredMilliCpu;
    case 'memory': return node.nonZeroMemory + pod.scoredMemory;
    default: return node.requested.get(resource) + pod.requests.get(resource);
  }
}

/** Free space is good: the weighted mean of the free shares. */
class LeastAllocatedScorer implements NodeScorer {
  readonly local = true;
  readonly #milliCpu: number;
  readonly #memory: number;

  constructor(pod: PodInfo) {
    this.#milliCpu = pod.scoredMilliCpu;
    this.#memory = pod.scoredMemory;
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as NodeInfo;
      const { milliCpu, memory } = node.allocatable;
      let sum = 0;
      let weights = 0;
      if (milliCpu > 0) {
        sum += leastRequested(node.nonZeroMilliCpu + this.#milliCpu, milliCpu);
        weights++;
      }
      if (memory > 0) {
        sum += leastRequested(node.nonZeroMemory + this.#memory, memory);
        weights++;
      }
      scores[index] = weights === 0 ? 0 : Math.trunc(sum / weights);
    }
  }
}

/** Any strategy over any resources. */
class StrategyScorer implements NodeScorer {
  readonly local = true;
  readonly #pod: PodInfo;
  readonly #resources: readonly ResourceSpec[];
  readonly #strategy: ScoringStrategy;

  constructor(pod: PodInfo, strategy: ScoringStrategy) {
    this.#pod = pod;
    this.#resources = (strategy.resources ?? cpuAndMemory).filter(({ name: resource }) => isBasic(resource) || pod.requests.get(resource) > 0);
    this.#strategy = strategy;
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) scores[index] = this.#scoreOf(nodes[index] as NodeInfo);
  }

  #scoreOf(node: NodeInfo): number {
    let sum = 0;
    let weights = 0;
    for (const { name: resource, weight } of this.#resources) {
      const capacity = node.allocatable.get(resource);
      if (capacity === 0) continue;
      const score = this.#scoreOfResource(askedOf(node, this.#pod, resource), capacity);
      if (this.#strategy.type === 'RequestedToCapacityRatio' && score <= 0) continue;
      sum += score * weight;
      weights += weight;
    }
    if (weights === 0) return 0;
    return this.#strategy.type === 'RequestedToCapacityRatio' ? Math.round(sum / weights) : Math.trunc(sum / weights);
  }

  #scoreOfResource(requested: number, capacity: number): number {
    switch (this.#strategy.type) {
      case 'LeastAllocated': return leastRequested(requested, capacity);
      case 'MostAllocated': return mostRequested(requested, capacity);
      case 'RequestedToCapacityRatio': return onShape(this.#strategy.requestedToCapacityRatio?.shape ?? [], requested > capacity ? maxNodeScore : scaleDown(requested, 100, capacity));
    }
  }
}

const isBasic = (resource: string): boolean => resource === 'cpu' || resource === 'memory' || resource === 'ephemeral-storage';

/**
 * The broken line through the shape's points, at a utilisation in per cent. Scores of the shape (0..10) are scaled to 0..100.
 *
 * Example: with (0, 0) and (100, 10) a utilisation of 25 gives 25.
 */
function onShape(shape: readonly ShapePoint[], utilization: number): number {
  const points = shape.map((point) => ({ utilization: point.utilization, score: point.score * 10 }));
  for (let index = 0; index < points.length; index++) {
    const point = points[index] as ShapePoint;
    if (utilization > point.utilization) continue;
    const before = points[index - 1];
    if (!before) return point.score;
    return before.score + Math.trunc(((point.score - before.score) * (utilization - before.utilization)) / (point.utilization - before.utilization));
  }
  return points.at(-1)?.score ?? 0;
}

const isPlain = (strategy: ScoringStrategy | undefined): boolean =>
  !strategy || (strategy.type === 'LeastAllocated' && (strategy.resources ?? cpuAndMemory).every(({ name: resource, weight }, index) => resource === cpuAndMemory[index]?.name && weight === 1) && (strategy.resources ?? cpuAndMemory).length === 2);

/** Whether the node, as it came to be, has room for the pod were it empty of others. */
function fitsEmpty(pod: PodInfo, object: V1Node, args: NonNullable<PluginArgs['NodeResourcesFit']>): boolean {
  const node = new NodeInfo('', 0);
  node.setNode(object);
  return new FitFilter(pod, args).filter(node) === undefined;
}

/** Whether a node offers more of anything that the pod wants than it did. */
function hasGrown({ requests }: PodInfo, old: V1Node, now: V1Node): boolean {
  const [before, after] = [amounts(old.status?.allocatable), amounts(now.status?.allocatable)];
  const wanted = ['pods', 'cpu', 'memory', 'ephemeral-storage', ...(requests.scalars?.keys() ?? [])].filter((resource) => resource === 'pods' || requests.get(resource) > 0);
  return wanted.some((resource) => (after.get(resource) ?? 0) > (before.get(resource) ?? 0));
}

/** Nodes must have room for what a pod requests. @see Kubernetes 1.36, scheduler plugin NodeResourcesFit */
export const nodeResourcesFit: PluginFactory = {
  name,
  create(_, { NodeResourcesFit: args = {} }) {
    const { scoringStrategy } = args;
    return {
      name,
      events: [
        { resource: 'AssignedPod', action: actions.delete | actions.updatePodScaleDown },
        { resource: 'Pod', action: actions.updatePodScaleDown },
        { resource: 'Node', action: actions.add | actions.updateNodeAllocatable, hint: (pod, { object, old }) => fitsEmpty(pod, object as V1Node, args) && (old === undefined || hasGrown(pod, old as V1Node, object as V1Node)) },
      ],
      preFilter: ({ pod }) => ({ filter: new FitFilter(pod, args) }),
      preScore: ({ pod }) => (isPlain(scoringStrategy) || !scoringStrategy ? new LeastAllocatedScorer(pod) : new StrategyScorer(pod, scoringStrategy)),
    };
  },
};
