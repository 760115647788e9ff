/** Whether a value counts as absent: nothing, or an empty list or map. */
function isVoid(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if (!isVoid((value as Record<string, unknown>)[key])) return false;
  return true;
}

/**
 * Whether two API values mean the same: deep equality in which an absent field equals an empty list or map.
 *
 * @see Kubernetes apimachinery, apiequality.Semantic.DeepEqual
 */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isVoid(a) && isVoid(b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameLists(a, b);
  return sameMaps(a as Record<string, unknown>, b as Record<string, unknown>);
}

function sameLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index]));
}

function sameMaps(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  for (const key in a) if (!same(a[key], own(b, key))) return false;
  for (const key in b) if (!Object.hasOwn(a, key) && !isVoid(b[key])) return false;
  return true;
}

const own = (map: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);
