import type { KubeObject } from '../../kube/object.ts';

/** An object whose kind may be anything: fields are reached by name. */
export type Obj = KubeObject & { readonly [field: string]: unknown };

/** A plain map, or undefined where the value is something else. */
export function asMap(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

/** The value at a path of field names and indices; undefined where the path leads nowhere. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here)) here = here[Number(step)];
    else {
      const map = asMap(here);
      here = map && Object.hasOwn(map, step) ? map[step] : undefined;
    }
  }
  return here;
}

/** A copy with the value at a path of field names replaced (undefined removes it); maps on the way are made where missing. */
export function withAt<T>(value: T, path: readonly string[], replacement: unknown): T {
  const [first, ...rest] = path;
  if (first === undefined) return replacement as T;
  const map = asMap(value) ?? {};
  const child = withAt(Object.hasOwn(map, first) ? map[first] : undefined, rest, replacement);
  if (child === undefined) return Object.fromEntries(Object.entries(map).filter(([key]) => key !== first)) as T;
  return { ...map, [first]: child } as T;
}

/** Without `metadata.managedFields`, which kubectl shows only when asked. */
export function withoutManagedFields(object: Obj): Obj {
  return object.metadata && Object.hasOwn(object.metadata, 'managedFields') ? withAt(object, ['metadata', 'managedFields'], undefined) : object;
}

/** A text, or '' where the value is none: what is in a manifest may be anything. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const nameOf = (object: KubeObject): string => textOf(object.metadata?.name);
export const namespaceOf = (object: KubeObject): string => textOf(object.metadata?.namespace);
/** '' for the core group. */
export function groupOf(object: KubeObject): string {
  const apiVersion = textOf(object.apiVersion);
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
export const isList = (object: Obj): boolean => textOf(object.kind).endsWith('List') && Array.isArray(object['items']);
export const itemsOf = (object: Obj): readonly Obj[] => (object['items'] as readonly Obj[] | undefined) ?? [];
