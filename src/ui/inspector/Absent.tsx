import { useWords } from '../session/preferences.ts';
import { useSession, type Selection } from '../session/store.ts';
import { usePresence } from './use-presence.ts';
import { inspectorWords } from './words.ts';

/** Says of a selected object that it is not there at the moment that is shown, and whether it is no more or not yet. */
export function Absent({ selection }: { readonly selection: Selection }) {
  const words = useWords(inspectorWords);
  const isSilent = useSession((state) => state.isSilent);
  const presence = usePresence(selection);
  const text = isSilent ? words.silent : presence === 'unborn' ? words.unborn : presence === 'gone' ? words.gone : '';
  return text === '' ? null : <p role="status" className="rounded-lg border border-line bg-sunken px-3 py-2.5 leading-5">{text}</p>;
}
