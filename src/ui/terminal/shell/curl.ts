import type { RequestReply } from '../../../protocol/messages.ts';
import { readOptions, UsageProblem, type Options } from './filters/options.ts';
import { fileName, interrupted, type Program, type Shell, type Streams } from './shell.ts';

const spec = {
  alone: 'sSvifILkgOj46N', valued: 'omwHXduAebct1237',
  long: {
    silent: 's', 'show-error': 'S', verbose: 'v', include: 'i', fail: 'f', head: 'I', location: 'L', insecure: 'k', globoff: 'g', 'remote-name': 'O', ipv4: '4', ipv6: '6', 'no-buffer': 'N',
    output: 'o', 'max-time': 'm', 'write-out': 'w', header: 'H', request: 'X', data: 'd', 'data-raw': 'd', 'data-binary': 'd', user: 'u', 'user-agent': 'A', referer: 'e', cookie: 'b', cacert: 'c', cert: 't',
    'connect-timeout': '1', resolve: '2', retry: '3', json: '7',
  },
} as const;

/** As long as curl waits for a connection where nobody says otherwise. */
const connectMaxMs = 300_000;
const agent = 'curl/8.14.1';

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** `localhost:8080/a`, `http://192.168.0.11:30080`. */
function urlOf(text: string): Url | string {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^/@]*@)?([^/:?#]+|\[[^\]]*\])(?::(\d*))?([/?][^#]*)?(?:#.*)?$/i.exec(text);
  if (!match) return '(3) URL using bad/illegal format or missing URL';
  const [, scheme = 'http', host = '', port = '', path = '/'] = match;
  if (scheme !== 'http' && scheme !== 'https') return `(1) Protocol "${scheme}" not supported`;
  if (Number(port) > 65_535) return '(3) URL rejected: Port number was not a decimal number between 0 and 65535';
  return { scheme, host, port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port), path: path.startsWith('?') ? `/${path}` : path };
}

/** `curl`: asks a port that `kubectl port-forward` has opened, a node's port or a load balancer, from outside the cluster. */
export const curl: Program = async (args, streams, shell) => {
  let options: Options;
  try {
    options = readOptions(args, spec);
  } catch (error) {
    if (!(error instanceof UsageProblem)) throw error;
    streams.stderr.write(`curl: ${error.message.replace(/^unrecognized option '(.*)'$/, 'option $1: is unknown').replace(/^invalid option -- '(.*)'$/, 'option -$1: is unknown')}\ncurl: try 'curl --help' for more information\n`);
    return 2;
  }
  if (options.operands.length === 0) {
    streams.stderr.write("curl: (2) no URL specified\ncurl: try 'curl --help' for more information\n");
    return 2;
  }
  let status = 0;
  for (const text of options.operands) {
    status = await fetchOne(text, options, streams, shell);
    if (streams.signal.aborted) return interrupted;
  }
  return status;
};

async function fetchOne(text: string, options: Options, streams: Streams, shell: Shell): Promise<number> {
  const { stderr, signal } = streams;
  const isQuiet = options.has('s') && !options.has('S');
  const fail = (words: string): number => {
    if (!isQuiet) stderr.write(`curl: ${words}\n`);
    return Number(/^\((\d+)\)/.exec(words)?.[1] ?? 2);
  };
  const url = urlOf(text);
  if (typeof url === 'string') return fail(url);
  const asked = requestOf(url, options);
  let reply: RequestReply | undefined;
  try {
    reply = await shell.world.request({ ...asked, ...placeOf(url, options), timeoutMs: timeoutOf(options) }, signal);
  } catch (error) {
    // Nobody could ask at all: a moment that has passed is shown, or the engine has stopped.
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  if (!reply || signal.aborted) return interrupted;
  if (!reply.ok) {
    if (options.has('v') && !isQuiet) stderr.write(`*   Trying ${url.host}:${String(url.port)}...\n`);
    return fail(failureOf(reply, url, options));
  }
  if (options.has('v')) stderr.write(conversation(url, asked, reply.status));
  const isHead = asked.method === 'HEAD';
  const isRefused = options.has('f') && reply.status >= 400;
  put(streams, shell, options, url, `${isHead || options.has('i') ? headOf(reply.status, reply.body) : ''}${isHead || isRefused ? '' : reply.body}`);
  const format = options.value('w');
  if (format !== undefined) streams.stdout.write(written(format, url, reply));
  return isRefused ? fail(`(22) The requested URL returned error: ${String(reply.status)}`) : 0;
}

/** `--resolve HOST:PORT:ADDRESS`: where the request goes in place of where the name leads. */
function placeOf({ host, port }: Url, options: Options): { readonly host: string; readonly port: number } {
  for (const entry of options.values('2')) {
    const [name, number, ...address] = entry.split(':');
    if (name === host && Number(number) === port) return { host: address.join(':'), port };
  }
  return { host, port };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function requestOf({ host, port, path }: Url, options: Options): Asked {
  const json = options.values('7');
  const data = [...options.values('d'), ...json];
  const given = options.values('H').map((line): readonly [string, string] => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]).filter(([name]) => name !== '');
  const method = options.value('X') ?? (options.has('I') ? 'HEAD' : data.length > 0 ? 'POST' : 'GET');
  const type = json.length > 0 ? { 'Content-Type': 'application/json' } : data.length > 0 ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {};
  const headers = { Host: port === 80 ? host : `${host}:${String(port)}`, 'User-Agent': options.value('A') ?? agent, Accept: '*/*', ...type, ...Object.fromEntries(given) };
  return { method, path, headers, ...(data.length > 0 ? { body: data.join('&') } : {}) };
}

const millisecondsOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : (Number.parseFloat(text) || 0) * 1000);

function timeoutOf(options: Options): number {
  const [total, connecting] = [millisecondsOf(options.value('m')), millisecondsOf(options.value('1'))];
  return Math.min(3_600_000, Math.max(0, total ?? connecting ?? connectMaxMs));
}

/** curl's own words for what went wrong. */
function failureOf(reply: RequestReply & { readonly ok: false }, { host, port }: Url, options: Options): string {
  const after = `after ${String(Math.round(reply.latencyMs))} ms`;
  switch (reply.reason) {
    case 'no such host': return `(6) Could not resolve host: ${host}`;
    case 'empty': return '(52) Empty reply from server';
    case 'connection refused': return `(7) Failed to connect to ${host} port ${String(port)} ${after}: Could not connect to server`;
    case 'no route to host': return `(7) Failed to connect to ${host} port ${String(port)} ${after}: Could not connect to server`;
    case 'timeout':
      if (reply.connected) return `(28) Operation timed out after ${String(Math.round(reply.latencyMs))} milliseconds with 0 bytes received`;
      if (options.value('m') !== undefined) return `(28) Connection timed out after ${String(Math.round(reply.latencyMs))} milliseconds`;
      return `(28) Failed to connect to ${host} port ${String(port)} ${after}: ${options.value('1') === undefined ? 'Could not connect to server' : 'Timeout was reached'}`;
  }
}

const phrases: Readonly<Record<number, string>> = {
  200: 'OK', 201: 'Created', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed',
  500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
};

const statusLine = (status: number): string => `HTTP/1.1 ${String(status)} ${phrases[status] ?? ''}`;
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
const headOf = (status: number, body: string): string => `${statusLine(status)}\r\nContent-Length: ${String(bytesOf(body))}\r\n\r\n`.replaceAll('\r', '');

/** What `-v` tells. */
function conversation({ host, port }: Url, { method, path, headers }: Asked, status: number): string {
  const sent = [`${method} ${path} HTTP/1.1`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ''];
  return [`*   Trying ${host}:${String(port)}...`, `* Connected to ${host} port ${String(port)}`, ...sent.map((line) => `> ${line}`), `< ${statusLine(status)}`, '< ', ''].join('\n');
}

function put({ stdout }: Streams, { files }: Shell, options: Options, { path }: Url, text: string): void {
  const file = options.value('o') ?? (options.has('O') ? path.slice(path.lastIndexOf('/') + 1) : undefined);
  if (file === undefined || file === '-') stdout.write(text);
  else if (file !== '/dev/null' && file !== '') files.set(fileName(file), text);
}

function written(format: string, { scheme, host, port, path }: Url, reply: RequestReply & { readonly ok: true }): string {
  const values: Readonly<Record<string, string>> = {
    http_code: String(reply.status), response_code: String(reply.status), time_total: (reply.latencyMs / 1000).toFixed(6), size_download: String(bytesOf(reply.body)),
    url: `${scheme}://${host}:${String(port)}${path}`, url_effective: `${scheme}://${host}:${String(port)}${path}`, remote_ip: host, remote_port: String(port), num_redirects: '0', exitcode: '0',
  };
  return format.replace(/%\{(\w+)\}/g, (all, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : all)).replace(/\\([ntr\\])/g, (_, c: string) => ({ n: '\n', t: '\t', r: '\r' })[c] ?? c);
}
