import type { V1Node } from '../../../kube/generated/types.ts';
import { nodes } from '../../../kube/kinds.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { CloudContext, Running } from '../cloud.ts';

const networkUnavailable = 'NetworkUnavailable';

/**
 * Makes a route to the pods of each node that has a range for them, and says that its network is there.
 *
 * @see Kubernetes 1.36, cloud-provider, controllers/route
 */
export function startRouteController(context: CloudContext): Running {
  const { client, clock } = context;
  const cache = client.informer(nodes);
  const queue = new Controller({ context, workers: 1, reconcile: sync });

  function sync(name: string): Outcome {
    const node = cache.get('', name);
    if (!node?.spec?.podCIDR || node.status?.conditions?.some(({ type, status }) => type === networkUnavailable && status === 'False')) return undefined;
    const now = rfc3339(clock.epochMs);
    const condition = { type: networkUnavailable, status: 'False', reason: 'RouteCreated', message: 'RouteController created a route', lastTransitionTime: now, lastHeartbeatTime: now };
    const answer = client.patch(nodes, { namespace: '', name }, { status: { conditions: [condition] } }, { subresource: 'status' });
    return answer.ok ? undefined : { retry: answer.status };
  }

  const look = (node: V1Node): void => { queue.add(node.metadata?.name ?? ''); };
  cache.subscribe({ added: look, updated: (node, old) => { if (node.spec?.podCIDR !== old.spec?.podCIDR) look(node); } });
  return { stop: () => { queue.stop(); } };
}
