import { expect, it } from 'vitest';
import type { ExtraCard, NodeCard, PodCard } from '../../protocol/cards.ts';
import { findObjects } from './find.ts';

const pods = new Map(['web-1', 'my-web-2', 'db-0'].map((name): [string, PodCard] => [name, { uid: name, namespace: 'shop', name, status: 'Running' } as PodCard]));
const nodes = new Map([['n', { uid: 'n', name: 'node-1', status: 'Ready' } as NodeCard]]);
const extras = new Map([['c', { kind: 'PersistentVolumeClaim', uid: 'c', namespace: 'shop', name: 'data-db-0', phase: 'Bound' } as ExtraCard], ['q', { kind: 'ResourceQuota', uid: 'q', namespace: 'shop', name: 'team' } as ExtraCard]]);
const find = (query: string): string[] => findObjects(query, { nodes, pods, services: new Map(), workloads: new Map(), extras }).flatMap(({ found }) => found.map(({ name }) => name));

it.each([
  { query: '', names: ['node-1', 'data-db-0', 'web-1', 'my-web-2', 'db-0'] },
  { query: 'web', names: ['web-1', 'my-web-2'] },
  { query: 'pod db', names: ['db-0'] },
  { query: 'shop/my', names: ['my-web-2'] },
  { query: 'persistentvolumeclaim', names: ['data-db-0'] },
  { query: 'NODE', names: ['node-1'] },
  { query: 'nothing like it', names: [] },
])('finds $names for $query', ({ query, names }) => {
  expect(find(query)).toEqual(names);
});
