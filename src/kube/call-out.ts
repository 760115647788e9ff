/**
 * What the API server asks of the network where it calls somebody itself: a webhook, the server of an APIService. Handed over by `cluster.ts`.
 * It sends from its machine, whose resolver knows no names of the cluster; services it finds by itself.
 */
export interface CallOut {
  /** A request over TLS. */
  send(to: CallTarget): CallReply;
}

export interface CallTarget {
  readonly method: 'GET' | 'POST';
  /** An address, or a name to be looked up. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** `HTTP`: somebody answered in plain HTTP; `other`: with something else; `TLS`: as he should. */
export type CallReply =
  | { readonly reached: false; readonly reason: string; readonly latencyMs: number }
  | { readonly reached: true; readonly speaks: 'HTTP' | 'TLS' | 'other'; readonly latencyMs: number };
