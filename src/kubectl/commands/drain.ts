import type { V1Pod } from '../../kube/generated/types.ts';
import { parseLabelSelector } from '../../kube/selector-text.ts';
import { controllerOf } from '../../kube/object.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Aggregate, Failure, isNotFound, isReason, KubectlError } from '../errors.ts';
import { bool, duration, int, text } from '../flags.ts';
import { dryRunFlag, selectorFlag } from '../global-flags.ts';
import { dryRunOf, dryRunWords } from '../printers/output.ts';
import type { Info } from '../resources/builder.ts';
import { goDuration } from '../printers/duration.ts';
import { queryOf } from '../session.ts';
import { nodesNamed, setSchedulable } from './cordon.ts';

export const drain: Command = {
  name: 'drain', args: 'NODE', short: 'Drain node in preparation for maintenance', completes: 'node', readsFirst: 'dry-run',
  flags: [
    dryRunFlag, selectorFlag, bool('force'), bool('ignore-daemonsets'), bool('delete-emptydir-data'), bool('disable-eviction'), duration('timeout'), int('grace-period', '', { default: '-1' }),
    text('pod-selector'), int('skip-wait-for-delete-timeout', '', { default: '0' }), int('chunk-size', '', { default: '500' }),
  ],
  *run(call) {
    if (!parseLabelSelector(call.flags.text('pod-selector')).ok) throw new Failure('--pod-selector=<pod_selector> must be a valid label selector');
    const { infos, errors } = yield* nodesNamed(call);
    if (errors[0]) throw errors[0];
    for (const info of infos) yield* setSchedulable(call, info, true);
    const problems: KubectlError[] = [];
    const pending: string[] = [];
    for (const info of infos) {
      try {
        yield* drainNode(call, info);
        call.session.print(`node/${info.name} drained${dryRunWords(dryRunOf(call.flags))}`);
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error;
        call.session.printError(`error: unable to drain node "${info.name}" due to error: ${error.message}, continuing command...`);
        problems.push(error);
        pending.push(info.name);
      }
    }
    if (problems.length === 0) return;
    call.session.printError('There are pending nodes to be drained:');
    for (const name of pending) call.session.printError(` ${name}`);
    const [only] = problems;
    throw problems.length === 1 && only instanceof Aggregate ? only : new Aggregate(problems);
  },
};

type Verdict = { readonly delete: boolean; readonly warning?: string; readonly error?: string };
const mirrorKey = 'kubernetes.io/config.mirror';

/** What stands in the way of deleting a pod, as kubectl's drain filters see it. */
function verdictOf(call: Call, pod: V1Pod, daemonSets: ReadonlySet<string>): readonly Verdict[] {
  const { flags } = call;
  if (pod.metadata?.annotations && Object.hasOwn(pod.metadata.annotations, mirrorKey)) return [{ delete: false }];
  const owner = controllerOf(pod);
  const isFinished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  const verdicts: Verdict[] = [];
  if (owner?.kind === 'DaemonSet' && !isFinished) {
    if (!daemonSets.has(`${pod.metadata?.namespace ?? ''}/${owner.name}`) && flags.bool('force')) verdicts.push({ delete: true, warning: 'deleting Pods that are managed by a missing DaemonSet' });
    else if (!flags.bool('ignore-daemonsets')) return [{ delete: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' }];
    else return [{ delete: false, warning: 'ignoring DaemonSet-managed Pods' }];
  }
  if (pod.spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined) && !isFinished) {
    if (flags.bool('delete-emptydir-data')) verdicts.push({ delete: true, warning: 'deleting Pods with local storage' });
    else verdicts.push({ delete: false, error: 'Pods with local storage (use --delete-emptydir-data to override)' });
  }
  if (!owner && !isFinished) {
    if (flags.bool('force')) verdicts.push({ delete: true, warning: 'deleting Pods that declare no controller' });
    else verdicts.push({ delete: false, error: 'Pods that declare no controller (use --force to override)' });
  }
  return verdicts;
}

function* drainNode(call: Call, info: Info): Run<void> {
  const { session, flags } = call;
  const { items = [] } = yield* session.get<{ items?: readonly V1Pod[] }>(`/api/v1/pods${queryOf({ fieldSelector: `spec.nodeName=${info.name}`, labelSelector: flags.text('pod-selector') })}`);
  const sets = yield* session.get<{ items?: readonly { metadata?: { namespace?: string; name?: string } }[] }>('/apis/apps/v1/daemonsets');
  const daemonSets = new Set((sets.items ?? []).map(({ metadata }) => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`));
  const warnings = new Map<string, string[]>();
  const errors = new Map<string, string[]>();
  const leaving: V1Pod[] = [];
  for (const pod of items) {
    const verdicts = verdictOf(call, pod, daemonSets);
    const error = verdicts.find((verdict) => verdict.error !== undefined);
    if (error?.error !== undefined) add(errors, error.error, pod);
    else for (const { warning } of verdicts.slice(-1)) if (warning !== undefined) add(warnings, warning, pod);
    if (verdicts.every((verdict) => verdict.delete)) leaving.push(pod);
  }
  if (errors.size > 0) throw blockedBy(errors);
  if (warnings.size > 0) session.warn([...warnings].map(([words, pods]) => `${words}: ${pods.join(', ')}`).join('; '));
  yield* removePods(call, leaving);
}

const nameOf = ({ metadata }: V1Pod): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;

function add(groups: Map<string, string[]>, words: string, pod: V1Pod): void {
  const group = groups.get(words);
  if (group) group.push(nameOf(pod));
  else groups.set(words, [nameOf(pod)]);
}

function blockedBy(errors: ReadonlyMap<string, readonly string[]>): KubectlError {
  const failures = [...errors].map(([words, pods]) => new Failure(`cannot delete ${words}: ${pods.join(', ')}`));
  return new Aggregate(failures);
}

const retryMs = 5000;
const pollMs = 1000;

interface Leaving {
  readonly pod: V1Pod;
  evicted: boolean;
  /** When the eviction is tried again. */
  againMs: number;
}

/** Evicts (or deletes) pods and waits until they are gone; refused evictions are tried again every five seconds. */
function* removePods(call: Call, pods: readonly V1Pod[]): Run<void> {
  const { session, flags } = call;
  const dryRun = dryRunOf(flags);
  const verb = flags.bool('disable-eviction') ? 'deleting' : 'evicting';
  const start = yield* session.now();
  const deadline = flags.duration('timeout') > 0 ? start + flags.duration('timeout') : Infinity;
  let left: Leaving[] = pods.map((pod) => ({ pod, evicted: false, againMs: 0 }));
  for (const { pod } of left) session.print(`${verb} pod ${nameOf(pod)}${dryRunWords(dryRun)}`);
  if (dryRun === 'client') return;
  while (left.length > 0) {
    const now = yield* session.now();
    if (now >= deadline) throw timedOut(call, left);
    const still: Leaving[] = [];
    for (const item of left) if (!(yield* stepOut(call, item, now))) still.push(item);
    left = dryRun === 'server' ? [] : still;
    if (left.length > 0) yield* session.sleep(Math.min(pollMs, deadline - now));
  }
}

function timedOut(call: Call, left: readonly Leaving[]): KubectlError {
  return new Aggregate(left.map(({ pod }) => new Failure(`error when ${call.flags.bool('disable-eviction') ? 'deleting' : 'evicting'} pods/"${pod.metadata?.name ?? ''}" -n "${pod.metadata?.namespace ?? ''}": global timeout reached: ${goDuration(call.flags.duration('timeout'))}`)));
}

/** One look at one pod; true once it is gone. */
function* stepOut(call: Call, item: Leaving, nowMs: number): Run<boolean> {
  const { session } = call;
  const { metadata } = item.pod;
  const path = `/api/v1/namespaces/${metadata?.namespace ?? ''}/pods/${metadata?.name ?? ''}`;
  if (!item.evicted) {
    if (nowMs < item.againMs) return false;
    try {
      yield* askToLeave(call, item.pod, path);
      item.evicted = true;
    } catch (error) {
      if (isNotFound(error)) return true;
      if (!isReason(error, 'TooManyRequests')) throw error instanceof KubectlError ? new Failure(`error when evicting pods/"${metadata?.name ?? ''}" -n "${metadata?.namespace ?? ''}": ${error.message}`) : error;
      session.printError(`error when evicting pods/"${metadata?.name ?? ''}" -n "${metadata?.namespace ?? ''}" (will retry after 5s): ${error.message}`);
      item.againMs = nowMs + retryMs;
      return false;
    }
    if (dryRunOf(call.flags) === 'server') return true;
  }
  const { code, body } = yield* session.send('GET', path);
  const gone = code === 404 || (body as V1Pod).metadata?.uid !== metadata?.uid;
  if (gone) session.print(`pod/${metadata?.name ?? ''} ${call.flags.bool('disable-eviction') ? 'deleted' : 'evicted'}`);
  return gone;
}

function* askToLeave(call: Call, pod: V1Pod, path: string): Run<void> {
  const { flags, session } = call;
  const query = queryOf({ dryRun: dryRunOf(flags) === 'server' ? 'All' : undefined });
  const options = flags.int('grace-period') >= 0 ? { gracePeriodSeconds: flags.int('grace-period') } : {};
  if (flags.bool('disable-eviction')) {
    yield* session.fetch('DELETE', path + query, { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options } });
    return;
  }
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.metadata?.name, namespace: pod.metadata?.namespace }, deleteOptions: options };
  yield* session.fetch('POST', `${path}/eviction${query}`, { body });
}
