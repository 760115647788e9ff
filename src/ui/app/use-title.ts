import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';
import { useMade } from '../session/made.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useShell } from './shell-store.ts';
import { appWords } from './words.ts';

/** Title of what is on the stage, in the language of the moment where it has one; it says so where the person has added something of their own. */
export function useTitle(): string {
  const opened = useShell((state) => state.opened);
  const locale = usePreferences((state) => state.locale);
  const words = useWords(appWords);
  const made = useMade((state) => state.names);
  const title = opened?.lesson?.[locale].title ?? opened?.scenario.title ?? '';
  return opened && title !== '' && addsOther(made, opened) ? words.withMore(title) : title;
}

/** Whether anything that was made is nothing that the scenario or its lesson speaks of. */
export function addsOther(made: readonly string[], { scenario, lesson }: { readonly scenario: Scenario; readonly lesson: Lesson | undefined }): boolean {
  if (made.length === 0) return false;
  const told = JSON.stringify([scenario.manifests, scenario.actions, lesson?.editorText, lesson?.en.steps]);
  return made.some((name) => !told.includes(name));
}
