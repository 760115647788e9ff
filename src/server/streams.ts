import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Cluster } from '../engine/index.ts';
import type { ApiRequest, ApiResponse } from '../kube/api.ts';
import type { V1Pod, V1Status } from '../kube/generated/types.ts';
import type { StreamHandle } from '../kube/kubelet-api.ts';
import { badRequest } from '../kube/status.ts';
import { forwardOverChannels } from './port-forward/channels.ts';
import { forwardThroughTunnel, tunnelProtocol } from './port-forward/tunnel.ts';
import { apiRequestOf } from './rest.ts';
import type { WallClock } from './wall-clock.ts';
import { acceptWebSocket, offeredProtocol, type WebSocketConnection } from './websocket.ts';

/** The remote command protocols that are spoken, the best first: in v5 a client can end its standard input. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
/** What `port-forward` is spoken in: kubectl's own way first. */
const forwardProtocols = [tunnelProtocol, 'v4.channel.k8s.io'];
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const;
const pollMs = 100;
/** Nothing is written to a client before: kubectl reads from a new connection before it has made the streams for what it reads. No real container answers sooner. */
const firstWordMs = 50;

interface Streaming {
  readonly cluster: Cluster;
  readonly wall: WallClock;
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly apiRequest: ApiRequest;
  readonly protocol: string;
  readonly query: URLSearchParams;
}

/**
 * `exec`, `attach` and `portforward` over a WebSocket.
 *
 * @see Kubernetes 1.36, apiserver, util/remotecommand; kubelet, cri/streaming/remotecommand
 */
export function answerUpgrade(cluster: Cluster, wall: WallClock, request: IncomingMessage, socket: Duplex): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const verb = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/(exec|attach|portforward)$/.exec(url.pathname)?.[1];
  const spoken = verb === 'portforward' ? forwardProtocols : protocols;
  const protocol = offeredProtocol(request, spoken);
  if (verb === undefined) {
    refuse(socket, badRequest('this path cannot be upgraded'));
    return;
  }
  wall.catchUp();
  const apiRequest = { ...apiRequestOf(request), method: 'POST' as const };
  const refused = refusalOf(cluster, apiRequest, url);
  if (refused || protocol === undefined) {
    refuse(socket, refused ?? badRequest(`unable to upgrade: unsupported protocol, only WebSocket with ${spoken.join(' or ')} is spoken here`));
    return;
  }
  if (verb === 'portforward') {
    startForward({ cluster, wall, request, socket, apiRequest, protocol, query: url.searchParams });
    return;
  }
  const streaming = { cluster, wall, request, socket, apiRequest, protocol, query: url.searchParams };
  if (verb === 'attach' && url.searchParams.get('stdin') !== 'true') listen(streaming);
  else open(streaming);
}

function startForward({ protocol, query, ...streaming }: Streaming): void {
  if (protocol === tunnelProtocol) {
    forwardThroughTunnel(streaming);
    return;
  }
  const named = query.getAll('ports').flatMap((words) => words.split(','));
  const ports = named.map(Number);
  const wrong = ports.findIndex((port) => !Number.isInteger(port) || port < 1 || port > 65_535);
  if (named.length === 0) refuse(streaming.socket, badRequest('query parameter "port" is required'));
  else if (wrong >= 0) refuse(streaming.socket, badRequest(`unable to parse ${JSON.stringify(named[wrong])} as a port`));
  else forwardOverChannels({ ...streaming, ports });
}

const noCommand = 'you must specify at least 1 command for the container';

/** Why the container cannot be reached: asked without a command, of which nothing is said but that it is missing. */
function refusalOf(cluster: Cluster, apiRequest: ApiRequest, { pathname, searchParams }: URL): V1Status | undefined {
  const query = new URLSearchParams(searchParams);
  query.delete('command');
  const { code, body } = cluster.api.handle({ ...apiRequest, path: `${pathname}?${query.toString()}` });
  return code === 200 || (body as V1Status).message === noCommand ? undefined : (body as V1Status);
}

/** A refusal before anything is upgraded: clients then ask again without, and get the same in an ordinary answer. */
function refuse(socket: Duplex, status: V1Status): void {
  const body = `${JSON.stringify(status)}\n`;
  socket.end(`HTTP/1.1 ${String(status.code ?? 500)} Refused\r\nContent-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`);
}

/** A command, or a container's own program, for as long as it runs: what comes on the channels goes to it, what it writes comes back. */
function open({ cluster, wall, request, socket, apiRequest, protocol, query }: Streaming): void {
  const early: ((connection: WebSocketConnection) => void)[] = [];
  let tell = (act: (connection: WebSocketConnection) => void): void => { early.push(act); };
  const { code, body } = cluster.api.handle({
    ...apiRequest,
    stream: {
      out: (text) => { tell((to) => { send(to, channels.stdout, text); }); }, err: (text) => { tell((to) => { send(to, channels.stderr, text); }); },
      exited: (exitCode) => { tell((to) => { end(to, exitStatus(exitCode)); }); },
    },
  });
  const handle = code === 101 ? (body as StreamHandle) : undefined;
  const decoder = new StringDecoder('utf8');
  const connection = acceptWebSocket(request, socket, protocol, {
    closed: () => { handle?.close(); },
    message: (message) => { type(handle, message, { wall, decoder }); },
  });
  setTimeout(() => {
    tell = (act) => { act(connection); };
    for (const act of early) act(connection);
    if (!handle) end(connection, body as V1Status);
  }, firstWordMs);
  if (handle && query.get('stdin') !== 'true') handle.end();
}

function type(handle: StreamHandle | undefined, message: Buffer, { wall, decoder }: { readonly wall: WallClock; readonly decoder: StringDecoder }): void {
  wall.catchUp();
  if (message[0] === channels.close) handle?.end();
  if (message[0] === channels.stdin) handle?.write(decoder.write(message.subarray(1)));
}

/** What the container writes from now on, until it ends. */
function listen({ cluster, wall, request, socket, apiRequest, protocol, query }: Streaming): void {
  const pod = apiRequest.path.replace(/\/attach(\?.*)?$/, '');
  const container = query.get('container');
  const read = (path: string): ApiResponse => cluster.api.handle({ ...apiRequest, method: 'GET', path });
  const log = (): string => {
    const { code, body } = read(`${pod}/log${container === null ? '' : `?container=${encodeURIComponent(container)}`}`);
    return code === 200 ? String(body) : '';
  };
  let sent = log().length;
  const timer = setInterval(() => {
    wall.catchUp();
    const text = log();
    if (text.length > sent) send(connection, channels.stdout, text.slice(sent));
    sent = Math.max(sent, text.length);
    if (hasEnded(read(pod), container)) {
      clearInterval(timer);
      end(connection, success);
    }
  }, pollMs);
  const connection = acceptWebSocket(request, socket, protocol, { message: () => undefined, closed: () => { clearInterval(timer); } });
}

function hasEnded({ code, body }: { readonly code: number; readonly body: unknown }, container: string | null): boolean {
  if (code !== 200) return true;
  const { status } = body as V1Pod;
  const of = status?.containerStatuses?.find(({ name }) => container === null || name === container);
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' || of?.state?.terminated !== undefined;
}

const success: V1Status = { metadata: {}, status: 'Success' };

function exitStatus(exitCode: number): V1Status {
  if (exitCode === 0) return success;
  return {
    metadata: {}, status: 'Failure', message: `command terminated with non-zero exit code: exit status ${String(exitCode)}`, reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

function end(connection: WebSocketConnection, status: V1Status): void {
  send(connection, channels.error, JSON.stringify(status));
  connection.close();
}

function send(connection: WebSocketConnection, channel: number, text: string): void {
  if (text !== '') connection.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text, 'utf8')]));
}
