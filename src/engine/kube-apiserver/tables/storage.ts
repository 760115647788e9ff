import type { V1PersistentVolume, V1PersistentVolumeClaim } from '../../../kube/generated/types.ts';
import * as kinds from '../../../kube/kinds.ts';
import { accessModesCell, ageOf, orNone } from './cells.ts';
import { columns, printer, type Printer } from './printer.ts';

const defaultClass = 'storageclass.kubernetes.io/is-default-class';
const betaClass = 'volume.beta.kubernetes.io/storage-class';

const phaseOf = ({ metadata, status }: V1PersistentVolume | V1PersistentVolumeClaim): string => (metadata?.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating');
const unset = (text: string | undefined): string => (text === undefined ? '<unset>' : text);

export const storagePrinters: readonly Printer[] = [
  printer(kinds.persistentVolumes, columns('Name', 'Capacity', 'Access Modes', 'Reclaim Policy', 'Status', 'Claim', 'StorageClass', 'VolumeAttributesClass', 'Reason', 'Age', 'VolumeMode*'), (volume, { nowMs }) => {
    const { metadata, spec, status } = volume;
    const claim = spec?.claimRef;
    return [
      metadata?.name ?? '', spec?.capacity?.['storage'] ?? '', accessModesCell(spec?.accessModes), spec?.persistentVolumeReclaimPolicy ?? '', phaseOf(volume),
      claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : '', metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? '',
      unset(spec?.volumeAttributesClassName), status?.reason ?? '', ageOf(volume, nowMs), spec?.volumeMode ?? '<unset>',
    ];
  }),
  printer(kinds.persistentVolumeClaims, columns('Name', 'Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass', 'VolumeAttributesClass', 'Age', 'VolumeMode*'), (claim, { nowMs }) => {
    const { metadata, spec, status } = claim;
    const isBound = (spec?.volumeName ?? '') !== '';
    return [
      metadata?.name ?? '', phaseOf(claim), spec?.volumeName ?? '', isBound ? (status?.capacity?.['storage'] ?? '0') : '', isBound ? accessModesCell(status?.accessModes) : '',
      metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? '', unset(spec?.volumeAttributesClassName), ageOf(claim, nowMs), spec?.volumeMode ?? '<unset>',
    ];
  }),
  printer(kinds.storageClasses, columns('Name', 'Provisioner', 'ReclaimPolicy', 'VolumeBindingMode', 'AllowVolumeExpansion', 'Age'), (found, { nowMs }) => [
    `${found.metadata?.name ?? ''}${found.metadata?.annotations?.[defaultClass] === 'true' ? ' (default)' : ''}`, found.provisioner, found.reclaimPolicy ?? 'Delete',
    found.volumeBindingMode ?? 'Immediate', String(found.allowVolumeExpansion ?? false), ageOf(found, nowMs),
  ]),
  printer(kinds.volumeAttributesClasses, columns('Name', 'DriverName', 'Age'), (found, { nowMs }) => [found.metadata?.name ?? '', found.driverName, ageOf(found, nowMs)]),
  printer(kinds.volumeAttachments, columns('Name', 'Attacher', 'PV', 'Node', 'Attached?', 'Age'), (attachment, { nowMs }) => [
    attachment.metadata?.name ?? '', attachment.spec.attacher, attachment.spec.source.persistentVolumeName ?? '', attachment.spec.nodeName, attachment.status?.attached ?? false, ageOf(attachment, nowMs),
  ]),
  printer(kinds.csiNodes, columns('Name', 'Drivers#', 'Age'), (node, { nowMs }) => [node.metadata?.name ?? '', node.spec.drivers.length, ageOf(node, nowMs)]),
  printer(kinds.csiDrivers, columns('Name', 'AttachRequired?', 'PodInfoOnMount?', 'StorageCapacity?', 'TokenRequests', 'RequiresRepublish?', 'Modes', 'Age'), (driver, { nowMs }) => [
    driver.metadata?.name ?? '', driver.spec.attachRequired ?? true, driver.spec.podInfoOnMount ?? false, driver.spec.storageCapacity ?? false,
    (driver.spec.tokenRequests ?? []).map(({ audience }) => audience).join(',') || '<unset>', driver.spec.requiresRepublish ?? false,
    orNone((driver.spec.volumeLifecycleModes ?? []).join(',')), ageOf(driver, nowMs),
  ]),
];
