import type { ApiResponse } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import * as refusal from '../../../kube/status.ts';
import type { Call } from '../core.ts';

/** How long an etcd member waits for a leader before it gives a request up: 5 s, and twice the time of an election. */
const giveUpMs = 7000;

export const timedOut: V1Status = refusal.failure(500, '', 'etcdserver: request timed out');

/** What is answered out of the API server's own head: who may do what, whose token that is, how the members are. */
const asksNoStorage: ReadonlySet<string> = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

/**
 * The answer to a request that etcd cannot serve without a leader: writes, and reads of what is there this very moment. A
 * list or get that is content with a revision (`resourceVersion=0` too) comes from the API server's watch cache; undefined then.
 */
export function leaderless({ core, info, address }: Call): ApiResponse | undefined {
  if (core.store.available || asksNoStorage.has(address.group) || address.plural === 'componentstatuses') return undefined;
  const fromCache = (info.verb === 'get' || info.verb === 'list') && address.subresource === '' && info.query.get('resourceVersion') !== '' && info.query.get('resourceVersionMatch') !== 'Exact';
  return fromCache ? undefined : { code: 500, body: timedOut, tookMs: giveUpMs };
}
