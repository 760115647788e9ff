import { fieldChanges, type Cluster, type LogEntry, type RequestTrace, type Store } from '../engine/index.ts';
import type { MemberMessage } from '../protocol/members.ts';
import type { TracedRequest, Traces } from '../protocol/requests.ts';
import type { Records } from './records.ts';

/** How many requests go into one frame at most: writes and refusals, and plain reads. */
const perFrame = { writes: 240, reads: 60 };
const backlogMax = 400;
/** Messages between members in one frame at most. */
const membersPerFrame = 120;

/** User agent of the page's own reads, which are nobody's doing. */
export const pageAgent = 'drydock';

const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** Collects what the API server is asked while the page wants to see it. */
export class TraceCollector {
  readonly #cluster: Cluster;
  #waiting: { readonly id: number; readonly trace: RequestTrace }[] = [];
  /** How many of those that wait are writes or refusals, and how many plain reads. */
  #count = { writes: 0, reads: 0 };
  #more = 0;
  #lastId = 0;
  #members: MemberMessage[] = [];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Begins or ends to listen. Where it begins, the answer is what etcd's log knows of the writes before. */
  listen(on: boolean): Traces {
    this.#cluster.listenRequests(on ? (trace) => { this.#take(trace); } : undefined);
    this.#cluster.listenMembers(on ? (message, isLost) => { this.#takeMember(message, isLost); } : undefined);
    return on ? backlogOf(this.#cluster.store) : { requests: [], more: 0, stored: this.#cluster.store.size };
  }

  get pending(): boolean {
    return this.#waiting.length > 0 || this.#members.length > 0;
  }

  /** What came since the last time; undefined where nothing did. */
  flush(): Traces | undefined {
    if (!this.pending) return undefined;
    const traces = { requests: this.#waiting.map(({ id, trace }) => tracedOf(trace, id)), more: this.#more, stored: this.#cluster.store.size, ...(this.#members.length > 0 ? { members: this.#members } : {}) };
    this.#waiting = [];
    this.#members = [];
    this.#count = { writes: 0, reads: 0 };
    this.#more = 0;
    return traces;
  }

  #takeMember({ from, to, type }: { readonly from: string; readonly to: string; readonly type: string }, isLost: boolean): void {
    if (this.#members.length < membersPerFrame) this.#members.push({ id: ++this.#lastId, atMs: this.#cluster.clock.nowMs, from, to, type, isLost });
  }

  #take(trace: RequestTrace): void {
    if (trace.userAgent === pageAgent) return;
    const id = ++this.#lastId;
    const sort = reads.has(trace.verb) && trace.code === 200 ? 'reads' : 'writes';
    if (this.#count[sort] === perFrame[sort]) {
      this.#more++;
      return;
    }
    this.#count[sort]++;
    this.#waiting.push({ id, trace });
  }
}

function tracedOf({ details, cause, woken, ...trace }: RequestTrace, id: number): TracedRequest {
  return { ...trace, ...details(), id, fromLog: false, woken: [...woken], causeRevision: cause.revision ?? 0, causeAction: cause.action ?? -1 };
}

/** The last writes before anybody looked, without the leases that are renewed all the time. */
function backlogOf(store: Store): Traces {
  const entries: LogEntry[] = [];
  let { revision } = store;
  for (let entry = store.at(revision); entry && entries.length < backlogMax; entry = store.at(--revision)) {
    if (!entry.key.startsWith('/registry/leases.')) entries.push(entry);
  }
  return { requests: entries.reverse().filter(isRequest).map(requestOf), more: 0, stored: store.size };
}

/** The requests that wrote an object, as far as etcd's log knows them, oldest first. */
export function writesOf(store: Records, uid: string): readonly TracedRequest[] {
  const last = store.log(0).findLast(({ value }) => value.metadata?.uid === uid);
  if (!last) return [];
  const entries = store.history(last.key).filter(({ value }) => value.metadata?.uid === uid);
  return entries.slice(0, backlogMax).reverse().filter(isRequest).map(requestOf);
}

/** The write of a revision, as far as etcd's log knows it. */
export function writeAt(store: Records, revision: number): TracedRequest | undefined {
  const entry = store.at(revision);
  return entry && requestOf(entry);
}

/** What runs out by itself, and what the API server notes for itself, nobody asked for. */
const isRequest = ({ writer }: LogEntry): boolean => writer !== 'etcd' && writer !== 'system:apiserver';

const methods: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT', patch: 'PATCH', delete: 'DELETE', deletecollection: 'DELETE' };

function requestOf(entry: LogEntry): TracedRequest {
  const { revision, timeMs, writer, verb: whole, value, previous, type, cause } = entry;
  const [verb = '', subresource = ''] = whole.split('/');
  const { namespace = '', name = '', uid = '' } = value.metadata ?? {};
  return {
    id: -revision, fromLog: true, atMs: timeMs, method: methods[verb] ?? verb, path: pathOf(entry), verb, kind: value.kind ?? '', namespace, name, subresource, uid,
    user: writer, userAgent: '', code: verb === 'create' ? 201 : 200, reason: '', message: '', dryRun: false, revision,
    causeRevision: cause.revision ?? 0, causeAction: cause.action ?? -1, woken: [], authorization: '', admission: [], audit: [],
    written: type === 'MODIFIED' ? fieldChanges(previous, value) : { changes: [], more: 0 },
  };
}

/** The path of the request that made a write: `/apis/apps/v1/namespaces/default/deployments`. */
function pathOf({ key, verb: whole, value }: LogEntry): string {
  const [verb = '', subresource = ''] = whole.split('/');
  const [groupResource = '', ...place] = key.slice('/registry/'.length).split('/');
  const apiVersion = value.apiVersion ?? 'v1';
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = place.length > 1 ? `/namespaces/${place[0] ?? ''}` : '';
  const isCollection = subresource === '' && (verb === 'create' || verb === 'deletecollection');
  return `${root}${scope}/${groupResource.split('.')[0] ?? ''}${isCollection ? '' : `/${place.at(-1) ?? ''}`}${subresource === '' ? '' : `/${subresource}`}`;
}
