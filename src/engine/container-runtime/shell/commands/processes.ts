import { copyBlocks } from './files.ts';
import type { CommandFunction, CommandTable, Running, ShellState, Streams } from '../shell-state.ts';

/** `sleep 1.5`, `sleep 2m`, `sleep infinity`. */
function* sleep(argv: readonly string[], streams: Streams): Running {
  let totalMs = 0;
  for (const word of argv.slice(1)) {
    const match = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(word);
    if (/^inf(inity)?$/.test(word)) totalMs = Infinity;
    else if (!match) {
      streams.err(`sleep: invalid number '${word}'\n`);
      return 1;
    } else totalMs += Number(match[1]) * ({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] || 's'] ?? 1000);
  }
  yield { sleepMs: totalMs };
  return 0;
}

/** The first process of the container, as `ps` shows it. */
function firstProcess(shell: ShellState): string {
  const { spec, image } = shell.host.machine;
  return [...(spec.command ?? image.entrypoint), ...(spec.args ?? (spec.command ? [] : image.cmd))].join(' ') || 'sh';
}

const kill: CommandFunction = (argv, shell, { err }) => {
  const targets = argv.slice(1).filter((word) => /^\d+$/.test(word));
  const signal = argv.slice(1).find((word) => word.startsWith('-'))?.replace(/^-(?:s|SIG)?/, '') ?? 'TERM';
  if (signal === '0') return targets.includes('1') ? 0 : 1;
  for (const pid of targets) {
    const job = shell.jobs.find(({ id }) => String(id) === pid);
    if (job) job.stop();
    else if (pid === '1') shell.host.signalFirst(signal);
    else {
      err(`sh: can't kill pid ${pid}: No such process\n`);
      return 1;
    }
  }
  return 0;
};

const killall: CommandFunction = (argv, shell) => {
  const name = argv.slice(1).find((word) => !word.startsWith('-')) ?? '';
  if (!firstProcess(shell).includes(name)) return 1;
  if (argv.includes('-0')) return 0;
  shell.host.signalFirst(argv.includes('-9') ? 'KILL' : 'TERM');
  return 0;
};

const ps: CommandFunction = (_argv, shell, { out }) => {
  out(`PID   USER     TIME  COMMAND\n    1 root      0:00 ${firstProcess(shell)}\n    7 root      0:00 ps\n`);
  return 0;
};

const printenv: CommandFunction = (argv, shell, { out }) => {
  const [, name] = argv;
  if (name === undefined) return env(['env'], shell, { input: { text: '' }, out, err: out }) as number;
  const value = shell.variables.get(name);
  if (value === undefined) return 1;
  out(`${value}\n`);
  return 0;
};

const env: CommandFunction = (argv, shell, streams) => {
  const rest = argv.slice(1);
  while (rest[0]?.includes('=')) {
    const [name = '', value = ''] = (rest.shift() ?? '').split(/=(.*)/s);
    shell.variables.set(name, value);
    shell.exported.add(name);
  }
  if (rest.length > 0) return shell.host.language.invoke(rest, shell, streams);
  streams.out([...shell.variables].filter(([name]) => shell.exported.has(name)).map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
};

/** A command that keeps one processor busy: `yes`, `dd`, `md5sum /dev/zero`. It never ends by itself. */
function* busy(shell: ShellState): Running {
  const { machine } = shell.host;
  machine.useCpu(machine.cpu.steadyMilli + 1000);
  yield { sleepMs: Infinity };
  return 0;
}

const say = (text: (shell: ShellState) => string): CommandFunction => (_argv, shell, { out }) => {
  out(`${text(shell)}\n`);
  return 0;
};

export const processCommands: CommandTable = [
  ['sleep', (argv, _shell, streams) => sleep(argv, streams)], ['kill', kill], ['killall', killall], ['pkill', killall], ['ps', ps], ['top', ps], ['env', env], ['printenv', printenv],
  ['usleep', (argv, _shell, streams) => sleep(['sleep', String(Number(argv[1]) / 1_000_000)], streams)],
  ['hostname', say((shell) => shell.host.machine.spec.hostname)], ['whoami', say(() => 'root')], ['id', say(() => 'uid=0(root) gid=0(root) groups=0(root)')],
  ['uname', (argv, shell, { out }) => { out(argv.includes('-a') ? `Linux ${shell.host.machine.spec.hostname} 6.8.0 #1 SMP x86_64 GNU/Linux\n` : argv.includes('-n') ? `${shell.host.machine.spec.hostname}\n` : argv.includes('-r') ? '6.8.0\n' : 'Linux\n'); return 0; }],
  ['nproc', say((shell) => String(Math.max(1, Math.floor(shell.host.machine.spec.nodeCpuMilli / 1000))))],
  ['pidof', (argv, shell, { out }) => { if (!firstProcess(shell).includes(argv[1] ?? '\0')) return 1; out('1\n'); return 0; }],
  ['pgrep', (argv, shell, { out }) => { if (!firstProcess(shell).includes(argv[argv.length - 1] ?? '\0')) return 1; out('1\n'); return 0; }],
  ['yes', (_argv, shell) => busy(shell)],
  ['dd', (argv, shell, streams) => (argv.some((word) => word.startsWith('count=')) ? copyBlocks(argv, shell, streams) : busy(shell))],
  ...['md5sum', 'sha256sum', 'sha1sum'].map((name) => [name, (argv: readonly string[], shell: ShellState) => (argv.includes('/dev/zero') ? busy(shell) : 0)] as const),
  ['which', (argv, _shell, { out }) => { out(`/bin/${argv[1] ?? ''}\n`); return 0; }],
  ['mktemp', (_argv, shell, { out }) => { const name = `/tmp/tmp.${shell.host.machine.random.suffix(6)}`; shell.host.machine.files.write(name, ''); out(`${name}\n`); return 0; }],
];
