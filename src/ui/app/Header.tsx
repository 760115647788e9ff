import { Boxes, CircleHelp, CircuitBoard, Database, Moon, Network, PanelLeft, Search, Server, Sun } from 'lucide-react';
import { classes, IconButton, Kbd, Segmented, Select } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { keysOf } from './commands.ts';
import { Mark } from './Mark.tsx';
import { panelsAt } from './panels.ts';
import { PhoneTools } from './PhoneTools.tsx';
import { useShell } from './shell-store.ts';
import { useMedia } from './use-media.ts';
import { useNamespaces } from './use-namespaces.ts';
import { useTitle } from './use-title.ts';
import { appWords } from './words.ts';

/** The line at the top: what this is, what of it is looked at and how, and what concerns the whole page. */
export function Header({ phone }: { readonly phone: boolean }) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-page px-3">
      <Name phone={phone} />
      {!phone && <LeftToggle />}
      <div className={classes('flex flex-1', !phone && 'justify-center')}><LensSwitch /></div>
      <div className={classes('flex items-center gap-1', !phone && 'shrink-0 justify-end')}>
        {!phone && <NamespaceFilter />}
        {!phone && <SearchButton />}
        {phone ? <PhoneTools /> : (
          <>
            <DialogButtons />
            <LanguageButton />
            <ThemeButton />
            <HelpButton />
          </>
        )}
      </div>
    </header>
  );
}

function Name({ phone }: { readonly phone: boolean }) {
  const title = useTitle();
  return (
    <div className={classes('flex min-w-0 items-center gap-2', !phone && 'shrink min-[1101px]:w-[19rem]')}>
      {!phone && <Mark />}
      <h1 className={phone ? 'sr-only' : 'font-semibold tracking-[-0.01em]'}>Drydock</h1>
      {!phone && title !== '' && <span className="max-w-[220px] truncate border-l border-line pl-2 text-muted max-[1100px]:hidden">{title}</span>}
    </div>
  );
}

function LeftToggle() {
  const locale = usePreferences((state) => state.locale);
  const { leftOpen, toggleLeft } = useShell();
  const [panel] = panelsAt('left');
  if (!panel) return null;
  return <IconButton icon={PanelLeft} name={panel.name[locale]} keys={panel.key} pressed={leftOpen} onClick={toggleLeft} />;
}

const lenses = [{ value: 'cluster', keys: '1', icon: Server }, { value: 'network', keys: '2', icon: Network }, { value: 'workloads', keys: '3', icon: Boxes }, { value: 'storage', keys: '4', icon: Database }, { value: 'plane', keys: '5', icon: CircuitBoard }] as const;

/** A page that is narrower than this has no room for the lenses' names beside everything else. */
const narrowQuery = '(max-width: 880px)';

function LensSwitch() {
  const words = useWords(appWords);
  const isTight = useMedia(narrowQuery);
  const { lens, setLens } = usePreferences();
  return (
    <Segmented
      name={words.lens}
      value={lens}
      onChange={setLens}
      options={lenses.map((each) => ({ ...each, label: words[each.value] }))}
      isTight={isTight}
    />
  );
}

function NamespaceFilter() {
  const words = useWords(appWords);
  const { namespace, setNamespace } = useShell();
  const namespaces = useNamespaces();
  return (
    <Select
      name={words.namespace}
      value={namespace}
      choices={[{ value: '', label: words.allNamespaces }, ...namespaces.map((name) => ({ value: name, label: name }))]}
      onChange={setNamespace}
      strong={namespace !== ''}
      className="mr-1 max-w-40"
    />
  );
}

function SearchButton() {
  const words = useWords(appWords);
  const setDialog = useShell((state) => state.setDialog);
  return (
    <button type="button" onClick={() => { setDialog('palette'); }} className="mr-1 inline-flex h-7 items-center gap-2 rounded-md border border-line bg-sunken pr-1.5 pl-2 text-[12.5px] whitespace-nowrap text-muted hover:border-line-strong hover:text-ink">
      <Search aria-hidden size={13} />
      <span className="max-[1180px]:sr-only">{words.search}</span>
      <span className="inline-flex max-[1360px]:hidden"><Kbd keys={keysOf('Mod+K')} /></span>
    </button>
  );
}

function DialogButtons() {
  const locale = usePreferences((state) => state.locale);
  const setDialog = useShell((state) => state.setDialog);
  return panelsAt('dialog').filter(({ isQuiet }) => !isQuiet).map(({ id, name, icon: Icon }) => (
    <button
      key={id}
      type="button"
      aria-label={name[locale]}
      onClick={() => { setDialog(id); }}
      className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-[12.5px] font-medium whitespace-nowrap text-muted hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden size={14} strokeWidth={1.9} />
      <span className="max-[1180px]:hidden">{name[locale]}</span>
    </button>
  ));
}

function LanguageButton() {
  const words = useWords(appWords);
  const { locale, setLocale } = usePreferences();
  return (
    <button
      type="button"
      lang={locale === 'en' ? 'ko' : 'en'}
      aria-label={words.language}
      data-tip={words.language}
      onClick={() => { setLocale(locale === 'en' ? 'ko' : 'en'); }}
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-[12px] font-semibold text-muted hover:bg-sunken hover:text-ink"
    >
      {locale === 'en' ? '한' : 'EN'}
    </button>
  );
}

function ThemeButton() {
  const words = useWords(appWords);
  const { theme, setTheme } = usePreferences();
  const dark = theme === 'dark';
  return <IconButton icon={dark ? Sun : Moon} name={dark ? words.toLight : words.toDark} onClick={() => { setTheme(dark ? 'light' : 'dark'); }} />;
}

function HelpButton() {
  const words = useWords(appWords);
  const setDialog = useShell((state) => state.setDialog);
  return <IconButton icon={CircleHelp} name={words.shortcuts} keys="?" onClick={() => { setDialog('help'); }} />;
}
