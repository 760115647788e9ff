import { LoaderCircle, Plus, X } from 'lucide-react';
import { IconButton, Tabs } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { closeTab } from './console.ts';
import { openTab, selectTab, useTerminal, type TerminalTab } from './terminal-store.ts';
import { terminalWords } from './words.ts';

const titleMax = 22;

/** The terminals that are open, where there are several, and a button for another one. */
export function TabBar() {
  const words = useWords(terminalWords);
  const tabs = useTerminal((state) => state.tabs);
  const active = useTerminal((state) => state.active);
  const at = tabs.findIndex(({ id }) => id === active);
  const shown = tabs.map((tab, index) => ({
    id: idOf(tab), label: `${String(index + 1)} ${titleOf(tab) || words.tab(index + 1)}`, ...(tab.isRunning ? { icon: LoaderCircle, state: words.isRunning } : {}),
  }));
  const close = (): void => { closeTab(active); };
  return (
    <div className="flex min-w-0 items-center gap-0.5">
      {tabs.length > 1 && <div className="min-w-0 overflow-x-auto"><Tabs name={words.tabs} tabs={shown} active={idOf({ id: active })} onSelect={(id) => { selectTab(Number(id.slice(idStart.length))); }} onClose={close} /></div>}
      {tabs.length > 1 && <IconButton icon={X} name={words.close(at + 1)} keys="Ctrl D" onClick={close} />}
      <IconButton icon={Plus} name={words.open} keys="Alt T" onClick={openTab} />
    </div>
  );
}

const idStart = 'terminal-';
const idOf = ({ id }: Pick<TerminalTab, 'id'>): string => `${idStart}${String(id)}`;

/** `logs -f web`: what was run last, without kubectl's own name. */
function titleOf({ title }: TerminalTab): string {
  const bare = (title.split('\n')[0] ?? '').replace(/^(kubectl|k) +/, '');
  return bare.length > titleMax ? `${bare.slice(0, titleMax - 1)}…` : bare;
}
