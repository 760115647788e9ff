import { create } from 'zustand';
import type { Words } from '../session/preferences.ts';
import type { ObjectLink } from './links.ts';

export interface TerminalLine {
  readonly id: number;
  readonly kind: 'command' | 'stdout' | 'stderr' | 'note';
  readonly text: string;
  /** The objects that it names. */
  readonly links: readonly ObjectLink[];
  /** What stood before a command; `>` before its further lines. */
  readonly sign?: string;
  /** Another scenario begins here: its title. */
  readonly begins?: Words<string>;
}

/** One terminal: what was said in it, what is being typed, what runs. */
export interface TerminalTab {
  readonly id: number;
  readonly lines: readonly TerminalLine[];
  readonly draft: string;
  /** What was started last; '' before anything was. */
  readonly title: string;
  readonly isRunning: boolean;
  /** What is typed goes into a program in a container. */
  readonly isTyping: boolean;
  /** The unfinished line with which that program asks. */
  readonly asked: string;
  /** What `watch` shows at the end, in place of what it showed before. */
  readonly picture: readonly TerminalLine[] | undefined;
}

interface TerminalState {
  /** In their order; never empty. */
  readonly tabs: readonly TerminalTab[];
  readonly active: number;
  readonly history: readonly string[];
  /** Which opening of a scenario the lines to come are about; 0 before the first. */
  readonly opening: number;
}

/** Lines of a tab that stay. */
export const linesKept = 2000;
const historyKept = 500;
const storageKey = 'drydock.history';
let nextId = 1;

export const newLineId = (): number => nextId++;

const newTab = (): TerminalTab => ({ id: nextId++, lines: [], draft: '', title: '', isRunning: false, isTyping: false, asked: '', picture: undefined });

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

const firstTab = newTab();

/** What was typed and what was answered. Survives the drawer being closed. */
export const useTerminal = create<TerminalState>()(() => ({ tabs: [firstTab], active: firstTab.id, history: storedHistory(), opening: 0 }));

/** The tab in front. */
export const activeTab = ({ tabs, active }: Pick<TerminalState, 'tabs' | 'active'>): TerminalTab => tabs.find(({ id }) => id === active) ?? firstTab;

export const tabOf = (id: number): TerminalTab | undefined => useTerminal.getState().tabs.find((tab) => tab.id === id);

/** Changes one tab; a tab that was closed meanwhile is passed over. */
export function changeTab(id: number, change: (tab: TerminalTab) => Partial<TerminalTab>): void {
  useTerminal.setState(({ tabs }) => ({ tabs: tabs.map((tab) => (tab.id === id ? { ...tab, ...change(tab) } : tab)) }));
}

export const addLines = (id: number, added: readonly TerminalLine[]): void => { changeTab(id, ({ lines }) => ({ lines: [...lines, ...added].slice(-linesKept) })); };

/** Another scenario is on the stage: what was said before keeps its words, but names nothing there any more. */
export function beginScenario(opening: number, title: Words<string>): void {
  const { opening: before, tabs } = useTerminal.getState();
  if (opening === before) return;
  useTerminal.setState({ opening, tabs: before === 0 ? tabs : tabs.map((tab) => ({ ...tab, lines: dividedBy(tab.lines, title) })) });
}

/** Nothing is divided where nothing was said; where nothing was said since the last time, that title gives way. */
function dividedBy(lines: readonly TerminalLine[], title: Words<string>): readonly TerminalLine[] {
  const said = lines.at(-1)?.begins ? lines.slice(0, -1) : lines;
  if (said.length === 0) return said;
  return [...said.map((line) => (line.links.length > 0 ? { ...line, links: [] } : line)), { id: newLineId(), kind: 'note', text: '', links: [], begins: title }];
}

export function openTab(): void {
  const tab = newTab();
  useTerminal.setState(({ tabs }) => ({ tabs: [...tabs, tab], active: tab.id }));
}

export const selectTab = (id: number): void => { useTerminal.setState({ active: id }); };

/** Takes a tab away; the one beside it comes to the front. The last one stays. */
export function removeTab(id: number): void {
  useTerminal.setState(({ tabs, active }) => {
    const at = tabs.findIndex((tab) => tab.id === id);
    const left = tabs.filter((tab) => tab.id !== id);
    const beside = left[Math.min(at, left.length - 1)];
    return beside === undefined || at < 0 ? {} : { tabs: left, active: active === id ? beside.id : active };
  });
}

/** Remembers a line, once where the same is typed again and again. */
export function remember(line: string): void {
  const { history } = useTerminal.getState();
  if (history.at(-1) === line) return;
  const kept = [...history, line].slice(-historyKept);
  keepHistory(kept);
  useTerminal.setState({ history: kept });
}
