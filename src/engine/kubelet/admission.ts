import type { V1Container, V1Node, V1NodeSelectorTerm, V1Pod } from '../../kube/generated/types.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { matchesRequirement, type SelectorOperator } from '../../kube/selectors.ts';

/** Why a kubelet turns down a pod that is bound to its node. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

type Amounts = Map<string, number>;
const amountOf = (name: string, text: string): number => (name === 'cpu' ? quantityMilliValue(text) : quantityValue(text));

function requestsOf(container: Pick<V1Container, 'resources'>): Amounts {
  const amounts: Amounts = new Map();
  for (const [name, text] of Object.entries(container.resources?.requests ?? {})) amounts.set(name, amountOf(name, text));
  return amounts;
}

function add(into: Amounts, more: Amounts): void {
  for (const [name, amount] of more) into.set(name, (into.get(name) ?? 0) + amount);
}

function raise(into: Amounts, other: Amounts): void {
  for (const [name, amount] of other) into.set(name, Math.max(into.get(name) ?? 0, amount));
}

/**
 * What a pod asks for in all (cpu in millicores, everything else in units): its containers and sidecars together, or its
 * largest init container with the sidecars before it, whichever is more; plus overhead.
 *
 * @see Kubernetes component-helpers, resource, PodRequests
 */
export function podRequests(pod: V1Pod): ReadonlyMap<string, number> {
  if (!pod.spec) return new Map();
  let total = requestCache.get(pod.spec);
  if (!total) requestCache.set(pod.spec, (total = sumRequests(pod)));
  return total;
}

const requestCache = new WeakMap<object, ReadonlyMap<string, number>>();

function sumRequests(pod: V1Pod): Amounts {
  const total: Amounts = new Map();
  for (const container of pod.spec?.containers ?? []) add(total, requestsOf(container));
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of pod.spec?.initContainers ?? []) {
    const own = requestsOf(container);
    if (container.restartPolicy === 'Always') {
      add(total, own);
      add(sidecars, own);
    } else add(own, sidecars);
    raise(peak, own);
  }
  raise(total, peak);
  for (const [name, text] of Object.entries(pod.spec?.resources?.requests ?? {})) total.set(name, amountOf(name, text));
  for (const [name, text] of Object.entries(pod.spec?.overhead ?? {})) total.set(name, (total.get(name) ?? 0) + amountOf(name, text));
  return total;
}

export interface AdmissionView {
  readonly node: Pick<V1Node, 'metadata' | 'spec'>;
  readonly allocatable: Readonly<Record<string, string>>;
  /** What the admitted pods that are not over ask for. */
  readonly used: ReadonlyMap<string, number>;
  /** How many of them there are. */
  readonly podCount: number;
  readonly hostPorts: ReadonlySet<string>;
}

/**
 * The kubelet's own checks, the last before a pod runs. They matter to pods that name their node themselves.
 *
 * @see Kubernetes 1.36, kubelet, lifecycle, predicateAdmitHandler
 */
export function refusalOf(pod: V1Pod, view: AdmissionView): Refusal | undefined {
  return resourceRefusal(pod, view) ?? affinityRefusal(pod, view) ?? portRefusal(pod, view) ?? taintRefusal(pod, view);
}

/**
 * A node that lacks something takes no more pods, but for critical ones. Where it is memory alone, those that say what they need may
 * come, and so may those that tolerate it.
 *
 * @see Kubernetes 1.36, kubelet, eviction_manager.go, Admit
 */
export function pressureRefusal(pod: V1Pod, { memory, disk }: { readonly memory: boolean; readonly disk: boolean }): Refusal | undefined {
  if ((!memory && !disk) || (pod.spec?.priority ?? 0) >= 2_000_000_000) return undefined;
  if (memory && !disk && (pod.status?.qosClass !== 'BestEffort' || toleratesMemoryPressure(pod))) return undefined;
  const conditions = [...(memory ? ['MemoryPressure'] : []), ...(disk ? ['DiskPressure'] : [])];
  return { reason: 'Evicted', message: `The node had condition: [${conditions.join(' ')}]. ` };
}

function toleratesMemoryPressure({ spec }: V1Pod): boolean {
  return (spec?.tolerations ?? []).some(({ key, operator, effect }) => (!effect || effect === 'NoSchedule') && (key === 'node.kubernetes.io/memory-pressure' || (!key && operator === 'Exists')));
}

const predicate = (name: string, message: string): Refusal => ({ reason: name, message: `Predicate ${name} failed: ${message}` });

function resourceRefusal(pod: V1Pod, { allocatable, used, podCount }: AdmissionView): Refusal | undefined {
  const lacking = (name: string, requested: number, taken: number): Refusal => {
    const capacity = amountOf(name, allocatable[name] ?? '0');
    return { reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, requested: ${String(requested)}, used: ${String(taken)}, capacity: ${String(capacity)}` };
  };
  if (podCount + 1 > quantityValue(allocatable['pods'] ?? '110')) return lacking('pods', 1, podCount);
  for (const [name, requested] of podRequests(pod)) {
    if (requested === 0) continue;
    const taken = used.get(name) ?? 0;
    if (requested + taken > amountOf(name, allocatable[name] ?? '0')) return lacking(name, requested, taken);
  }
  return undefined;
}

function affinityRefusal(pod: V1Pod, { node }: AdmissionView): Refusal | undefined {
  const labels = node.metadata?.labels ?? {};
  const chosen = Object.entries(pod.spec?.nodeSelector ?? {}).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (chosen && (!terms || terms.some((term) => termMatches(term, labels, node.metadata?.name ?? '')))) return undefined;
  return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
}

function termMatches(term: V1NodeSelectorTerm, labels: Readonly<Record<string, string>>, name: string): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  const holds = (source: Readonly<Record<string, string>>) => ({ key, operator, values }: { key: string; operator: string; values?: readonly string[] | undefined }): boolean =>
    matchesRequirement({ key, operator: operator as SelectorOperator, values: values ?? [] }, source);
  return expressions.every(holds(labels)) && fields.every(holds({ 'metadata.name': name }));
}

const portCache = new WeakMap<object, readonly string[]>();

/** `TCP/0.0.0.0/80`, for every port of the host that a pod wants. */
export function hostPortsOf(pod: V1Pod): readonly string[] {
  if (!pod.spec) return [];
  let ports = portCache.get(pod.spec);
  if (!ports) portCache.set(pod.spec, (ports = collectHostPorts(pod)));
  return ports;
}

function collectHostPorts(pod: V1Pod): readonly string[] {
  return (pod.spec?.containers ?? []).flatMap((container) => (container.ports ?? []).filter(({ hostPort }) => hostPort).map(({ protocol, hostIP, hostPort }) => `${protocol ?? 'TCP'}/${hostIP ?? '0.0.0.0'}/${String(hostPort)}`));
}

function portRefusal(pod: V1Pod, { hostPorts }: AdmissionView): Refusal | undefined {
  if (!hostPortsOf(pod).some((port) => hostPorts.has(port))) return undefined;
  return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
}

function taintRefusal(pod: V1Pod, { node }: AdmissionView): Refusal | undefined {
  const untolerated = (node.spec?.taints ?? []).some((taint) => taint.effect === 'NoExecute' && !(pod.spec?.tolerations ?? []).some((toleration) =>
    (!toleration.effect || toleration.effect === taint.effect) && (!toleration.key || toleration.key === taint.key) &&
    (toleration.operator === 'Exists' || (toleration.key !== undefined && (toleration.value ?? '') === (taint.value ?? '')))));
  return untolerated ? predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate") : undefined;
}
