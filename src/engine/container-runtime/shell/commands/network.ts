import type { NetworkFailure, NetworkReply } from '../../../network/interface.ts';
import { resolvePath } from '../../files.ts';
import type { CommandTable, Running, ShellState, Streams } from '../shell-state.ts';

interface Url {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** `http://web:8080/a?b`, `web/a`, `https://10.0.0.1`. */
export function parseUrl(text: string): Url {
  const match = /^(?:(\w+):\/\/)?([^/:?]+|\[[^\]]+\])(?::(\d+))?([/?].*)?$/.exec(text);
  const port = match?.[3] ?? (match?.[1] === 'https' ? 443 : 80);
  return { host: match?.[2] ?? text, port: Number(port), path: match?.[4] ?? '/' };
}

const seconds = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number.parseFloat(text) * 1000);
const own = ['localhost', '127.0.0.1', '0.0.0.0'];

/** Sends a request: to the container itself, or out through its pod's network. */
export function send(shell: ShellState, host: string, request: Parameters<ShellState['host']['machine']['send']>[0] extends infer R ? Omit<R & object, 'host'> : never): NetworkReply {
  return shell.host.machine.send({ ...request, host: own.includes(host) ? shell.host.machine.spec.podIP : host } as Parameters<ShellState['host']['machine']['send']>[0]);
}

/** The value of a flag, in any of its spellings; flags that take a value swallow the next word. */
function flags(argv: readonly string[], withValue: readonly string[]): { readonly values: ReadonlyMap<string, string[]>; readonly set: ReadonlySet<string>; readonly operands: readonly string[] } {
  const values = new Map<string, string[]>();
  const set = new Set<string>();
  const operands: string[] = [];
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const [name = '', inline] = word.startsWith('--') ? word.split(/=(.*)/s) : [word];
    if (!word.startsWith('-') || word === '-') operands.push(word);
    else if (withValue.includes(name)) values.set(name, [...(values.get(name) ?? []), inline ?? argv[++index] ?? '']);
    else if (word.startsWith('--')) set.add(name);
    else index += cluster(word, argv[index + 1], withValue, values, set);
  }
  return { values, set, operands };
}

/** `-qO-`, `-sw FORMAT`: single letters, the last of which may take a value. 1 where that was the next word. */
function cluster(word: string, next: string | undefined, withValue: readonly string[], values: Map<string, string[]>, set: Set<string>): number {
  for (let at = 1; at < word.length; at++) {
    const letter = `-${word.charAt(at)}`;
    if (!withValue.includes(letter)) {
      set.add(letter);
      continue;
    }
    const rest = word.slice(at + 1);
    values.set(letter, [...(values.get(letter) ?? []), rest || (next ?? '')]);
    return rest ? 0 : 1;
  }
  return 0;
}

function* wget(argv: readonly string[], shell: ShellState, { out, err }: Streams): Running {
  const { values, set, operands } = flags(argv, ['-O', '-T', '--timeout', '--post-data', '--header', '-o', '-t', '--tries', '--output-document']);
  const target = parseUrl(operands[0] ?? '');
  const limitMs = seconds(values.get('-T')?.[0] ?? values.get('--timeout')?.[0], 900_000);
  const post = values.get('--post-data')?.[0];
  const reply = send(shell, target.host, { protocol: 'HTTP', port: target.port, method: post === undefined ? 'GET' : 'POST', path: target.path, host: target.host, ...(post === undefined ? {} : { body: post }) } as never);
  yield { sleepMs: Math.min(reply.latencyMs, limitMs) };
  const quiet = set.has('-q') || set.has('--quiet');
  if (!reply.ok || reply.latencyMs > limitMs) {
    err(reply.ok || reply.reason === 'timeout' ? 'wget: download timed out\n' : reply.reason === 'no such host' ? `wget: bad address '${target.host}'\n` : `wget: can't connect to remote host (${target.host}): ${sentence(reply.reason)}\n`);
    return 1;
  }
  if ((reply.status ?? 200) >= 400) {
    err(`wget: server returned error: HTTP/1.1 ${String(reply.status)} ${statusText(reply.status ?? 500)}\n`);
    return 1;
  }
  const file = values.get('-O')?.[0] ?? values.get('--output-document')?.[0] ?? (target.path.slice(target.path.lastIndexOf('/') + 1) || 'index.html');
  if (!quiet) err(`Connecting to ${target.host}\n`);
  if (set.has('--spider')) return 0;
  if (file === '-') out(reply.body ?? '');
  else shell.host.machine.files.write(resolvePath(shell.directory, file), reply.body ?? '');
  return 0;
}

const sentence = (reason: NetworkFailure): string => reason.charAt(0).toUpperCase() + reason.slice(1);
const statusText = (status: number): string => ({ 200: 'OK', 204: 'No Content', 301: 'Moved Permanently', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' })[status] ?? '';

function* curl(argv: readonly string[], shell: ShellState, { out, err }: Streams): Running {
  const { values, set, operands } = flags(argv, ['-o', '-m', '--max-time', '--connect-timeout', '-w', '--write-out', '-H', '--header', '-X', '--request', '-d', '--data', '-u', '--retry', '--retry-delay', '-A', '--cacert', '--output']);
  const target = parseUrl(operands[0] ?? '');
  const limitMs = seconds(values.get('-m')?.[0] ?? values.get('--max-time')?.[0] ?? values.get('--connect-timeout')?.[0], 300_000);
  const data = values.get('-d')?.[0] ?? values.get('--data')?.[0];
  const headers = Object.fromEntries([...(values.get('-H') ?? []), ...(values.get('--header') ?? [])].map((line) => line.split(/:\s*(.*)/s).slice(0, 2) as [string, string]));
  const method = values.get('-X')?.[0] ?? values.get('--request')?.[0] ?? (set.has('-I') || set.has('--head') ? 'HEAD' : data === undefined ? 'GET' : 'POST');
  const reply = send(shell, target.host, { protocol: 'HTTP', port: target.port, method, path: target.path, headers: { Host: target.host, ...headers }, ...(data === undefined ? {} : { body: data }) } as never);
  yield { sleepMs: Math.min(reply.latencyMs, limitMs) };
  const silent = (set.has('-s') || set.has('--silent')) && !set.has('-S') && !set.has('--show-error');
  if (!reply.ok || reply.latencyMs > limitMs) return curlFailure(reply, target, limitMs, silent ? () => undefined : err);
  const status = reply.status ?? 200;
  const fails = (set.has('-f') || set.has('--fail')) && status >= 400;
  if (set.has('-i') || set.has('-I') || set.has('--include') || set.has('--head')) out(`HTTP/1.1 ${String(status)} ${statusText(status)}\r\n\r\n`);
  const file = values.get('-o')?.[0] ?? values.get('--output')?.[0];
  if (!fails && method !== 'HEAD') {
    if (file === undefined) out(reply.body ?? '');
    else if (file !== '/dev/null') shell.host.machine.files.write(resolvePath(shell.directory, file), reply.body ?? '');
  }
  const format = values.get('-w')?.[0] ?? values.get('--write-out')?.[0];
  if (format !== undefined) out(format.replace('%{http_code}', String(status)).replace('%{response_code}', String(status)).replace('%{time_total}', (reply.latencyMs / 1000).toFixed(6)).replace(/\\n/g, '\n'));
  if (fails && !silent) err(`curl: (22) The requested URL returned error: ${String(status)}\n`);
  return fails ? 22 : 0;
}

function curlFailure(reply: NetworkReply, { host, port }: Url, limitMs: number, err: (text: string) => void): number {
  if (!reply.ok && reply.reason === 'no such host') {
    err(`curl: (6) Could not resolve host: ${host}\n`);
    return 6;
  }
  if (reply.ok || reply.reason === 'timeout' || reply.latencyMs > limitMs) {
    err(`curl: (28) Connection timed out after ${String(Math.round(Math.min(limitMs, reply.latencyMs)))} milliseconds\n`);
    return 28;
  }
  err(`curl: (7) Failed to connect to ${host} port ${String(port)} after ${String(Math.round(reply.latencyMs))} ms: ${sentence(reply.reason)}\n`);
  return 7;
}

function* nc(argv: readonly string[], shell: ShellState, { out, err, input }: Streams): Running {
  const { values, operands } = flags(argv, ['-w', '-p']);
  if (argv.some((word) => /^-\w*l/.test(word))) {
    yield { sleepMs: Infinity };
    return 0;
  }
  const [host = '', port = '0'] = operands;
  const limitMs = seconds(values.get('-w')?.[0], 130_000);
  const body = input.text;
  const reply = send(shell, host, { protocol: argv.some((word) => /^-\w*u/.test(word)) ? 'UDP' : 'TCP', port: Number(port), ...(body ? { body } : {}) } as never);
  yield { sleepMs: Math.min(reply.latencyMs, limitMs) };
  if (reply.ok && reply.latencyMs <= limitMs) {
    if (argv.some((word) => /^-\w*v/.test(word))) err(`${host} (${host}:${port}) open\n`);
    if (reply.body !== undefined && body) out(`${reply.body}\n`);
    return 0;
  }
  err(!reply.ok && reply.reason === 'no such host' ? `nc: bad address '${host}'\n` : `nc: ${host} (${host}:${port}): ${reply.ok || reply.reason === 'timeout' ? 'Connection timed out' : sentence(reply.reason)}\n`);
  return 1;
}

const dnsMs = 2;
/** How long a resolver asks before it gives up. */
const noServerMs = 10_000;
const noServer = ';; connection timed out; no servers could be reached\n\n';

/** What the search path of `/etc/resolv.conf` makes of a name: the first that exists, or the name itself. */
function fullName(name: string, shell: ShellState): string {
  const { machine } = shell.host;
  const text = machine.files.read('/etc/resolv.conf') ?? '';
  const dotsMin = Number(/^options.*\bndots:(\d+)/m.exec(text)?.[1] ?? 1);
  if (name.endsWith('.')) return name.slice(0, -1);
  const domains = /^search (.*)$/m.exec(text)?.[1]?.split(' ') ?? [];
  const searched = domains.map((domain) => `${name}.${domain}`);
  const candidates = name.split('.').length > dotsMin ? [name, ...searched] : [...searched, name];
  return candidates.find((candidate) => (machine.resolve(`${candidate}.`)?.length ?? 0) > 0) ?? name;
}

function* nslookup(argv: readonly string[], shell: ShellState, { out }: Streams): Running {
  const name = argv.slice(1).find((word) => !word.startsWith('-')) ?? '';
  yield { sleepMs: dnsMs };
  const full = fullName(name, shell);
  const addresses = shell.host.machine.resolve(full === name ? name : `${full}.`);
  if (!addresses) {
    yield { sleepMs: noServerMs };
    out(noServer);
    return 1;
  }
  out('Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n');
  if (addresses.length === 0) {
    out(`** server can't find ${name}: NXDOMAIN\n\n`);
    return 1;
  }
  out(`${addresses.map((address) => `Name:\t${full}\nAddress: ${address}\n`).join('')}\n`);
  return 0;
}

function* dig(argv: readonly string[], shell: ShellState, { out }: Streams): Running {
  const name = argv.slice(1).find((word) => !/^[-+@]/.test(word) && !/^(A|AAAA|SRV|ANY|CNAME)$/.test(word)) ?? '';
  yield { sleepMs: dnsMs };
  const addresses = shell.host.machine.resolve(name);
  if (!addresses) {
    yield { sleepMs: noServerMs };
    out(noServer);
    return 9;
  }
  out(addresses.map((address) => (argv.includes('+short') ? `${address}\n` : `${name}.\t30\tIN\tA\t${address}\n`)).join(''));
  return 0;
}

function* ping(argv: readonly string[], shell: ShellState, { out, err }: Streams): Running {
  const { values, operands } = flags(argv, ['-c', '-W', '-w', '-i']);
  const host = operands[0] ?? '';
  const count = Number(values.get('-c')?.[0] ?? 'Infinity');
  out(`PING ${host} (${host}): 56 data bytes\n`);
  let received = 0;
  for (let sequence = 0; sequence < count; sequence++) {
    const reply = send(shell, host, { protocol: 'TCP', port: 7 } as never);
    if (!reply.ok && reply.reason === 'no such host') {
      err(`ping: bad address '${host}'\n`);
      return 1;
    }
    const arrived = reply.ok || reply.reason === 'connection refused';
    if (arrived) out(`64 bytes from ${host}: seq=${String(sequence)} ttl=62 time=${reply.latencyMs.toFixed(3)} ms\n`);
    received += Number(arrived);
    yield { sleepMs: 1000 };
  }
  out(`\n--- ${host} ping statistics ---\n${String(count)} packets transmitted, ${String(received)} packets received, ${String(Math.round(100 - (100 * received) / count))}% packet loss\n`);
  return received > 0 ? 0 : 1;
}

export const networkCommands: CommandTable = [
  ['wget', wget], ['curl', curl], ['nc', nc], ['ncat', nc], ['netcat', nc], ['nslookup', nslookup], ['dig', dig], ['host', nslookup], ['ping', ping],
];
