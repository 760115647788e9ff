import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { complete } from '../session/link.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { completedLine } from './complete.ts';
import { Sign } from './Output.tsx';
import { useTerminal } from './terminal-store.ts';
import { terminalWords } from './words.ts';

const offeredMax = 60;

/** Where one types: Tab completes, the arrows bring back, Ctrl-C stops, Ctrl-L clears, Escape leaves. */
export function Prompt({ input }: { readonly input: RefObject<HTMLInputElement | null> }) {
  const words = useWords(terminalWords);
  const [text, setText] = useState('');
  const [back, setBack] = useState(0);
  const [offered, setOffered] = useState<readonly string[]>([]);

  const put = (line: string, cursor = line.length): void => {
    setText(line);
    requestAnimationFrame(() => { input.current?.setSelectionRange(cursor, cursor); });
  };

  const recall = (by: number): void => {
    const { history } = useTerminal.getState();
    const next = Math.min(history.length, Math.max(0, back + by));
    setBack(next);
    put(next === 0 ? '' : (history[history.length - next] ?? ''));
  };

  const completeNow = async (cursor: number): Promise<void> => {
    const candidates = await complete(text, cursor);
    const done = completedLine(text, cursor, candidates);
    setOffered(done.line === text && candidates.length > 1 ? candidates : []);
    put(done.line, done.cursor);
  };

  const start = (): void => {
    useTerminal.getState().run(text);
    setText('');
    setBack(0);
    setOffered([]);
  };

  const interrupt = (): void => {
    useTerminal.getState().interrupt(text);
    setText('');
    setOffered([]);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const field = event.currentTarget;
    const isControl = event.ctrlKey && !event.altKey && !event.metaKey;
    const keys: Readonly<Record<string, () => void>> = isControl
      ? { ...(hasSelection(field) ? {} : { c: interrupt }), l: useTerminal.getState().clear }
      : { ...(text === '' || event.shiftKey ? {} : { Tab: () => { void completeNow(field.selectionStart ?? text.length); } }), ArrowUp: () => { recall(1); }, ArrowDown: () => { recall(-1); }, Enter: start, Escape: () => { field.blur(); } };
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  return (
    <div className="sticky left-0 max-w-[calc(100cqw-32px)]">
      <Running />
      <label className="flex">
        <Sign />
        <input
          ref={input} value={text} onChange={(event) => { setText(event.target.value); setOffered([]); }} onKeyDown={onKeyDown} aria-label={words.prompt} enterKeyHint="go"
          autoCapitalize="off" autoComplete="off" autoCorrect="off" spellCheck={false} className="min-w-0 flex-1 bg-transparent outline-none"
        />
      </label>
      {offered.length > 0 && <Offered key={offered.join(' ')} names={offered} />}
    </div>
  );
}

/** Something to copy: then Ctrl-C is the browser's. */
const hasSelection = (field: HTMLInputElement): boolean => (getSelection()?.toString() ?? '') !== '' || field.selectionStart !== field.selectionEnd;

function Running() {
  const words = useWords(terminalWords);
  const isRunning = useTerminal((state) => state.running.length > 0);
  const isPaused = useSession((state) => state.speed === 0);
  return isRunning ? <p className="text-muted">… {words.running}{isPaused ? `, ${words.paused}` : ''}</p> : null;
}

function Offered({ names }: { readonly names: readonly string[] }) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => { list.current?.scrollIntoView({ block: 'nearest' }); }, []);
  return (
    <ul ref={list} role="status" className="flex max-h-40 flex-wrap gap-x-4 overflow-y-auto text-muted">
      {names.slice(0, offeredMax).map((name) => <li key={name}>{name}</li>)}
      {names.length > offeredMax && <li>+ {names.length - offeredMax}</li>}
    </ul>
  );
}
