import { CircleHelp, EllipsisVertical, Languages, Moon, Search, Sun } from 'lucide-react';
import { useState } from 'react';
import { IconButton, Menu, type MenuItem } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { panelsAt } from './panels.ts';
import { useShell } from './shell-store.ts';
import { useNamespaces } from './use-namespaces.ts';
import { appWords } from './words.ts';

/** What concerns the whole page, on a phone: the palette, what opens as a dialog, and one menu for the rest. */
export function PhoneTools() {
  const words = useWords(appWords);
  const locale = usePreferences((state) => state.locale);
  const setDialog = useShell((state) => state.setDialog);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number }>();
  const items = useItems();
  return (
    <>
      <IconButton icon={Search} name={words.search} onClick={() => { setDialog('palette'); }} />
      {panelsAt('dialog').filter(({ isQuiet }) => !isQuiet).map(({ id, name, icon }) => <IconButton key={id} icon={icon} name={name[locale]} onClick={() => { setDialog(id); }} />)}
      <IconButton icon={EllipsisVertical} name={words.more} aria-haspopup="menu" onClick={({ currentTarget }) => { const { right, bottom } = currentTarget.getBoundingClientRect(); setAt({ x: right, y: bottom + 4 }); }} />
      {at && <Menu name={words.more} at={at} items={items} onClose={() => { setAt(undefined); }} />}
    </>
  );
}

function useItems(): readonly MenuItem[] {
  const words = useWords(appWords);
  const { locale, theme, setLocale, setTheme } = usePreferences();
  const { namespace, setNamespace, setDialog } = useShell();
  const dark = theme === 'dark';
  const choices = ['', ...useNamespaces()];
  return [
    { id: 'language', label: words.language, icon: Languages, run: () => { setLocale(locale === 'en' ? 'ko' : 'en'); } },
    { id: 'theme', label: dark ? words.toLight : words.toDark, icon: dark ? Sun : Moon, run: () => { setTheme(dark ? 'light' : 'dark'); } },
    { id: 'help', label: words.shortcuts, icon: CircleHelp, run: () => { setDialog('help'); } },
    ...choices.map((name, index): MenuItem => ({
      id: `namespace ${name}`, label: name === '' ? words.allNamespaces : name, checked: name === namespace, run: () => { setNamespace(name); }, ...(index === 0 ? { apart: true, heading: words.namespace } : {}),
    })),
  ];
}
