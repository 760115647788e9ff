import { usageFailure, type Call, type Command } from '../command.ts';
import { perform, type Run } from '../effects.ts';
import { Failure, withSource, KubectlError } from '../errors.ts';
import { bool, text } from '../flags.ts';
import { allFlag, dryRunFlag, fileFlags, filenameFlag, managerFlag, printFlags, selectorFlag, validateFlag } from '../global-flags.ts';
import { goJsonIndented } from '../printers/go-value.ts';
import { dryRunOf, dryRunWords, nameWithKind } from '../printers/output.ts';
import { configurationText, lastAppliedKey, lastAppliedOf } from '../resources/last-applied.ts';
import { needResources } from '../resources/builder.ts';
import { readManifests } from '../resources/manifests.ts';
import { pathOf } from '../resources/mapping.ts';
import type { Obj } from '../resources/object.ts';
import { forEachLive } from '../resources/select.ts';
import { readDocuments, toYaml } from '../resources/yaml-text.ts';
import { queryOf } from '../session.ts';

export const viewLastApplied: Command = {
  name: 'view-last-applied', args: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)', short: 'View the latest last-applied-configuration annotations of a resource/object',
  flags: [...fileFlags, text('output', 'o', { default: 'yaml' }), selectorFlag, allFlag], completes: 'resource-name',
  *run(call) {
    const format = call.flags.text('output');
    if (call.args.length === 0 && call.flags.list('filename').length === 0) throw new Failure(needResources);
    if (format !== 'yaml' && format !== 'json') throw usageFailure(call, `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`);
    yield* forEachLive(call, function* (info) {
      const found = lastAppliedOf(info.object);
      // kubectl means to say that there is none, but its words are lost on their way.
      if (found === undefined) return;
      const value: unknown = JSON.parse(found);
      call.session.output.stdout(format === 'yaml' ? toYaml(value) : `${goJsonIndented(value, '  ')}\n`);
      yield* [];
    });
  },
};

export const setLastApplied: Command = {
  name: 'set-last-applied', args: '-f FILENAME', short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  flags: [filenameFlag, ...printFlags, dryRunFlag, bool('create-annotation')],
  run: runSet,
};

function* runSet(call: Call): Run<void> {
  const dryRun = dryRunOf(call.flags);
  const files = call.flags.list('filename');
  if (files.length === 0) throw new Failure(needResources);
  const { infos, errors } = yield* readManifests(call.session, call.discovery, files, { validate: false });
  if (errors[0]) throw errors[0];
  for (const info of infos) {
    const path = pathOf(info.mapping, info.namespace, info.name);
    const live = yield* call.session.get<Obj>(path);
    const before = lastAppliedOf(live);
    if (before === undefined && !call.flags.bool('create-annotation')) {
      throw new Failure(`no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`);
    }
    const wanted = configurationText(info.object);
    if (before === wanted) {
      call.session.print(`${nameWithKind(info.object)} unchanged${dryRunWords(dryRun)}`);
      continue;
    }
    if (dryRun !== 'client') {
      const body = { metadata: { annotations: { [lastAppliedKey]: wanted } } };
      yield* call.session.fetch('PATCH', path + queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: 'kubectl-last-applied' }), { body, contentType: 'application/merge-patch+json' });
    }
    call.session.print(`${nameWithKind(info.object)} configured${dryRunWords(dryRun)}`);
  }
}

export const editLastApplied: Command = {
  name: 'edit-last-applied', args: '(RESOURCE/NAME | -f FILENAME)', short: 'Edit latest last-applied-configuration annotations of a resource/object',
  flags: [...fileFlags, ...printFlags, validateFlag, managerFlag('kubectl-client-side-apply'), bool('windows-line-endings')], completes: 'resource-name',
  *run(call) {
    yield* forEachLive(call, function* (info) {
      const found = lastAppliedOf(info.object);
      if (found === undefined) throw new Failure(`no last-applied-configuration annotation found on resource: ${info.name}`);
      const before = toYaml(JSON.parse(found));
      const edited = yield* perform({ do: 'edit', text: before, fileName: `${info.name}.yaml` });
      if (edited === undefined || edited === before) {
        call.session.printError('Edit cancelled, no changes made.');
        return;
      }
      const value = readDocuments(edited)[0]?.value as Obj;
      const body = { metadata: { annotations: { [lastAppliedKey]: configurationText(value) } } };
      try {
        yield* call.session.fetch('PATCH', `${pathOf(info.mapping, info.namespace, info.name)}?fieldManager=kubectl-edit`, { body, contentType: 'application/merge-patch+json' });
      } catch (error) {
        throw error instanceof KubectlError ? withSource('editing', info.source, error) : error;
      }
      call.session.print(`${nameWithKind(info.object)} edited`);
    });
  },
};
