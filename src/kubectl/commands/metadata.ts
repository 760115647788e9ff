import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { bool, text } from '../flags.ts';
import { allFlag, allNamespacesFlag, dryRunFlag, fieldSelectorFlag, fileFlags, localFlag, managerFlag, printFlags, selectorFlag } from '../global-flags.ts';
import { dryRunOf, printResult } from '../printers/output.ts';
import type { Info } from '../resources/builder.ts';
import { createMergePatch, sameJson } from '../resources/merge-patch.ts';
import { withAt, type Obj } from '../resources/object.ts';
import { forEachLive, patchInfo } from '../resources/select.ts';
import { goJson } from '../printers/go-value.ts';
import { queryOf } from '../session.ts';

type Field = 'labels' | 'annotations';
type Pairs = Readonly<Record<string, string>>;

interface Changes {
  readonly set: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
}

const commonFlags = [
  ...fileFlags, ...printFlags, dryRunFlag, selectorFlag, fieldSelectorFlag, allFlag, allNamespacesFlag, localFlag,
  bool('overwrite', '', { help: 'If true, allow them to be overwritten.' }), bool('list', '', { help: 'If true, display them for a given resource.' }), text('resource-version'),
];

export const label: Command = {
  name: 'label', args: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]', short: 'Update the labels on a resource',
  completes: 'resource-name', readsFirst: 'dry-run', flags: [...commonFlags, managerFlag('kubectl-label')], run: (call) => change(call, 'labels'),
};

export const annotate: Command = {
  name: 'annotate', args: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]', short: 'Update the annotations on a resource', namesResources: true,
  completes: 'resource-name', readsFirst: 'formats', flags: [...commonFlags, managerFlag('kubectl-annotate')], run: (call) => change(call, 'annotations'),
};

const isPair = (word: string): boolean => (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-');

function* change(call: Call, field: Field): Run<void> {
  const one = field === 'labels' ? 'label' : 'annotation';
  const first = call.args.findIndex((word, index) => isPair(word) && (index > 0 || call.flags.list('filename').length > 0 || word.includes('=')));
  const args = first < 0 ? call.args : call.args.slice(0, first);
  const words = first < 0 ? [] : call.args.slice(first);
  const listing = call.flags.bool('list');
  const wrong = words.find((word) => !isPair(word));
  if (wrong !== undefined) throw usageFailure(call, `all resources must be specified before ${one} changes: ${wrong}`);
  if (args.length === 0 && call.flags.list('filename').length === 0) throw new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (call.flags.bool('local') && call.flags.list('filename').length === 0) throw new Failure(`can only use local files by -f ${field === 'labels' ? 'pod' : 'rsrc'}.yaml or --filename=${field === 'labels' ? 'pod' : 'rsrc'}.json when --local=true is set`);
  if (words.length === 0 && !listing) throw new Failure(`at least one ${one} update is required`);
  const changes = readChanges(call, words, field);
  if (call.flags.text('resource-version') !== '' && !namesOne(call)) throw new Failure('--resource-version may only be used with a single resource');
  yield* forEachLive(call, (info) => changeOne(call, info, field, changes), args);
}

function readChanges(call: Call, words: readonly string[], field: Field): Changes {
  const set = new Map<string, string>();
  const removed: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) {
      const [key, value] = [word.slice(0, equals), word.slice(equals + 1)];
      const problem = field === 'labels' ? labelValueProblem(value) : undefined;
      if (field === 'labels' && word.split('=').length > 2) throw new Failure(`invalid label spec: ${word}`);
      if (problem) throw new Failure(`invalid label value: "${word}": ${problem}`);
      set.set(key, value);
    } else if (word.endsWith('-') && equals < 0) removed.push(word.slice(0, -1));
    else throw field === 'labels' ? new Failure(`unknown label spec: ${word}`) : usageFailure(call, `invalid annotation format: ${word}`);
  }
  const both = removed.find((key) => set.has(key));
  if (both !== undefined) throw field === 'labels' ? new Failure('can not both modify and remove a label in the same command') : new Failure(`can not both modify and remove the following annotation(s) in the same command: ${both}`);
  return { set, removed };
}

function labelValueProblem(value: string): string | undefined {
  if (value.length > 63) return 'must be no more than 63 bytes';
  if (/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) return undefined;
  return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
}

function* changeOne(call: Call, info: Info, field: Field, changes: Changes): Run<void> {
  const { flags, session } = call;
  const before = (info.object.metadata?.[field] ?? {}) as Pairs;
  if (flags.bool('list')) return listOne(call, info, field, before);
  const overwriting = [...changes.set].filter(([key, value]) => Object.hasOwn(before, key) && before[key] !== value && !flags.bool('overwrite'));
  if (overwriting.length > 0) throw new Failure(refusal(field, overwriting.map(([key]) => [key, before[key] ?? ''])));
  if (field === 'labels' && !flags.bool('local') && dryRunOf(flags) !== 'client') for (const key of changes.removed) if (!Object.hasOwn(before, key)) session.print(`label "${key}" not found.`);
  const after = Object.fromEntries([...Object.entries(before).filter(([key]) => !changes.removed.includes(key)), ...changes.set]);
  const version = flags.text('resource-version');
  let changed: Obj = withAt(info.object, ['metadata', field], Object.keys(after).length > 0 ? after : undefined);
  if (version !== '') changed = withAt(changed, ['metadata', 'resourceVersion'], version);
  const dryRun = dryRunOf(flags);
  const words = field === 'annotations' ? 'annotated' : labelWords(info.object, changed, flags.bool('overwrite'));
  let result = changed;
  if (dryRun !== 'client' && !flags.bool('local')) {
    const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: flags.text('field-manager') });
    result = yield* patchInfo(call, info, createMergePatch(info.object, changed), query);
  }
  yield* printResult(session, flags, result, words, dryRun);
}

/** What happened to the labels; a smaller object counts as one that lost some. */
function labelWords(before: Obj, after: Obj, overwrite: boolean): string {
  if (sameJson(before, after)) return 'not labeled';
  return !overwrite && goJson(after).length < goJson(before).length ? 'unlabeled' : 'labeled';
}

function refusal(field: Field, taken: readonly (readonly [string, string])[]): string {
  const each = taken.map(([key, value]) => `'${key}' already has a value (${value})`);
  if (field === 'annotations') return `--overwrite is false but found the following declared annotation(s): ${each.join('; ')}`;
  const texts = each.map((words) => `${words}, and --overwrite is false`);
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

function listOne(call: Call, info: Info, field: Field, pairs: Pairs): void {
  if (call.flags.text('output') !== '') return;
  const isAlone = namesOne(call);
  if (!isAlone) call.session.print(`Listing ${field} for ${info.mapping.kind}.${info.mapping.group}/${info.name}:`);
  if (Object.keys(pairs).length === 0) return;
  for (const key of Object.keys(pairs).sort()) call.session.print(`${isAlone ? '' : ' '}${key}=${pairs[key] ?? ''}`);
}

/** Whether the words name a single object: its pairs are listed without a heading. */
function namesOne({ args, flags }: Call): boolean {
  const words = args.filter((word) => !isPair(word));
  const [first = ''] = words;
  if (flags.bool('all') || flags.text('selector') !== '' || flags.text('field-selector') !== '' || first.includes(',')) return false;
  return first.includes('/') ? words.length === 1 : words.length === 2;
}
