import type { CoreV1Event } from '../../kube/generated/types.ts';
import { controllerOf } from '../../kube/object.ts';
import { parseRfc3339 } from '../../kube/time.ts';
import type { Run } from '../effects.ts';
import type { Info } from '../resources/builder.ts';
import { nameOf, namespaceOf, type Obj } from '../resources/object.ts';
import { queryOf, type Session } from '../session.ts';
import { annotationLines, pairLines, type Page } from './page.ts';

/** What a describer is given: the object, the page to write on, and a way to look up what belongs to it. */
export interface Describing {
  readonly session: Session;
  readonly info: Info;
  readonly object: Obj;
  readonly page: Page;
  readonly showEvents: boolean;
}

export type Describe = (describing: Describing) => Run<void>;

export interface HeadOptions {
  /** False for what lives in no namespace. */
  readonly namespace?: false;
}

/** Name, Namespace, Labels, Annotations. */
export function headLines(page: Page, object: Obj, { namespace }: HeadOptions = {}): void {
  page.line(0, `Name:\t${nameOf(object)}`);
  if (namespace !== false) page.line(0, `Namespace:\t${namespaceOf(object)}`);
  labelLines(page, object);
}

export function labelLines(page: Page, object: Obj): void {
  pairLines(page, 'Labels', object.metadata?.labels as Readonly<Record<string, string>> | undefined);
  annotationLines(page, 'Annotations', object.metadata?.annotations as Readonly<Record<string, string>> | undefined);
}

export function controlledByLine(page: Page, object: Obj): void {
  const owner = controllerOf(object);
  if (owner) page.line(0, `Controlled By:\t${owner.kind}/${owner.name}`);
}

/** A list that may be refused; empty then. */
export function* listQuietly<T>(session: Session, path: string): Run<readonly T[]> {
  const { code, body } = yield* session.send('GET', path);
  return code === 200 ? ((body as { items?: readonly T[] }).items ?? []) : [];
}

/** The table of events about an object. */
export function* eventLines({ session, object, page, showEvents }: Describing, about: Obj = object): Run<void> {
  if (!showEvents) return;
  const { uid } = about.metadata ?? {};
  const namespace = namespaceOf(about);
  const fieldSelector = [`involvedObject.name=${nameOf(about)}`, ...(namespace ? [`involvedObject.namespace=${namespace}`] : []), ...(about.kind ? [`involvedObject.kind=${about.kind}`] : []), ...(uid ? [`involvedObject.uid=${about.kind === 'Node' ? nameOf(about) : uid}`] : [])];
  const path = namespace ? `/api/v1/namespaces/${namespace}/events` : '/api/v1/events';
  let events = yield* listQuietly<CoreV1Event>(session, path + queryOf({ fieldSelector: fieldSelector.join(',') }));
  if (events.length === 0 && about.kind === 'Node') events = yield* listQuietly<CoreV1Event>(session, path + queryOf({ fieldSelector: `involvedObject.name=${nameOf(about)},involvedObject.kind=Node` }));
  if (events.length === 0) return page.line(0, 'Events:\t<none>');
  page.break();
  page.line(0, 'Events:');
  page.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  page.line(1, '----\t------\t----\t----\t-------');
  for (const event of sortedEvents(events)) page.line(1, eventText(page, event));
}

export function sortedEvents(events: readonly CoreV1Event[]): readonly CoreV1Event[] {
  const at = (event: CoreV1Event): number => parseRfc3339(event.lastTimestamp as string | undefined) ?? 0;
  return events.map((event, index) => ({ event, index })).sort((a, b) => at(a.event) - at(b.event) || a.index - b.index).map(({ event }) => event);
}

/** How long ago, with how often. */
export function intervalText(page: Page, event: CoreV1Event): string {
  const first = page.since((event.eventTime ?? event.firstTimestamp) as string | undefined);
  if (event.series) return `${page.since(event.series.lastObservedTime as string | undefined)} (x${String(event.series.count ?? 0)} over ${first})`;
  if ((event.count ?? 0) > 1) return `${page.since(event.lastTimestamp as string | undefined)} (x${String(event.count ?? 0)} over ${first})`;
  return first;
}

function eventText(page: Page, event: CoreV1Event): string {
  const source = event.source?.component || event.reportingComponent || '';
  const path = event.involvedObject.fieldPath;
  const message = (event.message ?? '').trim();
  return [event.type ?? '', event.reason ?? '', intervalText(page, event), source, path ? `${path}: ${message}` : message].join('\t');
}
