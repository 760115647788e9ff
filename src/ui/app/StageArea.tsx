import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { Stage } from '../stage/Stage.tsx';
import { Nudge } from './Nudge.tsx';
import { useShell } from './shell-store.ts';
import { appWords } from './words.ts';

/** The landmark of the live picture, and the one hint over it. */
export function StageArea() {
  const words = useWords(appWords);
  const namespace = useShell((state) => state.namespace);
  const ready = useSession((state) => state.ready);
  const empty = useSession((state) => !state.ready && state.nodes.size === 0);
  return (
    <section aria-label={words.stage} aria-busy={!ready} className="relative size-full min-h-0">
      <Stage namespace={namespace} />
      {empty && <p className="pointer-events-none absolute inset-0 grid place-items-center text-muted">{words.starting}</p>}
      {ready && <Nudge />}
    </section>
  );
}
