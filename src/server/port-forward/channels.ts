import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptWebSocket, type WebSocketConnection } from '../websocket.ts';
import { forward, type Forwarded, type ForwardTarget } from './forward.ts';

/** A forward of some ports over one WebSocket: each has a channel for its bytes and the next one for its error. */
export interface ChannelForward extends ForwardTarget {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly ports: readonly number[];
}

/** @see Kubernetes 1.36, kubelet, cri/streaming/portforward, websocket */
export function forwardOverChannels({ request, socket, ports, ...target }: ChannelForward): void {
  const forwards: Forwarded[] = [];
  const connection = acceptWebSocket(request, socket, 'v4.channel.k8s.io', {
    message: (message) => { if ((message[0] ?? 1) % 2 === 0) forwards[(message[0] ?? 0) / 2]?.read(message.subarray(1)); },
    closed: () => { for (const each of forwards) each.stop(); },
  });
  let open = ports.length;
  const ended = (): void => {
    open--;
    if (open === 0) connection.close();
  };
  ports.forEach((port, index) => {
    const [bytes, error] = [2 * index, 2 * index + 1];
    for (const channel of [bytes, error]) send(connection, channel, portBytes(port));
    forwards.push(forward(target, port, {
      data: (data) => { send(connection, bytes, data); },
      failed: (message) => {
        send(connection, error, Buffer.from(message, 'utf8'));
        ended();
      },
      ended,
    }));
  });
}

/** The first thing on each channel: which port it is of. */
function portBytes(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(port);
  return bytes;
}

function send(connection: WebSocketConnection, channel: number, data: Buffer): void {
  connection.send(Buffer.concat([Buffer.from([channel]), data]));
}
