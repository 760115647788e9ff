import { ArrowLeftRight, FileCode2, Flame, Library, List, PanelRight, Share2, SquareTerminal, Waypoints, type LucideIcon } from 'lucide-react';
import { lazy, type ComponentType } from 'react';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';
import { firstPicture } from '../session/first-picture.ts';
import type { Words } from '../session/preferences.ts';

/** What the shell tells every panel. */
export interface PanelProps {
  /** Closes the panel's drawer, sheet or dialog. */
  readonly onClose: () => void;
  /** The lesson that was opened, or that a scenario from a link began as. */
  readonly lesson: Lesson | undefined;
  /** The scenario that was opened, before anything was done to it. */
  readonly scenario: Scenario;
  /** The same with what had been done to it already, where it was gone back to. */
  readonly resumed: Scenario | undefined;
  /** The how manieth it is that was opened: the same one may be opened again. */
  readonly opening: number;
  /** Opens another scenario in place of the one that runs. */
  readonly onOpen: (scenario: Scenario) => void;
}

/**
 * Where a panel lives. `left`: the column of the editor; `right`: opens on what is selected, under the shell's own heading with its
 * actions; `drawer`: above the timeline; `dialog`: opened by a button of the header.
 */
export type Place = 'left' | 'right' | 'drawer' | 'dialog';

export interface Panel {
  readonly id: string;
  readonly place: Place;
  /** Name of its landmark, its tab and its button. */
  readonly name: Words<string>;
  readonly icon: LucideIcon;
  /** A dialog for what needs room. */
  readonly width?: 'full';
  /** Without a button in the header: what it is about has one. */
  readonly isQuiet?: true;
  /** A letter that opens and closes it. */
  readonly key?: string;
  readonly Component: ComponentType<PanelProps>;
  /** Stands beside the name of a drawer. */
  readonly Bar?: ComponentType;
}

const named = <Name extends string>(load: () => Promise<Readonly<Record<Name, ComponentType<PanelProps>>>>, name: Name) => lazy(async () => {
  await firstPicture();
  return { default: (await load())[name] };
});

/** Everything around the stage, in order. A new panel is a folder of its own and an entry here; each is loaded when it is opened first, and none before the first picture. */
export const panels: readonly Panel[] = [
  { id: 'editor', place: 'left', name: { en: 'Editor', ko: '편집기' }, icon: FileCode2, key: 'E', Component: named(() => import('../editor/Editor.tsx'), 'Editor') },
  { id: 'details', place: 'right', name: { en: 'Inspector', ko: '인스펙터' }, icon: PanelRight, Component: named(() => import('../inspector/Details.tsx'), 'Details') },
  { id: 'terminal', place: 'drawer', name: { en: 'Terminal', ko: '터미널' }, icon: SquareTerminal, key: 'T', Component: named(() => import('../terminal/Terminal.tsx'), 'Terminal'), Bar: lazy(async () => ({ default: (await import('../terminal/TabBar.tsx')).TabBar })) },
  { id: 'events', place: 'drawer', name: { en: 'Event log', ko: '이벤트 로그' }, icon: List, key: 'L', Component: named(() => import('../timeline/EventLog.tsx'), 'EventLog') },
  { id: 'api', place: 'drawer', name: { en: 'API', ko: 'API' }, icon: ArrowLeftRight, key: 'A', Component: named(() => import('../api/Api.tsx'), 'Api') },
  { id: 'faults', place: 'drawer', name: { en: 'Faults', ko: '장애' }, icon: Flame, key: 'B', Component: named(() => import('../chaos/Chaos.tsx'), 'Chaos'), Bar: lazy(async () => ({ default: (await import('../chaos/FaultsBar.tsx')).FaultsBar })) },
  { id: 'gallery', place: 'dialog', name: { en: 'Scenarios', ko: '시나리오' }, icon: Library, key: 'G', Component: named(() => import('../lessons/Gallery.tsx'), 'Gallery') },
  { id: 'share', place: 'dialog', name: { en: 'Share', ko: '공유' }, icon: Share2, key: 'S', Component: named(() => import('../share/Share.tsx'), 'Share') },
  { id: 'theatre', place: 'dialog', name: { en: 'Scheduler theatre', ko: '스케줄러 들여다보기' }, icon: Waypoints, key: 'W', width: 'full', isQuiet: true, Component: named(() => import('../theatre/Theatre.tsx'), 'Theatre') },
];

export const panelsAt = (place: Place): readonly Panel[] => panels.filter((panel) => panel.place === place);
