import type { V1Job } from '../../../kube/generated/types.ts';
import { jobs } from '../../../kube/kinds.ts';
import { keyOf, splitKey } from '../../../kube/object.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { isNotFound } from '../objects/statuses.ts';

/** ms until a finished Job may be removed (0: now); undefined where it has not finished or has no time to live. */
export function expiresInMs(job: V1Job, epochMs: number): number | undefined {
  const seconds = job.spec?.ttlSecondsAfterFinished;
  const done = job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');
  const finished = parseRfc3339(done?.lastTransitionTime);
  if (seconds === undefined || finished === undefined || job.metadata?.deletionTimestamp) return undefined;
  return Math.max(0, finished + seconds * 1000 - epochMs);
}

/**
 * Removes finished Jobs after `ttlSecondsAfterFinished`, with their pods.
 *
 * @see Kubernetes 1.36, pkg/controller/ttlafterfinished
 */
export function startTtlAfterFinishedController(context: ControllerContext): Running {
  const { client, clock } = context;
  const cache = client.informer(jobs);
  const queue = new Controller({ context, reconcile: sync });

  function sync(key: string): Outcome {
    const { namespace, name } = splitKey(key);
    const fresh = cache.getByKey(key) ? client.get(jobs, namespace, name) : undefined;
    if (!fresh?.ok) return undefined;
    const afterMs = expiresInMs(fresh.value, clock.epochMs);
    if (afterMs === undefined) return undefined;
    if (afterMs > 0) return { afterMs };
    const gone = client.delete(jobs, namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid: fresh.value.metadata?.uid } });
    return gone.ok || isNotFound(gone.status) ? undefined : { retry: gone.status };
  }

  const look = (job: V1Job): void => {
    const afterMs = expiresInMs(job, clock.epochMs);
    if (afterMs !== undefined) queue.addAfter(keyOf(job), afterMs, client.cause);
  };
  cache.subscribe({ added: look, updated: look });
  return { stop: () => { queue.stop(); } };
}
