import { lazy, Suspense, useEffect } from 'react';
import { Dialog } from '../design/index.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { CrashDialog } from './CrashDialog.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { PanelBody } from './PanelBody.tsx';
import { panelsAt } from './panels.ts';
import { useShell } from './shell-store.ts';

const loadPalette = async () => ({ default: (await import('./Palette.tsx')).Palette });
const Palette = lazy(loadPalette);
const idleMs = 3000;

/** Whatever lies over the page: a crash before all else. The palette is fetched once the page is at rest, so that its first letter is not lost. */
export function Dialogs() {
  const crash = useSession((state) => state.crash);
  const locale = usePreferences((state) => state.locale);
  const { dialog, setDialog } = useShell();
  useEffect(() => {
    const timer = setTimeout(() => { void loadPalette(); }, idleMs);
    return () => { clearTimeout(timer); };
  }, []);
  const close = () => { setDialog(''); };
  if (crash) return <CrashDialog crash={crash} />;
  if (dialog === 'help') return <HelpDialog onClose={close} />;
  if (dialog === 'palette') return <Suspense><Palette onClose={close} /></Suspense>;
  const panel = panelsAt('dialog').find(({ id }) => id === dialog);
  return panel ? <Dialog title={panel.name[locale]} onClose={close} width={panel.width ?? 'wide'}><PanelBody panel={panel} onClose={close} /></Dialog> : null;
}
