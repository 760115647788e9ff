import type { V1ClusterRole, V1PolicyRule } from '../../../kube/generated/types.ts';
import { canonicalJson } from '../../../kube/json.ts';
import { clusterRoles } from '../../../kube/kinds.ts';
import { fromLabelSelector, matches } from '../../../kube/selectors.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { same } from '../objects/same.ts';
import { isNotFound } from '../objects/statuses.ts';

/** The rules of all roles that the aggregation rule selects, in the order of their names, each rule once. */
export function aggregatedRules(role: V1ClusterRole, all: readonly V1ClusterRole[]): readonly V1PolicyRule[] {
  const rules = new Map<string, V1PolicyRule>();
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const chosen = all.filter((other) => other.metadata?.name !== role.metadata?.name && matches(fromLabelSelector(selector), other.metadata?.labels));
    for (const { rules: parts = [] } of chosen.sort(byName)) {
      for (const rule of parts) {
        const key = canonicalJson(rule);
        if (!rules.has(key)) rules.set(key, rule);
      }
    }
  }
  return [...rules.values()];
}

const byName = (a: V1ClusterRole, b: V1ClusterRole): number => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1);

/**
 * Fills ClusterRoles that aggregate others.
 *
 * @see Kubernetes 1.36, pkg/controller/clusterroleaggregation
 */
export function startClusterRoleAggregationController(context: ControllerContext): Running {
  const { client } = context;
  const cache = client.informer(clusterRoles);
  const queue = new Controller({ context, reconcile: sync });

  function sync(name: string): Outcome {
    const role = cache.get('', name);
    if (!role?.aggregationRule) return undefined;
    const rules = aggregatedRules(role, cache.list());
    if (same(rules, role.rules)) return undefined;
    const answer = client.update(clusterRoles, { ...role, rules });
    return answer.ok || isNotFound(answer.status) ? undefined : { retry: answer.status };
  }

  const lookAtAll = (): void => { for (const role of cache.list()) if (role.aggregationRule) queue.add(role.metadata?.name ?? ''); };
  cache.subscribe({ added: lookAtAll, updated: lookAtAll, deleted: lookAtAll });
  return { stop: () => { queue.stop(); } };
}
