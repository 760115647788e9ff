import type * as t from '../kube/generated/types.ts';
import type { KubeObject } from '../kube/object.ts';
import { containersReady, podStatusWord } from '../kube/pod-status.ts';
import { unschedulable } from './health.ts';
import { whyWords, type WhyWords } from './why-words.ts';

type Condition = { readonly type: string; readonly status: string; readonly reason?: string | undefined; readonly message?: string | undefined };

/** What is known of an object besides itself. */
export interface Beside {
  /** A machine without power, or a pod on one: the object says what was reported last. */
  readonly isOff: boolean;
  /** The newest Event about it; '' for none. */
  readonly said: string;
}

const nothingBeside: Beside = { isOff: false, said: '' };

/** What Kubernetes itself says about why an object is as it is: one sentence, from its conditions, container states and Events, in each language. */
export function whySentence(object: KubeObject, beside: Beside = nothingBeside): { readonly en: string; readonly ko: string } {
  const sentence = sentences[object.kind ?? ''] ?? plain;
  return { en: sentence(object as never, whyWords.en, beside), ko: sentence(object as never, whyWords.ko, beside) };
}

const sentences: Readonly<Record<string, (object: never, words: WhyWords, beside: Beside) => string>> = {
  Pod: podSentence,
  Node: nodeSentence,
  Deployment: deploymentSentence,
  ReplicaSet: ({ spec, status }: t.V1ReplicaSet, words) => replicas(words, spec?.replicas ?? 1, status?.readyReplicas ?? 0, status?.conditions),
  ReplicationController: ({ spec, status }: t.V1ReplicationController, words) => replicas(words, spec?.replicas ?? 1, status?.readyReplicas ?? 0, status?.conditions),
  StatefulSet: ({ spec, status }: t.V1StatefulSet, words) => replicas(words, spec?.replicas ?? 1, status?.readyReplicas ?? 0, status?.conditions),
  Service: serviceSentence,
  PersistentVolumeClaim: claimSentence,
  PersistentVolume: volumeSentence,
  StorageClass: classSentence,
  Namespace: ({ status }: t.V1Namespace) => [status?.phase ?? 'Active', status?.conditions?.find((c) => c.status === 'True')?.message].filter(Boolean).join(': '),
};

const plain = (object: KubeObject, words: WhyWords): string => (object.metadata?.deletionTimestamp ? `Terminating: ${terminating(object, words)}` : '');

const terminating = ({ metadata }: KubeObject, words: WhyWords): string =>
  metadata?.finalizers?.length ? words.finalizers(metadata.finalizers.join(', ')) : words.grace(metadata?.deletionGracePeriodSeconds ?? 0);

function podSentence(pod: t.V1Pod, words: WhyWords, { isOff }: Beside): string {
  if (!isOff || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return reportedOf(pod, words);
  const node = pod.spec?.nodeName ?? '';
  return pod.metadata?.deletionTimestamp ? `${podStatusWord(pod)}: ${words.silentEnd(node)}` : words.silent(node, reportedOf(pod, words));
}

/** What its object says of a pod. */
function reportedOf(pod: t.V1Pod, words: WhyWords): string {
  const word = podStatusWord(pod);
  if (pod.metadata?.deletionTimestamp) return `${word}: ${terminating(pod, words)}`;
  const pending = unschedulable(pod);
  if (pending !== undefined) return `Pending: ${pending}`;
  const detail = containerDetail(pod, words) ?? pod.status?.message ?? gated(pod);
  if (detail) return `${word}: ${detail}`;
  const { ready, total } = containersReady(pod);
  const notReady = pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'False');
  if (pod.status?.phase === 'Running' && notReady?.message) return `${words.notReady(word)}: ${notReady.message}`;
  if (pod.status?.phase === 'Running') return `${word}: ${words.readyOn(ready, total, pod.spec?.nodeName ?? '')}`;
  return word;
}

function gated(pod: t.V1Pod): string | undefined {
  return pod.status?.conditions?.find(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')?.message;
}

/** What holds the first container that does not run as it should. */
function containerDetail(pod: t.V1Pod, words: WhyWords): string | undefined {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const { name, state, lastState } of all) {
    const waiting = state?.waiting;
    if (waiting?.message) return [words.container(name, waiting.message), ...(lastState?.terminated ? [words.lastEnded(exitOf(lastState.terminated, words))] : [])].join('; ');
    const ended = state?.terminated;
    if (ended && ended.exitCode !== 0) return words.containerEnded(name, exitOf(ended, words));
  }
  return undefined;
}

const exitOf = ({ exitCode, reason }: t.V1ContainerStateTerminated, words: WhyWords): string => `${words.exitCode(exitCode)}${reason ? ` (${reason})` : ''}`;

function nodeSentence({ spec, status }: t.V1Node, words: WhyWords, { isOff }: Beside): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const cordoned = spec?.unschedulable ? `; ${words.cordoned}` : '';
  const report = `${ready?.status === 'True' ? 'Ready' : 'NotReady'}: ${ready?.message ?? words.noReport}`;
  if (isOff) return `${ready?.status === 'True' ? words.offButReady(report) : words.off(report)}${cordoned}`;
  return `${report}${cordoned}`;
}

function deploymentSentence({ spec, status }: t.V1Deployment, words: WhyWords): string {
  if (spec?.paused) return words.paused;
  const failed = worst(status?.conditions);
  if (failed) return failed;
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  return `${words.available(status?.availableReplicas ?? 0, spec?.replicas ?? 1)}${progressing?.message ? `: ${progressing.message}` : ''}`;
}

function replicas(words: WhyWords, desired: number, ready: number, conditions: readonly Condition[] | undefined): string {
  return worst(conditions) ?? words.ready(ready, desired);
}

function worst(conditions: readonly Condition[] | undefined): string | undefined {
  const failure = conditions?.find(({ type, status, reason }) => (type === 'ReplicaFailure' && status === 'True') || (type === 'Progressing' && status === 'False') || (reason === 'ProgressDeadlineExceeded'));
  return failure && `${failure.reason ?? failure.type}: ${failure.message ?? ''}`;
}

function serviceSentence({ metadata, spec }: t.V1Service, words: WhyWords): string {
  if (spec?.type === 'ExternalName') return words.alias(spec.externalName ?? '');
  if (metadata?.namespace === 'default' && metadata.name === 'kubernetes') return words.apiServer;
  if (!spec?.selector) return words.noSelector;
  const selector = Object.entries(spec.selector).map(([key, value]) => `${key}=${value}`).join(',');
  return spec.clusterIP === 'None' ? words.headless(selector) : words.sends(selector);
}

function claimSentence(claim: t.V1PersistentVolumeClaim, words: WhyWords, { said }: Beside): string {
  const { metadata, spec, status } = claim;
  if (metadata?.deletionTimestamp) return `Terminating: ${terminating(claim, words)}`;
  const phase = status?.phase ?? 'Pending';
  const resizing = status?.conditions?.find((condition) => condition.status === 'True');
  if (phase === 'Bound') return [`Bound: ${words.boundTo(spec?.volumeName ?? '')}`, ...(resizing ? [[resizing.type, resizing.message].filter(Boolean).join(': ')] : [])].join('; ');
  return said === '' ? phase : `${phase}: ${said}`;
}

function volumeSentence(volume: t.V1PersistentVolume, words: WhyWords, { said }: Beside): string {
  const { metadata, spec, status } = volume;
  if (metadata?.deletionTimestamp) return `Terminating: ${terminating(volume, words)}`;
  const phase = status?.phase ?? 'Pending';
  const claim = `${spec?.claimRef?.namespace ?? ''}/${spec?.claimRef?.name ?? ''}`;
  if (phase === 'Bound') return `Bound: ${words.claimedBy(claim)}`;
  if (phase === 'Available') return `Available: ${words.unclaimed}`;
  if (phase === 'Released') return `Released: ${words.released(claim, spec?.persistentVolumeReclaimPolicy === 'Retain')}`;
  return [phase, status?.message ?? said].filter(Boolean).join(': ');
}

const noProvisioner = 'kubernetes.io/no-provisioner';

function classSentence({ provisioner, reclaimPolicy, volumeBindingMode }: t.V1StorageClass, words: WhyWords): string {
  const waits = volumeBindingMode === 'WaitForFirstConsumer';
  return provisioner === noProvisioner ? words.byHand(waits) : words.provisions(provisioner, waits, reclaimPolicy !== 'Retain');
}
