import type { V1JSONSchemaProps } from '../../../kube/generated/types.ts';
import { isJsonObject, setOwn, type JsonObject } from '../../../kube/json.ts';

type Schema = V1JSONSchemaProps;

/** A value with what its schema does not know taken out; `unknown` names what went. */
export interface Pruned {
  readonly value: unknown;
  readonly unknown: readonly string[];
}

const typeMeta: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** Schema of the items of a list. */
export const itemsOf = (schema: Schema | undefined): Schema | undefined => (isJsonObject(schema?.items) ? (schema.items as Schema) : undefined);

/** Schema of the values of a map; undefined where there is none. */
export const additionalOf = (schema: Schema | undefined): Schema | undefined => (isJsonObject(schema?.additionalProperties) ? (schema.additionalProperties as Schema) : undefined);

/**
 * Drops the fields that a structural schema does not name.
 *
 * @see Kubernetes 1.36, apiextensions, schema/pruning
 */
export function prune(value: unknown, schema: Schema | undefined, isRoot: boolean, path = ''): Pruned {
  const unknown: string[] = [];
  return { value: pruned(value, schema, isRoot, path, unknown), unknown };
}

function pruned(value: unknown, schema: Schema | undefined, isRoot: boolean, path: string, unknown: string[]): unknown {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (!items && keepsUnknown(schema)) return value;
    const next = value.map((item, index) => pruned(item, items, items?.['x-kubernetes-embedded-resource'] === true, `${path}[${String(index)}]`, unknown) as unknown);
    return next.some((item, index) => item !== value[index]) ? next : value;
  }
  if (!isJsonObject(value)) return value;
  return prunedObject(value, schema, isRoot, path, unknown);
}

const keepsUnknown = (schema: Schema | undefined): boolean => schema?.['x-kubernetes-preserve-unknown-fields'] === true;

function prunedObject(value: JsonObject, schema: Schema | undefined, isRoot: boolean, path: string, unknown: string[]): JsonObject {
  const result: Record<string, unknown> = {};
  let changed = false;
  for (const key of Object.keys(value)) {
    const item = value[key];
    const at = path === '' ? key : `${path}.${key}`;
    const known = schema?.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : additionalOf(schema);
    const isAny = schema?.additionalProperties === true || keepsUnknown(schema);
    if (isRoot && typeMeta.has(key)) setOwn(result, key, item);
    else if (!known && !isAny) {
      unknown.push(at);
      changed = true;
    } else {
      const next = known ? pruned(item, known, known['x-kubernetes-embedded-resource'] === true, at, unknown) : item;
      changed ||= next !== item;
      setOwn(result, key, next);
    }
  }
  return changed ? result : value;
}

/** Fills in the defaults of a structural schema; an explicit null of a field that cannot be null counts as absent. */
export function withDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (!items) return value;
    const next = value.map((item) => withDefaults(item, items));
    return next.some((item, index) => item !== value[index]) ? next : value;
  }
  if (!isJsonObject(value) || !schema) return value;
  const result: Record<string, unknown> = {};
  let changed = false;
  for (const key of Object.keys(value)) {
    const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : additionalOf(schema);
    const next = withDefaults(value[key], known);
    changed ||= next !== value[key];
    setOwn(result, key, next);
  }
  for (const [key, known] of Object.entries(schema.properties ?? {})) {
    const isMissing = !Object.hasOwn(value, key) || (value[key] === null && !known.nullable);
    if (!isMissing || known.default === undefined) continue;
    setOwn(result, key, withDefaults(known.default, known));
    changed = true;
  }
  return changed ? result : value;
}
