import type { EventLine, Health, NodeCard, PodCard, ServiceCard } from '../../protocol/cards.ts';
import { isApiServer, whyNoPods } from '../design/index.ts';
import type { StageWords } from './words.ts';

/** A pod's name in two parts: what it belongs to, and what tells it from its brothers. */
export interface SplitName {
  readonly base: string;
  readonly tail: string;
}

/**
 * Splits off a pod's name what a controller or a kubelet added to it.
 *
 * Example: `web-6f7d9c8b5-x2k4p` of Deployment/web is `web` and `x2k4p`; `db-0` of StatefulSet/db stays whole; the static pod
 * `etcd-cp-1` of Node/cp-1 is `etcd` and `cp-1`.
 */
export function splitName({ name, workload }: Pick<PodCard, 'name' | 'workload'>): SplitName {
  const [kind = '', owner = ''] = workload.split('/');
  const at = name.lastIndexOf('-');
  if (kind === 'Node' && name.endsWith(`-${owner}`)) return { base: name.slice(0, -owner.length - 1), tail: owner };
  if (at < 0 || owner === '' || kind === 'StatefulSet' || !name.startsWith(`${owner}-`)) return { base: name, tail: '' };
  return { base: owner, tail: name.slice(at + 1) };
}

/** None near the red and the amber of what goes wrong. */
const hues = [250, 145, 100, 320, 200, 270, 290, 120, 175, 305, 220, 160];

/** Hue of a workload, in degrees: the same for all its pods, whenever and wherever they are drawn. */
export function hueOf({ namespace, workload, name }: Pick<PodCard, 'namespace' | 'workload' | 'name'>): number {
  const key = `${namespace}/${workload === '' ? name : workload}`;
  let hash = 2166136261;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 16777619);
  return hues[((hash ^ (hash >>> 15)) >>> 0) % hues.length] ?? 250;
}

const shortStatuses: Readonly<Record<string, string>> = {
  ContainerCreating: 'Creating', PodInitializing: 'Initializing', CrashLoopBackOff: 'CrashLoop', ImagePullBackOff: 'ImagePull', ErrImagePull: 'ImagePull', ErrImageNeverPull: 'NeverPull', InvalidImageName: 'ImageName',
  CreateContainerConfigError: 'ConfigError', CreateContainerError: 'CreateError', RunContainerError: 'RunError', ContainerCannotRun: 'CannotRun', ContainerStatusUnknown: 'Unknown',
  DeadlineExceeded: 'Deadline', SchedulingGated: 'Gated', UnexpectedAdmissionError: 'Admission', PreemptionByScheduler: 'Preempted',
};

/** A pod's status where a tile has no room for all of it: `Creating`, `Init:CrashLoop`. Name and tooltip of the tile say it whole. */
export function shortStatus(status: string): string {
  const [, init = '', reason = ''] = /^(Init:)?(.*)$/.exec(status) ?? [];
  return init + (Object.hasOwn(shortStatuses, reason) ? (shortStatuses[reason] ?? reason) : reason);
}

/**
 * How much of what a pod asked for it uses, 0 to 1; the larger of cpu and memory. A pod that asks for nothing is measured
 * against 100m and 128Mi, so that its use can be seen all the same.
 */
export function usageOf(pod: PodCard): number {
  const cpu = pod.cpuUsedMilli / (pod.cpuRequestMilli || 100);
  const memory = pod.memoryUsedBytes / (pod.memoryRequestBytes || 128 * 1024 * 1024);
  return Math.min(1, Math.max(0, cpu, memory));
}

/** A node's state as a shape: no power and NotReady are failures, a cordon is on its way. */
export function nodeHealth({ status, powered }: Pick<NodeCard, 'status' | 'powered'>): Health {
  if (!powered || !/^Ready\b/.test(status)) return 'bad';
  return status.includes('SchedulingDisabled') ? 'busy' : 'good';
}

/** A service's state as a shape: nothing behind it is a failure only where pods were selected, or where the machine behind it has no power. */
export function serviceHealth({ readyPods, notReadyPods, machines = [] }: Pick<ServiceCard, 'readyPods' | 'notReadyPods' | 'machines'>, isPowered: (machine: string) => boolean = () => true): Health {
  if (machines.length > 0) return machines.every(isPowered) ? 'good' : machines.some(isPowered) ? 'busy' : 'bad';
  if (readyPods.length === 0) return notReadyPods.length > 0 ? 'bad' : 'done';
  return notReadyPods.length > 0 ? 'busy' : 'good';
}

/** Accessible name of a pod: what it is, then its state in words. */
export function podLabel(pod: PodCard, words: StageWords): string {
  return [
    words.pod(pod.name), pod.status, words.health[pod.health], words.ready(pod.containersReady, pod.containers),
    ...(pod.restarts > 0 ? [words.restarts(pod.restarts)] : []),
    pod.node === '' ? words.noNode : words.onNode(pod.node),
  ].join(', ');
}

export function nodeLabel(node: NodeCard, pods: number, words: StageWords): string {
  return [words.node(node.name), node.status, ...(node.powered ? [] : [words.noPower]), words.podCount(pods), ...(node.zone === '' ? [] : [words.zone(node.zone)])].join(', ');
}

/** What is behind a service, in a few words. */
export function behindText(service: ServiceCard, words: StageWords): string {
  const { readyPods, notReadyPods, addresses = [], machines = [] } = service;
  const all = readyPods.length + notReadyPods.length;
  if (all > 0) return words.readyOf(readyPods.length, all);
  if (isApiServer(service)) return words.apiServerOn(machines.join(', '));
  return addresses.length > 0 ? addresses.join(', ') : words.noPods;
}

export function serviceLabel(service: ServiceCard, words: StageWords): string {
  const why = whyNoPods(service, words.noPodsBecause);
  return [words.service(service.name), service.type, behindText(service, words), words.perSecond(rateText(service.requestsPerSecond))].join(', ') + (why === '' ? '' : `. ${why}`);
}

/** `0.4`, `12`, `1.2k`. */
export function rateText(perSecond: number): string {
  if (perSecond >= 1000) return `${trim(perSecond / 1000)}k`;
  return perSecond >= 10 ? String(Math.round(perSecond)) : trim(perSecond);
}

/** Cores: `1.25`, `250m`. */
export const cpuText = (milli: number): string => (milli >= 1000 ? trim(milli / 1000, 2) : `${Math.round(milli)}m`);

const units = ['B', 'Ki', 'Mi', 'Gi', 'Ti'];
/** `128Mi`, `3.8Gi`. */
export function bytesText(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${value >= 100 ? Math.round(value) : trim(value)}${units[step] ?? ''}`;
}

const trim = (value: number, digits = 1): string => String(Number(value.toFixed(digits)));

/** Why each of these pods waits: the newest scheduling failure that was reported about it. */
export function waitReasons(pods: readonly PodCard[], events: readonly EventLine[]): ReadonlyMap<string, string> {
  const waiting = new Set(pods.map((pod) => pod.uid));
  const reasons = new Map<string, string>();
  for (const event of events) {
    if (event.reason === 'FailedScheduling' && waiting.has(event.objectUid)) reasons.set(event.objectUid, event.message);
  }
  return reasons;
}
