import { useLayoutEffect } from 'react';
import { TooltipLayer, Voice } from '../design/index.ts';
import { usePreferences } from '../session/preferences.ts';
import { Dialogs } from './Dialogs.tsx';
import { ExerciseWatch } from './ExerciseWatch.tsx';
import { Header } from './Header.tsx';
import { Layout } from './Layout.tsx';
import { Phone } from './Phone.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { phoneQuery, useMedia } from './use-media.ts';
import { useAskedPanels } from './use-asked-panels.ts';
import { useAskedRequests } from './use-asked-requests.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useTitle } from './use-title.ts';

/** The whole page. It never scrolls; what is inside it does. */
export function App() {
  const phone = useMedia(phoneQuery);
  useDocument();
  useShortcuts();
  useAnnouncements();
  useAskedRequests();
  useAskedPanels();
  return (
    <main className="flex h-dvh flex-col overflow-hidden">
      <Header phone={phone} />
      {phone ? <Phone /> : <Layout />}
      <Dialogs />
      <ExerciseWatch phone={phone} />
      <Voice />
      <TooltipLayer />
    </main>
  );
}

/** Language, theme and title belong to the document; they stand there before anything that reads them (the editor its colours) takes effect. */
function useDocument(): void {
  const { locale, theme } = usePreferences();
  const title = useTitle();
  useLayoutEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dataset.theme = theme;
    document.title = title === '' ? 'Drydock' : `${title} – Drydock`;
  }, [locale, theme, title]);
}
