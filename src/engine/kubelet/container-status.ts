import type { V1ContainerState, V1ContainerStatus, V1ResourceRequirements } from '../../kube/generated/types.ts';
import type { Draft } from '../../kube/object.ts';
import type { ContainerRecord } from './pod-record.ts';
import type { PodWorker } from './pod-worker.ts';

const waitingStart: V1ContainerState = { waiting: { reason: 'ContainerCreating' } };
const none: V1ContainerState = {};

/** What the pod's status says of one container. */
export function containerStatusOf(worker: PodWorker, record: ContainerRecord): V1ContainerStatus {
  const { spec, role } = record;
  const { running } = record;
  const status: Draft<V1ContainerStatus> = {
    image: record.image, imageID: record.imageID, lastState: (record.lastState ?? none) as Draft<V1ContainerState>, name: spec.name,
    ready: role === 'init' ? record.succeeded : worker.isReady(record),
    restartCount: record.restartCount,
    started: role === 'init' ? running : running && record.started,
    state: (record.hooking ? waitingStart : record.state) as Draft<V1ContainerState>,
  };
  if (record.containerID) status.containerID = record.containerID;
  if (record.handle === undefined) return status as V1ContainerStatus;
  if (record.allocated?.requests) status.allocatedResources = record.allocated.requests;
  if (worker.node.profile.fake) return status as V1ContainerStatus;
  status.resources = inForce(record.resources) as Draft<V1ResourceRequirements>;
  return Object.assign(status, reported(record)) as V1ContainerStatus;
}

const inForce = (resources: V1ResourceRequirements | undefined): V1ResourceRequirements => ({
  ...(resources?.limits ? { limits: resources.limits } : {}),
  ...(resources?.requests ? { requests: resources.requests } : {}),
});

/** Fields that a container runtime reports back. */
function reported({ spec }: ContainerRecord): Partial<V1ContainerStatus> {
  const uid = spec.securityContext?.runAsUser ?? 0;
  const gid = spec.securityContext?.runAsGroup ?? 0;
  const mounts = (spec.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => ({ mountPath, name, ...(readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}) }));
  return { user: { linux: { gid, supplementalGroups: [gid], uid } }, ...(mounts.length > 0 ? { volumeMounts: mounts } : {}) };
}
