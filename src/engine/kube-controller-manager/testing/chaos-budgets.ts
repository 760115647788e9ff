import type { V1Pod, V1PodDisruptionBudget } from '../../../kube/generated/types.ts';
import { isPodReady } from '../../../kube/pod-status.ts';

/** `maxUnavailable` for pods of a Deployment. */
export const budgetOf = (name: string, maxUnavailable: number | string): V1PodDisruptionBudget => ({
  metadata: { name, namespace: 'default' }, spec: { selector: { matchLabels: { app: name } }, maxUnavailable: maxUnavailable as never },
});

/** Whether the budget counts its pods right once everything is at rest. */
export function budgetProblem({ metadata, spec, status }: V1PodDisruptionBudget, owned: readonly V1Pod[]): string | undefined {
  const expected = owned.length;
  const [healthy, limit] = [owned.filter(isPodReady).length, String(spec?.maxUnavailable)];
  const allowed = limit.endsWith('%') ? Math.ceil((expected * Number.parseInt(limit, 10)) / 100) : Number(limit);
  const desired = Math.max(0, expected - allowed);
  const wanted = [metadata?.generation, expected, healthy, desired, Math.max(0, healthy - desired), 0];
  const counts = [status?.observedGeneration, status?.expectedPods, status?.currentHealthy, status?.desiredHealthy, status?.disruptionsAllowed, Object.keys(status?.disruptedPods ?? {}).length];
  return counts.every((count, index) => count === wanted[index]) ? undefined : `the budget says ${counts.join(', ')} and not ${wanted.join(', ')}`;
}
