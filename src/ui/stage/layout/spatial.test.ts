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
