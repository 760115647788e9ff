import type { V1PersistentVolume, V1PersistentVolumeClaim } from '../../../kube/generated/types.ts';
import { persistentVolumeClaims, persistentVolumes } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { compareQuantities } from '../../../kube/quantity.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { annotations, capacityOf, simulatedProvisioner, storageOf } from '../persistentvolumebinder/matching.ts';

/** How long a simulated disk takes to grow. */
const growingMs = 1000;

/**
 * Lets bound claims that ask for more grow: simulated disks do, about all others the claim is told to wait.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/expand
 */
export function startVolumeExpandController(context: ControllerContext): Running {
  const { client, events } = context;
  const claims = client.informer(persistentVolumeClaims);
  const volumes = client.informer(persistentVolumes);
  const queue = new Controller({ context, reconcile: sync });
  const growing = new Controller({ context, reconcile: grow });

  function sync(key: string): Outcome {
    const claim = claims.getByKey(key);
    const volume = claim ? volumeToGrow(claim) : undefined;
    if (!claim || !volume) return undefined;
    if (volume.metadata?.annotations?.[annotations.provisionedBy] !== simulatedProvisioner) {
      events.event(claim, { type: 'Normal', reason: 'ExternalExpanding', message: 'waiting for an external controller to expand this PVC' });
      return undefined;
    }
    events.event(claim, { type: 'Normal', reason: 'Resizing', message: `External resizer is resizing volume ${volume.metadata.name ?? ''}` });
    growing.addAfter(key, growingMs, client.cause);
    return undefined;
  }

  /** The volume of a bound claim that asks for more than it has. */
  function volumeToGrow(claim: V1PersistentVolumeClaim): V1PersistentVolume | undefined {
    if (claim.status?.phase !== 'Bound' || compareQuantities(storageOf(claim), claim.status.capacity?.['storage'] ?? 0) <= 0) return undefined;
    return volumes.get('', claim.spec?.volumeName ?? '');
  }

  function grow(key: string): Outcome {
    const claim = claims.getByKey(key);
    const volume = claim ? volumeToGrow(claim) : undefined;
    if (!claim || !volume) return undefined;
    const capacity = { ...volume.spec?.capacity, storage: storageOf(claim) as never };
    if (compareQuantities(capacityOf(volume), storageOf(claim)) < 0) {
      const grown = client.update(persistentVolumes, { ...volume, spec: { ...volume.spec, capacity } });
      if (!grown.ok) return { retry: grown.status };
    }
    const told = client.updateStatus(persistentVolumeClaims, { ...claim, status: { ...claim.status, capacity: { ...claim.status?.capacity, storage: storageOf(claim) as never } } });
    if (!told.ok) return { retry: told.status };
    events.event(claim, { type: 'Normal', reason: 'VolumeResizeSuccessful', message: 'Resize volume succeeded' });
    return undefined;
  }

  claims.subscribe({
    updated: (claim, old) => { if (compareQuantities(storageOf(claim), storageOf(old)) > 0) queue.add(keyOf(claim)); },
  });
  return {
    stop: () => {
      queue.stop();
      growing.stop();
    },
  };
}
