import type { ExtraCard, StorageCard } from '../../protocol/cards.ts';
import type { ClusterPicture, Selection } from '../session/store.ts';

export interface Found extends Selection {
  /** What it is called in the list, and how it fares. */
  readonly state: string;
}

export interface FoundGroup {
  readonly group: 'Node' | 'Pod' | 'Service' | 'Workload' | 'Storage';
  readonly found: readonly Found[];
}

const perGroup = 8;

/** Objects whose kind, namespace and name hold every word of the query, a few of each sort; those whose name begins with it first. */
export function findObjects(query: string, { nodes, pods, services, workloads, extras }: Pick<ClusterPicture, 'nodes' | 'pods' | 'services' | 'workloads' | 'extras'>): readonly FoundGroup[] {
  const all: readonly (readonly [FoundGroup['group'], Iterable<Found>])[] = [
    ['Node', map(nodes.values(), ({ uid, name, status }) => ({ kind: 'Node', namespace: '', name, uid, state: status }))],
    ['Workload', map(workloads.values(), ({ uid, kind, namespace, name, ready, desired }) => ({ kind, namespace, name, uid, state: `${ready}/${desired}` }))],
    ['Service', map(services.values(), ({ uid, namespace, name, type }) => ({ kind: 'Service', namespace, name, uid, state: type }))],
    ['Storage', map(storageOf(extras.values()), (card) => ({ kind: card.kind, namespace: card.namespace, name: card.name, uid: card.uid, state: card.kind === 'StorageClass' ? card.provisioner : card.phase }))],
    ['Pod', map(pods.values(), ({ uid, namespace, name, status }) => ({ kind: 'Pod', namespace, name, uid, state: status }))],
  ];
  return all.map(([group, found]) => ({ group, found: best(found, query) })).filter(({ found }) => found.length > 0);
}

function* storageOf(extras: Iterable<ExtraCard>): Generator<StorageCard> {
  for (const card of extras) if (card.kind === 'PersistentVolumeClaim' || card.kind === 'PersistentVolume' || card.kind === 'StorageClass') yield card;
}

function* map<In, Out>(items: Iterable<In>, change: (item: In) => Out): Generator<Out> {
  for (const item of items) yield change(item);
}

function best(candidates: Iterable<Found>, query: string): readonly Found[] {
  const words = query.toLowerCase().split(/[\s/]+/).filter(Boolean);
  const beginning: Found[] = [];
  const others: Found[] = [];
  for (const found of candidates) {
    const text = `${found.kind} ${found.namespace} ${found.name}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const list = words.length > 0 && found.name.startsWith(words[words.length - 1] ?? '') ? beginning : others;
    if (list.length < perGroup) list.push(found);
    if (beginning.length === perGroup) break;
  }
  return [...beginning, ...others].slice(0, perGroup);
}
