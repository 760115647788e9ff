import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { bodyMaxBytes } from './body.ts';

/** One side of an open WebSocket, as a server needs it: whole binary messages. */
export interface WebSocketConnection {
  /** Which of the offered subprotocols was taken. */
  readonly protocol: string;
  send(message: Uint8Array): void;
  /** Says goodbye and closes. */
  close(): void;
}

export interface WebSocketHandlers {
  readonly message: (message: Buffer) => void;
  readonly closed: () => void;
}

const handshakeSalt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The first of our subprotocols that the client offers; undefined where this is no such handshake. */
export function offeredProtocol({ headers }: IncomingMessage, ours: readonly string[]): string | undefined {
  if (headers.upgrade?.toLowerCase() !== 'websocket' || headers['sec-websocket-version'] !== '13' || headers['sec-websocket-key'] === undefined) return undefined;
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return ours.find((name) => offered.includes(name));
}

/**
 * Accepts a handshake whose protocol {@link offeredProtocol} has chosen.
 *
 * @see RFC 6455
 */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, protocol: string, { message, closed }: WebSocketHandlers): WebSocketConnection {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key'] ?? ''}${handshakeSalt}`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`);
  const reader = new FrameReader((opcode, payload) => {
    if (opcode === opcodes.ping) socket.write(frame(opcodes.pong, payload));
    else if (opcode === opcodes.close) socket.end(frame(opcodes.close, payload));
    else if (opcode !== opcodes.pong) message(payload);
  });
  socket.on('data', (chunk: Buffer) => { if (!reader.read(chunk)) socket.destroy(); });
  socket.on('error', () => { socket.destroy(); });
  socket.on('close', closed);
  const normalClosure = Buffer.from([0x03, 0xe8]);
  return {
    protocol,
    send: (bytes) => { if (socket.writable) socket.write(frame(opcodes.binary, bytes)); },
    close: () => { if (socket.writable) socket.end(frame(opcodes.close, normalClosure)); },
  };
}

function frame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** Puts messages together out of the client's masked frames. */
class FrameReader {
  readonly #deliver: (opcode: number, payload: Buffer) => void;
  #waiting = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #partsBytes = 0;

  constructor(deliver: (opcode: number, payload: Buffer) => void) {
    this.#deliver = deliver;
  }

  /** False where the client breaks the protocol or sends more than a request may hold. */
  read(chunk: Buffer): boolean {
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    for (;;) {
      const found = this.#frame();
      if (found === 'more') return true;
      if (found === 'bad') return false;
    }
  }

  #frame(): 'read' | 'more' | 'bad' {
    const bytes = this.#waiting;
    if (bytes.length < 2) return 'more';
    const [first = 0, second = 0] = bytes;
    const short = second & 0x7f;
    const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
    if ((second & 0x80) === 0) return 'bad';
    if (bytes.length < headBytes + 4) return 'more';
    const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
    if (length + this.#partsBytes > bodyMaxBytes) return 'bad';
    const end = headBytes + 4 + length;
    if (bytes.length < end) return 'more';
    const mask = bytes.subarray(headBytes, headBytes + 4);
    const payload = Buffer.from(bytes.subarray(headBytes + 4, end).map((byte, index) => byte ^ (mask[index & 3] ?? 0)));
    this.#waiting = bytes.subarray(end);
    this.#take(first, payload);
    return 'read';
  }

  #take(first: number, payload: Buffer): void {
    const opcode = first & 0x0f;
    if (opcode >= opcodes.close) {
      this.#deliver(opcode, payload);
      return;
    }
    this.#parts.push(payload);
    this.#partsBytes += payload.length;
    if ((first & 0x80) === 0) return;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partsBytes = 0;
    this.#deliver(opcodes.binary, whole);
  }
}
