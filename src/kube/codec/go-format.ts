import { isJsonObject } from '../json.ts';

/** `fmt.Sprintf("%+v")` of a decoded JSON value: `map[spec:map[replicas:3]]`. Keys are sorted, as Go sorts them. */
export function goFormat(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goFormat).join(' ')}]`;
  if (isJsonObject(value)) return `map[${Object.keys(value).sort().map((key) => `${key}:${goFormat(value[key])}`).join(' ')}]`;
  return typeof value === 'string' ? value : String(value as number | boolean);
}
