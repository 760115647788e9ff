import type { PatchType } from '../../kube/api.ts';
import { jsonPatch, mergePatch } from '../../kube/patches/index.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, isReason } from '../errors.ts';
import { text } from '../flags.ts';
import { dryRunFlag, fileFlags, localFlag, managerFlag, printFlags } from '../global-flags.ts';
import { dryRunOf, formatOf, nameWithKind, ObjectPrinter } from '../printers/output.ts';
import type { Info } from '../resources/builder.ts';
import { pathOf, type Mapping } from '../resources/mapping.ts';
import { sameJson } from '../resources/merge-patch.ts';
import type { Obj } from '../resources/object.ts';
import { forEachLive } from '../resources/select.ts';
import { strategicOverride } from '../resources/strategic.ts';
import { readDocuments } from '../resources/yaml-text.ts';
import { queryOf } from '../session.ts';

const types: Readonly<Record<string, PatchType>> = {
  json: 'application/json-patch+json', merge: 'application/merge-patch+json', strategic: 'application/strategic-merge-patch+json',
};

export const patch: Command = {
  name: 'patch', args: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]', short: 'Update fields of a resource', completes: 'resource-name', readsFirst: 'dry-run',
  flags: [
    ...fileFlags, ...printFlags, dryRunFlag, localFlag, managerFlag('kubectl-patch'), text('patch', 'p', { help: 'The patch to be applied to the resource JSON file.' }), text('patch-file'),
    text('type', '', { default: 'strategic', help: 'The type of patch being provided; one of [json merge strategic]' }), text('subresource'),
  ],
  run: runPatch,
};

function* runPatch(call: Call): Run<void> {
  const { flags } = call;
  const type = flags.text('type').toLowerCase();
  if (flags.text('patch') !== '' && flags.text('patch-file') !== '') throw new Failure('cannot specify --patch and --patch-file together');
  if (flags.text('patch') === '' && flags.text('patch-file') === '') throw new Failure('must specify --patch or --patch-file containing the contents of the patch');
  if (flags.bool('local') && call.args.length > 0) throw new Failure('cannot specify --local and server resources');
  if (!Object.hasOwn(types, type)) throw new Failure(`--type must be one of [json merge strategic], not "${flags.text('type')}"`);
  const words = flags.text('patch') || (yield* patchFile(call));
  const [document] = isBrokenJson(words) ? [{ value: words, problem: undefined }] : readDocuments(words);
  if (!document || document.problem !== undefined) throw new Failure(`unable to parse ${JSON.stringify(words)}: ${document?.problem?.replace('error converting YAML to JSON: ', '') ?? 'it is empty'}`);
  yield* forEachLive(call, (info) => patchOne(call, info, { value: document.value, type }), call.args, {});
}

/** What begins like an object of JSON is taken as it is: the server says what is wrong with it. */
function isBrokenJson(words: string): boolean {
  if (!words.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(words);
    return false;
  } catch {
    return true;
  }
}

function* patchFile(call: Call): Run<string> {
  const file = call.flags.text('patch-file');
  try {
    return yield* call.session.read(file);
  } catch (error) {
    throw error instanceof Failure ? new Failure(`unable to read patch file: open ${file}: no such file or directory`) : error;
  }
}

interface Wanted {
  readonly value: unknown;
  readonly type: string;
}

function* patchOne(call: Call, info: Info, { value, type }: Wanted): Run<void> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  let result: Obj;
  if (flags.bool('local') || dryRun === 'client') result = patchLocally(info.object, value, type);
  else {
    const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: flags.text('field-manager') });
    const contentType = types[type] ?? 'application/merge-patch+json';
    const body = typeof value === 'object' || isBrokenJson(String(value)) ? value : JSON.stringify(value);
    try {
      result = yield* session.fetch<Obj>('PATCH', pathOf(info.mapping, info.namespace, info.name, flags.text('subresource')) + query, { body, contentType });
    } catch (error) {
      if (!isReason(error, 'UnsupportedMediaType')) throw error;
      throw new Failure(`${contentType} is not supported by ${apiVersionText(info.mapping)}, Kind=${info.mapping.kind}: ${error.message}`);
    }
  }
  const operation = sameJson(result, info.object) ? 'patched (no change)' : 'patched';
  const format = formatOf(flags);
  if (!format) session.print(`${nameWithKind(result)} ${operation}`);
  else if (format.name === 'name') session.print(nameWithKind(result));
  else yield* new ObjectPrinter(session, format, flags).print(result);
}

const apiVersionText = ({ group, version }: Mapping): string => (group ? `${group}/${version}` : `/${version}`);

function patchLocally(object: Obj, value: unknown, type: string): Obj {
  if (type === 'merge') return mergePatch(object, value) as Obj;
  if (type === 'strategic') return strategicOverride(object, value);
  const patched = jsonPatch(object, value);
  if (!patched.ok) throw new Failure(patched.words);
  return patched.value as Obj;
}

