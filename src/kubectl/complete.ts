import { builtInKinds } from '../kube/kinds.ts';
import type { Command } from './command.ts';
import { root } from './commands/index.ts';
import type { Run, Settings } from './effects.ts';
import { KubectlError } from './errors.ts';
import { FlagValues, parseArguments, type FlagSpec } from './flags.ts';
import { globalFlags } from './global-flags.ts';
import { splitLine } from './line.ts';
import { Discovery } from './resources/discovery.ts';
import { pathOf } from './resources/mapping.ts';
import { nameOf, at, type Obj } from './resources/object.ts';
import { Session } from './session.ts';

const noSettings: Settings = { namespace: 'default', user: '', server: '', context: '' };
const quiet = { stdout: (): void => undefined, stderr: (): void => undefined };

/**
 * What the word at the cursor may become: verbs, flags, types, names, namespaces, containers. Whole words, sorted.
 * @param line the line with or without `kubectl` in front; only what is left of `cursor` counts.
 */
export function* complete(line: string, cursor: number, settings: Settings = noSettings): Run<string[]> {
  const typed = line.slice(0, cursor);
  const words = splitLine(typed);
  const current = /\s$/.test(typed) || typed === '' ? '' : (words.pop() ?? '');
  if (words[0] === 'kubectl' || words[0] === 'k') words.shift();
  else if (words.length === 0 && current !== '' && 'kubectl'.startsWith(current) && current.length > 1) return ['kubectl'];
  const { command, rest } = follow(words);
  try {
    const found = yield* candidates({ command, rest, current, settings });
    return [...new Set(found.filter((word) => word.startsWith(current)))].sort();
  } catch {
    return [];
  }
}

interface Place {
  readonly command: Command;
  /** Words after the command's own. */
  readonly rest: readonly string[];
  readonly current: string;
  readonly settings: Settings;
}

function follow(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  let command = root;
  let at = 0;
  for (; at < words.length; at++) {
    const next = command.commands?.find(({ name, aliases }) => name === words[at] || aliases?.includes(words[at] ?? ''));
    if (!next) break;
    command = next;
  }
  return { command, rest: words.slice(at) };
}

function* candidates(place: Place): Run<readonly string[]> {
  const { command, rest, current } = place;
  const specs = [...(command.flags ?? []), ...globalFlags];
  const asked = flagAsked(specs, rest.at(-1), current);
  if (asked) return (yield* flagWords(asked.prefix === '' ? { ...place, rest: rest.slice(0, -1) } : place, specs, asked.spec)).map((word) => asked.prefix + word);
  if (current.startsWith('-')) return specs.map(({ name, alone }) => `--${name}${alone === undefined ? '=' : ''}`);
  if (command.commands && rest.length === 0) {
    const names = command.commands.map(({ name }) => name);
    return command.run && command !== root ? [...names, ...(yield* argumentWords(place, specs))] : names;
  }
  return yield* argumentWords(place, specs);
}

/** The flag whose value stands at the cursor: `-n kube|` or `--namespace=kube|`. */
function flagAsked(specs: readonly FlagSpec[], before: string | undefined, current: string): { readonly spec: FlagSpec; readonly prefix: string } | undefined {
  const inline = /^--([\w-]+)=/.exec(current);
  const named = inline ? specs.find(({ name }) => name === inline[1]) : undefined;
  if (named && inline) return { spec: named, prefix: inline[0] };
  const spec = before?.startsWith('-') ? specs.find(({ name, short }) => before === `--${name}` || (short !== undefined && before === `-${short}`)) : undefined;
  return spec && spec.alone === undefined ? { spec, prefix: '' } : undefined;
}

function sessionOf({ rest, settings }: Place, specs: readonly FlagSpec[]): { readonly session: Session; readonly flags: FlagValues; readonly args: readonly string[] } {
  let parsed: { flags: FlagValues; args: readonly string[] } = { flags: new FlagValues(specs), args: [] };
  try {
    parsed = parseArguments(rest, specs);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
  }
  return { session: new Session(settings, quiet, '', parsed.flags), flags: parsed.flags, args: parsed.args };
}

function* flagWords(place: Place, specs: readonly FlagSpec[], spec: FlagSpec): Run<readonly string[]> {
  const { session, args } = sessionOf(place, specs);
  switch (spec.hint) {
    case 'namespace': return yield* namesOf(session, 'namespaces');
    case 'node': return yield* namesOf(session, 'nodes');
    case 'output': return place.current.includes('custom-columns=') ? yield* columnWords(place, session, args) : ['json', 'yaml', 'kyaml', 'name', 'wide', 'jsonpath=', 'custom-columns=', 'go-template='];
    case 'container': return yield* containersOf(session, args);
    default: return liveFlags.has(spec.name) ? yield* liveWords(place, session, { args, spec }) : (fixedWords[spec.name] ?? []);
  }
}

interface Asked {
  readonly args: readonly string[];
  readonly spec: FlagSpec;
}

const liveFlags = new Set(['sort-by', 'selector', 'label-columns']);
const fixedWords: Readonly<Record<string, readonly string[]>> = { 'dry-run': ['none', 'client', 'server'], cascade: ['background', 'foreground', 'orphan'] };

/** What the objects that are there have: fields to sort by, labels to select by or to show. */
function* liveWords(place: Place, session: Session, { args, spec }: Asked): Run<readonly string[]> {
  const typed = place.current.replace(/^--[\w-]+=/, '');
  const items = yield* itemsOf(session, args[0] ?? '');
  if (spec.name === 'sort-by') return fieldsAt(items, typed.replace(/^\{/, ''));
  const labels = items.flatMap(({ metadata }) => Object.entries(metadata?.labels ?? {}));
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  return labels.map(([name, value]) => before + (spec.name === 'selector' ? `${name}=${value}` : name));
}

/** `custom-columns=NAME:.metadata.na|`: fields after the colon, a heading before it. */
function* columnWords({ current }: Place, session: Session, args: readonly string[]): Run<readonly string[]> {
  const typed = current.replace(/^--output=/, '');
  const colon = typed.lastIndexOf(':');
  if (colon < typed.lastIndexOf(',') || colon < 0) return ['NAME:', 'NAMESPACE:', 'STATUS:'].map((heading) => typed.slice(0, Math.max(typed.lastIndexOf(','), typed.indexOf('=')) + 1) + heading);
  return fieldsAt(yield* itemsOf(session, args[0] ?? ''), typed.slice(colon + 1)).map((field) => typed.slice(0, colon + 1) + field);
}

function* itemsOf(session: Session, type: string): Run<readonly Obj[]> {
  const mapping = yield* new Discovery(session).resource(type.split('/')[0]?.split(',')[0] ?? '');
  return (yield* session.get<{ items?: readonly Obj[] }>(pathOf(mapping, mapping.namespaced ? session.namespace : ''))).items ?? [];
}

const looked = 20;

/** The fields that some of the objects have one step below what is typed: `.metadata.` → `.metadata.name`, …; a step further ends in a dot. */
function fieldsAt(items: readonly Obj[], typed: string): readonly string[] {
  const steps = typed.split('.').slice(1, -1);
  const start = `.${steps.map((step) => `${step}.`).join('')}`;
  const found = new Set<string>();
  for (const item of items.slice(0, looked)) {
    const [first, isList] = insideOf(item, steps);
    if (isList || typeof first !== 'object' || first === null) continue;
    for (const [name, value] of Object.entries(first)) if (/^\w+$/.test(name)) found.add(start + name + (Array.isArray(value) ? '[*].' : typeof value === 'object' && value !== null ? '.' : ''));
  }
  return [...found];
}

/** The value that steps lead to; of a list the first entry. */
function insideOf(item: unknown, steps: readonly string[]): readonly [value: unknown, isList: boolean] {
  let value = item;
  for (const step of steps) {
    const [name = '', index] = step.split('[');
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (index !== undefined && Array.isArray(value)) value = value[0];
  }
  return [value, Array.isArray(value)];
}

function* argumentWords(place: Place, specs: readonly FlagSpec[]): Run<readonly string[]> {
  const { command, current } = place;
  const { session, args } = sessionOf(place, specs);
  switch (command.completes) {
    case 'node': return yield* namesOf(session, 'nodes');
    case 'pod': return current.includes('/') ? yield* pairWords(session, current) : yield* namesOf(session, 'pods');
    case 'resource': return args.length === 0 || command.name === 'can-i' ? typeWords() : [];
    case 'rollout': case 'resource-name': return yield* resourceWords(session, args, current, command);
    default: return [];
  }
}

const rolloutTypes = ['deployments', 'daemonsets', 'statefulsets'];

function* resourceWords(session: Session, args: readonly string[], current: string, command: Command): Run<readonly string[]> {
  const [type] = args;
  if (type === undefined && current.includes('/')) return yield* pairWords(session, current);
  if (type === undefined) return command.completes === 'rollout' ? [...rolloutTypes, ...rolloutTypes.map((name) => `${name.slice(0, -1)}/`)] : typeWords();
  if (type.includes('/')) return yield* pairWords(session, current);
  return yield* namesOf(session, type.split(',')[0] ?? '');
}

const typeWords = (): readonly string[] => ['all', ...builtInKinds.filter(({ verbs }) => verbs.includes('list')).flatMap(({ plural, shortNames }) => [plural, ...shortNames])];

function* pairWords(session: Session, current: string): Run<readonly string[]> {
  const [type = ''] = current.split('/');
  return (yield* namesOf(session, type)).map((name) => `${type}/${name}`);
}

/** Names need no more than metadata; whole objects would take the server a hundred times as long. */
const metadataOnly = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json';

function* namesOf(session: Session, type: string): Run<readonly string[]> {
  const mapping = yield* new Discovery(session).resource(type);
  const { items = [] } = yield* session.get<{ items?: readonly Obj[] }>(pathOf(mapping, mapping.namespaced ? session.namespace : ''), metadataOnly);
  return items.map(nameOf);
}

function* containersOf(session: Session, args: readonly string[]): Run<readonly string[]> {
  const name = (args[0] ?? '').replace(/^(pods?|po)\//, '');
  if (name === '') return [];
  const pod = yield* session.get<Obj>(`/api/v1/namespaces/${session.namespace}/pods/${name}`);
  return ['containers', 'initContainers'].flatMap((field) => ((at(pod, 'spec', field) ?? []) as readonly { name: string }[]).map((container) => container.name));
}
