import type { ApiRequest, ApiResponse, ApiServer } from '../../../kube/api.ts';
import type { CoreV1Event } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';

/** Sees everything, whatever the controller may see. */
const reader = { name: 'timeline', groups: ['system:masters'] };
const account = /^system:serviceaccount:kube-system:(.+)$/;
/** What changes with every write, or says nothing that the rest does not say. */
const silent = new Set(['observedGeneration', 'lastTransitionTime', 'lastUpdateTime', 'lastProbeTime', 'lastHeartbeatTime', 'startTime', 'completionTime', 'message', 'selector', 'collisionCount', 'podIP', 'podIPs', 'labelSelector', 'lastPhaseTransitionTime']);

/**
 * An API server that writes down what controllers do to it, a line for each write, as a person would tell it:
 *
 *     deployment: create ReplicaSet web-A
 *     deployment: Event Normal ScalingReplicaSet Deployment/web Scaled up replica set web-A from 0 to 2
 *     replicaset: status ReplicaSet web-A replicas=2
 *
 * Names that are drawn or hashed become letters and numbers in the order in which they come.
 */
export class Timeline implements ApiServer {
  readonly watch: ApiServer['watch'];
  readonly #server: ApiServer;
  readonly #lines: string[] = [];
  readonly #aliases = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #kinds: ReadonlySet<string> | undefined;

  constructor(server: ApiServer) {
    this.#server = server;
    this.watch = (request, sink) => server.watch(request, sink);
  }

  /** Tells from now on of these kinds (and of Events about them) only. */
  only(...kinds: readonly string[]): void {
    this.#kinds = new Set(kinds);
    this.#lines.length = 0;
  }

  /** What has happened since the last call. */
  take(): readonly string[] {
    return this.#lines.splice(0).map((line) => this.#aliased(line));
  }

  handle(request: ApiRequest): ApiResponse {
    const before = request.method === 'GET' || request.method === 'POST' ? undefined : this.#now(request);
    const answer = this.#server.handle(request);
    if (request.method !== 'GET' && answer.code < 300) this.#note(request, before, answer.body as KubeObject);
    return answer;
  }

  #now(request: ApiRequest): KubeObject | undefined {
    const answer = this.#server.handle({ method: 'GET', path: (request.path.split('?')[0] ?? '').replace(/\/(status|finalize)$/, ''), user: reader, cause: request.cause });
    return answer.code === 200 ? (answer.body as KubeObject) : undefined;
  }

  #note(request: ApiRequest, before: KubeObject | undefined, after: KubeObject): void {
    const who = account.exec(request.user.name)?.[1]?.replace(/-controller$/, '');
    const object = after.metadata?.name === undefined ? (before ?? after) : after;
    if (request.method === 'POST' && (request.body as KubeObject | undefined)?.metadata?.generateName && !(request.body as KubeObject).metadata?.name) this.#alias(object, (count) => String(count));
    else if (request.method === 'POST' && (object.kind === 'ReplicaSet' || object.kind === 'ControllerRevision')) this.#alias(object, (count) => String.fromCharCode(64 + count));
    if (who === undefined) return;
    if (object.kind === 'Event') this.#noteEvent(who, object as CoreV1Event);
    else if (this.#kinds === undefined || this.#kinds.has((object.kind ?? '').replace(/List$/, ''))) this.#noteWrite(who, request, before, object);
  }

  #noteEvent(who: string, { involvedObject, type, reason, message }: CoreV1Event): void {
    if (this.#kinds && !this.#kinds.has(involvedObject.kind ?? '')) return;
    this.#lines.push(`${who}: Event ${type ?? ''} ${reason ?? ''} ${involvedObject.kind ?? ''}/${involvedObject.name ?? ''} ${message ?? ''}`);
  }

  #noteWrite(who: string, { method, path, body }: ApiRequest, before: KubeObject | undefined, after: KubeObject): void {
    if (method === 'DELETE' && after.metadata?.name === undefined) {
      this.#lines.push(`${who}: delete all ${path.split('?')[0]?.split('/').at(-1) ?? ''}`);
      return;
    }
    const what = `${after.kind ?? ''} ${after.metadata?.name ?? ''}`;
    if (method === 'POST') this.#lines.push(`${who}: create ${what}${tail(changes(undefined, { spec: { replicas: (after as { readonly spec?: { readonly replicas?: number } }).spec?.replicas } }))}`);
    else if (method === 'DELETE') this.#lines.push(`${who}: delete ${what}${(body as { readonly propagationPolicy?: string } | undefined)?.propagationPolicy ? ` (${(body as { readonly propagationPolicy: string }).propagationPolicy})` : ''}`);
    else {
      const list = changes(before, after);
      if (list.length > 0) this.#lines.push(`${who}: ${path.split('?')[0]?.endsWith('/status') ? 'status' : 'update'} ${what}${tail(list)}`);
    }
  }

  /** `web-7c5ddbdf54` → `web-A`, `web-A-x2f4q` → `web-A-1`. */
  #alias({ metadata, kind = '' }: KubeObject, format: (count: number) => string): void {
    const { name = '', generateName, ownerReferences } = metadata ?? {};
    const prefix = generateName ?? `${ownerReferences?.[0]?.name ?? ''}-`;
    if (this.#aliases.has(name) || !name.startsWith(prefix)) return;
    const count = (this.#counts.get(`${kind} ${prefix}`) ?? 0) + 1;
    this.#counts.set(`${kind} ${prefix}`, count);
    this.#aliases.set(name, prefix + format(count));
  }

  #aliased(line: string): string {
    let text = line;
    for (const [name, alias] of [...this.#aliases].sort(([a], [b]) => b.length - a.length)) text = text.replaceAll(name, alias);
    for (const [name, alias] of this.#aliases) text = text.replaceAll(name, alias);
    return text;
  }
}

const tail = (list: readonly string[]): string => (list.length === 0 ? '' : ` ${list.join(' ')}`);

/** `replicas=3`, `Available=True(MinimumReplicasAvailable)`, `-Progressing`: what has become different. */
function changes(before: KubeObject | undefined, after: unknown): readonly string[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const set = [...now].filter(([key, value]) => old.get(key) !== value).map(([key, value]) => `${key}=${value}`);
  const gone = [...old.keys()].filter((key) => !now.has(key)).map((key) => `-${key}`);
  return [...set, ...gone];
}

function leavesOf(object: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const { metadata, spec, status } = (object ?? {}) as { readonly metadata?: KubeObject['metadata']; readonly spec?: Readonly<Record<string, unknown>>; readonly status?: Readonly<Record<string, unknown>> };
  if (metadata?.deletionTimestamp) leaves.set('deletion', 'asked');
  if (metadata?.finalizers?.length) leaves.set('finalizers', metadata.finalizers.join(','));
  if (metadata?.ownerReferences?.length) leaves.set('owners', metadata.ownerReferences.map(({ kind, name }) => `${kind}/${name}`).join(','));
  const held = spec?.['claimRef'] as { readonly name: string } | undefined;
  if (held) leaves.set('spec.claimRef', held.name);
  for (const [name, value] of Object.entries(object ?? {})) if (counted.has(name)) leaves.set(name, Array.isArray(value) ? countsOf(value) : '0');
  for (const name of ['replicas', 'volumeName', 'providerID', 'unschedulable', 'podCIDR']) if (spec?.[name] !== undefined) leaves.set(`spec.${name}`, String(spec[name]));
  const taints = (spec?.['taints'] ?? []) as readonly { readonly key: string; readonly effect: string }[];
  if (taints.length > 0) leaves.set('taints', taints.map(({ key, effect }) => `${key.split('/').at(-1) ?? ''}:${effect}`).join(','));
  for (const [key, value] of Object.entries(status ?? {})) {
    if (silent.has(key)) continue;
    if (key === 'conditions') for (const { type, status: state, reason } of value as readonly { readonly type: string; readonly status: string; readonly reason?: string }[]) leaves.set(type, `${state}${reason ? `(${reason})` : ''}`);
    else leaves.set(key, typeof value === 'object' ? shortJson(value) : String(value));
  }
  return leaves;
}

/** Lists at the top of an object, of which the number of entries tells enough. */
const counted = new Set(['endpoints', 'subsets', 'rules']);

/** `2 (1 ready)` for endpoints, `1` for anything else. */
function countsOf(list: readonly { readonly conditions?: { readonly ready?: boolean } }[]): string {
  const ready = list.filter(({ conditions }) => conditions?.ready).length;
  return list.some(({ conditions }) => conditions) ? `${String(list.length)}(${String(ready)} ready)` : String(list.length);
}

const shortJson = (value: unknown): string => JSON.stringify(value).replace(/"[0-9a-f]{8}-[0-9a-f-]{27}"/g, '"uid"').replace(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"time"').replace(/"resourceVersion":"\d+"/g, '"resourceVersion":"version"').replaceAll('"', '');
