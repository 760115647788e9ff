import type { Stop } from '../../protocol/changes.ts';
import type { DecisionAnswer, SchedulerConfigurationView, SuggestionView, WhatIfView } from '../../protocol/decisions.ts';
import type { AccessQuestion, Command, CommandMessage, CommandOutput, Explanation, KubectlContext, Presence, WorkerMessage } from '../../protocol/messages.ts';
import type { Chain, TracedRequest, Traces } from '../../protocol/requests.ts';
import type { Action, Scenario } from '../../scenario/document.ts';
import { useEdits } from './edits.ts';
import { useMade } from './made.ts';
import { goneWords, pastWords } from './past-words.ts';
import { usePreferences } from './preferences.ts';
import { useRequests } from './requests.ts';
import { useSession } from './store.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onOutput: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
  readonly onTyping: ((isTerminal: boolean) => void) | undefined;
}

let worker: Worker | undefined;
let nextId = 1;
const waiting = new Map<number, Waiting>();
/** What was sent before there was a worker, in its order. */
const unsent: CommandMessage[] = [];

/** Starts the engine's worker (again: what waited for the old one is told so). What was sent before the first one is done then. */
export function startWorker(): void {
  worker?.terminate();
  if (worker) abandon('restarted', () => true);
  worker = new Worker(new URL('../../worker/main.ts', import.meta.url), { type: 'module', name: 'drydock-engine' });
  worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => { take(data); };
  worker.onerror = (event) => {
    event.preventDefault();
    take({ type: 'crash', message: event.message, stack: '', seed: 0, nowMs: useSession.getState().nowMs, lastAction: undefined, scenario: lastScenario });
  };
  for (const message of unsent.splice(0)) worker.postMessage(message);
}

type GoneReason = keyof (typeof goneWords)['en'];

/** Whose cluster is no more gets no answer: all that waits on a worker, or what still runs in it. */
function abandon(reason: GoneReason, isMeant: (entry: Waiting) => boolean): void {
  const left = [...waiting].filter(([, entry]) => isMeant(entry));
  for (const [id] of left) waiting.delete(id);
  for (const [, { reject }] of left) reject(new Error(goneWords[usePreferences.getState().locale][reason]));
  const { asked, end } = useEdits.getState();
  if (asked) end(asked.line);
}

/** What a crash that the worker could not report itself falls back to. */
let lastScenario: Scenario;

function take(message: WorkerMessage): void {
  switch (message.type) {
    case 'frame':
      useSession.getState().takeFrame(message);
      useRequests.getState().takeFrame(message);
      return;
    case 'crash':
      useSession.getState().takeCrash(message);
      return;
    case 'output':
      waiting.get(message.id)?.onOutput?.(message.stream, message.text);
      return;
    case 'typing':
      waiting.get(message.id)?.onTyping?.(message.isTerminal);
      return;
    case 'edit':
      useEdits.getState().ask({ line: message.id, text: message.text, fileName: message.fileName });
      return;
    case 'reply': {
      useEdits.getState().end(message.id);
      const entry = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.ok) entry?.resolve(message.value as never);
      else entry?.reject(new Error(message.past ? pastWords[usePreferences.getState().locale][message.past] : message.message));
    }
  }
}

/** A command under way: its number (for `interrupt`) and its answer. */
export interface Sent<T> {
  readonly id: number;
  readonly answer: Promise<T>;
}

/** Sends one command to the worker. Rejects with what the worker says where it cannot be done. */
export function send<T>(command: Command, onOutput?: (stream: 'stdout' | 'stderr', text: string) => void, onTyping?: (isTerminal: boolean) => void): Sent<T> {
  const id = nextId++;
  if (command.type === 'load') {
    lastScenario = command.scenario;
    useMade.getState().begin(command.scenario.actions);
  }
  const answer = new Promise<T>((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (value: never) => void, reject, onOutput, onTyping });
    if (worker) worker.postMessage({ id, command });
    else unsent.push({ id, command });
  });
  return { id, answer };
}

/** Loads a scenario; resolves when its first frame is due. What still runs in the one before gets no answer, and `reason` as its last word. */
export function loadScenario(scenario: Scenario, untilMs?: number, reason: GoneReason = 'replaced'): Promise<void> {
  abandon(reason, ({ onOutput }) => onOutput !== undefined);
  return send<void>({ type: 'load', scenario, ...(untilMs === undefined ? {} : { untilMs }) }).answer;
}
/** Brings the same cluster to another moment of its story. */
export const bringCluster = (scenario: Scenario): Promise<void> => loadScenario(scenario, undefined, 'givenUp');
/** Does what a person can do to the cluster; it is recorded with its virtual time. */
export function act(action: Action, onOutput?: (stream: 'stdout' | 'stderr', text: string) => void, onTyping?: (isTerminal: boolean) => void): Sent<CommandOutput> {
  const sent = send<CommandOutput>({ type: 'act', action }, onOutput, onTyping);
  sent.answer.then(({ stdout }) => { useMade.getState().note(stdout); }, () => undefined);
  return sent;
}
/** What the person types into a program in a container that the line of that id let them type into. */
export const typeInto = (line: number, text: string): void => { send<undefined>({ type: 'typed', line, text }).answer.catch(() => undefined); };
/** Breaks off a kubectl line that still runs; nothing more is heard of it. */
export function interrupt(line: number): void {
  waiting.delete(line);
  useEdits.getState().end(line);
  send<undefined>({ type: 'interrupt', line }).answer.catch(() => undefined);
}
/** What became of the text that `kubectl edit` showed; '' gives it up. */
export const answerEdit = (line: number, text: string): Promise<void> => send<void>({ type: 'edited', line, text }).answer;
export const kubectlContext = (): Promise<KubectlContext> => send<KubectlContext>({ type: 'kubectl-context' }).answer;
export const play = (speed: number): Promise<void> => send<void>({ type: 'play', speed }).answer;
export const pause = (): Promise<void> => send<void>({ type: 'pause' }).answer;
export const step = (): Promise<void> => send<void>({ type: 'step' }).answer;
/**
 * How far ahead a change is looked for: a minute more than the longest wait after which Kubernetes, as it usually is set, does something that is seen.
 * Five minutes are the tolerance for a lost node, the longest pause of a back-off, and how long an autoscaler waits before it scales down.
 */
const aheadMs = 360_000;
/** To the next change of state on the stage, in a look back also to what the person did. Resolves with what that was; nothing where there is none, or where it was given up for something else. */
export const nextChange = (withinMs = aheadMs): Promise<Stop> => send<Stop>({ type: 'next-change', withinMs }).answer;
/** To the last stop of that sort before the moment that is shown. Resolves like {@link nextChange}. */
export const previousChange = (): Promise<Stop> => send<Stop>({ type: 'previous-change' }).answer;
/** Shows a moment that has passed; the cluster stands still meanwhile. */
export const lookBack = (atMs: number): Promise<void> => send<void>({ type: 'look-back', atMs }).answer;
export const lookNow = (): Promise<void> => send<void>({ type: 'look-now' }).answer;
export const advance = (ms: number): Promise<void> => send<void>({ type: 'advance', ms }).answer;
/** A REST GET: the object, list or Status. */
export const get = (path: string): Promise<unknown> => send<unknown>({ type: 'get', path }).answer;
/** Whether a service account may do something: a SubjectAccessReview, or the Status that says why nobody knows. */
export const askAccess = (question: AccessQuestion): Promise<unknown> => send<unknown>({ type: 'access', question }).answer;
export const explain = (uid: string): Promise<Explanation> => send<Explanation>({ type: 'explain', uid }).answer;
/** Whether an object is there at the moment that is shown, no more, or not yet. */
export const presence = (uid: string): Promise<Presence> => send<Presence>({ type: 'presence', uid }).answer;
/** Whether every request to the API server is wanted; resolves with what etcd remembers of the writes before. */
export const trace = (on: boolean): Promise<Traces> => send<Traces>({ type: 'trace', on }).answer;
/** What wrote an object, oldest first. */
export const writesTo = (uid: string): Promise<readonly TracedRequest[]> => send<readonly TracedRequest[]>({ type: 'writes', uid }).answer;
/** How a write came about and what came of it, and the write itself; undefined where it is no longer known. */
export const chainOf = (revision: number): Promise<{ readonly chain: Chain | undefined; readonly write: TracedRequest | undefined }> =>
  send<{ readonly chain: Chain | undefined; readonly write: TracedRequest | undefined }>({ type: 'chain', revision }).answer;
export const askDecision = (uid: string): Promise<DecisionAnswer> => send<DecisionAnswer>({ type: 'decision', uid }).answer;
export const askSuggestions = (uid: string): Promise<readonly SuggestionView[]> => send<readonly SuggestionView[]>({ type: 'suggestions', uid }).answer;
export const askSchedulerConfiguration = (): Promise<SchedulerConfigurationView> => send<SchedulerConfigurationView>({ type: 'scheduler-configuration' }).answer;
export const askWhatIf = (uid: string): Promise<readonly WhatIfView[]> => send<readonly WhatIfView[]>({ type: 'what-if', uid }).answer;
/** The scenario with every action up to now: what a link is made from. */
export const currentScenario = (): Promise<Scenario> => send<Scenario>({ type: 'scenario' }).answer;
/** The same up to now, whatever moment is shown. */
export const wholeScenario = (): Promise<Scenario> => send<Scenario>({ type: 'scenario', isWhole: true }).answer;
export const stateHash = (): Promise<string> => send<string>({ type: 'state-hash' }).answer;
export const complete = (line: string, cursor: number): Promise<readonly string[]> => send<readonly string[]>({ type: 'complete', line, cursor }).answer;
/** Resolves when the engine has stopped over it. */
export const breakInvariant = (): Promise<void> => send<void>({ type: 'crash' }).answer.catch(() => undefined);
