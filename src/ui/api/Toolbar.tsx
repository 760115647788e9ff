import { CirclePause, CirclePlay, Search, X } from 'lucide-react';
import { useMemo } from 'react';
import type { TracedRequest } from '../../protocol/requests.ts';
import { IconButton, Segmented, Select } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useRequests } from '../session/requests.ts';
import { choicesOf, type Shown } from './select.ts';
import { useApiView } from './view-store.ts';
import { apiWords } from './words.ts';

const shownOrder: readonly Shown[] = ['writes', 'errors', 'all'];

/** What is shown of the requests, and whether the list goes on. */
export function Toolbar({ base, shown }: { readonly base: readonly TracedRequest[]; readonly shown: number }) {
  const words = useWords(apiWords);
  const { filter, setFilter } = useApiView();
  const choices = useMemo(() => choicesOf(base), [base]);
  const withAny = (any: string, values: readonly string[], chosen: string) =>
    [{ value: '', label: any }, ...[...new Set(chosen === '' ? values : [...values, chosen])].map((value) => ({ value, label: value }))];
  return (
    <div role="search" aria-label={words.filter} className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 px-3 pb-2">
      <Hold />
      <label className="flex h-7 w-52 items-center gap-1.5 rounded-md border border-line bg-sunken px-2 focus-within:border-accent max-[640px]:w-40 max-[640px]:flex-1">
        <Search aria-hidden size={13} className="shrink-0 text-muted" />
        <input type="search" aria-label={words.filter} placeholder={words.search} value={filter.text} onChange={(event) => { setFilter({ text: event.target.value }); }} className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-faint" />
      </label>
      <Segmented name={words.show} value={filter.shown} options={shownOrder.map((value) => ({ value, label: words.shown[value] }))} onChange={(value) => { setFilter({ shown: value }); }} />
      <Select name={words.who} value={filter.who} choices={withAny(words.anybody, choices.who, filter.who)} onChange={(who) => { setFilter({ who }); }} className="w-36 max-[640px]:w-[31%]" />
      <Select name={words.kind} value={filter.kind} choices={withAny(words.anyKind, choices.kinds, filter.kind)} onChange={(kind) => { setFilter({ kind }); }} className="w-32 max-[640px]:w-[31%]" />
      <Select name={words.verb} value={filter.verb} choices={withAny(words.anyVerb, choices.verbs, filter.verb)} onChange={(verb) => { setFilter({ verb }); }} className="w-24 max-[640px]:w-[31%]" />
      <label className="flex items-center gap-1.5 whitespace-nowrap text-muted" data-tip={words.backgroundTip}>
        <input type="checkbox" checked={filter.background} onChange={(event) => { setFilter({ background: event.target.checked }); }} className="accent-accent" />
        {words.background}
      </label>
      <About />
      <Count shown={shown} all={base.length} />
    </div>
  );
}

function Hold() {
  const words = useWords(apiWords);
  const held = useApiView((state) => state.held);
  const hold = useApiView((state) => state.hold);
  const toggle = () => { hold(held ? undefined : useRequests.getState().requests); };
  return <IconButton icon={held ? CirclePlay : CirclePause} name={held ? words.unfreeze : words.freeze} pressed={held !== undefined} onClick={toggle} />;
}

/** The object whose writes alone are shown. */
function About() {
  const words = useWords(apiWords);
  const about = useApiView((state) => state.about);
  const setAbout = useApiView((state) => state.setAbout);
  if (!about) return null;
  return (
    <span className="inline-flex h-7 max-w-72 items-center gap-1 rounded-md bg-accent-soft pr-0.5 pl-2 text-xs font-medium text-accent">
      <span className="truncate">{words.about(`${about.kind} ${about.name}`)}</span>
      <IconButton icon={X} name={words.everything} onClick={() => { setAbout(undefined); }} className="size-6 text-accent" />
    </span>
  );
}

function Count({ shown, all }: { readonly shown: number; readonly all: number }) {
  const words = useWords(apiWords);
  const more = useRequests((state) => state.more);
  const since = useRequests((state) => state.requests.at(-1)?.id ?? 0);
  const heldAt = useApiView((state) => state.held?.at(-1)?.id);
  const later = heldAt === undefined ? 0 : Math.max(0, since - Math.max(0, heldAt));
  return (
    <span className="ml-auto text-xs whitespace-nowrap text-muted">
      {heldAt !== undefined && <span className="mr-2 text-busy">{words.frozen(later)}</span>}
      {words.count(shown, all, more)}
    </span>
  );
}
