import type { V1Namespace, V1Pod } from '../../../kube/generated/types.ts';
import { namespaces, networkPolicies, pods } from '../../../kube/kinds.ts';
import type { ComponentContext, Informer } from '../../client/index.ts';
import { admits } from './admits.ts';

/** A request on its way to an address, as the network knows it. */
export interface Flow {
  /** Uid of the pod that it comes from; `outside` where it is none. */
  readonly from: string;
  readonly fromIp: string;
  /** Uid of the pod at the address, where there is one. */
  readonly to: string | undefined;
  readonly toIp: string;
  readonly port: number;
  readonly transport: 'TCP' | 'UDP';
}

/**
 * Follows NetworkPolicies, as the network plug-in of a cluster does on each machine. Pods and namespaces are followed from the first policy on: a cluster
 * without any pays nothing for it.
 */
export function followPolicies({ client }: ComponentContext): (flow: Flow) => boolean {
  const policies = client.informer(networkPolicies);
  let known: { readonly pods: Informer<V1Pod>; readonly namespaces: Informer<V1Namespace> } | undefined;
  policies.subscribe({
    added: () => {
      if (known) return;
      known = { pods: client.informer(pods), namespaces: client.informer(namespaces) };
      known.pods.addIndex('uid', ({ metadata }) => [metadata?.uid ?? '']);
    },
  });
  return (flow) => {
    const { pods: podCache, namespaces: namespaceCache } = known ?? {};
    if (!podCache || !namespaceCache) return true;
    const podOf = (uid: string | undefined): V1Pod | undefined => (uid === undefined ? undefined : podCache.byIndex('uid', uid)[0]);
    const { from, fromIp, to, toIp, port, transport } = flow;
    const connection = { from: { pod: podOf(from), ip: fromIp }, to: { pod: podOf(to), ip: toIp }, port, transport };
    return admits(policies.list(), connection, (name) => namespaceCache.getByKey(name)?.metadata?.labels ?? {});
  };
}
