/**
 * The keys of one resource (`/registry/pods/`), grouped by the namespace part, each group kept in order lazily: a write costs
 * a map operation, a listing merges what came since the last one.
 */
export class Keyspace<T> {
  readonly #groups = new Map<string, Group<T>>();
  #groupNames: string[] | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(group: string, key: string): T | undefined {
    return this.#groups.get(group)?.entries.get(key);
  }

  set(group: string, key: string, value: T): void {
    let found = this.#groups.get(group);
    if (!found) {
      this.#groups.set(group, (found = new Group()));
      this.#groupNames = undefined;
    }
    if (found.set(key, value)) this.#size++;
  }

  delete(group: string, key: string): void {
    const found = this.#groups.get(group);
    if (!found?.delete(key)) return;
    this.#size--;
    if (found.entries.size > 0) return;
    this.#groups.delete(group);
    this.#groupNames = undefined;
  }

  /** Values in the order of their keys; of one group, or of all. `from`: the first key wanted. */
  *values(group: string | undefined, from: string): Generator<T> {
    const names = group === undefined ? this.#orderedGroups() : [group];
    for (const name of names) {
      const found = this.#groups.get(name);
      if (found) yield* found.inOrder(from);
    }
  }

  /** How many entries a group (or everything) has. */
  count(group: string | undefined): number {
    return group === undefined ? this.#size : (this.#groups.get(group)?.entries.size ?? 0);
  }

  #orderedGroups(): readonly string[] {
    return (this.#groupNames ??= [...this.#groups.keys()].sort());
  }
}

class Group<T> {
  readonly entries = new Map<string, T>();
  #sorted: string[] = [];
  #added: string[] = [];
  #removed = 0;

  /** True where the key is new. */
  set(key: string, value: T): boolean {
    const isNew = !this.entries.has(key);
    this.entries.set(key, value);
    if (isNew) this.#added.push(key);
    return isNew;
  }

  delete(key: string): boolean {
    if (!this.entries.delete(key)) return false;
    this.#removed++;
    return true;
  }

  *inOrder(from: string): Generator<T> {
    const keys = this.#keys();
    for (let i = from === '' ? 0 : firstNotBefore(keys, from); i < keys.length; i++) {
      const value = this.entries.get(keys[i] as string);
      if (value !== undefined) yield value;
    }
  }

  #keys(): readonly string[] {
    if (this.#added.length > 0 || this.#removed > 0) {
      this.#sorted = mergeKeys(this.#removed > 0 ? this.#sorted.filter((key) => this.entries.has(key)) : this.#sorted, this.#added.filter((key) => this.entries.has(key)).sort());
      this.#added = [];
      this.#removed = 0;
    }
    return this.#sorted;
  }
}

/** Merges two ordered lists of keys; a key in both appears once (it was removed and came back). */
function mergeKeys(left: readonly string[], right: readonly string[]): string[] {
  if (right.length === 0) return left as string[];
  const merged: string[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const a = left[i];
    const b = right[j];
    const takeLeft = b === undefined || (a !== undefined && a < b);
    const next = (takeLeft ? left[i++] : right[j++]) as string;
    if (merged[merged.length - 1] !== next) merged.push(next);
  }
  return merged;
}

function firstNotBefore(keys: readonly string[], from: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
