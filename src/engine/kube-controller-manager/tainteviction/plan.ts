import type { V1Taint, V1Toleration } from '../../../kube/generated/types.ts';
import { tolerates } from '../objects/taints.ts';

/**
 * For how many ms a pod may stay on a node with these NoExecute taints: 0 where one is not tolerated, undefined where all are
 * tolerated for ever, else the shortest `tolerationSeconds` that is used.
 *
 * @see Kubernetes 1.36, tainteviction, getMinTolerationTime
 */
export function mayStayMs(taints: readonly V1Taint[], tolerations: readonly V1Toleration[]): number | undefined {
  let shortest: number | undefined;
  for (const taint of taints) {
    const toleration = tolerations.find((candidate) => tolerates(candidate, taint));
    if (!toleration) return 0;
    if (toleration.tolerationSeconds === undefined) continue;
    const ms = Math.max(0, toleration.tolerationSeconds * 1000);
    if (shortest === undefined || ms < shortest) shortest = ms;
  }
  return shortest;
}
