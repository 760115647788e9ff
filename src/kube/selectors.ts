import type { V1LabelSelector } from './generated/types.ts';

export type Labels = Readonly<Record<string, string>>;
export type SelectorOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';

/** One condition on one label. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** All requirements must hold. No requirement: everything matches. `nothing`: nothing does. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  readonly nothing?: true;
}

export const everything: Selector = { requirements: [] };
export const nothing: Selector = { requirements: [], nothing: true };

/** Whether one requirement holds. A label that is absent satisfies NotIn and DoesNotExist. */
export function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean {
  const found = labels[key];
  const value = found !== undefined && Object.hasOwn(labels, key) ? found : undefined;
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value);
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    case 'Gt': return value !== undefined && isInteger(value) && isInteger(values[0]) && Number(value) > Number(values[0]);
    case 'Lt': return value !== undefined && isInteger(value) && isInteger(values[0]) && Number(value) < Number(values[0]);
  }
}

const isInteger = (text: string | undefined): boolean => text !== undefined && /^[+-]?\d+$/.test(text);

const noLabels: Labels = {};
/** The last question and its answer: pods of one template share one map of labels, and come one after another. */
let lastSelector: Selector = everything;
let lastLabels: Labels = noLabels;
let lastAnswer = true;

/** Whether labels satisfy a selector. */
export function matches(selector: Selector, labels: Labels = noLabels): boolean {
  if (selector === lastSelector && labels === lastLabels) return lastAnswer;
  lastSelector = selector;
  lastLabels = labels;
  lastAnswer = !selector.nothing && allHold(selector.requirements, labels);
  return lastAnswer;
}

function allHold(requirements: readonly Requirement[], labels: Labels): boolean {
  for (const requirement of requirements) if (!matchesRequirement(requirement, labels)) return false;
  return true;
}

const selectorCache = new WeakMap<V1LabelSelector, Selector>();

/** `metav1.LabelSelectorAsSelector`: an absent selector matches nothing, an empty one everything. */
export function fromLabelSelector(selector: V1LabelSelector | undefined): Selector {
  if (!selector) return nothing;
  const known = selectorCache.get(selector);
  if (known) return known;
  const built: Selector = {
    requirements: [
      ...fromMap(selector.matchLabels).requirements,
      ...(selector.matchExpressions ?? []).map(({ key, operator, values }) => ({ key, operator: operator as SelectorOperator, values: values ?? [] })),
    ],
  };
  selectorCache.set(selector, built);
  return built;
}

/** A selector of equalities, as Services and ReplicationControllers have it. An absent or empty map matches everything. */
export function fromMap(map: Labels | undefined): Selector {
  return { requirements: Object.entries(map ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] })) };
}
