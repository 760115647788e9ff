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
  #byName: Map<string, Status> | undefined;

  set(node: NodeInfo, status: Status): void {
    this.nodes.push(node);
    this.statuses.push(status);
    this.#byName = undefined;
  }

  get(nodeName: string): Status {
    this.#byName ??= new Map(this.nodes.map((node, index) => [node.name, this.statuses[index] as Status]));
    return this.#byName.get(nodeName) ?? this.absent;
  }

  /** How many nodes give each reason. */
  histogram(nodeCount: number): ReadonlyMap<string, number> {
    const perStatus = new Map<Status, number>();
    for (const status of this.statuses) perStatus.set(status, (perStatus.get(status) ?? 0) + 1);
    if (this.statuses.length < nodeCount) perStatus.set(this.absent, nodeCount - this.statuses.length);
    const perReason = new Map<string, number>();
    for (const [status, count] of perStatus) {
      for (const reason of status.reasons) perReason.set(reason, (perReason.get(reason) ?? 0) + count);
    }
    return perReason;
  }
}
