import type * as t from '../kube/generated/types.ts';
import type { KubeObject } from '../kube/object.ts';
import { compareQuantities } from '../kube/quantity.ts';
import type { ClaimCard, ClassCard, VolumeCard } from '../protocol/cards.ts';

const identity = ({ metadata }: KubeObject) => ({ uid: metadata?.uid ?? '', namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' });

const shortModes: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
const modesOf = (modes: readonly string[] | undefined): string => (modes ?? []).map((mode) => shortModes[mode] ?? mode).join(',');

/** The STATUS column of kubectl: what is being deleted says so, whatever its phase. */
const phaseOf = ({ metadata, status }: KubeObject & { readonly status?: { readonly phase?: string | undefined } | undefined }): string => (metadata?.deletionTimestamp ? 'Terminating' : (status?.phase ?? 'Pending'));

/** A claim as it is bound, and what it asks for where it grows. */
export function claimCard(object: t.V1PersistentVolumeClaim): ClaimCard {
  const { spec, status } = object;
  const asked = spec?.resources?.requests?.['storage'] ?? '';
  const has = status?.capacity?.['storage'];
  const condition = status?.conditions?.find((each) => each.status === 'True');
  return {
    kind: 'PersistentVolumeClaim', ...identity(object), phase: phaseOf(object), capacity: has ?? asked, storageClass: spec?.storageClassName ?? '', volume: spec?.volumeName ?? '',
    accessModes: modesOf(status?.accessModes ?? spec?.accessModes),
    ...(has !== undefined && asked !== '' && compareQuantities(asked, has) > 0 ? { wanted: asked } : {}),
    ...(condition ? { condition: [condition.type, condition.message].filter(Boolean).join(': ') } : {}),
  };
}

export function volumeCard(object: t.V1PersistentVolume, attachedTo: readonly string[]): VolumeCard {
  const { spec, status } = object;
  return {
    kind: 'PersistentVolume', ...identity(object), phase: phaseOf(object), capacity: spec?.capacity?.['storage'] ?? '', accessModes: modesOf(spec?.accessModes),
    reclaimPolicy: spec?.persistentVolumeReclaimPolicy ?? '', storageClass: spec?.storageClassName ?? '', claim: spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
    reach: reachOf(spec), attachedTo, message: status?.message ?? '',
  };
}

/** Zones or names of machines that its node affinity allows. */
function reachOf(spec: t.V1PersistentVolumeSpec | undefined): string {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  return [...new Set(terms.flatMap(({ matchExpressions = [] }) => matchExpressions.flatMap(({ operator, values = [] }) => (operator === 'In' ? values : []))))].join(', ');
}

export function classCard(object: t.V1StorageClass): ClassCard {
  return {
    kind: 'StorageClass', ...identity(object), provisioner: object.provisioner, reclaimPolicy: object.reclaimPolicy ?? 'Delete', bindingMode: object.volumeBindingMode ?? 'Immediate',
    isDefault: object.metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true', canExpand: object.allowVolumeExpansion ?? false,
  };
}
