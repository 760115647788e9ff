import type { Call } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure, KubectlError } from '../../errors.ts';
import { allFlag, dryRunFlag, fileFlags, filenameFlags, localFlag, managerFlag, printFlags, selectorFlag } from '../../global-flags.ts';
import { dryRunOf, printStruct } from '../../printers/output.ts';
import type { Info, Selection } from '../../resources/builder.ts';
import type { Obj } from '../../resources/object.ts';
import { forEachLive, patchInfo } from '../../resources/select.ts';
import { patchBetween } from '../../resources/strategic.ts';
import { readManifests } from '../../resources/manifests.ts';
import { queryOf } from '../../session.ts';

const commonFlags = [...printFlags, dryRunFlag, allFlag, localFlag, managerFlag('kubectl-set')];
export const setFlags = [...fileFlags, ...commonFlags, selectorFlag];
/** Those of a verb that knows no `-l`. */
export const plainSetFlags = [...fileFlags, ...commonFlags];
/** Those of a verb that knows neither `-l` nor `-k`, and reads folders as a whole. */
export const wholeSetFlags = [...filenameFlags(true), ...commonFlags];

export interface Update {
  /** `image updated`. */
  readonly words: string;
  /** Put before a refusal of the server. */
  readonly failure: string;
  /** Whether it is sent and told of even where nothing changes. */
  readonly always?: true;
  readonly change: (object: Obj, info: Info) => Obj;
}

/** `--all` lets a type stand alone; beside names it means nothing here. */
export const setSelectionOf = ({ flags }: Call): Selection => ({ labelSelector: flags.text('selector'), typeAlone: flags.bool('all') });

export function checkLocal({ flags }: Call): void {
  if (flags.list('filename').length === 0) throw new Failure("you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'");
}

/** Changes each object that is meant and says so; what would change nothing is passed over. */
export function* updateEach(call: Call, args: readonly string[], update: Update): Run<void> {
  if (call.flags.bool('local')) {
    checkLocal(call);
    const { infos, errors } = yield* readManifests(call.session, call.discovery, call.flags.list('filename'), { validate: false, local: true });
    if (errors[0]) throw errors[0];
    for (const info of infos) yield* printStruct(call.session, call.flags, update.change(info.object, info), update.words);
    return;
  }
  yield* forEachLive(call, (info) => updateOne(call, info, update), args, setSelectionOf(call));
}

function* updateOne(call: Call, info: Info, { words, failure, always, change }: Update): Run<void> {
  const dryRun = dryRunOf(call.flags);
  const changed = changedBy(change, info);
  const { patch, contentType } = patchBetween(info.object, changed);
  if (Object.keys(patch).length === 0 && !always) return;
  if (dryRun === 'client') return yield* printStruct(call.session, call.flags, changed, words, dryRun);
  const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: call.flags.text('field-manager') });
  let object: Obj;
  try {
    object = yield* patchInfo(call, info, patch, query, contentType);
  } catch (error) {
    throw error instanceof KubectlError ? new Failure(`${failure}${error.message}`) : error;
  }
  yield* printStruct(call.session, call.flags, object, words, dryRun);
}

/** Says which object it was that has no pods. */
function changedBy(change: Update['change'], info: Info): Obj {
  try {
    return change(info.object, info);
  } catch (error) {
    if (error instanceof Failure && error.message.startsWith('the object is not a pod')) throw new Failure(`error: ${info.mapping.resource}/${info.name} ${error.message}`);
    throw error;
  }
}

/** Splits a verb's words into what names objects and what says the change. `tells`: the words that are told of where one stands in a wrong place. */
export function splitWords(call: Call, isChange: (word: string) => boolean, what: string, tells: (wrong: string) => string = (wrong) => wrong): { readonly args: readonly string[]; readonly changes: readonly string[] } {
  const first = call.args.findIndex(isChange);
  if (first < 0) return { args: call.args, changes: [] };
  const changes = call.args.slice(first);
  const wrong = changes.find((word) => !isChange(word));
  if (wrong !== undefined) throw new Failure(`all resources must be specified before ${what} changes: ${tells(wrong)}`);
  return { args: call.args.slice(0, first), changes };
}

export const needTarget = 'one or more resources must be specified as <resource> <name> or <resource>/<name>';
