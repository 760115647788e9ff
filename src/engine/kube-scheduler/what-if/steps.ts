import type { V1Node, V1NodeSelectorTerm, V1Pod, V1PodSpec } from '../../../kube/generated/types.ts';
import { jsonPatch } from '../../../kube/patches/index.ts';

/** Taints by what identifies them. */
export interface TaintName {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

export interface PodName {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** A change of the pod that waits (and of the template it comes from). */
export type PodStep =
  /** `container`: '' for requests at the level of the pod. */
  | { readonly kind: 'lower-request'; readonly container: string; readonly resource: string; readonly from: string; readonly to: string }
  | { readonly kind: 'tolerate'; readonly taints: readonly TaintName[] }
  | { readonly kind: 'drop-selector'; readonly keys: readonly string[] }
  /** Takes the conditions on these keys out of one term of the required node affinity. */
  | { readonly kind: 'relax-affinity'; readonly term: number; readonly keys: readonly string[] }
  | { readonly kind: 'raise-skew'; readonly index: number; readonly topologyKey: string; readonly from: number; readonly to: number }
  /** The constraint becomes a wish: ScheduleAnyway. */
  | { readonly kind: 'soften-spread'; readonly index: number; readonly topologyKey: string }
  | { readonly kind: 'drop-pod-affinity'; readonly side: 'podAffinity' | 'podAntiAffinity'; readonly index: number; readonly topologyKey: string }
  | { readonly kind: 'drop-host-ports'; readonly ports: readonly number[] };

/** A change of a node, or of what is on it. */
export type NodeStep =
  | { readonly kind: 'uncordon'; readonly node: string }
  | { readonly kind: 'remove-taints'; readonly node: string; readonly taints: readonly TaintName[] }
  /** The machine must answer again: the node carries taints that only its recovery takes off. */
  | { readonly kind: 'repair-node'; readonly node: string; readonly taints: readonly TaintName[] }
  | { readonly kind: 'label-node'; readonly node: string; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'raise-pods'; readonly node: string; readonly from: number; readonly to: number }
  /** `frees`: what is short and becomes free by it, as quantities. */
  | { readonly kind: 'remove-pods'; readonly node: string; readonly pods: readonly PodName[]; readonly frees: Readonly<Record<string, string>> }
  /** Another machine of the size of `like`, without taints. */
  | { readonly kind: 'add-node'; readonly like: string; readonly node: V1Node };

/** One thing to change so that a pod fits. */
export type Step = PodStep | NodeStep;

const nodeKinds: ReadonlySet<string> = new Set(['uncordon', 'remove-taints', 'repair-node', 'label-node', 'raise-pods', 'remove-pods', 'add-node'] satisfies readonly NodeStep['kind'][]);

export const isPodStep = (step: Step): step is PodStep => !nodeKinds.has(step.kind);

/** An operation of a JSON patch. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

const pointer = (...names: readonly (string | number)[]): string => names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * The step as a JSON patch of whatever has this `spec` at `/spec`: a pod, or (below `/spec/template`) the template that it was
 * made from, where what admission added to the pod is missing.
 */
export function patchOf(step: PodStep, spec: V1PodSpec): readonly PatchOperation[] {
  switch (step.kind) {
    case 'lower-request': return lowerRequest(step, spec);
    case 'tolerate': return tolerate(step.taints, spec);
    case 'drop-selector': return step.keys.filter((key) => Object.hasOwn(spec.nodeSelector ?? {}, key)).map((key) => ({ op: 'remove', path: pointer('spec', 'nodeSelector', key) }));
    case 'relax-affinity': return relaxAffinity(step, spec);
    case 'raise-skew': return [{ op: 'replace', path: pointer('spec', 'topologySpreadConstraints', step.index, 'maxSkew'), value: step.to }];
    case 'soften-spread': return [{ op: 'replace', path: pointer('spec', 'topologySpreadConstraints', step.index, 'whenUnsatisfiable'), value: 'ScheduleAnyway' }];
    case 'drop-pod-affinity': return [{ op: 'remove', path: pointer('spec', 'affinity', step.side, 'requiredDuringSchedulingIgnoredDuringExecution', step.index) }];
    case 'drop-host-ports': return dropHostPorts(step.ports, spec);
  }
}

function lowerRequest({ container, resource, to }: Extract<PodStep, { kind: 'lower-request' }>, spec: V1PodSpec): readonly PatchOperation[] {
  const index = spec.containers.findIndex(({ name }) => name === container);
  const at = container === '' ? ['spec', 'resources'] : ['spec', 'containers', index, 'resources'];
  const resources = container === '' ? spec.resources : spec.containers[index]?.resources;
  if (!resources) return [{ op: 'add', path: pointer(...at), value: { requests: { [resource]: to } } }];
  if (!resources.requests) return [{ op: 'add', path: pointer(...at, 'requests'), value: { [resource]: to } }];
  return [{ op: 'add', path: pointer(...at, 'requests', resource), value: to }];
}

function tolerate(taints: readonly TaintName[], { tolerations }: V1PodSpec): readonly PatchOperation[] {
  const more = taints.map(({ key, value, effect }) => (value === '' ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect }));
  if (!tolerations) return [{ op: 'add', path: '/spec/tolerations', value: more }];
  return more.map((value) => ({ op: 'add', path: '/spec/tolerations/-', value }));
}

function relaxAffinity({ term, keys }: Extract<PodStep, { kind: 'relax-affinity' }>, spec: V1PodSpec): readonly PatchOperation[] {
  const path = pointer('spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const relaxed = without(terms[term], keys);
  if (!relaxed.matchExpressions?.length && !relaxed.matchFields?.length) return [{ op: 'remove', path }];
  return [{ op: 'replace', path: `${path}/nodeSelectorTerms/${String(term)}`, value: relaxed }];
}

function without(term: V1NodeSelectorTerm | undefined, keys: readonly string[]): V1NodeSelectorTerm {
  const matchExpressions = term?.matchExpressions?.filter(({ key }) => !keys.includes(key)) ?? [];
  return { ...(matchExpressions.length > 0 ? { matchExpressions } : {}), ...(term?.matchFields?.length ? { matchFields: term.matchFields } : {}) };
}

function dropHostPorts(ports: readonly number[], spec: V1PodSpec): readonly PatchOperation[] {
  return spec.containers.flatMap((container, index) => (container.ports ?? []).flatMap(({ hostPort }, at): PatchOperation[] =>
    (hostPort !== undefined && ports.includes(hostPort) ? [{ op: 'remove', path: pointer('spec', 'containers', index, 'ports', at, 'hostPort') }] : [])));
}

/** The pod with the step taken. */
export function podAfter(pod: V1Pod, step: PodStep): V1Pod {
  if (!pod.spec) return pod;
  const patched = jsonPatch(pod, patchOf(step, pod.spec));
  if (!patched.ok) throw new Error(`a step of ours does not apply: ${JSON.stringify(step)}`);
  return patched.value as V1Pod;
}

const isOneOf = (taints: readonly TaintName[]) => ({ key, value, effect }: { readonly key: string; readonly value?: string | undefined; readonly effect: string }): boolean =>
  taints.some((taint) => taint.key === key && taint.value === (value ?? '') && taint.effect === effect);

/** The node with the step taken; the pods on it are another matter. */
export function nodeAfter(node: V1Node, step: NodeStep): V1Node {
  switch (step.kind) {
    case 'uncordon': return { ...node, spec: { ...node.spec, unschedulable: false, taints: node.spec?.taints?.filter(({ key }) => key !== 'node.kubernetes.io/unschedulable') } };
    case 'remove-taints':
    case 'repair-node': return { ...node, spec: { ...node.spec, taints: node.spec?.taints?.filter((taint) => !isOneOf(step.taints)(taint)) } };
    case 'label-node': return { ...node, metadata: { ...node.metadata, labels: { ...node.metadata?.labels, ...step.labels } } };
    case 'raise-pods': return { ...node, status: { ...node.status, allocatable: { ...(node.status?.allocatable ?? node.status?.capacity), pods: String(step.to) } } };
    case 'remove-pods':
    case 'add-node': return node;
  }
}
