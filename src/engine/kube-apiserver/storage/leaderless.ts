import type { ApiResponse } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import type { Outage, Store } from '../../etcd/store.ts';
import * as refusal from '../../../kube/status.ts';
import type { Call } from '../core.ts';

/** How long an etcd member waits for a leader before it gives a request up: 5 s, and twice the time of an election. */
const giveUpMs = 7000;

export const timedOut: V1Status = refusal.failure(500, '', 'etcdserver: request timed out');

/** What is answered out of the API server's own head: who may do what, whose token that is, how the members are. */
const asksNoStorage: ReadonlySet<string> = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

/** Nobody leads. */
const noLeader: Outage = { message: 'etcdserver: request timed out', tookMs: giveUpMs };

/** How etcd fails at this moment, for whoever asks it now; undefined where it does not. */
export const outageOf = (store: Store): Outage | undefined => store.outage ?? (store.available ? undefined : noLeader);

/**
 * The answer to a request that etcd cannot serve without a leader: writes, and reads of what is there this very moment. A
 * list or get that is content with a revision (`resourceVersion=0` too) comes from the API server's watch cache; undefined then,
 * unless others write meanwhile what this API server does not hear of.
 */
export function leaderless({ core, info, address, request, dryRun }: Call): ApiResponse | undefined {
  const outage = outageOf(core.store);
  if (!outage || asksNoStorage.has(address.group) || address.plural === 'componentstatuses') return undefined;
  const reads = info.verb === 'get' || info.verb === 'list';
  const fromCache = reads && address.subresource === '' && info.query.get('resourceVersion') !== '' && info.query.get('resourceVersionMatch') !== 'Exact';
  if (fromCache && !(core.store.outage && core.store.available)) return undefined;
  if (!reads && !dryRun && request.method !== 'GET') outage.offer?.(request);
  return { code: 500, body: refusal.failure(500, '', outage.message), tookMs: outage.tookMs };
}
