import type { CoreV1Event } from '../../kube/generated/types.ts';
import { parseRfc3339 } from '../../kube/time.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Exit, Failure } from '../errors.ts';
import { bool, int, slice, text } from '../flags.ts';
import { allNamespacesFlag, printFlags } from '../global-flags.ts';
import { intervalText } from '../describe/describer.ts';
import { Page } from '../describe/page.ts';
import { formatOf, ObjectPrinter } from '../printers/output.ts';
import { alignTable } from '../printers/table.ts';
import { apiVersionOf } from '../resources/mapping.ts';
import type { Obj } from '../resources/object.ts';
import { queryOf } from '../session.ts';

export const events: Command = {
  name: 'events', args: '[(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]', short: 'List events',
  flags: [...printFlags, allNamespacesFlag, bool('watch', 'w'), text('for'), slice('types'), bool('no-headers'), int('chunk-size', '', { default: '500' })],
  run: runEvents,
};

interface EventList {
  readonly items?: readonly CoreV1Event[];
  readonly metadata?: { readonly resourceVersion?: string };
}

function* runEvents(call: Call): Run<void> {
  const { flags, session } = call;
  for (const type of flags.list('types')) if (!['normal', 'warning'].includes(type.toLowerCase())) throw new Failure('valid --types are Normal or Warning');
  const path = flags.bool('all-namespaces') ? '/api/v1/events' : `/api/v1/namespaces/${session.namespace}/events`;
  const fieldSelector = yield* selectorFor(call);
  const list = yield* session.get<EventList>(path + queryOf({ fieldSelector }));
  const shown = sorted((list.items ?? []).filter((event) => isWanted(call, event)));
  if (shown.length === 0 && !flags.bool('watch')) {
    session.printError(flags.bool('all-namespaces') ? 'No events found.' : `No events found in ${session.namespace} namespace.`);
    return;
  }
  const format = formatOf(flags);
  const printer = format ? new ObjectPrinter(session, format, flags) : undefined;
  const widths: number[] = [];
  // kubectl hands the whole list to the printer of names, which prints no lists, and passes over its complaint.
  if (printer && format?.name !== 'name') yield* printer.print({ apiVersion: 'v1', kind: 'EventList', metadata: {}, items: shown.map((event) => ({ apiVersion: 'v1', kind: 'Event', ...event })) } as Obj);
  if (!printer && shown.length > 0) session.output.stdout(alignTable([...headers(call), ...(yield* rows(call, shown))], widths));
  if (!flags.bool('watch')) return;
  const watch = yield* session.watch(path + queryOf({ fieldSelector, resourceVersion: list.metadata?.resourceVersion, watch: 'true' }));
  for (;;) {
    const event = yield* session.next(watch);
    if (event === 'closed' || event === 'timeout' || event.type === 'ERROR') throw new Exit(event === 'closed' ? 0 : 1);
    const object = event.object as CoreV1Event;
    if (event.type === 'DELETED' || event.type === 'BOOKMARK' || !isWanted(call, object)) continue;
    if (printer) yield* printer.print(event.object as Obj);
    else session.output.stdout(alignTable(yield* rows(call, [object]), widths));
  }
}

function* selectorFor(call: Call): Run<string> {
  const word = call.flags.text('for');
  if (word === '') return '';
  const [type = '', name, ...more] = word.split('/');
  if (more.length > 0) throw new Failure('arguments in resource/name form may not have more than one slash');
  if (name === undefined) throw new Failure('--for must be in resource/name form');
  if (type === '') throw new Failure('a resource must be present, got: /, Resource=');
  const mapping = yield* call.discovery.resourceBare(type);
  return name === '' ? '' : `involvedObject.kind=${mapping.kind},involvedObject.name=${name},involvedObject.apiVersion=${apiVersionOf(mapping)}`;
}

const isWanted = (call: Call, event: CoreV1Event): boolean => call.flags.list('types').length === 0 || call.flags.list('types').some((type) => type.toLowerCase() === event.type?.toLowerCase());

const momentOf = (event: CoreV1Event): number => parseRfc3339((event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime) as string | undefined) ?? 0;

function sorted(list: readonly CoreV1Event[]): readonly CoreV1Event[] {
  return list.map((event, index) => ({ event, index })).sort((a, b) => momentOf(a.event) - momentOf(b.event) || a.index - b.index).map(({ event }) => event);
}

function headers(call: Call): readonly string[] {
  if (call.flags.bool('no-headers')) return [];
  return [[...(call.flags.bool('all-namespaces') ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'].join('\t')];
}

function* rows(call: Call, list: readonly CoreV1Event[]): Run<readonly string[]> {
  const page = new Page(yield* call.session.now());
  return list.map((event) => [
    ...(call.flags.bool('all-namespaces') ? [event.metadata.namespace ?? ''] : []), intervalText(page, event), event.type ?? '', event.reason ?? '',
    `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`, (event.message ?? '').trim().replaceAll('\n', ' '),
  ].join('\t'));
}
