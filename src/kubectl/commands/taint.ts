import type { V1Node, V1Taint } from '../../kube/generated/types.ts';
import { usageFailure, type Call, type Command } from '../command.ts';
import { Failure, throwCollected } from '../errors.ts';
import { bool } from '../flags.ts';
import { allFlag, dryRunFlag, managerFlag, printFlags, selectorFlag, validateFlag } from '../global-flags.ts';
import { dryRunOf, printResult } from '../printers/output.ts';
import { withAt } from '../resources/object.ts';
import { forEachLive, patchInfo } from '../resources/select.ts';
import { patchBetween } from '../resources/strategic.ts';
import { queryOf } from '../session.ts';

export const taint: Command = {
  name: 'taint', args: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N', short: 'Update the taints on one or more nodes', completes: 'resource-name', readsFirst: 'dry-run',
  flags: [...printFlags, dryRunFlag, selectorFlag, allFlag, validateFlag, managerFlag('kubectl-taint'), bool('overwrite', '', { help: 'If true, allow taints to be overwritten.' })],
  *run(call) {
    const first = call.args.findIndex((word, index) => index > 0 && isTaint(word));
    const args = first < 0 ? call.args : call.args.slice(0, first);
    const words = first < 0 ? [] : call.args.slice(first);
    const [type = '', ...names] = args;
    if (args.length === 0) throw new Failure('one or more resources must be specified as <resource> <name>');
    if (words.length === 0) throw new Failure('at least one taint update is required');
    const wrong = words.find((word) => !isTaint(word));
    if (wrong !== undefined) throw usageFailure(call, `all resources must be specified before taint changes: ${wrong}`);
    const changes = parseTaints(call, words);
    if (!['node', 'nodes', 'no'].includes(type.split('/')[0] ?? '')) throw new Failure(`invalid resource type ${type}, only node types are supported`);
    if (names.length === 0 && !type.includes('/') && !call.flags.bool('all') && call.flags.text('selector') === '') throw new Failure('at least one resource name must be specified since \'all\' parameter is not set');
    const dryRun = dryRunOf(call.flags);
    yield* forEachLive(call, function* (info) {
      const node = info.object as V1Node;
      const overwrite = call.flags.bool('overwrite');
      if (!overwrite) checkTaken(node, changes.added);
      const { operation, taints } = reorganise(node.spec?.taints ?? [], changes, overwrite);
      const changed = withAt(info.object, ['spec', 'taints'], taints.length > 0 ? taints : undefined);
      if (dryRun === 'client') return yield* printResult(call.session, call.flags, changed, operation);
      const { patch, contentType } = patchBetween(info.object, changed);
      const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: call.flags.text('field-manager') });
      yield* printResult(call.session, call.flags, yield* patchInfo(call, info, patch, query, contentType), operation, dryRun);
    }, args);
  },
};

/** Words that say a change and not a node: they end in `-`, or hold `=` or `:`. */
const isTaint = (word: string): boolean => word.includes('=') || word.includes(':') || (word.endsWith('-') && word.length > 1);

interface Changes {
  readonly added: readonly V1Taint[];
  /** Without an effect: every taint of that key. */
  readonly removed: readonly { readonly key: string; readonly effect: string }[];
}

function parseTaints(call: Call, words: readonly string[]): Changes {
  const added: V1Taint[] = [];
  const removed: { key: string; effect: string }[] = [];
  for (const word of words) {
    const isRemoval = word.endsWith('-');
    const { key, value, effect } = parseTaint(call, isRemoval ? word.slice(0, -1) : word);
    if (isRemoval) {
      removed.push({ key, effect });
      continue;
    }
    if (effect === '') throw usageFailure(call, `invalid taint spec: ${word}${word.includes('=') ? `, ${keyWords}` : ''}`);
    if (added.some((item) => item.key === key && item.effect === effect)) throw usageFailure(call, `duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}`);
    added.push({ effect, key, ...(value ? { value } : {}) });
  }
  const both = removed.find((item) => added.some(({ key, effect }) => key === item.key && effect === item.effect));
  if (both) throw new Failure(`can not both modify and remove the following taint(s) in the same command: ${both.key}=${both.effect}`);
  return { added, removed };
}

const keyWords = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueWords = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function parseTaint(call: Call, spec: string): { readonly key: string; readonly value: string; readonly effect: string } {
  const [pair = '', effect = '', ...more] = spec.split(':');
  const [key = '', value = '', ...others] = pair.split('=');
  if (more.length > 0 || others.length > 0) throw usageFailure(call, `invalid taint spec: ${spec}`);
  if (spec.includes(':') && !['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect)) throw usageFailure(call, `invalid taint effect: ${effect}, unsupported taint effect`);
  const name = key.split('/').at(-1) ?? '';
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) throw usageFailure(call, `invalid taint spec: ${spec}, ${name === '' ? 'name part must be non-empty; ' : ''}${keyWords}`);
  if (!/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) throw usageFailure(call, `invalid taint spec: ${spec}, ${valueWords}`);
  return { key, value, effect };
}

function checkTaken({ metadata, spec }: V1Node, added: readonly V1Taint[]): void {
  const taken = added.filter((item) => spec?.taints?.some(({ key, effect }) => key === item.key && effect === item.effect)).map(({ key }) => key);
  if (taken.length > 0) throw new Failure(`node ${metadata?.name ?? ''} already has ${taken.join(',')} taint(s) with same effect(s) and --overwrite is false`);
}

function reorganise(old: readonly V1Taint[], { added, removed }: Changes, overwrite: boolean): { readonly operation: string; readonly taints: readonly V1Taint[] } {
  const isSame = (a: V1Taint, b: V1Taint): boolean => a.key === b.key && a.effect === b.effect;
  const all = [...added, ...old.filter((item) => !added.some((other) => isSame(item, other)))];
  const missing = removed.filter((item) => !all.some(({ key, effect }) => key === item.key && (item.effect === '' || effect === item.effect)));
  throwCollected(missing.map(({ key, effect }) => new Failure(`taint "${key}${effect ? `:${effect}` : ''}" not found`)));
  const taints = all.filter(({ key, effect }) => !removed.some((item) => item.key === key && (item.effect === '' || item.effect === effect)));
  const hasAdded = all.length !== old.length;
  const operation = (hasAdded && taints.length !== all.length) || overwrite ? 'modified' : hasAdded ? 'tainted' : 'untainted';
  return { operation, taints };
}
