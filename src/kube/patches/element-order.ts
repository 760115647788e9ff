/** The order of a merged list: the patch's wishes first, then the live order, interleaved. */
import { isJsonObject, own } from '../json.ts';
import { directive, elementOrder, noMergeKey, wrongArgument } from './directives.ts';
import { goFormat } from '../codec/go-format.ts';
import { unforeseen } from './problem.ts';

export type List = readonly unknown[];

/** What tells an item from others: the merge key's value, or the scalar itself. */
export function identity(item: unknown, mergeKey: string): unknown {
  if (mergeKey === '') return item;
  return isJsonObject(item) ? own(item, mergeKey) : undefined;
}

/** Like {@link identity}, but an item without the merge key is an error. */
export function requiredIdentity(item: unknown, mergeKey: string): unknown {
  if (mergeKey === '') return item;
  if (!isJsonObject(item)) throw wrongArgument('map', item);
  if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
  return item[mergeKey];
}

export const isDeletion = (item: unknown): boolean => isJsonObject(item) && own(item, directive) === 'delete';

function indexOf(list: List, item: unknown, mergeKey: string): number {
  const wanted = identity(item, mergeKey);
  return list.findIndex((other) => identity(other, mergeKey) === wanted);
}

/** Sorts by the place in `order`; deletions go last. */
export function sortBy(items: List, order: List, mergeKey: string): List {
  if (mergeKey !== '') for (const item of [...items, ...order]) requiredIdentity(item, mergeKey);
  const deletions = mergeKey === '' ? [] : items.filter(isDeletion);
  const sorted = mergeKey === '' ? [...items] : items.filter((item) => !isDeletion(item));
  const places = new Map(sorted.map((item) => [item, indexOf(order, item, mergeKey)]));
  const before = (a: unknown, b: unknown): boolean => {
    const [left = -1, right = -1] = [places.get(a), places.get(b)];
    return left >= 0 && right >= 0 ? left < right : true;
  };
  for (let end = 1; end < sorted.length; end++) {
    for (let at = end; at > 0 && before(sorted[at], sorted[at - 1]); at--) [sorted[at], sorted[at - 1]] = [sorted[at - 1], sorted[at]];
  }
  return [...sorted, ...deletions];
}

/** Splits a merged list into what the patch speaks of and what only the server knows, orders both and interleaves them. */
export function ordered(merged: List, patchOrder: List, serverOrder: List, mergeKey: string): List {
  const named = new Set(patchOrder.map((item) => identity(item, mergeKey)));
  const spokenOf = (item: unknown): boolean => named.has(requiredIdentity(item, mergeKey));
  const fromPatch = sortBy(merged.filter(spokenOf), patchOrder, mergeKey);
  const serverOnly = sortBy(merged.filter((item) => !spokenOf(item)), serverOrder, mergeKey);
  return interleave(serverOnly, fromPatch, serverOrder, mergeKey);
}

function interleave(left: List, right: List, order: List, mergeKey: string): List {
  const result: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const takeLeft = j >= right.length || (i < left.length && comesFirst(left[i], right[j], order, mergeKey));
    result.push(takeLeft ? left[i++] : right[j++]);
  }
  return result;
}

function comesFirst(left: unknown, right: unknown, order: List, mergeKey: string): boolean {
  const l = indexOf(order, left, mergeKey);
  const r = indexOf(order, right, mergeKey);
  return l >= 0 && r >= 0 && l < r;
}

/** The items of a patch must stand in the order that its `$setElementOrder` names, and be named there. */
export function checkElementOrder(patchList: List, order: List, mergeKey: string): void {
  if (patchList.length === 0 || order.length === 0) return;
  const items = mergeKey === '' ? patchList : patchList.filter((item) => !(isJsonObject(item) && Object.hasOwn(item, directive)));
  let at = 0;
  for (const wanted of order) {
    if (at < items.length && requiredIdentity(items[at], mergeKey) === requiredIdentity(wanted, mergeKey)) at++;
  }
  if (at < items.length) throw unforeseen(`The order in patch list:\n${goFormat(patchList)}\n doesn't match ${elementOrder} list:\n${goFormat(order)}\n`);
}

/** Every item once, the first one kept. */
export function unique(list: List): List {
  return [...new Set(list)];
}

/** Lists of lists and of mixed types cannot be merged. Says whether the items are objects. */
export function holdsObjects(...lists: readonly List[]): boolean {
  const all = lists.flat(1);
  if (all.some((item) => Array.isArray(item))) throw unforeseen('lists of lists are not supported');
  const kinds = new Set(all.map((item) => (isJsonObject(item) ? 'map' : typeof item)));
  if (kinds.size > 1) throw unforeseen(`list element types are not identical: ${goFormat(lists)}`);
  if (kinds.size === 0) throw unforeseen('no elements in any of the given slices');
  return kinds.has('map');
}
