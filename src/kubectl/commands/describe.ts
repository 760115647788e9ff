import { describerOf } from '../describe/index.ts';
import { Page } from '../describe/page.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, isNotFound, KubectlError, throwCollected } from '../errors.ts';
import { bool, int } from '../flags.ts';
import { allNamespacesFlag, fileFlags, selectorFlag } from '../global-flags.ts';
import { collect, resolveTargets, type Info, type Selection } from '../resources/builder.ts';
import { filesOf, selectionOf, selectLive } from '../resources/select.ts';

export const describe: Command = {
  name: 'describe', args: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)', short: 'Show details of a specific resource or group of resources', namesResources: true, completes: 'resource-name',
  flags: [...fileFlags, selectorFlag, allNamespacesFlag, bool('show-events', '', { default: 'true' }), int('chunk-size', '', { default: '500' })],
  run: runDescribe,
};

function* runDescribe(call: Call): Run<void> {
  const { session } = call;
  if (call.args.length === 0 && filesOf(call).length === 0) {
    throw new Failure('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.');
  }
  const { infos, errors } = yield* found(call);
  const problems = [...errors];
  let printed = 0;
  for (const info of infos) {
    try {
      session.output.stdout((printed > 0 ? '\n\n' : '') + (yield* textOf(call, info)));
      printed++;
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      problems.push(error);
    }
  }
  throwCollected(problems);
  if (infos.length === 0) session.printError(call.flags.bool('all-namespaces') ? 'No resources found' : `No resources found in ${session.namespace} namespace.`);
}

interface Found {
  readonly infos: readonly Info[];
  readonly errors: readonly KubectlError[];
}

/** What is meant; a name that fits nothing is tried as the beginning of names. */
function* found(call: Call): Run<Found> {
  const selection: Selection = { ...selectionOf(call), typeAlone: true };
  const direct = yield* selectLive(call, call.args, selection);
  const [type = '', prefix] = call.args;
  if (call.args.length !== 2 || prefix === undefined || type.includes('/') || !direct.errors.some(isNotFound)) return direct;
  const all = yield* collect(call.session, yield* resolveTargets(call.session, call.discovery, [type], { typeAlone: true }), { typeAlone: true });
  if (all.errors.length > 0) return { infos: [], errors: all.errors };
  const matching = all.infos.filter(({ name }) => name.startsWith(prefix));
  return matching.length > 0 ? { infos: matching, errors: [] } : direct;
}

function* textOf(call: Call, info: Info): Run<string> {
  const page = new Page(yield* call.session.now());
  const { group, kind, version } = info.mapping;
  const object = { ...info.object, kind, apiVersion: group ? `${group}/${version}` : version };
  yield* describerOf(group, kind)({ session: call.session, info, object, page, showEvents: call.flags.bool('show-events') });
  return page.aligned();
}

