import type { KubeObject } from '../../../kube/object.ts';
import type { PodInfo } from '../cache/pod-info.ts';

/** What something happened to. `Pod` is a pod that waits to be scheduled, `AssignedPod` one that is on a node. */
export type EventResource =
  | 'AssignedPod' | 'Pod' | 'Node' | 'PersistentVolume' | 'PersistentVolumeClaim' | 'StorageClass' | 'CSINode' | 'CSIDriver' | 'CSIStorageCapacity' | 'VolumeAttachment' | 'Service' | 'Namespace';

/** What happened, as bits. */
export const actions = {
  add: 1, delete: 2, updateNodeAllocatable: 4, updateNodeLabel: 8, updateNodeTaint: 16, updateNodeCondition: 32, updateNodeAnnotation: 64,
  updatePodLabel: 128, updatePodScaleDown: 256, updatePodTolerations: 512, updatePodGatesEliminated: 1024, updateOther: 2048,
} as const;
export const anyUpdate = 0xfff & ~(actions.add | actions.delete);

/** Something happened in the cluster that may make waiting pods schedulable. */
export interface ClusterEvent {
  readonly resource: EventResource;
  /** One or several of {@link actions}. */
  readonly action: number;
  readonly old?: KubeObject | undefined;
  readonly object?: KubeObject | undefined;
  /** The pod that it is about, where the resource is a pod. */
  readonly pod?: PodInfo | undefined;
  /** What that pod was before, where it changed. */
  readonly oldPod?: PodInfo | undefined;
}

/** A plugin's interest in an event, with the queueing hint: whether this one may help this pod. Without a hint it may. */
export interface EventRegistration {
  readonly resource: EventResource;
  readonly action: number;
  readonly hint?: (pod: PodInfo, event: ClusterEvent) => boolean;
}

/** Whether a plugin's registrations make the event worth another attempt for a pod that the plugin refused. */
export function isWorthRetrying(registrations: readonly EventRegistration[], pod: PodInfo, event: ClusterEvent): boolean {
  return registrations.some(({ resource, action, hint }) => resource === event.resource && (action & event.action) !== 0 && (hint?.(pod, event) ?? true));
}
