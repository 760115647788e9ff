import { STATUS_CODES } from 'node:http';
import type { PortReply, PortRequest } from '../../kube/kubelet-api.ts';

/** HTTP/1.1 as bytes, to and from what a simulated program understands. */
export interface HttpText {
  /** Takes what came in; gives every request that is whole now, or `bad` once for what is no HTTP. */
  read(chunk: Buffer): readonly (WholeRequest | 'bad')[];
}

export interface WholeRequest {
  readonly request: Omit<PortRequest, 'port'>;
  /** Whether the client wants the connection closed afterwards. */
  readonly closes: boolean;
}

const headMaxBytes = 64 * 1024;
const bodyMaxBytes = 3 * 1024 * 1024;
const endOfHead = '\r\n\r\n';

interface Head {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isOld: boolean;
}

/** @see RFC 9112 */
export function createHttpReader(): HttpText {
  let waiting = Buffer.alloc(0);
  let isBroken = false;
  return {
    read: (chunk) => {
      const found: (WholeRequest | 'bad')[] = [];
      if (isBroken) return found;
      waiting = Buffer.concat([waiting, chunk]);
      for (;;) {
        const next = takeRequest(waiting);
        if (next === 'more') return found;
        if (next === 'bad') {
          isBroken = true;
          return [...found, 'bad'];
        }
        waiting = waiting.subarray(next.bytes);
        found.push(next.whole);
      }
    },
  };
}

function takeRequest(bytes: Buffer): { readonly whole: WholeRequest; readonly bytes: number } | 'more' | 'bad' {
  if (bytes.length === 0) return 'more';
  const start = bytes.subarray(0, 8).toString('latin1');
  if (!/^[A-Z]{1,7}( |$)|^[A-Z]{8}$/.test(start)) return 'bad';
  const end = bytes.indexOf(endOfHead);
  if (end < 0) return bytes.length > headMaxBytes ? 'bad' : 'more';
  const head = headOf(bytes.subarray(0, end).toString('latin1'));
  if (!head) return 'bad';
  const from = end + endOfHead.length;
  const body = /\bchunked\b/i.test(head.headers['transfer-encoding'] ?? '') ? chunked(bytes, from) : sized(bytes, from, Number(head.headers['content-length'] ?? '0'));
  if (typeof body === 'string') return body;
  const { method, path, headers, isOld } = head;
  const text = body.content.toString('utf8');
  const host = headers['host'];
  return {
    bytes: body.end,
    whole: {
      request: { protocol: 'HTTP', method, path, headers, ...(host === undefined ? {} : { host }), ...(text === '' ? {} : { body: text }) },
      closes: /\bclose\b/i.test(headers['connection'] ?? '') || (isOld && !/\bkeep-alive\b/i.test(headers['connection'] ?? '')),
    },
  };
}

function headOf(text: string): Head | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const line = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(first);
  if (!line) return undefined;
  const [, method = '', target = '', minor] = line;
  const headers: Record<string, string> = {};
  for (const each of lines) {
    const colon = each.indexOf(':');
    if (colon <= 0) return undefined;
    headers[each.slice(0, colon).trim().toLowerCase()] = each.slice(colon + 1).trim();
  }
  return { method, path: target.replace(/^https?:\/\/[^/]*/, '') || '/', headers, isOld: minor === '0' };
}

type Body = { readonly content: Buffer; readonly end: number } | 'more' | 'bad';

function sized(bytes: Buffer, from: number, length: number): Body {
  if (!Number.isInteger(length) || length < 0 || length > bodyMaxBytes) return 'bad';
  return bytes.length < from + length ? 'more' : { content: bytes.subarray(from, from + length), end: from + length };
}

function chunked(bytes: Buffer, from: number): Body {
  const parts: Buffer[] = [];
  let at = from;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return 'more';
    const length = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    if (!Number.isInteger(length) || length < 0 || lineEnd - from > bodyMaxBytes) return 'bad';
    const start = lineEnd + 2;
    if (length === 0) return trailed(bytes, lineEnd, parts);
    if (bytes.length < start + length + 2) return start + length - from > bodyMaxBytes ? 'bad' : 'more';
    parts.push(bytes.subarray(start, start + length));
    at = start + length + 2;
  }
}

/** After the last chunk: perhaps trailers, then an empty line. */
function trailed(bytes: Buffer, lineEnd: number, parts: readonly Buffer[]): Body {
  const end = bytes.indexOf(endOfHead, lineEnd);
  return end < 0 ? 'more' : { content: Buffer.concat(parts), end: end + endOfHead.length };
}

/** The program's answer as it travels. */
export function httpAnswer(reply: PortReply & { readonly ok: true }, { request: { method }, closes }: WholeRequest): Buffer {
  const { status = 200, body = '' } = reply;
  const type = /^\s*</.test(body) ? 'text/html' : /^\s*[{[]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? 'Unknown'}`, `Content-Type: ${type}`, `Content-Length: ${String(Buffer.byteLength(body))}`, `Connection: ${closes ? 'close' : 'keep-alive'}`,
  ];
  return Buffer.from(`${head.join('\r\n')}${endOfHead}${method === 'HEAD' ? '' : body}`, 'utf8');
}
