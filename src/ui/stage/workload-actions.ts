import { Minus, Pause, Play, Plus, RotateCw, Undo2, type LucideIcon } from 'lucide-react';
import { showOutcome } from '../design/index.ts';
import { act } from '../session/link.ts';
import type { WorkloadAction } from './workload-lines.ts';
import type { WorkloadWords } from './workload-words.ts';

export const actionIcons: Readonly<Record<WorkloadAction['id'], LucideIcon>> = { 'scale-down': Minus, 'scale-up': Plus, pause: Pause, resume: Play, restart: RotateCw, undo: Undo2 };

export function actionName(id: WorkloadAction['id'], words: WorkloadWords): string {
  return { 'scale-down': words.scaleDown, 'scale-up': words.scaleUp, pause: words.pause, resume: words.resume, restart: words.restart, undo: words.undo }[id];
}

/** Does it, and says what came of it. */
export const perform = ({ line }: WorkloadAction): void => { showOutcome(act({ type: 'kubectl', line }).answer); };
