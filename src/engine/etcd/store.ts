import type { ApiRequest, Cause } from '../../kube/api.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Clock } from '../sim/clock.ts';
import { Expiry } from './expiry.ts';
import { Keyspace } from './keyspace.ts';

/** Who writes, how and why: every write carries it. */
export interface WriteInfo {
  /** Name of the authenticated user: `system:kube-scheduler`, `kubernetes-admin`. */
  readonly writer: string;
  /** The API verb (`create`, `patch`, `delete` …), with the subresource where there is one: `update/status`. */
  readonly verb: string;
  readonly cause: Cause;
}

export interface PutOptions extends WriteInfo {
  /** The write succeeds only where the key's last revision is this one; 0: where there is no such key. */
  readonly expectedRevision?: number;
  /** How long the key lives, in virtual ms; for ever when absent. */
  readonly ttlMs?: number;
}

/** One write, for ever after. Values are shared references. */
export interface LogEntry extends WriteInfo {
  readonly revision: number;
  /** Virtual time of the write, ms since the cluster started. */
  readonly timeMs: number;
  readonly key: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The object as written; for DELETED its last state with the revision of the deletion. */
  readonly value: KubeObject;
  /** What the key held before. */
  readonly previous: KubeObject | undefined;
  /** Revision at which `previous` was written; 0 where there was none. */
  readonly previousRevision: number;
}

export type WriteResult =
  | { readonly ok: true; readonly entry: LogEntry }
  | { readonly ok: false; readonly reason: 'conflict' | 'not-found' | 'unavailable'; readonly current?: KubeObject };

export interface RangeOptions {
  readonly atRevision?: number;
  readonly limit?: number;
  /** The first key wanted. */
  readonly from?: string;
}

/** `more`: how many values beyond the limit there are. `next`: key of the first of them. */
export interface RangeResult {
  readonly revision: number;
  readonly values: readonly KubeObject[];
  readonly more: number;
  readonly next?: string;
}

export interface StoreOptions {
  readonly clock: Clock;
  /** How many writes the log remembers at least; older ones are compacted away. 200,000 when absent. */
  readonly historyMax?: number;
  /** What it holds from the beginning, as of a revision; nothing is known of how that came about. */
  readonly restored?: { readonly revision: number; readonly values: Iterable<readonly [key: string, value: KubeObject]> };
}

/** Why the member that serves a request cannot serve it, in etcd's words, and how long it takes to say so. */
export interface Outage {
  readonly message: string;
  readonly tookMs: number;
  /** What the member does with a write all the same: a leader that is cut off takes it into its log. */
  readonly offer?: (request: ApiRequest) => void;
}

interface Held {
  readonly key: string;
  readonly entry: LogEntry;
}

interface Watcher {
  readonly prefix: string;
  readonly sink: (entry: LogEntry) => void;
  stopped: boolean;
}

/** `compacted`: that revision is no longer known (HTTP 410). */
export type Compacted = 'compacted';

const root = '/registry/';

/**
 * The versioned key-value store: what etcd is to the API server. Keys are `/registry/RESOURCE/NAMESPACE/NAME` (or without
 * namespace); each write has a revision of its own. Values carry their revision as `metadata.resourceVersion`: the writer
 * stamps {@link Store.nextRevision} before it puts.
 */
export class Store {
  readonly #clock: Clock;
  readonly #historyMax: number;
  readonly #spaces = new Map<string, Keyspace<Held>>();
  readonly #expiry: Expiry;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #observers = new Map<string, ((entry: LogEntry) => void)[]>();
  readonly #tombstones = new Map<string, number>();
  readonly #undelivered: LogEntry[] = [];
  #log: LogEntry[] = [];
  #delivering = false;
  #revision = 1;
  /** Revision of the first entry in the log. */
  #base = 2;
  #available = true;
  /** How the member fails that serves what is asked now; undefined where it does not. */
  outage: Outage | undefined;
  /** Agrees with the other members on the write of a revision; false where they could not. Absent: there are no others. */
  agree: ((revision: number) => boolean) | undefined;

  constructor({ clock, historyMax, restored }: StoreOptions) {
    this.#clock = clock;
    this.#historyMax = historyMax ?? 200_000;
    if (restored) this.#restore(restored);
    this.#expiry = new Expiry(clock, (key) => {
      this.delete(key, { writer: 'etcd', verb: 'expire', cause: { clock: true } });
    });
  }

  /** False while the members have no leader: writes are refused, and no lease runs out. */
  get available(): boolean {
    return this.#available;
  }

  set available(available: boolean) {
    if (available === this.#available) return;
    this.#available = available;
    if (available) this.#expiry.renew();
    else this.#expiry.paused = true;
  }

  /** Revision of the last write. */
  get revision(): number {
    return this.#revision;
  }

  /** Revision that the next write will have. */
  get nextRevision(): number {
    return this.#revision + 1;
  }

  /** The oldest revision that can still be read from or watched from. */
  get compactedRevision(): number {
    return this.#base - 1;
  }

  /** How many keys there are. */
  get size(): number {
    let size = 0;
    for (const space of this.#spaces.values()) size += space.size;
    return size;
  }

  /** How many keys there are under a resource's prefix. */
  count(prefix: string): number {
    const { space, group } = placeOfPrefix(prefix);
    return this.#spaces.get(space)?.count(group) ?? 0;
  }

  get(key: string): KubeObject | undefined;
  get(key: string, atRevision: number): KubeObject | undefined | Compacted;
  get(key: string, atRevision?: number): KubeObject | undefined | Compacted {
    if (atRevision !== undefined && atRevision < this.#revision) return this.#past(key, atRevision);
    return this.#held(key)?.entry.value;
  }

  range(prefix: string, options: RangeOptions = {}): RangeResult | Compacted {
    const atRevision = options.atRevision ?? this.#revision;
    if (atRevision >= this.#revision) return this.#page(this.#current(prefix, options.from ?? ''), options, this.#revision);
    if (atRevision < this.compactedRevision) return 'compacted';
    return this.#page(this.#pastValues(prefix, atRevision, options.from ?? ''), options, atRevision);
  }

  /** Every key with its value, in the order of the keys. */
  *all(): Generator<readonly [key: string, value: KubeObject]> {
    for (const { key, entry } of this.#current(root, '')) yield [key, entry.value];
  }

  /** Writes a key. The value's `metadata.resourceVersion` must be {@link nextRevision}. */
  put(key: string, value: KubeObject, options: PutOptions): WriteResult {
    if (!this.#available) return { ok: false, reason: 'unavailable' };
    const space = spaceOf(key);
    const group = key.slice(space.length, key.lastIndexOf('/') + 1);
    const held = this.#spaces.get(space)?.get(group, key);
    const heldRevision = held?.entry.revision ?? 0;
    if (options.expectedRevision !== undefined && options.expectedRevision !== heldRevision) return conflict(held);
    if (this.agree && !this.agree(this.#revision + 1)) return { ok: false, reason: 'unavailable' };
    const { writer, verb, cause } = options;
    const entry: LogEntry = {
      revision: ++this.#revision, timeMs: this.#clock.nowMs, key, type: held ? 'MODIFIED' : 'ADDED', value,
      previous: held?.entry.value, previousRevision: held ? heldRevision : (this.#tombstones.get(key) ?? 0), writer, verb, cause,
    };
    this.#space(space).set(group, key, { key, entry });
    if (!held && this.#tombstones.size > 0) this.#tombstones.delete(key);
    if (options.ttlMs !== undefined) this.#expiry.set(key, options.ttlMs);
    this.#commit(entry, space);
    return { ok: true, entry };
  }

  delete(key: string, options: WriteInfo & { readonly expectedRevision?: number }): WriteResult {
    if (!this.#available) return { ok: false, reason: 'unavailable' };
    const held = this.#held(key);
    if (!held) return { ok: false, reason: 'not-found' };
    if (options.expectedRevision !== undefined && options.expectedRevision !== held.entry.revision) return conflict(held);
    if (this.agree && !this.agree(this.#revision + 1)) return { ok: false, reason: 'unavailable' };
    const revision = ++this.#revision;
    const { writer, verb, cause } = options;
    const entry: LogEntry = {
      revision, timeMs: this.#clock.nowMs, key, type: 'DELETED', value: stamped(held.entry.value, revision),
      previous: held.entry.value, previousRevision: held.entry.revision, writer, verb, cause,
    };
    this.#space(spaceOf(key)).delete(groupOf(key), key);
    this.#tombstones.set(key, revision);
    this.#expiry.forget(key);
    this.#commit(entry, spaceOf(key));
    return { ok: true, entry };
  }

  /**
   * Tells `sink` of every write under `prefix` after `fromRevision`: those of the past at once, later ones at their commit, in the
   * order of revisions. A write made inside a sink is told after the one being told.
   */
  watch(prefix: string, fromRevision: number, sink: (entry: LogEntry) => void): { stop(): void } | Compacted {
    if (fromRevision < this.compactedRevision) return 'compacted';
    const undelivered = this.#undelivered[0]?.revision ?? this.#revision + 1;
    const past = this.log(fromRevision + 1, undelivered - 1).filter((entry) => entry.key.startsWith(prefix));
    const { space } = placeOfPrefix(prefix);
    const watcher: Watcher = { prefix, sink, stopped: false };
    const set = this.#watchers.get(space) ?? new Set();
    this.#watchers.set(space, set.add(watcher));
    for (const entry of past) if (!isStopped(watcher)) sink(entry);
    return {
      stop: () => {
        watcher.stopped = true;
        set.delete(watcher);
      },
    };
  }

  /**
   * Runs `observer` inside every commit under a resource's prefix, before anybody is told: for indexes, which must never lag. It must not write.
   */
  observe(prefix: string, observer: (entry: LogEntry) => void): void {
    const observers = this.#observers.get(prefix);
    if (observers) observers.push(observer);
    else this.#observers.set(prefix, [observer]);
  }

  /** Forgets what was superseded before `revision`. */
  compact(revision: number): void {
    const keepFrom = Math.min(revision, this.#revision) + 1;
    if (keepFrom <= this.#base) return;
    this.#log = this.#log.slice(keepFrom - this.#base);
    this.#base = keepFrom;
    for (const [key, deletedAt] of this.#tombstones) if (deletedAt < keepFrom) this.#tombstones.delete(key);
  }

  /** The writes to one key that are still known, newest first. */
  history(key: string): readonly LogEntry[] {
    const entries: LogEntry[] = [];
    const held = this.#held(key);
    let entry = held?.entry ?? this.at(this.#tombstones.get(key) ?? 0);
    while (entry) {
      entries.push(entry);
      entry = this.at(entry.previousRevision);
    }
    return entries;
  }

  /** The write with that revision, where it is still known. */
  at(revision: number): LogEntry | undefined {
    return revision < this.#base ? undefined : this.#log[revision - this.#base];
  }

  /** The writes from one revision to another, both included, that are still known. */
  log(fromRevision: number, toRevision: number = this.#revision): readonly LogEntry[] {
    return this.#log.slice(Math.max(0, fromRevision - this.#base), Math.max(0, toRevision - this.#base + 1));
  }

  #restore({ revision, values }: NonNullable<StoreOptions['restored']>): void {
    this.#revision = revision;
    this.#base = revision + 1;
    for (const [key, value] of values) {
      const written = Number(value.metadata?.resourceVersion ?? 0);
      const entry: LogEntry = { revision: written, timeMs: 0, key, type: 'ADDED', value, previous: undefined, previousRevision: 0, writer: '', verb: '', cause: { clock: true } };
      this.#space(spaceOf(key)).set(groupOf(key), key, { key, entry });
    }
  }

  #commit(entry: LogEntry, space: string): void {
    this.#log.push(entry);
    const observers = this.#observers.get(space);
    if (observers) for (const observer of observers) observer(entry);
    if (this.#log.length > this.#historyMax * 1.25) this.compact(this.#revision - this.#historyMax);
    this.#undelivered.push(entry);
    if (!this.#delivering) this.#deliver();
  }

  #deliver(): void {
    this.#delivering = true;
    try {
      for (let entry = this.#undelivered[0]; entry; entry = this.#undelivered[0]) {
        this.#tell(this.#watchers.get(spaceOf(entry.key)), entry);
        this.#tell(this.#watchers.get(root), entry);
        this.#undelivered.shift();
      }
    } finally {
      this.#delivering = false;
    }
  }

  #tell(watchers: Set<Watcher> | undefined, entry: LogEntry): void {
    if (!watchers || watchers.size === 0) return;
    for (const watcher of watchers) if (!watcher.stopped && entry.key.startsWith(watcher.prefix)) watcher.sink(entry);
  }

  #held(key: string): Held | undefined {
    return this.#spaces.get(spaceOf(key))?.get(groupOf(key), key);
  }

  #space(name: string): Keyspace<Held> {
    let space = this.#spaces.get(name);
    if (!space) this.#spaces.set(name, (space = new Keyspace()));
    return space;
  }

  *#current(prefix: string, from: string): Generator<Held> {
    const { space, group } = placeOfPrefix(prefix);
    if (space === root) {
      for (const name of [...this.#spaces.keys()].sort()) yield* this.#spaces.get(name)?.values(undefined, from) ?? [];
    } else yield* this.#spaces.get(space)?.values(group, from) ?? [];
  }

  #past(key: string, atRevision: number): KubeObject | undefined | Compacted {
    if (atRevision < this.compactedRevision) return 'compacted';
    const newest = this.#held(key)?.entry ?? this.at(this.#tombstones.get(key) ?? 0);
    return newest && valueAt(newest, atRevision, (revision) => this.at(revision));
  }

  /** The values as they were: what is there now, with every later write taken back. */
  #pastValues(prefix: string, atRevision: number, from: string): readonly Held[] {
    const values = new Map<string, Held>();
    for (const held of this.#current(prefix, '')) values.set(held.key, held);
    const later = this.log(atRevision + 1).filter((entry) => entry.key.startsWith(prefix));
    for (const entry of [...later].reverse()) {
      if (entry.previous && entry.type !== 'ADDED') values.set(entry.key, { key: entry.key, entry: { ...entry, value: entry.previous } });
      else values.delete(entry.key);
    }
    return [...values.values()].filter(({ key }) => key >= from).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #page(held: Iterable<Held>, { limit }: RangeOptions, revision: number): RangeResult {
    const values: KubeObject[] = [];
    let more = 0;
    let next: string | undefined;
    for (const { key, entry } of held) {
      if (limit === undefined || limit <= 0 || values.length < limit) {
        values.push(entry.value);
        continue;
      }
      next ??= key;
      more++;
    }
    return next === undefined ? { revision, values, more } : { revision, values, more, next };
  }
}

/** Opens an empty store. */
export function createStore(options: StoreOptions): Store {
  return new Store(options);
}

const isStopped = (watcher: Watcher): boolean => watcher.stopped;

const conflict = (held: Held | undefined): WriteResult =>
  held ? { ok: false, reason: 'conflict', current: held.entry.value } : { ok: false, reason: 'not-found' };

function valueAt(newest: LogEntry, atRevision: number, at: (revision: number) => LogEntry | undefined): KubeObject | undefined {
  let entry: LogEntry = newest;
  while (entry.revision > atRevision) {
    const before = at(entry.previousRevision);
    if (!before) return entry.previous;
    entry = before;
  }
  return entry.type === 'DELETED' ? undefined : entry.value;
}

/** The object with its revision in `metadata.resourceVersion`. */
export function stamped<T extends KubeObject>(value: T, revision: number): T {
  return { ...value, metadata: { ...value.metadata, resourceVersion: String(revision) } };
}

/** `/registry/pods/` of `/registry/pods/default/web`. */
const spaceOf = (key: string): string => key.slice(0, key.indexOf('/', root.length) + 1);

/** `default/` of `/registry/pods/default/web`; '' of a key without namespace. */
function groupOf(key: string): string {
  return key.slice(key.indexOf('/', root.length) + 1, key.lastIndexOf('/') + 1);
}

function placeOfPrefix(prefix: string): { readonly space: string; readonly group: string | undefined } {
  if (prefix === root) return { space: root, group: undefined };
  const space = spaceOf(prefix);
  return { space, group: prefix.length === space.length ? undefined : prefix.slice(space.length) };
}
