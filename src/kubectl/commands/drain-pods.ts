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
  readonly pod: V1Pod;
  isEvicted: boolean;
  /** When it is looked at next; undefined once there is nothing more to do. */
  nextMs: number | undefined;
}

/** Each pod on its own: a refused eviction is tried again every five seconds, one that was granted is waited for. */
function* evictPods(call: Call, pods: readonly V1Pod[]): Run<void> {
  const { session } = call;
  const deadlineMs = yield* deadlineOf(call);
  const all = pods.map((pod): Leaving => ({ pod, isEvicted: false, nextMs: 0 }));
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
  if (yield* isGone(call, item.pod)) {
    call.session.print(`pod/${item.pod.metadata?.name ?? ''} evicted`);
    return undefined;
  }
  if (isLate) return new Failure(`error when waiting for pod "${item.pod.metadata?.name ?? ''}" in namespace "${item.pod.metadata?.namespace ?? ''}" to terminate: ${tooLate(call)}`);
  item.nextMs = nowMs + pollMs;
  return undefined;
}

/** One try. A problem, nothing where the pod is done with or has to be tried again, or that the pod is on its way out. */
function* evict(call: Call, item: Leaving, nowMs: number, isLate: boolean): Run<Failure | 'evicted' | undefined> {
  const { session, flags } = call;
  const { metadata } = item.pod;
  const dryRun = dryRunOf(flags);
  const words = `error when evicting pods/"${metadata?.name ?? ''}" -n "${metadata?.namespace ?? ''}"`;
  session.print(`evicting pod ${nameOf(item.pod)}${dryRunWords(dryRun)}`);
  if (isLate) return new Failure(`${words}: ${tooLate(call)}`);
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: metadata?.name, namespace: metadata?.namespace }, deleteOptions: deleteOptionsOf(call) };
  try {
    yield* session.fetch('POST', `${pathOf(item.pod)}/eviction${dryRunQuery(call)}`, { body });
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    if (isNotFound(error)) return undefined;
    if (!isReason(error, 'TooManyRequests')) return new Failure(`${words}: ${error.message}`);
    session.printError(`${words} (will retry after 5s): ${error.message}`);
    item.nextMs = nowMs + retryMs;
    return undefined;
  }
  item.isEvicted = true;
  return dryRun === 'server' ? undefined : 'evicted';
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

function* isGone({ session }: Call, pod: V1Pod): Run<boolean> {
  const { code, body } = yield* session.send('GET', pathOf(pod));
  return code === 404 || (body as V1Pod).metadata?.uid !== pod.metadata?.uid;
}

const tooLate = ({ flags }: Call): string => `global timeout reached: ${goDuration(flags.duration('timeout'))}`;
const dryRunQuery = ({ flags }: Call): string => queryOf({ dryRun: dryRunOf(flags) === 'server' ? 'All' : undefined });
const deleteOptionsOf = ({ flags }: Call): object => (flags.int('grace-period') >= 0 ? { gracePeriodSeconds: flags.int('grace-period') } : {});
