import { rfc3339 } from '../../../kube/time.ts';
import type { V1Deployment } from '../../../kube/generated/types.ts';
import type { Call, Command } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure, isReason, KubectlError, throwCollected } from '../../errors.ts';
import { bool, duration, int } from '../../flags.ts';
import { dryRunFlag, fileFlags, managerFlag, printFlags, selectorFlag } from '../../global-flags.ts';
import { templateText } from '../../describe/pod-template.ts';
import { asStruct } from '../../../kube/go/order.ts';
import { dryRunOf, dryRunWords, formatOf, nameWithKind, ObjectPrinter, printStruct } from '../../printers/output.ts';
import type { Info } from '../../resources/builder.ts';
import { lastAppliedKey, lastAppliedOf } from '../../resources/last-applied.ts';
import { groupResource, pathOf } from '../../resources/mapping.ts';
import { sameJson } from '../../resources/merge-patch.ts';
import { at, withAt, type Obj } from '../../resources/object.ts';
import { forEachLive, patchInfo, selectLive, selectionOf } from '../../resources/select.ts';
import { patchBetween } from '../../resources/strategic.ts';
import { queryOf } from '../../session.ts';
import { historyTable, revisionKey, revisionsOf, type Revision } from './history.ts';
import { rolloutState } from './status.ts';

const targetArgs = '(TYPE NAME | TYPE/NAME) [flags]';
const common = { args: targetArgs, completes: 'rollout' as const };
const writeFlags = [...fileFlags, ...printFlags, selectorFlag, managerFlag('kubectl-rollout')];

function needTarget(call: Call): void {
  if (call.args.length === 0 && call.flags.list('filename').length === 0 && call.flags.text('selector') === '') throw new Failure('required resource not specified');
}

const history: Command = {
  name: 'history', short: 'View rollout history', ...common, flags: [...fileFlags, ...printFlags, selectorFlag, int('revision', '', { default: '0' })],
  *run(call) {
    needTarget(call);
    formatOf(call.flags);
    const revision = call.flags.int('revision');
    if (revision < 0) throw new Failure('revision must be a positive integer: ' + String(revision));
    yield* forEachLive(call, (info) => historyOf(call, info, revision), call.args, { ...selectionOf(call), typeAlone: true });
  },
};

function* historyOf(call: Call, info: Info, revision: number): Run<void> {
  const revisions = yield* revisionsOf(call, info);
  const found = revisions.find((item) => item.revision === revision);
  if (revision > 0 && !found) throw new Failure('unable to find the specified revision');
  const format = formatOf(call.flags);
  if (format) return yield* printAll(new ObjectPrinter(call.session, format, call.flags, 'struct'), found ? [found] : revisions);
  const text = found ? templateText(found.template) : historyTable(revisions);
  call.session.print(`${nameWithKind(info.object)} ${revision > 0 ? `with revision #${String(revision)}` : ''}\n${text}`);
}

function* printAll(printer: ObjectPrinter, revisions: readonly Revision[]): Run<void> {
  for (const { shown } of revisions) yield* printer.print(asStruct(shown));
}

const status: Command = {
  name: 'status', short: 'Show the status of the rollout', ...common,
  flags: [...fileFlags, selectorFlag, bool('watch', 'w', { default: 'true' }), int('revision', '', { default: '0' }), duration('timeout')],
  *run(call) {
    needTarget(call);
    const { infos, errors } = yield* selectLive(call, call.args, { ...selectionOf(call), typeAlone: true });
    throwCollected(errors);
    for (const info of infos) yield* follow(call, info);
  },
};

/** Prints how far it is at each change until it is done. */
function* follow(call: Call, info: Info): Run<void> {
  const { session, flags } = call;
  const timeoutMs = flags.duration('timeout');
  const deadline = timeoutMs > 0 ? (yield* session.now()) + timeoutMs : undefined;
  const collection = pathOf(info.mapping, info.namespace);
  const list = yield* session.get<{ items?: readonly Obj[]; metadata?: { resourceVersion?: string } }>(collection + queryOf({ fieldSelector: `metadata.name=${info.name}` }));
  const show = (object: Obj): boolean => {
    const { text, done } = rolloutState({ ...object, kind: info.object.kind, apiVersion: info.object.apiVersion }, flags.int('revision'));
    session.output.stdout(text);
    return done || !flags.bool('watch');
  };
  const [first] = list.items ?? [];
  if (!first) throw new Failure('object has been deleted');
  if (show(first)) return;
  const watch = yield* session.watch(collection + queryOf({ fieldSelector: `metadata.name=${info.name}`, resourceVersion: list.metadata?.resourceVersion, watch: 'true' }));
  for (;;) {
    const left = deadline === undefined ? undefined : deadline - (yield* session.now());
    const event = left !== undefined && left <= 0 ? 'timeout' : yield* session.next(watch, left);
    if (event === 'timeout' || event === 'closed') throw new Failure('timed out waiting for the condition');
    if (event.type === 'DELETED') throw new Failure('object has been deleted');
    if (event.type !== 'BOOKMARK' && event.type !== 'ERROR' && show(event.object as Obj)) break;
  }
  yield* session.unwatch(watch);
}

interface Change {
  readonly words: string;
  readonly supported: readonly string[];
  readonly unsupported: string;
  /** The object changed, or why it cannot be. */
  readonly change: (object: Obj, nowMs: number) => Obj | string;
}

function changing(name: string, short: string, change: Change): Command {
  return {
    name, short, ...common, args: 'RESOURCE', flags: writeFlags,
    *run(call) {
      needTarget(call);
      const nowMs = yield* call.session.now();
      const changed = yield* forEachLive(call, (info) => changeOne(call, info, change, nowMs));
      if (changed.length === 0 && name === 'restart') call.session.printError(`No resources found in ${call.session.namespace} namespace.`);
    },
  };
}

function* changeOne(call: Call, info: Info, { words, supported, unsupported, change }: Change, nowMs: number): Run<void> {
  const subject = `${groupResource(info.mapping)} "${info.name}"`;
  const changed = supported.includes(info.object.kind ?? '') ? change(info.object, nowMs) : unsupported;
  if (typeof changed === 'string') throw new Failure(`error: ${subject} ${changed}`);
  const { patch, contentType } = patchBetween(info.object, changed);
  if (Object.keys(patch).length === 0) throw new Failure(`failed to create patch for ${info.name}: if ${call.command.name} has already been triggered within the past second, please wait before attempting to trigger another`);
  try {
    const object = yield* patchInfo(call, info, patch, queryOf({ fieldManager: call.flags.text('field-manager') }), contentType);
    yield* printStruct(call.session, call.flags, object, words);
  } catch (error) {
    throw error instanceof KubectlError && !isReason(error, 'NotFound') ? new Failure(`failed to patch: ${error.message}`) : error;
  }
}

const pause = changing('pause', 'Mark the provided resource as paused', {
  words: 'paused', supported: ['Deployment'], unsupported: 'pausing is not supported',
  change: (object) => (at(object, 'spec', 'paused') === true ? 'is already paused' : withAt(object, ['spec', 'paused'], true)),
});

const resume = changing('resume', 'Resume a paused resource', {
  words: 'resumed', supported: ['Deployment'], unsupported: 'resuming is not supported',
  change: (object) => (at(object, 'spec', 'paused') === true ? withAt(object, ['spec', 'paused'], undefined) : 'is not paused'),
});

const restart = changing('restart', 'Restart a resource', {
  words: 'restarted', supported: ['Deployment', 'DaemonSet', 'StatefulSet'], unsupported: 'restarting is not supported',
  change: (object, nowMs) => (at(object, 'spec', 'paused') === true
    ? "can't restart paused deployment (run rollout resume first)"
    : withAt(object, ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'], rfc3339(nowMs))),
});

const undo: Command = {
  name: 'undo', readsFirst: 'dry-run', short: 'Undo a previous rollout', ...common, flags: [...fileFlags, ...printFlags, selectorFlag, dryRunFlag, int('to-revision', '', { default: '0' })],
  *run(call) {
    needTarget(call);
    yield* forEachLive(call, (info) => undoOne(call, info, call.flags.int('to-revision')));
  },
};

function* undoOne(call: Call, info: Info, wanted: number): Run<void> {
  const { session, flags } = call;
  const isDeployment = info.object.kind === 'Deployment';
  if (!isDeployment && info.object.kind !== 'DaemonSet' && info.object.kind !== 'StatefulSet') throw new Failure(`no rollbacker has been implemented for "${info.mapping.kind}${info.mapping.group ? `.${info.mapping.group}` : ''}"`);
  const target = previous(info, yield* revisionsOf(call, info), wanted);
  const dryRun = dryRunOf(flags);
  if (dryRun === 'client') return yield* say(call, info.object, templateText(bareTemplate(target)));
  if (isDeployment && at(info.object, 'spec', 'paused') === true) throw new Failure(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`);
  const template = withoutHash(isDeployment ? at(target.holder, 'spec', 'template') : target.template);
  if (sameJson(template, at(info.object, 'spec', 'template'))) return yield* say(call, info.object, `skipped rollback (current template already matches revision ${String(wanted)})`);
  if (lastAppliedOf(info.object) !== undefined) {
    session.warn(`resource ${info.mapping.resource}/${info.name} was previously managed with 'kubectl apply'. Rolling back will not update the ${lastAppliedKey} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`);
  }
  const path = pathOf(info.mapping, info.namespace, info.name) + queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined });
  try {
    if (isDeployment) yield* session.fetch('PATCH', path, { body: [{ op: 'replace', path: '/spec/template', value: template }, { op: 'replace', path: '/metadata/annotations', value: restoredAnnotations(info.object as V1Deployment, target.holder) }], contentType: 'application/json-patch+json' });
    else yield* session.fetch('PATCH', path, { body: (target.holder as { data?: unknown }).data, contentType: 'application/strategic-merge-patch+json' });
  } catch (error) {
    throw error instanceof KubectlError ? new Failure(`failed restoring revision ${String(wanted)}: ${error.message}`) : error;
  }
  yield* say(call, info.object, 'rolled back');
}

function* say(call: Call, object: Obj, words: string): Run<void> {
  const dryRun = dryRunOf(call.flags);
  const format = formatOf(call.flags);
  if (format) return yield* printStruct(call.session, call.flags, object, words, dryRun);
  call.session.print(`${nameWithKind(object)} ${words}${dryRunWords(dryRun)}`);
}

function previous(info: Info, revisions: readonly Revision[], wanted: number): Revision {
  if (wanted !== 0) {
    const found = revisions.find(({ revision }) => revision === wanted);
    if (!found) throw new Failure(`unable to find specified revision ${String(wanted)} in history`);
    return found;
  }
  const before = revisions.at(-2);
  if (before) return before;
  throw new Failure(info.object.kind === 'Deployment' ? `no rollout history found for deployment "${info.name}"` : 'no last revision to roll back to');
}

const hashKey = 'pod-template-hash';
const bareTemplate = ({ template, holder }: Revision): Revision['template'] => (holder.kind === 'ControllerRevision' ? template : ((at(holder, 'spec', 'template') ?? template) as Revision['template']));

const withoutHash = (template: unknown): unknown => withAt(template, ['metadata', 'labels', hashKey], undefined);

const keptKeys = [lastAppliedKey, revisionKey, 'deployment.kubernetes.io/revision-history', 'deployment.kubernetes.io/desired-replicas', 'deployment.kubernetes.io/max-replicas', 'deprecated.deployment.rollback.to'];

/** The Deployment's own bookkeeping stays; all other annotations come from the revision. */
function restoredAnnotations({ metadata }: V1Deployment, holder: Obj): Readonly<Record<string, string>> {
  const own = Object.entries(metadata?.annotations ?? {}).filter(([key]) => keptKeys.includes(key));
  const restored = Object.entries((holder.metadata?.annotations ?? {}) as Record<string, string>).filter(([key]) => !keptKeys.includes(key));
  return Object.fromEntries([...own, ...restored]);
}

export const rollout: Command = {
  name: 'rollout', args: 'SUBCOMMAND', group: 'stdout', short: 'Manage the rollout of a resource', commands: [history, pause, restart, resume, status, undo],
};
