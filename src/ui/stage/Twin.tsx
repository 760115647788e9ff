import { useState } from 'react';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { useStage } from './model-store.ts';
import { objectOf } from './objects.ts';
import { nodeLabel, podLabel } from './select.ts';
import { rowsOf, treeAfter, type Row } from './tree.ts';
import { stageWords } from './words.ts';

const around = 12;

/**
 * The painted stage as a tree, for screen readers and the keyboard. It has no look of its own: what it is on is ringed in the
 * painting. Only the rows about the current one are elements.
 */
export function Twin() {
  const words = useWords(stageWords);
  const model = useStage((state) => state.model);
  const focusId = useStage((state) => state.focusId);
  const [openNode, setOpenNode] = useState('');
  if (!model) return null;
  const rows = rowsOf(model, openNode);
  const at = Math.max(0, rows.findIndex((row) => row.id === focusId));
  const keydown = (event: React.KeyboardEvent) => {
    const next = treeAfter(event.key, { focusId, openNode }, rows);
    if (next) {
      event.preventDefault();
      event.stopPropagation();
      setOpenNode(next.openNode);
      useStage.setState({ focusId: next.focusId });
    } else if (event.key === 'Enter') {
      event.stopPropagation();
      useSession.getState().select(objectOf(focusId));
    }
  };
  return (
    <div role="tree" aria-label={words.objects} tabIndex={0} className="sr-only" aria-activedescendant={focusId === '' ? undefined : `twin-${focusId}`} onKeyDown={keydown} onBlur={() => { useStage.setState({ focusId: '' }); }}>
      {rows.slice(Math.max(0, at - around), at + around).map((row) => <TwinRow key={row.id} row={row} current={row.id === focusId} />)}
    </div>
  );
}

function TwinRow({ row, current }: { readonly row: Row; readonly current: boolean }) {
  const words = useWords(stageWords);
  return (
    <div
      id={`twin-${row.id}`}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-selected={current}
      aria-expanded={row.level === 1 ? row.open : undefined}
      aria-label={row.level === 1 ? nodeLabel(row.node, row.pods, words) : podLabel(row.pod, words)}
      onClick={() => { useSession.getState().select(objectOf(row.id)); }}
    />
  );
}
