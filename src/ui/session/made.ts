import { create } from 'zustand';

interface MadeState {
  /** Names of what the person has made in the cluster that is open: the editor and kubectl both say it. */
  readonly names: readonly string[];
  /** Takes the answer to an action. */
  readonly note: (stdout: string) => void;
  readonly forget: () => void;
}

/** What kubectl says that it has made: `deployment.apps/shop created`. */
export const madeIn = (stdout: string): readonly string[] => [...stdout.matchAll(/^[^\s/]+\/(\S+) created$/gm)].map(([, name = '']) => name);

/** What the person has added to the scenario. */
export const useMade = create<MadeState>()((set) => ({
  names: [],
  note: (stdout) => {
    const made = madeIn(stdout);
    if (made.length > 0) set(({ names }) => ({ names: [...new Set([...names, ...made])] }));
  },
  forget: () => { set({ names: [] }); },
}));
