import type { Method } from '../../../kube/api.ts';
import type { Verb } from '../../../kube/kinds.ts';
import { Query, decodeSegment } from './query.ts';

/** What a request is about, read from method and path alone. */
export interface RequestInfo {
  /** Path without its query. */
  readonly path: string;
  readonly query: Query;
  /** `get`, `list` …; for what is no resource the method in lower case. */
  readonly verb: Verb | 'post' | 'put';
  /** Absent for `/healthz` and the like, and for discovery. */
  readonly resource?: ResourceAddress;
}

export interface ResourceAddress {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  /** '' at cluster scope or across all namespaces. */
  readonly namespace: string;
  /** '' for the collection. */
  readonly name: string;
  /** '' for the object itself. */
  readonly subresource: string;
  /** What follows the subresource: the path behind `proxy/`. */
  readonly rest: string;
}

/**
 * Reads method and path.
 *
 * Example: `GET /apis/apps/v1/namespaces/shop/deployments/web/scale` is verb `get`, group `apps`, namespace `shop`,
 * name `web`, subresource `scale`.
 *
 * @see Kubernetes 1.36, apiserver, RequestInfoFactory
 */
export function requestInfo(method: Method, url: string): RequestInfo {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new Query(mark < 0 ? '' : url.slice(mark + 1));
  const address = resourceAddress(path);
  if (!address) return { path, query, verb: method.toLowerCase() as RequestInfo['verb'] };
  return { path, query, verb: verbOf(method, address, query), resource: address };
}

function verbOf(method: Method, { name }: ResourceAddress, query: Query): Verb {
  switch (method) {
    case 'POST': return 'create';
    case 'PUT': return 'update';
    case 'PATCH': return 'patch';
    case 'DELETE': return name === '' ? 'deletecollection' : 'delete';
    case 'GET': return name !== '' ? 'get' : query.flag('watch') ? 'watch' : 'list';
  }
}

const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

function resourceAddress(path: string): ResourceAddress | undefined {
  const parts = path.split('/');
  const isCore = parts[1] === 'api';
  if (!isCore && parts[1] !== 'apis') return undefined;
  const group = isCore ? '' : (parts[2] ?? '');
  const at = isCore ? 2 : 3;
  const version = parts[at] ?? '';
  if (version === '' || (parts[at + 1] ?? '') === '') return undefined;
  const last = parts[parts.length - 1] === '' ? parts.length - 1 : parts.length;
  return addressOf(group, version, parts.slice(at + 1, last).map(decodeSegment));
}

function addressOf(group: string, version: string, segments: readonly string[]): ResourceAddress {
  const [first = '', second = '', third] = segments;
  const inNamespace = first === 'namespaces' && third !== undefined && !(segments.length === 3 && namespaceSubresources.has(third));
  const [plural = '', name = '', subresource = '', ...rest] = inNamespace ? segments.slice(2) : segments;
  return { group, version, plural, namespace: inNamespace ? second : '', name, subresource, rest: rest.join('/') };
}
