import type { V1Node, V1Taint } from '../../../kube/generated/types.ts';
import type { Labels } from '../../../kube/selectors.ts';
import { quantityValue } from '../../../kube/quantity.ts';
import type { HostPort, PodInfo } from './pod-info.ts';
import { amounts, Resources } from './resources.ts';

/** One image as the whole cluster knows it: the size that the first node reported, and how many nodes have it. */
export interface ImageState {
  readonly sizeBytes: number;
  nodes: number;
}

const noTaints: readonly V1Taint[] = [];
const noLabels: Labels = {};
const noImages: ReadonlyMap<string, ImageState> = new Map();

/** A node with the sums over its pods, kept up to date pod by pod. */
export class NodeInfo {
  readonly name: string;
  /** Small number that stands for the node in arrays; used again once the node is gone. */
  readonly slot: number;
  /** Its place in the order in which nodes are looked at; changes only together with `topologyVersion` of the cache. */
  position = 0;
  node!: V1Node;
  labels: Labels = noLabels;
  unschedulable = false;
  /** Taints with effect NoSchedule or NoExecute. */
  hardTaints: readonly V1Taint[] = noTaints;
  /** Taints with effect PreferNoSchedule. */
  softTaints: readonly V1Taint[] = noTaints;
  allocatable = new Resources();
  podsMax = 0;
  readonly pods: PodInfo[] = [];
  requested = new Resources();
  nonZeroMilliCpu = 0;
  nonZeroMemory = 0;
  /** Pods with host ports on the node. */
  usedPorts: HostPort[] = [];
  /** How many pods use each claim, by `namespace/name`. */
  readonly claimUsers = new Map<string, number>();
  images: ReadonlyMap<string, ImageState> = noImages;
  /** Whether pods that are not here yet have been promised room on it. */
  isAwaited = false;
  /** Grows with each change of any node: tells what is new since somebody last looked. */
  generation = 0;
  /** The nodes of the cache, linked from the most recently changed one to the oldest. */
  older: NodeInfo | undefined;
  newer: NodeInfo | undefined;

  constructor(name: string, slot: number) {
    this.name = name;
    this.slot = slot;
  }

  setNode(node: V1Node): void {
    this.node = node;
    this.labels = node.metadata?.labels ?? noLabels;
    this.unschedulable = node.spec?.unschedulable === true;
    const taints = node.spec?.taints ?? noTaints;
    this.hardTaints = taints.filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
    this.softTaints = taints.filter(({ effect }) => effect === 'PreferNoSchedule');
    const allocatable = node.status?.allocatable ?? node.status?.capacity;
    this.allocatable = Resources.from(amounts(allocatable));
    this.podsMax = quantityValue(allocatable?.['pods']);
  }

  addPod(pod: PodInfo): void {
    this.pods.push(pod);
    this.#count(pod, 1);
    if (pod.ports.length > 0) this.usedPorts = [...this.usedPorts, ...pod.ports];
  }

  /** Takes the pod of that uid off; undefined where it is not here. */
  removePod(uid: string): PodInfo | undefined {
    const index = this.pods.findIndex((pod) => pod.uid === uid);
    const pod = this.pods[index];
    if (!pod) return undefined;
    const last = this.pods.pop() as PodInfo;
    if (last !== pod) this.pods[index] = last;
    this.#count(pod, -1);
    if (pod.ports.length > 0) this.usedPorts = this.pods.flatMap(({ ports }) => ports);
    return pod;
  }

  /** A copy whose pods may be added and removed without a trace. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.name, this.slot);
    copy.node = this.node;
    copy.labels = this.labels;
    copy.unschedulable = this.unschedulable;
    copy.hardTaints = this.hardTaints;
    copy.softTaints = this.softTaints;
    copy.allocatable = this.allocatable;
    copy.podsMax = this.podsMax;
    copy.requested = this.requested.clone();
    copy.nonZeroMilliCpu = this.nonZeroMilliCpu;
    copy.nonZeroMemory = this.nonZeroMemory;
    copy.usedPorts = this.usedPorts;
    copy.images = this.images;
    copy.generation = this.generation;
    for (const pod of this.pods) copy.pods.push(pod);
    for (const [claim, users] of this.claimUsers) copy.claimUsers.set(claim, users);
    return copy;
  }

  #count(pod: PodInfo, sign: 1 | -1): void {
    this.requested.add(pod.requests, sign);
    this.nonZeroMilliCpu += sign * pod.nonZeroMilliCpu;
    this.nonZeroMemory += sign * pod.nonZeroMemory;
    for (const claim of pod.claims) {
      const key = `${pod.namespace}/${claim}`;
      const users = (this.claimUsers.get(key) ?? 0) + sign;
      if (users > 0) this.claimUsers.set(key, users);
      else this.claimUsers.delete(key);
    }
  }
}
