import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, isNotFound, KubectlError, throwCollected } from '../errors.ts';
import { array, duration } from '../flags.ts';
import { allFlag, allNamespacesFlag, fieldSelectorFlag, filenameFlags, localFlag, printFlags, selectorFlag } from '../global-flags.ts';
import { goText } from '../printers/go-value.ts';
import { findAll, relaxedExpression } from '../printers/jsonpath.ts';
import { printResult } from '../printers/output.ts';
import type { Info } from '../resources/builder.ts';
import { resolveTargets } from '../resources/builder.ts';
import { pathOf } from '../resources/mapping.ts';
import { at, type Obj } from '../resources/object.ts';
import { filesOf, selectLive, selectionOf } from '../resources/select.ts';
import { deadlineAfter, waitFor, waitGone, type Check } from '../resources/waiting.ts';

export const wait: Command = {
  name: 'wait',
  args: '([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath=\'{}\'[=value]]',
  short: 'Wait for a specific condition on one or many resources', completes: 'resource-name', readsFirst: 'formats',
  flags: [...filenameFlags(true), ...printFlags, selectorFlag, fieldSelectorFlag, allFlag, allNamespacesFlag, localFlag, array('for', '', { help: 'The condition to wait on.' }), duration('timeout', '', { default: '30s' })],
  run: runWait,
};

function* runWait(call: Call): Run<void> {
  const conditions = [...call.flags.list('for')];
  if (conditions.length === 0) conditions.push('');
  const checks = conditions.map(parseCondition);
  const { session, flags } = call;
  const deadline = yield* deadlineAfter(session, flags.duration('timeout'));
  if (checks.includes('create')) yield* waitCreated(call, deadline);
  const once = flags.duration('timeout') === 0;
  const deleting = checks.includes('delete');
  const { infos, errors } = yield* selectLive(call, call.args, selectionOf(call));
  throwCollected(deleting ? errors.filter((error) => !isNotFound(error)) : errors);
  if (infos.length === 0 && !deleting) throw new Failure('no matching resources found');
  const problems: KubectlError[] = [];
  for (const info of infos) {
    try {
      if (problems.length > 0 && (yield* session.now()) >= deadline) throw new Failure(`timed out waiting for the condition on ${info.mapping.resource}/${info.name}`);
      yield* waitOne(call, info, checks, deadline);
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      problems.push(once && error.message.startsWith('timed out') ? new Failure(`condition not met for ${info.mapping.resource}/${info.name}`) : error);
    }
  }
  throwCollected(problems);
}

function* waitOne(call: Call, info: Info, checks: readonly Condition[], deadline: number): Run<void> {
  for (const check of checks) {
    if (check === 'delete') {
      yield* waitGone(call.session, info, info.object.metadata?.uid, deadline);
      yield* printResult(call.session, call.flags, info.object, 'condition met');
    } else {
      const object = check === 'create' ? info.object : yield* waitFor(call.session, info, check, deadline);
      if (object) yield* printResult(call.session, call.flags, { ...object, kind: info.mapping.kind, apiVersion: info.mapping.group ? `${info.mapping.group}/${info.mapping.version}` : info.mapping.version }, 'condition met');
    }
  }
}

function* waitCreated(call: Call, deadline: number): Run<void> {
  if (filesOf(call).length > 0) return;
  const targets = yield* resolveTargets(call.session, call.discovery, call.args, selectionOf(call));
  for (const { mapping, namespace, name } of targets) {
    for (;;) {
      const { code } = yield* call.session.send('GET', pathOf(mapping, namespace, name));
      if (code === 200) break;
      const left = deadline - (yield* call.session.now());
      if (left <= 0) throw new Failure('timed out waiting for the condition');
      yield* call.session.sleep(Math.min(500, left));
    }
  }
}

type Condition = 'create' | 'delete' | Check;

function parseCondition(words: string): Condition {
  const lower = words.toLowerCase();
  if (lower === 'delete' || lower === 'create') return lower;
  if (words.startsWith('condition=')) {
    const [, name = '', value = 'true'] = /^([^=]*)(?:=(.*))?$/s.exec(words.slice('condition='.length)) ?? [];
    return (object) => object !== undefined && conditionHolds(object, name, value);
  }
  if (words.startsWith('jsonpath=')) return parseJsonPath(words.slice('jsonpath='.length));
  throw new Failure(`unrecognized condition: ${JSON.stringify(words)}`);
}

/** Whether a condition has a status, and the controller has seen the object as it is. */
function conditionHolds(object: Obj, name: string, value: string): boolean {
  const conditions = (at(object, 'status', 'conditions') ?? []) as readonly { type: string; status: string; observedGeneration?: number }[];
  const found = conditions.find(({ type }) => type.toLowerCase() === name.toLowerCase());
  if (!found) return false;
  const generation = object.metadata?.generation ?? 0;
  const observed = found.observedGeneration ?? (at(object, 'status', 'observedGeneration') as number | undefined);
  if (observed !== undefined && observed < generation) return false;
  return found.status.toLowerCase() === value.toLowerCase();
}

function parseJsonPath(words: string): Check {
  const text = words.replace(/^['"]|['"]$/g, '');
  if (text === '') throw new Failure('jsonpath expression cannot be empty');
  const close = text.lastIndexOf('}');
  const path = close < 0 ? (text.split('=')[0] ?? '') : text.slice(0, close + 1);
  const rest = text.slice(path.length).replace(/^['"]/, '');
  if (rest !== '' && !rest.startsWith('=')) throw new Failure(`jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'`);
  if (rest === '=') throw new Failure("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  const expression = relaxedWait(path);
  const wanted = rest === '' ? undefined : rest.slice(1).replace(/^(['"])(.*)\1$/, '$2');
  return (object) => {
    if (!object) return false;
    const found = findAll(expression, object);
    if (found.length === 0) return false;
    if (found.length > 1) throw new Failure('given jsonpath expression matches more than one value');
    if (wanted === undefined) return true;
    if (typeof found[0] === 'object' && found[0] !== null) throw new Failure(`jsonpath leads to a nested object or list which is not supported`);
    return goText(found[0]) === wanted;
  };
}

/** As in `custom-columns`, but filters in brackets may hold braces' neighbours of any kind. */
function relaxedWait(path: string): string {
  const inner = /^\{(.*)\}$/s.exec(path)?.[1] ?? path;
  return inner.includes('{') ? relaxedExpression(path) : inner.startsWith('.') || inner.startsWith('[') || inner.startsWith('$') ? inner : `.${inner}`;
}
