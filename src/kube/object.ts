import type { V1ObjectMeta, V1OwnerReference } from './generated/types.ts';

/** Any object of the API. Objects are immutable and shared: an update makes a new one. */
export interface KubeObject {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
  readonly metadata?: V1ObjectMeta | undefined;
}

/** A deep copy of `T` that is still being built and may be written to; publish it as `T`. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? Draft<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]: Draft<T[K]> }
    : T;

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * `{ ...object, ...more }` for objects that are made for every pod and kept. Where a spread is followed by a field that the object lacks, V8 in
 * Node 20 gives each result a hidden class of its own: that weighs as much as the object, and whatever reads it is slow.
 */
export function extended<T extends object, M extends object>(object: T, more: M): T & M {
  return Object.assign({}, object, more);
}

/** `namespace/name`, or `name` alone for what lives in no namespace: the key of caches and work queues. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata ?? {};
  return namespace ? `${namespace}/${name ?? ''}` : (name ?? '');
}

/** The inverse of {@link keyOf}. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner reference with `controller: true`, if there is one. */
export function controllerOf(object: KubeObject): V1OwnerReference | undefined {
  const owners = object.metadata?.ownerReferences;
  if (!owners) return undefined;
  for (const owner of owners) if (owner.controller === true) return owner;
  return undefined;
}
