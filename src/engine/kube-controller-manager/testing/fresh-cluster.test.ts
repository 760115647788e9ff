import { expect, it } from 'vitest';
import { nodes } from '../../../kube/kinds.ts';
import { story } from './fresh-cluster.ts';

it('a fresh cluster has ready nodes', () => {
  const ready = story().list(nodes).map(({ status }) => status?.conditions?.find(({ type }) => type === 'Ready')?.status);
  expect(ready).toEqual(['True', 'True', 'True']);
});
