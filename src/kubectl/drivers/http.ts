import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { dirname, join, relative } from 'node:path';
import type { ReadStream } from 'node:tty';
import { noAnswer, type ApiResponse, type WatchEvent } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';
import type { Answers, ClientRequest, Credentials, Effect, PortForward, Run, TerminalStream } from '../effects.ts';
import { handOver } from './terminal.ts';
import { openPort, type Listener } from './listener.ts';

/** How a program reaches an API server over HTTP. */
export interface Connection {
  /** `http://127.0.0.1:8001`. */
  readonly server: string;
  /** What the person types at; undefined where nobody does. */
  readonly keyboard?: ReadStream;
  /** Lets the person edit a text; undefined where nobody can. */
  readonly edit?: (text: string, fileName: string) => Promise<string | undefined>;
  /** Milliseconds since 1970 of the cluster's own clock, where waits follow that one and not this machine's. */
  readonly now?: () => Promise<number>;
}

/** How often another clock is looked at while something waits for it. */
const lookMs = 10;

/** Runs a program against a server; waits are real time. Gives the program's result. */
export async function driveHttp<T>(program: Run<T>, connection: Connection): Promise<T> {
  const driver = new HttpDriver(connection);
  try {
    let step = program.next(undefined);
    while (!step.done) {
      const answer = await driver.perform(step.value);
      step = program.next(answer);
    }
    return step.value;
  } finally {
    driver.closeAll();
  }
}

class HttpDriver {
  readonly #watches = new Map<number, Stream>();
  readonly #listeners: Listener[] = [];
  #nextWatch = 1;

  constructor(private readonly connection: Connection) {}

  async perform(effect: Effect): Promise<Answers[keyof Answers]> {
    switch (effect.do) {
      case 'request': return await this.#request(effect.request);
      case 'watch': return await this.#open(effect.path, effect);
      case 'next': return (await this.#next(effect.watch, effect.timeoutMs)) ?? 'closed';
      case 'unwatch': {
        this.#watches.get(effect.watch)?.close();
        this.#watches.delete(effect.watch);
        return undefined;
      }
      case 'sleep': {
        await this.#sleep(effect.ms);
        return undefined;
      }
      case 'now': return await this.#now();
      case 'list': return await filesBelow(effect.folder);
      case 'read': return await readText(effect.file);
      case 'write': return await writeText(effect.file, effect.text);
      case 'listen': return await this.#listen(effect.forward);
      case 'stream': return await this.#handOver(effect.stream);
      case 'edit': return await this.connection.edit?.(effect.text, effect.fileName);
    }
  }

  async #now(): Promise<number> {
    return (await this.connection.now?.()) ?? Date.now();
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.connection.now) return await pause(ms);
    const end = (await this.#now()) + ms;
    while ((await this.#now()) < end) await pause(lookMs);
  }

  async #next(watch: number, timeoutMs: number | undefined): Promise<WatchEvent | 'timeout' | 'closed' | undefined> {
    const stream = this.#watches.get(watch);
    if (!stream || !this.connection.now || timeoutMs === undefined) return await stream?.next(timeoutMs);
    const end = (await this.#now()) + timeoutMs;
    for (;;) {
      const event = await stream.next(lookMs);
      if (event !== 'timeout' || (await this.#now()) >= end) return event;
    }
  }

  async #handOver(stream: TerminalStream): Promise<number | V1Status> {
    const { keyboard, server } = this.connection;
    if (!keyboard && stream.stdin === undefined) return { status: 'Failure', message: 'nobody types here' };
    const headers = { 'user-agent': 'kubectl', ...headersOf(stream) };
    const url = new URL(stream.path, server);
    const answer = await handOver(stream, { url, headers, ...(keyboard && stream.stdin === undefined ? { keyboard } : {}) }).catch((error: unknown) => unanswered(reasonOf(error as NodeJS.ErrnoException, url.hostname)));
    if (typeof answer === 'object' && !('headers' in answer)) return answer;
    if (typeof answer === 'number') return answer;
    const body = await textOf(answer);
    const read = parsed(body);
    return typeof read === 'object' && read !== null ? (read as V1Status) : { status: 'Failure', code: answer.statusCode ?? 500, message: body };
  }

  async #listen(forward: PortForward): Promise<number | string> {
    const opened = await openPort(forward, (request) => this.#request({ method: 'POST', path: forward.path, body: request, ...credentialsIn(forward) }));
    if (typeof opened === 'string') return opened;
    this.#listeners.push(opened);
    return opened.port;
  }

  closeAll(): void {
    for (const listener of this.#listeners) listener.close();
    for (const stream of this.#watches.values()) stream.close();
  }

  async #request(request: ClientRequest): Promise<ApiResponse> {
    const text = request.body === undefined ? undefined : typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
    const response = await this.#send(request, text);
    if (typeof response === 'string') return { code: noAnswer, body: unanswered(response) };
    const body = await textOf(response);
    const warnings = warningsOf(response);
    const isJson = (response.headers['content-type'] ?? '').includes('json');
    return { code: response.statusCode ?? 0, body: isJson ? parsed(body) : body, ...(warnings.length > 0 ? { warnings } : {}) };
  }

  /** The answer, or why none came. */
  #send({ method, path, accept, contentType, ...credentials }: ClientRequest, text: string | undefined): Promise<IncomingMessage | string> {
    const url = new URL(path, this.connection.server);
    const options: RequestOptions = {
      method,
      headers: {
        accept: accept ?? 'application/json', 'user-agent': 'kubectl', ...(text === undefined ? {} : { 'content-type': contentType ?? 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...headersOf(credentials),
      },
    };
    return new Promise((resolve) => {
      const sent = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, resolve);
      sent.on('error', (error: NodeJS.ErrnoException) => { resolve(reasonOf(error, url.hostname)); });
      sent.end(text);
    });
  }

  async #open(path: string, credentials: Credentials): Promise<number | V1Status> {
    const url = path.includes('watch=') ? path : `${path}${path.includes('?') ? '&' : '?'}watch=true`;
    const response = await this.#send({ method: 'GET', path: url, ...credentialsIn(credentials) }, undefined);
    if (typeof response === 'string') return unanswered(response);
    if (response.statusCode !== 200) return parsed(await textOf(response)) as V1Status;
    const id = this.#nextWatch++;
    this.#watches.set(id, new Stream(response));
    return id;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

const unanswered = (message: string): V1Status => ({ status: 'Failure', code: noAnswer, message });

/** Why a server could not be reached, in the words of Go's network library. */
function reasonOf({ code, message }: NodeJS.ErrnoException, host: string): string {
  switch (code) {
    case 'ECONNREFUSED': return 'connection refused';
    case 'ENOTFOUND': case 'EAI_AGAIN': return `dial tcp: lookup ${host}: no such host`;
    case 'ETIMEDOUT': return `dial tcp ${host}: i/o timeout`;
    case 'EHOSTUNREACH': return `dial tcp ${host}: connect: no route to host`;
    case 'EPROTO': return 'http: server gave HTTP response to HTTPS client';
    case 'ECONNRESET': return 'EOF';
    default: return message;
  }
}

const credentialsIn = ({ token, impersonate }: Credentials): Credentials => ({ ...(token === undefined ? {} : { token }), ...(impersonate ? { impersonate } : {}) });

/** @see client-go, transport/round_trippers.go */
function headersOf({ token, impersonate }: Credentials): Record<string, string | string[]> {
  const { user, groups = [], uid, extra = {} } = impersonate ?? {};
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(user === undefined ? {} : { 'impersonate-user': user }), ...(groups.length > 0 ? { 'impersonate-group': [...groups] } : {}), ...(uid ? { 'impersonate-uid': uid } : {}),
    ...Object.fromEntries(Object.entries(extra).map(([key, values]) => [`impersonate-extra-${encodeURIComponent(key)}`, [...values]])),
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Texts of `Warning: 299 - "…"` headers. */
function warningsOf(response: IncomingMessage): readonly string[] {
  const values = response.rawHeaders.flatMap((name, index) => (index % 2 === 0 && name.toLowerCase() === 'warning' ? [response.rawHeaders[index + 1] ?? ''] : []));
  return values.flatMap((value) => [...value.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1')));
}

/** Files of a folder and of its folders. */
async function filesBelow(folder: string): Promise<readonly string[] | undefined> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  } catch {
    return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    if (/^https?:/.test(file)) {
      const answer = await fetch(file);
      return answer.ok ? await answer.text() : undefined;
    }
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

const reasons: Readonly<Record<string, string>> = { EISDIR: 'is a directory', ENOENT: 'no such file or directory', EACCES: 'permission denied', ENOTDIR: 'not a directory', EROFS: 'read-only file system' };

async function writeText(file: string, text: string): Promise<string | undefined> {
  try {
    if (dirname(dirname(file)) !== dirname(file)) await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return undefined;
  } catch (error) {
    return `open ${file}: ${reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error)}`;
  }
}

/** The events of a watch, one line of JSON each. */
class Stream {
  readonly #events: WatchEvent[] = [];
  #rest = '';
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => { this.#take(chunk); });
    for (const end of ['end', 'error', 'close']) response.on(end, () => { this.#end(); });
  }

  async next(timeoutMs: number | undefined): Promise<WatchEvent | 'timeout' | 'closed'> {
    const deadline = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
    for (;;) {
      const event = this.#events.shift();
      if (event) return event;
      if (this.#closed) return 'closed';
      const left = deadline === undefined ? undefined : deadline - Date.now();
      if (left !== undefined && left <= 0) return 'timeout';
      await new Promise<void>((resolve) => {
        const timer = left === undefined ? undefined : setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.response.destroy();
    this.#end();
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.#events.push(JSON.parse(line) as WatchEvent);
    this.#wake?.();
  }

  #end(): void {
    this.#closed = true;
    this.#wake?.();
  }
}
