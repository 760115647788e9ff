import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
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

/** `[NAMESPACE/]POD:PATH`, or a path of this machine. */
function placeOf(call: Call, word: string): Place {
  const colon = word.indexOf(':');
  if (colon < 0) return { pod: '', namespace: '', path: word };
  const owner = word.slice(0, colon).split('/');
  if (colon === 0) throw new Failure('filespec must match the canonical format: [[namespace/]pod:]file/path');
  return owner.length === 2 ? { namespace: owner[0] ?? '', pod: owner[1] ?? '', path: word.slice(colon + 1) } : { namespace: call.session.namespace, pod: owner[0] ?? '', path: word.slice(colon + 1) };
}

export const cp: Command = {
  name: 'cp', args: '<file-spec-src> <file-spec-dest>', short: 'Copy files and directories to and from containers', completes: 'pod',
  flags: [text('container', 'c', { hint: 'container' }), bool('no-preserve'), int('retries', '', { default: '0' })],
  *run(call) {
    const [source, target, ...more] = call.args;
    if (source === undefined || target === undefined || more.length > 0) throw new Failure('source and destination are required');
    const [from, to] = [placeOf(call, source), placeOf(call, target)];
    if (from.path === '' || to.path === '') throw new Failure('filepath can not be empty');
    if (from.pod !== '' && to.pod !== '') throw new Failure('one of src or dest must be a local file specification');
    if (from.pod === '' && to.pod === '') throw new Failure('one of src or dest must be a remote file specification');
    if (from.pod !== '') throw new Failure('a file of a container cannot be written to this machine; kubectl exec POD -- cat FILE prints it');
    yield* upload(call, yield* call.session.read(from.path), to);
  },
};

function* upload(call: Call, content: string, { pod: name, namespace, path }: Place): Run<void> {
  const pod = yield* call.session.get<Obj>(`/api/v1/namespaces/${namespace}/pods/${name}`);
  const target = path.replaceAll("'", `'\\''`);
  const result = yield* execIn(call, pod, { container: chooseContainer(call, pod, call.flags.text('container')), command: ['sh', '-c', `cat > '${target}'`], stdin: content });
  call.session.output.stderr(result.stderr);
  if (result.exitCode !== 0) throw new ProgramFailure(result.exitCode);
}

export const portForward: Command = {
  name: 'port-forward', args: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]', short: 'Forward one or more local ports to a pod', completes: 'pod',
  flags: [text('address', '', { default: 'localhost' }), duration('pod-running-timeout', '', { default: '1m0s' })],
  *run(call) {
    if (call.args.length < 2) throw usageFailure(call, 'TYPE/NAME and list of ports are required for port-forward');
    yield* [];
    throw new Failure('no port of this machine can be forwarded to a simulated cluster; kubectl exec runs a command inside it, such as wget');
  },
};

export const proxy: Command = {
  name: 'proxy', args: '[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]', short: 'Run a proxy to the Kubernetes API server', flags: [int('port', 'p', { default: '8001' }), text('address')],
  *run() {
    yield* [];
    throw new Failure('no port of this machine can be opened here; kubectl get --raw asks the API server directly');
  },
};
