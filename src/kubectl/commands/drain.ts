import type { V1Pod } from '../../kube/generated/types.ts';
import { parseLabelSelector } from '../../kube/selector-text.ts';
import { controllerOf } from '../../kube/object.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Aggregate, Failure, KubectlError } from '../errors.ts';
import { bool, duration, int, text } from '../flags.ts';
import { dryRunFlag, selectorFlag } from '../global-flags.ts';
import { dryRunOf, dryRunWords } from '../printers/output.ts';
import type { Info } from '../resources/builder.ts';
import { queryOf } from '../session.ts';
import { nodesNamed, setSchedulable } from './cordon.ts';
import { nameOf, removePods } from './drain-pods.ts';

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
  const { session } = call;
  const { leaving, warnings, errors } = yield* podsOf(call, info);
  if (errors.size > 0) throw blockedBy(errors);
  if (warnings.size > 0) session.warn([...warnings].map(([words, pods]) => `${words}: ${pods.join(', ')}`).join('; '));
  try {
    yield* removePods(call, leaving);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    yield* tellOfPending(call, info, error);
    throw error;
  }
}

/** Which pods a failure has left on a node. The words of what keeps them from being told end without a new line, as kubectl's do. */
function* tellOfPending(call: Call, info: Info, { message }: KubectlError): Run<void> {
  const { session } = call;
  const tellOfProblem = (problem: KubectlError): void => { session.output.stderr(`Following errors occurred while getting the list of pods to delete:\n${problem.message}`); };
  try {
    const { leaving, errors } = yield* podsOf(call, info);
    if (leaving.length > 0) session.printError(`There are pending pods in node "${info.name}" when an error occurred: ${message}`);
    for (const { metadata } of leaving) session.printError(`pod/${metadata?.name ?? ''}`);
    if (errors.size > 0) tellOfProblem(blockedBy(errors));
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    tellOfProblem(error);
  }
}

interface Looked {
  readonly leaving: readonly V1Pod[];
  readonly warnings: ReadonlyMap<string, readonly string[]>;
  readonly errors: ReadonlyMap<string, readonly string[]>;
}

/** Which pods of a node would go, and what is to be said of the others. */
function* podsOf(call: Call, info: Info): Run<Looked> {
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
  return { leaving, warnings, errors };
}

function add(groups: Map<string, string[]>, words: string, pod: V1Pod): void {
  const group = groups.get(words);
  if (group) group.push(nameOf(pod));
  else groups.set(words, [nameOf(pod)]);
}

function blockedBy(errors: ReadonlyMap<string, readonly string[]>): KubectlError {
  const failures = [...errors].map(([words, pods]) => new Failure(`cannot delete ${words}: ${pods.join(', ')}`));
  return new Aggregate(failures);
}
