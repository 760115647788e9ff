import { useSession, type Selection } from '../session/store.ts';
import type { ObjectLink } from './links.ts';

interface Card {
  readonly uid: string;
  readonly namespace?: string;
  readonly name: string;
  readonly kind?: string;
}

let index = { pods: undefined as unknown, nodes: undefined as unknown, workloads: undefined as unknown, byName: new Map<string, Selection>() };

/**
 * Pods, nodes and ReplicaSets by their names: names that mean nothing else, so that a word of any output may be taken for them.
 * Made anew only where one came or went.
 */
export function knownNames(): ReadonlyMap<string, Selection> {
  const { pods, nodes, workloads } = useSession.getState();
  if (index.pods === pods && index.nodes === nodes && index.workloads === workloads) return index.byName;
  const byName = new Map<string, Selection>();
  const add = (kind: string, { uid, namespace = '', name }: Card): void => { byName.set(name, { kind, namespace, name, uid }); };
  for (const card of workloads.values()) if (card.kind === 'ReplicaSet') add('ReplicaSet', card);
  for (const card of pods.values()) add('Pod', card);
  for (const card of nodes.values()) add('Node', card);
  index = { pods, nodes, workloads, byName };
  return byName;
}

/** The object of a link, where the page has its card. */
export function cardOf({ kind, namespace, name }: ObjectLink): Selection | undefined {
  const { pods, nodes, services, workloads, extras } = useSession.getState();
  const cards: Iterable<Card> = kind === 'Pod' ? pods.values() : kind === 'Node' ? nodes.values() : kind === 'Service' ? services.values() : kind in cardKinds ? extras.values() : workloads.values();
  for (const card of cards) if (card.name === name && (card.namespace ?? '') === namespace && (card.kind ?? kind) === kind) return { kind, namespace, name, uid: card.uid };
  return undefined;
}

/** What the page keeps among its extra cards. */
const cardKinds: Readonly<Record<string, true>> = { HorizontalPodAutoscaler: true, ResourceQuota: true, PodDisruptionBudget: true, PersistentVolumeClaim: true, PersistentVolume: true, StorageClass: true };

/** Kinds that the page has a card of, wherever one exists: an object of these without a card is not there. */
const carded: ReadonlySet<string> = new Set(['Pod', 'Node', 'Service', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', ...Object.keys(cardKinds)]);
export const hasCards = ({ kind }: ObjectLink): boolean => carded.has(kind);
