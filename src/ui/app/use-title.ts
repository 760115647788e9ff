import { useMemo } from 'react';
import { gallery } from '../../lessons/gallery.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario, TimedAction } from '../../scenario/document.ts';
import { useMade } from '../session/made.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useShell } from './shell-store.ts';
import { appWords } from './words.ts';

interface Opened {
  readonly scenario: Scenario;
  readonly lesson: Lesson | undefined;
}

/** Title of what is on the stage, in the language of the moment where it has one; it says so where somebody has added something of their own. */
export function useTitle(): string {
  const opened = useShell((state) => state.opened);
  const locale = usePreferences((state) => state.locale);
  const words = useWords(appWords);
  const made = useMade((state) => state.names);
  const lesson = useMemo(() => opened && originOf(opened), [opened]);
  const hasMore = useMemo(() => opened !== undefined && addsOther(made, opened), [made, opened]);
  const title = lesson?.[locale].title ?? opened?.scenario.title ?? '';
  return title !== '' && hasMore ? words.withMore(title) : title;
}

/** The lesson that was opened, or that a shared scenario began as. */
export function originOf({ scenario, lesson }: Opened): Lesson | undefined {
  return lesson ?? gallery.find(({ en, scenario: own }) => en.title === scenario.title && JSON.stringify(own.manifests) === JSON.stringify(scenario.manifests));
}

/** Whether anything was made, here or before it was shared, that the lesson it began as does not speak of. */
export function addsOther(made: readonly string[], opened: Opened): boolean {
  const lesson = originOf(opened);
  const { manifests, actions } = lesson?.scenario ?? { ...opened.scenario, actions: [] };
  const all = [...made, ...namesMade(opened.lesson ? [] : opened.scenario.actions)];
  if (all.length === 0) return false;
  const told = JSON.stringify([manifests, actions, lesson?.editorText, lesson?.en.steps]);
  return all.some((name) => !told.includes(name));
}

const inManifest = /\bmetadata:\s*(?:\{[^{}]*?\b|(?:\n(?!---)[^\n]*){0,40}?\n\s+)name:\s*["']?([a-z0-9.-]+)/g;
const inLine = /\b(?:run|create\s+(?:--?\S+\s+)*(?:service\s+|secret\s+)?[a-z]+)\s+(?!-)([a-z0-9.-]+)/;

/** Names of what recorded actions made, as far as their texts say: the scenario of a link holds what was done, not what came of it. */
export function namesMade(actions: readonly TimedAction[]): readonly string[] {
  return actions.flatMap(({ action }): readonly string[] => {
    if (action.type === 'apply') return namesIn(action.yaml);
    if (action.type !== 'kubectl') return [];
    const [, name] = inLine.exec(action.line) ?? [];
    return [...(name === undefined ? [] : [name]), ...namesIn(action.stdin ?? ''), ...Object.values(action.files ?? {}).flatMap(namesIn)];
  });
}

const namesIn = (text: string): readonly string[] => [...text.matchAll(inManifest)].map(([, name = '']) => name);
