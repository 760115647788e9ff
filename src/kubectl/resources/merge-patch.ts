import { asMap } from './object.ts';

/** Whether two JSON values are equal; the order of keys does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  const [left, right] = [asMap(a), asMap(b)];
  if (!left || !right) return false;
  const keys = Object.keys(left).filter((key) => left[key] !== undefined);
  return keys.length === Object.keys(right).filter((key) => right[key] !== undefined).length && keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]));
}

/** The JSON merge patch (RFC 7386) that makes `after` of `before`. */
export function createMergePatch(before: unknown, after: unknown): Readonly<Record<string, unknown>> {
  const [old, wanted] = [asMap(before) ?? {}, asMap(after) ?? {}];
  const patch: [string, unknown][] = [];
  for (const key of Object.keys(old)) if (!Object.hasOwn(wanted, key) || wanted[key] === undefined) patch.push([key, null]);
  for (const [key, value] of Object.entries(wanted)) {
    if (value === undefined || sameJson(old[key], value)) continue;
    const nested = asMap(old[key]) && asMap(value) ? createMergePatch(old[key], value) : value;
    patch.push([key, nested]);
  }
  return Object.fromEntries(patch);
}

/** Applies a JSON merge patch. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  const changes = asMap(patch);
  if (!changes) return patch;
  const result = new Map(Object.entries(asMap(target) ?? {}));
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) result.delete(key);
    else result.set(key, applyMergePatch(result.get(key), value));
  }
  return Object.fromEntries(result);
}
