import type { V1Pod } from '../../../kube/generated/types.ts';
import { persistentVolumeClaims, pods } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { controllerRef } from '../objects/owners.ts';
import { isAlreadyExists } from '../objects/statuses.ts';

/**
 * Makes the claims of generic ephemeral volumes: `POD-VOLUME`, owned by the pod, gone with it.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/ephemeral
 */
export function startEphemeralVolumeController(context: ControllerContext): Running {
  const { client, events } = context;
  const cache = client.informer(pods);
  const claims = client.informer(persistentVolumeClaims);
  const queue = new Controller({ context, reconcile: sync });

  function sync(key: string): Outcome {
    const pod = cache.getByKey(key);
    if (!pod || pod.metadata?.deletionTimestamp) return undefined;
    for (const { name, ephemeral } of pod.spec?.volumes ?? []) {
      if (!ephemeral) continue;
      const claimName = `${pod.metadata?.name ?? ''}-${name}`;
      const there = claims.get(pod.metadata?.namespace ?? '', claimName);
      if (there && !there.metadata?.ownerReferences?.some(({ uid }) => uid === pod.metadata?.uid)) return complain(pod, name, `PVC ${pod.metadata?.namespace ?? ''}/${claimName} was not created for pod ${key} (pod is not owner)`);
      if (there) continue;
      const { metadata, spec } = ephemeral.volumeClaimTemplate ?? {};
      const made = client.create(persistentVolumeClaims, {
        apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec,
        metadata: { name: claimName, namespace: pod.metadata?.namespace, labels: metadata?.labels, annotations: metadata?.annotations, ownerReferences: [controllerRef(pods, pod)] },
      });
      if (!made.ok && !isAlreadyExists(made.status)) {
        complain(pod, name, `create PVC ${claimName}: ${made.status.message ?? ''}`);
        return { retry: made.status };
      }
    }
    return undefined;
  }

  function complain(pod: V1Pod, volume: string, why: string): undefined {
    events.event(pod, { type: 'Warning', reason: 'FailedBinding', message: `ephemeral volume ${volume}: ${why}` });
  }

  cache.subscribe({ added: (pod) => { if (pod.spec?.volumes?.some(({ ephemeral }) => ephemeral)) queue.add(keyOf(pod)); } });
  return { stop: () => { queue.stop(); } };
}
