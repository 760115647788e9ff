import { useWords } from '../session/preferences.ts';
import { chaosWords } from './words.ts';

/** What the drawer is for, beside its name; on a phone it stands below. */
export function FaultsBar() {
  const words = useWords(chaosWords);
  return <p className="hidden min-w-0 truncate text-muted sm:block">{words.lead}</p>;
}
