import { useEffect, useRef, useState } from 'react';
import { complete } from '../session/link.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { completedLine } from './complete.ts';
import { useTerminal, type TerminalLine } from './terminal-store.ts';
import { terminalWords } from './words.ts';

/** A prompt for kubectl, with its own words as answers. */
export function Terminal() {
  const words = useWords(terminalWords);
  const lines = useTerminal((state) => state.lines);
  const end = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => { end.current?.scrollIntoView({ block: 'end' }); }, [lines]);
  const focusInput = (): void => { if (!getSelection()?.toString()) input.current?.focus({ preventScroll: true }); };
  return (
    <div className="h-full overflow-y-auto bg-page px-4 py-2 font-mono text-[12.5px] leading-[19px]" onClick={focusInput}>
      <div role="log" aria-label={words.output} lang="en" className="select-text">
        {lines.length === 0 && <p className="text-muted">{words.hint}</p>}
        {lines.map((line) => <Line key={line.id} line={line} />)}
      </div>
      <Prompt input={input} />
      <div ref={end} />
    </div>
  );
}

const tones = { command: '', stdout: '', stderr: 'text-bad', note: 'text-muted' } as const;

function Line({ line: { kind, text } }: { readonly line: TerminalLine }) {
  return <div className={`min-h-[19px] whitespace-pre-wrap [overflow-wrap:anywhere] ${tones[kind]}`}>{kind === 'command' && <Sign />}{text}</div>;
}

const Sign = () => <span aria-hidden className="mr-2 text-accent select-none">$</span>;

function Prompt({ input }: { readonly input: React.RefObject<HTMLInputElement | null> }) {
  const words = useWords(terminalWords);
  const running = useTerminal((state) => state.running);
  const isPaused = useSession((state) => state.speed === 0);
  const { run, interrupt, clear } = useTerminal.getState();
  const [text, setText] = useState('');
  const [back, setBack] = useState(0);
  const [offered, setOffered] = useState<readonly string[]>([]);

  const recall = (by: number): void => {
    const { history } = useTerminal.getState();
    const next = Math.min(history.length, Math.max(0, back + by));
    setBack(next);
    setText(next === 0 ? '' : (history[history.length - next] ?? ''));
  };

  const completeNow = async (field: HTMLInputElement): Promise<void> => {
    const cursor = field.selectionStart ?? text.length;
    const candidates = await complete(text, cursor);
    const done = completedLine(text, cursor, candidates);
    setText(done.line);
    setOffered(done.line === text && candidates.length > 1 ? candidates.slice(0, 60) : []);
    requestAnimationFrame(() => { field.setSelectionRange(done.cursor, done.cursor); });
  };

  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const isControl = event.ctrlKey && !event.altKey && !event.metaKey;
    const act: (() => void) | undefined = isControl && event.key === 'c' && !getSelection()?.toString() ? () => { interrupt(); setText(''); }
      : isControl && event.key === 'l' ? clear
      : event.key === 'Tab' && !event.shiftKey && text !== '' ? () => { void completeNow(event.currentTarget); }
      : event.key === 'ArrowUp' ? () => { recall(1); }
      : event.key === 'ArrowDown' ? () => { recall(-1); }
      : event.key === 'Enter' ? () => { run(text); setText(''); setBack(0); setOffered([]); }
      : undefined;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  return (
    <>
      {running !== undefined && <p className="text-muted">… {words.running}{isPaused ? `, ${words.paused}` : ''}</p>}
      <label className="flex">
        <Sign />
        <input
          ref={input} value={text} onChange={(event) => { setText(event.target.value); setOffered([]); }} onKeyDown={onKeyDown} aria-label={words.prompt}
          autoCapitalize="off" autoComplete="off" autoCorrect="off" spellCheck={false} className="min-w-0 flex-1 bg-transparent outline-none"
        />
      </label>
      {offered.length > 0 && <p className="whitespace-pre-wrap text-muted">{offered.join('  ')}</p>}
    </>
  );
}
