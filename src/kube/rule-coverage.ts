import type { V1PolicyRule } from './generated/types.ts';

/** A rule before anybody has looked whether it is whole. */
export type WrittenRule = Partial<V1PolicyRule>;

/** Rules with one group, resource and verb each (and one name, where names are given), or one path and verb. */
function breakDown({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] }: WrittenRule): readonly V1PolicyRule[] {
  const ofResources = apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.flatMap((verb): V1PolicyRule[] => {
    const simple = { apiGroups: [group], resources: [resource], verbs: [verb] };
    return resourceNames.length === 0 ? [simple] : resourceNames.map((name) => ({ ...simple, resourceNames: [name] }));
  })));
  return [...ofResources, ...nonResourceURLs.flatMap((url) => verbs.map((verb): V1PolicyRule => ({ nonResourceURLs: [url], verbs: [verb] })))];
}

const hasAll = (held: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean => (wanted ?? []).every((value) => held?.includes(value) ?? false);
const all = (held: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean => (held?.includes('*') ?? false) || hasAll(held, wanted);

function holdsResources(held: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return held.includes('*') || wanted.every((resource) => {
    const slash = resource.indexOf('/');
    return held.includes(resource) || (slash >= 0 && held.includes(`*${resource.slice(slash)}`));
  });
}

function holdsPaths(held: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return wanted.every((path) => held.some((url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)))));
}

/** Whether one held rule allows all that a rule of {@link breakDown} does. */
function covers(held: WrittenRule, wanted: V1PolicyRule): boolean {
  if (!all(held.verbs, wanted.verbs)) return false;
  if (wanted.nonResourceURLs) return holdsPaths(held.nonResourceURLs, wanted.nonResourceURLs);
  if (!all(held.apiGroups, wanted.apiGroups) || !holdsResources(held.resources, wanted.resources)) return false;
  if ((held.resourceNames?.length ?? 0) === 0) return true;
  return wanted.resourceNames !== undefined && hasAll(held.resourceNames, wanted.resourceNames);
}

/**
 * What of the wanted rules the held ones do not allow, in rules with one resource or path and one verb each.
 *
 * @see Kubernetes 1.36, component-helpers/auth/rbac/validation, Covers
 */
export function uncovered(held: readonly WrittenRule[], wanted: readonly WrittenRule[]): readonly V1PolicyRule[] {
  return wanted.flatMap(breakDown).filter((simple) => !held.some((rule) => covers(rule, simple)));
}

/**
 * The same, in rules that differ by more than their verb.
 *
 * @see Kubernetes 1.36, registry/rbac/validation, CompactRules
 */
export function missingRules(held: readonly V1PolicyRule[], wanted: readonly V1PolicyRule[]): readonly V1PolicyRule[] {
  const missing = uncovered(held, wanted);
  const compact = new Map<string, V1PolicyRule>();
  for (const rule of missing) {
    const { verbs, ...rest } = rule;
    const key = rest.nonResourceURLs ? JSON.stringify([rest, verbs]) : JSON.stringify(rest);
    const known = compact.get(key);
    compact.set(key, known ? { ...rest, verbs: [...known.verbs, ...verbs] } : rule);
  }
  return [...compact.values()];
}

const quoted = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}` */
export function ruleText({ apiGroups = [], resources = [], nonResourceURLs = [], resourceNames = [], verbs }: V1PolicyRule): string {
  const parts = [['APIGroups', apiGroups], ['Resources', resources], ['NonResourceURLs', nonResourceURLs], ['ResourceNames', resourceNames], ['Verbs', verbs]] as const;
  return `{${parts.filter(([, values]) => values.length > 0).map(([name, values]) => `${name}:${quoted(values)}`).join(', ')}}`;
}

/** Groups as Go prints a list of strings. */
export const groupsText = quoted;
