import type { IncomingMessage, ServerResponse } from 'node:http';
import { administrator, type Cluster } from '../engine/index.ts';
import type { ApiRequest, ImpersonationRequest, Method, WatchEvent } from '../kube/api.ts';
import type { V1Status } from '../kube/generated/types.ts';
import { builtInKinds } from '../kube/kinds.ts';
import { badRequest, failure, methodNotAllowed } from '../kube/status.ts';
import { bodyMaxBytes, readBody } from './body.ts';
import { followLogs } from './logs.ts';
import { decodeProtobuf, protobufType } from './protobuf/decode.ts';
import { asAnswered } from '../kube/go/order.ts';
import { acceptedEncoding, notAcceptable, send } from './reply.ts';
import type { WallClock } from './wall-clock.ts';

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** A watch without `timeoutSeconds` ends after so long, as with kube-apiserver's `--min-request-timeout`. */
const watchTimeoutMs = 1_800_000;

/** Answers one HTTP request as kube-apiserver would. Whoever reaches the port without a token is the administrator. */
export async function answerApi(cluster: Cluster, wall: WallClock, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(request);
  wall.catchUp();
  const apiRequest = toApiRequest(request, bytes);
  if (!('method' in apiRequest)) {
    send(request, response, { code: apiRequest.code ?? 500, body: apiRequest });
    return;
  }
  if (acceptedEncoding(request) === undefined) {
    send(request, response, { code: 406, body: notAcceptable });
    return;
  }
  const { searchParams } = new URL(apiRequest.path, 'http://localhost');
  if (request.method === 'GET' && /^(1|true)$/.test(searchParams.get('watch') ?? '')) streamWatch(cluster, apiRequest, searchParams, request, response);
  else if (request.method === 'GET' && searchParams.get('follow') === 'true') followLogs({ cluster, wall, apiRequest, request, response });
  else send(request, response, cluster.api.handle(apiRequest));
}

/** The request as the engine takes it, or why it is refused. */
function toApiRequest(request: IncomingMessage, bytes: Buffer | undefined): ApiRequest | V1Status {
  if (bytes === undefined) return failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${String(bodyMaxBytes)}`);
  if (!methods.has(request.method ?? '')) return methodNotAllowed();
  const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const body = readableBody(request.url ?? '/', contentType, bytes);
  if ('status' in body) return body;
  return { ...apiRequestOf(request), ...body };
}

/** The request without its body. */
export function apiRequestOf(request: IncomingMessage): ApiRequest {
  return {
    method: request.method as Method,
    path: request.url ?? '/',
    accept: request.headers.accept ?? '*/*',
    userAgent: request.headers['user-agent'] ?? '',
    ...credentialsOf(request),
    cause: { clock: true },
  };
}

const builtInGroups: ReadonlySet<string> = new Set(builtInKinds.map(({ group }) => group));

/** Typed clients send protobuf: it goes on as JSON. Custom resources cannot be sent so; the engine refuses it as it refuses any unknown encoding. */
function readableBody(path: string, contentType: string, bytes: Buffer): Pick<ApiRequest, 'body' | 'contentType'> | V1Status {
  const named = contentType === '' ? {} : { contentType: contentType as NonNullable<ApiRequest['contentType']> };
  if (bytes.length === 0) return named;
  const group = /^\/apis\/([^/]+)\//.exec(path)?.[1] ?? '';
  if (contentType !== protobufType || !builtInGroups.has(group)) return { ...named, body: bytes.toString('utf8') };
  const decoded = decodeProtobuf(bytes);
  return decoded.ok ? { contentType: 'application/json', body: JSON.stringify(decoded.object) } : badRequest(decoded.message);
}

/** Who asks: the owner of a bearer token, else the administrator; and whom the request wants to act for. The API server judges both. */
function credentialsOf(request: IncomingMessage): Pick<ApiRequest, 'user' | 'token' | 'impersonate'> {
  const token = /^\s*bearer +(\S+)/i.exec(request.headers.authorization ?? '')?.[1];
  const impersonate = impersonationOf(request);
  return { user: administrator, ...(token === undefined ? {} : { token }), ...(impersonate ? { impersonate } : {}) };
}

const extraPrefix = 'impersonate-extra-';

/** @see Kubernetes 1.36, apiserver, endpoints/filters/impersonation, processImpersonationHeaders */
function impersonationOf({ headersDistinct }: IncomingMessage): ImpersonationRequest | undefined {
  const user = headersDistinct['impersonate-user']?.[0] ?? '';
  const uid = headersDistinct['impersonate-uid']?.[0] ?? '';
  const groups = headersDistinct['impersonate-group'] ?? [];
  const extra = Object.entries(headersDistinct).flatMap(([name, values]) => (name.startsWith(extraPrefix) && values ? [[unescaped(name.slice(extraPrefix.length)), values] as const] : []));
  if (user === '' && uid === '' && groups.length === 0 && extra.length === 0) return undefined;
  return { user, groups, ...(uid === '' ? {} : { uid }), ...(extra.length > 0 ? { extra: Object.fromEntries(extra) } : {}) };
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** Newline-delimited watch events, until the client goes or the time is up. */
function streamWatch(cluster: Cluster, apiRequest: ApiRequest, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
  const early: WatchEvent[] = [];
  let write = (event: WatchEvent): void => { early.push(event); };
  const watch = cluster.api.watch(apiRequest, (event) => { write(event); });
  if (!('stop' in watch)) {
    send(request, response, { code: watch.code ?? 500, body: watch });
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  write = ({ type, object }) => { response.write(`${JSON.stringify({ type, object: asAnswered(object) })}\n`); };
  for (const event of early) write(event);
  const seconds = Number(query.get('timeoutSeconds') ?? '0');
  const timer = setTimeout(() => { response.end(); }, seconds > 0 ? seconds * 1000 : watchTimeoutMs);
  response.on('close', () => {
    clearTimeout(timer);
    watch.stop();
  });
  request.on('error', () => { watch.stop(); });
}
