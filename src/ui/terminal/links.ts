import { builtInKinds, type Kind } from '../../kube/kinds.ts';

/** Part of an output line that names an object. */
export interface ObjectLink {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is known of the lines to come: what kubectl was asked for, and the heading of the table that it prints now. */
export interface OutputContext {
  readonly kind: Kind | undefined;
  readonly namespace: string;
  /** Where each column of the present table begins, by its heading. */
  readonly columns: ReadonlyMap<string, number>;
}

const byWord = new Map<string, Kind>();
for (const kind of builtInKinds) for (const word of [kind.plural, kind.singular, ...kind.shortNames]) if (!byWord.has(word)) byWord.set(word, kind);

/** The kind that a word of a command line means: `pods`, `po`, `deployments.apps`. */
const kindOf = (word: string): Kind | undefined => byWord.get(word.toLowerCase().split('.')[0] ?? '');

const namesOfObjects = new Set(['get', 'top', 'describe']);

/** What can be known from the command alone. */
export function contextOf(line: string, namespace = 'default'): OutputContext {
  const words = line.trim().split(/\s+/).slice(1);
  const verb = words.findIndex((word) => !word.startsWith('-'));
  const at = words.findIndex((word) => word === '-n' || word === '--namespace');
  const given = words.find((word) => /^(-n|--namespace)=?./.test(word))?.replace(/^(-n|--namespace)=?/, '');
  const asked = namesOfObjects.has(words[verb] ?? '') ? words.slice(verb + 1).find((word) => !word.startsWith('-')) : undefined;
  return { kind: asked === undefined ? undefined : kindOf(asked.split('/')[0] ?? ''), namespace: (at < 0 ? given : words[at + 1]) ?? namespace, columns: new Map() };
}

/** The context after a line: a heading begins a new table, a blank line ends one. */
export function contextAfter(context: OutputContext, line: string): OutputContext {
  if (line === '') return { ...context, columns: new Map() };
  if (!/^(NAMESPACE|NAME|LAST SEEN)( |$)/.test(line)) return context;
  return { ...context, columns: new Map(Array.from(line.matchAll(/\S+(?: \S+)*/g), (match) => [match[0], match.index])) };
}

/** Objects by names that mean nothing else: pods and nodes. */
export type KnownNames = ReadonlyMap<string, { readonly kind: string; readonly namespace: string; readonly name: string }>;

const noNames: KnownNames = new Map();

/**
 * The objects that a line of output names: `kind/name` anywhere, the names of a table by its heading, `Name:` of what is
 * described, and any word that is `known`.
 *
 * Example: below `NAME   READY … NODE` after `kubectl get pods -o wide`, a row links to its pod and its node.
 */
export function linksIn(line: string, context: OutputContext, known: KnownNames = noNames): readonly ObjectLink[] {
  const namespace = cellAt(line, context.columns.get('NAMESPACE'))?.text ?? context.namespace;
  const links = slashed(line, namespace);
  const name = cellAt(line, context.columns.get('NAME'));
  if (name && context.kind && !name.text.includes('/') && name.text !== 'NAME') links.push(linkTo(context.kind, namespace, name));
  const node = cellAt(line, context.columns.get('NODE'));
  const nodes = byWord.get('nodes');
  if (node && nodes && !/^(<|NODE$)/.test(node.text)) links.push(linkTo(nodes, '', node));
  const described = context.columns.size === 0 && context.kind ? /^Name: +(\S+)$/.exec(line) : null;
  if (described && context.kind) links.push(linkTo(context.kind, namespace, { start: line.length - (described[1] ?? '').length, text: described[1] ?? '' }));
  return apart([...links, ...knownIn(line, namespace, known)]);
}

/** Words that are names by themselves: `node-1` of `node-1/192.168.0.11`, too. */
function knownIn(line: string, namespace: string, known: KnownNames): readonly ObjectLink[] {
  if (known.size === 0) return [];
  const links: ObjectLink[] = [];
  for (const match of line.matchAll(/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/g)) {
    const object = known.get(match[0]);
    if (object) links.push({ start: match.index, end: match.index + match[0].length, kind: object.kind, namespace: object.kind === 'Node' ? '' : object.namespace || namespace, name: object.name });
  }
  return links;
}

/** In their order; of two that overlap the first found stays. */
function apart(links: readonly ObjectLink[]): readonly ObjectLink[] {
  const kept: ObjectLink[] = [];
  for (const link of links) if (kept.every(({ start, end }) => link.end <= start || link.start >= end)) kept.push(link);
  return kept.sort((a, b) => a.start - b.start);
}

interface Cell {
  readonly start: number;
  readonly text: string;
}

const linkTo = ({ kind, namespaced }: Kind, namespace: string, { start, text }: Cell): ObjectLink => ({ start, end: start + text.length, kind, namespace: namespaced ? namespace : '', name: text });

/** The word that begins where a column does. */
function cellAt(line: string, start: number | undefined): Cell | undefined {
  if (start === undefined || (start > 0 && line.charAt(start - 1) !== ' ')) return undefined;
  const text = /^\S+/.exec(line.slice(start))?.[0];
  return text === undefined ? undefined : { start, text };
}

function slashed(line: string, namespace: string): ObjectLink[] {
  const links: ObjectLink[] = [];
  for (const match of line.matchAll(/(?<=^|\s)([A-Za-z]+)(?:\.[a-z0-9.-]+)?\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?=\s|$|:)/g)) {
    const kind = kindOf(match[1] ?? '');
    if (kind) links.push(linkTo(kind, namespace, { start: match.index, text: match[0] }));
  }
  return links.map((link) => ({ ...link, name: line.slice(link.start, link.end).split('/')[1] ?? '' }));
}
