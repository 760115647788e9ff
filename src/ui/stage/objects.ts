import type { Selection } from '../session/store.ts';
import { useSession } from '../session/store.ts';

/** The object behind an id on the stage (`pod:UID`, `node:NAME`, `service:UID`, `workload:UID`, `extra:UID`); undefined where it is gone. */
export function objectOf(id: string): Selection | undefined {
  const { nodes, pods, services, workloads, extras } = useSession.getState();
  const at = id.indexOf(':');
  const [kind, key] = [id.slice(0, at), id.slice(at + 1)];
  if (kind === 'pod') return selectionOf('Pod', pods.get(key));
  if (kind === 'service') return selectionOf('Service', services.get(key));
  if (kind === 'workload') return selectionOf(workloads.get(key)?.kind ?? '', workloads.get(key));
  if (kind === 'extra') return selectionOf(extras.get(key)?.kind ?? '', extras.get(key));
  if (kind !== 'node') return undefined;
  for (const node of nodes.values()) if (node.name === key) return { kind: 'Node', namespace: '', name: node.name, uid: node.uid };
  return undefined;
}

function selectionOf(kind: string, card: { readonly uid: string; readonly namespace: string; readonly name: string } | undefined): Selection | undefined {
  return card && { kind, namespace: card.namespace, name: card.name, uid: card.uid };
}
