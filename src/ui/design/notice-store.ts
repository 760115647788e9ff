import { create } from 'zustand';
import type { CommandOutput } from '../../protocol/messages.ts';
import { usePreferences } from '../session/preferences.ts';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  readonly action: NoticeAction | undefined;
}

/** Something that a notice offers to do. */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

interface NoticeOptions {
  /** Until somebody closes it, or another one takes its place. */
  readonly isLasting?: boolean;
  readonly action?: NoticeAction;
}

interface NoticesState {
  readonly notices: readonly Notice[];
  /** The last sentences for screen readers, newest last. */
  readonly said: string;
  readonly show: (text: string, tone?: Notice['tone'], options?: NoticeOptions) => void;
  readonly say: (text: string) => void;
  readonly dismiss: (id: number) => void;
  /** Another moment is shown: what was said of the one before is true no more. */
  readonly clear: () => void;
}

const shownMs = 5000;
let nextId = 1;

/** Short messages: `show` puts one on the page (and says it), `say` only tells screen readers. */
export const useNotices = create<NoticesState>()((set, read) => ({
  notices: [],
  said: '',
  show: (text, tone = 'plain', { isLasting = false, action } = {}) => {
    const id = nextId++;
    set((state) => ({ notices: [...state.notices, { id, text, tone, action }].slice(-3), said: text }));
    if (!isLasting) setTimeout(() => { read().dismiss(id); }, shownMs);
  },
  say: (text) => { set({ said: text }); },
  dismiss: (id) => { set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) })); },
  clear: () => { set({ notices: [] }); },
}));

/** Shows why something could not be done. */
export const showFailure = (error: unknown): void => { useNotices.getState().show(error instanceof Error ? error.message : String(error), 'bad'); };

/** Shows what came of an action: its first line, or why it could not be done. */
export function showOutcome(answer: Promise<CommandOutput>): void {
  const { show } = useNotices.getState();
  answer.then(
    ({ stdout, stderr, exitCode, said }) => {
      const text = said?.[usePreferences.getState().locale] ?? (exitCode === 0 ? stdout || stderr : stderr || stdout).trim();
      if (text !== '') show(text.split('\n').slice(0, 3).join('\n'), exitCode === 0 ? 'plain' : 'bad');
    },
    showFailure,
  );
}
