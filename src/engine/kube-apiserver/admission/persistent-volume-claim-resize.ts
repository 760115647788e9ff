import type { V1PersistentVolumeClaim, V1Status } from '../../../kube/generated/types.ts';
import { storageClasses } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { compareQuantities } from '../../../kube/quantity.ts';
import type { ClusterView } from '../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts';
import { forbid } from './forbid.ts';

function validate(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  if (request.subresource !== '') return undefined;
  const claim = object as V1PersistentVolumeClaim;
  const old = request.old as V1PersistentVolumeClaim | undefined;
  const [wanted, had] = [claim.spec?.resources?.requests?.['storage'] ?? '0', old?.spec?.resources?.requests?.['storage'] ?? '0'];
  if (compareQuantities(wanted, had) <= 0) return undefined;
  if (old?.status?.phase !== 'Bound') return forbid(object, request, 'Only bound persistent volume claims can be expanded');
  const name = old.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? old.spec?.storageClassName ?? '';
  if (name !== '' && view.get(storageClasses, '', name)?.allowVolumeExpansion) return undefined;
  return forbid(object, request, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
}

/** A claim grows only where its class allows it. */
export const persistentVolumeClaimResize: AdmissionPlugin = { name: 'PersistentVolumeClaimResize', resources: ['persistentvolumeclaims'], operations: ['UPDATE'], validate };
