import { create } from 'zustand';
import { act, send } from '../session/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { terminalWords } from './words.ts';

export interface TerminalLine {
  readonly id: number;
  readonly kind: 'command' | 'stdout' | 'stderr' | 'note';
  readonly text: string;
}

interface TerminalState {
  readonly lines: readonly TerminalLine[];
  readonly history: readonly string[];
  /** Id of the command that still runs. */
  readonly running: number | undefined;
  readonly run: (line: string) => void;
  readonly interrupt: () => void;
  readonly clear: () => void;
}

const linesKept = 2000;
const historyKept = 500;
const storageKey = 'drydock.history';
let nextId = 1;

function storedHistory(): readonly string[] {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '[]') as readonly string[];
  } catch {
    return [];
  }
}

function keepHistory(history: readonly string[]): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(history));
  } catch {
    // A browser that keeps nothing (private mode) still has a prompt.
  }
}

/** What was typed and what was answered. Survives the drawer being closed. */
export const useTerminal = create<TerminalState>()((set, read) => {
  const print = (kind: TerminalLine['kind'], text: string): void => {
    if (text === '') return;
    const added = text.replace(/\n$/, '').split('\n').map((line): TerminalLine => ({ id: nextId++, kind, text: line }));
    set((state) => ({ lines: [...state.lines, ...added].slice(-linesKept) }));
  };

  const kubectl = (line: string): void => {
    const { id, answer } = act({ type: 'kubectl', line }, print);
    set({ running: id });
    answer.catch((error: unknown) => { print('stderr', error instanceof Error ? error.message : String(error)); })
      .finally(() => { if (read().running === id) set({ running: undefined }); });
  };

  const builtIn: Readonly<Record<string, (line: string) => void>> = {
    kubectl,
    k: kubectl,
    clear: () => { set({ lines: [] }); },
    history: () => { print('stdout', read().history.map((entry, index) => `${String(index + 1).padStart(5)}  ${entry}`).join('\n')); },
    help: () => { print('note', terminalWords[usePreferences.getState().locale].hint); },
  };

  return {
    lines: [],
    history: storedHistory(),
    running: undefined,
    run: (typed) => {
      const line = typed.trim();
      print('command', line);
      if (line === '') return;
      const history = [...read().history.filter((entry) => entry !== line), line].slice(-historyKept);
      keepHistory(history);
      set({ history });
      const command = line.split(/\s+/)[0] ?? '';
      const perform = Object.hasOwn(builtIn, command) ? builtIn[command] : undefined;
      if (perform) perform(line);
      else print('stderr', terminalWords[usePreferences.getState().locale].unknown(command));
    },
    interrupt: () => {
      const { running } = read();
      print('command', '^C');
      if (running === undefined) return;
      set({ running: undefined });
      void send<undefined>({ type: 'interrupt', line: running }).answer.catch(() => undefined);
    },
    clear: () => { set({ lines: [] }); },
  };
});
