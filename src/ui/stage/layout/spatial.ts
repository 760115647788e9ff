import { centreOf, type Rect } from './geometry.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

export interface Placed {
  readonly id: string;
  readonly rect: Rect;
}

/** What no distance on the stage makes up for. */
const notInLine = 1e9;

/**
 * The nearest thing in a direction. What is in line with `from`, in its row or its column, comes first; among the rest, and among
 * equals, what lies straight ahead is preferred to what is nearer but off to the side. Undefined where nothing lies that way.
 *
 * Example: right of a machine's heading is the next machine, not the pod that hangs below the heading.
 */
export function nextInDirection(things: Iterable<Placed>, from: Placed, direction: Direction): string | undefined {
  const start = centreOf(from.rect);
  const inLine = direction === 'up' || direction === 'down' ? sharesColumn : sharesRow;
  let best: string | undefined;
  let bestCost = Infinity;
  for (const { id, rect } of things) {
    if (id === from.id) continue;
    const centre = centreOf(rect);
    const [dx, dy] = [centre.x - start.x, centre.y - start.y];
    const ahead = { up: -dy, down: dy, left: -dx, right: dx }[direction];
    const aside = Math.abs(direction === 'up' || direction === 'down' ? dx : dy);
    if (ahead <= 1) continue;
    const cost = ahead + aside * 2.5 + (inLine(rect, from.rect) ? 0 : notInLine);
    if (cost < bestCost) [best, bestCost] = [id, cost];
  }
  return best;
}

const sharesRow = (a: Rect, b: Rect): boolean => a.y < b.y + b.height && b.y < a.y + a.height;
const sharesColumn = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width;
