import { noAnswer, type ApiResponse, type WatchEvent } from '../kube/api.ts';
import type { V1Status } from '../kube/generated/types.ts';
import { parseGoDuration } from '../kube/go/duration.ts';
import { isNoPath } from '../kube/no-path.ts';
import { perform, type ClientRequest, type Credentials, type Output, type PortForward, type Run, type Settings, type TerminalStream } from './effects.ts';
import { Failure, NoConnection, StatusFailure, type KubectlError } from './errors.ts';
import { credentialsOf } from './credentials.ts';
import type { FlagValues } from './flags.ts';
import { requestTrace, responseTrace } from './trace.ts';

/** What a command asks for beyond a path. */
export interface Ask {
  readonly body?: unknown;
  readonly contentType?: NonNullable<ClientRequest['contentType']>;
  readonly accept?: string;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One run of kubectl: whom it speaks for, where it prints, which warnings it has passed on. */
export class Session {
  readonly namespace: string;
  /** Whether the namespace was named on the command line. */
  readonly namespaceGiven: boolean;
  readonly #warned = new Set<string>();
  readonly #verbosity: number;
  readonly #credentials: Credentials;
  /** How long a watch may last (`--request-timeout`); 0 for ever. */
  readonly #requestTimeoutMs: number;
  readonly #watchEnds = new Map<number, number>();

  constructor(
    readonly settings: Settings,
    readonly output: Output,
    readonly stdin: string,
    flags: FlagValues,
    /** Whether somebody sits there and types. */
    readonly isTyped = false,
  ) {
    this.namespaceGiven = flags.text('namespace') !== '';
    this.namespace = flags.text('namespace') || settings.namespace || 'default';
    this.#verbosity = flags.int('v');
    this.#requestTimeoutMs = parseGoDuration(flags.text('request-timeout')) ?? Number(flags.text('request-timeout')) * 1000;
    this.#credentials = credentialsOf(settings, flags);
  }

  print(line: string): void {
    this.output.stdout(`${line}\n`);
  }

  printError(line: string): void {
    this.output.stderr(`${line}\n`);
  }

  /** A warning of the server or of kubectl itself; one text is said once. */
  warn(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.printError(`Warning: ${text}`);
  }

  /** One request; whatever the answer is, it comes back. Warnings are passed on. */
  *send(method: ClientRequest['method'], path: string, ask: Ask = {}): Run<ApiResponse> {
    const request: ClientRequest = { method, path, ...ask, ...this.#credentials };
    const response = this.#verbosity < 6 ? yield* perform({ do: 'request', request }) : yield* this.#traced(request);
    if (response.code === noAnswer) throw this.#unconnected(request, response.body);
    for (const warning of response.warnings ?? []) this.warn(warning);
    return response;
  }

  /** The body of a successful answer; a refusal is thrown. */
  *fetch<T>(method: ClientRequest['method'], path: string, ask: Ask = {}): Run<T> {
    const response = yield* this.send(method, path, ask);
    if (response.code >= 200 && response.code < 300) return response.body as T;
    throw new StatusFailure(refusalOf(response, { method, path }));
  }

  /** As {@link fetch}, for a path that the person wrote (`--raw`): kubectl does not know what it names. */
  *fetchRaw(method: ClientRequest['method'], path: string, ask: Ask = {}): Run<unknown> {
    const response = yield* this.send(method, path, ask);
    if (response.code >= 200 && response.code < 300) return response.body;
    throw new StatusFailure(statusOf(response));
  }

  *get<T>(path: string, accept?: string): Run<T> {
    return yield* this.fetch<T>('GET', path, accept ? { accept } : {});
  }

  *sleep(ms: number): Run<void> {
    yield* perform({ do: 'sleep', ms });
  }

  *now(): Run<number> {
    return yield* perform({ do: 'now' });
  }

  *watch(path: string, accept?: string): Run<number> {
    if (this.#verbosity >= 6) for (const line of requestTrace({ request: { method: 'GET', path, ...this.#credentials }, url: this.settings.server + path, startMs: yield* this.now() }, this.#verbosity)) this.printError(line);
    const answer = yield* perform({ do: 'watch', path, ...(accept ? { accept } : {}), ...this.#credentials });
    if (typeof answer !== 'number') throw this.#refused({ method: 'GET', path }, answer);
    if (this.#requestTimeoutMs > 0) this.#watchEnds.set(answer, (yield* this.now()) + this.#requestTimeoutMs);
    return answer;
  }

  /** The next event of a watch. A watch that has lasted as long as requests may is closed. */
  *next(watch: number, timeoutMs?: number): Run<WatchEvent | 'timeout' | 'closed'> {
    const end = this.#watchEnds.get(watch);
    if (end === undefined) return yield* this.#nextWithin(watch, timeoutMs);
    const left = Math.max(0, end - (yield* this.now()));
    const event = yield* this.#nextWithin(watch, Math.min(left, timeoutMs ?? left));
    return event === 'timeout' && (timeoutMs === undefined || left <= timeoutMs) ? 'closed' : event;
  }

  *#nextWithin(watch: number, timeoutMs: number | undefined): Run<WatchEvent | 'timeout' | 'closed'> {
    return yield* perform({ do: 'next', watch, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  }

  *unwatch(watch: number): Run<void> {
    yield* perform({ do: 'unwatch', watch });
  }

  /** Writes a local file. */
  *write(file: string, text: string): Run<void> {
    const problem = yield* perform({ do: 'write', file, text });
    if (problem !== undefined) throw new Failure(problem);
  }

  /** Opens a local port that leads to a pod. */
  *listen(forward: Omit<PortForward, keyof Credentials>): Run<number | string | undefined> {
    return yield* perform({ do: 'listen', forward: { ...forward, ...this.#credentials } });
  }

  /** Passes on what a program in a container writes, and lets the person type into it, until it ends; its exit code. */
  *stream(stream: Pick<TerminalStream, 'path' | 'isTerminal' | 'stdin'>): Run<number> {
    const answer = yield* perform({ do: 'stream', stream: { ...stream, out: (text) => { this.output.stdout(text); }, err: (text) => { this.output.stderr(text); }, ...this.#credentials } });
    if (typeof answer !== 'number') throw this.#refused({ method: 'POST', path: stream.path }, answer);
    return answer;
  }

  #refused(request: ClientRequest, status: V1Status): KubectlError {
    return status.code === noAnswer ? this.#unconnected(request, status) : new StatusFailure(status);
  }

  #unconnected({ method, path }: ClientRequest, body: unknown): NoConnection {
    const { server } = this.settings;
    const verb = method.charAt(0) + method.slice(1).toLowerCase();
    return new NoConnection(server.replace(/^https?:\/\//, ''), `${verb} "${server}${path}"`, (body as V1Status | undefined)?.message ?? 'EOF');
  }

  /** The text of a file; `-` is standard input. */
  *read(file: string): Run<string> {
    if (file === '-') return this.stdin;
    const found = yield* perform({ do: 'read', file });
    if (found === undefined) throw new Failure(`the path "${file}" does not exist`);
    return found;
  }

  /** A request that `-v` tells of. */
  *#traced(request: ClientRequest): Run<ApiResponse> {
    const traced = { request, url: this.settings.server + request.path, startMs: yield* this.now() };
    for (const line of requestTrace(traced, this.#verbosity)) this.printError(line);
    const response = yield* perform({ do: 'request', request });
    for (const line of responseTrace({ ...traced, response, endMs: yield* this.now() }, this.#verbosity)) this.printError(line);
    return response;
  }
}

/**
 * The Status of a refusal. Where the server answered in plain words, client-go makes a Status of its own and adds what was asked
 * for: `… (get widgets.lab.example.com)`.
 *
 * @see apimachinery, api/errors, NewGenericServerResponse
 */
function refusalOf(response: ApiResponse, { method, path }: Pick<ClientRequest, 'method' | 'path'>): V1Status {
  const status = statusOf(response);
  const asked = typeof response.body === 'string' || isNoPath(path, response.body) ? namedBy(path) : '';
  return asked === '' ? status : { ...status, message: `${status.message ?? ''} (${method.toLowerCase()} ${asked})` };
}

/** `widgets.lab.example.com`, `widgets.lab.example.com w1`: what a path names; '' where it names no resource. */
function namedBy(path: string): string {
  const [, group, resource, name] = /^\/(?:api|apis\/([^/?]+))\/[^/?]+(?:\/namespaces\/[^/?]+(?=\/))?\/([^/?]+)(?:\/([^/?]+))?/.exec(path) ?? [];
  if (resource === undefined) return '';
  return `${resource}${group === undefined ? '' : `.${group}`}${name === undefined ? '' : ` ${decodeURIComponent(name)}`}`;
}

/** The Status of a refusal; plain text becomes one. */
export function statusOf(response: ApiResponse): V1Status {
  const body = response.body as V1Status | string | undefined;
  if (body !== undefined && typeof body !== 'string' && body.kind === 'Status') return body;
  if (response.code === 503) return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'the server is currently unable to handle the request', code: 503, reason: 'ServiceUnavailable' };
  const reason = response.code === 404 ? 'NotFound' : response.code === 403 ? 'Forbidden' : response.code === 401 ? 'Unauthorized' : undefined;
  const message = response.code === 404 ? 'the server could not find the requested resource' : typeof body === 'string' && body !== '' ? body.trim() : `unknown (${String(response.code)})`;
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: response.code, ...(reason ? { reason } : {}) };
}

/** `?a=b&c=d` of what is set; '' of nothing. */
export function queryOf(query: Query): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '' && value !== false)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
