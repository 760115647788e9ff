import type { V1Node, V1Taint } from '../../../kube/generated/types.ts';
import { nodes } from '../../../kube/kinds.ts';
import { shutdownTaint, uninitializedTaint, type CloudContext, type Running } from '../cloud.ts';

/** `--node-monitor-period` */
const periodMs = 5000;

/**
 * Looks at the nodes that are not ready: deletes those whose machine the cloud has no more, and marks those whose machine is
 * shut down.
 *
 * @see Kubernetes 1.36, cloud-provider, controllers/nodelifecycle
 */
export function startCloudNodeLifecycleController(context: CloudContext): Running {
  const { client, clock, events, cloud } = context;
  const cache = client.informer(nodes);
  let stopped = false;

  function tick(): void {
    clock.after(periodMs, () => {
      if (stopped) return;
      client.because({ clock: true }, () => { for (const node of cache.list()) lookAfter(node); });
      tick();
    });
  }

  function lookAfter(node: V1Node): void {
    if (hasTaint(node, uninitializedTaint.key)) return;
    if (node.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True') {
      if (hasTaint(node, shutdownTaint.key)) setTaints(node, (node.spec?.taints ?? []).filter(({ key }) => key !== shutdownTaint.key));
      return;
    }
    const name = node.metadata?.name ?? '';
    const state = cloud.stateOf(name);
    if (state === 'gone') remove(node, name);
    else if (state === 'stopped' && !hasTaint(node, shutdownTaint.key)) setTaints(node, [...(node.spec?.taints ?? []), shutdownTaint]);
  }

  function remove(node: V1Node, name: string): void {
    events.event(node, { type: 'Normal', reason: 'DeletingNode', message: `Deleting node ${name} because it does not exist in the cloud provider` });
    client.delete(nodes, '', name);
  }

  /** A conflict is left to the next turn. */
  function setTaints(node: V1Node, taints: readonly V1Taint[]): void {
    const { name = '', resourceVersion } = node.metadata ?? {};
    client.patch(nodes, { namespace: '', name, type: 'application/merge-patch+json' }, { metadata: { resourceVersion }, spec: { taints: taints.length ? taints : null } });
  }

  tick();
  return { stop: () => { stopped = true; } };
}

const hasTaint = ({ spec }: V1Node, key: string): boolean => spec?.taints?.some((taint) => taint.key === key) ?? false;
