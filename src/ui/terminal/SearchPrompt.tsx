import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useWords } from '../session/preferences.ts';
import { searchBack, searchOn } from './history.ts';
import { useTerminal } from './terminal-store.ts';
import { terminalWords } from './words.ts';

interface SearchProps {
  /** The line that was found, to be run or to be edited; undefined where the search was given up. */
  readonly onEnd: (text: string | undefined, runs: boolean) => void;
}

/** Ctrl-R: the newest line that holds what is typed; Ctrl-R again an older one, Ctrl-S a newer one. */
export function SearchPrompt({ onEnd }: SearchProps) {
  const words = useWords(terminalWords);
  const history = useTerminal((state) => state.history);
  const ref = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(-1);
  const found = history[at];
  useEffect(() => { ref.current?.focus({ preventScroll: true }); }, []);

  const look = (text: string): void => {
    setQuery(text);
    setAt(searchBack(history, text, { below: history.length }));
  };
  const move = (next: number): void => { if (next >= 0) setAt(next); };
  const not = found === undefined ? {} : { not: found };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return;
    const key = event.ctrlKey ? `Ctrl-${event.key.toLowerCase()}` : event.key;
    const acts: Readonly<Record<string, () => void>> = {
      'Ctrl-r': () => { move(searchBack(history, query, { below: at, ...not })); },
      'Ctrl-s': () => { move(searchOn(history, query, { above: at, ...not })); },
      'Ctrl-g': () => { onEnd(undefined, false); }, 'Ctrl-c': () => { onEnd(undefined, false); },
      Enter: () => { onEnd(found, found !== undefined); },
      ...Object.fromEntries(['Escape', 'Tab', 'ArrowRight', 'ArrowLeft', 'Ctrl-a', 'Ctrl-e', 'Ctrl-j'].map((name) => [name, () => { onEnd(found, false); }])),
    };
    const act = Object.hasOwn(acts, key) ? acts[key] : undefined;
    event.stopPropagation();
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div className="flex flex-wrap">
      <span aria-hidden className="text-accent">(reverse-i-search)`</span>
      <input
        ref={ref} value={query} size={Math.max(1, query.length * 2)} style={{ width: `${String(widthOf(query) + 1)}ch` }} aria-label={words.search} onChange={(event) => { look(event.target.value); }} onKeyDown={onKeyDown}
        autoCapitalize="off" autoComplete="off" autoCorrect="off" spellCheck={false} className="bg-transparent outline-none"
      />
      <span aria-hidden className="mr-2 text-accent">&apos;:</span>
      <output className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">{found === undefined ? <span className="text-muted">{query === '' ? '' : words.notFound}</span> : <Found text={found} query={query} />}</output>
    </div>
  );
}

/** Hangul is twice as wide. */
const widthOf = (text: string): number => Array.from(text).reduce((sum, character) => sum + (character.charCodeAt(0) > 0x10ff ? 2 : 1), 0);

function Found({ text, query }: { readonly text: string; readonly query: string }) {
  const at = text.indexOf(query);
  return <>{text.slice(0, at)}<mark className="rounded-sm bg-accent-soft text-accent">{query}</mark>{text.slice(at + query.length)}</>;
}
