import type { V1Node } from '../../../kube/generated/types.ts';
import { nodes } from '../../../kube/kinds.ts';
import { rfc3339 } from '../../../kube/time.ts';
import type { CloudContext, Running } from '../cloud.ts';

const networkUnavailable = 'NetworkUnavailable';

/** `--route-reconciliation-period` */
const periodMs = 10_000;

/**
 * Makes a route to the pods of each node that has a range for them, and says that its network is there.
 *
 * @see Kubernetes 1.36, cloud-provider, controllers/route
 */
export function startRouteController({ client, clock }: CloudContext): Running {
  const cache = client.informer(nodes);
  let stopped = false;

  function reconcile(): void {
    if (stopped) return;
    client.because({ clock: true }, () => { for (const node of cache.list()) if (lacksRoute(node)) sayRouted(node.metadata?.name ?? ''); });
    clock.after(periodMs, reconcile);
  }

  /** What is refused is left to the next period. */
  function sayRouted(name: string): void {
    const now = rfc3339(clock.epochMs);
    const condition = { type: networkUnavailable, status: 'False', reason: 'RouteCreated', message: 'RouteController created a route', lastTransitionTime: now, lastHeartbeatTime: now };
    client.patch(nodes, { namespace: '', name }, { status: { conditions: [condition] } }, { subresource: 'status' });
  }

  clock.after(periodMs, reconcile);
  return { stop: () => { stopped = true; } };
}

const lacksRoute = ({ spec, status }: V1Node): boolean => spec?.podCIDR !== undefined && !status?.conditions?.some(({ type, status: value }) => type === networkUnavailable && value === 'False');
