import { schemas } from '../../kube/generated/schemas.ts';
import { goKeys } from '../../kube/go/keys.ts';
import { compareText, isJsonObject, setOwn, type JsonObject } from '../../kube/json.ts';
import { builtInKinds } from '../../kube/kinds.ts';
import { groupOf, type Obj } from '../resources/object.ts';
import { sorted } from './go-value.ts';

/**
 * A copy of an object as Go writes a struct: fields in the order of their declaration, structs also where they are empty, maps by key.
 * A custom resource, of which kubectl knows no struct, has its keys sorted.
 *
 * Example: `kind` comes before `apiVersion`, a container's `name` before its `image`, and `status` is `{}`.
 */
export function asStruct(object: Obj): Obj {
  const version = (object.apiVersion ?? '').split('/').at(-1);
  const kind = builtInKinds.find((each) => each.kind === object.kind && each.group === groupOf(object) && each.version === version);
  return written(kind?.schema ?? answered[object.kind ?? ''] ?? '', object) as Obj;
}

/** Schemas of what is only ever an answer. */
const answered: Readonly<Record<string, string>> = { TokenRequest: 'AuthenticationV1TokenRequest' };

/** A value of a type as the schemas write it: `V1PodSpec`, `[]V1Container`, `map:string`. */
function written(type: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => written(type.replace(/^\[\]/, ''), item));
  if (!isJsonObject(value)) return value;
  if (type.startsWith('map:')) return copied(value, Object.keys(value).sort(compareText).map((key) => ({ key })), () => type.slice(4));
  const keys = goKeys(type);
  if (!keys) return sorted(value);
  const others = Object.keys(value).filter((name) => !keys.some(({ key }) => key === name)).sort(compareText);
  const fields = Object.hasOwn(schemas, type) ? schemas[type]?.fields : undefined;
  return copied(value, [...keys, ...others.map((key) => ({ key }))], (key) => fields?.[key] ?? '');
}

function copied(value: JsonObject, keys: readonly { readonly key: string; readonly always?: boolean }[], typeOf: (key: string) => string): JsonObject {
  const copy: Record<string, unknown> = {};
  for (const { key, always } of keys) {
    const item = Object.hasOwn(value, key) ? value[key] : undefined;
    if (item !== undefined || always) setOwn(copy, key, written(typeOf(key), item ?? (always ? {} : null)));
  }
  return copy;
}
