import type { V1NodeSelectorRequirement, V1NodeSelectorTerm, V1Pod } from '../../../kube/generated/types.ts';
import { matchesRequirement, type Labels, type SelectorOperator } from '../../../kube/selectors.ts';

/** What node selectors look at. */
export interface LabelledNode {
  readonly name: string;
  readonly labels: Labels;
}

const int64Max = 2n ** 63n;

/** A whole number of 64 bits in decimal, with a sign or without; no blanks, no fraction. Undefined for anything else. @see Go, strconv.ParseInt */
function parseInt64(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value >= -int64Max && value < int64Max ? value : undefined;
}

/** Whether a condition on labels can be read at all. @see Kubernetes apimachinery, labels.NewRequirement */
function isReadable({ operator, values = [] }: V1NodeSelectorRequirement): boolean {
  switch (operator) {
    case 'In':
    case 'NotIn': return values.length > 0;
    case 'Exists':
    case 'DoesNotExist': return values.length === 0;
    case 'Gt':
    case 'Lt': return values.length === 1 && parseInt64(values[0]) !== undefined;
    default: return false;
  }
}

/** Conditions on fields compare with one value. */
const isReadableField = ({ key, operator, values = [] }: V1NodeSelectorRequirement): boolean => key === 'metadata.name' && (operator === 'In' || operator === 'NotIn') && values.length === 1;

function holds({ key, operator, values = [] }: V1NodeSelectorRequirement, labels: Labels): boolean {
  if (operator !== 'Gt' && operator !== 'Lt') return matchesRequirement({ key, operator: operator as SelectorOperator, values }, labels);
  const value = Object.hasOwn(labels, key) ? parseInt64(labels[key]) : undefined;
  const limit = parseInt64(values[0]);
  if (value === undefined || limit === undefined) return false;
  return operator === 'Gt' ? value > limit : value < limit;
}

/** A term without conditions selects nothing. */
export function isEmptyTerm({ matchExpressions, matchFields }: V1NodeSelectorTerm): boolean {
  return !matchExpressions?.length && !matchFields?.length;
}

/** Whether a node satisfies all conditions of a term. One that cannot be read makes the whole term select nothing. @see Kubernetes component-helpers, nodeaffinity */
export function matchesTerm(term: V1NodeSelectorTerm, node: LabelledNode): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (isEmptyTerm(term) || !matchExpressions.every(isReadable) || !matchFields.every(isReadableField)) return false;
  const fields: Labels = { 'metadata.name': node.name };
  return matchExpressions.every((requirement) => holds(requirement, node.labels)) && matchFields.every((requirement) => holds(requirement, fields));
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
