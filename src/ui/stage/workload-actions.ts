import { Minus, Pause, Play, Plus, RotateCw, Undo2, type LucideIcon } from 'lucide-react';
import type { WorkloadCard } from '../../protocol/cards.ts';
import { showOutcome, type MenuItem } from '../design/index.ts';
import { act } from '../session/link.ts';
import type { Cards, Selection } from '../session/store.ts';
import { undoOf, workloadActions, type WorkloadAction } from './workload-lines.ts';
import type { WorkloadWords } from './workload-words.ts';

export const actionIcons: Readonly<Record<WorkloadAction['id'], LucideIcon>> = { 'scale-down': Minus, 'scale-up': Plus, pause: Pause, resume: Play, restart: RotateCw, undo: Undo2 };

export function actionName(id: WorkloadAction['id'], words: WorkloadWords): string {
  return { 'scale-down': words.scaleDown, 'scale-up': words.scaleUp, pause: words.pause, resume: words.resume, restart: words.restart, undo: words.undo }[id];
}

/** Does it, and says what came of it. */
export const perform = ({ line }: WorkloadAction): void => { showOutcome(act({ type: 'kubectl', line }).answer); };

/** The same for the menu of an object on the stage. */
export function menuItemsOf({ uid }: Selection, workloads: Cards<WorkloadCard>, words: WorkloadWords): readonly MenuItem[] {
  const card = workloads.get(uid);
  if (!card) return [];
  const undo = undoOf(card, workloads.get(card.ownerUid));
  return [...workloadActions(card), ...(undo ? [undo] : [])].map((action, index) => ({
    id: action.id, label: actionName(action.id, words), icon: actionIcons[action.id], apart: index === 0, run: () => { perform(action); },
  }));
}
