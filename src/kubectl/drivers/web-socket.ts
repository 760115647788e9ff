import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';

/** A client's end of a WebSocket: whole binary messages. */
export interface WebSocketClient {
  send(message: Uint8Array): void;
  close(): void;
}

interface Handlers {
  readonly message: (message: Buffer) => void;
  readonly closed: () => void;
}

const opcodes = { binary: 2, close: 8, ping: 9, pong: 10 } as const;

/**
 * Opens one, or gives the answer of a server that refuses.
 *
 * @see RFC 6455
 */
export function openWebSocket(url: URL, headers: Readonly<Record<string, string | readonly string[]>>, { message, closed }: Handlers): Promise<WebSocketClient | IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      headers: { ...headers, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': randomBytes(16).toString('base64') } as Record<string, string>,
    });
    sent.on('response', resolve).on('error', reject);
    sent.on('upgrade', (_response, socket: Duplex, first: Buffer) => {
      const client = { send: (bytes: Uint8Array) => { if (socket.writable) socket.write(frame(opcodes.binary, bytes)); }, close: () => { if (socket.writable) socket.end(frame(opcodes.close, Buffer.from([0x03, 0xe8]))); } };
      let waiting = first;
      const read = (): void => {
        for (let found = frameIn(waiting); found; found = frameIn(waiting)) {
          waiting = waiting.subarray(found.length);
          if (found.opcode === opcodes.binary) message(found.payload);
          else if (found.opcode === opcodes.ping) socket.write(frame(opcodes.pong, found.payload));
          else if (found.opcode === opcodes.close) client.close();
        }
      };
      socket.on('data', (chunk: Buffer) => { waiting = Buffer.concat([waiting, chunk]); read(); });
      socket.on('error', () => { socket.destroy(); }).on('close', closed);
      resolve(client);
      read();
    });
    sent.end();
  });
}

/** What a client sends is masked. */
function frame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const mask = randomBytes(4);
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index & 3] ?? 0))]);
}

/** The frame at the beginning, once all of it is there. The servers that kubectl talks to send each message in one. */
function frameIn(bytes: Buffer): { readonly opcode: number; readonly payload: Buffer; readonly length: number } | undefined {
  const short = (bytes[1] ?? 0) & 0x7f;
  const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < headBytes) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const length = headBytes + size;
  return bytes.length < length ? undefined : { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(headBytes, length), length };
}
