/**
 * Sets of fields, as `fieldsV1` holds them: `f:name` of a map, `k:{"name":"app"}` and `v:"x"` of a list, `.` for the thing
 * itself. Immutable.
 *
 * @see sigs.k8s.io/structured-merge-diff, fieldpath
 */
import { isJsonObject, setOwn } from '../json.ts';
import { goQuote } from '../field-errors.ts';

export interface FieldSet {
  /** Whether the thing at this place is in the set itself. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const noChildren: ReadonlyMap<string, FieldSet> = new Map();
export const emptySet: FieldSet = { member: false, children: noChildren };
export const leaf: FieldSet = { member: true, children: noChildren };

export function isEmpty(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

/** A set out of children, empty ones left out. */
export function setOf(member: boolean, children: ReadonlyMap<string, FieldSet>): FieldSet {
  return !member && children.size === 0 ? emptySet : { member, children };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const children = new Map(a.children);
  for (const [element, set] of b.children) {
    const other = children.get(element);
    children.set(element, other ? union(other, set) : set);
  }
  return { member: a.member || b.member, children };
}

/** What is in `a` and not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return keep(a, b, false);
}

/** What is in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return keep(a, b, true);
}

function keep(a: FieldSet, b: FieldSet, wanted: boolean): FieldSet {
  if (isEmpty(b)) return wanted ? emptySet : a;
  const children = new Map<string, FieldSet>();
  for (const [element, set] of a.children) {
    const kept = keep(set, b.children.get(element) ?? emptySet, wanted);
    if (!isEmpty(kept)) children.set(element, kept);
  }
  return setOf(a.member && b.member === wanted, children);
}

/** As `fieldsV1` writes it: elements sorted, `.` first. */
export function toFieldsV1(set: FieldSet): Readonly<Record<string, unknown>> {
  const written: Record<string, unknown> = {};
  if (set.member && set.children.size > 0) written['.'] = {};
  for (const element of [...set.children.keys()].sort()) written[element] = toFieldsV1(set.children.get(element) ?? emptySet);
  return written;
}

/** The inverse of {@link toFieldsV1}; what is no field set counts as empty. */
export function fromFieldsV1(fields: unknown): FieldSet {
  const read = fromLevel(fields);
  return { member: false, children: read.children };
}

function fromLevel(fields: unknown): FieldSet {
  if (!isJsonObject(fields)) return emptySet;
  const children = new Map<string, FieldSet>();
  for (const element of Object.keys(fields)) if (element !== '.') children.set(element, fromLevel(fields[element]));
  return { member: children.size === 0 || Object.hasOwn(fields, '.'), children };
}

/** The paths in a set, in order: `.spec.containers[name="app"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): readonly string[] {
  const below = [...set.children.keys()].sort().flatMap((element) => pathsOf(set.children.get(element) ?? emptySet, prefix + elementText(element)));
  return set.member ? [prefix, ...below] : below;
}

function elementText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${valueText(JSON.parse(rest))}]`;
  const keys = JSON.parse(rest) as Readonly<Record<string, unknown>>;
  return `[${Object.keys(keys).sort().map((key) => `${key}=${valueText(keys[key])}`).join(',')}]`;
}

const valueText = (value: unknown): string => (typeof value === 'string' ? goQuote(value) : JSON.stringify(value));

/** The element of an item that its keys tell apart. */
export function keyElement(values: readonly (readonly [string, unknown])[]): string {
  const keys: Record<string, unknown> = {};
  for (const [key, value] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) setOwn(keys, key, value);
  return `k:${JSON.stringify(keys)}`;
}
