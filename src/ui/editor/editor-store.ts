import { create } from 'zustand';
import type { CommandOutput } from '../../protocol/messages.ts';
import { useEdits, type AskedEdit } from '../session/edits.ts';
import { act, answerEdit } from '../session/link.ts';
import { useSession } from '../session/store.ts';
import { noMarks, type MarkCounts } from './select.ts';

interface EditorState {
  readonly text: string;
  /** Grows when the text comes from elsewhere (a scenario was opened): then the editor takes it over. */
  readonly generation: number;
  readonly isApplying: boolean;
  readonly outcome: CommandOutput | undefined;
  /** What `kubectl edit` shows here, in place of the manifest; undefined while the manifest is shown. */
  readonly edit: AskedEdit | undefined;
  /** The manifest, while something else is shown. */
  readonly kept: string;
  /** What is marked in the text, by the schemas and by the API server. */
  readonly marks: MarkCounts;
  /** Counts the wishes to see the first mark. */
  readonly looks: number;
  readonly setMarks: (marks: MarkCounts) => void;
  readonly lookAtFirst: () => void;
  readonly setText: (text: string) => void;
  /** Puts another manifest in place of the one before. */
  readonly open: (text: string) => void;
  /** Shows what is to be edited; undefined brings the manifest back. */
  readonly showEdit: (edit: AskedEdit | undefined) => void;
  readonly apply: () => Promise<void>;
  readonly dismiss: () => void;
}

/** What could not even be tried. */
const refusal = (error: unknown): CommandOutput => ({ stdout: '', stderr: `${error instanceof Error ? error.message : String(error)}\n`, exitCode: 1, problems: [] });

/** What is being written, and what came of the last apply. Survives the panel being closed. */
export const useEditor = create<EditorState>()((set, read) => ({
  text: '',
  generation: 0,
  isApplying: false,
  outcome: undefined,
  edit: undefined,
  kept: '',
  marks: noMarks,
  looks: 0,
  setMarks: (marks) => { set({ marks }); },
  lookAtFirst: () => { set((state) => ({ looks: state.looks + 1 })); },
  setText: (text) => { set({ text }); },
  open: (text) => {
    useSession.getState().setProblems([]);
    set((state) => (state.edit ? { kept: text } : { text, generation: state.generation + 1, outcome: undefined }));
  },
  showEdit: (edit) => {
    useSession.getState().setProblems([]);
    set((state) => ({ edit, kept: state.edit ? state.kept : state.text, text: edit?.text ?? state.kept, generation: state.generation + 1, outcome: undefined }));
  },
  apply: async () => {
    const { edit, isApplying, text } = read();
    if (edit) { await answerEdit(edit.line, text).catch((error: unknown) => { set({ outcome: refusal(error) }); }); return; }
    if (isApplying) return;
    set({ isApplying: true });
    try {
      const outcome = await act({ type: 'apply', yaml: text }).answer;
      useSession.getState().setProblems(outcome.problems);
      set({ outcome });
    } catch (error) {
      set({ outcome: refusal(error) });
    } finally {
      set({ isApplying: false });
    }
  },
  dismiss: () => { set({ outcome: undefined }); },
}));

/** What was refused because a moment that had passed was shown is not said any longer than that. */
useSession.subscribe(({ past }, before) => {
  const { outcome, dismiss } = useEditor.getState();
  if (!past && before.past && outcome && outcome.exitCode !== 0) dismiss();
});

/** The editor shows what waits to be edited, from before it was there, too. */
useEdits.subscribe(({ asked }) => { if (asked !== useEditor.getState().edit) useEditor.getState().showEdit(asked); });
if (useEdits.getState().asked) useEditor.getState().showEdit(useEdits.getState().asked);
