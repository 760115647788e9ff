import { createHeaderReader, emptyHeaders, type HeaderReader, type SpdyHeaders } from './spdy-headers.ts';

/** What the other side does on a SPDY connection. */
export interface SpdyHandlers {
  readonly opened: (stream: number, headers: SpdyHeaders) => void;
  readonly data: (stream: number, bytes: Buffer) => void;
  /** It sends nothing more on this stream. */
  readonly finished: (stream: number) => void;
  readonly reset: (stream: number) => void;
  /** It breaks the protocol, or says goodbye. */
  readonly over: () => void;
}

const types = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7 } as const;
const finFlag = 1;
const headBytes = 8;
const frameMaxBytes = 1024 * 1024;

/**
 * The server's side of a SPDY/3.1 connection, as far as `port-forward` needs one: streams that the client opens, and their bytes.
 *
 * @see SPDY protocol, draft 3.1
 */
export class SpdyConnection {
  readonly #headers: HeaderReader = createHeaderReader();
  #waiting = Buffer.alloc(0);
  #replies = 0;
  #isOver = false;
  /** Frames are handled one after another; headers take a moment to read. */
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly write: (bytes: Buffer) => void, private readonly handlers: SpdyHandlers) {}

  read(chunk: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    for (;;) {
      if (this.#waiting.length < headBytes) return;
      const length = this.#waiting.readUInt32BE(4) & 0xffffff;
      if (length > frameMaxBytes) {
        this.#end();
        return;
      }
      if (this.#waiting.length < headBytes + length) return;
      const frame = this.#waiting.subarray(0, headBytes + length);
      this.#waiting = this.#waiting.subarray(headBytes + length);
      this.#queue = this.#queue.then(() => this.#take(frame));
    }
  }

  send(stream: number, bytes: Buffer, isLast = false): void {
    const head = Buffer.alloc(headBytes);
    head.writeUInt32BE(stream);
    head.writeUInt32BE(bytes.length + (isLast ? finFlag * 0x1000000 : 0), 4);
    this.#send(Buffer.concat([head, bytes]));
  }

  close(): void {
    this.#isOver = true;
    this.#headers.close();
  }

  async #take(frame: Buffer): Promise<void> {
    if (this.#isOver) return;
    const isControl = ((frame[0] ?? 0) & 0x80) !== 0;
    const isLast = ((frame[4] ?? 0) & finFlag) !== 0;
    if (isControl) await this.#control(frame, isLast);
    else {
      const stream = frame.readUInt32BE(0);
      if (frame.length > headBytes) this.handlers.data(stream, frame.subarray(headBytes));
      if (isLast) this.handlers.finished(stream);
    }
  }

  async #control(frame: Buffer, isLast: boolean): Promise<void> {
    const type = frame.readUInt16BE(2);
    const body = frame.subarray(headBytes);
    if (type === types.synStream && body.length > 10) await this.#open(body.readUInt32BE(0) & 0x7fffffff, body.subarray(10), isLast);
    else if (type === types.rstStream && body.length >= 4) this.handlers.reset(body.readUInt32BE(0) & 0x7fffffff);
    else if (type === types.ping) this.#send(frame);
    else if (type === types.goAway) this.#end();
  }

  async #open(stream: number, block: Buffer, isLast: boolean): Promise<void> {
    const headers = await this.#headers.read(block);
    if (headers === undefined) {
      this.#end();
      return;
    }
    const id = Buffer.alloc(4);
    id.writeUInt32BE(stream);
    this.#send(control(types.synReply, Buffer.concat([id, emptyHeaders(this.#replies === 0)])));
    this.#replies++;
    this.handlers.opened(stream, headers);
    if (isLast) this.handlers.finished(stream);
  }

  #send(bytes: Buffer): void {
    if (!this.#isOver) this.write(bytes);
  }

  #end(): void {
    if (this.#isOver) return;
    this.close();
    this.handlers.over();
  }
}

function control(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt16BE(0x8003);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}
