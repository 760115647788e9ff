import type { UserInfo } from '../../../kube/api.ts';
import type { V1PolicyRule } from '../../../kube/generated/types.ts';

/** What somebody wants to do. */
export interface Attributes {
  readonly user: UserInfo;
  readonly verb: string;
  /** Absent for a path that is no resource. */
  readonly resource?: ResourceAttributes;
  readonly path: string;
}

export interface ResourceAttributes {
  readonly group: string;
  readonly plural: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

const has = (values: readonly string[] | undefined, wanted: string): boolean => values?.some((value) => value === '*' || value === wanted) ?? false;

/** Whether a rule allows it. */
export function covers(rule: V1PolicyRule, { verb, resource, path }: Pick<Attributes, 'verb' | 'resource' | 'path'>): boolean {
  if (!has(rule.verbs, verb)) return false;
  if (!resource) return rule.nonResourceURLs?.some((url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)))) ?? false;
  const { group, plural, subresource, name } = resource;
  const full = subresource === '' ? plural : `${plural}/${subresource}`;
  const fits = rule.resources?.some((wanted) => wanted === '*' || wanted === full || (subresource !== '' && wanted === `*/${subresource}`)) ?? false;
  if (!fits || !has(rule.apiGroups, group)) return false;
  return !rule.resourceNames || rule.resourceNames.length === 0 || rule.resourceNames.includes(name);
}
