import { useEffect, useLayoutEffect, useState, type KeyboardEvent, type RefObject } from 'react';
import { useEdits } from '../session/edits.ts';
import { useWords } from '../session/preferences.ts';
import { usePrompt } from '../session/prompt.ts';
import { useSession } from '../session/store.ts';
import { clear, endInput, enter, sharedShell, signOf, stop } from './console.ts';
import { candidatesFor } from './candidates.ts';
import { completedLine } from './complete.ts';
import { edits } from './line-editing.ts';
import { Offered } from './Offered.tsx';
import { Sign } from './Output.tsx';
import { SearchPrompt } from './SearchPrompt.tsx';
import { isIncomplete } from './shell/parse.ts';
import { changeTab, useTerminal, type TerminalTab } from './terminal-store.ts';
import { terminalWords } from './words.ts';

interface PromptProps {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly tab: TerminalTab;
}

const lastingMs = 250;

/** What was cut last, in any tab. */
let killed = '';

/** Where one types: readline's keys, completion, the history. Enter runs what is whole, and goes on below where it is not. */
export function Prompt({ input, tab }: PromptProps) {
  const { id, draft } = tab;
  const isRunning = useLasting(tab.isRunning) && !tab.isTyping;
  const words = useWords(terminalWords);
  const sign = usePrompt((state) => signOf(state.context));
  const [back, setBack] = useState(0);
  const [offered, setOffered] = useState<readonly string[]>([]);
  const [isSearching, setSearching] = useState(false);
  useGrowing(input, draft);

  const put = (text: string, cursor = text.length): void => {
    changeTab(id, () => ({ draft: text }));
    requestAnimationFrame(() => { input.current?.setSelectionRange(cursor, cursor); });
  };

  const recall = (by: number): void => {
    const { history } = useTerminal.getState();
    const next = Math.min(history.length, Math.max(0, back + by));
    setBack(next);
    put(next === 0 ? '' : (history[history.length - next] ?? ''));
  };

  const completeNow = async (cursor: number): Promise<void> => {
    const candidates = await candidatesFor(draft, cursor);
    const done = completedLine(draft, cursor, candidates);
    setOffered(done.line === draft && candidates.length > 1 ? candidates : []);
    put(done.line, done.cursor);
  };

  const leave = (act: () => void): void => {
    act();
    setBack(0);
    setOffered([]);
  };

  const actOf = (event: KeyboardEvent<HTMLTextAreaElement>): (() => void) | undefined => {
    const { selectionStart: cursor, selectionEnd, value } = event.currentTarget;
    const change = (key: string): void => {
      const done = edits[key]?.({ text: value, cursor, killed });
      if (!done) return;
      ({ killed } = done);
      put(done.text, done.cursor);
    };
    if (event.ctrlKey && !event.altKey && !event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === 'k' && cursor === value.length) return undefined;
      if (Object.hasOwn(edits, key)) return () => { change(key); };
      const controls: Readonly<Record<string, () => void>> = {
        l: () => { clear(id); }, r: () => { setSearching(true); }, p: () => { recall(1); }, n: () => { recall(-1); },
        ...(value === '' ? { d: () => { endInput(id); } } : {}),
        ...(hasSelection(cursor !== selectionEnd) ? {} : { c: () => { leave(() => { stop(id, value); }); } }),
      };
      return Object.hasOwn(controls, key) ? controls[key] : undefined;
    }
    if (event.altKey) return event.key === 'Backspace' ? () => { change('w'); } : undefined;
    switch (event.key) {
      case 'Tab': return value === '' || event.shiftKey || tab.isTyping ? undefined : () => { void completeNow(cursor); };
      case 'ArrowUp': return value.slice(0, cursor).includes('\n') ? undefined : () => { recall(1); };
      case 'ArrowDown': return value.slice(cursor).includes('\n') ? undefined : () => { recall(-1); };
      case 'Enter': return event.shiftKey || (!tab.isTyping && isIncomplete(value, sharedShell.aliases)) ? undefined : () => { leave(() => { enter(id, value); }); };
      case 'Escape': return () => { event.currentTarget.blur(); };
      default: return undefined;
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return;
    const act = actOf(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  const endSearch = (text: string | undefined, runs: boolean): void => {
    setSearching(false);
    requestAnimationFrame(() => { input.current?.focus({ preventScroll: true }); });
    if (text === undefined) return;
    if (runs) leave(() => { enter(id, text); });
    else put(text);
  };

  return (
    <div className="sticky left-0 max-w-[calc(100cqw-32px)]">
      {isRunning && <Running onStop={() => { leave(() => { stop(id, draft); }); }} />}
      {isSearching && <SearchPrompt onEnd={endSearch} />}
      <label className="flex" hidden={isSearching}>
        {tab.isTyping ? <span className="whitespace-pre">{tab.asked}</span> : !isRunning && <Sign sign={sign} />}
        <textarea
          ref={input} rows={1} value={draft} onChange={(event) => { changeTab(id, () => ({ draft: event.target.value })); setOffered([]); }} onKeyDown={onKeyDown} aria-label={words.prompt} enterKeyHint="go"
          autoCapitalize="off" autoComplete="off" autoCorrect="off" spellCheck={false} className="min-w-0 flex-1 resize-none overflow-hidden bg-transparent [overflow-wrap:anywhere] outline-none"
        />
      </label>
      {offered.length > 0 && <Offered key={offered.join(' ')} names={offered} onChoose={(name) => { const done = completedLine(draft, draft.length, [name]); setOffered([]); put(done.line, done.cursor); input.current?.focus({ preventScroll: true }); }} />}
    </div>
  );
}

/** True once something has lasted long enough to be worth a word: what is answered at once shows nothing. */
function useLasting(isOn: boolean): boolean {
  const [hasLasted, setLasted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => { setLasted(isOn); }, isOn ? lastingMs : 0);
    return () => { clearTimeout(timer); };
  }, [isOn]);
  return isOn && hasLasted;
}

/** As high as what is typed. */
function useGrowing(input: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (!input.current) return;
    grow(input.current);
    if (text !== '') input.current.scrollIntoView({ block: 'nearest' });
  }, [input, text]);
}

function grow(field: HTMLTextAreaElement): void {
  field.style.height = '0';
  field.style.height = `${String(field.scrollHeight)}px`;
}

/** Something to copy: then Ctrl-C is the browser's. */
const hasSelection = (inField: boolean): boolean => inField || (getSelection()?.toString() ?? '') !== '';

function Running({ onStop }: { readonly onStop: () => void }) {
  const words = useWords(terminalWords);
  const isPaused = useSession((state) => state.speed === 0);
  const isEditing = useEdits((state) => state.asked !== undefined);
  const why = isEditing ? words.editing : isPaused ? words.paused : '';
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-muted">
      <span>… {words.running}{why === '' ? '' : ` · ${why}`}</span>
      <button type="button" onClick={onStop} className="rounded border border-line px-1.5 font-sans text-[11px] leading-4 hover:bg-sunken hover:text-ink">{words.stop}</button>
    </p>
  );
}
