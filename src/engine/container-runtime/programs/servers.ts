import type { NetworkRequest } from '../../network/interface.ts';
import { resolvePath } from '../files.ts';
import { rfc3339 } from '../../../kube/time.ts';
import type { Process, ProcessHost } from './process.ts';
import { Server, type ServerAnswer } from './server.ts';
import { Forever } from './simple.ts';

const pathOf = (request: NetworkRequest): string => (request.path ?? '/').split('?')[0] ?? '/';

/** A web server: the files of its document root, or one page for every path. */
export function startHttp(host: ProcessHost, ports: readonly number[] = host.image.ports): Process {
  const { documentRoot } = host.image;
  const answer = (request: NetworkRequest): ServerAnswer => {
    if (request.protocol === 'TCP' || request.protocol === 'UDP') return {};
    const found = documentRoot === undefined ? page(host) : servedFile(host, documentRoot, pathOf(request));
    const status = found === undefined ? 404 : 200;
    if (documentRoot !== undefined) host.print(`- - [${rfc3339(host.clock.epochMs)}] "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" ${String(status)} ${String((found ?? '').length)}\n`);
    return { status, body: found ?? '<html><head><title>404 Not Found</title></head></html>\n' };
  };
  return new Server(host, { ports, answer, startupMs: host.image.startupMs });
}

function servedFile(host: ProcessHost, root: string, path: string): string | undefined {
  const at = resolvePath(root, path.replace(/^\/+/, ''));
  const file = host.files.isDirectory(at) ? `${at}/index.html` : at;
  const content = host.files.read(file);
  if (content !== undefined) return content;
  const isIndex = path === '/' || path.endsWith('.php') || path === '/index.html';
  return isIndex && !host.files.isDirectory(at) || (path === '/' && host.image.page !== undefined) ? page(host) : undefined;
}

const page = (host: ProcessHost): string => (host.image.page ?? 'OK\n').replaceAll('$HOSTNAME', host.spec.hostname);

/** Listens, and answers whatever comes: databases, brokers and programs that nobody has heard of. */
export function startTcp(host: ProcessHost, ports: readonly number[]): Process {
  const answer = (request: NetworkRequest): ServerAnswer => {
    if (request.protocol === 'HTTP') return { status: 200, body: page(host) };
    if (request.protocol === 'GRPC') return { status: 200, body: 'SERVING' };
    return {};
  };
  return new Server(host, { ports, answer, startupMs: host.image.startupMs });
}

/** A part of Kubernetes: says that it is well to its probes, and lets nobody in who has not said who he is. What it does, the cluster itself does. */
export function startComponent(host: ProcessHost): Process {
  const answer = (request: NetworkRequest): ServerAnswer => {
    if (request.protocol !== 'HTTP') return {};
    const isHealth = /^\/(livez|readyz|healthz|health|ready)$/.test(pathOf(request));
    return isHealth ? { status: 200, body: 'ok' } : { status: 403, body: `forbidden: User "system:anonymous" cannot get path "${pathOf(request)}"\n` };
  };
  return new Server(host, { ports: host.image.ports, answer, startupMs: host.image.startupMs });
}

/** A key-value store: the few commands of Redis that lessons use. */
export function startKeyValue(host: ProcessHost): Process {
  const values = new Map<string, string>();
  const portFlag = host.spec.args?.indexOf('--port') ?? -1;
  const port = portFlag >= 0 ? Number(host.spec.args?.[portFlag + 1]) : undefined;
  const answer = (request: NetworkRequest): ServerAnswer => ({ body: keyValueReply(values, request.body ?? 'PING') });
  return new Server(host, { ports: port ? [port] : host.image.ports, answer, startupMs: host.image.startupMs });
}

/** `SET k v` → `OK`, `GET k` → the value or `(nil)`, `INCR k`, `DEL k`, `PING`. */
export function keyValueReply(values: Map<string, string>, line: string): string {
  const [verb = '', key = '', ...rest] = line.trim().split(/\s+/);
  switch (verb.toUpperCase()) {
    case 'PING': return 'PONG';
    case 'SET':
      values.set(key, rest.join(' '));
      return 'OK';
    case 'GET': return values.get(key) ?? '(nil)';
    case 'DEL': return values.delete(key) ? '(integer) 1' : '(integer) 0';
    case 'INCR': {
      const next = Number(values.get(key) ?? '0') + 1;
      values.set(key, String(next));
      return `(integer) ${String(next)}`;
    }
    default: return `(error) ERR unknown command '${verb}'`;
  }
}

/** The sub-commands of the end-to-end tests' image that documentation uses. */
export function startAgnhost(argv: readonly string[], host: ProcessHost): Process {
  const command = argv.find((word) => !word.startsWith('-') && !word.endsWith('agnhost')) ?? 'pause';
  if (command === 'pause') return new Forever(host);
  const flag = argv.map((word) => /^--?(?:http-)?port=(\d+)$/.exec(word)?.[1]).find((value) => value !== undefined);
  const usual = command === 'serve-hostname' ? 9376 : command === 'test-webserver' ? 80 : 8080;
  const bornMs = host.clock.nowMs;
  const answer = (request: NetworkRequest): ServerAnswer => agnhostAnswer(command, pathOf(request), host, bornMs);
  return new Server(host, { ports: [Number(flag ?? usual)], answer, startupMs: host.image.startupMs, isSteady: command !== 'liveness' });
}

/** `liveness` is well for ten seconds and ill for ever after, as the tutorial about probes wants it. */
function agnhostAnswer(command: string, path: string, host: ProcessHost, bornMs: number): ServerAnswer {
  if (command === 'liveness') {
    const aliveMs = host.clock.nowMs - bornMs;
    return aliveMs > 10_000 ? { status: 500, body: `error: ${String(aliveMs / 1000)}` } : { status: 200, body: 'ok' };
  }
  if (command === 'serve-hostname' || path === '/hostname') return { status: 200, body: host.spec.hostname };
  return { status: 200, body: path === '/' ? `NOW: ${rfc3339(host.clock.epochMs)}` : 'ok' };
}
