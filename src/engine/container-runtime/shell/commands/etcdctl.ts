import { hash64 } from '../../../../kube/hash.ts';
import type { EtcdMemberView, EtcdView } from '../../interface.ts';
import type { CommandFunction, Running, ShellState, Streams } from '../shell-state.ts';

/** How long etcdctl waits for an answer before it gives up (`--command-timeout`). */
const timeoutMs = 5000;
const version = '3.6.8';
const storageVersion = '3.6.0';
const usualEndpoint = '127.0.0.1:2379';

interface Ask {
  readonly words: readonly string[];
  readonly isTable: boolean;
  readonly flags: ReadonlySet<string>;
}

const withValue: ReadonlySet<string> = new Set(['-w', '--write-out', '--endpoints', '--cacert', '--cert', '--key', '--command-timeout', '--dial-timeout', '--limit']);

function askOf(argv: readonly string[]): Ask {
  const words: string[] = [];
  const flags = new Set<string>();
  let format = 'simple';
  for (let index = 1; index < argv.length; index++) {
    const [name = '', inline] = (argv[index] ?? '').split(/=(.*)/s);
    const value = withValue.has(name) ? (inline ?? argv[++index] ?? '') : '';
    if (name === '-w' || name === '--write-out') format = value;
    else if (/^-w./.test(name)) format = name.slice(2);
    else if (name.startsWith('-')) flags.add(name);
    else words.push(argv[index] ?? '');
  }
  return { words, flags, isTable: format === 'table' };
}

/**
 * What etcdctl 3.6 says of the cluster's own etcd; `other` is run for any other. Certificates may be left out: who is on the machine has them.
 *
 * @see etcd 3.6, etcdctl
 */
export const etcdctlOf = (other: CommandFunction): CommandFunction =>
  function* etcdctl(argv: readonly string[], shell: ShellState, streams: Streams): Running {
    const etcd = shell.host.machine.etcd();
    const ask = askOf(argv);
    if (!etcd) {
      const ended = other(argv, shell, streams);
      return typeof ended === 'number' ? ended : yield* ended;
    }
    switch (ask.words.slice(0, 2).join(' ')) {
      case 'version':
        streams.out(`etcdctl version: ${version}\nAPI version: 3.6\n`);
        return 0;
      case 'member list': return yield* listMembers(etcd, ask, streams);
      case 'endpoint status': return yield* tellStatus(etcd, ask, streams);
      case 'endpoint health': return yield* tellHealth(etcd, ask, streams);
    }
    if (ask.words[0] === 'get') return yield* get(etcd, ask, streams);
    streams.err(`Error: unknown command ${JSON.stringify(ask.words[0] ?? '')} for "etcdctl"\n`);
    return 1;
  };

/** Waits for a majority's word: true where it comes. */
function* agreed({ own, roundMs }: EtcdView, { err }: Streams, complaint = ''): Generator<{ readonly sleepMs: number }, boolean> {
  yield { sleepMs: own.serves ? roundMs : timeoutMs };
  if (!own.serves) err(`Error: ${complaint}context deadline exceeded\n`);
  return own.serves;
}

function* listMembers(etcd: EtcdView, { isTable }: Ask, streams: Streams): Running {
  if (!(yield* agreed(etcd, streams))) return 1;
  const rows = etcd.members.map((member) => [idOf(member), 'started', member.name, `https://${member.address}:2380`, endpointOf(member), 'false']);
  streams.out(shown(rows, isTable && ['ID', 'STATUS', 'NAME', 'PEER ADDRS', 'CLIENT ADDRS', 'IS LEARNER']));
  return 0;
}

/** Those that are asked: all that the members say there are, or the one here. */
function* asked(etcd: EtcdView, { flags }: Ask, streams: Streams): Generator<{ readonly sleepMs: number }, readonly (readonly [endpoint: string, member: EtcdMemberView])[] | undefined> {
  if (!flags.has('--cluster')) return [[usualEndpoint, etcd.own]];
  if (!(yield* agreed(etcd, streams, 'failed to fetch endpoints from etcd cluster member list: '))) return undefined;
  return etcd.members.map((member) => [endpointOf(member), member] as const);
}

function* tellStatus(etcd: EtcdView, ask: Ask, streams: Streams): Running {
  const those = yield* asked(etcd, ask, streams);
  if (!those) return 1;
  const missing = those.filter(([, { isReached }]) => !isReached);
  if (missing.length > 0) yield { sleepMs: timeoutMs };
  for (const [endpoint] of missing) streams.err(`Failed to get the status of endpoint ${endpoint} (context deadline exceeded)\n`);
  const size = bytesText(etcd.keys('/').reduce((sum, [key, bytes]) => sum + key.length + bytes, 0));
  const rows = those.filter(([, { isReached }]) => isReached).map(([endpoint, member]) => [
    endpoint, idOf(member), version, storageVersion, size, size, '0%', '0 B', String(member.isLeader), 'false', String(member.term), String(member.index), String(member.applied),
    member.hasLeader ? '' : 'etcdserver: no leader', '', 'false',
  ]);
  streams.out(shown(rows, ask.isTable && statusHead));
  return missing.length > 0 ? 1 : 0;
}

const statusHead = ['ENDPOINT', 'ID', 'VERSION', 'STORAGE VERSION', 'DB SIZE', 'IN USE', 'PERCENTAGE NOT IN USE', 'QUOTA', 'IS LEADER', 'IS LEARNER', 'RAFT TERM', 'RAFT INDEX', 'RAFT APPLIED INDEX', 'ERRORS', 'DOWNGRADE TARGET VERSION', 'DOWNGRADE ENABLED'];

function* tellHealth(etcd: EtcdView, ask: Ask, streams: Streams): Running {
  const those = yield* asked(etcd, ask, streams);
  if (!those) return 1;
  const isWell = ({ isReached, serves }: EtcdMemberView): boolean => isReached && serves;
  const sick = those.filter(([, member]) => !isWell(member));
  const took = (member: EtcdMemberView): string => `${String(isWell(member) ? Math.max(1, etcd.roundMs) : timeoutMs / 1000)}${isWell(member) ? 'ms' : 's'}`;
  yield { sleepMs: sick.length > 0 ? timeoutMs : etcd.roundMs };
  const error = 'failed to commit proposal: context deadline exceeded';
  if (ask.isTable) streams.out(shown(those.map(([endpoint, member]) => [endpoint, String(isWell(member)), took(member), isWell(member) ? '' : 'context deadline exceeded']), ['ENDPOINT', 'HEALTH', 'TOOK', 'ERROR']));
  else {
    for (const [endpoint, member] of those) {
      if (isWell(member)) streams.out(`${endpoint} is healthy: successfully committed proposal: took = ${took(member)}\n`);
      else streams.err(`${endpoint} is unhealthy: ${error}\n`);
    }
  }
  if (sick.length > 0) streams.err('Error: unhealthy cluster\n');
  return sick.length > 0 ? 1 : 0;
}

/** Keys alone: what the API server writes as values is no text. */
function* get(etcd: EtcdView, { words, flags }: Ask, streams: Streams): Running {
  const [, key = ''] = words;
  if (key === '') {
    streams.err('Error: get command needs one argument as key and an optional argument as range_end\n');
    return 1;
  }
  if (!flags.has('--keys-only')) {
    streams.err('Error: values are in the API server\u2019s own encoding; ask for --keys-only\n');
    return 1;
  }
  if (!(yield* agreed(etcd, streams))) return 1;
  const found = etcd.keys(key).filter(([name]) => flags.has('--prefix') || name === key);
  streams.out(found.map(([name]) => `${name}\n\n`).join(''));
  return 0;
}

const endpointOf = ({ address }: EtcdMemberView): string => `https://${address}:2379`;
const idOf = ({ address }: EtcdMemberView): string => hash64(`https://${address}:2380`).replace(/^0+/, '');

/** `20 kB`, `2.5 MB`: thousands, one digit after the point below ten. */
function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value < 9.95 && unit > 0 ? (Math.round(value * 10) / 10).toFixed(1) : String(Math.round(value))} ${units[unit] ?? ''}`;
}

/** Rows with commas, or a table with a heading: cells to the right, headings in the middle. */
function shown(rows: readonly (readonly string[])[], head: readonly string[] | false): string {
  if (!head) return rows.map((row) => `${row.join(', ')}\n`).join('');
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
  const middle = (text: string, width: number): string => text.padStart(text.length + Math.floor((width - text.length) / 2)).padEnd(width);
  const rowOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const titles = rowOf(head.map((title, column) => middle(title, widths[column] ?? 0)));
  return line + titles + line + rows.map((row) => rowOf(row.map((cell, column) => cell.padStart(widths[column] ?? 0)))).join('') + line;
}
