import type { CommandFunction, CommandTable, Running, ShellState, Streams } from '../shell-state.ts';
import { send } from './network.ts';
import { etcdctlOf } from './etcdctl.ts';
import { piDigits } from './pi.ts';

/** A client of a server on some port: waits for the answer, and says so where there is none. */
const client = (usualPort: number, complaint: (host: string, port: number) => string, answered: (argv: readonly string[], body: string, streams: Streams) => void = () => undefined) =>
  function* run(argv: readonly string[], shell: ShellState, streams: Streams): Running {
    const flag = (...names: readonly string[]): string | undefined => {
      for (const [index, word] of argv.entries()) {
        if (names.includes(word)) return argv[index + 1];
        const inline = names.find((name) => word.startsWith(name) && word.length > name.length);
        if (inline !== undefined) return word.slice(inline.length).replace(/^=/, '');
      }
      return undefined;
    };
    const host = flag('-h', '--host') ?? '127.0.0.1';
    const port = Number(flag('-p', '-P', '--port') ?? usualPort) || usualPort;
    const reply = send(shell, host, { protocol: 'TCP', port, body: commandOf(argv) } as never);
    yield { sleepMs: reply.latencyMs };
    if (reply.ok) {
      answered(argv, reply.body ?? '', streams);
      return 0;
    }
    streams.err(`${complaint(host, port)}\n`);
    return 1;
  };

/** The words of a command line that are no flags (nor their values). */
function commandOf(argv: readonly string[]): string {
  const words: string[] = [];
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (/^-[hpnau]$/.test(word)) index++;
    else if (!word.startsWith('-')) words.push(word);
  }
  return words.join(' ');
}

const redisCli = client(6379, (host, port) => `Could not connect to Redis at ${host}:${String(port)}: Connection refused`, (_argv, body, { out }) => { out(`${body}\n`); });
const mysql = client(3306, (host, port) => `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${String(port)}' (111)`, (argv, _body, { out }) => {
  if (argv.some((word) => word.includes('SELECT 1'))) out('1\n1\n');
});
const mysqladmin = client(3306, () => "mysqladmin: connect to server at 'localhost' failed", (_argv, _body, { out }) => { out('mysqld is alive\n'); });
const postgres = client(5432, (host, port) => `${host}:${String(port)} - no response`, (_argv, _body, { out }) => { out('/var/run/postgresql:5432 - accepting connections\n'); });
const quietly = (port: number): CommandFunction => client(port, () => 'connection refused');

/** Of an etcd that is not the cluster's own, only whether it answers. */
const etcdctl = etcdctlOf(quietly(2379));

/** `nginx -s quit`: tells the server that is there; otherwise it cannot start twice. */
const nginx: CommandFunction = (argv, shell, { out }) => {
  if (argv[1] === '-s') {
    if (argv[2] === 'quit' || argv[2] === 'stop') shell.host.signalFirst('TERM');
    return 0;
  }
  if (argv[1] === '-v') out('nginx version: nginx/1.27.0\n');
  if (argv[1] === '-t') out('nginx: configuration file /etc/nginx/nginx.conf test is successful\n');
  return 0;
};

/** `perl -Mbignum=bpi -wle 'print bpi(2000)'`: the one program that the documentation runs in Perl. It takes a few seconds. */
function* perl(argv: readonly string[], _shell: ShellState, { out }: Streams): Running {
  const digits = Number(/bpi\((\d+)\)/.exec(argv.join(' '))?.[1] ?? 0);
  if (digits === 0) return 0;
  yield { sleepMs: 1000 + digits * 2 };
  out(`${piDigits(Math.min(digits, 10_000))}\n`);
  return 0;
}

/** Of Python only what is printed and how it ends can be told from the outside. */
const python: CommandFunction = (argv, shell, { out }) => {
  const text = argv[argv.indexOf('-c') + 1] ?? '';
  for (const match of text.matchAll(/^print\((["'])(.*?)\1\)/gm)) out(`${match[2] ?? ''}\n`);
  return pythonStatus(text, shell);
};

/** `if os.environ.get("X") == "2": sys.exit(0) else: sys.exit(1)`, and `int(os.environ.get("X")) % 2 == 0`. */
function pythonStatus(text: string, shell: ShellState): number {
  const condition = /if\s+(int\()?os\.environ(?:\.get\(|\[)["'](\w+)["'][\])]\)?\s*(?:%\s*(\d+)\s*)?==\s*["']?(\w+)["']?\s*:\s*sys\.exit\((\d+)\)(?:\s*else\s*:\s*sys\.exit\((\d+)\))?/.exec(text);
  if (!condition) return Number(/sys\.exit\((\d+)\)/.exec(text)?.[1] ?? 0);
  const [, , name = '', modulus, wanted = '', then = '0', otherwise = '0'] = condition;
  const value = shell.variables.get(name) ?? '';
  const seen = modulus === undefined ? value : String(Number(value) % Number(modulus));
  return Number(seen === wanted ? then : otherwise);
}

const silently: CommandFunction = () => 0;

export const imageCommands: CommandTable = [
  ['redis-cli', redisCli], ['mysql', mysql], ['mariadb', mysql], ['mysqladmin', mysqladmin], ['psql', postgres], ['pg_isready', postgres],
  ['nginx', nginx], ['perl', perl], ['python3', python], ['python', python],
  ['zookeeper-ready', quietly(2181)], ['nodetool', silently], ['ready-probe.sh', quietly(9042)], ['etcdctl', etcdctl], ['mongosh', quietly(27017)], ['mongo', quietly(27017)], ['rabbitmqctl', quietly(5672)], ['rabbitmq-diagnostics', quietly(5672)],
];
