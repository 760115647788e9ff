import { at, asMap, type Obj } from '../resources/object.ts';
import { alignColumns, tableStyle } from './columns.ts';
import { goText } from './go-value.ts';

/** A table as the API server prints it (`meta.k8s.io/v1, Kind=Table`). */
export interface Table {
  readonly kind: 'Table';
  readonly columnDefinitions: readonly { readonly name: string; readonly priority?: number }[];
  readonly rows: readonly TableRow[];
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object?: Obj;
}

export const isTable = (body: unknown): body is Table => asMap(body)?.['kind'] === 'Table';

/** What is added to the server's columns. */
export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  /** `deployment.apps`, in front of names, where several types are shown. */
  readonly kindPrefix: string;
}

/** The lines of a table, cells ended by tabs, ready for {@link alignColumns}. */
export function tableLines(table: Table, options: TableOptions): readonly string[] {
  const shown = table.columnDefinitions.map((column, index) => ({ column, index })).filter(({ column }) => options.wide || (column.priority ?? 0) === 0);
  const headers = [
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...shown.map(({ column }) => column.name.toUpperCase()),
    ...options.labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
  const lines = options.noHeaders ? [] : [headers.join('\t')];
  for (const row of table.rows) lines.push(rowLine(row, shown, options));
  return lines;
}

function rowLine(row: TableRow, shown: readonly { column: { name: string }; index: number }[], options: TableOptions): string {
  const labels = (row.object?.metadata?.labels ?? {}) as Readonly<Record<string, string>>;
  return [
    ...(options.withNamespace ? [row.object?.metadata?.namespace ?? ''] : []),
    ...shown.map(({ index }) => (index === 0 && options.kindPrefix !== '' ? `${options.kindPrefix}/` : '') + cellText(row.cells[index])),
    ...options.labelColumns.map((label) => (Object.hasOwn(labels, label) ? (labels[label] ?? '') : '')),
    ...(options.showLabels ? [labelsText(labels)] : []),
  ].join('\t');
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'string' ? cell : goText(cell);
  const end = text.search(/[\f\n\r]/);
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll('\t', ' ');
}

/** `a=b,c=d`, by key; `<none>` of nothing. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.keys(labels ?? {}).sort().map((key) => `${key}=${labels?.[key] ?? ''}`);
  return pairs.length === 0 ? '<none>' : pairs.join(',');
}

/** Aligned text of lines with tabs; `widths` is shared by what is printed under one header. */
export function alignTable(lines: readonly string[], widths?: number[]): string {
  return lines.length === 0 ? '' : alignColumns(`${lines.join('\n')}\n`, tableStyle, widths);
}

/** A table of name and age, for servers that print none. */
export function plainTable(objects: readonly Obj[], age: (created: string | undefined) => string): Table {
  return {
    kind: 'Table',
    columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
    rows: objects.map((object) => ({ cells: [object.metadata?.name, age(at(object, 'metadata', 'creationTimestamp') as string | undefined)], object })),
  };
}
