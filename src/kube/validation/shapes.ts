/**
 * How Go prints the structs that Kubernetes works with inside: other names, another order, all fields. Complaints show
 * rejected values in that form.
 *
 * A field is `Name`, or `Name:json` where the two differ by more than the first letter, then its kind: `s` text, `n` number,
 * `b` truth, `m` map; nothing for pointers and lists of plain values, which print as `null` when absent. `Name{Shape}` is a
 * pointer to a struct, `Name[Shape]` a list of them, `Name(Shape)` a struct in place, `Name<Shape>` a map of them, `+Shape` fields taken over from another.
 *
 * @see Kubernetes 1.36, pkg/apis/core/types.go and its neighbours
 */
import { goJson } from '../field-errors.ts';
import { structs } from './shape-tables.ts';

interface Field {
  readonly name: string;
  readonly json: string;
  readonly kind: 's' | 'n' | 'b' | 'm' | 'raw' | 'pointer' | 'list' | 'struct' | 'mapOf';
  readonly shape?: string;
}

type Source = Readonly<Record<string, unknown>>;

const fieldPattern = /^(\w+?)(?::([\w$-]+))?(?:=([snbm])|\{(\w+)\}|\[(\w+)\]|\((\w+)\)|<(\w+)>)?$/;

function parse(text: string): readonly Field[] {
  return text.split(/\s+/).filter((word) => word !== '').flatMap((word) => {
    if (word.startsWith('+')) return fieldsOf(word.slice(1));
    const [, name = '', json, kind, pointer, list, struct, map] = fieldPattern.exec(word) ?? [];
    const base = { name, json: json ?? lowerFirst(name) };
    if (pointer) return [{ ...base, kind: 'pointer', shape: pointer } as const];
    if (list) return [{ ...base, kind: 'list', shape: list } as const];
    if (struct) return [{ ...base, kind: 'struct', shape: struct } as const];
    if (map) return [{ ...base, kind: 'mapOf', shape: map } as const];
    return [{ ...base, kind: (kind ?? 'raw') as Field['kind'] }];
  });
}

const lowerFirst = (name: string): string => (/^[A-Z]+$/.test(name) ? name.toLowerCase() : name.charAt(0).toLowerCase() + name.slice(1));

const parsed = new Map<string, readonly Field[]>();

function fieldsOf(shape: string): readonly Field[] {
  const known = parsed.get(shape);
  if (known) return known;
  const fields = parse(structs[shape] ?? '');
  parsed.set(shape, fields);
  return fields;
}

/** A value in the form of its Go struct; `null` where there is none. */
export function shapeOf(shape: string, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const source = (adapters[shape]?.(value as Source) ?? value) as Source;
  if (shape in own) return own[shape]?.(source);
  const out: Record<string, unknown> = {};
  for (const field of fieldsOf(shape)) out[field.name] = fieldValue(field, source[field.json]);
  return out;
}

function fieldValue({ kind, shape = '' }: Field, value: unknown): unknown {
  switch (kind) {
    case 's': return value ?? '';
    case 'n': return value ?? 0;
    case 'b': return value ?? false;
    case 'm': return mapOf(value);
    case 'raw': return value ?? null;
    case 'pointer': return shapeOf(shape, value);
    case 'struct': return shapeOf(shape, value ?? {});
    case 'mapOf': return mapOfShapes(shape, value);
    case 'list': return Array.isArray(value) ? value.map((item) => shapeOf(shape, item)) : null;
  }
}

function mapOfShapes(shape: string, value: unknown): unknown {
  const map = mapOf(value);
  return map && Object.fromEntries(Object.entries(map).map(([key, item]) => [key, shapeOf(shape, item)]));
}

/** A map with sorted keys, `null` where there is none. */
export function mapOf(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const source = value as Source;
  return Object.fromEntries(Object.keys(source).sort().map((key) => [key, source[key]]));
}

/** The printer of one struct, for those who report it as a bad value. */
export const shaped = (shape: string) => (value: unknown): unknown => shapeOf(shape, value);

/** Fields that Go keeps elsewhere than the API does. */
const adapters: Readonly<Record<string, (value: Source) => Source>> = {
  PodSpec: (spec) => ({ ...spec, securityContext: hostSecurity(spec) }),
};

function hostSecurity(spec: Source): Source | null {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers, securityContext } = spec;
  if (!securityContext && !hostNetwork && !hostPID && !hostIPC && shareProcessNamespace === undefined && hostUsers === undefined) return null;
  return { ...(securityContext as Source), hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
}

/** Types of the API machinery print as they travel. */
const own: Readonly<Record<string, (value: Source) => unknown>> = {
  ObjectMeta: ({ name, generateName, namespace, selfLink, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp, labels, annotations, ownerReferences, finalizers }) => ({
    ...(name ? { name } : {}), ...(generateName ? { generateName } : {}), ...(namespace ? { namespace } : {}), ...(selfLink ? { selfLink } : {}),
    ...(uid ? { uid } : {}), ...(resourceVersion ? { resourceVersion } : {}), ...(generation ? { generation } : {}),
    ...(creationTimestamp ? { creationTimestamp } : {}), ...(deletionTimestamp ? { deletionTimestamp } : {}),
    ...(labels ? { labels: mapOf(labels) } : {}), ...(annotations ? { annotations: mapOf(annotations) } : {}),
    ...(ownerReferences ? { ownerReferences } : {}), ...(finalizers ? { finalizers } : {}),
  }),
  PodTemplateSpec: ({ metadata, spec }) => ({ ...embeddedMeta(metadata), Spec: shapeOf('PodSpec', spec ?? {}) }),
  ClaimTemplate: ({ metadata, spec }) => ({ ...embeddedMeta(metadata), Spec: shapeOf('ClaimSpec', spec ?? {}) }),
  LabelSelector: ({ matchLabels, matchExpressions }) => ({ ...(matchLabels ? { matchLabels: mapOf(matchLabels) } : {}), ...(matchExpressions ? { matchExpressions } : {}) }),
};

/** Metadata that is embedded in a struct shows its fields among the struct's own. */
const embeddedMeta = (metadata: unknown): object => shapeOf('ObjectMeta', metadata ?? {}) as object;

/** The lines of a struct, as `json.MarshalIndent` with one blank writes them. */
export function shapeLines(shape: string, value: unknown): readonly string[] {
  const json = JSON.stringify(JSON.parse(goJson(shapeOf(shape, value))), null, 1);
  return json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`).split('\n');
}
