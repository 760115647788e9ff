import { useMemo } from 'react';
import { isExercise, type Exercise } from '../../lessons/exercise.ts';
import { gallery } from '../../lessons/gallery.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import { exerciseOf, useExercises } from '../session/exercises.ts';
import { useMade } from '../session/made.ts';
import { usePreferences, useWords, type Locale } from '../session/preferences.ts';
import { useShell, type Opened } from './shell-store.ts';
import { appWords } from './words.ts';

/** Title of what is on the stage, in the language of the moment where it has one; it says so where somebody has added something of their own. */
export function useTitle(): string {
  const opened = useShell((state) => state.opened);
  const locale = usePreferences((state) => state.locale);
  const words = useWords(appWords);
  const made = useMade((state) => state.names);
  const lesson = useOrigin();
  const hasMore = useMemo(() => opened !== undefined && addsOther(made, opened, lesson), [made, opened, lesson]);
  const title = lesson?.[locale].title ?? opened?.scenario.title ?? '';
  return title !== '' && hasMore ? words.withMore(title) : title;
}

/** What a scenario is called; '' where it has no title. */
export const nameOf = (opened: Opened, locale: Locale): string => originOf(opened)?.[locale].title ?? opened.scenario.title ?? '';

/** The lesson or exercise that was opened, or that a shared scenario began as. */
export function originOf({ scenario, lesson }: Opened, known?: readonly Exercise[]): Lesson | undefined {
  return lesson ?? gallery.find(({ en, scenario: own }) => en.title === scenario.title && JSON.stringify(own.manifests) === JSON.stringify(scenario.manifests)) ?? exerciseOf(scenario, known);
}

/** The same of what is open now; exercises are told as soon as they are known. */
export function useOrigin(): Lesson | undefined {
  const opened = useShell((state) => state.opened);
  const known = useExercises((state) => state.known);
  return useMemo(() => opened && originOf(opened, known), [opened, known]);
}

/** Whether anything was made, here or before it was shared, that the lesson it began as does not speak of. */
export function addsOther(made: readonly string[], opened: Opened, lesson: Lesson | undefined = originOf(opened)): boolean {
  if (made.length === 0) return false;
  const { manifests, actions } = lesson?.scenario ?? { ...opened.scenario, actions: [] };
  const told = JSON.stringify([manifests, actions, lesson?.editorText, lesson?.en, isExercise(lesson) ? lesson.solution : []]);
  return made.some((name) => !told.includes(name));
}
