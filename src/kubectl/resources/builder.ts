import type { V1Status } from '../../kube/generated/types.ts';
import type { Run } from '../effects.ts';
import { Aggregate, Failure, isNotFound, isReason, KubectlError, StatusFailure } from '../errors.ts';
import { queryOf, type Session } from '../session.ts';
import type { Discovery } from './discovery.ts';
import { groupResource, pathOf, resourceText, type Mapping } from './mapping.ts';
import { nameOf, namespaceOf, type Obj } from './object.ts';

/** One thing that was named: an object, or the list of a type. */
export interface Target {
  readonly mapping: Mapping;
  /** '' for what lives in no namespace and for every namespace. */
  readonly namespace: string;
  /** Undefined: all of the type that the selectors let through. */
  readonly name: string | undefined;
}

/** An object in hand, with where it came from. */
export interface Info {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  readonly object: Obj;
  /** File it was read from (`STDIN`); '' where the server gave it. */
  readonly source: string;
  /** Which document of its file, from 0. */
  readonly document: number;
}

export interface Selection {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  /** A type alone means all of it (`get pods`). */
  readonly typeAlone?: boolean;
  readonly chunk?: number;
  readonly subresource?: string;
}

/** Whether objects are chosen by something else than their names. */
export const isSelecting = ({ labelSelector, fieldSelector, all }: Selection): boolean => Boolean(labelSelector) || Boolean(fieldSelector) || all === true;

const slashMessage = "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";
export const needResources = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/**
 * What the arguments name: `pods`, `pod a b`, `deploy,svc`, `pod/a svc/b`, `all`.
 *
 * @see kubectl, cli-runtime resource.Builder
 */
export function* resolveTargets(session: Session, discovery: Discovery, args: readonly string[], selection: Selection): Run<readonly Target[]> {
  const selecting = isSelecting(selection);
  if (selection.all === true && (selection.labelSelector || selection.fieldSelector)) throw new Failure("setting 'all' parameter but found a non empty selector. ");
  if (args.some((arg) => arg.includes('/'))) {
    const targets = yield* targetsByPair(session, discovery, args);
    if (selecting) throw new Failure('selectors and the all flag cannot be used when passing resource/name arguments');
    if (selection.allNamespaces) throw new Failure('a resource cannot be retrieved by name across all namespaces');
    return targets;
  }
  const [types = '', ...names] = args;
  if (types === '' && args.length > 0) throw new Failure('the server doesn\'t have a resource type ""');
  const mappings = yield* mappingsOf(discovery, types);
  if (names.length > 0) {
    if (selecting) throw new Failure('name cannot be provided when a selector is specified');
    if (selection.allNamespaces) throw new Failure('a resource cannot be retrieved by name across all namespaces');
    for (const name of names) if (name === '') throw new Failure('resource name may not be empty');
    return mappings.flatMap((mapping) => names.map((name) => ({ mapping, namespace: scopeOf(session, mapping), name })));
  }
  if (mappings.length === 0) throw new Failure(needResources);
  if (!selecting && selection.typeAlone !== true) throw new Failure('resource(s) were provided, but no name was specified');
  return mappings.map((mapping) => ({ mapping, namespace: selection.allNamespaces ? '' : scopeOf(session, mapping), name: undefined }));
}

const scopeOf = (session: Session, mapping: Mapping): string => (mapping.namespaced ? session.namespace : '');

function* targetsByPair(session: Session, discovery: Discovery, args: readonly string[]): Run<readonly Target[]> {
  const targets: Target[] = [];
  if (args.some((arg) => !arg.includes('/'))) throw new Failure(slashMessage);
  for (const arg of args) {
    const [type = '', name = '', ...more] = arg.split('/');
    if (more.length > 0) throw new Failure('arguments in resource/name form may not have more than one slash');
    if (type === '' || name === '' || type.includes(',')) throw new Failure('arguments in resource/name form must have a single resource and name');
    const mapping = yield* discovery.resource(type);
    targets.push({ mapping, namespace: scopeOf(session, mapping), name });
  }
  return targets;
}

/** The types of a comma list; categories (`all`) stand for their members. */
export function* mappingsOf(discovery: Discovery, types: string): Run<readonly Mapping[]> {
  const mappings: Mapping[] = [];
  const words = types.split(',');
  for (const word of words) {
    if (word === '') {
      if (words.length > 1) throw new Failure('arguments in resource/name form must have a single resource and name');
      continue;
    }
    const category = yield* discovery.category(word);
    const found = category ? yield* membersOf(discovery, category) : [yield* discovery.resource(word)];
    for (const mapping of found) if (!mappings.some((other) => other.group === mapping.group && other.resource === mapping.resource)) mappings.push(mapping);
  }
  return mappings;
}

/** The members of a category are looked up by their full names. */
function* membersOf(discovery: Discovery, category: readonly Mapping[]): Run<readonly Mapping[]> {
  const members: Mapping[] = [];
  for (const mapping of category) members.push(mapping.group.includes('.') ? yield* discovery.resource(groupResource(mapping)) : mapping);
  return members;
}

/** Path of what a target names, with its selectors. */
export function targetPath(target: Target, selection: Selection): string {
  if (target.name !== undefined) return pathOf(target.mapping, target.namespace, target.name, selection.subresource);
  return pathOf(target.mapping, target.namespace, undefined, selection.subresource) + selectorQuery(selection);
}

export function selectorQuery(selection: Selection, more: Readonly<Record<string, string | undefined>> = {}): string {
  return queryOf({ fieldSelector: selection.fieldSelector, labelSelector: selection.labelSelector, limit: selection.chunk || undefined, ...more });
}

/** The words that kubectl puts before a refusal of a list. */
export function explainListRefusal(error: unknown, target: Target, selection: Selection): unknown {
  if (target.name !== undefined || !(isReason(error, 'BadRequest') || isReason(error, 'NotFound'))) return error;
  const { labelSelector = '', fieldSelector = '' } = selection;
  const resource = resourceText(target.mapping);
  const message = labelSelector === '' && fieldSelector === ''
    ? `Unable to list "${resource}": ${error.message}`
    : `Unable to find "${resource}" that match label selector "${labelSelector}", field selector "${fieldSelector}": ${error.message}`;
  return new StatusFailure({ ...error.status, message });
}

/** What could be fetched, and what went wrong on the way. */
export interface Collected {
  readonly infos: readonly Info[];
  readonly errors: readonly KubectlError[];
  /** One object was asked for by name. */
  readonly single: boolean;
}

/** Fetches every object named: lists are flattened; after a refusal the rest is still fetched. */
export function* collect(session: Session, targets: readonly Target[], selection: Selection): Run<Collected> {
  const infos: Info[] = [];
  const errors: KubectlError[] = [];
  for (const target of targets) {
    try {
      for (const object of yield* fetchTarget(session, target, selection)) {
        infos.push({ mapping: target.mapping, namespace: target.mapping.namespaced ? namespaceOf(object) || target.namespace : '', name: nameOf(object) || (target.name ?? ''), object, source: '', document: 0 });
      }
    } catch (error) {
      const explained = explainListRefusal(error, target, selection);
      if (!(explained instanceof KubectlError)) throw explained;
      errors.push(explained);
    }
  }
  return { infos, errors, single: targets.length === 1 && targets[0]?.name !== undefined };
}

/** One object by its path; where it is missing because its namespace is, that is what is told. */
export function* fetchNamed<T = Obj>(session: Session, { namespace }: Pick<Target, 'namespace'>, path: string, accept?: string): Run<T> {
  try {
    return yield* session.get<T>(path, accept);
  } catch (error) {
    if (!isNotFound(error) || namespace === '' || namespace === 'default') throw error;
    const { code, body } = yield* session.send('GET', `/api/v1/namespaces/${namespace}`);
    throw code === 404 ? new StatusFailure(body as V1Status) : error;
  }
}

function* fetchTarget(session: Session, target: Target, selection: Selection): Run<readonly Obj[]> {
  if (target.name !== undefined) return [yield* fetchNamed(session, target, targetPath(target, selection))];
  const items: Obj[] = [];
  let next: string | undefined;
  do {
    const path = pathOf(target.mapping, target.namespace) + selectorQuery(selection, { continue: next });
    const list = yield* session.get<{ apiVersion?: string; kind?: string; items?: readonly Obj[]; metadata?: { continue?: string } }>(path);
    const kind = (list.kind ?? '').replace(/List$/, '') || target.mapping.kind;
    for (const item of list.items ?? []) items.push(item.kind ? item : { apiVersion: list.apiVersion ?? '', kind, ...item } as Obj);
    next = list.metadata?.continue || undefined;
  } while (next);
  return items;
}

/** Everything or nothing: throws what went wrong. */
export function* collectAll(session: Session, targets: readonly Target[], selection: Selection): Run<readonly Info[]> {
  const { infos, errors } = yield* collect(session, targets, selection);
  if (errors.length > 0) throw errors.length === 1 && errors[0] ? errors[0] : new Aggregate(errors);
  return infos;
}
