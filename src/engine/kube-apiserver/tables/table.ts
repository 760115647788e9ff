import type { V1CustomResourceColumnDefinition } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { toStorage } from '../conversion.ts';
import type { Resource } from '../resource.ts';
import type { ObjectList } from '../verbs/list.ts';
import { admissionPrinters } from './admission.ts';
import { since } from './cells.ts';
import { clusterPrinters } from './cluster.ts';
import { evaluateJsonPath } from './json-path.ts';
import { networkingPrinters } from './networking.ts';
import { podPrinters } from './pods.ts';
import { columns, type Cell, type PrintContext, type Printer, type RowCondition, type TableColumn } from './printer.ts';
import { storagePrinters } from './storage.ts';
import { workloadPrinters } from './workloads.ts';

const printers = new Map([...podPrinters, ...workloadPrinters, ...networkingPrinters, ...clusterPrinters, ...storagePrinters, ...admissionPrinters].map((printer) => [printer.kind, printer]));

export interface TableRow {
  readonly cells: readonly Cell[];
  readonly conditions?: readonly RowCondition[];
  readonly object: unknown;
}

/** `meta.k8s.io/v1` Table. */
export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: object;
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

/** Whether an `Accept` header prefers a table. */
export const wantsTable = (accept: string | undefined): boolean => accept !== undefined && /^[^,]*;as=Table;/.test(accept);

/** Objects or a list as a table; `includeObject` says what each row carries of its object. */
export function tableOf(resource: Resource, answer: KubeObject | ObjectList, includeObject: string, context: PrintContext): Table {
  const metadata = 'items' in answer ? answer.metadata : { resourceVersion: answer.metadata?.resourceVersion ?? '' };
  const printer: Pick<Printer, 'columns' | 'row' | 'conditions' | 'order'> = printers.get(resource.storage) ?? (resource.custom ? customPrinter(resource) : byName);
  const items = 'items' in answer ? answer.items : [answer];
  const order = printer.order as ((a: KubeObject, b: KubeObject) => number) | undefined;
  const rows = (order ? [...items].sort(order) : items).map((item): TableRow => {
    const kept = toStorage(resource, item);
    const conditions = printer.conditions?.(kept) ?? [];
    return { cells: printer.row(kept, context), ...(conditions.length > 0 ? { conditions } : {}), object: objectOf(item, includeObject) };
  });
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: printer.columns, rows };
}

function objectOf(item: KubeObject, includeObject: string): unknown {
  if (includeObject === 'None') return null;
  if (includeObject === 'Object') return item;
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: item.metadata };
}

const nameAndTime = [...columns('Name'), { name: 'Created At', type: 'date', format: '', description: '', priority: 0 } as const];

/** What has no printer of its own: name and time of creation. */
const byName: Pick<Printer, 'columns' | 'row' | 'conditions'> = {
  columns: nameAndTime,
  row: ({ metadata }) => [metadata?.name ?? '', (metadata?.creationTimestamp as string | undefined) ?? ''],
};

/** The columns that a CustomResourceDefinition names; the age where it names none. */
function customPrinter(resource: Resource): Pick<Printer, 'columns' | 'row' | 'conditions'> {
  const given: readonly V1CustomResourceColumnDefinition[] = resource.custom?.version.additionalPrinterColumns ?? [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }];
  return {
    columns: [...columns('Name'), ...given.map((column): TableColumn => ({
      name: column.name, type: column.type === 'date' ? 'date' : (column.type as TableColumn['type']), format: column.format ?? '', description: column.description ?? '', priority: column.priority ?? 0,
    }))],
    row: (object, { nowMs }) => [object.metadata?.name ?? '', ...given.map((column) => customCell(object, column, nowMs))],
  };
}

function customCell(object: KubeObject, { jsonPath, type }: V1CustomResourceColumnDefinition, nowMs: number): Cell {
  const [value] = evaluateJsonPath(object, jsonPath);
  if (value === undefined || value === null) return null;
  if (type === 'date') return since(value, nowMs);
  if (type === 'integer' || type === 'number') return typeof value === 'number' ? value : null;
  if (type === 'boolean') return typeof value === 'boolean' ? value : null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
