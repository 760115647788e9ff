import type { V1Node } from '../../../kube/generated/types.ts';

const excluded = 'node.kubernetes.io/exclude-from-external-load-balancers';
const doomed = 'ToBeDeletedByClusterAutoscaler';

/**
 * Whether load balancers send to a node: it has been introduced by the cloud, is not being deleted and is not left out by label.
 *
 * @see Kubernetes 1.36, cloud-provider, controllers/service, stableNodeSetPredicates
 */
export function isHost({ metadata, spec }: V1Node): boolean {
  if (metadata?.deletionTimestamp || !spec?.providerID) return false;
  if (Object.hasOwn(metadata?.labels ?? {}, excluded)) return false;
  return !spec.taints?.some(({ key }) => key === doomed);
}
