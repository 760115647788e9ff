import { useState, type ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { X } from 'lucide-react';
import { classes, IconButton } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { Inspector } from './Inspector.tsx';
import { PanelBar, PanelBody } from './PanelBody.tsx';
import { panelsAt } from './panels.ts';
import { useShell } from './shell-store.ts';
import { StageArea } from './StageArea.tsx';
import { appWords } from './words.ts';

interface Sized {
  readonly id: string;
  readonly usual: number;
  readonly min: number;
  readonly max: string;
  readonly children: ReactNode;
}

/** Whether somebody has a splitter in the hand: what a window takes or gives is not remembered. */
const isByHand = (): boolean => document.querySelector('[data-separator=active],[data-separator=dragging]') !== null || (document.activeElement?.hasAttribute('data-separator') ?? false);

/** A column or drawer that keeps its size in pixels and remembers what it was given. */
function SizedPanel({ id, usual, min, max, children }: Sized) {
  // What it begins with: a panel whose beginning changes lets go of the splitter in the hand.
  const [first] = useState(() => useShell.getState().sizes[id] ?? usual);
  const setSize = useShell((state) => state.setSize);
  return (
    <Panel id={id} defaultSize={first} minSize={min} maxSize={max} groupResizeBehavior="preserve-pixel-size" onResize={({ inPixels }, _id, before) => { if (before && isByHand()) setSize(id, inPixels); }}>
      {children}
    </Panel>
  );
}

function Splitter({ across = false }: { readonly across?: boolean }) {
  const words = useWords(appWords);
  return (
    <Separator
      aria-label={words.resize}
      className={classes('shrink-0 bg-line transition-colors hover:bg-accent data-[separator=active]:bg-accent data-[separator=dragging]:bg-accent focus-visible:bg-accent', across ? 'h-px' : 'w-px')}
    />
  );
}

/** The page on a desk: editor, stage, inspector; a drawer; the timeline. */
export function Layout() {
  const [left] = panelsAt('left');
  const leftOpen = useShell((state) => state.leftOpen);
  const drawer = useShell((state) => state.drawer);
  const selection = useSession((state) => state.selection);
  const open = panelsAt('drawer').find((panel) => panel.id === drawer);
  return (
    <>
      <Group orientation="vertical" className="min-h-0 flex-1">
        <Panel id="upper" minSize={180}>
          <Group orientation="horizontal" className="size-full">
            {left && leftOpen && <SizedPanel id="left" usual={400} min={260} max="50%"><LeftColumn /></SizedPanel>}
            {left && leftOpen && <Splitter />}
            <Panel id="stage" minSize={280}><StageArea /></Panel>
            {selection && <Splitter />}
            {selection && <SizedPanel id="right" usual={360} min={280} max="50%"><Inspector selection={selection} /></SizedPanel>}
          </Group>
        </Panel>
        {open && <Splitter across />}
        {open && <SizedPanel id="drawer" usual={usualDrawer()} min={120} max="75%"><Drawer /></SizedPanel>}
      </Group>
      <Timeline><DrawerButtons /></Timeline>
    </>
  );
}

/** On a low screen a drawer leaves the stage the larger part. */
const usualDrawer = (): number => Math.min(260, Math.round(innerHeight * 0.335));

function LeftColumn() {
  const locale = usePreferences((state) => state.locale);
  const toggleLeft = useShell((state) => state.toggleLeft);
  return panelsAt('left').map((panel) => (
    <section key={panel.id} aria-label={panel.name[locale]} className="flex h-full min-h-0 flex-col bg-page">
      <PanelBody panel={panel} onClose={toggleLeft} />
    </section>
  ));
}

function Drawer() {
  const locale = usePreferences((state) => state.locale);
  const words = useWords(appWords);
  const { drawer, toggleDrawer } = useShell();
  const panel = panelsAt('drawer').find(({ id }) => id === drawer);
  if (!panel) return null;
  const close = () => { toggleDrawer(panel.id); };
  return (
    <section aria-label={panel.name[locale]} data-closable="drawer" className="flex h-full min-h-0 flex-col bg-page">
      <div className="flex h-10 shrink-0 items-center gap-2 pr-2 pl-3">
        <h2 className="font-semibold">{panel.name[locale]}</h2>
        <div className="flex min-w-0 flex-1"><PanelBar panel={panel} /></div>
        <IconButton icon={X} name={words.closeDrawer} keys={panel.key} onClick={close} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col"><PanelBody key={panel.id} panel={panel} onClose={close} /></div>
    </section>
  );
}

function DrawerButtons() {
  const locale = usePreferences((state) => state.locale);
  const words = useWords(appWords);
  const { drawer, toggleDrawer } = useShell();
  return (
    <div role="group" aria-label={words.drawers} className="flex shrink-0 items-center gap-0.5">
      {panelsAt('drawer').map(({ id, name, icon: Icon, key }) => (
        <button
          key={id}
          type="button"
          data-opens={id}
          aria-pressed={drawer === id}
          aria-label={name[locale]}
          data-tip={name[locale]}
          data-tip-keys={key}
          onClick={() => { toggleDrawer(id); }}
          className={classes(
            'inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-[12.5px] font-medium whitespace-nowrap transition-colors duration-100',
            drawer === id ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-sunken hover:text-ink',
          )}
        >
          <Icon aria-hidden size={14} strokeWidth={1.9} />
          <span className="max-[1100px]:hidden">{name[locale]}</span>
        </button>
      ))}
    </div>
  );
}
