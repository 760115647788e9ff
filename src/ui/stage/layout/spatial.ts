import { centreOf, type Rect } from './geometry.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

export interface Placed {
  readonly id: string;
  readonly rect: Rect;
}

/**
 * The nearest thing in a direction: what lies straight ahead is preferred to what is nearer but off to the side.
 * Undefined where nothing lies that way.
 */
export function nextInDirection(things: Iterable<Placed>, from: Placed, direction: Direction): string | undefined {
  const start = centreOf(from.rect);
  let best: string | undefined;
  let bestCost = Infinity;
  for (const { id, rect } of things) {
    if (id === from.id) continue;
    const centre = centreOf(rect);
    const [dx, dy] = [centre.x - start.x, centre.y - start.y];
    const ahead = { up: -dy, down: dy, left: -dx, right: dx }[direction];
    const aside = Math.abs(direction === 'up' || direction === 'down' ? dx : dy);
    if (ahead <= 1) continue;
    const cost = ahead + aside * 2.5;
    if (cost < bestCost) [best, bestCost] = [id, cost];
  }
  return best;
}
