import { civilFromMillis } from '../../kube/time.ts';
import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { describeError, Exit, Failure, isNotFound, isReason, KubectlError } from '../errors.ts';
import { array, bool, int } from '../flags.ts';
import { fileFlags, managerFlag, selectorFlag } from '../global-flags.ts';
import { unifiedDiff } from '../printers/diff.ts';
import type { Info } from '../resources/builder.ts';
import { configurationText, lastAppliedOf } from '../resources/last-applied.ts';
import { readManifests } from '../resources/manifests.ts';
import { pathOf } from '../resources/mapping.ts';
import { asMap, withAt, withoutManagedFields, type Obj } from '../resources/object.ts';
import { threeWayPatch } from '../resources/three-way.ts';
import { toYaml } from '../resources/yaml-text.ts';
import { queryOf } from '../session.ts';

export const diff: Command = {
  name: 'diff', args: '-f FILENAME', short: 'Diff the live version against a would-be applied version',
  flags: [
    ...fileFlags, selectorFlag, managerFlag('kubectl-client-side-apply'), bool('server-side'), bool('force-conflicts'), bool('prune'), array('prune-allowlist'),
    bool('show-managed-fields'), int('concurrency', '', { default: '1' }),
  ],
  *run(call) {
    try {
      return yield* runDiff(call);
    } catch (error) {
      if (!(error instanceof KubectlError) || error instanceof Exit) throw error;
      const { text: words, exitCode } = describeError(error);
      call.session.printError(words);
      return exitCode + 1;
    }
  },
};

function* runDiff(call: Call): Run<number> {
  const { flags, session } = call;
  const files = flags.list('filename');
  if (call.args.length > 0) throw usageFailure(call, `Unexpected args: [${call.args.join(' ')}]`);
  if (files.length === 0) throw new Failure('must specify one of -f and -k');
  if (flags.bool('force-conflicts') && !flags.bool('server-side')) throw new Failure('--force-conflicts only works with --server-side');
  const { infos, errors } = yield* readManifests(session, call.discovery, files, { validate: false });
  if (errors[0]) throw errors[0];
  let differs = false;
  const now = yield* session.now();
  for (const info of infos) {
    const live = yield* liveOf(call, info);
    const merged = yield* mergedOf(call, info, live);
    const [before, after] = shown(call, live, merged);
    const changes = unifiedDiff(before, after);
    if (changes === '') continue;
    differs = true;
    const name = nameOfFile(info);
    session.output.stdout(`diff -u -N /tmp/LIVE-1/${name} /tmp/MERGED-1/${name}\n--- /tmp/LIVE-1/${name}\t${fileTime(now)}\n+++ /tmp/MERGED-1/${name}\t${fileTime(now)}\n${changes}`);
  }
  return differs ? 1 : 0;
}

const two = (value: number): string => String(value).padStart(2, '0');

function fileTime(ms: number): string {
  const t = civilFromMillis(ms);
  return `${String(t.year)}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.millisecond).padStart(3, '0')}000000 +0000`;
}

function nameOfFile({ mapping, namespace, name }: Info): string {
  return `${mapping.group ? `${mapping.group}.` : ''}${mapping.version}.${mapping.kind}.${namespace}.${name}`;
}

function* liveOf(call: Call, info: Info): Run<Obj | undefined> {
  if (info.name === '') return undefined;
  try {
    return yield* call.session.get<Obj>(pathOf(info.mapping, info.namespace, info.name));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** What an apply would make of it, by a dry run of the server. */
function* mergedOf(call: Call, info: Info, live: Obj | undefined): Run<Obj> {
  const { flags, session } = call;
  const path = pathOf(info.mapping, info.namespace, info.name === '' ? undefined : info.name);
  if (flags.bool('server-side')) {
    const manager = flags.changed('field-manager') ? flags.text('field-manager') : 'kubectl';
    const query = queryOf({ dryRun: 'All', fieldManager: manager, force: String(flags.bool('force-conflicts')) });
    try {
      return yield* session.fetch<Obj>('PATCH', path + query, { body: info.object, contentType: 'application/apply-patch+yaml' });
    } catch (error) {
      if (isReason(error, 'Conflict')) throw new Failure(error.message);
      throw error;
    }
  }
  const query = queryOf({ dryRun: 'All', fieldManager: flags.text('field-manager') });
  if (!live) return yield* session.fetch<Obj>('POST', pathOf(info.mapping, info.namespace) + query, { body: info.object });
  const last = lastAppliedOf(live);
  const { patch, contentType } = threeWayPatch(info.mapping, last === undefined ? {} : (asMap(JSON.parse(last)) ?? {}), JSON.parse(configurationText(info.object)) as Obj, live);
  return yield* session.fetch<Obj>('PATCH', path + query, { body: patch, contentType });
}

const masked = '***';

/** Both sides as YAML; the values of Secrets are covered. */
function shown(call: Call, live: Obj | undefined, merged: Obj): readonly [string, string] {
  const bare = (object: Obj): Obj => (call.flags.bool('show-managed-fields') ? object : withoutManagedFields(object));
  if (merged.kind !== 'Secret') return [live ? toYaml(bare(live)) : '', toYaml(bare(merged))];
  const [old, wanted] = [asMap(live?.['data']) ?? {}, asMap(merged['data']) ?? {}];
  const cover = (own: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>, word: string): object =>
    Object.fromEntries(Object.entries(own).map(([key, value]) => [key, Object.hasOwn(other, key) && other[key] !== value ? `${masked} (${word})` : masked]));
  const withData = (object: Obj, data: object): Obj => withAt(bare(object), ['data'], Object.keys(data).length > 0 ? data : undefined);
  return [live ? toYaml(withData(live, cover(old, wanted, 'before'))) : '', toYaml(withData(merged, cover(wanted, old, 'after')))];
}
