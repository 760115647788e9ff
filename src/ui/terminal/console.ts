import type { RequestReply } from '../../protocol/messages.ts';
import type { RequestSpec } from '../../scenario/document.ts';
import { act, interrupt, typeInto } from '../session/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { refreshContext, usePrompt } from '../session/prompt.ts';
import { useSession } from '../session/store.ts';
import { recall } from './history.ts';
import { JqThreads } from './jq/jq.ts';
import { Printer } from './printing.ts';
import { inputOf } from './shell/pipe.ts';
import { createShell } from './shell/run.ts';
import { fileName, type Shell, type World } from './shell/shell.ts';
import { changeTab, remember, removeTab, tabOf, useTerminal } from './terminal-store.ts';
import { terminalWords } from './words.ts';

/** What a tab has besides its lines: a shell, and what it does now. */
interface Console {
  readonly printer: Printer;
  readonly shell: Shell;
  /** Stops what runs; undefined while nothing does. */
  running: AbortController | undefined;
  /** Where lines go that a program in a container reads; undefined while none does. */
  typing: Typing | undefined;
  /** Lines that were typed meanwhile. */
  readonly queue: string[];
}

interface Typing {
  readonly line: number;
  /** It shows what is typed by itself, and knows Ctrl-C and Ctrl-D. */
  readonly isTerminal: boolean;
}

const consoles = new Map<number, Console>();
const jqThreads = new JqThreads();
/** Aliases and files are every tab's. */
const shared: Pick<Shell, 'aliases' | 'files'> = { aliases: new Map([['k', 'kubectl']]), files: new Map() };

export const sharedShell = shared;

function consoleOf(tab: number): Console {
  const known = consoles.get(tab);
  if (known) return known;
  const printer = new Printer(tab);
  const made: Console = { printer, shell: createShell(worldOf(tab, printer), shared), running: undefined, typing: undefined, queue: [] };
  consoles.set(tab, made);
  return made;
}

/** The page around the shell of a tab. */
function worldOf(tab: number, printer: Printer): World {
  return {
    kubectl: ({ line, stdin, isTyped, files }, output) => {
      printer.begin(line, usePrompt.getState().context.namespace);
      const { id, answer } = act({ type: 'kubectl', line, ...(stdin === '' ? {} : { stdin }), ...(isTyped ? { isTyped } : {}), ...(Object.keys(files).length === 0 ? {} : { files }) },
        (stream, text) => { output[stream](text); }, (isTerminal) => { beginTyping(tab, { line: id, isTerminal }); });
      const exitCode = answer.finally(() => { endTyping(tab, id); }).then((result) => {
        for (const [name, text] of Object.entries(result.files ?? {})) shared.files.set(fileName(name), text);
        return result.exitCode;
      }, (error: unknown) => {
        output.stderr(`${error instanceof Error ? error.message : String(error)}\n`);
        return 1;
      });
      return { exitCode, stop: () => { endTyping(tab, id); interrupt(id); } };
    },
    jq: (call, signal) => jqThreads.run(call, signal),
    request: requestFrom,
    say: (stream, text) => { printer.say(stream, text); },
    leave: () => { closeTab(tab); },
    sleep: sleepVirtual,
    now: () => useSession.getState().epochMs,
    get history() { return useTerminal.getState().history; },
    clear: () => { clear(tab); },
    show: (picture) => { printer.picture(picture); },
    help: () => `${terminalWords[usePreferences.getState().locale].help}\n`,
  };
}

/** From now on what is typed goes into the container. */
function beginTyping(tab: number, typing: Typing): void {
  const open = consoles.get(tab);
  if (!open) return;
  open.typing = typing;
  open.printer.hold(true);
  changeTab(tab, () => ({ isTyping: true }));
}

function endTyping(tab: number, line: number): void {
  const open = consoles.get(tab);
  if (open?.typing?.line !== line) return;
  open.typing = undefined;
  open.printer.hold(false);
  changeTab(tab, () => ({ isTyping: false }));
}

/** A request from outside, as an action of the person; Ctrl-C gives it up. */
async function requestFrom(request: RequestSpec, signal: AbortSignal): Promise<RequestReply | undefined> {
  const { id, answer } = act({ type: 'request', request });
  return await new Promise((resolve, reject) => {
    const stop = (): void => {
      interrupt(id);
      resolve(undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    answer.then(({ reply }) => {
      signal.removeEventListener('abort', stop);
      resolve(reply);
    }, reject);
  });
}

/** Until that much of the cluster's time has gone by, or another cluster has come. */
function sleepVirtual(ms: number, signal: AbortSignal): Promise<void> {
  const fromMs = useSession.getState().nowMs;
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stop = useSession.subscribe(({ nowMs }) => { if (nowMs >= fromMs + ms || nowMs < fromMs) end(); });
    signal.addEventListener('abort', end);
  });
}

/** What stands before what is typed: `drydock:default $`. */
export const signOf = ({ context, namespace }: { readonly context: string; readonly namespace: string }): string => `${context}:${namespace} $`;

/** Enter: runs what was typed, or keeps it until what runs has ended. */
export function enter(tab: number, typed: string): void {
  const { printer, queue, running, typing } = consoleOf(tab);
  const { history } = useTerminal.getState();
  if (typing) {
    if (!typing.isTerminal) printer.say('stdout', `${typed}\n`);
    typeInto(typing.line, `${typed}\n`);
    changeTab(tab, () => ({ draft: '' }));
    return;
  }
  const { text, isChanged, problem } = recall(typed, history);
  printer.command(typed.trimEnd(), signOf(usePrompt.getState().context));
  changeTab(tab, () => ({ draft: '' }));
  if (problem !== undefined) { printer.say('stderr', `${problem}\n`); return; }
  if (isChanged) printer.say('stdout', `${text}\n`);
  if (text.trim() === '') return;
  remember(text.trim());
  if (running) queue.push(text);
  else void run(tab, text);
}

async function run(tab: number, text: string): Promise<void> {
  const { printer, shell, queue } = consoleOf(tab);
  const controller = new AbortController();
  consoleOf(tab).running = controller;
  changeTab(tab, () => ({ isRunning: true, title: text.trim() }));
  const say = (kind: 'stdout' | 'stderr') => ({ write: (part: string): void => { if (!controller.signal.aborted) printer.say(kind, part); } });
  try {
    await shell.run(text, { isTyped: true, stdin: inputOf(''), stdout: say('stdout'), stderr: say('stderr'), signal: controller.signal });
    if (shell.leaving) {
      shell.leaving = undefined;
      shell.world.leave();
    }
  } finally {
    printer.settle();
    printer.say('stdout', shell.jobs.news());
    const current = consoles.get(tab);
    if (current?.running === controller) {
      current.running = undefined;
      changeTab(tab, () => ({ isRunning: false }));
      refreshContext();
      const next = queue.shift();
      if (next !== undefined) void run(tab, next);
    }
  }
}

/** Ctrl-C: stops what runs and what waits behind it; what was typed is given up. */
export function stop(tab: number, typed: string): void {
  const { printer, running, typing, queue } = consoleOf(tab);
  if (typing?.isTerminal) {
    typeInto(typing.line, `${typed}\x03`);
    changeTab(tab, () => ({ draft: '' }));
    return;
  }
  queue.length = 0;
  printer.settle();
  printer.command(`${typed}^C`, running ? '' : signOf(usePrompt.getState().context));
  running?.abort();
  changeTab(tab, () => ({ draft: '' }));
}

/** Ctrl-D on an empty line: the end of what a program reads; at the prompt the terminal closes. */
export function endInput(tab: number): void {
  const { typing } = consoleOf(tab);
  if (typing) typeInto(typing.line, '\x04');
  else closeTab(tab);
}

export const clear = (tab: number): void => { changeTab(tab, () => ({ lines: [], picture: undefined })); };

export function closeTab(tab: number): void {
  if (useTerminal.getState().tabs.length < 2 || !tabOf(tab)) return;
  const open = consoles.get(tab);
  if (open) open.queue.length = 0;
  open?.running?.abort();
  open?.shell.jobs.stopAll();
  consoles.delete(tab);
  removeTab(tab);
}
