import type { JsonObject } from '../json.ts';
import { fieldsOf, type GoField } from './fields.ts';
import { goQuantity } from './quantity.ts';

/**
 * What go-spew prints of a struct with `%#v`, keys sorted and methods off: the text that Kubernetes hashes. The value is read as one that
 * came out of the API server's storage, where empty lists and maps are absent ones.
 *
 * Example: `spew('EmptyDirVolumeSource', { medium: 'Memory' })` is
 * `(v1.EmptyDirVolumeSource){Medium:(v1.StorageMedium)Memory SizeLimit:(*resource.Quantity)<nil>}`.
 *
 * @see Kubernetes 1.36, k8s.io/utils/dump, ForHash; go-spew, format.go
 */
export const spew = (type: string, value: unknown): string => `(${goType(type)})${printerOf(type)(value)}`;

/** A type as Go's reflection names it: `*PodSpec` is `*v1.PodSpec`. */
function goType(type: string): string {
  if (type === 'map') return 'map[string]string';
  return type.replace(/^(?:\[\]|\*)*(?=[A-Z])/, '$&v1.');
}

/** Writes a value without its type before it: what a pointer points to, items of a list and values of a map are written so. */
type Printer = (value: unknown) => string;

const printers = new Map<string, Printer>();

function printerOf(type: string): Printer {
  const before = printers.get(type);
  if (before) return before;
  const printer = makePrinter(type);
  printers.set(type, printer);
  return printer;
}

const absent = (value: unknown): boolean => value === undefined || value === null;

function makePrinter(type: string): Printer {
  if (type.startsWith('*')) return (value) => (absent(value) ? '<nil>' : printerOf(type.slice(1))(value));
  if (type.startsWith('[]')) return (value) => (Array.isArray(value) && value.length > 0 ? `[${value.map(printerOf(type.slice(2))).join(' ')}]` : '<nil>');
  const fields = fieldsOf(type);
  return leaves[type] ?? (fields ? struct(fields) : (value) => String(value ?? ''));
}

function struct(fields: readonly GoField[]): Printer {
  const parts = fields.map(({ name, key, type }) => ({ head: `${name}:(${goType(type)})`, key, print: printerOf(type) }));
  return (value) => {
    const object = (value ?? {}) as JsonObject;
    return `{${parts.map(({ head, key, print }) => head + print(key === undefined ? object : object[key])).join(' ')}}`;
  };
}

const map = (print: Printer): Printer => (value) => {
  const entries = Object.entries((value ?? {}) as JsonObject);
  if (entries.length === 0) return '<nil>';
  return `map[${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => `${key}:${print(item)}`).join(' ')}]`;
};

const number: Printer = (value) => String(value ?? 0);

/** Types that are no structs of the table, nor strings. Nobody gives a template a time of creation, nor managed fields. */
const leaves: Readonly<Record<string, Printer>> = {
  bool: (value) => String(value ?? false),
  int32: number,
  int64: number,
  map: map(String),
  ResourceList: map(goQuantity),
  'resource.Quantity': goQuantity,
  'intstr.IntOrString': (value) => {
    const text = typeof value === 'string';
    return `{Type:(intstr.Type)${text ? '1' : '0'} IntVal:(int32)${text ? '0' : number(value)} StrVal:(string)${text ? value : ''}}`;
  },
  Time: () => '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}',
};
