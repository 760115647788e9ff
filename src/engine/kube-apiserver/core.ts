import type { ApiRequest, Cause, UserInfo } from '../../kube/api.ts';
import type { V1ResourceQuota, V1Status } from '../../kube/generated/types.ts';
import type { CallOut, CallReply, CallTarget } from '../../kube/call-out.ts';
import type { KubeletApi } from '../../kube/kubelet-api.ts';
import { resourceQuotas, type Kind } from '../../kube/kinds.ts';
import type { FieldRecord } from '../../kube/managed-fields/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { timedOut } from './storage/leaderless.ts';
import * as refusal from '../../kube/status.ts';
import { stamped, type Store } from '../etcd/store.ts';
import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';
import type { AdmissionChain } from './admission/chain.ts';
import type { AggregatedApi } from './api-services/built-in.ts';
import type { Attributes } from './authorization/attributes.ts';
import type { Authorizer } from './authorization/rbac.ts';
import type { Docs } from './openapi/openapi.ts';
import { keyIn, prefixIn, type Resource, type ResourceTable } from './resource.ts';
import type { RequestInfo, ResourceAddress } from './routing/request-info.ts';
import type { FieldRecords } from './storage/field-records.ts';
import type { PodsByNode } from './storage/node-index.ts';
import type { WatchHub } from './storage/watch-hub.ts';
import type { ServiceAllocator } from './strategies/service-allocator.ts';
import type { Strategy } from './strategies/strategy.ts';
import type { AdmissionTouch, AuditAnnotation, TraceListener } from './trace/request-trace.ts';

/** What is needed to build an API server. */
export interface ApiServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  /** The kubelet of a node, where it can be reached. */
  readonly kubelet?: (nodeName: string) => KubeletApi | undefined;
  /** How it calls others; nobody can be reached where absent. */
  readonly callOut?: CallOut;
  /** APIs that somebody else in this process answers for. */
  readonly aggregated?: readonly AggregatedApi[];
  /** `10.96.0.0/12` when absent. */
  readonly serviceCIDR?: string;
  /** First and last; 30000 and 32767 when absent. */
  readonly nodePorts?: readonly [number, number];
  /** Descriptions for `/openapi/v3`, as in `kube/generated/docs.ts`; without them the documents have none. */
  readonly docs?: Docs;
}

/** The parts of one running API server. */
export interface Core {
  readonly options: ApiServerOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly hub: WatchHub;
  readonly resources: ResourceTable;
  readonly podsByNode: PodsByNode;
  readonly services: ServiceAllocator;
  readonly admission: AdmissionChain;
  readonly authorizer: Authorizer;
  readonly fields: FieldRecords;
  /** The present second, RFC 3339. */
  readonly timestamp: () => string;
  readonly strategy: (resource: Resource) => Strategy;
  /** Told of every request; undefined while nobody looks. */
  listener: TraceListener | undefined;
}

/** One request while it is worked on. */
export interface Call {
  readonly core: Core;
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  readonly resource: Resource;
  readonly address: ResourceAddress;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** Texts of Warning headers so far. */
  readonly warnings: string[];
  /** Admission plugins that did something so far. */
  readonly touchedBy: AdmissionTouch[];
  /** How long others let it wait, in virtual ms. */
  waitedMs: number;
  /** What policies noted for the audit log so far. */
  audit: readonly AuditAnnotation[];
  /** Revision of the last write. */
  revision: number | undefined;
  /** What a server-side apply made of the field ownership. */
  applied?: { readonly record: FieldRecord; readonly ownersChanged: boolean };
  /** Who owns what, as the client itself wrote it. */
  sentFields?: FieldRecord;
  /** 201 where something was created. */
  code: number;
}

/** Reads of the whole cluster, as admission needs them. Objects are in the version they are kept in. */
export class ClusterView {
  readonly #core: Core;
  /** Lists by kind and namespace, until something of that kind changes. */
  readonly #lists = new Map<Kind, Map<string, readonly KubeObject[]>>();

  constructor(core: Core) {
    this.#core = core;
  }

  get epochMs(): number {
    return this.#core.clock.epochMs;
  }

  get random(): Random {
    return this.#core.random;
  }

  get<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): T | undefined {
    return this.#core.store.get(keyIn(this.#core.resources.of(kind), namespace, name)) as T | undefined;
  }

  /** The served kind of that name; undefined where there is none. */
  kindOf(apiVersion: string, kind: string): Kind | undefined {
    for (const resource of this.#core.resources.all()) if (resource.apiVersion === apiVersion && resource.kind.kind === kind) return resource.kind;
    return undefined;
  }

  /** Calls somebody outside the API server. */
  send(to: CallTarget): CallReply {
    return this.#core.options.callOut?.send(to) ?? { reached: false, reason: 'connection refused', latencyMs: 0 };
  }

  /** Whether somebody may do something. */
  may(attributes: Attributes): boolean {
    return this.#core.authorizer.decide(attributes).allowed;
  }

  /** In the order of names; '' for all namespaces. */
  list<T extends KubeObject>(kind: Kind<T>, namespace = ''): readonly T[] {
    let lists = this.#lists.get(kind);
    if (!lists) {
      const known = new Map<string, readonly KubeObject[]>();
      this.#lists.set(kind, (lists = known));
      this.#core.store.observe(this.#core.resources.of(kind).prefix, () => { known.clear(); });
    }
    let values = lists.get(namespace);
    if (!values) {
      const range = this.#core.store.range(prefixIn(this.#core.resources.of(kind), namespace));
      lists.set(namespace, (values = range === 'compacted' ? [] : range.values));
    }
    return values as readonly T[];
  }

  /** Notes in a quota's status what it uses now: the API server's own write. */
  recordQuotaUse(quota: V1ResourceQuota, used: Readonly<Record<string, string>>, cause: Cause): void {
    const { store, resources } = this.#core;
    const key = keyIn(resources.of(resourceQuotas), quota.metadata?.namespace ?? '', quota.metadata?.name ?? '');
    const next = { ...quota, status: { ...quota.status, used } };
    store.put(key, stamped(next, store.nextRevision), { writer: 'system:apiserver', verb: 'update/status', cause });
  }

  /** Whether an object was deleted less than `withinMs` virtual ms ago. */
  wasDeleted(kind: Kind, namespace: string, name: string, withinMs: number): boolean {
    const [last] = this.#core.store.history(keyIn(this.#core.resources.of(kind), namespace, name));
    return last?.type === 'DELETED' && last.timeMs + withinMs >= this.#core.clock.nowMs;
  }

  podsOn(nodeName: string): readonly KubeObject[] {
    return this.#core.podsByNode.on(nodeName);
  }
}

/** The refusal of a write that etcd did not take. */
export function storeRefusal(resource: Resource, name: string, reason: 'conflict' | 'not-found' | 'unavailable'): V1Status {
  if (reason === 'unavailable') return timedOut;
  return reason === 'not-found' ? refusal.notFound(resource.kind, name) : refusal.conflict(resource.kind, name);
}
