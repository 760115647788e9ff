import { useState } from 'react';
import { tabId, Tabs } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { EventsTab } from './EventsTab.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import { Overview } from './Overview.tsx';
import { inspectorWords } from './words.ts';
import { YamlTab } from './YamlTab.tsx';

const tabs = [
  { id: 'overview', Body: Overview },
  { id: 'yaml', Body: YamlTab },
  { id: 'events', Body: EventsTab },
  { id: 'history', Body: HistoryTab },
] as const;

/** What the selected object is, why it is so, its YAML, its events and who wrote it. */
export function Details() {
  const words = useWords(inspectorWords);
  const selection = useSession((state) => state.selection);
  const [active, setActive] = useState<string>('overview');
  const tab = tabs.find(({ id }) => id === active) ?? tabs[0];
  if (!selection) return null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="shrink-0 border-b border-line px-3 pb-1.5">
        <Tabs name={words.about} active={active} onSelect={setActive} tabs={tabs.map(({ id }) => ({ id, label: words[id] }))} />
      </div>
      <div role="tabpanel" aria-labelledby={tabId(active)} tabIndex={0} className="min-h-0 flex-1 overflow-auto">
        <tab.Body selection={selection} />
      </div>
    </div>
  );
}
