import { create } from 'zustand';
import type { TimedAction } from '../../scenario/document.ts';

interface MadeState {
  /** Names of what the person has made in the cluster that is open: the editor and kubectl both say it. */
  readonly names: readonly string[];
  /** How many actions have been answered. */
  readonly answers: number;
  /** Takes the answer to an action. */
  readonly note: (stdout: string) => void;
  /** Another cluster is loaded, or the same at another moment of its story: what its actions made. */
  readonly begin: (actions: readonly TimedAction[]) => void;
}

/** What kubectl says that it has made: `deployment.apps/shop created`. */
export const madeIn = (stdout: string): readonly string[] => [...stdout.matchAll(/^[^\s/]+\/(\S+) created$/gm)].map(([, name = '']) => name);

const inManifest = /\bmetadata:\s*(?:\{[^{}]*?\b|(?:\n(?!---)[^\n]*){0,40}?\n\s+)name:\s*["']?([a-z0-9.-]+)/g;
const inLine = /\b(?:run|create\s+(?:--?\S+\s+)*(?:service\s+|secret\s+)?[a-z]+)\s+(?!-)([a-z0-9.-]+)/;

/** Names of what recorded actions made, as far as their texts say: a scenario holds what was done, not what came of it. */
export function namesMade(actions: readonly TimedAction[]): readonly string[] {
  return actions.flatMap(({ action }): readonly string[] => {
    if (action.type === 'apply') return namesIn(action.yaml);
    if (action.type !== 'kubectl') return [];
    const [, name] = inLine.exec(action.line) ?? [];
    return [...(name === undefined ? [] : [name]), ...namesIn(action.stdin ?? ''), ...Object.values(action.files ?? {}).flatMap(namesIn)];
  });
}

const namesIn = (text: string): readonly string[] => [...text.matchAll(inManifest)].map(([, name = '']) => name);

/** What the person has added to the scenario. */
export const useMade = create<MadeState>()((set) => ({
  names: [],
  answers: 0,
  note: (stdout) => {
    const made = madeIn(stdout);
    set(({ names, answers }) => ({ answers: answers + 1, names: made.length > 0 ? [...new Set([...names, ...made])] : names }));
  },
  begin: (actions) => { set({ names: namesMade(actions) }); },
}));
