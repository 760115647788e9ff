import type { V1NodeSelectorTerm, V1PersistentVolume, V1PersistentVolumeClaim, V1Pod, V1StorageClass, V1TopologySelectorTerm, V1CSINode, V1VolumeAttributesClass } from '../../kube/generated/types.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { labelsText } from '../printers/table.ts';
import { namespaceOf, nameOf } from '../resources/object.ts';
import { eventLines, headLines, labelLines, listQuietly, type Describe } from './describer.ts';
import { goList, longTime, orNone, type Page } from './page.ts';
import { sourceLines } from './volumes.ts';

const shortModes: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
const modes = (list: readonly string[] | undefined): string => Object.keys(shortModes).filter((mode) => list?.includes(mode)).map((mode) => shortModes[mode] ?? '').join(',');
const betaClass = 'volume.beta.kubernetes.io/storage-class';

export const describePv: Describe = function* (describing) {
  const { page, object } = describing;
  const { metadata, spec, status } = object as V1PersistentVolume;
  page.line(0, `Name:\t${nameOf(object)}`);
  labelLines(page, object);
  page.line(0, `Finalizers:\t${goList(metadata?.finalizers)}`);
  page.line(0, `StorageClass:\t${metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? ''}`);
  page.line(0, `Status:\t${metadata?.deletionTimestamp ? `Terminating (lasts ${page.since(metadata.deletionTimestamp as unknown as string)})` : (status?.phase ?? '')}`);
  page.line(0, `Claim:\t${spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''}`);
  page.line(0, `Reclaim Policy:\t${spec?.persistentVolumeReclaimPolicy ?? ''}`);
  page.line(0, `Access Modes:\t${modes(spec?.accessModes)}`);
  if (spec?.volumeMode) page.line(0, `VolumeMode:\t${spec.volumeMode}`);
  page.line(0, `Capacity:\t${canonicalQuantity(spec?.capacity?.['storage'] ?? '0')}`);
  affinityLines(page, spec?.nodeAffinity?.required?.nodeSelectorTerms);
  page.line(0, `Message:\t${status?.message ?? ''}`);
  page.line(0, 'Source:');
  sourceLines(page, spec ?? {});
  yield* eventLines(describing);
};

function affinityLines(page: Page, terms: readonly V1NodeSelectorTerm[] | undefined): void {
  if (!terms || terms.length === 0) return page.line(0, 'Node Affinity:\t<none>');
  page.line(0, 'Node Affinity:\t');
  page.line(1, 'Required Terms:\t');
  terms.forEach(({ matchExpressions = [] }, index) => {
    const words = matchExpressions.map(({ key, operator, values }) => `${key} ${operator.toLowerCase()}${values && values.length > 0 ? ` [${values.join(', ')}]` : ''}`);
    if (words.length === 0) return page.line(2, `Term ${String(index)}:\t<none>`);
    words.forEach((word, position) => { page.line(2, `${position === 0 ? `Term ${String(index)}:` : ''}\t${word}`); });
  });
}

function topologyLines(page: Page, terms: readonly V1TopologySelectorTerm[]): void {
  if (terms.length === 0) return page.line(0, 'AllowedTopologies:\t<none>');
  page.line(0, 'AllowedTopologies:\t');
  terms.forEach(({ matchLabelExpressions = [] }, index) => {
    if (matchLabelExpressions.length === 0) page.line(1, `Term ${String(index)}:\t<none>`);
    matchLabelExpressions.forEach(({ key, values }, position) => { page.line(1, `${position === 0 ? `Term ${String(index)}:` : ''}\t${key} in [${values.join(', ')}]`); });
  });
}

export const describePvc: Describe = function* (describing) {
  const { page, object, session } = describing;
  const { metadata, spec, status } = object as V1PersistentVolumeClaim;
  const namespace = namespaceOf(object);
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespace}`);
  page.line(0, `StorageClass:\t${metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? ''}`);
  page.line(0, `Status:\t${metadata?.deletionTimestamp ? `Terminating (lasts ${page.since(metadata.deletionTimestamp as unknown as string)})` : (status?.phase ?? '')}`);
  page.line(0, `Volume:\t${spec?.volumeName ?? ''}`);
  labelLines(page, object);
  page.line(0, `Finalizers:\t${goList(metadata?.finalizers)}`);
  const isBound = Boolean(spec?.volumeName);
  page.line(0, `Capacity:\t${isBound ? canonicalQuantity(status?.capacity?.['storage'] ?? '0') : ''}`);
  page.line(0, `Access Modes:\t${isBound ? modes(status?.accessModes) : ''}`);
  if (spec?.volumeMode) page.line(0, `VolumeMode:\t${spec.volumeMode}`);
  if (spec?.dataSource) {
    page.line(0, 'DataSource:');
    if (spec.dataSource.apiGroup) page.line(1, `APIGroup:\t${spec.dataSource.apiGroup}`);
    page.line(1, `Kind:\t${spec.dataSource.kind}`);
    page.line(1, `Name:\t${spec.dataSource.name}`);
  }
  const pods = yield* listQuietly<V1Pod>(session, `/api/v1/namespaces/${namespace}/pods`);
  const users = pods.filter((pod) => pod.spec?.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === nameOf(object) || (volume.ephemeral && `${pod.metadata?.name ?? ''}-${volume.name}` === nameOf(object)))).map((pod) => pod.metadata?.name ?? '');
  page.line(0, `Used By:\t${orNone(users[0])}`);
  for (const user of users.slice(1)) page.line(0, `\t${user}`);
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    page.line(0, 'Conditions:');
    page.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
    page.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const { type, status: value, reason, message } of conditions) page.line(1, `${type} \t${value} \t \t \t${reason ?? ''} \t${message ?? ''}`);
  }
  yield* eventLines(describing);
};

export const describeStorageClass: Describe = function* (describing) {
  const { page, object } = describing;
  const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions = [], reclaimPolicy, volumeBindingMode, allowedTopologies } = object as unknown as V1StorageClass;
  page.line(0, `Name:\t${nameOf(object)}`);
  const annotations = metadata?.annotations ?? {};
  const isDefault = annotations['storageclass.kubernetes.io/is-default-class'] === 'true';
  page.line(0, `IsDefaultClass:\t${isDefault ? 'Yes' : 'No'}`);
  page.line(0, `Annotations:\t${labelsText(annotations)}`);
  page.line(0, `Provisioner:\t${provisioner}`);
  page.line(0, `Parameters:\t${labelsText(parameters)}`);
  page.line(0, `AllowVolumeExpansion:\t${allowVolumeExpansion === undefined ? '<unset>' : allowVolumeExpansion ? 'True' : 'False'}`);
  page.line(0, `MountOptions:${mountOptions.length === 0 ? '\t<none>' : ''}`);
  for (const option of mountOptions) page.line(1, option);
  if (reclaimPolicy) page.line(0, `ReclaimPolicy:\t${reclaimPolicy}`);
  if (volumeBindingMode) page.line(0, `VolumeBindingMode:\t${volumeBindingMode}`);
  if (allowedTopologies) topologyLines(page, allowedTopologies);
  yield* eventLines(describing);
};

export const describeVolumeAttributesClass: Describe = function* (describing) {
  const { page, object } = describing;
  const { metadata, driverName, parameters } = object as unknown as V1VolumeAttributesClass;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Annotations:\t${labelsText(metadata?.annotations)}`);
  page.line(0, `DriverName:\t${driverName}`);
  page.line(0, `Parameters:\t${labelsText(parameters)}`);
  yield* eventLines(describing);
};

export const describeCsiNode: Describe = function* (describing) {
  const { page, object } = describing;
  const { metadata, spec } = object as unknown as V1CSINode;
  headLines(page, object, { namespace: false });
  page.line(0, `CreationTimestamp:\t${longTime(metadata?.creationTimestamp as unknown as string)}`);
  page.line(0, 'Spec:');
  page.line(1, 'Drivers:');
  for (const { name, nodeID, allocatable, topologyKeys } of spec.drivers) {
    page.line(2, `${name}:`);
    page.line(3, `Node ID:\t${nodeID}`);
    if (allocatable?.count !== undefined) {
      page.line(3, 'Allocatables:');
      page.line(4, `Count:\t${String(allocatable.count)}`);
    }
    if (topologyKeys) page.line(3, `Topology Keys:\t${goList(topologyKeys)}`);
  }
  yield* eventLines(describing);
};
