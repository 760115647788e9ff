import { create } from 'zustand';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';

interface Remembered {
  readonly leftOpen: boolean;
  /** Id of the open drawer, '' for none. */
  readonly drawer: string;
  readonly nudged: boolean;
  /** Sizes of columns and drawers in pixels, by id. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** What was put on the stage, before anything was done to it. */
export interface Opened {
  readonly scenario: Scenario;
  readonly lesson: Lesson | undefined;
  /** What had been done to it already, where it was gone back to. */
  readonly resumed?: Scenario;
}

export interface ShellState extends Remembered {
  readonly opened: Opened | undefined;
  /** How often something was opened. */
  readonly openings: number;
  readonly namespace: string;
  /** Id of the open dialog: a panel's, `palette` or `help`; '' for none. */
  readonly dialog: string;
  /** Id of the sheet on a phone; '' for the bare stage. */
  readonly sheet: string;
  readonly setOpened: (opened: Opened) => void;
  readonly setNamespace: (namespace: string) => void;
  readonly setDialog: (dialog: string) => void;
  readonly setSheet: (sheet: string) => void;
  readonly toggleLeft: () => void;
  readonly toggleDrawer: (id: string) => void;
  readonly setNudged: () => void;
  readonly setSize: (id: string, pixels: number) => void;
}

/** Id of the sheet that shows what is selected on a phone. */
export const inspectorSheet = 'inspector';

const storageKey = 'drydock.shell';

function stored(): Partial<Remembered> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Remembered>;
  } catch {
    return {};
  }
}

/** How the page is laid out and what is open on it. What is worth it is remembered in the browser. */
export const useShell = create<ShellState>()((set) => {
  const { leftOpen = innerWidth > 1000, drawer = '', nudged = false, sizes = {} } = stored();
  return {
    leftOpen, drawer, nudged, sizes, opened: undefined, openings: 0, namespace: '', dialog: '', sheet: '',
    setOpened: (opened) => { set(({ openings }) => ({ opened, openings: openings + 1, namespace: '' })); },
    setNamespace: (namespace) => { set({ namespace }); },
    setDialog: (dialog) => { set({ dialog }); },
    setSheet: (sheet) => { set({ sheet }); },
    toggleLeft: () => { set((state) => ({ leftOpen: !state.leftOpen })); },
    toggleDrawer: (id) => { set((state) => ({ drawer: state.drawer === id ? '' : id })); },
    setNudged: () => { set({ nudged: true }); },
    setSize: (id, pixels) => { set((state) => ({ sizes: { ...state.sizes, [id]: Math.round(pixels) } })); },
  };
});

useShell.subscribe(({ leftOpen, drawer, nudged, sizes }, before) => {
  if (leftOpen === before.leftOpen && drawer === before.drawer && nudged === before.nudged && sizes === before.sizes) return;
  try {
    localStorage.setItem(storageKey, JSON.stringify({ leftOpen, drawer, nudged, sizes } satisfies Remembered));
  } catch {
    // A browser that keeps nothing (private mode) still shows the page.
  }
});
