import type { V1PersistentVolumeClaim, V1Pod } from '../../../kube/generated/types.ts';
import { persistentVolumeClaims, pods } from '../../../kube/kinds.ts';
import { controllerOf, keyOf } from '../../../kube/object.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
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
 * Whether a pod keeps a claim alive: it has a node and names the claim, even where it has ended, for as long as its object is there.
 * A claim that was made for the pod itself it holds no longer than its kubelet needs it.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/pvcprotection, podUsesPVC
 */
export function holds(pod: V1Pod, claim: V1PersistentVolumeClaim): boolean {
  if (!pod.spec?.nodeName) return false;
  const isShutDown = pod.metadata?.deletionTimestamp !== undefined && pod.metadata.deletionGracePeriodSeconds === 0;
  return (pod.spec.volumes ?? []).some(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return persistentVolumeClaim.claimName === claim.metadata?.name;
    return ephemeral !== undefined && !isShutDown && `${pod.metadata?.name ?? ''}-${name}` === claim.metadata?.name && controllerOf(claim)?.uid === pod.metadata?.uid;
  });
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
    if (!held || isInUse(key, claim)) return undefined;
    return put(claim, (claim.metadata.finalizers ?? []).filter((name) => name !== finalizer));
  }

  const isInUse = (key: string, claim: V1PersistentVolumeClaim): boolean => users.byIndex(byClaim, key).some((pod) => holds(pod, claim));

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
