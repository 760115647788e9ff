import type { V1OwnerReference, V1Pod, V1PodTemplateSpec, V1Status } from '../../../kube/generated/types.ts';
import { pods } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Result } from '../../../kube/api.ts';
import type { ControllerContext } from '../context.ts';
import { isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';

/** A pod made after a template: its labels, annotations and finalizers, a name generated from the owner's. */
export function podFromTemplate(template: V1PodTemplateSpec | undefined, owner: KubeObject, ref: V1OwnerReference): V1Pod {
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      generateName: podNamePrefix(owner.metadata?.name ?? ''),
      namespace: owner.metadata?.namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [ref],
    },
    spec: template?.spec,
  };
}

/** `NAME-`, which the API server shortens where a random suffix would make the name too long. */
export const podNamePrefix = (owner: string): string => `${owner}-`;

/**
 * Creates a pod and says so in an Event about its owner. A refusal because the namespace is being deleted is kept quiet.
 *
 * @see Kubernetes 1.36, controller_utils.go, RealPodControl
 */
export function createPod({ client, events }: Pick<ControllerContext, 'client' | 'events'>, owner: KubeObject, pod: V1Pod): Result<V1Pod> {
  const answer = client.create(pods, pod);
  if (answer.ok) events.event(owner, { type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${answer.value.metadata?.name ?? ''}` });
  else if (!isNamespaceTerminating(answer.status)) events.event(owner, { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${answer.status.message ?? ''}` });
  return answer;
}

/** Deletes a pod and says so in an Event about its owner. A pod that has gone already is a refusal without an Event. */
export function deletePod({ client, events }: Pick<ControllerContext, 'client' | 'events'>, owner: KubeObject, pod: V1Pod): V1Status | undefined {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const answer = client.delete(pods, namespace, name);
  if (answer.ok) {
    events.event(owner, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` });
    return undefined;
  }
  if (!isNotFound(answer.status)) events.event(owner, { type: 'Warning', reason: 'FailedDelete', message: `Error deleting: ${answer.status.message ?? ''}` });
  return answer.status;
}

/** What a batch of creations has come to. */
export interface BatchOutcome {
  readonly created: number;
  readonly error: V1Status | undefined;
}

/**
 * Calls `create` up to `count` times in batches of 1, 2, 4 …; a batch with a refusal is finished and is the last one. So a
 * quota that refuses everything is asked once, not a thousand times.
 */
export function slowStart(count: number, create: (index: number) => V1Status | undefined): BatchOutcome {
  let created = 0;
  let done = 0;
  let error: V1Status | undefined;
  for (let batch = Math.min(count, 1); batch > 0 && !error; batch = Math.min(2 * batch, count - done)) {
    for (let i = 0; i < batch; i++) {
      const refusal = create(done + i);
      if (refusal) error ??= refusal;
      else created++;
    }
    done += batch;
  }
  return { created, error };
}
