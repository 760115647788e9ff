import { create } from 'zustand';

/** A text that `kubectl edit` shows. */
export interface AskedEdit {
  /** Of the command that asks. */
  readonly line: number;
  readonly text: string;
  readonly fileName: string;
}

interface EditsState {
  readonly asked: AskedEdit | undefined;
  readonly ask: (edit: AskedEdit) => void;
  /** The command has ended, or shows nothing any more. */
  readonly end: (line: number) => void;
}

/** What waits to be edited: the editor shows it, its Apply answers. The newest one where several wait. */
export const useEdits = create<EditsState>()((set) => ({
  asked: undefined,
  ask: (asked) => { set({ asked }); },
  end: (line) => { set((state) => (state.asked?.line === line ? { asked: undefined } : {})); },
}));
