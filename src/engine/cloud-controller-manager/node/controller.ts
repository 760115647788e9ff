import type { V1Node } from '../../../kube/generated/types.ts';
import { nodes } from '../../../kube/kinds.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { CloudContext, Running } from '../cloud.ts';

const uninitialized = 'node.cloudprovider.kubernetes.io/uninitialized';
/** `--node-monitor-period` */
const periodMs = 5000;

/**
 * Introduces new machines to the cluster (provider id, taint `uninitialized`) and deletes the nodes of machines that are gone.
 *
 * @see Kubernetes 1.36, cloud-provider, controllers/node and controllers/nodelifecycle
 */
export function startCloudNodeController(context: CloudContext): Running {
  const { client, clock, events, cloud } = context;
  const cache = client.informer(nodes);
  const queue = new Controller({ context, workers: 1, reconcile: initialize });
  let stopped = false;

  function initialize(name: string): Outcome {
    const node = cache.get('', name);
    const taints = node?.spec?.taints ?? [];
    if (!node || !taints.some(({ key }) => key === uninitialized)) return undefined;
    const rest = taints.filter(({ key }) => key !== uninitialized);
    const zone = node.metadata?.labels?.['topology.kubernetes.io/zone'] ?? '';
    const spec = { providerID: node.spec?.providerID ?? `drydock://${zone}/${name}`, taints: rest.length ? rest : null };
    const answer = client.patch(nodes, { namespace: '', name, type: 'application/merge-patch+json' }, { metadata: { resourceVersion: node.metadata?.resourceVersion }, spec });
    if (!answer.ok) return { retry: answer.status };
    events.event(node, { type: 'Normal', reason: 'Synced', message: 'Node synced successfully' });
    return undefined;
  }

  function tick(): void {
    clock.after(periodMs, () => {
      if (stopped) return;
      client.because({ clock: true }, () => { for (const node of cache.list()) lookAfter(node); });
      tick();
    });
  }

  function lookAfter(node: V1Node): void {
    const name = node.metadata?.name ?? '';
    const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status === 'True' || cloud.exists(name)) return;
    events.event(node, { type: 'Normal', reason: 'DeletingNode', message: `Deleting node ${name} because it does not exist in the cloud provider` });
    client.delete(nodes, '', name);
  }

  const look = (node: V1Node): void => { queue.add(node.metadata?.name ?? ''); };
  cache.subscribe({ added: look, updated: (node, old) => { if (node.spec?.taints !== old.spec?.taints) look(node); } });
  tick();
  return {
    stop: () => {
      stopped = true;
      queue.stop();
    },
  };
}
