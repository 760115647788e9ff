import { constants, createInflate } from 'node:zlib';

/** Words that SPDY's header compression starts from, each with its length before it; then words that run on. */
const words = [
  'options', 'head', 'post', 'put', 'delete', 'trace', 'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'accept-ranges', 'age', 'allow', 'authorization', 'cache-control', 'connection',
  'content-base', 'content-encoding', 'content-language', 'content-length', 'content-location', 'content-md5', 'content-range', 'content-type', 'date', 'etag', 'expect', 'expires', 'from', 'host',
  'if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'pragma', 'proxy-authenticate', 'proxy-authorization', 'range', 'referer',
  'retry-after', 'server', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'user-agent', 'vary', 'via', 'warning', 'www-authenticate', 'method', 'get', 'status', '200 OK', 'version', 'HTTP/1.1', 'url',
  'public', 'set-cookie', 'keep-alive', 'origin',
];
const running = [
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505', '203 Non-Authoritative Information', '204 No Content', '301 Moved Permanently', '400 Bad Request',
  '401 Unauthorized', '403 Forbidden', '404 Not Found', '500 Internal Server Error', '501 Not Implemented', '503 Service Unavailable', 'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec',
  ' 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT', 'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,public', 'private',
  'max-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.',
];

const lengthBytes = (length: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
};

/** @see SPDY protocol, draft 3.1, 2.6.10.1 compression */
const dictionary = Buffer.concat([...words.flatMap((word) => [lengthBytes(word.length), Buffer.from(word, 'latin1')]), Buffer.from(running.join(''), 'latin1')]);

export type SpdyHeaders = ReadonlyMap<string, string>;

/** Reads the header blocks of one connection, which are one compressed stream, in their order. */
export interface HeaderReader {
  /** Undefined where the block cannot be read; nothing after it can be, either. */
  read(block: Buffer): Promise<SpdyHeaders | undefined>;
  close(): void;
}

export function createHeaderReader(): HeaderReader {
  const inflate = createInflate({ dictionary, flush: constants.Z_SYNC_FLUSH });
  let parts: Buffer[] = [];
  let isBroken = false;
  inflate.on('data', (part: Buffer) => { parts.push(part); });
  inflate.on('error', () => { isBroken = true; });
  return {
    read: (block) => new Promise((resolve) => {
      if (isBroken) {
        resolve(undefined);
        return;
      }
      parts = [];
      inflate.write(block, (error) => { resolve(error ? undefined : headersOf(Buffer.concat(parts))); });
    }),
    close: () => { inflate.destroy(); },
  };
}

function headersOf(bytes: Buffer): SpdyHeaders | undefined {
  const headers = new Map<string, string>();
  let at = 0;
  const text = (): string | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    const found = end > bytes.length ? undefined : bytes.subarray(at + 4, end).toString('utf8');
    at = end;
    return found;
  };
  if (bytes.length < 4) return undefined;
  at = 4;
  for (let left = bytes.readUInt32BE(0); left > 0; left--) {
    const [name, value] = [text(), text()];
    if (name === undefined || value === undefined) return undefined;
    headers.set(name.toLowerCase(), value);
  }
  return headers;
}

/** A compressed stream with the dictionary (its checksum is 0xe3c6a7c2) begins so. */
const streamStart = Buffer.from([0x78, 0x20, 0xe3, 0xc6, 0xa7, 0xc2]);
/** No headers, as a stored block, and an empty one by which the reader knows that nothing else is to come yet. */
const noHeaders = Buffer.from([0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);

/** The block of a reply without headers. */
export const emptyHeaders = (isFirst: boolean): Buffer => (isFirst ? Buffer.concat([streamStart, noHeaders]) : noHeaders);
