import type { V1ContainerState, V1ContainerStatus, V1ResourceRequirements } from '../../kube/generated/types.ts';
import type { ContainerRecord } from './pod-record.ts';
import type { PodWorker } from './pod-worker.ts';

const waitingStart: V1ContainerState = { waiting: { reason: 'ContainerCreating' } };
const none: V1ContainerState = {};

/** What the pod's status says of one container. */
export function containerStatusOf(worker: PodWorker, record: ContainerRecord): V1ContainerStatus {
  const { spec } = record;
  const began = record.handle !== undefined;
  return {
    ...(spec.resources?.requests && began ? { allocatedResources: spec.resources.requests } : {}),
    ...(record.containerID ? { containerID: record.containerID } : {}),
    image: record.image, imageID: record.imageID,
    lastState: record.lastState ?? none,
    name: spec.name,
    ready: record.role === 'init' ? record.succeeded : worker.isReady(record),
    ...(began && !worker.node.profile.fake ? { resources: inForce(record.resources) } : {}),
    restartCount: record.restartCount,
    started: record.role === 'init' ? record.running : record.running && record.started,
    state: record.hooking ? waitingStart : record.state,
    ...(began && !worker.node.profile.fake ? reported(record) : {}),
  };
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
