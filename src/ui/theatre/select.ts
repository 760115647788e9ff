import type { Decision, SuggestionView } from '../../protocol/decisions.ts';

/** One moment of a scheduling cycle. */
export type Moment =
  | { readonly kind: 'start' }
  | { readonly kind: 'filter'; readonly plugin: string; readonly asked: number; readonly fallen: number }
  | { readonly kind: 'score'; readonly plugin: string; readonly weight: number }
  | { readonly kind: 'end' };

/** The cycle in its order: all nodes, filter by filter, score by score, the choice. */
export function momentsOf({ funnel, scores }: Decision): readonly Moment[] {
  return [
    { kind: 'start' },
    ...funnel.map(({ plugin, asked, refused }): Moment => ({ kind: 'filter', plugin, asked, fallen: refused.length })),
    ...scores.map(({ plugin, weight }): Moment => ({ kind: 'score', plugin, weight })),
    { kind: 'end' },
  ];
}

/** Points of one plugin for one node. */
export interface Points {
  readonly plugin: string;
  readonly raw: number;
  readonly normalized: number;
  readonly weight: number;
  readonly weighted: number;
}

/** A node as it stands at one moment of the cycle. */
export interface NodeRow {
  readonly node: string;
  /** The filter that refused it by then, '' while it is in. */
  readonly fellAt: string;
  readonly reasons: readonly string[];
  /** What it has been given by then, in the plugins' order. */
  readonly points: readonly Points[];
  readonly total: number;
  readonly isBest: boolean;
  readonly isChosen: boolean;
}

/**
 * The nodes at moment `at` of {@link momentsOf}. Their order is that of the end, so that nothing jumps while one steps:
 * the chosen one, then by total, then those that fell, the last to fall first.
 */
export function rowsAt(decision: Decision, at: number): readonly NodeRow[] {
  const isEnd = at >= momentsOf(decision).length - 1;
  const filtersDone = at;
  const scoresDone = Math.max(0, at - decision.funnel.length);
  const standing = decision.feasible.map((node, index): NodeRow => {
    const points = decision.scores.slice(0, scoresDone).map(({ plugin, weight, raw, normalized, weighted }) =>
      ({ plugin, weight, raw: raw[index] ?? 0, normalized: normalized[index] ?? 0, weighted: weighted[index] ?? 0 }));
    return {
      node, fellAt: '', reasons: [], points, total: points.reduce((sum, { weighted }) => sum + weighted, 0),
      isBest: isEnd && decision.best.includes(node), isChosen: isEnd && decision.chosen === node,
    };
  });
  const rank = (node: string): number => (node === decision.chosen ? Infinity : (decision.totals[decision.feasible.indexOf(node)] ?? 0));
  const fallen = decision.funnel.flatMap(({ plugin, refused }, index) => refused.filter(({ node }) => node !== '').map(({ node, reasons }): NodeRow => {
    const isOut = index < filtersDone;
    return { node, fellAt: isOut ? plugin : '', reasons: isOut ? reasons : [], points: [], total: 0, isBest: false, isChosen: false };
  }));
  return [...standing.sort((a, b) => rank(b.node) - rank(a.node) || (a.node < b.node ? -1 : 1)), ...fallen.reverse()];
}

/** One node under two decisions; undefined where a decision does not tell of it. */
export interface NodePair {
  readonly node: string;
  readonly left: NodeRow | undefined;
  readonly right: NodeRow | undefined;
}

/** Both decisions at their end, node by node, in the order of the first. */
export function sideBySide(left: Decision, right: Decision): readonly NodePair[] {
  const end = (decision: Decision): ReadonlyMap<string, NodeRow> => new Map(rowsAt(decision, momentsOf(decision).length - 1).map((row) => [row.node, row]));
  const [lefts, rights] = [end(left), end(right)];
  return [...new Set([...lefts.keys(), ...rights.keys()])].map((node) => ({ node, left: lefts.get(node), right: rights.get(node) }));
}

/** The largest total: the width of the whole bar. */
export const mostPoints = ({ totals }: Decision): number => Math.max(1, ...totals);

/** `default/web-1` → `web-1`; other namespaces stay. */
export const shortPod = (pod: string): string => pod.replace(/^default\//, '');

/** Where an arrow key leads from moment `at` of `count`; undefined for other keys. */
export function momentAfterKey(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight': return Math.min(count - 1, at + 1);
    case 'ArrowLeft': return Math.max(0, at - 1);
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return undefined;
  }
}

type Ordered = Pick<SuggestionView, 'actions' | 'steps'>;

/** A machine more is never the smallest change; what cannot be tried from here comes after all that can. */
const rankOf = ({ actions, steps }: Ordered): number => (actions.length === 0 ? 2 : steps.some(({ kind }) => kind === 'add-node') ? 1 : 0);

/** Suggestions as they are shown: as they come, the smallest change first, within their rank. */
export const inOrder = <Item extends Ordered>(suggestions: readonly Item[]): readonly Item[] => [...suggestions].sort((a, b) => rankOf(a) - rankOf(b));
