import type { Labels, Requirement } from '../../../kube/selectors.ts';
import { termMatches, type AffinityTerm } from './affinity-term.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

/** All running pods that carry one and the same term: how many there are in each value of its topology key. */
export interface TermGroup {
  readonly term: AffinityTerm;
  /** Pods by value of the topology key. Values whose count falls to 0 are removed. */
  readonly counts: Map<string, number>;
}

/**
 * Terms of running pods by what they mean. A thousand replicas with one anti-affinity are one group, so that the cost of
 * a cycle depends on how many different terms there are, not on how many pods.
 */
export class TermIndex {
  readonly #groups = new Map<string, TermGroup>();
  /** Groups whose selector asks for one value of a label, by `key=value`; the others under ''. */
  readonly #byLabel = new Map<string, Set<TermGroup>>();

  get size(): number {
    return this.#groups.size;
  }

  /** Counts (`sign` 1) or takes back (−1) a term of a pod on `node`. A node without the topology key counts nowhere. */
  count(term: AffinityTerm, node: NodeInfo, sign: 1 | -1): void {
    const value = node.labels[term.topologyKey];
    if (value === undefined) return;
    const group = this.#groups.get(term.signature) ?? this.#add(term);
    const count = (group.counts.get(value) ?? 0) + sign;
    if (count > 0) group.counts.set(value, count);
    else group.counts.delete(value);
    if (group.counts.size === 0) this.#remove(group);
  }

  /** The groups whose term means this pod. */
  matching(pod: PodInfo, namespaceLabels: Labels | undefined): readonly TermGroup[] {
    const found: TermGroup[] = [];
    if (this.#groups.size === 0) return found;
    this.#collect('', pod, namespaceLabels, found);
    for (const key in pod.labels) this.#collect(`${key}=${pod.labels[key] ?? ''}`, pod, namespaceLabels, found);
    return found;
  }

  #collect(bucket: string, pod: PodInfo, namespaceLabels: Labels | undefined, found: TermGroup[]): void {
    for (const group of this.#byLabel.get(bucket) ?? []) if (termMatches(group.term, pod, namespaceLabels)) found.push(group);
  }

  #add(term: AffinityTerm): TermGroup {
    const group: TermGroup = { term, counts: new Map() };
    this.#groups.set(term.signature, group);
    const bucket = bucketOf(term);
    const members = this.#byLabel.get(bucket);
    if (members) members.add(group);
    else this.#byLabel.set(bucket, new Set([group]));
    return group;
  }

  #remove(group: TermGroup): void {
    this.#groups.delete(group.term.signature);
    const bucket = bucketOf(group.term);
    const members = this.#byLabel.get(bucket);
    members?.delete(group);
    if (members?.size === 0) this.#byLabel.delete(bucket);
  }
}

const wantsOneValue = ({ operator, values }: Requirement): boolean => operator === 'In' && values.length === 1;

function bucketOf({ selector }: AffinityTerm): string {
  const equality = selector.requirements.find(wantsOneValue);
  return equality && !selector.nothing ? `${equality.key}=${equality.values[0] ?? ''}` : '';
}
