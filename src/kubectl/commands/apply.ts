import type { PatchType } from '../../kube/api.ts';
import type { JsonObject } from '../../kube/json.ts';
import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, isNotFound, isReason, KubectlError, throwCollected, withSource } from '../errors.ts';
import { bool, text, array, duration, int } from '../flags.ts';
import { allFlag, dryRunFlag, fileFlags, managerFlag, printFlags, selectorFlag, validateFlag } from '../global-flags.ts';
import { goJson } from '../printers/go-value.ts';
import { dryRunOf, dryRunWords, formatOf, nameWithKind, ObjectPrinter, type DryRun } from '../printers/output.ts';
import { threeWayPatch } from '../resources/three-way.ts';
import type { Info } from '../resources/builder.ts';
import { lastAppliedKey, lastAppliedOf, pruneNulls, withLastApplied } from '../resources/last-applied.ts';
import { readManifests } from '../resources/manifests.ts';
import { kindText, pathOf, resourceText } from '../resources/mapping.ts';
import type { Obj } from '../resources/object.ts';
import { reportRefusal } from '../resources/problems.ts';
import { unvalidated, validationOf } from '../resources/validation.ts';
import { selectedBy } from '../resources/select.ts';
import { queryOf } from '../session.ts';
import { editLastApplied, setLastApplied, viewLastApplied } from './apply-last-applied.ts';
import { migrateOwners } from './apply-migration.ts';
import { checkPrune, prune } from './apply-prune.ts';

const flags = [
  ...fileFlags, ...printFlags, dryRunFlag, selectorFlag, allFlag, validateFlag, managerFlag('kubectl-client-side-apply'),
  bool('server-side', '', { help: 'If true, apply runs in the server instead of the client.' }),
  bool('force-conflicts', '', { help: 'If true, server-side apply will force the changes against conflicts.' }),
  bool('force', '', { help: 'If true, immediately remove resources from API and bypass graceful deletion.' }),
  bool('overwrite', '', { default: 'true' }), bool('openapi-patch', '', { default: 'true' }), bool('wait'), bool('prune', '', { help: 'Delete what earlier applies made and this one does not name.' }), array('prune-allowlist', '', { help: 'Which kinds --prune looks through: <group/version/kind>.' }),
  text('cascade', '', { default: 'background', alone: 'background' }), int('grace-period', '', { default: '-1' }), duration('timeout'), text('subresource'),
];

export const apply: Command = {
  name: 'apply',
  args: '(-f FILENAME | -k DIRECTORY)',
  short: 'Apply a configuration to a resource by file name or stdin',
  flags,
  commands: [editLastApplied, setLastApplied, viewLastApplied],
  run: runApply,
};

interface Settings {
  readonly dryRun: DryRun;
  readonly serverSide: boolean;
  readonly manager: string;
  /** Query of every write. */
  readonly query: string;
  readonly silent: boolean;
}

function* runApply(call: Call): Run<void> {
  const files = call.flags.list('filename');
  if (call.args.length > 0) throw usageFailure(call, `Unexpected args: [${call.args.join(' ')}]`);
  if (files.length === 0) throw new Failure('must specify one of -f and -k');
  const settings = settingsOf(call);
  checkPrune(call);
  const { infos: read, errors } = yield* readManifests(call.session, call.discovery, files, { validate: call.flags.text('validate') !== 'false' && call.flags.text('validate') !== 'ignore' });
  const infos = selectedBy(call.flags.text('selector'), read);
  if (infos.length === 0 && errors.length === 0) throw new Failure('no objects passed to apply');
  const problems: KubectlError[] = [...errors];
  const applied: Obj[] = [];
  for (const info of infos) {
    try {
      applied.push(yield* applyOne(call, info, settings));
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      reportRefusal(call.session, info, error);
      problems.push(unvalidated(call, info.source, error));
    }
  }
  throwCollected(problems);
  if (call.flags.bool('prune')) yield* prune(call, applied);
  if (settings.silent) yield* printApplied(call, applied);
}

function settingsOf(call: Call): Settings {
  const { flags: given } = call;
  const dryRun = dryRunOf(given);
  const serverSide = given.bool('server-side');
  if (given.bool('force-conflicts') && !serverSide) throw new Failure('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && serverSide) throw new Failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (given.bool('force') && serverSide) throw new Failure('--force cannot be used with --server-side');
  if (given.bool('force') && dryRun === 'server') throw new Failure('--dry-run=server cannot be used with --force');
  const manager = serverSide && !given.changed('field-manager') ? 'kubectl' : given.text('field-manager');
  const query = queryFor(call, dryRun, manager, serverSide ? String(given.bool('force-conflicts')) : undefined);
  const format = formatOf(given);
  return { dryRun, serverSide, manager, query, silent: format !== undefined && format.name !== 'name' };
}

const queryFor = (call: Call, dryRun: DryRun, fieldManager: string, force?: string): string => queryOf({ ...(dryRun === 'server' ? { dryRun: 'All' } : {}), fieldManager, fieldValidation: validationOf(call.flags), force });

function* printApplied(call: Call, objects: readonly Obj[]): Run<void> {
  const format = formatOf(call.flags);
  if (!format) return;
  const [only] = objects;
  const object: Obj = objects.length === 1 && only ? only : ({ apiVersion: 'v1', kind: 'List', items: objects, metadata: {} });
  yield* new ObjectPrinter(call.session, format, call.flags).print(object);
}

function* applyOne(call: Call, info: Info, settings: Settings): Run<Obj> {
  const generateName = info.object.metadata?.generateName;
  if (info.name === '' && generateName) throw new Failure(`from ${generateName}: cannot use generate name with apply`);
  return yield* settings.serverSide ? applyInServer(call, info, settings) : applyInClient(call, info, settings);
}

function say(call: Call, settings: Settings, object: Obj, operation: string): Obj {
  if (settings.silent) return object;
  const isName = formatOf(call.flags)?.name === 'name';
  call.session.print(isName ? nameWithKind(object) : `${nameWithKind(object)} ${operation}${dryRunWords(settings.dryRun)}`);
  return object;
}

function warnIfDeleting(call: Call, object: Obj): void {
  if (object.metadata?.deletionTimestamp) call.session.warn(`Detected changes to resource ${object.metadata.name ?? ''} which is currently being deleted.`);
}

const conflictAdvice = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function* applyInServer(call: Call, info: Info, settings: Settings): Run<Obj> {
  const path = pathOf(info.mapping, info.namespace, info.name) + settings.query;
  const send = (): Run<Obj> => call.session.fetch<Obj>('PATCH', path, { body: info.object, contentType: 'application/apply-patch+yaml' });
  let applied: Obj;
  try {
    applied = yield* send();
  } catch (error) {
    if (isReason(error, 'Conflict')) throw new Failure(`${error.message}${conflictAdvice}`);
    throw error;
  }
  const object = yield* migrateOwners(call, info, applied, { manager: settings.manager, queryOf: (manager) => queryFor(call, settings.dryRun, manager), again: send });
  warnIfDeleting(call, object);
  return say(call, settings, object, 'serverside-applied');
}

function* applyInClient(call: Call, info: Info, settings: Settings): Run<Obj> {
  const modified = withLastApplied(info.object);
  let current: Obj;
  try {
    current = yield* call.session.get<Obj>(pathOf(info.mapping, info.namespace, info.name));
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    if (!isNotFound(error)) throw withSource(`retrieving current configuration of:\n${infoText(info)}\nfrom server for:`, info.source, error);
    return yield* createNew(call, info, modified, settings);
  }
  if (settings.dryRun === 'client') return say(call, settings, sameAsApplied(current, modified) ? current : modified, sameAsApplied(current, modified) ? 'unchanged' : 'configured');
  if (lastAppliedOf(current) === undefined) {
    call.session.warn(`resource ${info.mapping.resource}/${info.name} is missing the ${lastAppliedKey} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`);
  }
  return yield* patchExisting(call, info, { current, modified }, settings);
}

const sameAsApplied = (current: Obj, modified: Obj): boolean => lastAppliedOf(current) === lastAppliedOf(modified);

function* createNew(call: Call, info: Info, modified: Obj, settings: Settings): Run<Obj> {
  const object = pruneNulls(modified) as Obj;
  if (settings.dryRun === 'client') return say(call, settings, object, 'created');
  try {
    const created = yield* call.session.fetch<Obj>('POST', pathOf(info.mapping, info.namespace) + settings.query, { body: object });
    return say(call, settings, created, 'created');
  } catch (error) {
    throw error instanceof KubectlError ? withSource('creating', info.source, error) : error;
  }
}

interface Versions {
  readonly current: Obj;
  readonly modified: Obj;
}

const retriesMax = 5;

function* patchExisting(call: Call, info: Info, versions: Versions, settings: Settings): Run<Obj> {
  let current = versions.current;
  for (let attempt = 1; ; attempt++) {
    const { patch, contentType } = threeWayPatch(info.mapping, parseLastApplied(info, current), versions.modified, current);
    if (Object.keys(patch).length === 0) return say(call, settings, current, 'unchanged');
    try {
      const patched = yield* sendPatch(call, info, patch, contentType, settings);
      warnIfDeleting(call, patched);
      return say(call, settings, patched, 'configured');
    } catch (error) {
      if (isReason(error, 'Conflict') && attempt < retriesMax) {
        yield* call.session.sleep(1000);
        current = yield* call.session.get<Obj>(pathOf(info.mapping, info.namespace, info.name));
        continue;
      }
      if (call.flags.bool('force') && (isReason(error, 'Invalid') || isReason(error, 'Conflict'))) return yield* replaceByForce(call, info, versions.modified, settings);
      throw error instanceof KubectlError ? withSource(`applying patch:\n${goJson(patch)}\nto:\n${infoText(info)}\nfor:`, info.source, withSource('patching', info.source, error)) : error;
    }
  }
}

function* sendPatch(call: Call, info: Info, patch: unknown, contentType: PatchType, settings: Settings): Run<Obj> {
  return yield* call.session.fetch<Obj>('PATCH', pathOf(info.mapping, info.namespace, info.name) + settings.query, { body: patch, contentType });
}

function* replaceByForce(call: Call, info: Info, modified: Obj, settings: Settings): Run<Obj> {
  const path = pathOf(info.mapping, info.namespace, info.name);
  yield* call.session.fetch('DELETE', path, { body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, propagationPolicy: 'Background' } });
  for (;;) {
    const { code } = yield* call.session.send('GET', path);
    if (code === 404) break;
    yield* call.session.sleep(1000);
  }
  return yield* createNew(call, info, modified, settings);
}

function parseLastApplied(info: Info, current: Obj): JsonObject {
  const text = lastAppliedOf(current);
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    throw new Failure(`error when applying patch: the ${lastAppliedKey} annotation of ${info.mapping.resource}/${info.name} is not JSON`);
  }
}

const infoText = (info: Info): string => `Resource: "${resourceText(info.mapping)}", GroupVersionKind: "${kindText(info.mapping)}"\nName: "${info.name}", Namespace: "${info.namespace}"`;

