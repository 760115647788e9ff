import { useMemo } from 'react';
import { gallery } from '../../lessons/gallery.ts';
import type { Lesson } from '../../lessons/lesson.ts';
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
  const lesson = useMemo(() => opened && originOf(opened), [opened]);
  const hasMore = useMemo(() => opened !== undefined && addsOther(made, opened), [made, opened]);
  const title = lesson?.[locale].title ?? opened?.scenario.title ?? '';
  return title !== '' && hasMore ? words.withMore(title) : title;
}

/** What a scenario is called; '' where it has no title. */
export const nameOf = (opened: Opened, locale: Locale): string => originOf(opened)?.[locale].title ?? opened.scenario.title ?? '';

/** The lesson that was opened, or that a shared scenario began as. */
export function originOf({ scenario, lesson }: Opened): Lesson | undefined {
  return lesson ?? gallery.find(({ en, scenario: own }) => en.title === scenario.title && JSON.stringify(own.manifests) === JSON.stringify(scenario.manifests));
}

/** Whether anything was made, here or before it was shared, that the lesson it began as does not speak of. */
export function addsOther(made: readonly string[], opened: Opened): boolean {
  if (made.length === 0) return false;
  const lesson = originOf(opened);
  const { manifests, actions } = lesson?.scenario ?? { ...opened.scenario, actions: [] };
  const told = JSON.stringify([manifests, actions, lesson?.editorText, lesson?.en.steps]);
  return made.some((name) => !told.includes(name));
}
