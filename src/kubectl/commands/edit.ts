import type { Call, Command } from '../command.ts';
import { perform, type Run } from '../effects.ts';
import { Exit, Failure, StatusFailure } from '../errors.ts';
import { bool, text } from '../flags.ts';
import { fileFlags, managerFlag, printFlags, saveConfigFlag, validateFlag } from '../global-flags.ts';
import { goJsonIndented } from '../printers/go-value.ts';
import { nameWithKind } from '../printers/output.ts';
import { needResources, type Info } from '../resources/builder.ts';
import { groupResource } from '../resources/mapping.ts';
import { asMap, withoutManagedFields, type Obj } from '../resources/object.ts';
import { forEachLive, patchInfo } from '../resources/select.ts';
import { patchBetween } from '../resources/strategic.ts';
import { validationOf } from '../resources/validation.ts';
import { readDocuments, toYaml } from '../resources/yaml-text.ts';
import { queryOf } from '../session.ts';

export const edit: Command = {
  name: 'edit', args: '(RESOURCE/NAME | -f FILENAME)', short: 'Edit a resource on the server', completes: 'resource-name',
  flags: [...fileFlags, ...printFlags, validateFlag, saveConfigFlag, managerFlag('kubectl-edit'), bool('output-patch'), text('subresource'), bool('windows-line-endings')],
  *run(call) {
    if (call.args.length === 0 && call.flags.list('filename').length === 0) throw new Failure(needResources);
    const format = call.flags.text('output');
    if (!['', 'json', 'yaml'].includes(format)) throw new Failure(`unable to match a printer suitable for the output format "${format}", allowed formats are: json,yaml`);
    yield* forEachLive(call, (info) => editOne(call, info));
  },
};

/** What stands above the text: advice, and why what was saved before could not be taken. */
function heading(reasons: readonly string[]): string {
  const lines = reasons.map((reason) => `# ${reason}\n`).join('');
  return `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
${lines === '' ? '' : `${lines}#\n`}`;
}

/** Shows the object until what is saved is taken, or given up: a refusal shows it again with the reasons above it. */
function* editOne(call: Call, info: Info): Run<void> {
  const shown = withoutManagedFields(info.object);
  const isJson = call.flags.text('output') === 'json';
  let text = isJson ? `${goJsonIndented(shown)}\n` : toYaml(shown);
  let reasons: readonly string[] = [];
  do {
    const after = yield* perform({ do: 'edit', text: isJson ? text : heading(reasons) + text, fileName: `${info.name}.${isJson ? 'json' : 'yaml'}` });
    const edited = withoutComments(after ?? '');
    if (edited === '' || edited === withoutComments(text)) giveUp(call, reasons.length > 0);
    text = `${edited}\n`;
    reasons = yield* save(call, info, { shown, text });
  } while (reasons.length > 0);
}

function giveUp({ session }: Call, wasRefused: boolean): never {
  if (wasRefused) throw new Failure('Edit cancelled, no valid changes were saved.');
  session.printError('Edit cancelled, no changes made.');
  throw new Exit(0);
}

interface Edited {
  readonly shown: Obj;
  readonly text: string;
}

/** Sends what was changed. Answers with why it must be edited again; nothing where it was taken. */
function* save(call: Call, info: Info, { shown, text }: Edited): Run<readonly string[]> {
  const { session, flags } = call;
  const [document] = readDocuments(text);
  const edited = document && document.problem === undefined ? (asMap(document.value) as Obj | undefined) : undefined;
  if (!edited) return [`The edited file had a syntax error: ${document?.problem ?? 'it holds no object'}`];
  if (edited.kind !== shown.kind || edited.metadata?.name !== shown.metadata?.name) throw new Failure('At least one of apiVersion, kind and name was changed');
  const { patch, contentType } = patchBetween(shown, edited);
  const query = queryOf({ fieldManager: flags.text('field-manager'), fieldValidation: validationOf(flags) });
  try {
    const object = yield* patchInfo(call, info, patch, query, contentType);
    if (flags.bool('output-patch')) session.print(`Patch: ${JSON.stringify(patch)}`);
    session.print(`${nameWithKind(object)} edited`);
    return [];
  } catch (error) {
    if (!(error instanceof StatusFailure)) throw error;
    return refusalOf(call, info, error);
  }
}

/** What the server would not take is edited again; whatever else went wrong ends the edit. */
function refusalOf({ session }: Call, { mapping, name }: Info, error: StatusFailure): readonly string[] {
  const { reason, details } = error.status;
  const subject = `${groupResource(mapping)} ${JSON.stringify(name)}`;
  if (reason === 'BadRequest') return [`The edited file failed validation: ${error.message}`];
  if (reason !== 'Invalid') throw new Failure(reason === 'NotFound' ? `${subject} could not be found on the server` : `${subject} could not be patched: ${error.message}`);
  session.printError(`error: ${subject} is invalid`);
  return [`${subject} was not valid:`, ...(details?.causes ?? []).map(({ field, message }) => `* ${field ?? ''}: ${message ?? ''}`)];
}

const withoutComments = (text: string): string => text.split('\n').filter((line) => !line.startsWith('#')).join('\n').trim();
