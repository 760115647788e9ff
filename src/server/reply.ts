import type { ServerResponse } from 'node:http';
import type { ApiResponse } from '../kube/api.ts';

/** Writes an answer with its warnings. */
export function send(response: ServerResponse, { code, body, warnings, contentType }: ApiResponse): void {
  if (code === 0) {
    response.destroy();
    return;
  }
  const isText = contentType === 'text/plain' || typeof body === 'string';
  for (const warning of warnings ?? []) response.appendHeader('warning', `299 - "${warning.replace(/["\\]/g, '\\$&')}"`);
  response.writeHead(code, { 'content-type': isText ? 'text/plain; charset=utf-8' : (contentType ?? 'application/json'), 'cache-control': 'no-cache, private' });
  response.end(isText ? String(body) : `${JSON.stringify(body)}\n`);
}
