import type { Cause, WatchEvent, WatchHandle } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';
import { keyOf, type KubeObject } from '../../kube/object.ts';
import type { Client } from './client.ts';

/** Told of each change of a cache, in the order of revisions. `old` is what the cache held before. */
export interface InformerHandler<T> {
  readonly added?: (object: T) => void;
  readonly updated?: (object: T, old: T) => void;
  readonly deleted?: (object: T, old: T) => void;
}

interface Pending {
  readonly dueMs: number;
  readonly event: WatchEvent;
}

/**
 * A cache of one list that follows the API server by a watch. It lags by the client's watch latency, as caches do. While
 * handlers run, the client's cause is the revision that they are told of.
 */
export class Informer<T extends KubeObject = KubeObject> {
  readonly #client: Client;
  readonly #path: string;
  readonly #cache = new Map<string, T>();
  readonly #handlers: InformerHandler<T>[] = [];
  readonly #indices = new Map<string, Index<T>>();
  readonly #pending: Pending[] = [];
  #flushing = false;
  #watch: WatchHandle | undefined;
  #stopped = false;

  constructor(client: Client, path: string) {
    this.#client = client;
    this.#path = path;
    this.#start();
  }

  get(namespace: string, name: string): T | undefined {
    return this.#cache.get(namespace ? `${namespace}/${name}` : name);
  }

  /** By `namespace/name` (or `name`). */
  getByKey(key: string): T | undefined {
    return this.#cache.get(key);
  }

  /** Everything in the cache, in the order in which it came. */
  list(namespace?: string): readonly T[] {
    const all = [...this.#cache.values()];
    return namespace === undefined ? all : all.filter((object) => object.metadata?.namespace === namespace);
  }

  get size(): number {
    return this.#cache.size;
  }

  /** Adds an index; `keysOf` names the buckets an object is in. Asking for the same name twice is harmless. */
  addIndex(name: string, keysOf: (object: T) => readonly string[]): void {
    if (this.#indices.has(name)) return;
    const index = new Index<T>(keysOf);
    for (const [key, object] of this.#cache) index.replace(key, undefined, object);
    this.#indices.set(name, index);
  }

  /** The objects in one bucket of an index, in the order in which they came into it. */
  byIndex(name: string, bucket: string): readonly T[] {
    const index = this.#indices.get(name);
    if (!index) throw new Error(`informer of ${this.#path} has no index ${name}`);
    return index.bucket(bucket);
  }

  /** Names of the buckets of an index that hold something. */
  bucketsOf(name: string): Iterable<string> {
    return this.#indices.get(name)?.names() ?? [];
  }

  /** Registers a handler; it is told of everything already in the cache as added. */
  subscribe(handler: InformerHandler<T>): void {
    this.#handlers.push(handler);
    for (const object of this.#cache.values()) this.#client.because(causeOf(object), () => handler.added?.(object));
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.stop();
  }

  /** Lists, then watches from the list's revision; lists again where that revision is gone. */
  #start(): void {
    if (this.#stopped) return;
    const listed = this.#client.request('GET', this.#path);
    if (listed.code !== 200) {
      this.#client.clock.after(1000, () => { this.#start(); });
      return;
    }
    const { items, metadata } = listed.body as { items: readonly T[]; metadata: { resourceVersion: string } };
    this.#replace(items);
    const separator = this.#path.includes('?') ? '&' : '?';
    const watch = this.#client.watch(`${this.#path}${separator}resourceVersion=${metadata.resourceVersion}`, (event) => { this.#receive(event); });
    if (isStatus(watch)) this.#client.clock.after(1000, () => { this.#start(); });
    else this.#watch = watch;
  }

  #replace(items: readonly T[]): void {
    const listed = new Map(items.map((item) => [keyOf(item), item]));
    for (const [key, object] of [...this.#cache]) if (!listed.has(key)) this.#apply({ type: 'DELETED', object });
    for (const object of items) this.#apply({ type: 'MODIFIED', object });
  }

  #receive(event: WatchEvent): void {
    const { clock, watchLatencyMs } = this.#client;
    this.#pending.push({ dueMs: clock.nowMs + watchLatencyMs, event });
    if (!this.#flushing) this.#scheduleFlush(watchLatencyMs);
  }

  #scheduleFlush(delayMs: number): void {
    this.#flushing = true;
    this.#client.clock.after(delayMs, () => { this.#flush(); });
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#stopped) return;
    const { clock } = this.#client;
    let count = 0;
    while (count < this.#pending.length && (this.#pending[count] as Pending).dueMs <= clock.nowMs) {
      this.#deliver((this.#pending[count] as Pending).event);
      count++;
    }
    this.#pending.splice(0, count);
    const next = this.#pending[0];
    if (next && !this.#flushing) this.#scheduleFlush(next.dueMs - clock.nowMs);
  }

  #deliver(event: WatchEvent): void {
    if (event.type === 'BOOKMARK') return;
    if (event.type === 'ERROR') {
      this.#watch?.stop();
      this.#client.clock.after(1000, () => { this.#start(); });
      return;
    }
    this.#apply(event as WatchEvent<T>);
  }

  #apply({ type, object }: WatchEvent<T>): void {
    const key = keyOf(object);
    const old = this.#cache.get(key);
    if (type === 'DELETED') {
      if (!old) return;
      this.#cache.delete(key);
    } else {
      if (old?.metadata?.resourceVersion === object.metadata?.resourceVersion) return;
      this.#cache.set(key, object);
    }
    for (const index of this.#indices.values()) index.replace(key, old, type === 'DELETED' ? undefined : object);
    this.#client.because(causeOf(object), () => { this.#tell(type, object, old); });
  }

  #tell(type: WatchEvent['type'], object: T, old: T | undefined): void {
    for (const handler of this.#handlers) {
      if (!old) handler.added?.(object);
      else if (type === 'DELETED') handler.deleted?.(object, old);
      else handler.updated?.(object, old);
    }
  }
}

/** Buckets of keys of objects. */
class Index<T> {
  readonly #buckets = new Map<string, Map<string, T>>();
  readonly #keysOf: (object: T) => readonly string[];

  constructor(keysOf: (object: T) => readonly string[]) {
    this.#keysOf = keysOf;
  }

  bucket(name: string): readonly T[] {
    const bucket = this.#buckets.get(name);
    return bucket ? [...bucket.values()] : [];
  }

  names(): Iterable<string> {
    return this.#buckets.keys();
  }

  replace(key: string, old: T | undefined, object: T | undefined): void {
    const keep = object ? this.#keysOf(object) : [];
    if (old) {
      for (const name of this.#keysOf(old)) {
        if (keep.includes(name)) continue;
        const bucket = this.#buckets.get(name);
        bucket?.delete(key);
        if (bucket?.size === 0) this.#buckets.delete(name);
      }
    }
    if (!object) return;
    for (const name of keep) {
      const bucket = this.#buckets.get(name);
      if (bucket) bucket.set(key, object);
      else this.#buckets.set(name, new Map([[key, object]]));
    }
  }
}

function causeOf(object: KubeObject): Cause {
  const revision = Number(object.metadata?.resourceVersion);
  return Number.isFinite(revision) ? { revision } : { clock: true };
}

const isStatus = (answer: WatchHandle | V1Status): answer is V1Status => !('stop' in answer);
