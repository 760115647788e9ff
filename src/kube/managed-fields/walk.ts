/** Walking objects as server-side apply sees them: what they hold, how two differ, merging, removing. */
import { deepEqual, isJsonObject, own, setOwn } from '../json.ts';
import type { V1JSONSchemaProps } from '../generated/types.ts';
import type { JsonObject } from '../json.ts';
import { emptySet, isEmpty, keyElement, leaf, setOf } from './field-set.ts';
import type { FieldSet } from './field-set.ts';
import { fieldsOf, keyDefaults, topologyOfSchema } from './topology.ts';
import type { Topology } from './topology.ts';

/** One part of a value. */
interface Part {
  readonly value: unknown;
  readonly type: Topology;
  /** A declared field of a struct, as opposed to a key of a map or an item of a list. */
  readonly isField: boolean;
}

const untyped: Topology = { is: 'untyped' };

/** The parts of a value by path element, in its own order; undefined for what is one value only. */
function partsOf(value: unknown, type: Topology): ReadonlyMap<string, Part> | undefined {
  if (Array.isArray(value)) return listParts(value, type);
  if (!isJsonObject(value) || type.is === 'leaf' || type.is === 'keyed' || type.is === 'set') return undefined;
  const parts = new Map<string, Part>();
  for (const key of Object.keys(value)) if (value[key] !== undefined) parts.set(`f:${key}`, partOfMap(key, value[key], type));
  return parts;
}

function partOfMap(key: string, value: unknown, type: Topology): Part {
  if (type.is === 'struct') {
    const field = fieldsOf(type.name).get(key);
    return { value, type: field ?? untyped, isField: field !== undefined };
  }
  if (type.is === 'object') return partOfObject(key, value, type);
  if (type.is === 'custom') return { value, type: key === 'metadata' ? { is: 'struct', name: 'V1ObjectMeta' } : untyped, isField: true };
  return { value, type: type.is === 'map' ? type.of : untyped, isField: type.is === 'untyped' };
}

function partOfObject(key: string, value: unknown, { schema, isRoot }: Topology & { readonly is: 'object' }): Part {
  if (isRoot && key === 'metadata') return { value, type: { is: 'struct', name: 'V1ObjectMeta' }, isField: true };
  if (isRoot && (key === 'apiVersion' || key === 'kind')) return { value, type: { is: 'leaf', expects: 'string' }, isField: true };
  const { properties, additionalProperties } = schema;
  const declared = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (declared) return { value, type: topologyOfSchema(declared), isField: true };
  if (typeof additionalProperties === 'object') return { value, type: topologyOfSchema(additionalProperties as V1JSONSchemaProps), isField: false };
  return { value, type: untyped, isField: schema['x-kubernetes-preserve-unknown-fields'] === true };
}

function listParts(list: readonly unknown[], type: Topology): ReadonlyMap<string, Part> | undefined {
  if (type.is === 'set') return new Map(list.map((value) => [`v:${JSON.stringify(value)}`, { value, type: untyped, isField: false }]));
  if (type.is !== 'keyed') return undefined;
  return new Map(list.map((value) => [elementOf(value, type), { value, type: type.of, isField: false }]));
}

function elementOf(item: unknown, { keys, defaults = keyDefaults }: Keyed): string {
  const object = isJsonObject(item) ? item : {};
  return keyElement(keys.flatMap((key) => {
    const value = own(object, key) ?? own(defaults, key);
    return value === undefined ? [] : [[key, value] as const];
  }));
}

/** The fields that a configuration sets: what its applier wants to own. */
export function fieldsIn(value: unknown, type: Topology): FieldSet {
  const parts = partsOf(value, type);
  if (!parts) return leaf;
  const children = new Map<string, FieldSet>();
  for (const [element, part] of parts) {
    const set = fieldsIn(part.value, part.type);
    const isEmptyMap = part.value === null || (isJsonObject(part.value) && Object.keys(part.value).length === 0);
    const kept = setOf(set.member || !part.isField || isEmptyMap, set.children);
    if (!isEmpty(kept)) children.set(element, kept);
  }
  return setOf(false, children);
}

/** What became of an object's fields between two versions. */
export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

const same: Comparison = { added: emptySet, removed: emptySet, modified: emptySet };

export function compare(before: unknown, after: unknown, type: Topology): Comparison {
  if (before === after) return same;
  const old = before === undefined ? undefined : partsOf(before, type);
  const now = after === undefined ? undefined : partsOf(after, type);
  if ((before !== undefined && !old) || (after !== undefined && !now)) return compareLeaves(before, after);
  const added = new Map<string, FieldSet>();
  const removed = new Map<string, FieldSet>();
  const modified = new Map<string, FieldSet>();
  const collect = (element: string, part: Part, one: unknown, two: unknown): void => {
    const found = compare(one, two, part.type);
    if (!isEmpty(found.added)) added.set(element, found.added);
    if (!isEmpty(found.removed)) removed.set(element, found.removed);
    if (!isEmpty(found.modified)) modified.set(element, found.modified);
  };
  for (const [element, part] of now ?? []) collect(element, part, old?.get(element)?.value, part.value);
  for (const [element, part] of old ?? []) if (!now?.has(element)) collect(element, part, part.value, undefined);
  return { added: setOf(before === undefined, added), removed: setOf(after === undefined, removed), modified: setOf(false, modified) };
}

function compareLeaves(before: unknown, after: unknown): Comparison {
  if (before === undefined) return { ...same, added: leaf };
  if (after === undefined) return { ...same, removed: leaf };
  return deepEqual(before, after) ? same : { ...same, modified: leaf };
}

/** Merges a configuration into a live object: lists by their keys, in the configuration's order; what only lives stays. */
export function mergeConfig(live: unknown, config: unknown, type: Topology): unknown {
  if (config === undefined || deepEqual(live, config)) return live;
  if (Array.isArray(config) && Array.isArray(live) && (type.is === 'keyed' || type.is === 'set')) return mergeLists(live, config, type);
  if (!isJsonObject(config) || !isJsonObject(live) || type.is === 'leaf') return config;
  const merged: Record<string, unknown> = { ...live };
  for (const [element, part] of partsOf(config, type) ?? []) {
    const key = element.slice(2);
    setOwn(merged, key, mergeConfig(own(live, key), part.value, part.type));
  }
  return merged;
}

function mergeLists(live: readonly unknown[], config: readonly unknown[], type: Topology): readonly unknown[] {
  const left = [...(listParts(live, type) ?? [])];
  const right = [...(listParts(config, type) ?? [])];
  const inLive = new Map(left);
  const inConfig = new Map(right);
  const shared = right.map(([element]) => element).filter((element) => inLive.has(element));
  const merged: unknown[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const [leftElement = '', leftPart] = left[l] ?? [];
    const [rightElement = '', rightPart] = right[r] ?? [];
    if (leftPart && !inConfig.has(leftElement)) {
      merged.push(leftPart.value);
      l++;
    } else if (leftPart && (leftElement !== shared[0] || !rightPart)) l++;
    else if (rightPart) {
      merged.push(mergeConfig(inLive.get(rightElement)?.value, rightPart.value, rightPart.type));
      if (rightElement === shared[0]) shared.shift();
      if (rightElement === leftElement) l++;
      r++;
    }
  }
  return merged;
}

/** Takes the members of a set out of a value; a map that loses everything goes too (undefined). */
export function removeFields(value: unknown, set: FieldSet, type: Topology): unknown {
  if (set.children.size === 0) return value;
  if (Array.isArray(value)) return removeItems(value, set, type);
  const parts = partsOf(value, type);
  if (!parts) return value;
  const kept: Record<string, unknown> = {};
  for (const [element, part] of parts) {
    const below = set.children.get(element);
    if (below?.member) continue;
    const left = below ? removeFields(part.value, below, part.type) : part.value;
    if (left !== undefined) setOwn(kept, element.slice(2), left);
  }
  return Object.keys(kept).length > 0 || Object.keys(value as JsonObject).length === 0 ? kept : undefined;
}

function removeItems(list: readonly unknown[], set: FieldSet, type: Topology): unknown {
  const parts = listParts(list, type);
  if (!parts) return list;
  const kept: unknown[] = [];
  for (const [element, part] of parts) {
    const below = set.children.get(element);
    if (!below?.member) kept.push(below ? removeFields(part.value, below, part.type) : part.value);
  }
  return kept.length > 0 ? kept : undefined;
}

/** Adds the structs on the way to each member: whoever owns a field is taken to own the struct around it. */
export function withStructs(set: FieldSet, type: Topology): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const { below, isField } = typeBelow(element, type);
    const inner = withStructs(child, below);
    children.set(element, isField && inner.children.size > 0 ? { member: true, children: inner.children } : inner);
  }
  return { member: set.member, children };
}

function typeBelow(element: string, type: Topology): { readonly below: Topology; readonly isField: boolean } {
  if (element.startsWith('f:')) {
    const part = partOfMap(element.slice(2), undefined, type);
    return { below: part.type, isField: part.isField && (type.is === 'struct' || type.is === 'object') };
  }
  return { below: type.is === 'keyed' ? type.of : untyped, isField: false };
}

/** What does not fit the schema: `.spec.restart: field not declared in schema`. */
export function schemaProblems(value: unknown, type: Topology, path = ''): readonly string[] {
  if (value === null || value === undefined || type.is === 'untyped') return [];
  switch (type.is) {
    case 'leaf': return leafProblems(value, type.expects, path);
    case 'keyed': return Array.isArray(value) ? keyedProblems(value, type, path) : [`${path}: expected list, got ${shown(value)}`];
    case 'set': return Array.isArray(value) ? twice(value.map((item) => JSON.stringify(item)), path) : [`${path}: expected list, got ${shown(value)}`];
    default: return isJsonObject(value) ? Object.keys(value).flatMap((key) => fieldProblems(key, value[key], type, path)) : [`${path}: expected map, got ${shown(value)}`];
  }
}

const shown = (value: unknown): string => `&{${typeof value === 'object' ? JSON.stringify(value) : String(value)}}`;

function fieldProblems(key: string, value: unknown, type: Topology, path: string): readonly string[] {
  const part = partOfMap(key, value, type);
  if (isUndeclared(type, part)) return [`${path}.${key}: field not declared in schema`];
  return schemaProblems(value, part.type, `${path}.${key}`);
}

function isUndeclared(type: Topology, { isField }: Part): boolean {
  if (type.is === 'struct') return !isField;
  return type.is === 'object' && !isField && typeof type.schema.additionalProperties !== 'object' && type.schema.additionalProperties !== true;
}

type Keyed = Topology & { readonly is: 'keyed' };

function keyedProblems(items: readonly unknown[], type: Keyed, path: string): readonly string[] {
  const problems = items.flatMap((item, index) => itemProblems(item, index, type, path));
  return problems.length > 0 ? problems : twice(items.map((item) => keyWords(item, type)), path);
}

/** What stands twice where nothing may: one problem for each. */
function twice(keys: readonly string[], path: string): readonly string[] {
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) < index))].map((key) => `${path}: duplicate entries for key ${key}`);
}

/** `[name="a"]` */
function keyWords(item: unknown, type: Keyed): string {
  const found = JSON.parse(elementOf(item, type).slice(2)) as JsonObject;
  return `[${Object.keys(found).map((key) => `${key}=${JSON.stringify(found[key])}`).join(',')}]`;
}

function itemProblems(item: unknown, index: number, type: Keyed, path: string): readonly string[] {
  const missing = type.keys.find((key) => !isJsonObject(item) || (own(item, key) === undefined && own(type.defaults ?? keyDefaults, key) === undefined));
  if (missing !== undefined) return [`${path}: element ${String(index)}: associative list with keys has an element that omits key field ${JSON.stringify(missing)} (and doesn't have default value)`];
  return schemaProblems(item, type.of, path + keyWords(item, type));
}

function leafProblems(value: unknown, expects: string, path: string): readonly string[] {
  const found = Array.isArray(value) ? 'list' : typeof value;
  if (expects === 'list' && found !== 'list') return [`${path}: expected list, got ${shown(value)}`];
  if (expects === 'map' && !isJsonObject(value)) return [`${path}: expected map, got ${shown(value)}`];
  if (['int32', 'int64', 'double'].includes(expects) && found !== 'number') return [`${path}: expected numeric (int or float), got ${found}`];
  if (expects === 'boolean' && found !== 'boolean') return [`${path}: expected boolean, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`];
  if (['string', 'byte'].includes(expects) && found !== 'string') return [`${path}: expected string, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`];
  return [];
}

/** Where a value holds lists or maps that are one value only: `.spec.selector`. */
export function atomicPlaces(value: unknown, type: Topology, path = ''): readonly string[] {
  if (type.is === 'leaf') return typeof value === 'object' && value !== null ? [path] : [];
  if (Array.isArray(value)) return type.is === 'keyed' ? value.flatMap((item, index) => atomicPlaces(item, type.of, `${path}[${String(index)}]`)) : [];
  if (!isJsonObject(value)) return [];
  return Object.keys(value).flatMap((key) => atomicPlaces(value[key], partOfMap(key, value[key], type).type, `${path}.${key}`));
}
