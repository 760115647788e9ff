import type { V1PolicyRule } from '../../../kube/generated/types.ts';

/** Verbs, API groups ('' is the core group; `+x` the core group and x) and resources, each separated by blanks. */
export type RuleWords = readonly [verbs: string, groups: string, resources: string];

/** A rule over resources. */
export function rule([verbs, groups, resources]: RuleWords): V1PolicyRule {
  const apiGroups = groups.startsWith('+') ? ['', ...groups.slice(1).split(' ')] : groups.split(' ');
  return { apiGroups, resources: resources.split(' '), verbs: verbs.split(' ') };
}

/** A rule over paths. */
export const urls = (verbs: string, paths: string): V1PolicyRule => ({ nonResourceURLs: paths.split(' '), verbs: verbs.split(' ') });
