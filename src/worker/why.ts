import type * as t from '../kube/generated/types.ts';
import type { KubeObject } from '../kube/object.ts';
import { containersReady, podStatusWord } from '../kube/pod-status.ts';
import { unschedulable } from './health.ts';

type Condition = { readonly type: string; readonly status: string; readonly reason?: string | undefined; readonly message?: string | undefined };

/** What Kubernetes itself says about why an object is as it is: one sentence, from its conditions and container states. */
export function whySentence(object: KubeObject): string {
  return (sentences[object.kind ?? ''] ?? plain)(object as never);
}

const sentences: Readonly<Record<string, (object: never) => string>> = {
  Pod: podSentence,
  Node: nodeSentence,
  Deployment: deploymentSentence,
  ReplicaSet: ({ spec, status }: t.V1ReplicaSet) => replicas(spec?.replicas ?? 1, status?.readyReplicas ?? 0, status?.conditions),
  ReplicationController: ({ spec, status }: t.V1ReplicationController) => replicas(spec?.replicas ?? 1, status?.readyReplicas ?? 0, status?.conditions),
  StatefulSet: ({ spec, status }: t.V1StatefulSet) => replicas(spec?.replicas ?? 1, status?.readyReplicas ?? 0, status?.conditions),
  Service: serviceSentence,
  Namespace: ({ status }: t.V1Namespace) => [status?.phase ?? 'Active', status?.conditions?.find((c) => c.status === 'True')?.message].filter(Boolean).join(': '),
};

const plain = (object: KubeObject): string => (object.metadata?.deletionTimestamp ? terminating(object) : '');

const terminating = ({ metadata }: KubeObject): string =>
  metadata?.finalizers?.length ? `Terminating: waits for finalizers ${metadata.finalizers.join(', ')}` : `Terminating: has ${String(metadata?.deletionGracePeriodSeconds ?? 0)}s to end`;

function podSentence(pod: t.V1Pod): string {
  const word = podStatusWord(pod);
  if (pod.metadata?.deletionTimestamp) return `${word}: ${terminating(pod).replace('Terminating: ', '')}`;
  const pending = unschedulable(pod);
  if (pending !== undefined) return `Pending: ${pending}`;
  const detail = containerDetail(pod) ?? pod.status?.message ?? gated(pod);
  if (detail) return `${word}: ${detail}`;
  const { ready, total } = containersReady(pod);
  const notReady = pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'False');
  if (pod.status?.phase === 'Running' && notReady?.message) return `${word}, not ready: ${notReady.message}`;
  if (pod.status?.phase === 'Running') return `${word}: ${String(ready)} of ${String(total)} containers ready on ${pod.spec?.nodeName ?? ''}`;
  return word;
}

function gated(pod: t.V1Pod): string | undefined {
  return pod.status?.conditions?.find(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')?.message;
}

/** What holds the first container that does not run as it should. */
function containerDetail(pod: t.V1Pod): string | undefined {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const { name, state, lastState } of all) {
    const waiting = state?.waiting;
    if (waiting?.message) return `container ${name}: ${waiting.message}${lastEnd(lastState)}`;
    const ended = state?.terminated;
    if (ended && ended.exitCode !== 0) return `container ${name} ended with exit code ${String(ended.exitCode)}${ended.reason ? ` (${ended.reason})` : ''}`;
  }
  return undefined;
}

const lastEnd = (last: t.V1ContainerState | undefined): string =>
  last?.terminated ? `; it last ended with exit code ${String(last.terminated.exitCode)}${last.terminated.reason ? ` (${last.terminated.reason})` : ''}` : '';

function nodeSentence({ spec, status }: t.V1Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const cordoned = spec?.unschedulable ? '; cordoned: no new pods' : '';
  return `${ready?.status === 'True' ? 'Ready' : 'NotReady'}: ${ready?.message ?? 'the kubelet has not reported yet'}${cordoned}`;
}

function deploymentSentence({ spec, status }: t.V1Deployment): string {
  if (spec?.paused) return 'Paused: changes of the template wait until it is resumed';
  const failed = worst(status?.conditions);
  if (failed) return failed;
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  return `${String(status?.availableReplicas ?? 0)} of ${String(spec?.replicas ?? 1)} available${progressing?.message ? `: ${progressing.message}` : ''}`;
}

function replicas(desired: number, ready: number, conditions: readonly Condition[] | undefined): string {
  return worst(conditions) ?? `${String(ready)} of ${String(desired)} ready`;
}

function worst(conditions: readonly Condition[] | undefined): string | undefined {
  const failure = conditions?.find(({ type, status, reason }) => (type === 'ReplicaFailure' && status === 'True') || (type === 'Progressing' && status === 'False') || (reason === 'ProgressDeadlineExceeded'));
  return failure && `${failure.reason ?? failure.type}: ${failure.message ?? ''}`;
}

function serviceSentence({ spec }: t.V1Service): string {
  if (spec?.type === 'ExternalName') return `An alias: DNS answers ${spec.externalName ?? ''}`;
  if (!spec?.selector) return 'Without a selector: its endpoints are made by hand';
  const selector = Object.entries(spec.selector).map(([key, value]) => `${key}=${value}`).join(',');
  return spec.clusterIP === 'None' ? `Headless: DNS answers with the addresses of the ready pods with ${selector}` : `Sends traffic to the ready pods with ${selector}`;
}
