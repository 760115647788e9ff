import type { ApiResponse } from '../kube/api.ts';
import { civilFromMillis } from '../kube/time.ts';
import type { ClientRequest } from './effects.ts';
import { clientVersion } from './version.ts';

/** One request with its answer, and when each came. */
export interface Traced {
  readonly request: ClientRequest;
  readonly url: string;
  readonly startMs: number;
  readonly response?: ApiResponse;
  readonly endMs?: number;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The head of a line of a log, as klog writes it: level, day, time, process, place. */
export function logHead(atMs: number, place: string, level = 'I'): string {
  const t = civilFromMillis(atMs);
  return `${level}${two(t.month)}${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(Math.floor(atMs) % 1000).padStart(3, '0')}000       1 ${place}] `;
}

const statusWords: Readonly<Record<number, string>> = {
  200: 'OK', 201: 'Created', 202: 'Accepted', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 406: 'Not Acceptable',
  409: 'Conflict', 410: 'Gone', 415: 'Unsupported Media Type', 422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error', 503: 'Service Unavailable',
};

const bodyText = (body: unknown): string => (body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));

/**
 * What `-v` tells before a request is sent: from 7 on its headers, from 8 on its body.
 *
 * @see client-go, transport/round_trippers.go
 */
export function requestTrace({ request, url, startMs }: Traced, verbosity: number): readonly string[] {
  if (verbosity < 7) return [];
  const { token, impersonate } = request;
  const headers = [
    `Accept: ${request.accept ?? 'application/json'}`, ...(token === undefined ? [] : ['Authorization: Bearer <masked>']), ...(request.contentType ? [`Content-Type: ${request.contentType}`] : []),
    ...(impersonate ? [...impersonate.groups.map((group) => `Impersonate-Group: ${group}`), `Impersonate-User: ${impersonate.user}`] : []), `User-Agent: kubectl/${clientVersion.gitVersion}`,
  ];
  return [
    ...(verbosity >= 8 ? [`${logHead(startMs, 'request.go:1426')}"Request Body" body=${JSON.stringify(bodyText(request.body))}`] : []),
    `${logHead(startMs, 'round_trippers.go:527')}"Request" verb="${request.method}" url="${url}" headers=<`, ...headers.map((line) => `\t${line}`), ' >',
  ];
}

/** What `-v` tells of an answer: at 6 a line that names the request too, from 8 on the body. */
export function responseTrace({ request, url, startMs, endMs = startMs, response }: Traced, verbosity: number): readonly string[] {
  if (verbosity < 6 || !response) return [];
  const status = `status="${String(response.code)} ${statusWords[response.code] ?? ''}" milliseconds=${String(Math.round(endMs - startMs))}`;
  return [
    `${logHead(endMs, 'round_trippers.go:632')}"Response" ${verbosity === 6 ? `verb="${request.method}" url="${url}" ` : ''}${status}`,
    ...(verbosity >= 8 ? [`${logHead(endMs, 'request.go:1426')}"Response Body" body=${JSON.stringify(bodyText(response.body))}`] : []),
  ];
}
