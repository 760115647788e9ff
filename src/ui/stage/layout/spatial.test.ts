import { expect, it } from 'vitest';
import { nextInDirection, type Direction, type Placed } from './spatial.ts';

const at = (id: string, x: number, y: number): Placed => ({ id, rect: { x, y, width: 10, height: 10 } });
const board = [at('centre', 50, 50), at('north', 50, 0), at('east', 100, 50), at('near-but-aside', 70, 90), at('south', 50, 100), at('west', 0, 52)];

it.each<{ direction: Direction; to: string }>([
  { direction: 'up', to: 'north' },
  { direction: 'right', to: 'east' },
  { direction: 'down', to: 'south' },
  { direction: 'left', to: 'west' },
])('$direction of the centre is $to', ({ direction, to }) => {
  expect(nextInDirection(board, at('centre', 50, 50), direction)).toBe(to);
});

it('goes nowhere from the edge', () => {
  expect(nextInDirection([at('a', 0, 0), at('b', 20, 0)], at('a', 0, 0), 'left')).toBeUndefined();
});

it.each<{ from: string; direction: Direction; to: string }>([
  { from: 'heading', direction: 'right', to: 'other heading' },
  { from: 'heading', direction: 'down', to: 'second pod' },
  { from: 'second pod', direction: 'right', to: 'far pod' },
  { from: 'second pod', direction: 'up', to: 'heading' },
])('$direction of the $from is the $to: a row and a column are walked before what hangs aside', ({ from, direction, to }) => {
  const hulls: readonly Placed[] = [
    { id: 'heading', rect: { x: 0, y: 0, width: 300, height: 24 } },
    { id: 'first pod', rect: { x: 10, y: 80, width: 100, height: 40 } },
    { id: 'second pod', rect: { x: 120, y: 80, width: 100, height: 40 } },
    { id: 'other heading', rect: { x: 320, y: 0, width: 300, height: 24 } },
    { id: 'far pod', rect: { x: 330, y: 90, width: 100, height: 40 } },
  ];
  const start = hulls.find(({ id }) => id === from);
  expect(start && nextInDirection(hulls, start, direction)).toBe(to);
});
