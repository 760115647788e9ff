import type { V1NodeSelectorRequirement, V1NodeSelectorTerm, V1Pod } from '../../../kube/generated/types.ts';
import { matchesRequirement, type Labels, type SelectorOperator } from '../../../kube/selectors.ts';

/** What node selectors look at. */
export interface LabelledNode {
  readonly name: string;
  readonly labels: Labels;
}

const holds = (requirement: V1NodeSelectorRequirement, labels: Labels): boolean =>
  matchesRequirement({ key: requirement.key, operator: requirement.operator as SelectorOperator, values: requirement.values ?? [] }, labels);

/** A term without conditions selects nothing. */
export function isEmptyTerm({ matchExpressions, matchFields }: V1NodeSelectorTerm): boolean {
  return !matchExpressions?.length && !matchFields?.length;
}

/** Whether a node satisfies all conditions of a term. @see Kubernetes component-helpers, nodeaffinity */
export function matchesTerm(term: V1NodeSelectorTerm, node: LabelledNode): boolean {
  if (isEmptyTerm(term)) return false;
  const fields: Labels = { 'metadata.name': node.name };
  return (term.matchExpressions ?? []).every((requirement) => holds(requirement, node.labels)) && (term.matchFields ?? []).every((requirement) => holds(requirement, fields));
}

/** Whether a node satisfies one of the terms. */
export function matchesAnyTerm(terms: readonly V1NodeSelectorTerm[], node: LabelledNode): boolean {
  return terms.some((term) => matchesTerm(term, node));
}

/** What a pod demands of its node: `nodeSelector` and required node affinity. */
export class RequiredNodeAffinity {
  readonly #equalities: readonly (readonly [string, string])[];
  readonly #terms: readonly V1NodeSelectorTerm[] | undefined;

  constructor({ spec }: V1Pod) {
    this.#equalities = Object.entries(spec?.nodeSelector ?? {});
    this.#terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  }

  /** Whether every node will do. */
  get isEmpty(): boolean {
    return this.#equalities.length === 0 && this.#terms === undefined;
  }

  matches(node: LabelledNode): boolean {
    for (const [key, value] of this.#equalities) if (!Object.hasOwn(node.labels, key) || node.labels[key] !== value) return false;
    return this.#terms === undefined || matchesAnyTerm(this.#terms, node);
  }
}
