import { readYaml } from '../kube/yaml/index.ts';
import type { Deed, StateChange, Stop, TimedDeed } from '../protocol/changes.ts';
import type { Action, RequestSpec, TimedAction } from '../scenario/document.ts';
import { firstIndex } from './timeline.ts';

/** A manifest that is longer is not read only to be named. */
const readCharsMax = 100_000;
const objectsNamed = 3;
const lineCharsMax = 160;
/** How many of each a stop tells of. */
const toldMax = 3;

/** What was done so far, and which of it the person did to the cluster: a `Session` is one. */
interface Story {
  readonly actions: readonly TimedAction[];
  isDeed(number: number): boolean;
}

/** What the person did as number `number`, in parts. */
export function deedOf(actions: readonly TimedAction[], number: number): Deed {
  const { action } = actions[number] as TimedAction;
  const lineOf = (of: number): string => lineIn(actions[of]?.action);
  switch (action.type) {
    case 'apply': return applied(action.yaml);
    case 'kubectl': return { type: 'kubectl', line: lineIn(action) };
    case 'edited': return { type: 'edited', line: lineOf(action.action) };
    case 'typed': return { type: 'typed', line: lineOf(action.action), text: short(action.text) };
    case 'interrupt': return { type: 'interrupt', line: lineOf(action.action) };
    case 'fault': return { type: 'fault', fault: action.fault };
    case 'load': return { type: 'load', load: action.load };
    case 'metric': return { type: 'metric', metric: action.metric };
    case 'request': return { type: 'request', method: action.request.method, address: addressOf(action.request) };
    case 'configure-scheduler': return { type: 'configure-scheduler' };
  }
}

/** What was done from number `from` on; of more than `max` actions only the last. What only looked, or was refused, is not told. */
export function deedsFrom(story: Story, from: number, max: number): readonly TimedDeed[] {
  const { actions } = story;
  const first = Math.max(from, actions.length - max);
  return deedsIn(story, first, actions.length).map((number) => ({ number, atMs: actions[number]?.atMs ?? 0, deed: deedOf(actions, number) }));
}

/** Numbers of what was done, among the actions from `from` to before `to`. */
const deedsIn = (story: Story, from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).filter((number) => story.isDeed(number));

/** When something was done last before a moment; undefined where nothing was. */
export function lastActMs(story: Story, beforeMs: number): number | undefined {
  const { actions } = story;
  let index = firstIndex(actions.length, (number) => (actions[number]?.atMs ?? 0) >= beforeMs) - 1;
  while (index >= 0 && !story.isDeed(index)) index--;
  return actions[index]?.atMs;
}

/** When something was done next after a moment; undefined where nothing was. */
export function nextActMs(story: Story, afterMs: number): number | undefined {
  const { actions } = story;
  let index = firstIndex(actions.length, (number) => (actions[number]?.atMs ?? 0) > afterMs);
  while (index < actions.length && !story.isDeed(index)) index++;
  return actions[index]?.atMs;
}

/** What is told of a stop: what was done at that moment, and what changed, a few of each. */
export function stopAt(story: Story, atMs: number, changes: readonly StateChange[]): Stop {
  const { actions } = story;
  const from = firstIndex(actions.length, (index) => (actions[index]?.atMs ?? 0) >= atMs);
  const to = firstIndex(actions.length, (index) => (actions[index]?.atMs ?? 0) > atMs);
  const numbers = deedsIn(story, from, to);
  const deeds = numbers.slice(0, toldMax).map((number) => deedOf(actions, number));
  const told = changes.slice(0, toldMax);
  return { deeds, changes: told, more: numbers.length - deeds.length + changes.length - told.length };
}

/** What is told of changes that nobody made just now. */
export const stopOf = (changes: readonly StateChange[]): Stop => ({ deeds: [], changes: changes.slice(0, toldMax), more: Math.max(0, changes.length - toldMax) });

export const noStop: Stop = { deeds: [], changes: [], more: 0 };

const short = (text: string): string => (text.length > lineCharsMax ? `${text.slice(0, lineCharsMax - 1)}…` : text);

/** `kubectl scale …`, also where it was typed without the first word. */
function lineIn(action: Action | undefined): string {
  const line = action?.type === 'kubectl' ? action.line.trim() : '';
  return short(line === '' || /^kubectl\b/.test(line) ? line : `kubectl ${line.replace(/^k\s+/, '')}`);
}

function applied(yaml: string): Deed {
  const documents = yaml.length > readCharsMax ? [] : readYaml(yaml).documents;
  const objects = documents.flatMap(({ value }) => named(value));
  return { type: 'apply', objects: objects.slice(0, objectsNamed), more: Math.max(0, objects.length - objectsNamed) };
}

interface MaybeObject {
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown } | null;
}

function named(value: unknown): readonly { readonly kind: string; readonly name: string }[] {
  const { kind, metadata } = Object(value) as MaybeObject;
  const name = metadata?.name;
  return typeof kind === 'string' && typeof name === 'string' ? [{ kind: short(kind), name: short(name) }] : [];
}

const addressOf = ({ host, port, path }: RequestSpec): string => short(`http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}${port === 80 ? '' : `:${String(port)}`}${path}`);
