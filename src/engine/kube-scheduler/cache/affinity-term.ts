import type { V1PodAffinityTerm } from '../../../kube/generated/types.ts';
import { fromLabelSelector, matches, type Labels, type Selector } from '../../../kube/selectors.ts';

/** A pod (anti-)affinity term, read once per pod. */
export interface AffinityTerm {
  readonly topologyKey: string;
  /** Sorted names; the pod's own namespace where the term names none and has no selector. */
  readonly namespaces: readonly string[];
  readonly namespaceSelector: Selector | undefined;
  readonly selector: Selector;
  /** 1..100 of a preferred term; 1 of a required one. */
  readonly weight: number;
  /** Equal for terms that mean the same. */
  readonly signature: string;
}

/** Reads a term of a pod in `namespace`. */
export function affinityTerm(term: V1PodAffinityTerm, namespace: string, weight = 1): AffinityTerm {
  const { topologyKey, labelSelector, namespaceSelector } = term;
  const named = [...(term.namespaces ?? [])].sort();
  const namespaces = named.length === 0 && !namespaceSelector ? [namespace] : named;
  return {
    topologyKey, namespaces, weight,
    namespaceSelector: namespaceSelector && fromLabelSelector(namespaceSelector),
    selector: fromLabelSelector(labelSelector),
    signature: JSON.stringify([topologyKey, weight, namespaces, namespaceSelector ?? null, labelSelector ?? null]),
  };
}

/** What a term is matched against. */
export interface TermTarget {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Whether the term of a pod that is there means `target`, whose namespace has `namespaceLabels`. */
export function termMatches(term: AffinityTerm, target: TermTarget, namespaceLabels: Labels | undefined): boolean {
  const inNamespace = term.namespaces.includes(target.namespace) || (term.namespaceSelector !== undefined && matches(term.namespaceSelector, namespaceLabels));
  return inNamespace && matches(term.selector, target.labels);
}
