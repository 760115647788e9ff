import { usePreferences } from '../session/preferences.ts';
import { useShell } from './shell-store.ts';

/** Title of what is on the stage, in the language of the moment where it has one. */
export function useTitle(): string {
  const opened = useShell((state) => state.opened);
  const locale = usePreferences((state) => state.locale);
  return opened?.lesson?.[locale].title ?? opened?.scenario.title ?? '';
}
