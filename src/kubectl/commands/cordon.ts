import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { KubectlError } from '../errors.ts';
import { dryRunFlag, selectorFlag } from '../global-flags.ts';
import { dryRunOf, dryRunWords } from '../printers/output.ts';
import { collect, resolveTargets, type Collected, type Info } from '../resources/builder.ts';
import { pathOf } from '../resources/mapping.ts';
import { at } from '../resources/object.ts';
import { queryOf } from '../session.ts';

export const cordon: Command = { name: 'cordon', args: 'NODE', short: 'Mark node as unschedulable', completes: 'node', readsFirst: 'dry-run', flags: [dryRunFlag, selectorFlag], run: (call) => cordonAll(call, true) };
export const uncordon: Command = { name: 'uncordon', args: 'NODE', short: 'Mark node as schedulable', completes: 'node', readsFirst: 'dry-run', flags: [dryRunFlag, selectorFlag], run: (call) => cordonAll(call, false) };

/** The nodes that arguments or a selector name. */
export function* nodesNamed(call: Call): Run<Collected> {
  const selector = call.flags.text('selector');
  if (call.args.length === 0 && selector === '') throw usageFailure(call, `USAGE: ${call.command.name} NODE [flags]`);
  if (call.args.length > 0 && selector !== '') throw usageFailure(call, 'error: cannot specify both a node name and a --selector option');
  const words = call.args.some((arg) => arg.includes('/')) ? call.args.map((arg) => (arg.includes('/') ? arg : `nodes/${arg}`)) : ['nodes', ...call.args];
  const selection = { labelSelector: selector, typeAlone: true };
  const targets = yield* resolveTargets(call.session, call.discovery, words, selection);
  return yield* collect(call.session, targets, selection);
}

function* cordonAll(call: Call, desired: boolean): Run<void> {
  const { infos, errors } = yield* nodesNamed(call);
  if (errors[0]) throw errors[0];
  for (const info of infos) yield* setSchedulable(call, info, desired);
}

/** Marks a node, or says that it is marked already. */
export function* setSchedulable(call: Call, info: Info, desired: boolean): Run<void> {
  const dryRun = dryRunOf(call.flags);
  const word = desired ? 'cordoned' : 'uncordoned';
  if ((at(info.object, 'spec', 'unschedulable') === true) === desired) return call.session.print(`node/${info.name} already ${word}${dryRunWords(dryRun)}`);
  if (dryRun !== 'client') {
    const path = pathOf(info.mapping, '', info.name) + queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined });
    try {
      yield* call.session.fetch('PATCH', path, { body: { spec: { unschedulable: desired ? true : null } }, contentType: 'application/strategic-merge-patch+json' });
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      call.session.printError(`error: unable to ${call.command.name} node "${info.name}": ${error.message}`);
      return;
    }
  }
  call.session.print(`node/${info.name} ${word}${dryRunWords(dryRun)}`);
}
