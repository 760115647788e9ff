import type { V1Node, V1NodeSelectorRequirement, V1NodeSelectorTerm } from '../../../kube/generated/types.ts';
import { controllerOf } from '../../../kube/object.ts';
import { formatQuantity, quantityMilliValue, quantityValue } from '../../../kube/quantity.ts';
import { termMatches } from '../cache/affinity-term.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { matchesTerm } from '../framework/node-selector.ts';
import { tolerated, tolerationsOf } from '../framework/tolerations.ts';
import type { PodStep, Step, TaintName } from './steps.ts';
import type { Trial } from './trial.ts';

/** A pod that was refused by a node, in its cluster. */
export interface Patient {
  readonly pod: PodInfo;
  readonly node: NodeInfo;
  readonly trial: Trial;
}

/** The ways out of one plugin's objection: each a list of steps to be taken together. Whether they help is tried afterwards. */
export type Remedy = (patient: Patient) => readonly (readonly Step[])[];

/** What removes each plugin's objection. A plugin that is not here (volumes, devices) has none that could be named in a step. */
export const remedies: ReadonlyMap<string, Remedy> = new Map<string, Remedy>([
  ['NodeUnschedulable', ({ node }) => [[{ kind: 'uncordon', node: node.name }]]],
  ['TaintToleration', forTaints],
  ['NodeAffinity', forNodeAffinity],
  ['NodePorts', forPorts],
  ['NodeResourcesFit', forResources],
  ['PodTopologySpread', forSpread],
  ['InterPodAffinity', forPodAffinity],
]);

/** Taints that the node controller puts on and takes off: they say that the machine is ill, and nobody removes them by hand. */
const illnesses: ReadonlySet<string> = new Set(['not-ready', 'unreachable', 'network-unavailable', 'memory-pressure', 'disk-pressure', 'pid-pressure'].map((name) => `node.kubernetes.io/${name}`));

function forTaints({ pod, node }: Patient): readonly (readonly Step[])[] {
  const tolerations = tolerationsOf(pod.pod);
  const taints: readonly TaintName[] = node.hardTaints.filter((taint) => !tolerated(taint, tolerations)).map(({ key, value = '', effect }) => ({ key, value, effect }));
  if (taints.some(({ key }) => illnesses.has(key))) return [[{ kind: 'repair-node', node: node.name, taints }]];
  if (taints.some(({ key }) => key === 'node.kubernetes.io/unschedulable')) return [[{ kind: 'uncordon', node: node.name }]];
  return [[{ kind: 'tolerate', taints }], [{ kind: 'remove-taints', node: node.name, taints }]];
}

/** Labels that say what a node is; nobody would change them for a pod's sake. */
const isFixed = (key: string): boolean => /^((.*\.)?kubernetes\.io|(.*\.)?k8s\.io)\//.test(key);

function forNodeAffinity({ pod, node }: Patient): readonly (readonly Step[])[] {
  const wrong = Object.entries(pod.pod.spec?.nodeSelector ?? {}).filter(([key, value]) => node.labels[key] !== value);
  const terms = pod.pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const closest = terms && !terms.some((term) => matchesTerm(term, node)) ? closestTerm(terms, node) : undefined;
  const relax: Step[] = [
    ...(wrong.length > 0 ? [{ kind: 'drop-selector' as const, keys: wrong.map(([key]) => key) }] : []),
    ...(closest ? [{ kind: 'relax-affinity' as const, term: closest.index, keys: closest.failing.map(({ key }) => key) }] : []),
  ];
  const labels = labelsFor(wrong, closest?.failing ?? []);
  return [relax, ...(labels && !Object.keys(labels).some(isFixed) ? [[{ kind: 'label-node' as const, node: node.name, labels }]] : [])].filter((steps) => steps.length > 0);
}

/** The term of which the node misses the fewest conditions. */
function closestTerm(terms: readonly V1NodeSelectorTerm[], node: NodeInfo): { readonly index: number; readonly failing: readonly V1NodeSelectorRequirement[] } | undefined {
  const failing = terms.map((term) => (term.matchExpressions ?? []).filter((requirement) => !matchesTerm({ matchExpressions: [requirement] }, node)));
  const fewest = Math.min(...failing.map(({ length }) => (length === 0 ? Infinity : length)));
  const index = failing.findIndex(({ length }) => length === fewest);
  const found = failing[index];
  return found && { index, failing: found };
}

/** Labels that meet the conditions; undefined where a label would have to go instead. */
function labelsFor(pairs: readonly (readonly [string, string])[], requirements: readonly V1NodeSelectorRequirement[]): Readonly<Record<string, string>> | undefined {
  const needed = requirements.map(({ key, operator, values }) => [key, operator === 'In' ? values?.[0] : operator === 'Exists' ? 'true' : undefined] as const);
  const labels = [...pairs, ...needed].filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  return labels.length === pairs.length + needed.length ? Object.fromEntries(labels) : undefined;
}

function forPorts({ pod, node }: Patient): readonly (readonly Step[])[] {
  const ports = pod.ports.filter((wanted) => node.usedPorts.some(({ port, protocol }) => port === wanted.port && protocol === wanted.protocol)).map(({ port }) => port);
  const holders = node.pods.filter((other) => other.ports.some(({ port }) => ports.includes(port)));
  const isOwn = pod.pod.spec?.hostNetwork === true;
  return [...(isOwn ? [] : [[{ kind: 'drop-host-ports' as const, ports: [...new Set(ports)] }]]), ...removal(pod, node, holders, {})];
}

/** Whether somebody may be asked to make room: not the cluster's own pods, more important ones, siblings, or what a DaemonSet would put back. */
function mayGo(other: PodInfo, pod: PodInfo): boolean {
  const owner = controllerOf(other.pod);
  const isSibling = owner !== undefined && owner.uid === controllerOf(pod.pod)?.uid;
  return other.namespace !== 'kube-system' && other.priority <= pod.priority && !other.terminating && !isSibling && owner?.kind !== 'DaemonSet' && owner?.kind !== 'Node';
}

function removal(pod: PodInfo, node: NodeInfo, others: readonly PodInfo[], frees: Readonly<Record<string, string>>): readonly (readonly Step[])[] {
  if (others.length === 0 || !others.every((other) => mayGo(other, pod))) return [];
  return [[{ kind: 'remove-pods', node: node.name, pods: others.map(({ uid, namespace, name }) => ({ uid, namespace, name })), frees }]];
}

/** Amounts by resource name, `pods` among them; cpu in millicores. */
type Amounts = ReadonlyMap<string, number>;

/** How much is missing on the node, by resource. */
function shortage({ pod, node }: Patient): Amounts {
  const wanted: readonly (readonly [string, number])[] = [
    ['cpu', pod.requests.milliCpu], ['memory', pod.requests.memory], ['ephemeral-storage', pod.requests.ephemeralStorage], ...(pod.requests.scalars ?? []),
  ];
  const missing = wanted.map(([resource, amount]) => [resource, amount > 0 ? amount - (node.allocatable.get(resource) - node.requested.get(resource)) : 0] as const);
  return new Map([...missing, ['pods', node.pods.length + 1 - node.podsMax] as const].filter(([, amount]) => amount > 0));
}

function quantityOf(resource: string, amount: number): string {
  const nanos = BigInt(Math.round(amount)) * (resource === 'cpu' ? 1_000_000n : 1_000_000_000n);
  return formatQuantity({ nanos, format: resource === 'cpu' || resource === 'pods' ? 'DecimalSI' : 'BinarySI' });
}

function forResources(patient: Patient): readonly (readonly Step[])[] {
  const short = shortage(patient);
  const lowered = loweredRequests(patient, short);
  const { node } = patient;
  const pods = short.get('pods');
  return [
    ...(lowered ? [lowered] : []),
    ...(pods !== undefined && short.size === 1 ? [[{ kind: 'raise-pods' as const, node: node.name, from: node.podsMax, to: node.pods.length + 1 }]] : []),
    ...makingRoom(patient, short),
  ];
}

/** Amounts that people write: 50m steps of cpu, 16Mi steps of memory, finer ones where little is left. */
function rounded(resource: string, amount: number): number {
  const mebi = 1024 * 1024;
  if (resource === 'cpu') return Math.floor(amount / (amount >= 100 ? 50 : 10)) * (amount >= 100 ? 50 : 10);
  if (resource === 'memory' || resource === 'ephemeral-storage') return Math.floor(amount / (amount >= 64 * mebi ? 16 * mebi : mebi)) * (amount >= 64 * mebi ? 16 * mebi : mebi);
  return Math.floor(amount);
}

/** Requests that fit into what is left; undefined where that would be nothing. */
function loweredRequests({ pod: { pod } }: Patient, short: Amounts): readonly PodStep[] | undefined {
  if (short.has('pods') || !pod.spec) return undefined;
  const { spec } = pod;
  const steps: PodStep[] = [];
  for (const [resource, missing] of short) {
    const amountOf = (quantity: string | undefined): number => (resource === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity));
    const atPod = spec.resources?.requests?.[resource];
    const sources = atPod === undefined ? spec.containers.map(({ name, resources }) => ({ container: name, from: resources?.requests?.[resource] })) : [{ container: '', from: atPod }];
    const [largest] = sources.sort((a, b) => amountOf(b.from) - amountOf(a.from));
    const to = rounded(resource, amountOf(largest?.from) - missing);
    if (!largest?.from || to <= 0) return undefined;
    steps.push({ kind: 'lower-request', container: largest.container, resource, from: largest.from, to: quantityOf(resource, to) });
  }
  return steps;
}

const removedMax = 4;

/** The fewest, smallest pods without which there is room. */
function makingRoom({ pod, node }: Patient, short: Amounts): readonly (readonly Step[])[] {
  const gives = (other: PodInfo, resource: string): number => (resource === 'pods' ? 1 : other.requests.get(resource));
  const enough = (others: readonly PodInfo[]): boolean => [...short].every(([resource, missing]) => others.reduce((sum, other) => sum + gives(other, resource), 0) >= missing);
  const size = (other: PodInfo): number => [...short].reduce((sum, [resource, missing]) => sum + gives(other, resource) / missing, 0);
  const candidates = node.pods.filter((other) => mayGo(other, pod) && size(other) > 0).sort((a, b) => size(a) - size(b) || (a.key < b.key ? -1 : 1));
  const alone = candidates.find((other) => enough([other]));
  const chosen: PodInfo[] = alone ? [alone] : [];
  for (let index = candidates.length - 1; !alone && index >= 0 && !enough(chosen) && chosen.length < removedMax; index--) chosen.push(candidates[index] as PodInfo);
  if (!enough(chosen)) return [];
  const needed = [...chosen].reverse().reduce<readonly PodInfo[]>((left, other) => {
    const rest = left.filter((each) => each !== other);
    return enough(rest) ? rest : left;
  }, chosen);
  const frees = Object.fromEntries([...short].map(([resource, missing]) => [resource, quantityOf(resource, missing)]));
  return removal(pod, node, needed, frees);
}

const skewTries = 5;

function forSpread({ pod: { pod } }: Patient): readonly (readonly Step[])[] {
  const constraints = (pod.spec?.topologySpreadConstraints ?? []).map((constraint, index) => ({ ...constraint, index })).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
  const raised = constraints.flatMap(({ index, topologyKey, maxSkew }) =>
    Array.from({ length: skewTries }, (_, by): readonly Step[] => [{ kind: 'raise-skew', index, topologyKey, from: maxSkew, to: maxSkew + by + 1 }]));
  const softened = constraints.map(({ index, topologyKey }): Step => ({ kind: 'soften-spread', index, topologyKey }));
  return [...raised, ...softened.map((step) => [step]), ...(softened.length > 1 ? [softened] : [])];
}

function forPodAffinity(patient: Patient): readonly (readonly Step[])[] {
  const { affinity } = patient.pod.pod.spec ?? {};
  const drops = (side: 'podAffinity' | 'podAntiAffinity'): readonly Step[] =>
    (affinity?.[side]?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(({ topologyKey }, index) => ({ kind: 'drop-pod-affinity', side, index, topologyKey }));
  const [friends, foes] = [drops('podAffinity'), drops('podAntiAffinity')];
  // Highest index first: dropping one moves those after it.
  const all = [...[...friends].reverse(), ...[...foes].reverse()];
  return [...all.map((step) => [step]), ...(all.length > 1 ? [all] : []), ...objectors(patient)];
}

/** Pods that want to be alone, in the node's own domain. */
function objectors({ pod, node, trial }: Patient): readonly (readonly Step[])[] {
  const labels = trial.listers.namespaceLabels(pod.namespace);
  const there = trial.cache.nodes.flatMap((other) => other.pods.filter(({ requiredAntiAffinity }) => requiredAntiAffinity.some((term) =>
    node.labels[term.topologyKey] !== undefined && node.labels[term.topologyKey] === other.labels[term.topologyKey] && termMatches(term, pod, labels))));
  return there.length > removedMax ? [] : removal(pod, node, there, {});
}

const kept = /^(kubernetes\.io\/(os|arch)|topology\.kubernetes\.io\/(zone|region))$/;

/** A machine like the largest worker, under a name that nobody has. */
export function anotherNode(nodes: readonly NodeInfo[]): { readonly kind: 'add-node'; readonly like: string; readonly node: V1Node } | undefined {
  const workers = nodes.filter(({ labels }) => !Object.hasOwn(labels, 'node-role.kubernetes.io/control-plane'));
  const [like] = [...workers].sort((a, b) => b.allocatable.milliCpu - a.allocatable.milliCpu || b.allocatable.memory - a.allocatable.memory || (a.name < b.name ? -1 : 1));
  if (!like) return undefined;
  const numbers = workers.map(({ name }) => Number(/(\d+)$/.exec(name)?.[1] ?? 0));
  const name = `${like.name.replace(/\d+$/, '').replace(/-?$/, '-')}${String(Math.max(...numbers) + 1)}`;
  const labels = Object.fromEntries([...Object.entries(like.labels).filter(([key]) => kept.test(key)), ['kubernetes.io/hostname', name]]);
  const node: V1Node = {
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {},
    status: { capacity: like.node.status?.capacity, allocatable: like.node.status?.allocatable ?? like.node.status?.capacity },
  };
  return { kind: 'add-node', like: like.name, node };
}
