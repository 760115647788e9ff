import type { PodInfo } from '../cache/pod-info.ts';

const none: readonly PodInfo[] = [];

/** Pods that wait for room on a node that was made (or will be) for them. */
export class Nominator {
  readonly #nodeOf = new Map<string, string>();
  readonly #byNode = new Map<string, Map<string, PodInfo>>();
  readonly #onChange: (nodeName: string, isAwaited: boolean) => void;

  /** @param onChange told where other pods wait for a node than before. */
  constructor(onChange: (nodeName: string, isAwaited: boolean) => void = () => undefined) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#nodeOf.size;
  }

  nominate(info: PodInfo, nodeName: string): void {
    this.remove(info.uid);
    if (nodeName === '') return;
    this.#nodeOf.set(info.uid, nodeName);
    const pods = this.#byNode.get(nodeName);
    if (pods) pods.set(info.uid, info);
    else this.#byNode.set(nodeName, new Map([[info.uid, info]]));
    this.#onChange(nodeName, true);
  }

  remove(uid: string): void {
    const nodeName = this.#nodeOf.get(uid);
    if (nodeName === undefined) return;
    this.#nodeOf.delete(uid);
    const pods = this.#byNode.get(nodeName);
    pods?.delete(uid);
    if (pods?.size === 0) this.#byNode.delete(nodeName);
    this.#onChange(nodeName, this.#byNode.has(nodeName));
  }

  nodeOf(uid: string): string {
    return this.#nodeOf.get(uid) ?? '';
  }

  hasPodsOn(nodeName: string): boolean {
    return this.#byNode.has(nodeName);
  }

  podsOn(nodeName: string): readonly PodInfo[] {
    const pods = this.#byNode.get(nodeName);
    return pods ? [...pods.values()] : none;
  }
}
