import type {
  V1CSIDriver, V1CSINode, V1CSIStorageCapacity, V1LabelSelector, V1Namespace, V1PersistentVolume, V1PersistentVolumeClaim, V1PodDisruptionBudget, V1Service, V1StorageClass, V1VolumeAttachment,
} from '../../../kube/generated/types.ts';
import type { Labels } from '../../../kube/selectors.ts';

/** What a workload says of the pods that it owns. */
export interface OwnerSelector {
  readonly matchLabels?: Labels | undefined;
  readonly selector?: V1LabelSelector | undefined;
}

/** Everything beside nodes and pods that plugins look up. */
export interface Listers {
  namespaceLabels(name: string): Labels | undefined;
  namespaces(): readonly V1Namespace[];
  services(namespace: string): readonly V1Service[];
  /** Selector of a ReplicaSet, ReplicationController or StatefulSet (`kind`), where it exists. */
  ownerSelector(kind: string, namespace: string, name: string): OwnerSelector | undefined;
  claim(namespace: string, name: string): V1PersistentVolumeClaim | undefined;
  volume(name: string): V1PersistentVolume | undefined;
  /** In the order of their names. */
  volumes(): readonly V1PersistentVolume[];
  storageClass(name: string): V1StorageClass | undefined;
  csiNode(name: string): V1CSINode | undefined;
  csiDriver(name: string): V1CSIDriver | undefined;
  storageCapacities(): readonly V1CSIStorageCapacity[];
  volumeAttachments(nodeName: string): readonly V1VolumeAttachment[];
  disruptionBudgets(): readonly V1PodDisruptionBudget[];
}
