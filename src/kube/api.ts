import type { V1Status } from './generated/types.ts';
import type { StreamSink } from './kubelet-api.ts';
import type { KubeObject } from './object.ts';

/** Who asks: what authentication found out. Names as in Kubernetes: `system:kube-scheduler`, `system:node:node-1`, `system:serviceaccount:NS:NAME`, `kubernetes-admin`. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  /** What else authentication found out: `authentication.kubernetes.io/pod-name`. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Whom a request asks to act for: `Impersonate-User` and the headers beside it. */
export interface ImpersonationRequest {
  /** '' where only the others were given, which is refused. */
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Why a request was made. `revision`: the etcd revision that woke the writer; `action`: the number of the person's own
 * action; `clock`: nothing but the passing of time. Every write to etcd carries one.
 */
export interface Cause {
  readonly revision?: number;
  readonly action?: number;
  readonly clock?: true;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/** One request to the API server, as HTTP would carry it. */
export interface ApiRequest {
  readonly method: Method;
  /** Path with its query: `/api/v1/namespaces/default/pods?labelSelector=app%3Dweb`. */
  readonly path: string;
  /** A parsed object (shared, never changed) or, as a string, the JSON or YAML text that still has to be decoded. */
  readonly body?: unknown;
  /** Content type of the body; says which patch it is. JSON when absent. */
  readonly contentType?: PatchType | 'application/json' | 'application/yaml';
  /** `Accept` header; `application/json;as=Table;v=v1;g=meta.k8s.io` asks for a printed table. */
  readonly accept?: string;
  /** Who asks, where no token says otherwise. */
  readonly user: UserInfo;
  /** `Authorization: Bearer`: the API server finds out whose it is, and refuses what is nobody's. */
  readonly token?: string;
  readonly impersonate?: ImpersonationRequest;
  readonly userAgent?: string;
  /** Whoever listens, where `exec` or `attach` is to become a stream: the answer is then 101 and its body a `StreamHandle`. */
  readonly stream?: StreamSink;
  /** Somebody who looks at the cluster from outside asks, and leaves no trace: webhooks, which are programs, hear nothing of a review. */
  readonly isOnlooker?: true;
  readonly cause: Cause;
}

/** Code of an answer that never came: no HTTP status at all. */
export const noAnswer = 0;

/** The answer: an object, a list, a Status or (`/healthz`, logs) plain text. */
export interface ApiResponse {
  /** HTTP status code, or {@link noAnswer}. 2xx is success. */
  readonly code: number;
  readonly body: unknown;
  /** How long the server worked on it before it gave up, in virtual ms; absent where that is nothing to speak of. */
  readonly tookMs?: number;
  /** Texts of `Warning` headers. */
  readonly warnings?: readonly string[];
  readonly contentType?: 'application/json' | 'text/plain' | 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
}

export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** A running watch. */
export interface WatchHandle {
  stop(): void;
}

/** What the API server offers to those who hold it. Both calls are synchronous: they happen at one instant of virtual time. */
export interface ApiServer {
  /** Answers one request; never throws for anything a client may send. */
  handle(request: ApiRequest): ApiResponse;
  /**
   * Opens a watch (GET with the query of a list, `resourceVersion` says from where). `sink` is called at once when a
   * write commits; latency is the client's affair. Where it cannot be opened (410 Gone, 403, 404) the Status is returned.
   */
  watch(request: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle | V1Status;
}

/** Success with a value, or failure with the API server's own Status. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: V1Status };
