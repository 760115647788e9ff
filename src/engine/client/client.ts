import type { ApiRequest, ApiResponse, ApiServer, Cause, Method, PatchType, Result, UserInfo, WatchEvent, WatchHandle } from '../../kube/api.ts';
import type { V1DeleteOptions, V1Status } from '../../kube/generated/types.ts';
import { resourcePath, type Kind, type Subresource } from '../../kube/kinds.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Clock } from '../sim/clock.ts';
import { Informer } from './informer.ts';

/** What a list or a watch is narrowed to. */
export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WriteOptions {
  readonly subresource?: Subresource;
  /** `fieldManager`; the client's own name when absent. */
  readonly fieldManager?: string;
}

export interface ClientSettings {
  readonly api: ApiServer;
  readonly clock: Clock;
  readonly user: UserInfo;
  /** Name of the component, as user agent and field manager: `kube-scheduler`. */
  readonly name: string;
  /** How long a watch event is under way to this client, in virtual ms. */
  readonly watchLatencyMs?: number;
  /** What one API call costs its caller, in virtual ms. */
  readonly callMs?: number;
}

/** What a client and those derived from it have in common. */
interface Shared {
  readonly informers: Map<string, Informer>;
  cause: Cause;
  /** Who fills the caches: the component itself, not the accounts it writes under. */
  root?: Client;
}

/**
 * How a component reaches the API server: what client-go is. Calls are answered at once (one instant of virtual time); what
 * they would have cost is added up in {@link takeCostMs}, and whoever runs the component waits that long afterwards.
 */
export class Client {
  readonly name: string;
  readonly user: UserInfo;
  readonly clock: Clock;
  readonly watchLatencyMs: number;
  readonly #api: ApiServer;
  readonly #callMs: number;
  readonly #shared: Shared;
  #costMs = 0;

  constructor(settings: ClientSettings, shared: Shared = { informers: new Map(), cause: { clock: true } }) {
    this.#shared = shared;
    shared.root ??= this;
    this.name = settings.name;
    this.user = settings.user;
    this.clock = settings.clock;
    this.watchLatencyMs = settings.watchLatencyMs ?? 2;
    this.#callMs = settings.callMs ?? 2;
    this.#api = settings.api;
  }

  /** The same caches under another name: one controller of a controller manager, say. */
  as(user: UserInfo, name: string): Client {
    const { clock, watchLatencyMs } = this;
    return new Client({ api: this.#api, clock, user, name, watchLatencyMs, callMs: this.#callMs }, this.#shared);
  }

  /** Why the component is doing what it does now. */
  get cause(): Cause {
    return this.#shared.cause;
  }

  /** Runs `work`; every request made inside carries `cause`. */
  because<R>(cause: Cause, work: () => R): R {
    const before = this.#shared.cause;
    this.#shared.cause = cause;
    try {
      return work();
    } finally {
      this.#shared.cause = before;
    }
  }

  /** Virtual milliseconds that the calls since the last time would have taken. */
  takeCostMs(): number {
    const cost = this.#costMs;
    this.#costMs = 0;
    return cost;
  }

  /** One request as it is. */
  request(method: Method, path: string, body?: unknown, extra: Partial<Pick<ApiRequest, 'contentType' | 'accept'>> = {}): ApiResponse {
    const answer = this.#api.handle({ method, path, body, user: this.user, userAgent: this.name, cause: this.#shared.cause, ...extra });
    this.#costMs += this.#callMs + (answer.tookMs ?? 0);
    return answer;
  }

  get<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): Result<T> {
    return asResult(this.request('GET', resourcePath(kind, namespace, name)));
  }

  list<T extends KubeObject>(kind: Kind<T>, options: ListOptions = {}): Result<readonly T[]> {
    const answer = asResult<{ items: readonly T[] }>(this.request('GET', listPath(kind, options)));
    return answer.ok ? { ok: true, value: answer.value.items } : answer;
  }

  create<T extends KubeObject>(kind: Kind<T>, object: T, options: WriteOptions = {}): Result<T> {
    const { namespace, name } = object.metadata ?? {};
    const path = options.subresource ? resourcePath(kind, namespace, name, options.subresource) : resourcePath(kind, namespace);
    return asResult(this.request('POST', this.#withManager(path, options), object));
  }

  /** Replaces an object; a `resourceVersion` that is no longer current is refused with Conflict. */
  update<T extends KubeObject>(kind: Kind<T>, object: T, options: WriteOptions = {}): Result<T> {
    const { namespace, name } = object.metadata ?? {};
    return asResult(this.request('PUT', this.#withManager(resourcePath(kind, namespace, name, options.subresource), options), object));
  }

  updateStatus<T extends KubeObject>(kind: Kind<T>, object: T): Result<T> {
    return this.update(kind, object, { subresource: 'status' });
  }

  patch<T extends KubeObject>(kind: Kind<T>, target: PatchTarget, patch: unknown, options: WriteOptions = {}): Result<T> {
    const path = resourcePath(kind, target.namespace, target.name, options.subresource);
    return asResult(this.request('PATCH', this.#withManager(path, options), patch, { contentType: target.type ?? 'application/strategic-merge-patch+json' }));
  }

  /** Deletes an object; the answer is the object as it is now (terminating) or a Status. */
  delete(kind: Kind, namespace: string, name: string, options: V1DeleteOptions = {}): Result<KubeObject> {
    return asResult(this.request('DELETE', resourcePath(kind, namespace, name), options));
  }

  /** Opens a watch without a cache. Events come at once, without the watch latency. */
  watch(path: string, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
    return this.#api.watch({ method: 'GET', path, user: this.user, userAgent: this.name, cause: this.#shared.cause }, sink);
  }

  /** The shared cache of a kind (narrowed by `options`); started at the first call. */
  informer<T extends KubeObject>(kind: Kind<T>, options: ListOptions = {}): Informer<T> {
    const path = listPath(kind, options);
    let informer = this.#shared.informers.get(path);
    if (!informer) {
      informer = new Informer(this.#shared.root ?? this, path);
      this.#shared.informers.set(path, informer);
    }
    return informer as unknown as Informer<T>;
  }

  /** Ends every watch: the component is gone. */
  stop(): void {
    for (const informer of this.#shared.informers.values()) informer.stop();
    this.#shared.informers.clear();
  }

  #withManager(path: string, options: WriteOptions): string {
    return `${path}?fieldManager=${options.fieldManager ?? this.name}`;
  }
}

export interface PatchTarget {
  readonly namespace: string;
  readonly name: string;
  /** Strategic merge when absent. */
  readonly type?: PatchType;
}

/** Everything a component is given: nothing else is in its reach. */
export interface ComponentContext {
  readonly clock: Clock;
  readonly random: import('../sim/random.ts').Random;
  readonly client: Client;
}

function listPath(kind: Kind, { namespace, labelSelector, fieldSelector }: ListOptions): string {
  const query = [
    ...(labelSelector ? [`labelSelector=${encodeURIComponent(labelSelector)}`] : []),
    ...(fieldSelector ? [`fieldSelector=${encodeURIComponent(fieldSelector)}`] : []),
  ].join('&');
  return resourcePath(kind, namespace) + (query ? `?${query}` : '');
}

function asResult<T>(response: ApiResponse): Result<T> {
  if (response.code >= 200 && response.code < 300) return { ok: true, value: response.body as T };
  return { ok: false, status: response.body as V1Status };
}
