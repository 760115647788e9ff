import type { RefObject } from 'react';
import { useWords } from '../session/preferences.ts';
import { terminalWords } from './words.ts';

/** Keys that a soft keyboard does not have: each does what the key of that name does at the prompt. */
export function KeyRow({ input }: { readonly input: RefObject<HTMLTextAreaElement | null> }) {
  const words = useWords(terminalWords);
  const press = (init: KeyboardEventInit) => (): void => { input.current?.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true })); };
  const type = (text: string) => (): void => {
    input.current?.focus({ preventScroll: true });
    document.execCommand('insertText', false, text);
  };
  const keys = [
    { text: 'Tab', name: words.complete, act: press({ key: 'Tab' }) }, { text: '↑', name: words.older, act: press({ key: 'ArrowUp' }) }, { text: '↓', name: words.newer, act: press({ key: 'ArrowDown' }) },
    ...['|', '-', '/', '='].map((text) => ({ text, name: text, act: type(text) })), { text: '^C', name: 'Ctrl-C', act: press({ key: 'c', ctrlKey: true }) },
  ];
  return (
    <div role="group" aria-label={words.keys} className="hidden shrink-0 gap-1 border-t border-line px-2 py-1 pointer-coarse:flex">
      {keys.map(({ text, name, act }) => (
        <button key={text} type="button" aria-label={name} onPointerDown={(event) => { event.preventDefault(); }} onClick={act} className="h-8 min-w-0 flex-1 rounded-md bg-sunken font-mono text-xs text-ink">
          {text}
        </button>
      ))}
    </div>
  );
}
