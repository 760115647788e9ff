import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiResponse } from '../kube/api.ts';
import { asAnswered } from '../kube/go/order.ts';
import { isNoPath } from '../kube/no-path.ts';
import { failure } from '../kube/status.ts';
import { printYaml } from '../kube/yaml/index.ts';
import { encodeOpenApiV2, openApiV2Type, type OpenApiV2 } from './protobuf/openapi-v2.ts';

/** How an object is written: what the client accepts, in its own order. */
export type Encoding = 'json' | 'yaml' | 'openapi-v2';

/**
 * The encoding of the answer; undefined where nothing is accepted that can be written here.
 *
 * @see Kubernetes apiserver, endpoints/handlers/negotiation
 */
export function acceptedEncoding({ headers: { accept = '*/*' } }: IncomingMessage): Encoding | undefined {
  for (const range of accept.split(',')) {
    const type = range.split(';')[0]?.trim() ?? '';
    if (type === 'application/json' || type === '*/*' || type === 'application/*' || type === '') return 'json';
    if (type === 'application/yaml') return 'yaml';
    if (type === openApiV2Type.asked) return 'openapi-v2';
  }
  return undefined;
}

/** What is answered to somebody who accepts neither. */
export const notAcceptable = failure(406, 'NotAcceptable', 'only the following media types are accepted: application/json, application/yaml');

/** What is indented whoever asks, and ends without a line's end. */
const isIndented = (url: string): boolean => ['/', '/version'].includes(url.split('?')[0] ?? '');

/** People at a browser or `curl` get indented JSON, and whoever asks for it. */
function isPretty({ url = '', headers }: IncomingMessage): boolean {
  const asked = new URL(url, 'http://localhost').searchParams.get('pretty');
  if (asked !== null) return asked !== '0' && asked !== 'false';
  return /^(curl|Wget|Mozilla)\//.test(headers['user-agent'] ?? '') || isIndented(url);
}

/** Writes an answer with its warnings. */
export function send(request: IncomingMessage, response: ServerResponse, { code, body, warnings, contentType }: ApiResponse): void {
  if (code === 0) {
    response.destroy();
    return;
  }
  for (const warning of warnings ?? []) response.appendHeader('warning', `299 - "${warning.replace(/["\\]/g, '\\$&')}"`);
  const text = contentType === 'text/plain' || typeof body === 'string' ? String(body) : isNoPath(request.url ?? '', body) ? '404 page not found\n' : undefined;
  const [type, bytes] = text === undefined ? encoded(request, body, contentType) : ['text/plain; charset=utf-8', Buffer.from(text)] as const;
  response.writeHead(code, { 'content-type': type, 'cache-control': 'no-cache, private', 'content-length': bytes.length });
  response.end(bytes);
}

function encoded(request: IncomingMessage, body: unknown, contentType: string | undefined): readonly [type: string, bytes: Buffer] {
  const encoding = acceptedEncoding(request);
  if (encoding === 'openapi-v2' && 'definitions' in (body as object)) return [openApiV2Type.answered, encodeOpenApiV2(body as OpenApiV2)];
  if (encoding === 'yaml') return ['application/yaml', Buffer.from(printYaml(body))];
  return [contentType ?? 'application/json', Buffer.from(`${JSON.stringify(asAnswered(body), undefined, isPretty(request) ? 2 : undefined)}${isIndented(request.url ?? '') ? '' : '\n'}`)];
}
