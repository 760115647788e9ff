import type { NodeInfo } from '../cache/node-info.ts';
import type { Status } from './status.ts';

/**
 * Which node said what: parallel arrays, because thousands of nodes may refuse one pod. Nodes that nobody asked have the
 * absent status.
 *
 * @see Kubernetes 1.36, scheduler framework, NodeToStatus
 */
export class NodeStatuses {
  readonly nodes: NodeInfo[] = [];
  readonly statuses: Status[] = [];
  /** What holds for nodes that were not asked; without reasons it is not shown. */
  absent: Status = { code: 'UnschedulableAndUnresolvable', reasons: [], plugin: '' };
  /** How often each status was given. The latest one is counted aside: neighbours often say the same. */
  readonly #counts = new Map<Status, number>();
  #latest: Status | undefined;
  #latestCount = 0;
  #total = 0;
  #byName: Map<string, Status> | undefined;

  set(node: NodeInfo, status: Status): void {
    this.nodes.push(node);
    this.statuses.push(status);
    this.#byName = undefined;
    this.count(status, 1);
  }

  /** So many nodes say this; which ones does not matter. */
  count(status: Status, nodeCount: number): void {
    if (nodeCount === 0) return;
    this.#total += nodeCount;
    if (status === this.#latest) {
      this.#latestCount += nodeCount;
      return;
    }
    this.#settle();
    this.#latest = status;
    this.#latestCount = nodeCount;
  }

  get(nodeName: string): Status {
    this.#byName ??= new Map(this.nodes.map((node, index) => [node.name, this.statuses[index] as Status]));
    return this.#byName.get(nodeName) ?? this.absent;
  }

  /** The different statuses that were given. */
  get different(): Iterable<Status> {
    this.#settle();
    return this.#counts.keys();
  }

  /** How many nodes give each reason. */
  histogram(nodeCount: number): ReadonlyMap<string, number> {
    this.#settle();
    const perReason = new Map<string, number>();
    const add = (status: Status, count: number): void => {
      for (const reason of status.reasons) perReason.set(reason, (perReason.get(reason) ?? 0) + count);
    };
    for (const [status, count] of this.#counts) add(status, count);
    if (this.#total < nodeCount) add(this.absent, nodeCount - this.#total);
    return perReason;
  }

  #settle(): void {
    if (this.#latest) this.#counts.set(this.#latest, (this.#counts.get(this.#latest) ?? 0) + this.#latestCount);
    this.#latest = undefined;
    this.#latestCount = 0;
  }
}
