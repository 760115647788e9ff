import { useEffect, useLayoutEffect, useRef, type UIEvent } from 'react';
import { Output } from './Output.tsx';
import { Prompt } from './Prompt.tsx';
import { useTerminal } from './terminal-store.ts';

const nearEndPixels = 40;
/** Opened by a hand (not left open from the last visit), and no soft keyboard that would cover it. */
const mayTakeFocus = (): boolean => navigator.userActivation.hasBeenActive && matchMedia('(pointer: fine)').matches;

/** A prompt for kubectl, with its own words as answers. */
export function Terminal() {
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const isAtEnd = useRef(true);
  const lines = useTerminal((state) => state.lines);

  useEffect(() => { if (mayTakeFocus()) input.current?.focus({ preventScroll: true }); }, []);
  useLayoutEffect(() => {
    if (box.current && (isAtEnd.current || lines.at(-1)?.kind === 'command')) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);

  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLDivElement>): void => { isAtEnd.current = scrollTop + clientHeight > scrollHeight - nearEndPixels; };
  const focusInput = (): void => { if (!getSelection()?.toString()) input.current?.focus({ preventScroll: true }); };
  return (
    <div ref={box} onScroll={onScroll} onClick={focusInput} className="@container h-full min-h-0 flex-1 overflow-auto overscroll-contain bg-page px-4 pb-2 font-mono text-[12.5px] leading-[19px]">
      <Output />
      <Prompt input={input} />
    </div>
  );
}
