import type { V1PersistentVolumeClaim, V1Pod } from '../../../kube/generated/types.ts';
import { persistentVolumeClaims, pods } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { isPodTerminal } from '../objects/pods.ts';
import { isNotFound } from '../objects/statuses.ts';

const finalizer = 'kubernetes.io/pvc-protection';
const byClaim = 'claim';

/** The claims of a pod, as `NAMESPACE/NAME`. */
function claimsOf(pod: V1Pod): readonly string[] {
  const { namespace = '', name: podName = '' } = pod.metadata ?? {};
  const names: string[] = [];
  for (const { name, persistentVolumeClaim, ephemeral } of pod.spec?.volumes ?? []) {
    if (persistentVolumeClaim) names.push(`${namespace}/${persistentVolumeClaim.claimName}`);
    else if (ephemeral) names.push(`${namespace}/${podName}-${name}`);
  }
  return names;
}

/**
 * Keeps claims that are being deleted until no pod on a node uses them any more.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/pvcprotection
 */
export function startPvcProtectionController(context: ControllerContext): Running {
  const { client } = context;
  const claims = client.informer(persistentVolumeClaims);
  const users = client.informer(pods);
  users.addIndex(byClaim, claimsOf);
  const queue = new Controller({ context, reconcile: sync });

  function sync(key: string): Outcome {
    const claim = claims.getByKey(key);
    if (!claim) return undefined;
    const held = claim.metadata?.finalizers?.includes(finalizer) ?? false;
    if (!claim.metadata?.deletionTimestamp) return held ? undefined : put(claim, [...(claim.metadata?.finalizers ?? []), finalizer]);
    if (!held || isInUse(key)) return undefined;
    return put(claim, (claim.metadata.finalizers ?? []).filter((name) => name !== finalizer));
  }

  const isInUse = (key: string): boolean => users.byIndex(byClaim, key).some((pod) => pod.spec?.nodeName && !isPodTerminal(pod));

  function put(claim: V1PersistentVolumeClaim, finalizers: readonly string[]): Outcome {
    const answer = client.update(persistentVolumeClaims, { ...claim, metadata: { ...claim.metadata, finalizers } });
    return answer.ok || isNotFound(answer.status) ? undefined : { retry: answer.status };
  }

  const look = (claim: V1PersistentVolumeClaim): void => {
    const held = claim.metadata?.finalizers?.includes(finalizer) ?? false;
    if (claim.metadata?.deletionTimestamp ? held : !held) queue.add(keyOf(claim));
  };
  const lookAll = (pod: V1Pod): void => { for (const key of claimsOf(pod)) if (claims.getByKey(key)?.metadata?.deletionTimestamp) queue.add(key); };
  claims.subscribe({ added: look, updated: look });
  users.subscribe({ added: lookAll, updated: lookAll, deleted: lookAll });
  return { stop: () => { queue.stop(); } };
}
