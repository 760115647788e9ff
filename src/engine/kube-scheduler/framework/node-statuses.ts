import type { NodeInfo } from '../cache/node-info.ts';
import type { Code, Status } from './status.ts';

/** What thousands of nodes say, in numbers: node `from + i` (and on from the first one after the last) says the status of `codes[i]`. */
export interface StatusBlock {
  readonly nodes: readonly NodeInfo[];
  readonly from: number;
  readonly codes: Uint32Array;
  statusOf(code: number): Status;
}

/**
 * Which node said what. Nodes that nobody asked have the absent status.
 *
 * @see Kubernetes 1.36, scheduler framework, NodeToStatus
 */
export class NodeStatuses {
  #nodes: NodeInfo[] = [];
  #statuses: Status[] = [];
  #block: StatusBlock | undefined;
  /** What holds for nodes that were not asked; without reasons it is not shown. */
  absent: Status = { code: 'UnschedulableAndUnresolvable', reasons: [], plugin: '' };
  /** How often each status was given. The latest one is counted aside: neighbours often say the same. */
  readonly #counts = new Map<Status, number>();
  #latest: Status | undefined;
  #latestCount = 0;
  #total = 0;
  #byName: Map<string, Status> | undefined;

  /** Every node of these in turn says something else than that the pod fits. Taken over before any other. */
  static from(block: StatusBlock): NodeStatuses {
    const statuses = new NodeStatuses();
    statuses.#block = block;
    const { codes } = block;
    const perCode: number[] = [];
    for (let index = 0; index < codes.length; index++) {
      const code = codes[index] as number;
      while (perCode.length <= code) perCode.push(0);
      perCode[code] = (perCode[code] as number) + 1;
    }
    perCode.forEach((nodeCount, code) => { if (nodeCount > 0) statuses.count(block.statusOf(code), nodeCount); });
    return statuses;
  }

  /** The nodes that were asked, and (`statuses`) what each of them said. */
  get nodes(): readonly NodeInfo[] {
    this.#unpack();
    return this.#nodes;
  }

  get statuses(): readonly Status[] {
    this.#unpack();
    return this.#statuses;
  }

  set(node: NodeInfo, status: Status): void {
    this.#unpack();
    this.#nodes.push(node);
    this.#statuses.push(status);
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
    this.#byName ??= new Map(this.nodes.map((node, index) => [node.name, this.#statuses[index] as Status]));
    return this.#byName.get(nodeName) ?? this.absent;
  }

  /** Positions of the nodes that were asked and answered with that code. */
  positionsWith(code: Code): Uint32Array {
    if (this.#block) return blockPositionsWith(this.#block, code);
    return Uint32Array.from(this.#nodes.filter((_, index) => this.#statuses[index]?.code === code), ({ position }) => position);
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

  #unpack(): void {
    const block = this.#block;
    if (!block) return;
    this.#block = undefined;
    eachOf(block, (node, status) => {
      this.#nodes.push(node);
      this.#statuses.push(status);
    });
  }
}

function blockPositionsWith({ nodes, from, codes, statusOf }: StatusBlock, wanted: Code): Uint32Array {
  const found = new Uint32Array(codes.length);
  const isWanted: boolean[] = [];
  let count = 0;
  let position = from;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] as number;
    if (isWanted[code] ?? (isWanted[code] = statusOf(code).code === wanted)) found[count++] = position;
    if (++position === nodes.length) position = 0;
  }
  return found.subarray(0, count);
}

function eachOf({ nodes, from, codes, statusOf }: StatusBlock, tell: (node: NodeInfo, status: Status) => void): void {
  let position = from;
  for (const code of codes) {
    tell(nodes[position] as NodeInfo, statusOf(code));
    if (++position === nodes.length) position = 0;
  }
}
