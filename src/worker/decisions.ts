import { isPodStep, patchOf, type Cluster, type LoggedDecision, type PodStep, type SchedulerProfile, type Step, type Suggestion } from '../engine/index.ts';
import type * as t from '../kube/generated/types.ts';
import { controllerOf, type KubeObject } from '../kube/object.ts';
import { jsonPatch } from '../kube/patches/index.ts';
import { printYaml } from '../kube/yaml/index.ts';
import type { Decision, DecisionAnswer, DecisionHeadline, FunnelStage, SchedulerConfigurationView, SuggestedStep, SuggestionView, WhatIfView } from '../protocol/decisions.ts';
import type { Action } from '../scenario/document.ts';

const recentLooked = 400;
const recentShown = 40;
const attemptsShown = 20;

/** The scheduler's last attempts for a pod (which may be gone), and whom else it decided about lately; of those up to a moment, where one is named. */
export function decisionAnswer(cluster: Cluster, uid: string, untilMs = Infinity): DecisionAnswer {
  const recent = new Map<string, DecisionHeadline>();
  for (const { atMs, record } of cluster.latestDecisions(untilMs === Infinity ? recentLooked : Infinity)) {
    if (recent.size === recentShown) break;
    if (atMs > untilMs) continue;
    if (!recent.has(record.uid)) recent.set(record.uid, { pod: record.pod, uid: record.uid, atMs, chosen: record.chosen ?? '' });
  }
  return { attempts: cluster.decisionsOf(uid).filter(({ atMs }) => atMs <= untilMs).slice(-attemptsShown).map(viewOf), recent: [...recent.values()] };
}

function viewOf({ atMs, record }: LoggedDecision): Decision {
  const { pod, uid, nodeCount, feasible, scores, totals, best, chosen, message, nominatedNode, victims, preemption } = record;
  const told = feasible.length + record.refusals.length;
  return {
    pod, uid, atMs, nodeCount, feasible, scores, totals, best, victims, preemption,
    notLookedAt: record.ruledOut ? 0 : Math.max(0, nodeCount - told),
    funnel: funnelOf(record), chosen: chosen ?? '', message: message ?? '', nominatedNode: nominatedNode ?? '',
  };
}

/** Each filter in its order with the nodes that fell out at it; what pre-filter had ruled out comes first. */
function funnelOf({ nodeCount, feasible, refusals, filters, ruledOut }: LoggedDecision['record']): readonly FunnelStage[] {
  const stages: FunnelStage[] = [];
  let left = feasible.length + refusals.length;
  if (ruledOut) stages.push({ plugin: ruledOut.plugin, asked: nodeCount, refused: Array.from({ length: nodeCount - left }, () => ({ node: '', reasons: ruledOut.reasons })) });
  for (const plugin of filters) {
    const refused = refusals.filter((refusal) => refusal.plugin === plugin).map(({ node, reasons }) => ({ node, reasons }));
    stages.push({ plugin, asked: left, refused });
    left -= refused.length;
  }
  return stages;
}

/** What the scheduler runs with. */
export function schedulerConfiguration(cluster: Cluster): SchedulerConfigurationView {
  const { yaml, profiles } = cluster.schedulerConfiguration;
  return { yaml, profiles: profiles.map(nameOf) };
}

const nameOf = ({ schedulerName }: SchedulerProfile): string => schedulerName ?? 'default-scheduler';

/** A profile that fills nodes up one after the other: the opposite of what the default one likes. */
const packing: SchedulerProfile = {
  plugins: { score: { disabled: [{ name: 'NodeResourcesBalancedAllocation' }, { name: 'PodTopologySpread' }], enabled: [{ name: 'NodeResourcesFit', weight: 10 }] } },
  pluginArgs: { NodeResourcesFit: { scoringStrategy: { type: 'MostAllocated' } } },
};

/** How each configured profile, and one that packs, would decide about the pod now. Empty for a pod that is gone. */
export function whatIf(cluster: Cluster, uid: string): readonly WhatIfView[] {
  const pod = podOf(cluster, uid);
  if (!pod) return [];
  const own = pod.spec?.schedulerName ?? 'default-scheduler';
  const under = (profile: SchedulerProfile, name: string): WhatIfView => {
    const record = cluster.decisionUnder(pod, profile);
    return { profile: name, isOwn: name === own, decision: record && viewOf({ atMs: cluster.clock.nowMs, record }) };
  };
  return [...cluster.schedulerConfiguration.profiles.map((profile) => under(profile, nameOf(profile))), under(packing, '')];
}

/** What would let the pod be scheduled, with what the page does to try it. Empty for a pod that is bound or gone. */
export function suggestions(cluster: Cluster, uid: string): readonly SuggestionView[] {
  const pod = podOf(cluster, uid);
  if (!pod || pod.spec?.nodeName) return [];
  return cluster.suggestionsFor(pod).map((suggestion) => ({
    steps: suggestion.steps.map(stepView), node: suggestion.node, cost: suggestion.cost, actions: actionsOf(cluster, pod, suggestion),
  }));
}

function podOf({ store }: Cluster, uid: string): t.V1Pod | undefined {
  const all = store.range('/registry/pods/');
  return all === 'compacted' ? undefined : all.values.find(({ metadata }) => metadata?.uid === uid);
}

const taintText = ({ key, value, effect }: { readonly key: string; readonly value: string; readonly effect: string }): string => `${key}${value === '' ? '' : `=${value}`}:${effect}`;

function stepView(step: Step): SuggestedStep {
  switch (step.kind) {
    case 'tolerate': return { kind: step.kind, taints: step.taints.map(taintText) };
    case 'remove-taints': return { kind: step.kind, node: step.node, taints: step.taints.map(taintText) };
    case 'repair-node': return { kind: step.kind, node: step.node };
    case 'relax-affinity': return { kind: step.kind, keys: step.keys };
    case 'label-node': return { kind: step.kind, node: step.node, labels: Object.entries(step.labels).map(([key, value]) => `${key}=${value}`) };
    case 'remove-pods': return { kind: step.kind, node: step.node, pods: step.pods.map(({ namespace, name }) => `${namespace}/${name}`), frees: Object.entries(step.frees).map(([resource, amount]) => `${amount} ${resource}`) };
    case 'add-node': return { kind: step.kind, node: step.node.metadata?.name ?? '', like: step.like };
    case 'raise-skew': return { kind: step.kind, topologyKey: step.topologyKey, from: step.from, to: step.to };
    case 'soften-spread': return { kind: step.kind, topologyKey: step.topologyKey };
    case 'drop-pod-affinity': return { kind: step.kind, side: step.side, topologyKey: step.topologyKey };
    default: return step;
  }
}

/** Everything that has to be done, or nothing where one of the steps cannot be done from the page. */
function actionsOf(cluster: Cluster, pod: t.V1Pod, { steps }: Suggestion): readonly Action[] {
  const ofPod = steps.filter(isPodStep);
  const parts = [...steps.filter((step) => !isPodStep(step)).map((step) => nodeActions(cluster, step)), ...(ofPod.length > 0 ? [podActions(cluster, pod, ofPod)] : [])];
  return parts.some((part) => part.length === 0) ? [] : parts.flat();
}

const kubectl = (line: string, stdin?: string): Action => ({ type: 'kubectl', line: `kubectl ${line}`, ...(stdin === undefined ? {} : { stdin }) });

function nodeActions(cluster: Cluster, step: Step): readonly Action[] {
  switch (step.kind) {
    case 'uncordon': return [kubectl(`uncordon ${step.node}`)];
    case 'remove-taints': return [kubectl(`taint node ${step.node} ${step.taints.map(({ key, effect }) => `${key}:${effect}-`).join(' ')}`)];
    case 'repair-node': return cluster.powered(step.node) || cluster.lost(step.node) ? [] : [{ type: 'fault', fault: { type: 'power-on', node: step.node } }];
    case 'label-node': return [kubectl(`label node ${step.node} ${Object.entries(step.labels).map(([key, value]) => `${key}=${value}`).join(' ')} --overwrite`)];
    case 'remove-pods': return step.pods.flatMap(({ uid }) => removal(cluster, uid));
    case 'add-node': {
      const { metadata, status } = step.node;
      return [{ type: 'fault', fault: { type: 'add-node', machine: { name: metadata?.name ?? '', labels: metadata?.labels ?? {}, capacity: status?.capacity ?? {} } } }];
    }
    default: return [];
  }
}

interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly object: KubeObject & { readonly spec?: { readonly replicas?: number; readonly template?: t.V1PodTemplateSpec } };
}

const stored: Readonly<Record<string, string>> = { Deployment: 'deployments.apps', ReplicaSet: 'replicasets.apps', StatefulSet: 'statefulsets.apps', DaemonSet: 'daemonsets.apps', ReplicationController: 'replicationcontrollers', Job: 'jobs.batch' };

/** The top of the pod's chain of owners. */
function ownerOf({ store }: Cluster, pod: KubeObject): Owner | undefined {
  let found: Owner | undefined;
  for (let object: KubeObject | undefined = pod; object; ) {
    const reference = controllerOf(object);
    const group = reference && Object.hasOwn(stored, reference.kind) ? stored[reference.kind] : undefined;
    if (!reference || !group) return found;
    object = store.get(`/registry/${group}/${pod.metadata?.namespace ?? ''}/${reference.name}`);
    if (object) found = { kind: reference.kind, name: reference.name, object };
  }
  return found;
}

/** Takes a pod off for good: its Deployment gets one replica less, and this pod is named as the one to go. */
function removal(cluster: Cluster, uid: string): readonly Action[] {
  const pod = podOf(cluster, uid);
  if (!pod) return [];
  const [name = '', namespace = ''] = [pod.metadata?.name, pod.metadata?.namespace];
  const owner = ownerOf(cluster, pod);
  if (owner?.kind !== 'Deployment' && owner?.kind !== 'ReplicaSet') return [kubectl(`delete pod ${name} -n ${namespace} --wait=false`)];
  const replicas = owner.object.spec?.replicas ?? 1;
  return [
    kubectl(`annotate pod ${name} -n ${namespace} controller.kubernetes.io/pod-deletion-cost=-1000 --overwrite`),
    kubectl(`scale ${owner.kind.toLowerCase()} ${owner.name} -n ${namespace} --replicas=${String(Math.max(0, replicas - 1))}`),
  ];
}

/** Changes the template that the pod comes from; a pod of its own is replaced. A Job's template cannot be changed. */
function podActions(cluster: Cluster, pod: t.V1Pod, steps: readonly PodStep[]): readonly Action[] {
  const namespace = pod.metadata?.namespace ?? '';
  const owner = ownerOf(cluster, pod);
  if (!owner) return [kubectl('replace --force -f -', printYaml(replacement(pod, steps)))];
  const template = owner.object.spec?.template;
  if (owner.kind === 'Job' || !template?.spec) return [];
  let current: unknown = template;
  const patch = steps.flatMap((step) => {
    const operations = patchOf(step, (current as t.V1PodTemplateSpec).spec as t.V1PodSpec);
    const patched = jsonPatch(current, operations);
    if (patched.ok) current = patched.value;
    return operations.map((operation) => ({ ...operation, path: `/spec/template${operation.path}` }));
  });
  const change = kubectl(`patch ${owner.kind.toLowerCase()} ${owner.name} -n ${namespace} --type=json -p '${JSON.stringify(patch).replaceAll("'", "'\\''")}'`);
  return owner.kind === 'Deployment' || owner.kind === 'DaemonSet' ? [change] : [change, kubectl(`delete pod ${pod.metadata?.name ?? ''} -n ${namespace} --wait=false`)];
}

/** The pod as somebody would submit it, changed. */
function replacement(pod: t.V1Pod, steps: readonly PodStep[]): t.V1Pod {
  const changed = steps.reduce<t.V1Pod>((current, step) => {
    const patched = current.spec ? jsonPatch(current, patchOf(step, current.spec)) : undefined;
    return patched?.ok ? (patched.value as t.V1Pod) : current;
  }, pod);
  const { name, namespace, labels, annotations } = pod.metadata ?? {};
  const metadata = { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }), ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
  return { apiVersion: 'v1', kind: 'Pod', metadata, ...(changed.spec ? { spec: changed.spec } : {}) };
}
