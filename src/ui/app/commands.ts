import type { LucideIcon } from 'lucide-react';
import { Boxes, ChevronsLeft, ChevronsRight, CircleHelp, CircuitBoard, CornerDownRight, Database, FastForward, History, Maximize, Network, Play, Rewind, RotateCcw, Search, Server, StepForward, Undo2 } from 'lucide-react';
import { usePreferences, type Locale } from '../session/preferences.ts';
import { fitStage } from '../stage/model-store.ts';
import { goToNextChange, goToPreviousChange } from '../timeline/changes.ts';
import { backToNow, goOnFromHere, undoGoingOn } from '../timeline/looking.ts';
import { chooseSpeed, stepNow, togglePlay, useTransport } from '../timeline/transport.ts';
import { speeds } from '../timeline/select.ts';
import { timelineWords } from '../timeline/words.ts';
import { goBackToLeft, useLeft } from './left.ts';
import { panels, type Panel } from './panels.ts';
import { useShell } from './shell-store.ts';
import { nameOf } from './use-title.ts';
import { appWords } from './words.ts';

/** Something the page can do, from a key, from the palette, or both. */
export interface PageCommand {
  readonly id: string;
  readonly name: (locale: Locale) => string;
  readonly icon: LucideIcon;
  /** As {@link chordOf} writes it. */
  readonly chord?: string;
  /** Where it can only be done now and then: whether now. */
  readonly isThere?: () => boolean;
  readonly run: () => void;
}

const locale = (): Locale => usePreferences.getState().locale;
const own = (key: keyof typeof appWords.en.command) => (language: Locale): string => appWords[language].command[key];

function changeSpeed(by: 1 | -1): void {
  const at = speeds.indexOf(useTransport.getState().speed) + by;
  const speed = speeds[at];
  if (speed !== undefined) chooseSpeed(speed);
}

function goBackName(language: Locale): string {
  const { left } = useLeft.getState();
  return appWords[language].goBackTo(left ? nameOf(left.opened, language) : '');
}

/** Opens or closes a panel, wherever it lives on this width of the page. */
export function togglePanel(panel: Panel): void {
  const shell = useShell.getState();
  if (panel.place === 'dialog') shell.setDialog(shell.dialog === panel.id ? '' : panel.id);
  else if (matchMedia('(max-width: 640px)').matches) shell.setSheet(shell.sheet === panel.id ? '' : panel.id);
  else if (panel.place === 'left') shell.toggleLeft();
  else if (panel.place === 'drawer') shell.toggleDrawer(panel.id);
}

const ofPanels = (): readonly PageCommand[] => panels.filter(({ place }) => place !== 'right').map((panel) => ({
  id: `panel-${panel.id}`, name: (language: Locale) => panel.name[language], icon: panel.icon, ...(panel.key ? { chord: panel.key } : {}), run: () => { togglePanel(panel); },
}));

/** Every command of the page, in the order in which the help and the palette show them. */
export const commands: readonly PageCommand[] = [
  { id: 'play', name: own('play'), icon: Play, chord: 'Space', run: togglePlay },
  { id: 'step', name: own('step'), icon: StepForward, chord: '.', run: stepNow },
  { id: 'next', name: own('next'), icon: ChevronsRight, chord: ']', run: () => { goToNextChange(timelineWords[locale()]); } },
  { id: 'previous', name: own('previous'), icon: ChevronsLeft, chord: '[', run: () => { goToPreviousChange(timelineWords[locale()]); } },
  { id: 'to-now', name: own('toNow'), icon: RotateCcw, chord: 'N', run: backToNow },
  { id: 'go-on', name: own('goOn'), icon: CornerDownRight, run: () => { void goOnFromHere(); } },
  { id: 'undo', name: own('undo'), icon: Undo2, chord: 'Mod+Z', run: () => { void undoGoingOn(); } },
  { id: 'go-back', name: goBackName, icon: History, isThere: () => useLeft.getState().left !== undefined, run: () => { void goBackToLeft(); } },
  { id: 'faster', name: own('faster'), icon: FastForward, chord: '+', run: () => { changeSpeed(1); } },
  { id: 'slower', name: own('slower'), icon: Rewind, chord: '-', run: () => { changeSpeed(-1); } },
  { id: 'cluster', name: own('cluster'), icon: Server, chord: '1', run: () => { usePreferences.getState().setLens('cluster'); } },
  { id: 'network', name: own('network'), icon: Network, chord: '2', run: () => { usePreferences.getState().setLens('network'); } },
  { id: 'workloads', name: own('workloads'), icon: Boxes, chord: '3', run: () => { usePreferences.getState().setLens('workloads'); } },
  { id: 'storage', name: own('storage'), icon: Database, chord: '4', run: () => { usePreferences.getState().setLens('storage'); } },
  { id: 'plane', name: own('plane'), icon: CircuitBoard, chord: '5', run: () => { usePreferences.getState().setLens('plane'); } },
  { id: 'fit', name: own('fit'), icon: Maximize, chord: 'F', run: fitStage },
  ...ofPanels(),
  { id: 'palette', name: own('palette'), icon: Search, chord: 'Mod+K', run: () => { useShell.getState().setDialog('palette'); } },
  { id: 'help', name: own('help'), icon: CircleHelp, chord: '?', run: () => { useShell.getState().setDialog('help'); } },
];

/** A chord as it is printed on keys: `⌘ K` on a Mac, `Ctrl K` elsewhere. */
export function keysOf(chord: string): string {
  const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
  return chord.replace('Mod+', mac ? '⌘ ' : 'Ctrl ');
}
