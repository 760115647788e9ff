import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, ProgramFailure, throwCollected } from '../errors.ts';
import { bool, duration, text } from '../flags.ts';
import { filenameFlag } from '../global-flags.ts';
import { collectAll, resolveTargets, type Info } from '../resources/builder.ts';
import { at, nameOf, namespaceOf, type Obj } from '../resources/object.ts';
import { podsOf } from '../resources/pods-of.ts';
import { selectLive } from '../resources/select.ts';
import { allContainers, chooseContainer, printLogs } from './logs.ts';

export const exec: Command = {
  name: 'exec', args: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]', short: 'Execute a command in a container', completes: 'pod',
  flags: [filenameFlag, text('container', 'c', { hint: 'container' }), bool('stdin', 'i'), bool('tty', 't'), bool('quiet', 'q'), duration('pod-running-timeout', '', { default: '1m0s' })],
  *run(call) {
    const isFile = call.flags.list('filename').length > 0;
    const words = call.dash >= 0 ? call.args.slice(call.dash) : call.args.slice(isFile ? 0 : 1);
    const named = call.dash === 0 ? '' : (call.args[0] ?? '');
    if (named === '' && !isFile) throw new Failure('pod, type/name or --filename must be specified');
    if (call.dash < 0 && words.length > 0) throw new Failure("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples");
    if (words.length === 0) throw new Failure('you must specify at least one command for the container');
    const pod = isFile ? yield* podOfFile(call) : yield* podNamed(call, [named]);
    const isStdin = call.flags.bool('stdin');
    const into = { container: chooseContainer(call, pod, call.flags.text('container')), command: words };
    if (isStdin && call.session.isTyped) return yield* typeInto(call, pod, 'exec', into);
    if (call.flags.bool('tty') && isStdin) call.session.printError('Unable to use a TTY - input is not a terminal or the right kind of file');
    yield* typeInto(call, pod, 'exec', { ...into, stdin: isStdin ? call.session.stdin : '' });
  },
};

/** The pod that `POD` or `TYPE/NAME` stands for. */
export function* podNamed(call: Call, words: readonly string[]): Run<Obj> {
  const { session, discovery } = call;
  const named = words.length === 1 && !words[0]?.includes('/') ? ['pods', ...words] : words;
  return yield* podOf(call, yield* collectAll(session, yield* resolveTargets(session, discovery, named, {}), {}));
}

/** The pod of what a file describes. */
function* podOfFile(call: Call): Run<Obj> {
  const { infos, errors } = yield* selectLive(call, []);
  throwCollected(errors);
  return yield* podOf(call, infos);
}

function* podOf({ session }: Call, [info]: readonly Info[]): Run<Obj> {
  if (!info) throw new Failure('no pod was found');
  if (info.mapping.kind === 'Pod') return info.object;
  const [first] = yield* podsOf(session, info.object, 'attach to');
  if (!first) throw new Failure('timed out waiting for the condition');
  return first;
}

export interface Execution {
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin: string;
}

interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Runs a command in a container, to its end. */
export function* execIn(call: Call, pod: Obj, { container, command, stdin }: Execution): Run<ExecResult> {
  const phase = at(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') throw new Failure(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const query = [...command.map((word) => `command=${encodeURIComponent(word)}`), `container=${encodeURIComponent(container)}`, ...(stdin ? ['stdin=true'] : []), 'stdout=true', 'stderr=true'].join('&');
  return yield* call.session.fetch<ExecResult>('POST', `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}/exec?${query}`, stdin ? { body: stdin } : {});
}

interface Into {
  readonly container: string;
  readonly command?: readonly string[];
  /** All that can be read; absent where the person types. */
  readonly stdin?: string;
}

/** Passes on what a command writes, or the container's own program, until that ends; where the person types, it has the terminal. */
export function* typeInto(call: Call, pod: Obj, verb: 'exec' | 'attach', { container, command = [], stdin }: Into): Run<void> {
  const phase = at(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') throw new Failure(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const isTerminal = call.flags.bool('tty') && stdin === undefined;
  const query = [...command.map((word) => `command=${encodeURIComponent(word)}`), `container=${encodeURIComponent(container)}`, ...(stdin === '' ? [] : ['stdin=true']), 'stdout=true', ...(isTerminal ? ['tty=true'] : ['stderr=true'])].join('&');
  const exitCode = yield* call.session.stream({ path: `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}/${verb}?${query}`, isTerminal, ...(stdin === undefined ? {} : { stdin }) });
  if (exitCode !== 0 && verb === 'exec') throw new ProgramFailure(exitCode);
}

export const attach: Command = {
  name: 'attach', args: '(POD | TYPE/NAME) -c CONTAINER', short: 'Attach to a running container', completes: 'pod',
  flags: [text('container', 'c', { hint: 'container' }), bool('stdin', 'i'), bool('tty', 't'), bool('quiet', 'q'), duration('pod-running-timeout', '', { default: '1m0s' })],
  *run(call) {
    const [named] = call.args;
    if (named === undefined) throw new Failure('at least 1 argument is required for attach');
    if (call.args.length > 2) throw new Failure(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${String(call.args.length)}: [${call.args.join(' ')}]`);
    const pod = yield* podNamed(call, call.args);
    const phase = at(pod, 'status', 'phase');
    if (phase === 'Succeeded' || phase === 'Failed') throw new Failure(`cannot attach a container in a completed pod; current phase is ${phase}`);
    const container = call.flags.text('container');
    if (container !== '' && !allContainers(pod).includes(container)) throw new Failure(`cannot attach to the container: container ${container} not found in pod ${nameOf(pod)}`);
    if (!call.flags.bool('quiet')) call.session.printError("If you don't see a command prompt, try pressing enter.");
    if (call.flags.bool('stdin') && call.session.isTyped) {
      yield* typeInto(call, pod, 'attach', { container: chooseContainer(call, pod, container) });
      return sayHowToResume(call, pod, chooseContainer(call, pod, container));
    }
    yield* listenTo(call, pod, chooseContainer(call, pod, container));
  },
};

/** Attaches to a container without typing into it; what it writes is read from its log. */
export function* listenTo(call: Call, pod: Obj, container: string): Run<void> {
  const query = `container=${encodeURIComponent(container)}&stdout=true&stderr=true`;
  yield* call.session.fetch('POST', `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}/attach?${query}`);
  yield* printLogs(call, pod, { container, follow: true, prefix: '' });
}

/** After a terminal was handed back, where the container may run again. */
export function sayHowToResume({ session }: Call, pod: Obj, container: string): void {
  if (at(pod, 'spec', 'restartPolicy') === 'Always') session.print(`Session ended, resume using 'kubectl attach ${nameOf(pod)} -c ${container} -i -t' command when the pod is running`);
}
