import type { PodCard } from '../../protocol/cards.ts';
import type { Selection } from '../session/store.ts';
import { useSession } from '../session/store.ts';

/** The object behind an id on the stage (`pod:UID`, `node:NAME`, `service:UID`, `workload:UID`, `extra:UID`), or the static pod of a component (`plane:NAME`, `plane:member/MACHINE`); undefined where it is gone. */
export function objectOf(id: string): Selection | undefined {
  const { nodes, pods, services, workloads, extras } = useSession.getState();
  const at = id.indexOf(':');
  const [kind, key] = [id.slice(0, at), id.slice(at + 1)];
  if (kind === 'pod') return selectionOf('Pod', pods.get(key));
  if (kind === 'service') return selectionOf('Service', services.get(key));
  if (kind === 'workload') return selectionOf(workloads.get(key)?.kind ?? '', workloads.get(key));
  if (kind === 'extra') return selectionOf(extras.get(key)?.kind ?? '', extras.get(key));
  if (kind === 'plane' && key.startsWith('member/')) return podOn('etcd', key.slice('member/'.length), pods.values());
  if (kind === 'plane') return staticPod(programs[key], pods.values());
  if (kind !== 'node') return undefined;
  for (const node of nodes.values()) if (node.name === key) return { kind: 'Node', namespace: '', name: node.name, uid: node.uid };
  return undefined;
}

/** Components that run as pods of their own where kubeadm has set the cluster up. */
export const programs: Readonly<Record<string, string>> = { api: 'kube-apiserver', etcd: 'etcd', scheduler: 'kube-scheduler', manager: 'kube-controller-manager' };

function staticPod(program: string | undefined, pods: Iterable<PodCard>): Selection | undefined {
  if (program === undefined) return undefined;
  for (const pod of pods) if (pod.namespace === 'kube-system' && pod.name === `${program}-${pod.node}`) return selectionOf('Pod', pod);
  return undefined;
}

function podOn(program: string, node: string, pods: Iterable<PodCard>): Selection | undefined {
  for (const pod of pods) if (pod.namespace === 'kube-system' && pod.node === node && pod.name === `${program}-${node}`) return selectionOf('Pod', pod);
  return undefined;
}

function selectionOf(kind: string, card: { readonly uid: string; readonly namespace: string; readonly name: string } | undefined): Selection | undefined {
  return card && { kind, namespace: card.namespace, name: card.name, uid: card.uid };
}
