/** Ways to complete an immutable value: each gives back the very same reference where there is nothing to add. */

/** Sets what is absent. */
export function fill<T extends object>(value: T, defaults: Partial<T>): T {
  return complete(value, defaults, isAbsent);
}

/** Sets what is absent, empty text or zero: fields that Go cannot tell from unset ones. */
export function fillZero<T extends object>(value: T, defaults: Partial<T>): T {
  return complete(value, defaults, (current) => isAbsent(current) || current === '' || current === 0);
}

function complete<T extends object>(value: T, defaults: Partial<T>, unset: (current: unknown) => boolean): T {
  let completed: T | undefined;
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    if (!unset(value[key])) continue;
    completed ??= { ...value };
    completed[key] = defaults[key] as T[keyof T];
  }
  return completed ?? value;
}

const isAbsent = (current: unknown): boolean => current === undefined || current === null;

/** Applies `change` to one field where it is set. */
export function update<T extends object, K extends keyof T>(value: T, key: K, change: (field: NonNullable<T[K]>) => T[K]): T {
  const current = value[key];
  if (current === undefined || current === null) return value;
  const next = change(current);
  return next === current ? value : { ...value, [key]: next };
}

/** Applies `change` to each item of a list in a field, where it is set. */
export function updateEach<T extends object, K extends keyof T, Item>(value: T, key: K & keyof { [P in keyof T as NonNullable<T[P]> extends readonly Item[] ? P : never]: T[P] }, change: (item: Item, index: number) => Item): T {
  const list = value[key] as readonly Item[] | undefined | null;
  if (!Array.isArray(list) || list.length === 0) return value;
  const next = mapSame(list as readonly Item[], change);
  return next === list ? value : { ...value, [key]: next };
}

/** `list.map`, but the same list where no item changes. */
export function mapSame<Item>(list: readonly Item[], change: (item: Item, index: number) => Item): readonly Item[] {
  let changed: Item[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as Item;
    const next = change(item, i);
    if (next === item) continue;
    changed ??= list.slice();
    changed[i] = next;
  }
  return changed ?? list;
}

/** Entries of `from` that `into` lacks. */
export function fillMap<V>(into: Readonly<Record<string, V>> | undefined, from: Readonly<Record<string, V>> | undefined): Readonly<Record<string, V>> | undefined {
  if (!from) return into;
  let completed: Record<string, V> | undefined;
  for (const key of Object.keys(from)) {
    if (into && Object.hasOwn(into, key)) continue;
    completed ??= { ...into };
    completed[key] = from[key] as V;
  }
  return completed ?? into;
}
