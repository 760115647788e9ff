import { parseQuantity } from '../../kube/quantity.ts';
import { parseRfc3339 } from '../../kube/time.ts';
import { Failure } from '../errors.ts';
import { findAll, relaxedExpression } from './jsonpath.ts';

/** Nothing has the field that should sort. */
export class NothingToSortBy extends Failure {}

/**
 * Sorts by the value at a path: times, quantities and numbers by size, other texts by their digits and letters.
 * What has no value comes first; equal ones keep their order.
 *
 * @see kubectl, cmd/get, sorter
 */
export function sortByPath<T>(items: readonly T[], path: string, objectOf: (item: T) => unknown): readonly T[] {
  const expression = relaxedExpression(path);
  const keyed = items.map((item) => ({ item, value: findAll(expression, objectOf(item))[0] }));
  if (items.length > 0 && keyed.every(({ value }) => value === undefined)) throw new NothingToSortBy(`couldn't find any field with path "{${expression}}" in the list of objects`);
  return keyed.map((entry, index) => ({ ...entry, index })).sort((a, b) => compareValues(a.value, b.value) || a.index - b.index).map(({ item }) => item);
}

function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  const [left, right] = [String(a as string), String(b as string)];
  const times = [parseRfc3339(left), parseRfc3339(right)];
  if (times[0] !== undefined && times[1] !== undefined) return times[0] - times[1];
  const quantities = [parseQuantity(left), parseQuantity(right)];
  if (quantities[0] && quantities[1]) return quantities[0].nanos < quantities[1].nanos ? -1 : quantities[0].nanos > quantities[1].nanos ? 1 : 0;
  return naturalCompare(left, right);
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
