import { parseRfc3339 } from '../../kube/time.ts';
import type { Call } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, KubectlError, LogLine } from '../errors.ts';
import { humanDuration } from '../printers/duration.ts';
import { sortByPath, Unsortable } from '../printers/sort.ts';
import { alignTable, isTable, plainTable, tableLines, type Table, type TableOptions, type TableRow } from '../printers/table.ts';
import { fetchNamed, selectorQuery, type Selection, type Target } from '../resources/builder.ts';
import { logHead } from '../trace.ts';
import { groupKind, pathOf, type Mapping } from '../resources/mapping.ts';
import { isList, itemsOf, nameOf, namespaceOf, withAt, type Obj } from '../resources/object.ts';

/** Asks for tables; the object's metadata comes with each row. */
const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

/** The tables of one `get`, type after type; rows of one type stand under one header. */
export class TableView {
  isEmpty = true;
  readonly #call: Call;
  readonly #options: TableOptions;
  #manyKinds: boolean;
  readonly #waiting: { readonly mapping: Mapping; readonly table: Table }[] = [];
  #mapping: Mapping | undefined;
  #lines: string[] = [];
  #widths: number[] = [];
  #headers = '';
  /** The last row of each object of a watch, for when it is deleted. */
  readonly #last = new Map<string, Table>();

  constructor(call: Call) {
    const { flags } = call;
    this.#call = call;
    this.#manyKinds = flags.bool('show-kind');
    this.#options = {
      wide: flags.text('output') === 'wide', noHeaders: flags.bool('no-headers'), withNamespace: flags.bool('all-namespaces'),
      showLabels: flags.bool('show-labels'), labelColumns: flags.list('label-columns'), kindPrefix: '',
    };
  }

  /** Fetches what a target names and adds its rows. */
  *add(target: Target, selection: Selection): Run<void> {
    let next: string | undefined;
    const tables: Table[] = [];
    do {
      const table = yield* this.#fetch(target, selection, next);
      tables.push(table);
      next = table.metadata?.continue || undefined;
    } while (next);
    const [first] = tables;
    if (first) this.#waiting.push({ mapping: target.mapping, table: yield* this.#sorted({ ...first, rows: tables.flatMap(({ rows }) => rows) }) });
  }

  /** Adds the row of an object that a watch told of. */
  *addEvent(target: Target, object: Obj, type: string): Run<void> {
    const key = `${namespaceOf(object)}/${nameOf(object)}`;
    let table = this.#last.get(key);
    if (type !== 'DELETED') {
      try {
        table = yield* this.#fetch({ ...target, namespace: target.mapping.namespaced ? namespaceOf(object) : '', name: nameOf(object) }, {}, undefined);
        this.#last.set(key, table);
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error;
      }
    }
    if (!table) return;
    const withEvents = this.#call.flags.bool('output-watch-events');
    this.#append(target.mapping, withEvents ? { ...table, columnDefinitions: [{ name: 'Event' }, ...table.columnDefinitions], rows: table.rows.map((row) => ({ ...row, cells: [type, ...row.cells] })) } : table);
  }

  *#fetch(target: Target, selection: Selection, next: string | undefined): Run<Table> {
    const { flags, session } = this.#call;
    const includeObject = flags.text('sort-by') === '' ? undefined : 'Object';
    const collection = pathOf(target.mapping, target.namespace, target.name, selection.subresource);
    const query = target.name === undefined ? selectorQuery(selection, { continue: next, includeObject }) : includeObject ? `?includeObject=${includeObject}` : '';
    const accept = flags.bool('server-print') ? tableAccept : undefined;
    const body = target.name === undefined ? yield* session.get<Obj | Table>(collection + query, accept) : yield* fetchNamed<Obj | Table>(session, target, collection + query, accept);
    if (isTable(body)) return this.#remembered(body);
    const now = yield* session.now();
    const items = isList(body) ? itemsOf(body).map((item) => (item.kind ? item : withAt(item, ['kind'], target.mapping.kind))) : [body];
    return plainTable(items, (created) => {
      const at = parseRfc3339(created);
      return at === undefined ? '<unknown>' : humanDuration(now - at);
    });
  }

  #remembered(table: Table): Table {
    if (!this.#call.flags.bool('watch')) return table;
    for (const row of table.rows) this.#last.set(`${row.object?.metadata?.namespace ?? ''}/${row.object?.metadata?.name ?? ''}`, { ...table, rows: [row] });
    return table;
  }

  *#sorted(table: Table): Run<Table> {
    const sortBy = this.#call.flags.text('sort-by');
    if (sortBy === '' || table.rows.length < 2) return table;
    return { ...table, rows: yield* orUnsortable(this.#call, { place: 'sorter.go:375', what: '[][][]reflect.Value' }, () => sortedRows(table.rows, sortBy)) };
  }

  /** Several tables are put in order themselves, by their own fields, before their rows are: they have no names and no spec. */
  checkSort(): void {
    const sortBy = this.#call.flags.text('sort-by');
    if (sortBy !== '' && this.#waiting.length > 1) sortByPath(this.#waiting, sortBy, ({ table }) => ({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: table.metadata, columnDefinitions: table.columnDefinitions, rows: table.rows }));
  }

  #append(mapping: Mapping, table: Table): void {
    if (table.rows.length === 0) return;
    if (this.#mapping && this.#mapping !== mapping) {
      this.#print();
      if (!this.isEmpty) this.#call.session.output.stdout('\n');
      this.#widths = [];
      this.#headers = '';
    }
    this.#mapping = mapping;
    const options = { ...this.#options, kindPrefix: this.#manyKinds ? groupKind(mapping) : '' };
    const headers = JSON.stringify(table.columnDefinitions);
    this.#lines.push(...tableLines(table, headers === this.#headers ? { ...options, noHeaders: true } : options));
    this.#headers = headers;
    this.isEmpty = false;
  }

  /** Prints what is waiting; names have their types before them where several types came. Columns keep their widths until another type comes. */
  flush(): void {
    this.#manyKinds ||= new Set(this.#waiting.map(({ mapping }) => mapping.resource + mapping.group)).size > 1;
    for (const { mapping, table } of this.#waiting.splice(0)) this.#append(mapping, table);
    this.#print();
  }

  #print(): void {
    if (this.#lines.length === 0) return;
    this.#call.session.output.stdout(alignTable(this.#lines, this.#widths));
    this.#lines = [];
  }
}

/** Rows in order. Where the path cannot be read or leads nowhere, kubectl shows none. */
function sortedRows(rows: readonly TableRow[], sortBy: string): readonly TableRow[] {
  try {
    return sortByPath<TableRow>(rows, sortBy, (row) => row.object);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

interface Sorting {
  /** Where kubectl's source says so. */
  readonly place: string;
  /** Go's type of what is sorted. */
  readonly what: string;
}

/** Sorts; where values have no order, kubectl ends with a line of its log. */
export function* orUnsortable<T>({ session }: Call, { place, what }: Sorting, sort: () => T): Run<T> {
  const now = yield* session.now();
  try {
    return sort();
  } catch (error) {
    if (!(error instanceof Unsortable)) throw error;
    throw new LogLine(`${logHead(now, place, 'F')}Field ${error.path} in ${what} is an unsortable type: interface, err: ${error.message}`);
  }
}
