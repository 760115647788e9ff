import type * as t from '../kube/generated/types.ts';
import { controllerOf, type KubeObject } from '../kube/object.ts';
import { podRequests } from '../kube/pod-resources.ts';
import { containersReady, isPodTerminal, podStatusWord, restartsOf } from '../kube/pod-status.ts';
import { quantityMilliValue, quantityValue } from '../kube/quantity.ts';
import { parseRfc3339 } from '../kube/time.ts';
import type { EventLine, NodeCard, PodCard, ServiceCard, WorkloadCard } from '../protocol/cards.ts';
import { podHealth, workloadHealth } from './health.ts';
import { workloadDetail } from './rollout.ts';

/** Cpu and memory in use. */
export interface Usage {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

const noUsage: Usage = { cpuMilli: 0, memoryBytes: 0 };
/** Usage moves all the time; a card shows it in steps, so that it changes only when one would see it. */
const cpuStepMilli = 5;
const memoryStepBytes = 1024 * 1024;

/** Usage as cards carry it: in steps of 5m and 1Mi. */
export function steppedUsage({ cpuMilli, memoryBytes }: Usage): Usage {
  return { cpuMilli: Math.round(cpuMilli / cpuStepMilli) * cpuStepMilli, memoryBytes: Math.round(memoryBytes / memoryStepBytes) * memoryStepBytes };
}

export function podCard(pod: t.V1Pod, workload: string, usage: Usage = noUsage): PodCard {
  const { ready, total } = containersReady(pod);
  const requests = podRequests(pod);
  const claims = (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => persistentVolumeClaim?.claimName ?? (ephemeral ? `${pod.metadata?.name ?? ''}-${name}` : []));
  return {
    uid: pod.metadata?.uid ?? '',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    node: pod.spec?.nodeName ?? '',
    status: podStatusWord(pod),
    health: podHealth(pod),
    containersReady: ready,
    containers: total,
    restarts: restartsOf(pod).count,
    ip: pod.status?.podIP ?? '',
    cpuRequestMilli: requests.cpuMilli,
    memoryRequestBytes: requests.memoryBytes,
    cpuUsedMilli: usage.cpuMilli,
    memoryUsedBytes: usage.memoryBytes,
    ownerUid: controllerOf(pod)?.uid ?? '',
    workload,
    image: pod.spec?.containers[0]?.image ?? '',
    ...(claims.length > 0 ? { claims } : {}),
  };
}

/** The STATUS column of `kubectl get nodes`. */
export function nodeStatus(node: t.V1Node): string {
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  const word = ready === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady';
  return node.spec?.unschedulable ? `${word},SchedulingDisabled` : word;
}

const rolePrefix = 'node-role.kubernetes.io/';

export function nodeCard(node: t.V1Node, pods: Iterable<t.V1Pod>, about: { readonly powered: boolean; readonly lost: boolean; readonly usage: Usage }): NodeCard {
  let cpuRequestedMilli = 0;
  let memoryRequestedBytes = 0;
  for (const pod of pods) {
    if (isPodTerminal(pod)) continue;
    const requests = podRequests(pod);
    cpuRequestedMilli += requests.cpuMilli;
    memoryRequestedBytes += requests.memoryBytes;
  }
  const labels = node.metadata?.labels ?? {};
  const allocatable = node.status?.allocatable ?? {};
  return {
    uid: node.metadata?.uid ?? '',
    name: node.metadata?.name ?? '',
    status: nodeStatus(node),
    powered: about.powered,
    ...(about.lost ? { lost: true } : {}),
    roles: Object.keys(labels).filter((key) => key.startsWith(rolePrefix)).map((key) => key.slice(rolePrefix.length)),
    zone: labels['topology.kubernetes.io/zone'] ?? '',
    taints: (node.spec?.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
    cpuAllocatableMilli: quantityMilliValue(allocatable['cpu']),
    memoryAllocatableBytes: quantityValue(allocatable['memory']),
    podsMax: quantityValue(allocatable['pods']),
    cpuRequestedMilli,
    memoryRequestedBytes,
    cpuUsedMilli: about.usage.cpuMilli,
    memoryUsedBytes: about.usage.memoryBytes,
  };
}

interface AboutService {
  readonly slices: Iterable<t.V1EndpointSlice>;
  readonly rates: { readonly requests: number; readonly failures: number };
  /** Name of the machine that has an address; undefined for none. */
  readonly machineAt: (address: string) => string | undefined;
}

export function serviceCard(service: t.V1Service, { slices, rates, machineAt }: AboutService): ServiceCard {
  const ready = new Set<string>();
  const notReady = new Set<string>();
  const addresses = new Set<string>();
  for (const slice of slices) {
    for (const endpoint of slice.endpoints ?? []) {
      const uid = endpoint.targetRef?.uid;
      if (uid !== undefined) (endpoint.conditions?.ready === false ? notReady : ready).add(uid);
      else for (const address of endpoint.addresses) addresses.add(address);
    }
  }
  return {
    uid: service.metadata?.uid ?? '',
    namespace: service.metadata?.namespace ?? '',
    name: service.metadata?.name ?? '',
    type: service.spec?.type ?? 'ClusterIP',
    clusterIP: service.spec?.clusterIP ?? '',
    ports: (service.spec?.ports ?? []).map(({ port, nodePort, protocol }) => `${String(port)}${nodePort ? `:${String(nodePort)}` : ''}/${protocol ?? 'TCP'}`),
    selector: Object.entries(service.spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`).join(','),
    readyPods: [...ready],
    notReadyPods: [...notReady].filter((uid) => !ready.has(uid)),
    ...(addresses.size > 0 ? { addresses: [...addresses], machines: [...addresses].flatMap((address) => machineAt(address) ?? []) } : {}),
    requestsPerSecond: rates.requests,
    failuresPerSecond: rates.failures,
  };
}

interface Counts {
  readonly desired: number;
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly failed: boolean;
  readonly done: boolean;
}

type Condition = { readonly type: string; readonly status: string; readonly reason?: string | undefined };

const has = (conditions: readonly Condition[] | undefined, type: string, status: string, reason?: string): boolean =>
  conditions?.some((condition) => condition.type === type && condition.status === status && (reason === undefined || condition.reason === reason)) ?? false;

/** Wanted, present, updated, ready and available, for each kind of workload. */
const countsOf: Readonly<Record<string, (object: KubeObject) => Counts>> = {
  Deployment: (object) => {
    const { spec, status } = object as t.V1Deployment;
    return {
      desired: spec?.replicas ?? 1, current: status?.replicas ?? 0, updated: status?.updatedReplicas ?? 0, ready: status?.readyReplicas ?? 0, available: status?.availableReplicas ?? 0,
      failed: has(status?.conditions, 'Progressing', 'False', 'ProgressDeadlineExceeded') || has(status?.conditions, 'ReplicaFailure', 'True'), done: false,
    };
  },
  ReplicaSet: (object) => replicas(object as t.V1ReplicaSet),
  ReplicationController: (object) => replicas(object as t.V1ReplicationController),
  StatefulSet: (object) => {
    const { spec, status } = object as t.V1StatefulSet;
    const updated = status?.currentRevision === status?.updateRevision ? (status?.replicas ?? 0) : (status?.updatedReplicas ?? 0);
    return { desired: spec?.replicas ?? 1, current: status?.replicas ?? 0, updated, ready: status?.readyReplicas ?? 0, available: status?.availableReplicas ?? 0, failed: false, done: false };
  },
  DaemonSet: (object) => {
    const { status } = object as t.V1DaemonSet;
    return {
      desired: status?.desiredNumberScheduled ?? 0, current: status?.currentNumberScheduled ?? 0, updated: status?.updatedNumberScheduled ?? 0, ready: status?.numberReady ?? 0,
      available: status?.numberAvailable ?? 0, failed: false, done: false,
    };
  },
  Job: (object) => {
    const { spec, status } = object as t.V1Job;
    const done = has(status?.conditions, 'Complete', 'True');
    return { desired: spec?.completions ?? spec?.parallelism ?? 1, current: status?.active ?? 0, updated: 0, ready: status?.ready ?? 0, available: status?.succeeded ?? 0, failed: has(status?.conditions, 'Failed', 'True'), done };
  },
  CronJob: (object) => {
    const active = (object as t.V1CronJob).status?.active?.length ?? 0;
    return { desired: active, current: active, updated: active, ready: active, available: active, failed: false, done: false };
  },
};

function replicas({ spec, status }: t.V1ReplicaSet | t.V1ReplicationController): Counts {
  const current = status?.replicas ?? 0;
  return {
    desired: spec?.replicas ?? 1, current, updated: current, ready: status?.readyReplicas ?? 0, available: status?.availableReplicas ?? 0,
    failed: has(status?.conditions, 'ReplicaFailure', 'True'), done: false,
  };
}

/** Whether objects of this kind have a workload card. */
export const isWorkload = (kind: string | undefined): boolean => kind !== undefined && Object.hasOwn(countsOf, kind);

interface WithTemplate {
  readonly spec?: { readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } } };
}

export function workloadCard(object: KubeObject): WorkloadCard {
  const kind = object.kind ?? '';
  const counts = (countsOf[kind] ?? replicas)(object as never);
  return {
    uid: object.metadata?.uid ?? '',
    kind,
    namespace: object.metadata?.namespace ?? '',
    name: object.metadata?.name ?? '',
    ownerUid: controllerOf(object)?.uid ?? '',
    desired: counts.desired,
    current: counts.current,
    updated: counts.updated,
    ready: counts.ready,
    available: counts.available,
    revision: object.metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? '',
    image: (object as WithTemplate).spec?.template?.spec?.containers?.[0]?.image ?? '',
    health: workloadHealth(counts),
    ...workloadDetail(object),
  };
}

export function eventLine(event: t.CoreV1Event, startEpochMs: number): EventLine {
  const when = parseRfc3339(event.lastTimestamp) ?? parseRfc3339(event.eventTime) ?? parseRfc3339(event.metadata.creationTimestamp) ?? startEpochMs;
  return {
    uid: event.metadata.uid ?? '',
    atMs: when - startEpochMs,
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    reason: event.reason ?? '',
    message: event.message ?? '',
    kind: event.involvedObject.kind ?? '',
    namespace: event.involvedObject.namespace ?? '',
    name: event.involvedObject.name ?? '',
    objectUid: event.involvedObject.uid ?? '',
    source: event.reportingComponent ?? event.source?.component ?? '',
    count: event.series?.count ?? event.count ?? 1,
  };
}
