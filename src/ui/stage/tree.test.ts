import { expect, it } from 'vitest';
import { byUid, nodeCard, podCard, stageInput } from './layout/cards.fixture.ts';
import { nextModel } from './layout/model.ts';
import { rowsOf, treeAfter } from './tree.ts';

const model = nextModel(undefined, stageInput({ nodes: byUid(nodeCard('node-10'), nodeCard('node-2')), pods: byUid(podCard('a', 'node-2'), podCard('b', 'node-2')) }));

it('walks through machines as people count, and into the one that is open', () => {
  let state = { focusId: '', openNode: '' };
  const visited = ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Home', 'End', 'ArrowUp', 'ArrowLeft', 'ArrowLeft'].map((key) => {
    state = treeAfter(key, state, rowsOf(model, state.openNode)) ?? state;
    return state.focusId;
  });
  expect(visited).toEqual(['node:node-2', 'node:node-2', 'pod:uid-a', 'pod:uid-b', 'node:node-10', 'node:node-10', 'node:node-2', 'node:node-10', 'pod:uid-b', 'node:node-2', 'node:node-2']);
  expect(state.openNode).toBe('');
});

it('leaves other keys alone', () => {
  expect(treeAfter('x', { focusId: '', openNode: '' }, rowsOf(model, ''))).toBeUndefined();
});
