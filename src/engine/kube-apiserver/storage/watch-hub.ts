import type { WatchEvent, WatchHandle } from '../../../kube/api.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { stamped, type LogEntry, type Store } from '../../etcd/store.ts';

/** What one watch wants to see. */
export interface WatchScope {
  /** `/registry/pods/`. */
  readonly prefix: string;
  /** '' for all namespaces. */
  readonly namespace: string;
  /** Only the object of that name. */
  readonly name?: string;
  /** Only pods of that node. */
  readonly nodeName?: string;
  /** Labels and fields. */
  readonly matches: (object: KubeObject) => boolean;
  /** The object as the asked version shows it. */
  readonly show: (object: KubeObject) => KubeObject;
  readonly sink: (event: WatchEvent) => void;
  /** Whose watch it is. */
  readonly client: string;
}

interface Watcher extends WatchScope {
  /** Everything up to this revision has been told. */
  afterRevision: number;
  stopped: boolean;
}

/**
 * Carries each write to the watches that it concerns, and to no other: watches are kept by resource, and there by what they
 * are narrowed to (node, name, namespace), so a pod's event costs the same with ten kubelets as with ten thousand.
 *
 * @see Kubernetes 1.36, apiserver, watch cache with its node name trigger
 */
export class WatchHub {
  readonly #store: Store;
  readonly #resources = new Map<string, Watches>();
  #deliveredRevision: number;
  /** Who was told of the last revisions; undefined while nobody wants to know. */
  #woken: Map<number, string[]> | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#deliveredRevision = store.revision;
    store.watch('/registry/', store.revision, (entry) => { this.#dispatch(entry); });
  }

  /** Opens a watch that tells of everything after `fromRevision`; 'compacted' where that is too long ago. */
  open(scope: WatchScope, fromRevision: number): WatchHandle | 'compacted' {
    if (fromRevision < this.#store.compactedRevision) return 'compacted';
    const watcher: Watcher = { ...scope, afterRevision: Math.max(fromRevision, this.#deliveredRevision), stopped: false };
    for (const entry of this.#store.log(fromRevision + 1, this.#deliveredRevision)) {
      if (entry.key.startsWith(scope.prefix) && concerns(scope, entry)) tell(watcher, entry);
    }
    const watches = this.#watches(scope.prefix);
    watches.add(watcher);
    return {
      stop: () => {
        watcher.stopped = true;
        watches.remove(watcher);
      },
    };
  }

  /** Begins or ends to note who is told of what. */
  noteWoken(wanted: boolean): void {
    this.#woken = wanted ? new Map() : undefined;
  }

  /** The clients that were told of a revision, each once; where it is still to be delivered, they are added then. */
  woken(revision: number): readonly string[] {
    if (!this.#woken) return [];
    let clients = this.#woken.get(revision);
    if (!clients) this.#woken.set(revision, (clients = []));
    return clients;
  }

  /** How many watches are open on a resource. */
  count(prefix: string): number {
    return this.#resources.get(prefix)?.size ?? 0;
  }

  #watches(prefix: string): Watches {
    let watches = this.#resources.get(prefix);
    if (!watches) this.#resources.set(prefix, (watches = new Watches()));
    return watches;
  }

  #dispatch(entry: LogEntry): void {
    this.#deliveredRevision = entry.revision;
    const { key } = entry;
    const watches = this.#resources.get(key.slice(0, key.indexOf('/', 10) + 1));
    if (!watches) return;
    if (!this.#woken) {
      watches.tell(entry, undefined);
      return;
    }
    watches.tell(entry, this.woken(entry.revision) as string[]);
    for (const revision of this.#woken.keys()) if (revision <= entry.revision - wokenKept) this.#woken.delete(revision); else break;
  }
}

/** How many revisions back it is known who was told, and how many clients are named of each. */
const wokenKept = 500;
const wokenMax = 24;

/** The watches on one resource. */
class Watches {
  readonly #all = new Set<Watcher>();
  readonly #byNamespace = new Map<string, Set<Watcher>>();
  readonly #byName = new Map<string, Set<Watcher>>();
  readonly #byNode = new Map<string, Set<Watcher>>();
  size = 0;

  add(watcher: Watcher): void {
    this.#bucket(watcher).add(watcher);
    this.size++;
  }

  remove(watcher: Watcher): void {
    if (this.#bucket(watcher).delete(watcher)) this.size--;
  }

  tell(entry: LogEntry, woken: string[] | undefined): void {
    const { namespace, name } = entry.value.metadata ?? {};
    tellAll(this.#all, entry, woken);
    if (namespace && this.#byNamespace.size > 0) tellAll(this.#byNamespace.get(namespace), entry, woken);
    if (name && this.#byName.size > 0) tellAll(this.#byName.get(name), entry, woken);
    if (this.#byNode.size > 0) this.#tellNodes(entry, woken);
  }

  #tellNodes(entry: LogEntry, woken: string[] | undefined): void {
    const node = nodeNameOf(entry.value);
    const before = entry.previous && nodeNameOf(entry.previous);
    if (node) tellAll(this.#byNode.get(node), entry, woken);
    if (before && before !== node) tellAll(this.#byNode.get(before), entry, woken);
  }

  #bucket({ nodeName, name, namespace }: Watcher): Set<Watcher> {
    if (nodeName !== undefined) return bucketOf(this.#byNode, nodeName);
    if (name !== undefined) return bucketOf(this.#byName, name);
    return namespace === '' ? this.#all : bucketOf(this.#byNamespace, namespace);
  }
}

function bucketOf(buckets: Map<string, Set<Watcher>>, key: string): Set<Watcher> {
  let bucket = buckets.get(key);
  if (!bucket) buckets.set(key, (bucket = new Set()));
  return bucket;
}

function tellAll(watchers: Set<Watcher> | undefined, entry: LogEntry, woken: string[] | undefined): void {
  if (!watchers) return;
  for (const watcher of watchers) {
    if (watcher.stopped || watcher.afterRevision >= entry.revision || !concerns(watcher, entry)) continue;
    if (tell(watcher, entry) && woken && woken.length < wokenMax && !woken.includes(watcher.client)) woken.push(watcher.client);
  }
}

function concerns({ namespace, name }: WatchScope, { value }: LogEntry): boolean {
  return (namespace === '' || value.metadata?.namespace === namespace) && (name === undefined || value.metadata?.name === name);
}

/** An object that comes to match shows as ADDED, one that no longer does as DELETED, as its last matching state. False where there was nothing to tell. */
function tell(watcher: Watcher, { type, value, previous, revision }: LogEntry): boolean {
  const before = previous !== undefined && type !== 'ADDED' && watcher.matches(previous);
  const now = type !== 'DELETED' && watcher.matches(value);
  if (now) watcher.sink({ type: before ? 'MODIFIED' : 'ADDED', object: watcher.show(value) });
  else if (before) watcher.sink({ type: 'DELETED', object: watcher.show(type === 'DELETED' ? value : stamped(previous, revision)) });
  return now || before;
}

/** `spec.nodeName` of a pod, '' where it has none. */
export function nodeNameOf(object: KubeObject): string {
  return (object as { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName ?? '';
}
