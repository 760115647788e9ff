import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { ImageIndex } from './image-index.ts';
import { NodeInfo, type ImageState } from './node-info.ts';
import { zoneInterleaved, zoneKeyOf } from './node-order.ts';
import { PodCountIndex, type CountedNodes } from './pod-counts.ts';
import { PodInfo } from './pod-info.ts';
import { TermIndex } from './term-index.ts';

interface Placed {
  readonly info: PodInfo;
  readonly nodeName: string;
  readonly assumed: boolean;
}

/**
 * What the scheduler knows of nodes and of the pods on them, assumed ones included. Kept pod by pod; a cycle reads it as it
 * is, for nothing else runs at the same instant of virtual time. What was counted from it is brought up to date by
 * generation: each change of a node gives it the next number and puts it first in the list of nodes.
 *
 * @see Kubernetes 1.36, scheduler cache
 */
export class SchedulerCache implements CountedNodes {
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #pods = new Map<string, Placed>();
  /** How many pods have each priority. */
  readonly #priorities = new Map<number, number>();
  /** Pods on nodes that are not (yet, or no longer) known. */
  readonly #homeless = new Map<string, Set<string>>();
  /** Names of the nodes that pods wait for. */
  readonly #awaited = new Set<string>();
  readonly #images = new ImageIndex();
  readonly #freeSlots: number[] = [];
  #order: NodeInfo[] | undefined;
  #slots = 0;
  generation = 0;
  topologyVersion = 0;
  /** Changes where a node reports other images. */
  imageVersion = 0;
  newest: NodeInfo | undefined;
  /** Terms of running pods, by their sort. */
  readonly requiredAntiAffinity = new TermIndex();
  readonly requiredAffinity = new TermIndex();
  readonly preferredAffinity = new TermIndex();
  readonly preferredAntiAffinity = new TermIndex();
  readonly podCounts = new PodCountIndex(this);
  #labelKeys: { readonly version: number; readonly counts: Map<string, number> } = { version: -1, counts: new Map() };

  /** All nodes, zones interleaved. */
  get nodes(): readonly NodeInfo[] {
    return (this.#order ??= this.#placeNodes());
  }

  get podCount(): number {
    return this.#pods.size;
  }

  /** The lowest priority that any pod on a node has; Infinity where there is none. */
  get lowestPriority(): number {
    return Math.min(...this.#priorities.keys());
  }

  node(name: string): NodeInfo | undefined {
    return this.#nodes.get(name);
  }

  /** Where a pod is, by uid. */
  placeOf(uid: string): { readonly info: PodInfo; readonly nodeName: string; readonly assumed: boolean } | undefined {
    return this.#pods.get(uid);
  }

  /** Whether every node has the label. */
  everyNodeHas(labelKey: string): boolean {
    if (this.#labelKeys.version !== this.topologyVersion) this.#labelKeys = { version: this.topologyVersion, counts: new Map() };
    let count = this.#labelKeys.counts.get(labelKey);
    if (count === undefined) {
      count = this.nodes.filter(({ labels }) => labels[labelKey] !== undefined).length;
      this.#labelKeys.counts.set(labelKey, count);
    }
    return count === this.#nodes.size;
  }

  /** A node came or changed. */
  setNode(object: V1Node): NodeInfo {
    const name = object.metadata?.name ?? '';
    const known = this.#nodes.get(name);
    const images = known && known.node.status?.images === object.status?.images ? known.images : this.#replaceImages(name, object);
    const node = known ?? this.#newNode(name);
    if (!known || known.node.metadata?.labels !== object.metadata?.labels) this.#relabel(node, object);
    else node.setNode(object);
    node.images = images;
    this.#touch(node);
    if (!known) for (const uid of this.#homeless.get(name) ?? []) this.#moveIn(uid, node);
    return node;
  }

  removeNode(name: string): void {
    const node = this.#nodes.get(name);
    if (!node) return;
    for (const pod of node.pods) this.#countTerms(pod, node, -1);
    this.#homeless.set(name, new Set(node.pods.map(({ uid }) => uid)));
    this.#replaceImages(name, undefined);
    this.#unlink(node);
    this.#nodes.delete(name);
    this.#freeSlots.push(node.slot);
    this.#order = undefined;
    this.topologyVersion++;
  }

  /** Other pods wait for the node than before: what was remembered of it holds no longer. */
  setAwaited(name: string, isAwaited: boolean): void {
    if (isAwaited) this.#awaited.add(name);
    else this.#awaited.delete(name);
    const node = this.#nodes.get(name);
    if (!node) return;
    node.isAwaited = isAwaited;
    this.#touch(node);
  }

  /** The pod is taken to run on the node before the API server has heard of it. */
  assume(info: PodInfo, nodeName: string): void {
    this.#place(info, nodeName, true);
  }

  /** The pods that are on their way to a node, with its name. */
  assumedPods(): readonly { readonly info: PodInfo; readonly nodeName: string }[] {
    return [...this.#pods.values()].filter(({ assumed }) => assumed);
  }

  /** An assumed pod was not bound after all. */
  forget(uid: string): void {
    if (this.#pods.get(uid)?.assumed) this.removePod(uid);
  }

  /** A bound pod came or changed. Says whether anything that counts is different. */
  setPod(pod: V1Pod): boolean {
    const uid = pod.metadata?.uid ?? '';
    const nodeName = pod.spec?.nodeName ?? '';
    const known = this.#pods.get(uid);
    if (known?.nodeName === nodeName && known.info.isSameFor(pod)) {
      const hasStarted = known.info.pod.status?.startTime !== pod.status?.startTime;
      known.info.pod = pod;
      const node = this.#nodes.get(nodeName);
      if (hasStarted && node) this.#touch(node);
      if (known.assumed) this.#pods.set(uid, { ...known, assumed: false });
      return false;
    }
    if (known) this.removePod(uid);
    this.#place(new PodInfo(pod), nodeName, false);
    return true;
  }

  removePod(uid: string): PodInfo | undefined {
    const placed = this.#pods.get(uid);
    if (!placed) return undefined;
    this.#pods.delete(uid);
    this.#countPriority(placed.info.priority, -1);
    const node = this.#nodes.get(placed.nodeName);
    if (!node) {
      this.#homeless.get(placed.nodeName)?.delete(uid);
      return placed.info;
    }
    node.removePod(uid);
    this.#countTerms(placed.info, node, -1);
    this.#touch(node);
    return placed.info;
  }

  #place(info: PodInfo, nodeName: string, assumed: boolean): void {
    this.#pods.set(info.uid, { info, nodeName, assumed });
    this.#countPriority(info.priority, 1);
    const node = this.#nodes.get(nodeName);
    if (node) this.#moveIn(info.uid, node);
    else this.#homeless.set(nodeName, (this.#homeless.get(nodeName) ?? new Set()).add(info.uid));
  }

  #moveIn(uid: string, node: NodeInfo): void {
    const placed = this.#pods.get(uid);
    if (!placed) return;
    this.#homeless.get(node.name)?.delete(uid);
    node.addPod(placed.info);
    this.#countTerms(placed.info, node, 1);
    this.#touch(node);
  }

  #countPriority(priority: number, by: 1 | -1): void {
    const count = (this.#priorities.get(priority) ?? 0) + by;
    if (count === 0) this.#priorities.delete(priority);
    else this.#priorities.set(priority, count);
  }

  #placeNodes(): NodeInfo[] {
    const order = zoneInterleaved(this.#nodes.values());
    for (let position = 0; position < order.length; position++) (order[position] as NodeInfo).position = position;
    return order;
  }

  #newNode(name: string): NodeInfo {
    const node = new NodeInfo(name, this.#freeSlots.pop() ?? this.#slots++);
    node.isAwaited = this.#awaited.has(name);
    this.#nodes.set(name, node);
    this.#order = undefined;
    return node;
  }

  #replaceImages(name: string, object: V1Node | undefined): ReadonlyMap<string, ImageState> {
    this.imageVersion++;
    return this.#images.replace(name, object);
  }

  /** Labels say where a node is: what was counted by them is counted anew. */
  #relabel(node: NodeInfo, object: V1Node): void {
    for (const pod of node.pods) this.#countTerms(pod, node, -1);
    if (this.#order && zoneKeyOf(node.node) !== zoneKeyOf(object)) this.#order = undefined;
    node.setNode(object);
    for (const pod of node.pods) this.#countTerms(pod, node, 1);
    this.topologyVersion++;
  }

  #countTerms(pod: PodInfo, node: NodeInfo, sign: 1 | -1): void {
    for (const term of pod.requiredAntiAffinity) this.requiredAntiAffinity.count(term, node, sign);
    for (const term of pod.requiredAffinity) this.requiredAffinity.count(term, node, sign);
    for (const term of pod.preferredAffinity) this.preferredAffinity.count(term, node, sign);
    for (const term of pod.preferredAntiAffinity) this.preferredAntiAffinity.count(term, node, sign);
  }

  #touch(node: NodeInfo): void {
    node.generation = ++this.generation;
    if (this.newest === node) return;
    this.#unlink(node);
    node.older = this.newest;
    if (this.newest) this.newest.newer = node;
    this.newest = node;
  }

  #unlink(node: NodeInfo): void {
    if (node.newer) node.newer.older = node.older;
    if (node.older) node.older.newer = node.newer;
    if (this.newest === node) this.newest = node.older;
    node.newer = undefined;
    node.older = undefined;
  }
}
