import type { KubeObject } from '../../../kube/object.ts';
import { matches, type Labels } from '../../../kube/selectors.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { GivenCounts, type DomainCounts, type PodCounts } from '../cache/pod-counts.ts';
import type { DefaultConstraint } from '../config.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { RequiredNodeAffinity } from '../framework/node-selector.ts';
import { maxNodeScore, type Handle, type NodeFilter, type NodeScorer } from '../framework/plugin.ts';
import { unresolvable, unschedulable, type Status } from '../framework/status.ts';
import { naturalLog } from '../integer.ts';
import { actions, type ClusterEvent } from '../queue/cluster-event.ts';
import { defaultConstraints, hostnameLabel, isEligible, ownConstraints, systemDefaults, type SpreadConstraint } from './spread-constraints.ts';

const name = 'PodTopologySpread';
const tooSkewed = unschedulable(name, "node(s) didn't match pod topology spread constraints");
const noLabel = unresolvable(name, "node(s) didn't match pod topology spread constraints (missing required label)");

/** Pods of the pod's namespace that a constraint selects and that are not on their way out. */
function countsFor({ selector }: SpreadConstraint, pod: PodInfo, { cache }: Handle): PodCounts {
  const { namespace } = pod;
  const isNothing = selector.nothing === true || selector.requirements.length === 0;
  return cache.podCounts.counts(`spread ${namespace} ${JSON.stringify(selector)}`, (other) => !isNothing && other.namespace === namespace && !other.terminating && matches(selector, other.labels));
}

/** Pods by domain over the nodes that count. `mustHave`: labels that a node needs in order to count. */
function domainTotals(constraint: SpreadConstraint, mustHave: readonly string[], required: RequiredNodeAffinity, pod: PodInfo, handle: Handle): DomainCounts {
  const counts = countsFor(constraint, pod, handle);
  const everyNodeCounts = (constraint.ignoresAffinity || required.isEmpty) && !constraint.honoursTaints && mustHave.every((key) => handle.cache.everyNodeHas(key));
  if (everyNodeCounts) return counts.totals(constraint.topologyKey);
  const totals = new Map<string, number>();
  for (const node of handle.cache.nodes) {
    const value = node.labels[constraint.topologyKey];
    if (value === undefined || mustHave.some((key) => node.labels[key] === undefined) || !isEligible(constraint, pod, required, node)) continue;
    totals.set(value, (totals.get(value) ?? 0) + counts.ofNode(node));
  }
  return new GivenCounts(constraint.topologyKey, totals);
}

interface Domain {
  readonly constraint: SpreadConstraint;
  readonly totals: DomainCounts;
  /** 1 where the pod counts itself. */
  readonly self: number;
  /** Pods added to (or taken from) the one node under consideration, in thought. */
  delta: number;
  /** The fewest pods in any domain, while `delta` is 0. */
  readonly least: number;
}

class SpreadFilter implements NodeFilter {
  readonly #domains: readonly Domain[];
  readonly #pod: PodInfo;
  readonly #required: RequiredNodeAffinity;

  constructor(domains: readonly Domain[], pod: PodInfo, required: RequiredNodeAffinity) {
    this.#domains = domains;
    this.#pod = pod;
    this.#required = required;
  }

  clone(): NodeFilter {
    return new SpreadFilter(this.#domains.map((domain) => ({ ...domain })), this.#pod, this.#required);
  }

  filter(node: NodeInfo): Status | undefined {
    for (const domain of this.#domains) {
      const value = node.labels[domain.constraint.topologyKey];
      if (value === undefined) return noLabel;
      const count = domain.totals.of(node) + domain.delta;
      if (count + domain.self - leastCount(domain, value) > domain.constraint.maxSkew) return tooSkewed;
    }
    return undefined;
  }

  addPod(pod: PodInfo, node: NodeInfo): void {
    this.#shift(pod, node, 1);
  }

  removePod(pod: PodInfo, node: NodeInfo): void {
    this.#shift(pod, node, -1);
  }

  #shift(pod: PodInfo, node: NodeInfo, by: 1 | -1): void {
    if (pod.namespace !== this.#pod.namespace || this.#domains.some(({ constraint }) => node.labels[constraint.topologyKey] === undefined)) return;
    for (const domain of this.#domains) {
      if (matches(domain.constraint.selector, pod.labels) && isEligible(domain.constraint, this.#pod, this.#required, node)) domain.delta += by;
    }
  }
}

/** The fewest pods in a domain; 0 where there are fewer domains than wanted. */
function leastCount({ constraint, totals, least, delta }: Domain, value: string): number {
  if (totals.byValue.size < constraint.minDomains) return 0;
  if (delta === 0) return least;
  let result = Infinity;
  for (const [domain, count] of totals.byValue) result = Math.min(result, domain === value ? count + delta : count);
  return result;
}

interface SoftConstraint {
  readonly constraint: SpreadConstraint;
  /** Pods by domain; undefined for hostnames, where each node is asked. */
  readonly totals: DomainCounts | undefined;
  readonly counts: PodCounts;
  /** Grows with the number of domains, so that many small ones weigh as much as few large ones. */
  readonly weight: number;
}

/** Fewer matching pods in a node's domains are better. Nodes without the labels are left at 0. */
class SpreadScorer implements NodeScorer {
  readonly #constraints: readonly SoftConstraint[];
  readonly #mustHave: readonly string[];

  constructor(constraints: readonly SoftConstraint[], mustHave: readonly string[]) {
    this.#constraints = constraints;
    this.#mustHave = mustHave;
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as NodeInfo;
      scores[index] = this.#isIgnored(node) ? 0 : this.#scoreOf(node);
    }
  }

  normalize(nodes: readonly NodeInfo[], scores: number[]): void {
    let least = Infinity;
    let most = 0;
    for (let index = 0; index < nodes.length; index++) {
      if (this.#isIgnored(nodes[index] as NodeInfo)) continue;
      least = Math.min(least, scores[index] as number);
      most = Math.max(most, scores[index] as number);
    }
    for (let index = 0; index < nodes.length; index++) {
      if (this.#isIgnored(nodes[index] as NodeInfo)) scores[index] = 0;
      else scores[index] = most === 0 ? maxNodeScore : Math.trunc((maxNodeScore * (most + least - (scores[index] as number))) / most);
    }
  }

  #isIgnored({ labels }: NodeInfo): boolean {
    for (const key of this.#mustHave) if (labels[key] === undefined) return true;
    return false;
  }

  #scoreOf(node: NodeInfo): number {
    let score = 0;
    for (const { constraint, totals, counts, weight } of this.#constraints) {
      if (node.labels[constraint.topologyKey] === undefined) continue;
      const count = totals ? totals.of(node) : counts.ofNode(node);
      score += count * weight + (constraint.maxSkew - 1);
    }
    return Math.round(score);
  }
}

function softConstraint(constraint: SpreadConstraint, mustHave: readonly string[], nodes: readonly NodeInfo[], required: RequiredNodeAffinity, pod: PodInfo, handle: Handle): SoftConstraint {
  const counts = countsFor(constraint, pod, handle);
  const counted = nodes.filter(({ labels }) => mustHave.every((key) => labels[key] !== undefined));
  if (constraint.topologyKey === hostnameLabel) return { constraint, totals: undefined, counts, weight: naturalLog(counted.length + 2) };
  const domains = new Set(counted.map(({ labels }) => labels[constraint.topologyKey] ?? ''));
  return { constraint, totals: domainTotals(constraint, mustHave, required, pod, handle), counts, weight: naturalLog(domains.size + 2) };
}

/** A pod that came or went matters where it counts for one of the constraints; one that changed its labels, where it begins or ceases to. */
function concernsPod(pod: PodInfo, constraints: readonly SpreadConstraint[], { pod: other, oldPod }: ClusterEvent): boolean {
  if (!other || other.namespace !== pod.namespace) return false;
  const countsFor = ({ labels }: PodInfo) => ({ selector }: SpreadConstraint): boolean => matches(selector, labels);
  if (!oldPod) return constraints.some(countsFor(other));
  return constraints.some((constraint) => countsFor(other)(constraint) !== countsFor(oldPod)(constraint));
}

/** A node matters where it has all the labels, had them, or has moved; or where its taints changed and count. */
function concernsNode(constraints: readonly SpreadConstraint[], { object, old, action }: ClusterEvent): boolean {
  const labelsOf = (node: KubeObject | undefined): Labels => node?.metadata?.labels ?? {};
  const hasAll = (labels: Labels): boolean => constraints.every(({ topologyKey }) => labels[topologyKey] !== undefined);
  const [now, before] = [labelsOf(object), labelsOf(old)];
  if (old === undefined) return hasAll(now);
  const hasMoved = constraints.some(({ topologyKey }) => now[topologyKey] !== before[topologyKey]);
  if (hasAll(now) !== hasAll(before) || (hasAll(now) && hasMoved)) return true;
  return hasAll(now) && (action & actions.updateNodeTaint) !== 0 && constraints.some(({ honoursTaints }) => honoursTaints);
}

/** Spreads pods over zones, hosts or whatever nodes are labelled with. @see Kubernetes 1.36, scheduler plugin PodTopologySpread */
export const podTopologySpread: PluginFactory = {
  name,
  create(handle, { PodTopologySpread: args }) {
    const isSystem = (args?.defaultingType ?? 'System') === 'System';
    const defaults: readonly DefaultConstraint[] = isSystem ? systemDefaults : (args?.defaultConstraints ?? []);
    const constraintsOf = (pod: PodInfo, whenUnsatisfiable: string): readonly SpreadConstraint[] =>
      pod.pod.spec?.topologySpreadConstraints?.length ? ownConstraints(pod.pod, whenUnsatisfiable) : defaultConstraints(pod, defaults, whenUnsatisfiable, handle.listers);
    return {
      name,
      events: [
        { resource: 'AssignedPod', action: actions.add | actions.delete | actions.updatePodLabel, hint: (pod, event) => concernsPod(pod, constraintsOf(pod, 'DoNotSchedule'), event) },
        { resource: 'Node', action: actions.add | actions.delete | actions.updateNodeLabel | actions.updateNodeTaint, hint: (pod, event) => concernsNode(constraintsOf(pod, 'DoNotSchedule'), event) },
        { resource: 'Pod', action: actions.updatePodLabel },
      ],
      preFilter({ pod }) {
        const constraints = constraintsOf(pod, 'DoNotSchedule');
        if (constraints.length === 0) return 'skip';
        const required = new RequiredNodeAffinity(pod.pod);
        const mustHave = constraints.map(({ topologyKey }) => topologyKey);
        const domains = constraints.map((constraint) => {
          const totals = domainTotals(constraint, mustHave, required, pod, handle);
          return { constraint, totals, self: matches(constraint.selector, pod.labels) ? 1 : 0, delta: 0, least: totals.least };
        });
        return { filter: new SpreadFilter(domains, pod, required) };
      },
      preScore({ pod }, nodes) {
        const constraints = constraintsOf(pod, 'ScheduleAnyway');
        if (constraints.length === 0) return 'skip';
        const required = new RequiredNodeAffinity(pod.pod);
        const needsAll = !isSystem || (pod.pod.spec?.topologySpreadConstraints?.length ?? 0) > 0;
        const mustHave = needsAll ? constraints.map(({ topologyKey }) => topologyKey) : [];
        return new SpreadScorer(constraints.map((constraint) => softConstraint(constraint, mustHave, nodes, required, pod, handle)), mustHave);
      },
    };
  },
};
