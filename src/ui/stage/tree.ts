import type { NodeCard, PodCard } from '../../protocol/cards.ts';
import { naturalOrder } from './layout/machines.ts';
import type { StageModel } from './layout/model.ts';

/** A row of the stage's tree twin: a machine, or a pod of the one that is open. */
export type Row =
  | { readonly id: string; readonly level: 1; readonly node: NodeCard; readonly pods: number; readonly open: boolean; readonly position: number; readonly size: number }
  | { readonly id: string; readonly level: 2; readonly pod: PodCard; readonly position: number; readonly size: number };

/** All rows in order: every machine, and the pods of the open one below it. */
export function rowsOf(model: StageModel, openNode: string): readonly Row[] {
  const hulls = [...model.hulls.values()].flatMap(({ node, pods }) => (node ? [{ node, pods }] : [])).sort((a, b) => naturalOrder(a.node.name, b.node.name));
  return hulls.flatMap(({ node, pods }, index): Row[] => {
    const open = node.name === openNode;
    const head: Row = { id: `node:${node.name}`, level: 1, node, pods: pods.length, open, position: index + 1, size: hulls.length };
    return open ? [head, ...pods.map((pod, at): Row => ({ id: `pod:${pod.uid}`, level: 2, pod, position: at + 1, size: pods.length }))] : [head];
  });
}

export interface TreeState {
  readonly focusId: string;
  readonly openNode: string;
}

/** Where a key leads in the tree: up, down, home, end; right opens a machine, left closes it or goes to it. Undefined for other keys. */
export function treeAfter(key: string, { focusId, openNode }: TreeState, rows: readonly Row[]): TreeState | undefined {
  const at = Math.max(0, rows.findIndex((row) => row.id === focusId));
  const row = rows[at];
  const to = (index: number): TreeState => ({ focusId: rows[Math.min(rows.length - 1, Math.max(0, index))]?.id ?? '', openNode });
  if (!row) return undefined;
  switch (key) {
    case 'ArrowDown': return focusId === '' ? to(0) : to(at + 1);
    case 'ArrowUp': return to(at - 1);
    case 'Home': return to(0);
    case 'End': return to(rows.length - 1);
    case 'ArrowRight': return row.level === 1 && !row.open ? { focusId: row.id, openNode: row.node.name } : to(at + 1);
    case 'ArrowLeft': return row.level === 1 ? { focusId: row.id, openNode: '' } : { focusId: `node:${row.pod.node}`, openNode };
    default: return undefined;
  }
}
