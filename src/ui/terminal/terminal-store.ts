import { create } from 'zustand';
import { act, send } from '../session/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { contextAfter, contextOf, linksIn, type ObjectLink, type OutputContext } from './links.ts';
import { terminalWords } from './words.ts';

export interface TerminalLine {
  readonly id: number;
  readonly kind: 'command' | 'stdout' | 'stderr' | 'note';
  readonly text: string;
  /** The objects that it names. */
  readonly links: readonly ObjectLink[];
}

interface TerminalState {
  readonly lines: readonly TerminalLine[];
  readonly history: readonly string[];
  /** Ids of the commands that still run, the last one last. */
  readonly running: readonly number[];
  readonly run: (line: string) => void;
  /** Ctrl-C: stops what was started last; `typed` is given up. */
  readonly interrupt: (typed: string) => void;
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
  const add = (kind: TerminalLine['kind'], texts: readonly { readonly text: string; readonly links: readonly ObjectLink[] }[]): void => {
    const added = texts.map(({ text, links }): TerminalLine => ({ id: nextId++, kind, text, links }));
    set((state) => ({ lines: [...state.lines, ...added].slice(-linesKept) }));
  };

  const print = (kind: TerminalLine['kind'], text: string): void => {
    if (text !== '') add(kind, linesOf(text).map((line) => ({ text: line, links: [] })));
  };

  const kubectl = (line: string): void => {
    let context = contextOf(line);
    const { id, answer } = act({ type: 'kubectl', line }, (stream, text) => {
      if (stream === 'stderr') print('stderr', text);
      else context = printLinked(text, context, (lines) => { add('stdout', lines); });
    });
    set(({ running }) => ({ running: [...running, id] }));
    answer.catch((error: unknown) => { print('stderr', error instanceof Error ? error.message : String(error)); })
      .finally(() => { set(({ running }) => ({ running: running.filter((other) => other !== id) })); });
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
    running: [],
    run: (typed) => {
      const line = typed.trim();
      add('command', [{ text: line, links: [] }]);
      if (line === '') return;
      const history = [...read().history.filter((entry) => entry !== line), line].slice(-historyKept);
      keepHistory(history);
      set({ history });
      const command = line.split(/\s+/)[0] ?? '';
      const perform = Object.hasOwn(builtIn, command) ? builtIn[command] : undefined;
      if (perform) perform(line);
      else print('stderr', terminalWords[usePreferences.getState().locale].unknown(command));
    },
    interrupt: (typed) => {
      const last = read().running.at(-1);
      print('command', `${typed}^C`);
      if (last === undefined) return;
      set(({ running }) => ({ running: running.filter((id) => id !== last) }));
      send<undefined>({ type: 'interrupt', line: last }).answer.catch(() => undefined);
    },
    clear: () => { set({ lines: [] }); },
  };
});

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

/** Output with what it names; returns what the next output continues. */
function printLinked(text: string, before: OutputContext, add: (lines: readonly { readonly text: string; readonly links: readonly ObjectLink[] }[]) => void): OutputContext {
  let context = before;
  if (text === '') return context;
  add(linesOf(text).map((line) => {
    context = contextAfter(context, line);
    return { text: line, links: linksIn(line, context) };
  }));
  return context;
}
