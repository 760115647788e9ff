import { expect, it } from 'vitest';
import type { NodeCard, PodCard } from '../../protocol/cards.ts';
import { findObjects } from './find.ts';

const pods = new Map(['web-1', 'my-web-2', 'db-0'].map((name): [string, PodCard] => [name, { uid: name, namespace: 'shop', name, status: 'Running' } as PodCard]));
const nodes = new Map([['n', { uid: 'n', name: 'node-1', status: 'Ready' } as NodeCard]]);
const find = (query: string): string[] => findObjects(query, { nodes, pods, services: new Map(), workloads: new Map() }).flatMap(({ found }) => found.map(({ name }) => name));

it.each([
  { query: '', names: ['node-1', 'web-1', 'my-web-2', 'db-0'] },
  { query: 'web', names: ['web-1', 'my-web-2'] },
  { query: 'pod db', names: ['db-0'] },
  { query: 'shop/my', names: ['my-web-2'] },
  { query: 'NODE', names: ['node-1'] },
  { query: 'nothing like it', names: [] },
])('finds $names for $query', ({ query, names }) => {
  expect(find(query)).toEqual(names);
});
