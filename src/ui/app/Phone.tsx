import { Boxes, SearchCheck } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { classes, Sheet } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { Inspector } from './Inspector.tsx';
import { PanelBar, PanelBody } from './PanelBody.tsx';
import { panels } from './panels.ts';
import { inspectorSheet, useShell } from './shell-store.ts';
import { StageArea } from './StageArea.tsx';
import { appWords } from './words.ts';

/** The page in a hand: the stage first, everything else as sheets from below. */
export function Phone() {
  return (
    <>
      <div className="min-h-0 flex-1"><StageArea /></div>
      <OpenSheet />
      <Timeline compact />
      <TabBar />
    </>
  );
}

function OpenSheet() {
  const locale = usePreferences((state) => state.locale);
  const { sheet, setSheet } = useShell();
  const selection = useSession((state) => state.selection);
  const close = () => { setSheet(''); };
  if (sheet === inspectorSheet) {
    return selection ? <div className="dd-rise h-[58dvh] shrink-0 overflow-hidden rounded-t-xl border-t border-line shadow-float"><Inspector selection={selection} /></div> : null;
  }
  const panel = panels.find(({ id }) => id === sheet);
  if (!panel) return null;
  return (
    <section aria-label={panel.name[locale]} data-closable="drawer">
      <Sheet name={panel.name[locale]} bar={<PanelBar panel={panel} />} onClose={close}><PanelBody panel={panel} onClose={close} /></Sheet>
    </section>
  );
}

function TabBar() {
  const words = useWords(appWords);
  const locale = usePreferences((state) => state.locale);
  const { sheet, setSheet } = useShell();
  const selected = useSession((state) => state.selection !== undefined);
  const tabs = panels.filter(({ place }) => place === 'left' || place === 'drawer');
  const toggle = (id: string) => () => { setSheet(sheet === id ? '' : id); };
  return (
    <nav aria-label={words.panels} className="flex shrink-0 border-t border-line bg-page pb-[env(safe-area-inset-bottom)]">
      <TabButton icon={Boxes} name={words.stage} active={sheet === ''} onClick={() => { setSheet(''); }} />
      {tabs.map(({ id, icon, name }) => <TabButton key={id} icon={icon} name={name[locale]} active={sheet === id} onClick={toggle(id)} />)}
      {selected && <TabButton icon={SearchCheck} name={words.inspector} active={sheet === inspectorSheet} onClick={toggle(inspectorSheet)} />}
    </nav>
  );
}

interface TabButtonProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly active: boolean;
  readonly onClick: () => void;
}

function TabButton({ icon: Icon, name, active, onClick }: TabButtonProps) {
  return (
    <button type="button" aria-pressed={active} onClick={onClick} className={classes('flex h-13 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[10.5px] leading-3', active ? 'font-semibold text-accent' : 'text-muted')}>
      <Icon aria-hidden size={18} strokeWidth={1.8} />
      <span className="max-w-full truncate px-0.5">{name}</span>
    </button>
  );
}
