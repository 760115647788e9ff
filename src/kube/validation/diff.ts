import { shapeLines } from './shapes.ts';

const contextLines = 3;
const popularFrom = 200;

/** `count` lines that are equal, from line `a` of the one text and line `b` of the other. */
interface Match {
  readonly a: number;
  readonly b: number;
  readonly count: number;
}

/**
 * The difference of two values of one Go struct, as a unified diff of their JSON with three lines around each change.
 * Starts with `@@` and ends with a line break; empty where nothing differs.
 *
 * @see Kubernetes 1.36, apimachinery, util/diff
 */
export function structDiff(shape: string, before: unknown, after: unknown): string {
  return unifiedDiff(shapeLines(shape, before), shapeLines(shape, after));
}

/** The unified diff of two lists of lines. */
export function unifiedDiff(a: readonly string[], b: readonly string[]): string {
  const matches = matchingBlocks(a, b);
  return hunks(matches, a.length, b.length).map((hunk) => hunkText(hunk, a, b)).join('');
}

/** One stretch of lines: from `a` up to `aEnd` was, from `b` up to `bEnd` is. */
interface Change {
  readonly same: boolean;
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

function changesOf(matches: readonly Match[], aLength: number, bLength: number): readonly Change[] {
  const changes: Change[] = [];
  let a = 0;
  let b = 0;
  for (const match of [...matches, { a: aLength, b: bLength, count: 0 }]) {
    if (a < match.a || b < match.b) changes.push({ same: false, a, aEnd: match.a, b, bEnd: match.b });
    a = match.a + match.count;
    b = match.b + match.count;
    if (match.count > 0) changes.push({ same: true, a: match.a, aEnd: a, b: match.b, bEnd: b });
  }
  return changes;
}

/** Changes in groups, each with its surroundings; two groups part where more than six equal lines lie between them. */
function hunks(matches: readonly Match[], aLength: number, bLength: number): readonly (readonly Change[])[] {
  const changes = changesOf(matches, aLength, bLength);
  if (!changes.some(({ same }) => !same)) return [];
  const groups: Change[][] = [];
  let group: Change[] = [];
  for (const [index, change] of changes.entries()) {
    const { a, aEnd, b, bEnd } = change;
    if (!change.same) group.push(change);
    else if (index === 0) group.push({ ...change, a: Math.max(a, aEnd - contextLines), b: Math.max(b, bEnd - contextLines) });
    else if (index === changes.length - 1) group.push({ ...change, aEnd: Math.min(aEnd, a + contextLines), bEnd: Math.min(bEnd, b + contextLines) });
    else if (aEnd - a <= 2 * contextLines) group.push(change);
    else {
      group.push({ ...change, aEnd: a + contextLines, bEnd: b + contextLines });
      groups.push(group);
      group = [{ ...change, a: aEnd - contextLines, b: bEnd - contextLines }];
    }
  }
  return [...groups, group];
}

function hunkText(hunk: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const first = hunk[0];
  const last = hunk.at(-1);
  if (!first || !last) return '';
  const lines = [`@@ -${range(first.a, last.aEnd)} +${range(first.b, last.bEnd)} @@`];
  for (const change of hunk) {
    if (change.same) lines.push(...a.slice(change.a, change.aEnd).map((line) => ` ${line}`));
    else lines.push(...a.slice(change.a, change.aEnd).map((line) => `-${line}`), ...b.slice(change.b, change.bEnd).map((line) => `+${line}`));
  }
  return `${lines.join('\n')}\n`;
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${String(length === 0 ? start : start + 1)},${String(length)}`;
}

/** The blocks that two texts share, found by taking the longest one and then looking to its left and right. */
function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Match[] {
  const positions = positionsOf(b);
  const found: Match[] = [];
  const open: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [aLow, aHigh, bLow, bHigh] = next;
    const match = longestMatch(a, b, positions, next);
    if (match.count === 0) continue;
    found.push(match);
    if (aLow < match.a && bLow < match.b) open.push([aLow, match.a, bLow, match.b]);
    if (match.a + match.count < aHigh && match.b + match.count < bHigh) open.push([match.a + match.count, aHigh, match.b + match.count, bHigh]);
  }
  return joined(found.sort((x, y) => x.a - y.a || x.b - y.b));
}

function joined(matches: readonly Match[]): readonly Match[] {
  const out: Match[] = [];
  for (const match of matches) {
    const last = out.at(-1);
    if (last && last.a + last.count === match.a && last.b + last.count === match.b) out[out.length - 1] = { ...last, count: last.count + match.count };
    else out.push(match);
  }
  return out;
}

/** Where each line stands. In long texts lines that are all too common start no match. */
function positionsOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const list = positions.get(line);
    if (list) list.push(index);
    else positions.set(line, [index]);
  }
  if (lines.length < popularFrom) return positions;
  const commonFrom = Math.floor(lines.length / 100) + 1;
  return new Map([...positions].filter(([, list]) => list.length <= commonFrom));
}

function longestMatch(a: readonly string[], b: readonly string[], positions: ReadonlyMap<string, readonly number[]>, [aLow, aHigh, bLow, bHigh]: readonly [number, number, number, number]): Match {
  let best: Match = { a: aLow, b: bLow, count: 0 };
  let lengths = new Map<number, number>();
  for (let i = aLow; i < aHigh; i++) {
    const next = new Map<number, number>();
    for (const j of positions.get(a[i] ?? '') ?? []) {
      if (j < bLow) continue;
      if (j >= bHigh) break;
      const count = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, count);
      if (count > best.count) best = { a: i - count + 1, b: j - count + 1, count };
    }
    lengths = next;
  }
  return widened(best, a, b, [aLow, aHigh, bLow, bHigh]);
}

function widened(match: Match, a: readonly string[], b: readonly string[], [aLow, aHigh, bLow, bHigh]: readonly [number, number, number, number]): Match {
  let { a: from, b: other, count } = match;
  while (from > aLow && other > bLow && a[from - 1] === b[other - 1]) {
    from--;
    other--;
    count++;
  }
  while (from + count < aHigh && other + count < bHigh && a[from + count] === b[other + count]) count++;
  return { a: from, b: other, count };
}
