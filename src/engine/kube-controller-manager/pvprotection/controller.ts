import type { V1PersistentVolume } from '../../../kube/generated/types.ts';
import { persistentVolumes } from '../../../kube/kinds.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { isNotFound } from '../objects/statuses.ts';

const finalizer = 'kubernetes.io/pv-protection';

/**
 * Keeps volumes that are being deleted until they are not bound any more.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/pvprotection
 */
export function startPvProtectionController(context: ControllerContext): Running {
  const { client } = context;
  const volumes = client.informer(persistentVolumes);
  const queue = new Controller({ context, workers: 1, reconcile: sync });

  function sync(name: string): Outcome {
    const volume = volumes.get('', name);
    if (!volume) return undefined;
    const finalizers = volume.metadata?.finalizers ?? [];
    const held = finalizers.includes(finalizer);
    if (!volume.metadata?.deletionTimestamp) return held ? undefined : put(volume, [...finalizers, finalizer]);
    if (!held || volume.status?.phase === 'Bound') return undefined;
    return put(volume, finalizers.filter((other) => other !== finalizer));
  }

  function put(volume: V1PersistentVolume, finalizers: readonly string[]): Outcome {
    const answer = client.update(persistentVolumes, { ...volume, metadata: { ...volume.metadata, finalizers } });
    return answer.ok || isNotFound(answer.status) ? undefined : { retry: answer.status };
  }

  const look = (volume: V1PersistentVolume): void => { queue.add(volume.metadata?.name ?? ''); };
  volumes.subscribe({ added: look, updated: look });
  return { stop: () => { queue.stop(); } };
}
