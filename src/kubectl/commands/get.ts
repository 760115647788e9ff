import type { WatchEvent } from '../../kube/api.ts';
import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Exit, Failure, isNotFound, KubectlError, throwCollected } from '../errors.ts';
import { bool, int, slice, text } from '../flags.ts';
import { allNamespacesFlag, fieldSelectorFlag, fileFlags, printFlags, selectorFlag } from '../global-flags.ts';
import { formatOf, ObjectPrinter } from '../printers/output.ts';
import { sortByPath } from '../printers/sort.ts';
import { collect, explainListRefusal, resolveTargets, selectorQuery, type Info, type Selection, type Target } from '../resources/builder.ts';
import { readManifests } from '../resources/manifests.ts';
import { pathOf } from '../resources/mapping.ts';
import type { Obj } from '../resources/object.ts';
import { rawPath, rawText } from '../resources/raw.ts';
import { selectionOf } from '../resources/select.ts';
import { orUnsortable, TableView } from './get-table.ts';

const defaultChunk = 500;

export const get: Command = {
  name: 'get',
  args: '[(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  short: 'Display one or many resources', namesResources: true,
  completes: 'resource-name',
  flags: [
    ...fileFlags, ...printFlags, selectorFlag, fieldSelectorFlag, allNamespacesFlag,
    bool('watch', 'w', { help: 'After listing/getting the requested object, watch for changes.' }),
    bool('watch-only', '', { help: 'Watch for changes to the requested object(s), without listing/getting first.' }),
    bool('output-watch-events', '', { help: 'Output watch event objects when --watch or --watch-only is used.' }),
    bool('ignore-not-found', '', { help: 'If set to true, suppresses NotFound error for specific objects that do not exist.' }),
    bool('no-headers', '', { help: "When using the default or custom-column output format, don't print headers." }),
    bool('show-labels', '', { help: 'When printing, show all labels as the last column.' }),
    bool('show-kind', '', { help: 'If present, list the resource type for the requested object(s).' }),
    slice('label-columns', 'L', { help: 'Accepts a comma separated list of labels that are going to be presented as columns.' }),
    text('sort-by', '', { help: 'If non-empty, sort list types using this field specification.' }),
    text('raw', '', { help: 'Raw URI to request from the server.' }),
    text('subresource', '', { help: 'If specified, gets the subresource of the requested object.' }),
    int('chunk-size', '', { default: String(defaultChunk), help: 'Return large lists in chunks rather than all at once.' }),
    bool('server-print', '', { default: 'true', help: 'If true, have the server return the appropriate table output.' }),
  ],
  run: runGet,
};

function* runGet(call: Call): Run<void> {
  const { flags, session } = call;
  if (flags.text('raw') !== '') return yield* getRaw(call);
  const selection: Selection = { ...selectionOf(call), typeAlone: true, chunk: flags.int('chunk-size'), subresource: flags.text('subresource') };
  if (call.args.length === 0 && flags.list('filename').length === 0) {
    session.printError('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n');
    throw usageFailure(call, 'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).');
  }
  const targets = yield* targetsOf(call, selection);
  if (flags.bool('watch') || flags.bool('watch-only')) return yield* watchTargets(call, targets, selection);
  if (['', 'wide'].includes(flags.text('output')) && formatOf(flags, true)?.name !== 'go-template') return yield* printTables(call, targets, selection);
  yield* printObjects(call, targets, selection);
}

function* targetsOf(call: Call, selection: Selection): Run<readonly Target[]> {
  const files = call.flags.list('filename');
  if (files.length === 0) return yield* resolveTargets(call.session, call.discovery, call.args, selection);
  const { infos, errors } = yield* readManifests(call.session, call.discovery, files, { validate: false });
  throwCollected(errors);
  return infos.map(({ mapping, namespace, name }) => ({ mapping, namespace, name }));
}

function* getRaw(call: Call): Run<void> {
  const { flags } = call;
  if (call.args.length > 0) throw new Failure('arguments may not be passed when --raw is specified');
  if (flags.bool('watch') || flags.bool('watch-only') || flags.text('selector') !== '') throw new Failure('--raw may not be specified with other flags that filter the server request or alter the output');
  if (flags.text('output') !== '') throw new Failure('--raw and --output are mutually exclusive');
  const path = rawPath(flags.text('raw'));
  const body = yield* call.session.fetchRaw('GET', path);
  call.session.output.stdout(rawText(path, body));
}

function* printTables(call: Call, targets: readonly Target[], selection: Selection): Run<void> {
  const { session, flags } = call;
  const view = new TableView(call);
  const errors: KubectlError[] = [];
  for (const target of targets) {
    try {
      yield* view.add(target, selection);
    } catch (error) {
      const explained = explainListRefusal(error, target, selection);
      if (!(explained instanceof KubectlError)) throw explained;
      if (!(flags.bool('ignore-not-found') && isNotFound(explained))) errors.push(explained);
    }
  }
  view.checkSort();
  view.flush();
  if (view.isEmpty && errors.length === 0 && !flags.bool('ignore-not-found')) {
    const inNamespace = !selection.allNamespaces && targets.every(({ mapping }) => mapping.namespaced);
    session.printError(inNamespace ? `No resources found in ${session.namespace} namespace.` : 'No resources found');
  }
  throwCollected(distinct(errors));
}

/** One refusal that several targets share is told once. */
function distinct(errors: readonly KubectlError[]): readonly KubectlError[] {
  return errors.filter((error, index) => errors.findIndex((other) => other.message === error.message) === index);
}

function* printObjects(call: Call, targets: readonly Target[], selection: Selection): Run<void> {
  const { flags, session } = call;
  const collected = yield* collect(session, targets, selection);
  const errors = flags.bool('ignore-not-found') ? collected.errors.filter((error) => !isNotFound(error)) : collected.errors;
  if (collected.single && errors[0]) throw errors[0];
  if (collected.infos.length === 0 && flags.bool('ignore-not-found')) return throwCollected(errors);
  const format = formatOf(flags, true);
  if (!format) return;
  const printer = new ObjectPrinter(session, format, flags);
  const [only] = collected.infos;
  yield* printer.print(collected.single && only ? only.object : yield* listOf(call, collected.infos));
  throwCollected(errors);
}

function* listOf(call: Call, infos: readonly Info[]): Run<Obj> {
  const sortBy = call.flags.text('sort-by');
  const objects = infos.map(({ object }) => object);
  const items = sortBy === '' ? objects : yield* orUnsortable(call, { place: 'sorter.go:329', what: '*unstructured.Unstructured' }, () => sortByPath(objects, sortBy, (object) => object));
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items } as Obj;
}

function* watchTargets(call: Call, targets: readonly Target[], selection: Selection): Run<void> {
  const [target, ...more] = targets;
  if (!target || more.length > 0) throw new Failure('you may only specify a single resource type');
  const { session, flags } = call;
  const narrowed: Selection = target.name === undefined ? selection : { ...selection, fieldSelector: `metadata.name=${target.name}` };
  const collection = pathOf(target.mapping, target.namespace);
  const list = yield* session.get<{ metadata?: { resourceVersion?: string } }>(collection + selectorQuery({ ...narrowed, chunk: 0 }));
  const format = formatOf(flags, true);
  const view = new TableView(call);
  const printer = format && format.name !== 'wide' ? new ObjectPrinter(session, format, flags) : undefined;
  if (!flags.bool('watch-only')) {
    if (printer) for (const { object } of (yield* collect(session, [target], selection)).infos) yield* printer.print(object);
    else yield* view.add(target, selection);
    view.flush();
  }
  const watch = yield* session.watch(collection + selectorQuery({ ...narrowed, chunk: 0 }, { resourceVersion: list.metadata?.resourceVersion, watch: 'true' }));
  for (;;) {
    const event = yield* session.next(watch);
    if (event === 'closed' || event === 'timeout') break;
    yield* printEvent(call, target, { event, view, printer });
  }
  yield* session.unwatch(watch);
}

interface EventPrinting {
  readonly event: WatchEvent;
  readonly view: TableView;
  readonly printer: ObjectPrinter | undefined;
}

function* printEvent(call: Call, target: Target, { event, view, printer }: EventPrinting): Run<void> {
  if (event.type === 'BOOKMARK') return;
  if (event.type === 'ERROR') throw new Exit(1);
  const object = event.object as Obj;
  if (printer) {
    const shown = call.flags.bool('output-watch-events') ? ({ type: event.type, object } as unknown as Obj) : object;
    yield* printer.print(shown);
  } else {
    yield* view.addEvent(target, object, event.type);
    view.flush();
  }
}

