import type { V1ContainerImage, V1Node, V1NodeCondition, V1Taint } from '../../kube/generated/types.ts';
import { isForKubelet } from '../../kube/node-labels.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';

/** A machine as it joins the cluster. */
export interface Machine {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[] | undefined;
  /** Quantities: cpu, memory, pods, ephemeral-storage, extended resources. */
  readonly capacity: Readonly<Record<string, string>>;
  /** How long the machine waits for its pods when it is shut down, and how much of that is for critical ones (`shutdownGracePeriod`); not at all by default. */
  readonly shutdownGracePeriodSeconds?: number | undefined;
  readonly shutdownGracePeriodCriticalPodsSeconds?: number | undefined;
}

/** What the node suffers from. */
export interface Pressure {
  readonly memory: boolean;
  readonly disk: boolean;
  readonly pid: boolean;
}

export const kubeletVersion = 'v1.36.3';

/** Capacity with everything that a node reports: what the machine does not say is filled in. */
export function fullCapacity(capacity: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const all: Record<string, string> = { cpu: '4', 'ephemeral-storage': '100Gi', 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', memory: '8Gi', pods: '110', ...capacity };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, canonicalQuantity(value)]));
}

/** Labels that a kubelet puts on its node, under those that the machine brings; the ones that no kubelet may set are for whoever set the machine up. */
export function nodeLabels(machine: Machine): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(allLabels(machine)).filter(([label]) => isForKubelet(label)));
}

/** Labels that no kubelet may put on its own node: `node-role.kubernetes.io/control-plane`. */
export function reservedLabels({ labels = {} }: Machine): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => !isForKubelet(label)));
}

function allLabels(machine: Machine): Readonly<Record<string, string>> {
  const own = { 'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': machine.name, 'kubernetes.io/os': 'linux' };
  return { ...own, ...machine.labels };
}

/** The Node object with which a kubelet registers. */
export function newNode(machine: Machine, status: V1Node['status']): V1Node {
  const taints = (machine.taints ?? []).map(({ key, value, effect }): V1Taint => ({ key, ...(value ? { value } : {}), effect }));
  return {
    apiVersion: 'v1', kind: 'Node',
    metadata: { name: machine.name, labels: nodeLabels(machine), annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
    spec: { ...(taints.length > 0 ? { taints } : {}) },
    status,
  };
}

/** Type, then reason and message when all is well, then when it is not. */
const pressures = [
  { type: 'MemoryPressure', key: 'memory', good: ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'], bad: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'] },
  { type: 'DiskPressure', key: 'disk', good: ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'], bad: ['KubeletHasDiskPressure', 'kubelet has disk pressure'] },
  { type: 'PIDPressure', key: 'pid', good: ['KubeletHasSufficientPID', 'kubelet has sufficient PID available'], bad: ['KubeletHasInsufficientPID', 'kubelet has insufficient PID available'] },
] as const;

/** The four conditions that a kubelet posts. A condition that did not change keeps its transition time. */
export function nodeConditions(pressure: Pressure, now: string, before: readonly V1NodeCondition[], isShuttingDown = false): readonly V1NodeCondition[] {
  const dated = (type: string, status: 'True' | 'False', [reason, message]: readonly [string, string]): V1NodeCondition => {
    const old = before.find((condition) => condition.type === type);
    return { type, status, lastHeartbeatTime: now, lastTransitionTime: old?.status === status ? (old.lastTransitionTime ?? now) : now, reason, message };
  };
  return [
    ...pressures.map(({ type, key, good, bad }) => dated(type, pressure[key] ? 'True' : 'False', pressure[key] ? bad : good)),
    isShuttingDown ? dated('Ready', 'False', ['KubeletNotReady', 'node is shutting down']) : dated('Ready', 'True', ['KubeletReady', 'kubelet is posting ready status']),
  ];
}

export interface NodeStatusInput {
  readonly name: string;
  readonly capacity: Readonly<Record<string, string>>;
  readonly address: string;
  readonly conditions: readonly V1NodeCondition[];
  readonly images: readonly V1ContainerImage[];
  /** Three random identifiers of this machine, and of this start of it. */
  readonly ids: { readonly machineID: string; readonly systemUUID: string; readonly bootID: string };
}

export function nodeStatus({ name, capacity, address, conditions, images, ids }: NodeStatusInput): V1Node['status'] {
  return {
    addresses: [{ type: 'InternalIP', address }, { type: 'Hostname', address: name }],
    allocatable: capacity, capacity, conditions,
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    ...(images.length > 0 ? { images } : {}),
    nodeInfo: {
      architecture: 'amd64', bootID: ids.bootID, containerRuntimeVersion: 'containerd://2.2.0', kernelVersion: '6.8.0', kubeProxyVersion: '', kubeletVersion,
      machineID: ids.machineID, operatingSystem: 'linux', osImage: 'Debian GNU/Linux 13 (trixie)', systemUUID: ids.systemUUID,
    },
  } as unknown as V1Node['status'];
}

/** An address in 172.18.0.0/15 that is always the same for one name. */
export function addressOf(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return `172.${String(18 + (hash >>> 16) % 2)}.${String((hash >>> 8) & 255)}.${String(1 + (hash & 255) % 254)}`;
}
