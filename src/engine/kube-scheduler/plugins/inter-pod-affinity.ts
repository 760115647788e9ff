import { matches, type Labels } from '../../../kube/selectors.ts';
import { termMatches, type AffinityTerm } from '../cache/affinity-term.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import { GivenCounts, type DomainCounts, type PodCounts } from '../cache/pod-counts.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { TermGroup } from '../cache/term-index.ts';
import type { PluginFactory } from '../framework/framework.ts';
import type { Listers } from '../framework/listers.ts';
import { maxNodeScore, type Handle, type NodeFilter, type NodeScorer } from '../framework/plugin.ts';
import { unresolvable, unschedulable, type Status } from '../framework/status.ts';
import { actions, type ClusterEvent } from '../queue/cluster-event.ts';

const name = 'InterPodAffinity';
const affinityFails = unresolvable(name, "node(s) didn't match pod affinity rules");
const antiAffinityFails = unschedulable(name, "node(s) didn't match pod anti-affinity rules");
const othersObject = unschedulable(name, "node(s) didn't satisfy existing pods anti-affinity rules");

/** A term of the incoming pod with its namespace selector worked out: it means pods of these namespaces. */
interface ResolvedTerm {
  readonly term: AffinityTerm;
  readonly everyNamespace: boolean;
  readonly namespaces: ReadonlySet<string>;
  readonly signature: string;
}

function resolve(term: AffinityTerm, listers: Listers): ResolvedTerm {
  const { namespaceSelector } = term;
  const everyNamespace = namespaceSelector !== undefined && namespaceSelector.requirements.length === 0;
  const selected = !namespaceSelector || everyNamespace ? [] : listers.namespaces().filter(({ metadata }) => matches(namespaceSelector, metadata?.labels)).map(({ metadata }) => metadata?.name ?? '');
  const namespaces = new Set([...term.namespaces, ...selected]);
  return { term, everyNamespace, namespaces, signature: JSON.stringify([everyNamespace, [...namespaces].sort(), term.selector]) };
}

function means({ term, everyNamespace, namespaces }: ResolvedTerm, pod: PodInfo): boolean {
  return (everyNamespace || namespaces.has(pod.namespace)) && matches(term.selector, pod.labels);
}

/** Running pods that a term (or all of several terms) means, by the value of a topology key, and what is changed in thought. */
interface Matched {
  readonly topologyKey: string;
  readonly totals: DomainCounts;
  /** Does a pod belong here? */
  readonly counts: (pod: PodInfo) => boolean;
  /** Change on the one node under consideration. */
  delta: number;
}

const countOn = (matched: Matched, node: NodeInfo): number => matched.totals.of(node) + matched.delta;

function hasAny({ totals, delta }: Matched): boolean {
  let sum = delta;
  for (const count of totals.byValue.values()) {
    sum += count;
    if (sum > 0 && delta === 0) return true;
  }
  return sum > 0;
}

interface AffinityState {
  readonly pod: PodInfo;
  /** One per required affinity term: pods that all of them mean. */
  readonly affinity: readonly Matched[];
  readonly antiAffinity: readonly Matched[];
  /** Required anti-affinity terms of running pods that mean this pod. */
  readonly others: readonly Matched[];
  readonly meansItself: boolean;
  readonly namespaceLabels: Labels | undefined;
}

class AffinityFilter implements NodeFilter {
  readonly #state: AffinityState;
  /** Terms of pods that are on the node in thought only. */
  readonly #imagined = new Map<string, number>();
  readonly #mayStartNew: boolean;

  constructor(state: AffinityState) {
    this.#state = state;
    this.#mayStartNew = state.meansItself && !state.affinity.some(hasAny);
  }

  clone(): NodeFilter {
    const copy = (matched: Matched): Matched => ({ ...matched });
    const { affinity, antiAffinity, others } = this.#state;
    return new ImaginedAffinityFilter({ ...this.#state, affinity: affinity.map(copy), antiAffinity: antiAffinity.map(copy), others: others.map(copy) });
  }

  filter(node: NodeInfo): Status | undefined {
    const { affinity, antiAffinity, others } = this.#state;
    if (affinity.length > 0 && !this.#isNearFriends(node, affinity)) return affinityFails;
    for (const matched of antiAffinity) {
      if (node.labels[matched.topologyKey] !== undefined && countOn(matched, node) > 0) return antiAffinityFails;
    }
    for (const matched of others) {
      if (node.labels[matched.topologyKey] !== undefined && countOn(matched, node) > 0) return othersObject;
    }
    for (const [topologyKey, count] of this.#imagined) if (count > 0 && node.labels[topologyKey] !== undefined) return othersObject;
    return undefined;
  }

  protected mayStartNew(): boolean {
    return this.#mayStartNew;
  }

  protected get state(): AffinityState {
    return this.#state;
  }

  protected imagine(topologyKey: string, by: number): void {
    this.#imagined.set(topologyKey, (this.#imagined.get(topologyKey) ?? 0) + by);
  }

  /** The first of a group that wants to be together may go anywhere that has the labels. */
  #isNearFriends(node: NodeInfo, affinity: readonly Matched[]): boolean {
    let friends = true;
    for (const matched of affinity) {
      if (node.labels[matched.topologyKey] === undefined) return false;
      if (countOn(matched, node) <= 0) friends = false;
    }
    return friends || this.mayStartNew();
  }
}

/** The same, with pods added and removed in thought. */
class ImaginedAffinityFilter extends AffinityFilter {
  protected override mayStartNew(): boolean {
    return this.state.meansItself && !this.state.affinity.some(hasAny);
  }

  addPod(pod: PodInfo, node: NodeInfo): void {
    this.#shift(pod, node, 1);
  }

  removePod(pod: PodInfo, node: NodeInfo): void {
    this.#shift(pod, node, -1);
  }

  #shift(pod: PodInfo, node: NodeInfo, by: 1 | -1): void {
    const { affinity, antiAffinity, others, namespaceLabels } = this.state;
    for (const matched of [...affinity, ...antiAffinity]) if (node.labels[matched.topologyKey] !== undefined && matched.counts(pod)) matched.delta += by;
    for (const term of pod.requiredAntiAffinity) {
      if (node.labels[term.topologyKey] === undefined || !termMatches(term, this.state.pod, namespaceLabels)) continue;
      const known = others.find((matched) => matched.topologyKey === term.topologyKey);
      if (known) known.delta += by;
      else this.imagine(term.topologyKey, by);
    }
  }
}

/** Groups by topology key: pods that object to the incoming pod in each value. */
function objections(groups: readonly TermGroup[]): readonly Matched[] {
  const byKey = new Map<string, ReadonlyMap<string, number>>();
  for (const { term, counts } of groups) {
    const known = byKey.get(term.topologyKey);
    byKey.set(term.topologyKey, known ? merged(known, counts) : counts);
  }
  return [...byKey].map(([topologyKey, totals]) => ({ topologyKey, totals: new GivenCounts(topologyKey, totals), counts: () => false, delta: 0 }));
}

function merged(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const result = new Map(a);
  for (const [value, count] of b) result.set(value, (result.get(value) ?? 0) + count);
  return result;
}

function stateFor(pod: PodInfo, { cache, listers }: Handle): AffinityState {
  const namespaceLabels = listers.namespaceLabels(pod.namespace);
  const affinityTerms = pod.requiredAffinity.map((term) => resolve(term, listers));
  const meansAll = (other: PodInfo): boolean => affinityTerms.every((term) => means(term, other));
  const together = affinityTerms.length > 0 ? cache.podCounts.counts(`all ${affinityTerms.map(({ signature }) => signature).join()}`, meansAll) : undefined;
  const matchedBy = (counts: PodCounts, topologyKey: string, belongs: (other: PodInfo) => boolean): Matched => ({ topologyKey, totals: counts.totals(topologyKey), counts: belongs, delta: 0 });
  return {
    pod, namespaceLabels,
    affinity: together ? affinityTerms.map(({ term }) => matchedBy(together, term.topologyKey, meansAll)) : [],
    antiAffinity: pod.requiredAntiAffinity.map((term) => {
      const resolved = resolve(term, listers);
      const belongs = (other: PodInfo): boolean => means(resolved, other);
      return matchedBy(cache.podCounts.counts(`one ${resolved.signature}`, belongs), term.topologyKey, belongs);
    }),
    others: objections(cache.requiredAntiAffinity.matching(pod, namespaceLabels)),
    meansItself: affinityTerms.length > 0 && meansAll(pod),
  };
}

/** Pods by value of a topology key, and what each of them is worth. */
interface Attraction {
  readonly topologyKey: string;
  readonly totals: DomainCounts;
  readonly weight: number;
}

const attracts = ({ totals }: Attraction): boolean => {
  for (const count of totals.byValue.values()) if (count > 0) return true;
  return false;
};

/** Sum of the weights of all pods in the node's domains that attract or repel. */
class AffinityScorer implements NodeScorer {
  readonly #attractions: readonly Attraction[];

  constructor(attractions: readonly Attraction[]) {
    this.#attractions = attractions;
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as NodeInfo;
      let sum = 0;
      for (const { topologyKey, totals, weight } of this.#attractions) if (node.labels[topologyKey] !== undefined) sum += weight * totals.of(node);
      scores[index] = sum;
    }
  }

  normalize(_nodes: readonly NodeInfo[], scores: number[]): void {
    let least = Infinity;
    let most = -Infinity;
    for (const score of scores) {
      if (score < least) least = score;
      if (score > most) most = score;
    }
    const range = most - least;
    for (let index = 0; index < scores.length; index++) scores[index] = range > 0 ? Math.trunc(maxNodeScore * (((scores[index] as number) - least) / range)) : 0;
  }
}

interface AffinityArgs {
  readonly hardPodAffinityWeight: number;
  readonly ignorePreferredTermsOfExistingPods: boolean;
}

function ownAttractions(pod: PodInfo, { cache, listers }: Handle): readonly Attraction[] {
  const attraction = (term: AffinityTerm, sign: 1 | -1): Attraction => {
    const resolved = resolve(term, listers);
    const counts = cache.podCounts.counts(`one ${resolved.signature}`, (other) => means(resolved, other));
    return { topologyKey: term.topologyKey, totals: counts.totals(term.topologyKey), weight: sign * term.weight };
  };
  return [...pod.preferredAffinity.map((term) => attraction(term, 1)), ...pod.preferredAntiAffinity.map((term) => attraction(term, -1))];
}

/** What running pods think of this one. */
function othersAttractions(pod: PodInfo, { cache, listers }: Handle, args: AffinityArgs): readonly Attraction[] {
  const namespaceLabels = listers.namespaceLabels(pod.namespace);
  const weighed = (groups: readonly TermGroup[], factor: number): Attraction[] => groups.map(({ term, counts }) => ({ topologyKey: term.topologyKey, totals: new GivenCounts(term.topologyKey, counts), weight: factor * term.weight }));
  const required = args.hardPodAffinityWeight > 0 ? weighed(cache.requiredAffinity.matching(pod, namespaceLabels), args.hardPodAffinityWeight) : [];
  return [...required, ...weighed(cache.preferredAffinity.matching(pod, namespaceLabels), 1), ...weighed(cache.preferredAntiAffinity.matching(pod, namespaceLabels), -1)];
}

/** A pod that came or went, where one of the two means the other. */
function concernsPod(pod: PodInfo, event: ClusterEvent): boolean {
  return event.pod === undefined || areRelated(pod, event.pod) || (event.oldPod !== undefined && areRelated(pod, event.oldPod));
}

function areRelated(pod: PodInfo, other: PodInfo): boolean {
  const mine = [...pod.requiredAffinity, ...pod.requiredAntiAffinity].some((term) => term.namespaceSelector !== undefined || termMatches(term, other, undefined));
  return mine || other.requiredAntiAffinity.some((term) => term.namespaceSelector !== undefined || termMatches(term, pod, undefined));
}

/** A new node may take the pod in; one that was relabelled matters where it has moved by a key that the pod asks for. */
function concernsNode({ requiredAffinity, requiredAntiAffinity }: PodInfo, { object, old }: ClusterEvent): boolean {
  const [now, before] = [object?.metadata?.labels ?? {}, old?.metadata?.labels ?? {}];
  if (old === undefined) return requiredAffinity.length === 0 || requiredAffinity.some(({ topologyKey }) => now[topologyKey] !== undefined);
  const hasMoved = (key: string): boolean => now[key] !== before[key];
  const hasCome = requiredAffinity.some(({ topologyKey }) => now[topologyKey] !== undefined && hasMoved(topologyKey));
  return hasCome || requiredAntiAffinity.some(({ topologyKey }) => before[topologyKey] !== undefined && hasMoved(topologyKey)) || requiredAffinity.length + requiredAntiAffinity.length === 0;
}

/** Pods that want to be near others, or far from them. @see Kubernetes 1.36, scheduler plugin InterPodAffinity */
export const interPodAffinity: PluginFactory = {
  name,
  create(handle, { InterPodAffinity: given }) {
    const args: AffinityArgs = { hardPodAffinityWeight: given?.hardPodAffinityWeight ?? 1, ignorePreferredTermsOfExistingPods: given?.ignorePreferredTermsOfExistingPods ?? false };
    return {
      name,
      events: [
        { resource: 'AssignedPod', action: actions.add | actions.delete | actions.updatePodLabel, hint: concernsPod },
        { resource: 'Pod', action: actions.updatePodLabel },
        { resource: 'Node', action: actions.add | actions.updateNodeLabel, hint: concernsNode },
      ],
      preFilter({ pod }) {
        const state = stateFor(pod, handle);
        if (state.affinity.length + state.antiAffinity.length + state.others.length === 0) return 'skip';
        return { filter: new AffinityFilter(state) };
      },
      preScore({ pod }) {
        if (args.ignorePreferredTermsOfExistingPods && pod.preferredAffinity.length + pod.preferredAntiAffinity.length === 0) return 'skip';
        const attractions = [...ownAttractions(pod, handle), ...othersAttractions(pod, handle, args)].filter(attracts);
        return attractions.length === 0 ? 'skip' : new AffinityScorer(attractions);
      },
    };
  },
};
