import type { V1Pod, V1PodCondition } from '../../kube/generated/types.ts';
import * as kinds from '../../kube/kinds.ts';
import { rfc3339 } from '../../kube/time.ts';
import { EventRecorder, type ComponentContext } from '../client/index.ts';
import type { PodInfo } from './cache/pod-info.ts';
import type { Binder } from './framework/plugin.ts';

/** What is to be said about a pod that was not placed. */
export interface RefusalNote {
  readonly reason: string;
  readonly message: string;
  /** '' takes a nomination back, undefined leaves it. */
  readonly nominatedNode: string | undefined;
}

/** The scheduler's writes to the API server: bindings, conditions, evictions, events. */
export class ApiWrites implements Binder {
  readonly #context: ComponentContext;
  readonly #events: EventRecorder;

  constructor(context: ComponentContext) {
    this.#context = context;
    this.#events = new EventRecorder(context, { component: 'default-scheduler', newForm: true });
  }

  bindPod({ pod }: PodInfo, nodeName: string): string | undefined {
    const { name = '', namespace = '', uid } = pod.metadata ?? {};
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target: { kind: 'Node', name: nodeName } };
    const answer = this.#context.client.request('POST', kinds.resourcePath(kinds.pods, namespace, name, 'binding'), binding);
    return answer.code < 300 ? undefined : ((answer.body as { readonly message?: string }).message ?? 'binding failed');
  }

  reserveVolume(volumeName: string, claim: { readonly namespace: string; readonly name: string }): string | undefined {
    const { client } = this.#context;
    const known = client.informer(kinds.persistentVolumeClaims).get(claim.namespace, claim.name);
    const { uid, resourceVersion } = known?.metadata ?? {};
    const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', ...claim, uid, resourceVersion };
    const patch = { metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } }, spec: { claimRef } };
    const answer = client.patch(kinds.persistentVolumes, { namespace: '', name: volumeName }, patch);
    return answer.ok ? undefined : answer.status.message;
  }

  provisionClaim(claim: { readonly namespace: string; readonly name: string }, nodeName: string): string | undefined {
    const patch = { metadata: { annotations: { 'volume.kubernetes.io/selected-node': nodeName } } };
    const answer = this.#context.client.patch(kinds.persistentVolumeClaims, claim, patch);
    return answer.ok ? undefined : answer.status.message;
  }

  scheduled({ pod, key }: PodInfo, nodeName: string): void {
    this.#events.event(named(pod), { type: 'Normal', reason: 'Scheduled', action: 'Binding', message: `Successfully assigned ${key} to ${nodeName}` });
  }

  /** Event and condition of a pod that was not placed. The condition is written only where it is news. */
  refused({ pod }: PodInfo, note: RefusalNote): void {
    this.#events.event(named(pod), { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message: note.message });
    const known = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    const isNews = known?.status !== 'False' || known.reason !== note.reason || known.message !== note.message;
    const nominated = pod.status?.nominatedNodeName ?? '';
    const renominates = note.nominatedNode !== undefined && note.nominatedNode !== nominated;
    if (!isNews && !renominates) return;
    const conditions = isNews ? { conditions: [this.#condition(pod, known, note)] } : {};
    this.#patchStatus(pod, { ...conditions, ...(renominates ? { nominatedNodeName: note.nominatedNode === '' ? null : note.nominatedNode } : {}) });
  }

  /** A pod that is to be deleted was met in the queue. */
  skipped({ pod, key }: PodInfo): void {
    this.#events.event(named(pod), { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message: `skip schedule deleting pod: ${key}` });
  }

  /** Takes a pod off its node in favour of another. */
  preempt({ pod: victim }: PodInfo, preemptor: PodInfo, nodeName: string): void {
    const { client, clock } = this.#context;
    const { name = '', namespace = '', uid } = victim.metadata ?? {};
    const schedulerName = preemptor.pod.spec?.schedulerName ?? 'default-scheduler';
    const condition = { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message: `${schedulerName}: preempting to accommodate a higher priority pod`, lastTransitionTime: rfc3339(clock.epochMs) };
    this.#patchStatus(victim, { conditions: [{ ...condition, ...observed(victim) }] });
    const answer = client.delete(kinds.pods, namespace, name, uid ? { preconditions: { uid } } : {});
    if (answer.ok) this.#events.event(named(victim), { type: 'Normal', reason: 'Preempted', action: 'Preempting', message: `Preempted by pod ${preemptor.uid} on node ${nodeName}` });
  }

  /** A less important pod loses the node that it waited for. */
  clearNomination({ pod }: PodInfo): void {
    if (pod.status?.nominatedNodeName) this.#patchStatus(pod, { nominatedNodeName: null });
  }

  #condition(pod: V1Pod, known: V1PodCondition | undefined, { reason, message }: RefusalNote): unknown {
    const lastTransitionTime = known?.status === 'False' ? known.lastTransitionTime : rfc3339(this.#context.clock.epochMs);
    return { type: 'PodScheduled', status: 'False', reason, message, lastProbeTime: null, lastTransitionTime, ...observed(pod) };
  }

  #patchStatus(pod: V1Pod, status: unknown): void {
    const { name = '', namespace = '', uid } = pod.metadata ?? {};
    this.#context.client.patch(kinds.pods, { namespace, name }, { ...(uid ? { metadata: { uid } } : {}), status }, { subresource: 'status' });
  }
}

function observed({ metadata }: V1Pod): { readonly observedGeneration?: number } {
  return metadata?.generation === undefined ? {} : { observedGeneration: metadata.generation };
}

/** Objects from lists may come without their kind; events need it. */
const named = (pod: V1Pod): V1Pod => (pod.kind ? pod : { ...pod, apiVersion: 'v1', kind: 'Pod' });
