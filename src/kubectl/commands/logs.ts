import { parseRfc3339 } from '../../kube/time.ts';
import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, isNotFound, KubectlError } from '../errors.ts';
import { bool, duration, int, text } from '../flags.ts';
import { allNamespacesFlag, selectorFlag } from '../global-flags.ts';
import { collectAll, needResources, resolveTargets } from '../resources/builder.ts';
import { at, nameOf, namespaceOf, type Obj } from '../resources/object.ts';
import { podsOf } from '../resources/pods-of.ts';
import { queryOf } from '../session.ts';

export const logs: Command = {
  name: 'logs',
  args: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  short: 'Print the logs for a container in a pod',
  completes: 'pod',
  flags: [
    bool('all-containers'), bool('all-pods'), text('container', 'c', { hint: 'container' }), bool('follow', 'f'), bool('previous', 'p'), bool('timestamps'), bool('prefix'), bool('ignore-errors'),
    duration('since'), text('since-time'), int('tail', '', { default: '-1' }), int('limit-bytes', '', { default: '0' }), selectorFlag, allNamespacesFlag,
    int('max-log-requests', '', { default: '5' }), duration('pod-running-timeout', '', { default: '20s' }), bool('insecure-skip-tls-verify-backend'),
  ],
  run: runLogs,
};

function* runLogs(call: Call): Run<void> {
  const { flags, args } = call;
  const selector = flags.text('selector');
  if (args.length === 0 && selector === '') throw usageFailure(call, "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command");
  if (args.length > 2) throw usageFailure(call, "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command");
  if (args.length === 2 && selector !== '') throw new Failure('selectors and the all flag cannot be used when passing resource/name arguments');
  if (args.length > 0 && selector !== '') throw usageFailure(call, 'only a selector (-l) or a POD name is allowed');
  if (args.length === 2 && flags.changed('container')) throw usageFailure(call, 'only one of -c or an inline [CONTAINER] arg is allowed');
  if (flags.changed('since') && flags.changed('since-time')) throw new Failure('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags.int('tail') < -1) throw new Failure('--tail must be greater than or equal to -1');
  const container = args[1] ?? flags.text('container');
  if (flags.bool('all-containers') && container !== '') throw new Failure(`--all-containers=true should not be specified with container name ${container}`);
  const pods = yield* podsFound(call);
  if (pods.length === 0 && selector !== '') call.session.printError(`No resources found in ${call.session.namespace} namespace.`);
  const follow = flags.bool('follow');
  if (follow && pods.length > flags.int('max-log-requests')) throw new Failure(`you are attempting to follow ${String(pods.length)} log streams, but maximum allowed concurrency is ${String(flags.int('max-log-requests'))}, use --max-log-requests to increase the limit`);
  for (const pod of pods) {
    const names = flags.bool('all-containers') ? allContainers(pod) : [container];
    for (const name of names) {
      const shown = name === '' ? defaultContainer(pod) : name;
      const prefix = flags.bool('prefix') ? `[pod/${nameOf(pod)}/${shown}] ` : '';
      yield* printLogs(call, pod, { container: name, follow: follow && pods.length === 1 && names.length === 1, prefix });
    }
  }
}

function* podsFound(call: Call): Run<readonly Obj[]> {
  try {
    return yield* podsNamed(call);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Failure(`error from server (NotFound): ${error.message} in namespace ${JSON.stringify(call.session.namespace)}`);
  }
}

function* podsNamed(call: Call): Run<readonly Obj[]> {
  const { flags, session, discovery } = call;
  const [word = ''] = call.args;
  const selection = { labelSelector: flags.text('selector'), typeAlone: true, allNamespaces: flags.bool('all-namespaces') };
  if (selection.labelSelector !== '') return (yield* collectAll(session, yield* resolveTargets(session, discovery, ['pods'], selection), selection)).map(({ object }) => object);
  if (word === '') throw new Failure(needResources);
  const targets = yield* resolveTargets(session, discovery, word.includes('/') ? [word] : ['pods', word], {});
  const [info] = yield* collectAll(session, targets, {});
  if (!info) return [];
  if (info.mapping.kind === 'Pod') return [info.object];
  const pods = yield* podsOf(session, info.object, 'get the logs from');
  const [first] = pods;
  if (!first) throw new Failure(`timed out waiting for the condition`);
  if (flags.bool('all-pods')) return pods;
  if (pods.length > 1) session.printError(`Found ${String(pods.length)} pods, using pod/${nameOf(first)}`);
  return [first];
}

const containersIn = (pod: Obj, field: string): readonly string[] => ((at(pod, 'spec', field) ?? []) as readonly { name: string }[]).map(({ name }) => name);

/** Every container of a pod, in the order in which they start. */
export function allContainers(pod: Obj): readonly string[] {
  return [...containersIn(pod, 'initContainers'), ...containersIn(pod, 'containers'), ...containersIn(pod, 'ephemeralContainers')];
}

/** The container that is meant where none is named. */
export function defaultContainer(pod: Obj): string {
  const annotated = at(pod, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container');
  const names = containersIn(pod, 'containers');
  return typeof annotated === 'string' && names.includes(annotated) ? annotated : (names[0] ?? '');
}

/** Says which container was taken where there are several and none was named. */
export function chooseContainer(call: Call, pod: Obj, named: string): string {
  if (named !== '') return named;
  const chosen = defaultContainer(pod);
  const annotated = at(pod, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container') === chosen;
  const others = [...containersIn(pod, 'containers'), ...containersIn(pod, 'initContainers').map((name) => `${name} (init)`), ...containersIn(pod, 'ephemeralContainers').map((name) => `${name} (ephem)`)];
  if (others.length > 1 && !annotated) call.session.printError(`Defaulted container "${chosen}" out of: ${others.join(', ')}`);
  return chosen;
}

export interface LogRequest {
  readonly container: string;
  readonly follow: boolean;
  readonly prefix: string;
}

/** How often a followed log is read again, in virtual ms. */
const pollMs = 500;

/** Prints a container's log; a followed one until the container is no more. */
export function* printLogs(call: Call, pod: Obj, request: LogRequest): Run<void> {
  const { flags, session } = call;
  const container = chooseContainer(call, pod, request.container);
  if (!allContainers(pod).includes(container)) throw new Failure(`container ${container} is not valid for pod ${nameOf(pod)}`);
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}`;
  const tail = flags.has('tail') ? flags.int('tail') : -1;
  const tailLines = tail >= 0 ? tail : flags.text('selector') !== '' && !flags.changed('tail') ? 10 : undefined;
  const query = queryOf({
    container, previous: flags.bool('previous'), timestamps: flags.bool('timestamps'), limitBytes: flags.int('limit-bytes') || undefined,
    sinceSeconds: flags.duration('since') > 0 ? Math.ceil(flags.duration('since') / 1000) : undefined, sinceTime: flags.text('since-time'),
  });
  const fetchLog = function* (more: string): Run<string> {
    return yield* session.fetch<string>('GET', `${path}/log${query}${more}`);
  };
  if (flags.text('since-time') !== '' && parseRfc3339(flags.text('since-time')) === undefined) throw new Failure(`parsing time ${JSON.stringify(flags.text('since-time'))} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(flags.text('since-time'))} as "2006"`);
  const write = (chunk: string): void => {
    if (chunk !== '') session.output.stdout(request.prefix === '' ? chunk : chunk.replace(/^(?=.)/gm, request.prefix));
  };
  write(yield* fetchLog(tailLines === undefined ? '' : `&tailLines=${String(tailLines)}`));
  if (!request.follow) return;
  let seen = (yield* fetchLog('')).length;
  for (;;) {
    yield* session.sleep(pollMs);
    const { code, body } = yield* session.send('GET', path);
    if (code !== 200) return;
    try {
      const text = yield* fetchLog('');
      if (text.length < seen) seen = 0;
      write(text.slice(seen));
      seen = text.length;
    } catch (error) {
      if (error instanceof KubectlError) return;
      throw error;
    }
    const statuses = (at(body, 'status', 'containerStatuses') ?? []) as readonly { name: string; state?: { terminated?: unknown } }[];
    if (statuses.find(({ name }) => name === container)?.state?.terminated) return;
  }
}
