import type * as t from '../generated/types.ts';
import { fill, fillZero, update } from './fill.ts';
import { roundResourceList } from './quantities.ts';
import { defaultClaimSpec, defaultHostPath } from './volumes.ts';

/** @see Kubernetes 1.36, core defaults, SetDefaults_PersistentVolumeClaim */
export function defaultClaim(claim: t.V1PersistentVolumeClaim): t.V1PersistentVolumeClaim {
  const out = update(fill(claim, { status: {} }), 'spec', defaultClaimSpec);
  return update(out, 'status', (status) => update(fillZero(status, { phase: 'Pending' }), 'capacity', roundResourceList));
}

export function defaultVolumeObject(volume: t.V1PersistentVolume): t.V1PersistentVolume {
  const out = update(fill(volume, { status: {} }), 'spec', (spec) => {
    let filled = fill(fillZero(spec, { persistentVolumeReclaimPolicy: 'Retain' }), { volumeMode: 'Filesystem' });
    filled = update(filled, 'hostPath', defaultHostPath);
    filled = update(filled, 'iscsi', (iscsi) => fillZero(iscsi, { iscsiInterface: 'default' }));
    filled = update(filled, 'rbd', (rbd) => fillZero(rbd, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }));
    return update(filled, 'capacity', roundResourceList);
  });
  return update(out, 'status', (status) => fillZero(status, { phase: 'Pending' }));
}

export function defaultStorageClass(storageClass: t.V1StorageClass): t.V1StorageClass {
  return fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}

export function defaultCsiDriver(driver: t.V1CSIDriver): t.V1CSIDriver {
  return update(fill(driver, { spec: {} }), 'spec', (spec) => {
    const filled = fill(spec, {
      attachRequired: true, podInfoOnMount: false, storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType',
      requiresRepublish: false, seLinuxMount: false,
    });
    return (filled.volumeLifecycleModes?.length ?? 0) > 0 ? filled : { ...filled, volumeLifecycleModes: ['Persistent'] };
  });
}
