import type { V1Pod } from '../../kube/generated/types.ts';
import type { Call } from '../command.ts';
import type { Run } from '../effects.ts';
import { Aggregate, Failure, isNotFound, isReason, KubectlError } from '../errors.ts';
import { goDuration } from '../printers/duration.ts';
import { dryRunOf, dryRunWords } from '../printers/output.ts';
import { queryOf } from '../session.ts';

const retryMs = 5000;
const pollMs = 1000;

export const nameOf = ({ metadata }: V1Pod): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;

const pathOf = ({ metadata }: V1Pod): string => `/api/v1/namespaces/${metadata?.namespace ?? ''}/pods/${metadata?.name ?? ''}`;

/**
 * Takes pods off their node and waits until they are gone.
 *
 * @see Kubernetes 1.36, kubectl drain, DeleteOrEvictPods
 */
export function* removePods(call: Call, pods: readonly V1Pod[]): Run<void> {
  if (dryRunOf(call.flags) === 'client') {
    for (const pod of pods) call.session.print(`evicting pod ${nameOf(pod)}${dryRunWords('client')}`);
  } else if (pods.length > 0) yield* call.flags.bool('disable-eviction') ? deletePods(call, pods) : evictPods(call, pods);
}

interface Leaving {
  /** As it was seen last. */
  pod: V1Pod;
  isRetried: boolean;
  isEvicted: boolean;
  /** When it is looked at next; undefined once there is nothing more to do. */
  nextMs: number | undefined;
}

/** Each pod on its own: a refused eviction is tried again every five seconds, one that was granted is waited for. */
function* evictPods(call: Call, pods: readonly V1Pod[]): Run<void> {
  const { session } = call;
  const deadlineMs = yield* deadlineOf(call);
  const all = pods.map((pod): Leaving => ({ pod, isRetried: false, isEvicted: false, nextMs: 0 }));
  const errors: Failure[] = [];
  for (;;) {
    const nowMs = yield* session.now();
    for (const item of all) {
      if (item.nextMs === undefined || item.nextMs > nowMs) continue;
      const problem = yield* look(call, item, nowMs, nowMs >= deadlineMs);
      if (problem) errors.push(problem);
    }
    const nextMs = Math.min(...all.map((item) => item.nextMs ?? Infinity));
    if (nextMs === Infinity) break;
    yield* session.sleep(nextMs - nowMs);
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] as Failure : new Aggregate(errors);
}

function* look(call: Call, item: Leaving, nowMs: number, isLate: boolean): Run<Failure | undefined> {
  item.nextMs = undefined;
  if (!item.isEvicted) {
    const outcome = yield* evict(call, item, nowMs, isLate);
    if (outcome !== 'evicted') return outcome;
  }
  const { name = '', namespace = '' } = item.pod.metadata ?? {};
  const words = `error when waiting for pod "${name}" in namespace "${namespace}" to terminate`;
  try {
    if (yield* isGone(call, item.pod)) {
      call.session.print(`pod/${name} evicted`);
      return undefined;
    }
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    return new Failure(`${words}: ${error.message}`);
  }
  if (isLate) return new Failure(`${words}: ${tooLate(call)}`);
  item.nextMs = nowMs + pollMs;
  return undefined;
}

/** One try. A problem, nothing where the pod is done with or has to be tried again, or that the pod is on its way out. */
function* evict(call: Call, item: Leaving, nowMs: number, isLate: boolean): Run<Failure | 'evicted' | undefined> {
  const { session, flags } = call;
  if (item.isRetried) item.pod = yield* freshOf(call, item.pod);
  const { name = '', namespace = '' } = item.pod.metadata ?? {};
  const dryRun = dryRunOf(flags);
  const words = `error when evicting pods/"${name}" -n "${namespace}"`;
  session.print(`evicting pod ${nameOf(item.pod)}${dryRunWords(dryRun)}`);
  if (isLate) return new Failure(`${words}: ${tooLate(call)}`);
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions: deleteOptionsOf(call) };
  try {
    yield* session.fetch('POST', `${pathOf(item.pod)}/eviction${dryRunQuery(call)}`, { body });
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    if (isNotFound(error)) return undefined;
    const isTerminating = isOfTerminatingNamespace(error);
    if (!isTerminating && !isReason(error, 'TooManyRequests')) return new Failure(`${words}: ${error.message}`);
    if (!isTerminating || item.pod.metadata?.deletionTimestamp === undefined) {
      session.printError(`${isTerminating ? `error when evicting pod "${name}" from terminating namespace "${namespace}"` : words} (will retry after 5s): ${error.message}`);
      item.isRetried = true;
      item.nextMs = nowMs + retryMs;
      return undefined;
    }
  }
  item.isEvicted = true;
  return dryRun === 'server' ? undefined : 'evicted';
}

/** Nothing is made in a namespace that goes, and an eviction is made; its pods are told to go without one. */
function isOfTerminatingNamespace(error: KubectlError): boolean {
  return isReason(error, 'Forbidden') && (error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false);
}

/** The pod as it is now; as it was where that cannot be told: the next eviction finds out. */
function* freshOf({ session }: Call, pod: V1Pod): Run<V1Pod> {
  try {
    return yield* session.get<V1Pod>(pathOf(pod));
  } catch (error) {
    if (error instanceof KubectlError) return pod;
    throw error;
  }
}

/** All pods are told to go at once; budgets are not asked. */
function* deletePods(call: Call, pods: readonly V1Pod[]): Run<void> {
  const { session } = call;
  for (const pod of pods) {
    try {
      yield* session.fetch('DELETE', `${pathOf(pod)}${dryRunQuery(call)}`, { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...deleteOptionsOf(call) } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  if (dryRunOf(call.flags) === 'server') return;
  const deadlineMs = yield* deadlineOf(call);
  for (let left = pods; ;) {
    const still: V1Pod[] = [];
    for (const pod of left) {
      if (yield* isGone(call, pod)) session.print(`pod/${pod.metadata?.name ?? ''} deleted`);
      else still.push(pod);
    }
    if (still.length === 0) return;
    left = still;
    const nowMs = yield* session.now();
    if (nowMs >= deadlineMs) throw new Failure('timed out waiting for the condition');
    yield* session.sleep(Math.min(pollMs, deadlineMs - nowMs));
  }
}

function* deadlineOf({ session, flags }: Call): Run<number> {
  const timeoutMs = flags.duration('timeout');
  return timeoutMs > 0 ? (yield* session.now()) + timeoutMs : Infinity;
}

/** Whether the server knows no such pod, or another one of that name; whatever else keeps it from telling is thrown. */
function* isGone({ session }: Call, pod: V1Pod): Run<boolean> {
  try {
    const { metadata } = yield* session.get<V1Pod>(pathOf(pod));
    return metadata?.uid !== pod.metadata?.uid;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

const tooLate = ({ flags }: Call): string => `global timeout reached: ${goDuration(flags.duration('timeout'))}`;
const dryRunQuery = ({ flags }: Call): string => queryOf({ dryRun: dryRunOf(flags) === 'server' ? 'All' : undefined });
const deleteOptionsOf = ({ flags }: Call): object => (flags.int('grace-period') >= 0 ? { gracePeriodSeconds: flags.int('grace-period') } : {});
