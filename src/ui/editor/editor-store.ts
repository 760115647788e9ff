import { create } from 'zustand';
import type { CommandOutput } from '../../protocol/messages.ts';
import { act } from '../session/link.ts';
import { useSession } from '../session/store.ts';

interface EditorState {
  readonly text: string;
  /** Grows when the text comes from elsewhere (a scenario was opened): then the editor takes it over. */
  readonly generation: number;
  readonly isApplying: boolean;
  readonly outcome: CommandOutput | undefined;
  readonly setText: (text: string) => void;
  readonly open: (text: string) => void;
  readonly apply: () => Promise<void>;
  readonly dismiss: () => void;
}

/** What is being written, and what came of the last apply. Survives the panel being closed. */
export const useEditor = create<EditorState>()((set, read) => ({
  text: '',
  generation: 0,
  isApplying: false,
  outcome: undefined,
  setText: (text) => { set({ text }); },
  open: (text) => {
    useSession.getState().setProblems([]);
    set((state) => ({ text, generation: state.generation + 1, outcome: undefined }));
  },
  apply: async () => {
    if (read().isApplying) return;
    set({ isApplying: true });
    try {
      const outcome = await act({ type: 'apply', yaml: read().text }).answer;
      useSession.getState().setProblems(outcome.problems);
      set({ outcome });
    } catch (error) {
      set({ outcome: { stdout: '', stderr: `${error instanceof Error ? error.message : String(error)}\n`, exitCode: 1, problems: [] } });
    } finally {
      set({ isApplying: false });
    }
  },
  dismiss: () => { set({ outcome: undefined }); },
}));
