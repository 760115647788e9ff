import type { V1Container, V1ContainerState, V1Pod } from '../../kube/generated/types.ts';
import type { RuntimeContainer, LogBuffer } from '../container-runtime/interface.ts';
import type { Timer } from '../sim/clock.ts';
import { Backoff } from './backoff.ts';

export type ContainerRole = 'init' | 'sidecar' | 'main';

/** What the kubelet knows of one container of a pod. */
export class ContainerRecord {
  spec: V1Container;
  readonly role: ContainerRole;
  state: V1ContainerState;
  lastState: V1ContainerState | undefined;
  handle: RuntimeContainer | undefined;
  /** Passed its startup probe, or has none. */
  started = false;
  /** What the readiness probe says; true where there is none. */
  probedReady = false;
  restartCount = 0;
  imageID = '';
  image: string;
  containerID = '';
  /** A pull, a start or a wait for either is under way. */
  busy = false;
  stopping = false;
  /** Its postStart hook still runs: nobody hears of it until that is done. */
  hooking = false;
  finishedMs = 0;
  startedMs = 0;
  restartBackoff: Backoff | undefined;
  pullBackoff: Backoff | undefined;
  timer: Timer | undefined;
  previousLogs: LogBuffer | undefined;
  /** Told when the container has ended, while it is being stopped. */
  onStopped: (() => void) | undefined;
  /** What the node has granted; its spec may want something else by now. */
  allocated: V1Container['resources'];
  /** What is in force. */
  resources: V1Container['resources'];

  constructor(spec: V1Container, role: ContainerRole, waitingReason: string) {
    this.spec = spec;
    this.role = role;
    this.image = spec.image ?? '';
    this.state = { waiting: { reason: waitingReason } };
    this.allocated = spec.resources;
    this.resources = spec.resources;
  }

  get running(): boolean {
    return this.handle?.running === true && !this.hooking;
  }

  get terminated(): V1ContainerState['terminated'] {
    return this.state.terminated;
  }

  /** Ended well, as an init container has to. */
  get succeeded(): boolean {
    return this.state.terminated?.exitCode === 0;
  }
}

/** Records for all containers of a pod: init containers first, in their order. */
export function recordsOf(pod: V1Pod): ContainerRecord[] {
  const spec = pod.spec;
  const inits = spec?.initContainers ?? [];
  const waiting = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const records = inits.map((container) => new ContainerRecord(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init', waiting))
    .concat((spec?.containers ?? []).map((container) => new ContainerRecord(container, 'main', waiting)));
  if (pod.status?.conditions?.some(({ type }) => type === 'PodResizePending')) for (const record of records) keepGranted(record, pod);
  return records;
}

/** A resize that was put off before the machine lost its power still is: the pod comes back with what it had. */
function keepGranted(record: ContainerRecord, { status }: V1Pod): void {
  const before = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(({ name }) => name === record.spec.name);
  if (before?.resources) record.allocated = before.resources;
}

/** What ran before the machine lost its power has ended with it, at `finishedAt`. True where there were containers. */
export function recoverRecords(records: readonly ContainerRecord[], { status }: V1Pod, finishedAt: string): boolean {
  const { containerStatuses = [], initContainerStatuses = [] } = status ?? {};
  for (const record of records) {
    const before = [...initContainerStatuses, ...containerStatuses].find(({ name }) => name === record.spec.name);
    if (!before?.containerID) continue;
    record.restartCount = before.restartCount;
    record.containerID = before.containerID;
    record.imageID = before.imageID;
    record.image = before.image;
    record.lastState = before.lastState?.terminated ? before.lastState : undefined;
    const { running } = before.state ?? {};
    if (running) record.state = { terminated: { exitCode: 255, reason: 'Unknown', startedAt: running.startedAt, finishedAt, containerID: before.containerID } } as V1ContainerState;
    else if (before.state?.terminated) record.state = before.state;
  }
  return containerStatuses.some(({ containerID }) => containerID);
}

/**
 * Whether a container that has ended is started again.
 *
 * @see Kubernetes 1.36, kubelet, ShouldContainerBeRestarted; restart rules of single containers
 */
export function restarts(pod: V1Pod, record: ContainerRecord, exitCode: number): boolean {
  if (record.role === 'sidecar') return true;
  for (const rule of record.spec.restartPolicyRules ?? []) {
    const { operator, values = [] } = rule.exitCodes ?? {};
    const matched = operator === 'In' ? values.includes(exitCode) : operator === 'NotIn' ? !values.includes(exitCode) : false;
    if (matched && rule.action === 'Restart') return true;
  }
  const policy = record.spec.restartPolicy ?? pod.spec?.restartPolicy ?? 'Always';
  if (record.role === 'init') return policy !== 'Never' && exitCode !== 0;
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
