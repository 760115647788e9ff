import type { AdmissionPlugin } from './chain.ts';

const finalizers: Readonly<Record<string, string>> = {
  persistentvolumes: 'kubernetes.io/pv-protection',
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  'volumeattributesclasses.storage.k8s.io': 'kubernetes.io/vac-protection',
};

/** Volumes and claims in use are not torn away. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  resources: Object.keys(finalizers),
  operations: ['CREATE'],
  admit: (object, { resource }) => {
    const finalizer = finalizers[resource.groupResource];
    const held = object.metadata?.finalizers ?? [];
    if (finalizer === undefined || held.includes(finalizer)) return object;
    return { ...object, metadata: { ...object.metadata, finalizers: [...held, finalizer] } };
  },
};
