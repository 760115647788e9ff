import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type UIEvent } from 'react';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';
import { tabId } from '../design/index.ts';
import { refreshContext, usePrompt } from '../session/prompt.ts';
import { useRequests } from '../session/requests.ts';
import { useSession } from '../session/store.ts';
import { KeyRow } from './KeyRow.tsx';
import { Output } from './Output.tsx';
import { Prompt } from './Prompt.tsx';
import { activeTab, beginScenario, changeTab, openTab, selectTab, useTerminal } from './terminal-store.ts';

const nearEndPixels = 40;
/** Opened by a hand (not left open from the last visit), no soft keyboard that would cover it, and nobody walking along the tabs. */
const mayTakeFocus = (): boolean => navigator.userActivation.hasBeenActive && matchMedia('(pointer: fine)').matches && document.activeElement?.getAttribute('role') !== 'tab';

interface TerminalProps {
  readonly scenario: Scenario;
  readonly lesson: Lesson | undefined;
  /** The how manieth scenario it is. */
  readonly opening: number;
}

/** A prompt for kubectl, with its own words as answers. */
export function Terminal({ scenario, lesson, opening }: TerminalProps) {
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const isAtEnd = useRef(true);
  const tab = useTerminal(activeTab);
  const hasTabs = useTerminal((state) => state.tabs.length > 1);
  const { id, lines, picture } = tab;

  const loads = useRequests((state) => state.loads);
  /** Looking back, what the person had done by then: that may have moved kubectl to another namespace. */
  const done = useSession(({ past, deeds, nowMs }) => (past ? deeds.findLastIndex(({ atMs }) => atMs <= nowMs) : undefined));
  useEffect(() => { refreshContext(); }, [loads, done]);
  useLayoutEffect(() => {
    const title = scenario.title ?? '';
    beginScenario(opening, { en: lesson?.en.title ?? title, ko: lesson?.ko.title ?? title });
  }, [opening, scenario, lesson]);
  useEffect(() => { if (mayTakeFocus()) input.current?.focus({ preventScroll: true }); }, [id]);
  useLayoutEffect(() => { isAtEnd.current = true; }, [id]);
  useLayoutEffect(() => {
    if (box.current && (isAtEnd.current || lines.at(-1)?.kind === 'command')) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, picture]);
  useTypedLine(input);

  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLDivElement>): void => { isAtEnd.current = scrollTop + clientHeight > scrollHeight - nearEndPixels; };
  const focusInput = (): void => { if (!getSelection()?.toString()) input.current?.focus({ preventScroll: true }); };
  return (
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={switchTab}>
      <div
        ref={box} onScroll={onScroll} onClick={focusInput} {...(hasTabs ? { role: 'tabpanel', 'aria-labelledby': tabId(`terminal-${String(id)}`) } : {})}
        className="@container min-h-0 flex-1 overflow-auto overscroll-contain bg-page px-4 pb-2 font-mono text-[12.5px] leading-[19px]"
      >
        <Output key={id} lines={lines} picture={picture} />
        <Prompt key={`prompt-${String(id)}`} input={input} tab={tab} />
      </div>
      <KeyRow input={input} />
    </div>
  );
}

/** What the mouse chose elsewhere is typed here, and waits for Enter. */
function useTypedLine(input: React.RefObject<HTMLTextAreaElement | null>): void {
  const line = usePrompt((state) => state.typed);
  useEffect(() => {
    const typed = usePrompt.getState().take();
    if (typed === undefined) return;
    changeTab(useTerminal.getState().active, () => ({ draft: typed }));
    requestAnimationFrame(() => {
      input.current?.focus({ preventScroll: true });
      input.current?.setSelectionRange(typed.length, typed.length);
    });
  }, [line, input]);
}

/** Alt-T opens a terminal, Alt with a digit chooses one. By the key's place, so that they work while Hangul is on. */
function switchTab(event: KeyboardEvent): void {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const tab = digit === undefined ? undefined : useTerminal.getState().tabs[Number(digit) - 1];
  if (event.code === 'KeyT') openTab();
  else if (tab) selectTab(tab.id);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
