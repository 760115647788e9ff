import type { V1PersistentVolumeClaim, V1StorageClass } from '../../../kube/generated/types.ts';
import { storageClasses } from '../../../kube/kinds.ts';
import type { ClusterView } from '../core.ts';
import type { AdmissionPlugin } from './chain.ts';

const isDefault = 'storageclass.kubernetes.io/is-default-class';
const isDefaultBeta = 'storageclass.beta.kubernetes.io/is-default-class';

/** The newest class that is marked as default; of two of the same second the one whose name comes first. */
function defaultClass(view: ClusterView): V1StorageClass | undefined {
  let newest: V1StorageClass | undefined;
  for (const candidate of view.list(storageClasses)) {
    const annotations = candidate.metadata?.annotations;
    if (annotations?.[isDefault] !== 'true' && annotations?.[isDefaultBeta] !== 'true') continue;
    if (!newest || String(candidate.metadata?.creationTimestamp) > String(newest.metadata?.creationTimestamp)) newest = candidate;
  }
  return newest;
}

/** A claim that names no class gets the default one. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  resources: ['persistentvolumeclaims'],
  operations: ['CREATE'],
  admit: (object, _request, view) => {
    const claim = object as V1PersistentVolumeClaim;
    if (claim.spec?.storageClassName !== undefined || claim.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return object;
    const name = defaultClass(view)?.metadata?.name;
    return name === undefined ? object : { ...claim, spec: { ...claim.spec, storageClassName: name } };
  },
};
