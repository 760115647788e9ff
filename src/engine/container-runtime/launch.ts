import type { KnownImage } from './images.ts';
import type { ContainerSpec, StartError } from './interface.ts';
import { startFake } from './programs/fake.ts';
import type { Process, ProcessHost } from './programs/process.ts';
import { startAgnhost, startComponent, startHttp, startKeyValue, startTcp } from './programs/servers.ts';
import { Forever, Timed } from './programs/simple.ts';
import { startCpuStress, startStress } from './programs/stress.ts';
import { isCommand } from './shell/commands.ts';
import { startShell } from './shell/program.ts';

/** The command line of a container: the manifest's `command` and `args` over the image's own. */
export function commandLine(spec: ContainerSpec, image: KnownImage): readonly string[] {
  if (spec.command && spec.command.length > 0) return [...spec.command, ...(spec.args ?? [])];
  return [...image.entrypoint, ...(spec.args && spec.args.length > 0 ? spec.args : image.cmd)];
}

/** Which program a container runs; or why it cannot be started. */
export function chooseProgram(spec: ContainerSpec, image: KnownImage & { readonly unknown?: true }): ((host: ProcessHost) => Process) | StartError {
  const argv = commandLine(spec, image);
  const { fake } = spec;
  if (fake) return (host) => startFake([...(spec.command ?? []), ...(spec.args ?? [])], host, fake);
  if (runsOwnProgram(spec, image, argv)) return (host) => startImage(argv, host);
  const [program = '', ...rest] = argv.length > 0 ? argv : ['sh'];
  const wrapped = image.entrypoint.length > 0 && !spec.command && isCommand(rest[0] ?? '', image) ? rest : [program, ...rest];
  if (isCommand(wrapped[0] ?? '', image)) return (host) => startShell(wrapped, host);
  if (image.unknown) return (host) => startTcp(host, spec.ports);
  return { startError: `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "${program}": ${program.includes('/') ? `stat ${program}: no such file or directory` : 'executable file not found in $PATH'}` };
}

/** Whether the command line comes down to what the image does by itself. */
function runsOwnProgram(spec: ContainerSpec, image: KnownImage, argv: readonly string[]): boolean {
  if (image.program === 'shell') return false;
  if (image.program === 'component') return !isShell(argv[0] ?? '');
  const program = spec.command?.[0];
  if (program !== undefined) return isOwn(program, image) && image.program !== 'exit';
  const first = spec.args?.[0];
  if (first === undefined || argv.length === 0) return true;
  if (image.program === 'stress' || image.program === 'cpu-stress' || image.program === 'agnhost') return !isShell(first);
  return first.startsWith('-') || isOwn(first, image) || !isCommand(first, image);
}

/** Client programs of an image (mysql, redis-cli, curl) are not what it serves with. */
const clients = ['curl', 'redis-cli', 'mysql', 'mysqladmin', 'mariadb', 'psql', 'pg_isready', 'mongo', 'mongosh', 'nodetool', 'cqlsh', 'zookeeper-ready', 'zkCli.sh', 'rabbitmqctl', 'etcdctl', '/ready-probe.sh'];
const isOwn = (word: string, image: KnownImage): boolean => (image.executables.includes(word) && !clients.includes(word)) || image.entrypoint[0] === word || image.cmd[0] === word;
const isShell = (word: string): boolean => /^(?:.*\/)?(?:sh|bash|ash|dash|zsh)$/.test(word);

function startImage(argv: readonly string[], host: ProcessHost): Process {
  const { image, spec } = host;
  switch (image.program) {
    case 'component': return startComponent(host);
    case 'http': return startHttp(host);
    case 'tcp':
    case 'sql': return startTcp(host, image.ports);
    case 'key-value': return startKeyValue(host);
    case 'stress': return argv.length > 1 ? startStress(argv, host) : new Timed(host, { afterMs: 10, exitCode: 0 }, 143);
    case 'cpu-stress': return startCpuStress(argv, host);
    case 'agnhost': return startAgnhost(argv, host);
    case 'exit':
      for (const line of image.startupLog) host.print(`${line}\n`);
      return new Timed(host, { afterMs: 10, exitCode: 0 }, 0);
    case 'declared-ports': return startTcp(host, spec.ports);
    case 'forever':
    case 'shell': return new Forever(host);
  }
}
