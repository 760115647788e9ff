import { Dialog, Kbd } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { commands, keysOf } from './commands.ts';
import { appWords } from './words.ts';

/** Every shortcut of the page. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords(appWords);
  const locale = usePreferences((state) => state.locale);
  const rows = [
    ...commands.flatMap(({ name, chord }) => (chord ? [{ name: name(locale), keys: keysOf(chord) }] : [])),
    { name: words.command.walk, keys: '← ↑ ↓ →' },
    { name: words.command.strip, keys: '← →' },
    { name: words.command.stripSeconds, keys: 'Shift ← →' },
    { name: words.command.stripMinute, keys: 'PgUp PgDn' },
    { name: words.command.stripEnds, keys: 'Home End' },
    { name: words.command.open, keys: 'Enter' },
    { name: words.command.leave, keys: 'Esc' },
  ];
  return (
    <Dialog title={words.shortcuts} onClose={onClose} width="wide">
      <dl className="grid gap-x-10 sm:grid-cols-2">
        {rows.map(({ name, keys }) => (
          <div key={name} className="flex min-h-8 items-center justify-between gap-3 border-b py-1 border-line">
            <dt className="leading-[18px]">{name}</dt>
            <dd className="shrink-0"><Kbd keys={keys} /></dd>
          </div>
        ))}
      </dl>
      <p className="pt-3 text-xs text-muted">{words.typing}</p>
      <p className="pt-1 text-xs text-muted">{words.credit}</p>
    </Dialog>
  );
}
