import { resolvePath } from '../../files.ts';
import type { CommandFunction, CommandTable, Running, ShellState, Streams } from '../shell-state.ts';

const operands = (argv: readonly string[]): string[] => argv.slice(1).filter((word) => !/^-./.test(word));
const at = (shell: ShellState, name: string): string => resolvePath(shell.directory, name);
const baseName = (path: string): string => path.replace(/\/+$/, '').slice(path.replace(/\/+$/, '').lastIndexOf('/') + 1);

const ls: CommandFunction = (argv, shell, { out, err }) => {
  const flags = argv.slice(1).filter((word) => /^-[a-zA-Z0-9]+$/.test(word)).join('');
  const { files } = shell.host.machine;
  const names = operands(argv);
  let status = 0;
  for (const name of names.length > 0 ? names : ['.']) {
    const path = at(shell, name);
    if (files.isDirectory(path)) {
      if (names.length > 1) out(`${name}:\n`);
      const shown = files.list(path).filter((entry) => flags.includes('a') || flags.includes('A') || !entry.startsWith('.'));
      out(shown.map((entry) => `${flags.includes('l') ? long(shell, resolvePath(path, entry)) : ''}${entry}\n`).join(''));
    } else if (files.read(path) !== undefined) out(`${flags.includes('l') ? long(shell, path) : ''}${name}\n`);
    else {
      err(`ls: ${name}: No such file or directory\n`);
      status = 1;
    }
  }
  return status;
};

function long(shell: ShellState, path: string): string {
  const { files } = shell.host.machine;
  const size = String(files.sizeOf(path) ?? 4096).padStart(9);
  return `${files.isDirectory(path) ? 'drwxr-xr-x' : '-rw-r--r--'}    1 root     root     ${size} Jan  1 00:00 `;
}

const touch: CommandFunction = (argv, shell, { err }) => {
  for (const name of operands(argv)) {
    const path = at(shell, name);
    const { files } = shell.host.machine;
    if (!files.isDirectory(path.slice(0, path.lastIndexOf('/')) || '/')) {
      err(`touch: ${name}: No such file or directory\n`);
      return 1;
    }
    if (!files.write(path, files.read(path) ?? '')) {
      err(`touch: ${name}: Read-only file system\n`);
      return 1;
    }
  }
  return 0;
};

const rm: CommandFunction = (argv, shell, { err }) => {
  const forced = argv.some((word) => /^-\w*f/.test(word));
  let status = 0;
  for (const name of operands(argv)) {
    const outcome = shell.host.machine.files.remove(at(shell, name));
    if (outcome === 'removed' || (outcome === 'absent' && forced)) continue;
    err(`rm: can't remove '${name}': ${outcome === 'absent' ? 'No such file or directory' : 'Read-only file system'}\n`);
    status = 1;
  }
  return status;
};

const mkdir: CommandFunction = (argv, shell, { err }) => {
  for (const name of operands(argv)) {
    const path = at(shell, name);
    const { files } = shell.host.machine;
    if (files.exists(path) && !argv.includes('-p')) {
      err(`mkdir: can't create directory '${name}': File exists\n`);
      return 1;
    }
    if (!files.makeDirectory(path)) {
      err(`mkdir: can't create directory '${name}': Read-only file system\n`);
      return 1;
    }
  }
  return 0;
};

/** `cp` and `mv` of files (and, recursively, of directories). */
const copy = (removes: boolean): CommandFunction => (argv, shell, { err }) => {
  const { files } = shell.host.machine;
  const names = operands(argv);
  const target = at(shell, names.pop() ?? '');
  for (const name of names) {
    const from = at(shell, name);
    const to = files.isDirectory(target) ? resolvePath(target, baseName(from)) : target;
    if (!copyTree(shell, from, to)) {
      err(`${argv[0] ?? 'cp'}: can't stat '${name}': No such file or directory\n`);
      return 1;
    }
    if (removes) files.remove(from);
  }
  return 0;
};

function copyTree(shell: ShellState, from: string, to: string): boolean {
  const { files } = shell.host.machine;
  const content = files.read(from);
  if (content !== undefined) return content === '' ? files.writeZeros(to, files.sizeOf(from) ?? 0) : files.write(to, content);
  if (!files.isDirectory(from)) return false;
  files.makeDirectory(to);
  return files.list(from).every((name) => copyTree(shell, `${from}/${name}`, `${to}/${name}`));
}

const cd: CommandFunction = (argv, shell, { err }) => {
  const path = at(shell, argv[1] ?? shell.variables.get('HOME') ?? '/');
  if (!shell.host.machine.files.isDirectory(path)) {
    err(`${shell.name}: cd: can't cd to ${argv[1] ?? ''}: No such file or directory\n`);
    return 1;
  }
  shell.directory = path;
  shell.variables.set('PWD', path);
  return 0;
};

const find: CommandFunction = (argv, shell, { out }) => {
  const { files } = shell.host.machine;
  const walk = (path: string): void => {
    out(`${path}\n`);
    if (files.isDirectory(at(shell, path))) for (const name of files.list(at(shell, path))) walk(`${path === '/' ? '' : path}/${name}`);
  };
  walk(argv[1]?.startsWith('-') ? '.' : (argv[1] ?? '.'));
  return 0;
};

const stat: CommandFunction = (argv, shell, { out, err }) => {
  for (const name of operands(argv)) {
    if (!shell.host.machine.files.exists(at(shell, name))) {
      err(`stat: can't stat '${name}': No such file or directory\n`);
      return 1;
    }
    out(`  File: ${name}\n`);
  }
  return 0;
};

const units: Readonly<Record<string, number>> = { '': 1, c: 1, k: 1024, K: 1024, KB: 1000, kB: 1000, m: 1_048_576, M: 1_048_576, MB: 1_000_000, g: 1_073_741_824, G: 1_073_741_824, GB: 1_000_000_000 };

/** `10M`, `1GiB`, `512`. */
function bytesOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit.replace('iB', '')) ? units[unit.replace('iB', '')] : undefined;
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}

/** `fallocate -l 1G FILE` and `truncate -s 1G FILE`. */
const sized = (flag: string): CommandFunction => (argv, shell, { err }) => {
  const place = argv.findIndex((word) => word.startsWith(flag));
  const attached = argv[place]?.slice(flag.length);
  const bytes = bytesOf((attached === '' ? argv[place + 1] : attached) ?? '');
  const names = argv.filter((_word, index) => index > 0 && index !== place && !(attached === '' && index === place + 1));
  if (bytes === undefined || names.length === 0) {
    err(`${argv[0] ?? ''}: invalid number '${(attached === '' ? argv[place + 1] : attached) ?? ''}'\n`);
    return 1;
  }
  for (const name of names) {
    if (shell.host.machine.files.writeZeros(at(shell, name), bytes)) continue;
    err(`${argv[0] ?? ''}: ${name}: Read-only file system\n`);
    return 1;
  }
  return 0;
};

/** A disk takes 500 MB a second. */
const diskBytesPerMs = 500_000;

/** `dd if=/dev/zero of=FILE bs=1M count=600`: as many bytes as it says, in the time that a disk takes. */
export function* copyBlocks(argv: readonly string[], shell: ShellState, { err }: Streams): Running {
  const { files } = shell.host.machine;
  const operand = (name: string): string | undefined => argv.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const [source = '/dev/zero', target = '/dev/null'] = [operand('if'), operand('of')];
  const blockBytes = bytesOf(operand('bs') ?? '512') ?? 512;
  const there = source.startsWith('/dev/') ? Infinity : files.sizeOf(at(shell, source));
  if (there === undefined) {
    err(`dd: can't open '${source}': No such file or directory\n`);
    return 1;
  }
  const bytes = Math.min(there, blockBytes * (bytesOf(operand('count') ?? '0') ?? 0));
  yield { sleepMs: Math.ceil(bytes / diskBytesPerMs) };
  const text = there === Infinity ? '' : (files.read(at(shell, source)) ?? '').slice(0, bytes);
  if (!(text === '' ? files.writeZeros(at(shell, target), bytes) : files.write(at(shell, target), text))) {
    err(`dd: can't open '${target}': Read-only file system\n`);
    return 1;
  }
  const count = `${String(Math.floor(bytes / blockBytes))}+${bytes % blockBytes > 0 ? '1' : '0'}`;
  err(`${count} records in\n${count} records out\n`);
  return 0;
}

/** `du -s DIRECTORY`: what is in it, in KiB. */
const du: CommandFunction = (argv, shell, { out }) => {
  const { files } = shell.host.machine;
  const bytesIn = (path: string): number => files.sizeOf(path) ?? files.list(path).reduce((sum, name) => sum + bytesIn(`${path === '/' ? '' : path}/${name}`), 0);
  const named = operands(argv);
  for (const name of named.length > 0 ? named : ['.']) out(`${String(Math.ceil(bytesIn(at(shell, name)) / 1024))}\t${name}\n`);
  return 0;
};

const nothing: CommandFunction = () => 0;

export const fileCommands: CommandTable = [
  ['ls', ls], ['touch', touch], ['rm', rm], ['mkdir', mkdir], ['cp', copy(false)], ['mv', copy(true)], ['cd', cd], ['find', find], ['stat', stat],
  ['fallocate', sized('-l')], ['truncate', sized('-s')], ['du', du],
  ['rmdir', rm], ['pwd', (_argv, shell, { out }) => { out(`${shell.directory}\n`); return 0; }],
  ['basename', (argv, _shell, { out }) => { out(`${baseName(argv[1] ?? '').replace(new RegExp(`${(argv[2] ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`), '')}\n`); return 0; }],
  ['dirname', (argv, _shell, { out }) => { out(`${(argv[1] ?? '').slice(0, (argv[1] ?? '').lastIndexOf('/')) || '.'}\n`); return 0; }],
  ['chmod', nothing], ['chown', nothing], ['ln', nothing], ['sync', nothing], ['mount', nothing], ['umask', nothing], ['ulimit', nothing], ['sysctl', nothing], ['apt-get', nothing], ['apt', nothing], ['apk', nothing],
  ['df', (_argv, _shell, { out }) => { out('Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay              104857600   8388608  96468992   8% /\n'); return 0; }],
];
