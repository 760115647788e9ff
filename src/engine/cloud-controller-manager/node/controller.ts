import type { V1Node, V1NodeCondition } from '../../../kube/generated/types.ts';
import { nodes } from '../../../kube/kinds.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import { uninitializedTaint, type CloudContext, type Running } from '../cloud.ts';

/**
 * Introduces new machines to the cluster: the provider's id, the labels that the cloud knows, and the taint `uninitialized` off.
 *
 * @see Kubernetes 1.36, cloud-provider, controllers/node
 */
export function startCloudNodeController(context: CloudContext): Running {
  const { client, clock, events, cloud } = context;
  const cache = client.informer(nodes);
  const queue = new Controller({ context, workers: 1, reconcile: initialize });

  function initialize(name: string): Outcome {
    const node = cache.get('', name);
    if (!node?.spec?.taints?.some(({ key }) => key === uninitializedTaint.key) || cloud.stateOf(name) === 'gone') return undefined;
    const unrouted = client.patch(nodes, { namespace: '', name }, { status: { conditions: [withoutRoute(rfc3339(clock.epochMs))] } }, { subresource: 'status' });
    if (!unrouted.ok) return { retry: unrouted.status };
    const answer = client.patch(nodes, { namespace: '', name, type: 'application/merge-patch+json' }, introduced(unrouted.value, cloud.instanceType(name)));
    if (!answer.ok) return { retry: answer.status };
    events.event(node, { type: 'Normal', reason: 'Synced', message: 'Node synced successfully' });
    return undefined;
  }

  const look = (node: V1Node): void => { queue.add(node.metadata?.name ?? ''); };
  cache.subscribe({ added: look, updated: (node, old) => { if (node.spec?.taints !== old.spec?.taints) look(node); } });
  return { stop: () => { queue.stop(); } };
}

/** No pod comes to a node that the others have no route to, until the route controller says that they have. */
const withoutRoute = (now: string): V1NodeCondition => ({
  type: 'NetworkUnavailable', status: 'True', reason: 'NoRouteCreated', message: 'Node created without a route', lastTransitionTime: now, lastHeartbeatTime: now,
});

/** The merge patch that introduces a node. */
function introduced({ metadata, spec }: V1Node, instanceType: string): unknown {
  const zone = metadata?.labels?.['topology.kubernetes.io/zone'] ?? '';
  const rest = (spec?.taints ?? []).filter(({ key }) => key !== uninitializedTaint.key);
  return {
    metadata: { resourceVersion: metadata?.resourceVersion, labels: { 'beta.kubernetes.io/instance-type': instanceType, 'node.kubernetes.io/instance-type': instanceType } },
    spec: { providerID: spec?.providerID ?? `drydock://${zone}/${metadata?.name ?? ''}`, taints: rest.length ? rest : null },
  };
}
