import type { V1ContainerState, V1ContainerStatus, V1Pod, V1PodCondition, V1PodSpec, V1PodStatus } from '../../kube/generated/types.ts';
import type { Draft } from '../../kube/object.ts';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** What the kubelet itself decided on: evicted, past its deadline, not admitted. */
export interface Verdict {
  readonly reason: string;
  readonly message: string;
  /** The node needed what the pod had: nothing that the pod is to blame for alone (condition `DisruptionTarget`). */
  readonly isDisruption?: boolean;
}

/** Everything a status is computed from. */
export interface PodObservation {
  readonly pod: V1Pod;
  /** In the order of the spec. */
  readonly initStatuses: readonly V1ContainerStatus[];
  readonly statuses: readonly V1ContainerStatus[];
  /** The pod is over and will not be restarted: its phase has to be a final one. */
  readonly terminal: boolean;
  readonly sandboxReady: boolean;
  readonly podIP: string;
  readonly hostIP: string;
  readonly startTime: string;
  /** RFC 3339, now. */
  readonly now: string;
  /** A phase that the kubelet itself decided on: evicted, past its deadline, not admitted. */
  readonly verdict?: Verdict | undefined;
  readonly resizeConditions?: readonly V1PodCondition[];
}

interface Counts {
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
}

const isSidecar = (spec: V1PodSpec | undefined, name: string): boolean =>
  spec?.initContainers?.some((container) => container.name === name && container.restartPolicy === 'Always') === true;

/**
 * The phase of a pod.
 *
 * Example: one container ended with 0 and restartPolicy is OnFailure → Succeeded; with Always → Running (it comes back).
 *
 * @see Kubernetes 1.36, kubelet, getPhase
 */
export function computePhase({ pod, initStatuses, statuses, terminal }: Pick<PodObservation, 'pod' | 'initStatuses' | 'statuses' | 'terminal'>): PodPhase {
  const policy = pod.spec?.restartPolicy ?? 'Always';
  const regular = initStatuses.filter((status) => !isSidecar(pod.spec, status.name));
  const sidecars = initStatuses.filter((status) => isSidecar(pod.spec, status.name));
  if (policy === 'Never' && regular.some((status) => lastExit(status.state, status.lastState) > 0)) return 'Failed';
  const counts: Counts = { unknown: 0, running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  const initialized = statuses.some((status) => status.state?.running ?? status.state?.terminated ?? status.lastState?.terminated);
  let pending = regular.filter(isPendingInit).length;
  for (const { state, lastState, started } of sidecars) {
    if (state?.running) counts.running++;
    else if (state?.waiting && !lastState?.terminated) counts.waiting++;
    if ((state?.running && !started) || (state?.waiting && !lastState?.terminated)) pending += initialized ? 0 : 1;
  }
  for (const status of statuses) count(counts, status);
  if (pending > 0 && !terminal) return 'Pending';
  return phaseOf(counts, policy, terminal);
}

function phaseOf({ unknown, running, waiting, stopped, succeeded }: Counts, policy: string, terminal: boolean): PodPhase {
  if (terminal && running === 0) return stopped > 0 && stopped === succeeded && waiting === 0 ? 'Succeeded' : 'Failed';
  if (waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (stopped === 0 || unknown > 0) return 'Pending';
  if (policy === 'Always') return 'Running';
  if (stopped === succeeded) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

function count(counts: Counts, { state, lastState }: V1ContainerStatus): void {
  if (state?.running) counts.running++;
  else if (state?.terminated) {
    counts.stopped++;
    if (state.terminated.exitCode === 0) counts.succeeded++;
  } else if (state?.waiting) {
    if (lastState?.terminated) counts.stopped++;
    else counts.waiting++;
  } else counts.unknown++;
}

const lastExit = (state: V1ContainerState | undefined, lastState: V1ContainerState | undefined): number =>
  state?.terminated?.exitCode ?? (state?.waiting ? (lastState?.terminated?.exitCode ?? 0) : 0);
const isPendingInit = ({ state, lastState }: V1ContainerStatus): boolean =>
  state?.running !== undefined || (state?.waiting !== undefined && !lastState?.terminated) || (!state?.terminated && !state?.waiting);

interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

const yes = (type: string): Condition => ({ type, status: 'True' });
const no = (type: string, reason: string, message?: string): Condition => ({ type, status: 'False', reason, ...(message === undefined ? {} : { message }) });
const ownTypes = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled', 'PodResizePending', 'PodResizeInProgress']);

/** Initialized: all init containers ended well, all sidecars started. */
export function initializedCondition(spec: V1PodSpec | undefined, initStatuses: readonly V1ContainerStatus[], phase: PodPhase, anyMainStarted: boolean): Condition {
  const incomplete = initStatuses.filter((status) => (isSidecar(spec, status.name) ? !status.started : status.state?.terminated?.exitCode !== 0)).map(({ name }) => name);
  if (phase === 'Succeeded') return { ...yes('Initialized'), reason: 'PodCompleted' };
  if (incomplete.length === 0 || anyMainStarted) return yes('Initialized');
  return no('Initialized', 'ContainersNotInitialized', `containers with incomplete status: [${incomplete.join(' ')}]`);
}

/** ContainersReady: sidecars and main containers are all ready. */
export function containersReadyCondition(spec: V1PodSpec | undefined, initStatuses: readonly V1ContainerStatus[], statuses: readonly V1ContainerStatus[], phase: PodPhase): Condition {
  if (phase === 'Succeeded') return no('ContainersReady', 'PodCompleted');
  if (phase === 'Failed') return no('ContainersReady', 'PodFailed');
  const watched = [...initStatuses.filter((status) => isSidecar(spec, status.name)), ...statuses];
  const unready = watched.filter((status) => !status.ready).map(({ name }) => name);
  return unready.length === 0 ? yes('ContainersReady') : no('ContainersReady', 'ContainersNotReady', `containers with unready status: [${unready.join(' ')}]`);
}

/** Ready: containers are, and every readiness gate's own condition is true. */
export function readyCondition(pod: V1Pod, containersReady: Condition): Condition {
  if (containersReady.status === 'False') return { ...containersReady, type: 'Ready' };
  const messages: string[] = [];
  for (const { conditionType } of pod.spec?.readinessGates ?? []) {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (!condition) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (condition.status !== 'True') messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`);
  }
  return messages.length === 0 ? yes('Ready') : no('Ready', 'ReadinessGatesNotReady', messages.join(', '));
}

/** The whole status that the kubelet reports. A verdict is kept back for as long as anything of the pod may still run. Conditions of others are kept; transition times stay while a status does. */
export function computeStatus(seen: PodObservation): V1PodStatus {
  const { pod, initStatuses, statuses, podIP, hostIP } = seen;
  const mayRun = [...initStatuses, ...statuses].some(({ state }) => state?.running !== undefined);
  const verdict = mayRun ? undefined : seen.verdict;
  const phase: PodPhase = verdict ? 'Failed' : computePhase(seen);
  const observedGeneration = pod.metadata?.generation;
  const old = pod.status;
  const containersReady = containersReadyCondition(pod.spec, initStatuses, statuses, phase);
  const anyMainStarted = statuses.some((status) => status.state?.running ?? status.state?.terminated ?? status.lastState?.terminated) === true;
  const conditions = [
    { type: 'PodReadyToStartContainers', status: seen.sandboxReady ? 'True' : 'False' } as const,
    initializedCondition(pod.spec, initStatuses, phase, anyMainStarted),
    readyCondition(pod, containersReady), containersReady, yes('PodScheduled'),
  ];
  const foreign = (old?.conditions ?? []).filter((condition) => !ownTypes.has(condition.type) && !(verdict?.isDisruption && condition.type === 'DisruptionTarget'));
  const status: Draft<V1PodStatus> = { phase };
  if (old?.nominatedNodeName) status.nominatedNodeName = old.nominatedNodeName;
  if (observedGeneration !== undefined) status.observedGeneration = observedGeneration;
  const disrupted: readonly Condition[] = verdict?.isDisruption ? [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message: verdict.message }] : [];
  status.conditions = foreign.concat(seen.resizeConditions ?? [], [...disrupted, ...conditions].map((condition) => dated(condition, old, seen.now, observedGeneration))) as Draft<V1PodCondition>[];
  if (verdict) {
    status.reason = verdict.reason;
    status.message = verdict.message;
  }
  status.hostIP = hostIP;
  status.hostIPs = [{ ip: hostIP }];
  if (podIP) {
    status.podIP = podIP;
    status.podIPs = [{ ip: podIP }];
  }
  status.startTime = seen.startTime;
  if (initStatuses.length > 0) status.initContainerStatuses = initStatuses as Draft<V1ContainerStatus>[];
  if (statuses.length > 0) status.containerStatuses = statuses as Draft<V1ContainerStatus>[];
  const kept = old as Draft<V1PodStatus> | undefined;
  if (kept?.ephemeralContainerStatuses) status.ephemeralContainerStatuses = kept.ephemeralContainerStatuses;
  if (kept?.resourceClaimStatuses) status.resourceClaimStatuses = kept.resourceClaimStatuses;
  if (kept?.qosClass) status.qosClass = kept.qosClass;
  return status as V1PodStatus;
}

function dated({ type, status, reason, message }: Condition, old: V1PodStatus | undefined, now: string, observedGeneration: number | undefined): V1PodCondition {
  const before = old?.conditions?.find((condition) => condition.type === type);
  const made: Record<string, unknown> = { type, status, lastTransitionTime: before?.status === status ? (before.lastTransitionTime ?? now) : now };
  if (reason !== undefined) made['reason'] = reason;
  if (message !== undefined) made['message'] = message;
  if (observedGeneration !== undefined) made['observedGeneration'] = observedGeneration;
  return made as unknown as V1PodCondition;
}

/** Whether two JSON values are the same. Keys that hold undefined count as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) if (left[key] !== undefined && !sameJson(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}
