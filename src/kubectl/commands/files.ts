import type { Call, Command } from '../command.ts';
import { perform, type Run } from '../effects.ts';
import { Failure, ProgramFailure } from '../errors.ts';
import { bool, duration, int, text } from '../flags.ts';
import type { Obj } from '../resources/object.ts';
import { execIn } from './exec.ts';
import { chooseContainer } from './logs.ts';

interface Place {
  readonly pod: string;
  readonly namespace: string;
  readonly path: string;
}

/**
 * `[NAMESPACE/]POD:PATH`, or a path of this machine.
 *
 * @see kubectl, cmd/cp, extractFileSpec
 */
function placeOf(call: Call, word: string): Place {
  const colon = word.indexOf(':');
  if (colon < 0) return { pod: '', namespace: '', path: word };
  const owner = word.slice(0, colon).split('/');
  if (colon === 0 || owner.length > 2) throw new Failure('filespec must match the canonical format: [[namespace/]pod:]file/path');
  const [pod = '', namespace = call.session.namespace] = owner.reverse();
  return { pod, namespace, path: word.slice(colon + 1) };
}

export const cp: Command = {
  name: 'cp', args: '<file-spec-src> <file-spec-dest>', short: 'Copy files and directories to and from containers', completes: 'pod',
  flags: [
    text('container', 'c', { hint: 'container', help: 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen' }),
    bool('no-preserve', '', { help: 'The copied file/directory\'s ownership and permissions will not be preserved in the container' }),
    int('retries', '', { default: '0', help: 'Set number of retries to complete a copy operation from a container.' }),
  ],
  *run(call) {
    const [source, target, ...more] = call.args;
    if (source === undefined || target === undefined || more.length > 0) throw new Failure('source and destination are required');
    const [from, to] = [placeOf(call, source), placeOf(call, target)];
    if (from.pod !== '' && to.pod !== '') throw new Failure('one of src or dest must be a local file specification');
    if (from.pod === '' && to.pod === '') throw new Failure('one of src or dest must be a remote file specification');
    if (from.path === '' || to.path === '') throw new Failure('filepath can not be empty');
    yield* from.pod === '' ? upload(call, from.path, to) : download(call, from, to.path);
  },
};

/** The container that is meant, as something that runs commands. */
function* containerAt(call: Call, { pod: name, namespace }: Place): Run<RunIn> {
  const pod = yield* call.session.get<Obj>(`/api/v1/namespaces/${namespace}/pods/${name}`);
  const container = chooseContainer(call, pod, call.flags.text('container'));
  return (command, stdin = '') => execIn(call, pod, { container, command, stdin });
}

const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';

type RunIn = (command: readonly string[], stdin?: string) => ReturnType<typeof execIn>;

const isFolderIn = function* (run: RunIn, path: string): Run<boolean> {
  return (yield* run(['test', '-d', path])).exitCode === 0;
};

function* upload(call: Call, file: string, to: Place): Run<void> {
  const content = yield* perform({ do: 'read', file });
  const below = content === undefined ? yield* perform({ do: 'list', folder: file }) : undefined;
  if (content === undefined && !below) throw new Failure(`${file} doesn't exist in local filesystem`);
  const run = yield* containerAt(call, to);
  const path = (yield* isFolderIn(run, to.path)) ? `${to.path.replace(/\/+$/, '')}/${baseName(file)}` : to.path;
  if (content !== undefined) yield* put(call, run, { path, content });
  for (const name of below ?? []) {
    const inside = `${path.replace(/\/+$/, '')}/${name}`;
    yield* succeed(call, yield* run(['mkdir', '-p', inside.slice(0, inside.lastIndexOf('/')) || '/']));
    yield* put(call, run, { path: inside, content: yield* call.session.read(`${file.replace(/\/+$/, '')}/${name}`) });
  }
}

function* put(call: Call, run: RunIn, { path, content }: { readonly path: string; readonly content: string }): Run<void> {
  const quoted = path.replaceAll("'", `'\\''`);
  yield* succeed(call, yield* run(['sh', '-c', content === '' ? `: > '${quoted}'` : `cat > '${quoted}'`], content));
}

/** Passes on what a command in the container complained of. */
function* succeed(call: Call, { stderr, exitCode }: { readonly stderr: string; readonly exitCode: number }): Run<void> {
  yield* [];
  call.session.output.stderr(stderr);
  if (exitCode !== 0) throw new ProgramFailure(exitCode);
}

function* download(call: Call, from: Place, file: string): Run<void> {
  const run = yield* containerAt(call, from);
  if (!(yield* isFolderIn(run, from.path))) {
    yield* fetchFile(call, run, from.path, file);
    return;
  }
  const root = from.path.replace(/\/+$/, '');
  const { stdout } = yield* run(['find', root === '' ? '/' : root]);
  for (const path of stdout.split('\n').filter((line) => line.startsWith(`${root}/`))) {
    if (!(yield* isFolderIn(run, path))) yield* fetchFile(call, run, path, `${file.replace(/\/+$/, '')}/${path.slice(root.length + 1)}`);
  }
}

function* fetchFile(call: Call, run: RunIn, path: string, file: string): Run<void> {
  const result = yield* run(['cat', path]);
  yield* succeed(call, result);
  yield* call.session.write(file, result.stdout);
}

export const proxy: Command = {
  name: 'proxy', args: '[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]', short: 'Run a proxy to the Kubernetes API server', flags: [
    int('port', 'p', { default: '8001' }), text('address', '', { default: '127.0.0.1' }), text('accept-hosts', '', { default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$' }), text('accept-paths', '', { default: '^.*' }),
    text('api-prefix', '', { default: '/' }), bool('append-server-path'), bool('disable-filter'), duration('keepalive'), text('reject-methods', '', { default: '^$' }),
    text('reject-paths', '', { default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach' }), text('unix-socket', 'u'), text('www', 'w'), text('www-prefix', 'P', { default: '/static/' }),
  ],
  *run() {
    yield* [];
    throw new Failure('no port of this machine can be opened here; kubectl get --raw asks the API server directly');
  },
};
