import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, isNotFound, KubectlError, throwCollected, withSource } from '../errors.ts';
import { bool, duration, int, text } from '../flags.ts';
import { allFlag, allNamespacesFlag, dryRunFlag, fieldSelectorFlag, fileFlags, selectorFlag } from '../global-flags.ts';
import { dryRunOf, dryRunWords, type DryRun } from '../printers/output.ts';
import { collect, isSelecting, needResources, resolveTargets, type Info } from '../resources/builder.ts';
import { readManifests } from '../resources/manifests.ts';
import { groupKind, pathOf } from '../resources/mapping.ts';
import { at, type Obj } from '../resources/object.ts';
import { filesOf, selectionOf } from '../resources/select.ts';
import { deadlineAfter, waitGone } from '../resources/waiting.ts';
import { queryOf } from '../session.ts';
import { rawPath, rawText } from '../resources/raw.ts';

export const remove: Command = {
  name: 'delete',
  args: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  completes: 'resource-name',
  flags: [
    ...fileFlags, dryRunFlag, selectorFlag, fieldSelectorFlag, allFlag, allNamespacesFlag, text('output', 'o'), text('raw'),
    text('cascade', '', { default: 'background', alone: 'background', help: 'Must be "background", "orphan", or "foreground".' }),
    bool('force', '', { help: 'If true, immediately remove resources from API and bypass graceful deletion.' }),
    int('grace-period', '', { default: '-1', help: 'Period of time in seconds given to the resource to terminate gracefully.' }),
    bool('now', '', { help: 'If true, resources are signaled for immediate shutdown (same as --grace-period=1).' }),
    bool('ignore-not-found', '', { help: 'Treat "resource not found" as a successful delete.' }),
    bool('wait', '', { default: 'true', help: 'If true, wait for resources to be gone before returning.' }), bool('interactive', 'i'), duration('timeout'),
  ],
  run: runDelete,
};

interface Deleting {
  readonly graceSeconds: number;
  readonly dryRun: DryRun;
  readonly policy: string;
}

function* runDelete(call: Call): Run<void> {
  if (call.flags.text('raw') !== '') return yield* deleteRaw(call);
  const deleting = settingsOf(call);
  const { infos, errors, found } = yield* candidates(call);
  const format = call.flags.text('output');
  if (format !== '' && format !== 'name') throw new Failure(`unexpected -o output mode: ${format}. We only support '-o name'`);
  const problems = [...errors];
  const gone: { info: Info; uid: string | undefined }[] = [];
  for (const info of infos) {
    try {
      gone.push({ info, uid: yield* deleteOne(call, info, deleting) });
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      if (!(call.flags.bool('ignore-not-found') && isNotFound(error))) problems.push(error);
    }
  }
  throwCollected(problems);
  if (found === 0) return call.session.print('No resources found');
  if (!call.flags.bool('wait') || deleting.dryRun !== 'none') return;
  const deadline = yield* deadlineAfter(call.session, call.flags.duration('timeout') || -1);
  for (const { info, uid } of gone) yield* waitGone(call.session, info, uid, deadline);
}

function* deleteRaw(call: Call): Run<void> {
  const path = rawPath(call.flags.text('raw'));
  const [file, ...more] = filesOf(call);
  if (more.length > 0) throw new Failure('--raw can only use a single local file or stdin');
  const options = file === undefined ? {} : { body: yield* call.session.read(file), contentType: 'application/json' as const };
  call.session.output.stdout(rawText(path, yield* call.session.fetchRaw('DELETE', path, options)));
}

function settingsOf(call: Call): Deleting {
  const { flags } = call;
  const dryRun = dryRunOf(flags);
  let graceSeconds = flags.int('grace-period');
  if (flags.bool('now') && graceSeconds !== -1) throw new Failure('--now and --grace-period cannot be specified together');
  if (flags.bool('now')) graceSeconds = 1;
  if (graceSeconds === 0 && !flags.bool('force')) graceSeconds = 1;
  if (flags.bool('force') && graceSeconds < 0) graceSeconds = 0;
  if (flags.bool('force') && graceSeconds > 0) throw new Failure('--force and --grace-period greater than 0 cannot be specified together');
  if (graceSeconds === 0) call.session.warn('Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.');
  return { graceSeconds, dryRun, policy: propagationOf(flags.text('cascade')) };
}

export function propagationOf(cascade: string): string {
  const policies: Readonly<Record<string, string>> = { background: 'Background', true: 'Background', foreground: 'Foreground', orphan: 'Orphan', false: 'Orphan' };
  const policy = Object.hasOwn(policies, cascade) ? policies[cascade] : undefined;
  if (policy === undefined) throw new Failure(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  return policy;
}

interface Candidates {
  readonly infos: readonly Info[];
  readonly errors: readonly KubectlError[];
  readonly found: number;
}

/** What to delete. What is named is not looked at first. */
function* candidates(call: Call): Run<Candidates> {
  const files = filesOf(call);
  if (files.length > 0) {
    const { infos, errors } = yield* readManifests(call.session, call.discovery, files, { validate: false });
    return { infos, errors, found: infos.length };
  }
  const selection = selectionOf(call);
  if (call.args.length === 0) throw new Failure(isSelecting(selection) ? 'at least one resource must be specified to use a selector' : needResources);
  const targets = yield* resolveTargets(call.session, call.discovery, call.args, selection);
  const named = targets.filter(({ name }) => name !== undefined);
  if (named.length > 0) {
    const infos = named.map(({ mapping, namespace, name = '' }): Info => ({ mapping, namespace, name, object: {}, source: '', document: 0 }));
    return { infos, errors: [], found: infos.length };
  }
  const { infos, errors } = yield* collect(call.session, targets, selection);
  const ignored = !call.flags.changed('ignore-not-found') && isSelecting(selection);
  return { infos, errors: ignored ? errors.filter((error) => !isNotFound(error)) : errors, found: infos.length };
}

function* deleteOne(call: Call, info: Info, deleting: Deleting): Run<string | undefined> {
  if (deleting.dryRun !== 'client') {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...(deleting.graceSeconds >= 0 ? { gracePeriodSeconds: deleting.graceSeconds } : {}), propagationPolicy: deleting.policy };
    const query = queryOf({ dryRun: deleting.dryRun === 'server' ? 'All' : undefined });
    try {
      const answer = yield* call.session.fetch<Obj>('DELETE', pathOf(info.mapping, info.namespace, info.name) + query, { body });
      say(call, info, deleting);
      const uid = answer.kind === 'Status' ? at(answer, 'details', 'uid') : answer.metadata?.uid;
      return typeof uid === 'string' ? uid : undefined;
    } catch (error) {
      throw error instanceof KubectlError ? withSource('deleting', info.source, error) : error;
    }
  }
  say(call, info, deleting);
  return undefined;
}

function say(call: Call, info: Info, { graceSeconds, dryRun }: Deleting): void {
  const kind = groupKind(info.mapping);
  if (call.flags.text('output') === 'name') return call.session.print(`${kind}/${info.name}`);
  const operation = `${graceSeconds === 0 ? 'force deleted' : 'deleted'}${dryRunWords(dryRun)}`;
  const from = info.mapping.namespaced ? ` from ${info.namespace} namespace` : '';
  call.session.print(`${kind} "${info.name}" ${operation}${from}`);
}
