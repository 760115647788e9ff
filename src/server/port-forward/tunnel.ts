import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptWebSocket } from '../websocket.ts';
import { forward, type Forwarded, type ForwardTarget } from './forward.ts';
import { SpdyConnection } from './spdy.ts';
import type { SpdyHeaders } from './spdy-headers.ts';

export const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io';

interface TunnelForward extends ForwardTarget {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
}

/** The two streams of one connection that somebody made to the forwarded port. */
interface Pair {
  data?: number;
  error?: number;
}

const nothing = Buffer.alloc(0);

/**
 * kubectl's forward: SPDY inside the messages of a WebSocket. For each connection to its local port it opens a stream for errors and one for bytes.
 *
 * @see Kubernetes 1.36, client-go, tools/portforward; kubelet, cri/streaming/portforward, httpstream
 */
export function forwardThroughTunnel({ request, socket, ...target }: TunnelForward): void {
  const pairs = new Map<string, Pair>();
  const forwards = new Map<number, Forwarded>();
  const connection = acceptWebSocket(request, socket, tunnelProtocol, {
    message: (message) => { spdy.read(message); },
    closed: () => {
      spdy.close();
      for (const each of forwards.values()) each.stop();
    },
  });
  const begin = (data: number, error: number, port: number): void => {
    const end = (message: string): void => {
      forwards.delete(data);
      spdy.send(error, Buffer.from(message, 'utf8'), true);
      spdy.send(data, nothing, true);
    };
    forwards.set(data, forward(target, port, { data: (bytes) => { spdy.send(data, bytes); }, failed: end, ended: () => { end(''); } }));
  };
  const opened = (stream: number, headers: SpdyHeaders): void => {
    const [type, port, id = ''] = [headers.get('streamtype'), Number(headers.get('port')), headers.get('requestid')];
    if ((type !== 'data' && type !== 'error') || !Number.isInteger(port) || port < 1 || port > 65_535) {
      connection.close();
      return;
    }
    const pair = pairs.get(id) ?? {};
    pair[type] = stream;
    pairs.set(id, pair);
    if (pair.data === undefined || pair.error === undefined) return;
    pairs.delete(id);
    begin(pair.data, pair.error, port);
  };
  const spdy = new SpdyConnection((bytes) => { connection.send(bytes); }, {
    opened,
    data: (stream, bytes) => { forwards.get(stream)?.read(bytes); },
    finished: (stream) => { forwards.get(stream)?.finish(); },
    reset: (stream) => {
      forwards.get(stream)?.stop();
      forwards.delete(stream);
    },
    over: () => { connection.close(); },
  });
}
