/** JSON values as Go prints them. */

/** Compact JSON with sorted keys and HTML signs escaped, as Go's `json.Marshal` of a map. */
export function goJson(value: unknown): string {
  return escapeHtml(JSON.stringify(sorted(value)));
}

/** JSON with four blanks of indent, keys sorted: `-o json`. */
export const goJsonIndented = (value: unknown, indent?: string): string => indented(sorted(value), indent);

/** JSON with four blanks of indent, keys as they stand. */
export const indented = (value: unknown, indent = '    '): string => escapeHtml(JSON.stringify(value, undefined, indent));

export function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A copy whose maps have their keys in order of code units. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const copy: Record<string, unknown> = {};
  for (const [key, item] of entries) Object.defineProperty(copy, key, { value: sorted(item), enumerable: true, writable: true, configurable: true });
  return copy;
}

/** `fmt.Sprint`: `map[a:1 b:[x y]]`, `<nil>`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object') return `map[${sortedEntries(value).map(([key, item]) => `${key}:${goText(item)}`).join(' ')}]`;
  if (typeof value === 'number') return goNumber(value);
  return String(value as string | boolean);
}

/** `%#v` of unstructured data. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'object') return `map[string]interface {}{${sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`).join(', ')}}`;
  return typeof value === 'string' ? JSON.stringify(value) : goText(value);
}

function goNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

const sortedEntries = (value: object): [string, unknown][] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) as [string, unknown][];
