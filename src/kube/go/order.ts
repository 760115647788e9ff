import { schemas } from '../generated/schemas.ts';
import { compareText, isJsonObject, setOwn, type JsonObject } from '../json.ts';
import { builtInKinds, type Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { goKeys } from './keys.ts';

/**
 * A copy of an object as Go writes a struct: fields in the order of their declaration, structs also where they are empty, maps by key.
 * A custom resource, of which kubectl knows no struct, has its keys sorted.
 *
 * Example: `kind` comes before `apiVersion`, a container's `name` before its `image`, and `status` is `{}`.
 */
export function asStruct<T extends KubeObject>(object: T): T {
  return written(kindOf(object.apiVersion, object.kind)?.schema ?? answered[object.kind ?? ''] ?? '', object) as T;
}

function kindOf(apiVersion: string | undefined, name: string | undefined): Kind | undefined {
  const [version = '', group = ''] = (apiVersion ?? '').split('/').reverse();
  return builtInKinds.find((kind) => kind.kind === name && kind.group === group && kind.version === version);
}

/**
 * What the API server answers, as it is written: objects and lists of the kinds that it has structs for in Go's order, custom
 * resources with their keys sorted, all else as it stands.
 */
export function asAnswered(body: unknown): unknown {
  if (!isJsonObject(body) || typeof body['apiVersion'] !== 'string' || typeof body['kind'] !== 'string') return body;
  const { apiVersion, kind, ...rest } = body as { readonly apiVersion: string; readonly kind: string; readonly metadata?: unknown; readonly items?: unknown };
  const itemKind = Array.isArray(rest.items) && kind.endsWith('List') ? kindOf(apiVersion, kind.slice(0, -'List'.length)) : undefined;
  if (itemKind) return { kind, apiVersion, ...rest, items: (rest.items as readonly unknown[]).map((item) => written(itemKind.schema ?? '', item)) };
  if (kindOf(apiVersion, kind) ?? answered[kind]) return asStruct(body as KubeObject);
  return isCustom(apiVersion) ? sorted(body) : { kind, apiVersion, ...rest };
}

const ownGroups: ReadonlySet<string> = new Set(builtInKinds.map(({ group }) => group));
const isCustom = (apiVersion: string): boolean => apiVersion.includes('/') && !ownGroups.has(apiVersion.split('/')[0] ?? '') && !apiVersion.startsWith('meta.k8s.io/');

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

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isJsonObject(value) ? copied(value, Object.keys(value).sort(compareText).map((key) => ({ key })), () => '') : value;
}
