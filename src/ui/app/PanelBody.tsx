import { Suspense } from 'react';
import { useWords } from '../session/preferences.ts';
import { openChosen } from './opening.ts';
import type { Panel } from './panels.ts';
import { useShell } from './shell-store.ts';
import { useOrigin } from './use-title.ts';
import { appWords } from './words.ts';

/** What stands beside a panel's name. */
export function PanelBar({ panel: { Bar } }: { readonly panel: Panel }) {
  return Bar ? <Suspense fallback={null}><Bar /></Suspense> : null;
}

/** What is inside a panel, once it is there. */
export function PanelBody({ panel: { Component }, onClose }: { readonly panel: Panel; readonly onClose: () => void }) {
  const opened = useShell((state) => state.opened);
  const opening = useShell((state) => state.openings);
  const words = useWords(appWords);
  const lesson = useOrigin();
  if (!opened) return null;
  return (
    <Suspense fallback={<p className="p-4 text-muted">{words.loading}</p>}>
      <Component onClose={onClose} lesson={lesson} scenario={opened.scenario} resumed={opened.resumed} opening={opening} onOpen={openChosen} />
    </Suspense>
  );
}
