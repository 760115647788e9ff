import type { Call, Command } from '../command.ts';
import { perform, type Run } from '../effects.ts';
import { Exit, Failure } from '../errors.ts';
import { bool, text } from '../flags.ts';
import { fileFlags, managerFlag, printFlags, saveConfigFlag, validateFlag } from '../global-flags.ts';
import { goJsonIndented } from '../printers/go-value.ts';
import { nameWithKind } from '../printers/output.ts';
import type { Info } from '../resources/builder.ts';
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
    yield* forEachLive(call, (info) => editOne(call, info));
  },
};

const advice = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

function* editOne(call: Call, info: Info): Run<void> {
  const { session, flags } = call;
  const shown = withoutManagedFields(info.object);
  const isJson = flags.text('output') === 'json';
  const before = isJson ? `${goJsonIndented(shown)}\n` : advice + toYaml(shown);
  const after = yield* perform({ do: 'edit', text: before, fileName: `${info.name}.${isJson ? 'json' : 'yaml'}` });
  if (after === undefined || after.trim() === '' || withoutComments(after) === withoutComments(before)) {
    session.printError('Edit cancelled, no changes made.');
    throw new Exit(0);
  }
  const [document] = readDocuments(after);
  const edited = document && document.problem === undefined ? (asMap(document.value) as Obj | undefined) : undefined;
  if (!edited) throw new Failure(`the edited file failed validation: ${document?.problem ?? 'it holds no object'}`);
  if (edited.kind !== shown.kind || edited.metadata?.name !== shown.metadata?.name) throw new Failure('At least one of apiVersion, kind and name was changed');
  const { patch, contentType } = patchBetween(shown, edited);
  const query = queryOf({ fieldManager: flags.text('field-manager'), fieldValidation: validationOf(flags) });
  const object = yield* patchInfo(call, info, patch, query, contentType);
  if (flags.bool('output-patch')) session.print(`Patch: ${JSON.stringify(patch)}`);
  session.print(`${nameWithKind(object)} edited`);
}

const withoutComments = (text: string): string => text.split('\n').filter((line) => !line.startsWith('#')).join('\n').trim();
