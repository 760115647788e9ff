import { Command } from 'cmdk';
import { Box, Database, type LucideIcon, Network, Server, Workflow } from 'lucide-react';
import { useState } from 'react';
import { Dialog, Kbd } from '../design/index.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { commands, keysOf } from './commands.ts';
import { findObjects, type FoundGroup } from './find.ts';
import { appWords } from './words.ts';

const icons: Readonly<Record<FoundGroup['group'], LucideIcon>> = { Node: Server, Pod: Box, Service: Network, Workload: Workflow, Storage: Database };
const item = 'flex h-8 items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-accent-soft';
const group = '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted';

/** Any object and any command, by a few letters of it. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const words = useWords(appWords);
  const [query, setQuery] = useState('');
  return (
    <Dialog title={words.search} onClose={onClose} width="wide" bare>
      <Command label={words.search} shouldFilter={false} loop>
        <Command.Input data-autofocus value={query} onValueChange={setQuery} placeholder={words.searchPlaceholder} className="h-12 w-full border-b border-line bg-transparent px-4 text-[15px] outline-none placeholder:text-faint" />
        <Command.List className="max-h-[50dvh] overflow-auto p-1.5">
          <Command.Empty className="px-2.5 py-6 text-center text-muted">{words.nothingFound}</Command.Empty>
          <FoundCommands query={query} onClose={onClose} />
          <FoundObjects query={query} onClose={onClose} />
        </Command.List>
      </Command>
    </Dialog>
  );
}

interface FoundProps {
  readonly query: string;
  readonly onClose: () => void;
}

function FoundCommands({ query, onClose }: FoundProps) {
  const words = useWords(appWords);
  const locale = usePreferences((state) => state.locale);
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter(({ id, name, isThere }) => id !== 'palette' && isThere?.() !== false && wanted.every((word) => `${name(locale)} ${name('en')}`.toLowerCase().includes(word)));
  if (found.length === 0) return null;
  return (
    <Command.Group heading={words.commands} className={group}>
      {found.map(({ id, name, icon: Icon, chord, run }) => (
        <Command.Item key={id} value={`command ${id}`} className={item} onSelect={() => { onClose(); run(); }}>
          <Icon aria-hidden size={15} className="text-muted" />
          <span className="flex-1">{name(locale)}</span>
          {chord && <Kbd keys={keysOf(chord)} />}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function FoundObjects({ query, onClose }: FoundProps) {
  const words = useWords(appWords);
  const [picture] = useState(() => useSession.getState());
  return findObjects(query, picture).map(({ group: kind, found }) => {
    const Icon = icons[kind];
    return (
      <Command.Group key={kind} heading={words.objects[kind]} className={group}>
        {found.map(({ state, ...selection }) => (
          <Command.Item key={selection.uid} value={selection.uid} className={item} onSelect={() => { onClose(); useSession.getState().select(selection); }}>
            <Icon aria-hidden size={15} className="shrink-0 text-muted" />
            <span className="truncate">{selection.name}</span>
            <span className="truncate text-xs text-muted">{[kind === 'Workload' || kind === 'Storage' ? selection.kind : '', selection.namespace].filter(Boolean).join(' · ')}</span>
            <span className="ml-auto shrink-0 text-xs text-muted">{state}</span>
          </Command.Item>
        ))}
      </Command.Group>
    );
  });
}
