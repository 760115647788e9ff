import type { NodeCard, PodCard } from '../../protocol/cards.ts';
import type { FaultSpec, MachineSpec } from '../../scenario/document.ts';

/** Workers that could lose their power: the control plane is left alone, so that there is somebody to notice. */
export const powerOffCandidates = (nodes: Iterable<NodeCard>): readonly NodeCard[] =>
  [...nodes].filter((node) => node.powered && !node.roles.includes('control-plane'));

/** Machines that the cloud could lose; none where there is no cloud. */
export const loseCandidates = (nodes: Iterable<NodeCard>, cloud: boolean): readonly NodeCard[] => (cloud ? powerOffCandidates(nodes) : []);

/** Running pods of the person's own namespaces on machines with power; the cluster's own where there are no others. */
export function killCandidates(pods: Iterable<PodCard>, nodes: Iterable<NodeCard>): readonly PodCard[] {
  const powered = new Set([...nodes].filter((node) => node.powered).map((node) => node.name));
  const running = [...pods].filter((pod) => pod.status === 'Running' && powered.has(pod.node));
  const own = running.filter((pod) => !pod.namespace.startsWith('kube-'));
  return own.length > 0 ? own : running;
}

/** The machine that joins next: numbered on from the workers, like them in size, in the zone with the fewest. */
export function nextMachine(nodes: readonly NodeCard[]): MachineSpec {
  const workers = nodes.filter((node) => !node.roles.includes('control-plane'));
  const numbers = workers.map((node) => Number(/(\d+)$/.exec(node.name)?.[1] ?? 0));
  const name = `node-${Math.max(0, ...numbers) + 1}`;
  const zone = emptiestZone(workers);
  const [like] = workers;
  return {
    name,
    labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...(zone === '' ? {} : { 'topology.kubernetes.io/zone': zone }) },
    capacity: { cpu: `${like?.cpuAllocatableMilli ?? 4000}m`, memory: String(like?.memoryAllocatableBytes ?? 8 * 1024 ** 3), pods: String(like?.podsMax ?? 110) },
  };
}

function emptiestZone(workers: readonly NodeCard[]): string {
  const counts = new Map<string, number>();
  for (const { zone } of workers) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countA - countB || (a < b ? -1 : 1))[0]?.[0] ?? '';
}

/** What is broken now, once each: machines without power or lost by the cloud, and the share of requests that are refused, an etcd without a leader, a cut network. */
export function brokenNow(nodes: Iterable<NodeCard>, faults: readonly FaultSpec[]): readonly FaultSpec[] {
  const off = [...nodes].filter((node) => !node.powered).map((node): FaultSpec => ({ type: node.lost ? 'lose-instance' : 'power-off', node: node.name }));
  const refusals = faults.findLast((fault) => fault.type === 'api-refusals');
  const leaderless = faults.filter((fault) => fault.type === 'etcd-leader-lost');
  const cut = faults.filter((fault) => fault.type === 'partition');
  return [...off, ...(refusals && refusals.percent > 0 ? [refusals] : []), ...leaderless, ...cut];
}

/** Whether there is anything to cut: two machines at least, on each side one. */
export const canCut = (names: ReadonlySet<string>, nodes: ReadonlyMap<string, NodeCard>): boolean => {
  const chosen = [...nodes.values()].filter(({ name }) => names.has(name)).length;
  return chosen > 0 && chosen < nodes.size;
};

/** So many machines stand to be chosen at once; of more, a part of the name is asked for. */
export const choiceMax = 24;

/** Machines to choose from. */
export interface Choices {
  /** In the order of their names. */
  readonly shown: readonly string[];
  /** How many others the text fits. */
  readonly more: number;
}

/** Those that are chosen, and the first whose name holds the text. */
export function choicesOf(names: Iterable<string>, chosen: ReadonlySet<string>, text: string): Choices {
  const sorted = [...names].sort();
  const fitting = sorted.filter((name) => !chosen.has(name) && name.includes(text.trim().toLowerCase()));
  const offered = new Set(fitting.slice(0, choiceMax));
  return { shown: sorted.filter((name) => chosen.has(name) || offered.has(name)), more: fitting.length - offered.size };
}

/** Machines that are cut off now. */
export const cutOff = (faults: readonly FaultSpec[]): readonly string[] => faults.findLast((fault) => fault.type === 'partition')?.nodes ?? none;

const none: readonly string[] = [];

/** What undoes a fault; undefined where nothing does. */
export function mendOf(fault: FaultSpec): FaultSpec | undefined {
  if (fault.type === 'power-off') return { type: 'power-on', node: fault.node };
  if (fault.type === 'etcd-leader-lost') return { type: 'etcd-leader-elected' };
  if (fault.type === 'partition') return { type: 'heal' };
  return fault.type === 'api-refusals' ? { type: 'api-refusals', percent: 0 } : undefined;
}
