import { parseQuantity } from '../../kube/quantity.ts';
import { Failure } from '../errors.ts';
import { findAll, relaxedExpression } from './jsonpath.ts';

/** Two values that kubectl cannot put in order: it ends with a line of its log. */
export class Unsortable extends Error {
  constructor(readonly path: string, why: string) {
    super(why);
  }
}

interface Keyed<T> {
  readonly item: T;
  /** Undefined where the path leads nowhere. */
  readonly value: unknown;
}

/**
 * Sorts by the value at a path: numbers by size, texts as quantities where both are, else by their digits and letters. What has
 * no value stands before everything, before its like as well: so those come out in the reverse of their order.
 *
 * @throws Unsortable where two values were to be compared that have no order; Failure where nothing has the field.
 * @see kubectl, cmd/get, sorter
 */
export function sortByPath<T>(items: readonly T[], path: string, objectOf: (item: T) => unknown): readonly T[] {
  const expression = relaxedExpression(path);
  const keyed = items.map((item): Keyed<T> => ({ item, value: findAll(expression, objectOf(item))[0] }));
  if (items.length > 0 && keyed.every(({ value }) => value === undefined)) throw new Failure(`couldn't find any field with path "{${expression}}" in the list of objects`);
  return sorted(keyed, (a, b) => isBefore(a.value, b.value, `{${expression}}`)).map(({ item }) => item);
}

/** By insertion, as Go sorts a dozen; the order of equal ones in longer lists, which Go leaves open, is kept. */
function sorted<T>(items: readonly T[], before: (a: T, b: T) => boolean): readonly T[] {
  if (items.length > 12) return [...items].sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0));
  const list: T[] = [];
  for (const item of items) {
    let at = list.length;
    while (at > 0 && before(item, list[at - 1] as T)) at--;
    list.splice(at, 0, item);
  }
  return list;
}

function isBefore(a: unknown, b: unknown, path: string): boolean {
  if (a === undefined) return true;
  if (b === undefined) return false;
  if (a === null || b === null) return a === null && b !== null;
  if (typeof a !== 'number' && typeof a !== 'string') throw new Unsortable(path, `unsortable type: ${goType(a)}`);
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) === Number.isInteger(b)) return a < b;
  if (typeof a === 'string' && typeof b === 'string') return isTextBefore(a, b);
  throw new Unsortable(path, 'unsortable interface: interface');
}

const goType = (value: unknown): string => (Array.isArray(value) ? '[]interface {}' : typeof value === 'boolean' ? 'bool' : 'map[string]interface {}');

function isTextBefore(a: string, b: string): boolean {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left && right ? left.nanos < right.nanos : naturalCompare(a, b) < 0;
}

/** Runs of digits compare as numbers, the rest by code unit. */
function naturalCompare(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
