import { type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, isNotFound, KubectlError, throwCollected, withSource } from '../errors.ts';
import { bool, duration, int, text } from '../flags.ts';
import { dryRunFlag, fileFlags, managerFlag, printFlags, saveConfigFlag, validateFlag } from '../global-flags.ts';
import { dryRunOf, printResult } from '../printers/output.ts';
import type { Info } from '../resources/builder.ts';
import { lastAppliedOf, withLastApplied } from '../resources/last-applied.ts';
import { readManifests } from '../resources/manifests.ts';
import { groupKind, pathOf } from '../resources/mapping.ts';
import { withAt, type Obj } from '../resources/object.ts';
import { reportRefusal } from '../resources/problems.ts';
import { unvalidated, validationOf } from '../resources/validation.ts';
import { deadlineAfter, waitGone } from '../resources/waiting.ts';
import { queryOf } from '../session.ts';
import { propagationOf } from './delete.ts';
import { rawPath, rawText } from '../resources/raw.ts';

export const replace: Command = {
  name: 'replace', args: '-f FILENAME', short: 'Replace a resource by file name or stdin', readsFirst: 'formats',
  flags: [
    ...fileFlags, ...printFlags, dryRunFlag, validateFlag, saveConfigFlag, managerFlag('kubectl-replace'), bool('force', '', { help: 'If true, immediately remove resources from API and bypass graceful deletion.' }),
    text('cascade', '', { default: 'background', alone: 'background' }), int('grace-period', '', { default: '-1' }), duration('timeout'), bool('wait'), text('raw'), text('subresource'),
  ],
  *run(call) {
    const { flags } = call;
    const files = flags.list('filename');
    if (files.length === 0) throw new Failure('must specify one of -f and -k');
    if (flags.text('raw') !== '') return yield* replaceRaw(call, files[0] ?? '-');
    if (flags.bool('force') && dryRunOf(flags) !== 'none') throw new Failure('--dry-run can not be used when --force is set');
    if (flags.changed('grace-period') && !flags.bool('force')) throw new Failure('--grace-period must have --force specified');
    const { infos, errors } = yield* readManifests(call.session, call.discovery, files, { validate: validationOf(flags) !== 'Ignore' });
    const problems: KubectlError[] = [...errors];
    if (flags.bool('force')) yield* deleteAll(call, infos);
    for (const info of infos) {
      try {
        yield* flags.bool('force') ? recreate(call, info) : replaceOne(call, info);
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error;
        reportRefusal(call.session, info, error);
        problems.push(unvalidated(call, info.source, error));
      }
    }
    throwCollected(problems);
  },
};

function* replaceRaw(call: Call, file: string): Run<void> {
  const path = rawPath(call.flags.text('raw'));
  const body = yield* call.session.read(file);
  call.session.output.stdout(rawText(path, yield* call.session.fetchRaw('PUT', path, { body, contentType: 'application/json' })));
}

const writeQuery = (call: Call): string => queryOf({
  dryRun: dryRunOf(call.flags) === 'server' ? 'All' : undefined, fieldManager: call.flags.text('field-manager'), fieldValidation: validationOf(call.flags),
});

function* replaceOne(call: Call, info: Info): Run<void> {
  const dryRun = dryRunOf(call.flags);
  const path = pathOf(info.mapping, info.namespace, info.name, call.flags.text('subresource'));
  let object = call.flags.bool('save-config') || lastAppliedOf(info.object) !== undefined ? withLastApplied(info.object) : info.object;
  if (dryRun === 'client') return yield* printResult(call.session, call.flags, object, 'replaced', dryRun);
  try {
    if (!object.metadata?.resourceVersion) {
      const live = yield* call.session.send('GET', path);
      if (live.code === 200) object = withAt(object, ['metadata', 'resourceVersion'], (live.body as Obj).metadata?.resourceVersion);
    }
    const replaced = yield* call.session.fetch<Obj>('PUT', path + writeQuery(call), { body: object });
    yield* printResult(call.session, call.flags, replaced, 'replaced', dryRun);
  } catch (error) {
    throw error instanceof KubectlError ? withSource('replacing', info.source, error) : error;
  }
}

function* deleteAll(call: Call, infos: readonly Info[]): Run<void> {
  const { flags, session } = call;
  const grace = flags.int('grace-period');
  const options = { kind: 'DeleteOptions', apiVersion: 'v1', ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), propagationPolicy: propagationOf(flags.text('cascade')) };
  const deadline = yield* deadlineAfter(session, flags.duration('timeout') || 300_000);
  for (const info of infos) {
    try {
      const gone = yield* session.fetch<Obj>('DELETE', pathOf(info.mapping, info.namespace, info.name), { body: options });
      session.print(`${groupKind(info.mapping)} "${info.name}" deleted${info.mapping.namespaced ? ` from ${info.namespace} namespace` : ''}`);
      yield* waitGone(session, info, gone.kind === 'Status' ? undefined : gone.metadata?.uid, deadline);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

function* recreate(call: Call, info: Info): Run<void> {
  const object = withAt(call.flags.bool('save-config') ? withLastApplied(info.object) : info.object, ['metadata', 'resourceVersion'], undefined);
  const created = yield* call.session.fetch<Obj>('POST', pathOf(info.mapping, info.namespace) + writeQuery(call), { body: object });
  yield* printResult(call.session, call.flags, created, 'replaced', dryRunOf(call.flags));
}
