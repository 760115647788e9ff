import { lazy, Suspense, useEffect } from 'react';
import { Dialog } from '../design/index.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { PanelBody } from './PanelBody.tsx';
import { panelsAt } from './panels.ts';
import { useShell } from './shell-store.ts';

const loadPalette = async () => ({ default: (await import('./Palette.tsx')).Palette });
const loadHelp = async () => ({ default: (await import('./HelpDialog.tsx')).HelpDialog });
const loadCrash = async () => ({ default: (await import('./CrashDialog.tsx')).CrashDialog });
const [Palette, HelpDialog, CrashDialog] = [lazy(loadPalette), lazy(loadHelp), lazy(loadCrash)];
const idleMs = 3000;

/** Whatever lies over the page: a crash before all else. The page's own dialogs are fetched once it is at rest, so that the palette's first letter is not lost, and a crash needs nobody. */
export function Dialogs() {
  const crash = useSession((state) => state.crash);
  const locale = usePreferences((state) => state.locale);
  const { dialog, setDialog } = useShell();
  useEffect(() => {
    const timer = setTimeout(() => { for (const load of [loadPalette, loadHelp, loadCrash]) void load(); }, idleMs);
    return () => { clearTimeout(timer); };
  }, []);
  const close = () => { setDialog(''); };
  if (crash) return <Suspense><CrashDialog crash={crash} /></Suspense>;
  if (dialog === 'help') return <Suspense><HelpDialog onClose={close} /></Suspense>;
  if (dialog === 'palette') return <Suspense><Palette onClose={close} /></Suspense>;
  const panel = panelsAt('dialog').find(({ id }) => id === dialog);
  return panel ? <Dialog title={panel.name[locale]} onClose={close} width={panel.width ?? 'wide'}><PanelBody panel={panel} onClose={close} /></Dialog> : null;
}
