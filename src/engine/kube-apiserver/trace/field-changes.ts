import { deepEqual } from '../../../kube/json.ts';

/** One field that differs between two states of an object. */
export interface FieldChange {
  /** `spec.containers[app].image`; a list's items by name or type where they have one, else by place. */
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** The new value (the old one of what was removed) where it is short and plain; '' otherwise. */
  readonly value: string;
}

export interface FieldChanges {
  readonly changes: readonly FieldChange[];
  /** How many more there are. */
  readonly more: number;
}

const changesMax = 12;
const valueMax = 60;
/** What every write changes and nobody reads. */
const silent: ReadonlySet<string> = new Set(['metadata.resourceVersion', 'metadata.managedFields']);

/** The fields that differ, in the order of the object; what came or went as a whole is one change, a list or a map of plain values (labels) one for each item. Shared parts cost nothing. */
export function fieldChanges(before: unknown, after: unknown): FieldChanges {
  const all: FieldChange[] = [];
  compare('', before, after, all);
  return { changes: all.slice(0, changesMax), more: Math.max(0, all.length - changesMax) };
}

function compare(path: string, before: unknown, after: unknown, into: FieldChange[]): void {
  if (before === after || silent.has(path)) return;
  const left = membersOf(before === undefined ? emptyLike(after) : before);
  const right = membersOf(after === undefined ? emptyLike(before) : after);
  if (!left || !right || left.isList !== right.isList) {
    if (!deepEqual(before, after)) into.push(changeOf(path, before, after));
    return;
  }
  for (const key of new Set([...right.members.keys(), ...left.members.keys()])) {
    const [old, now] = [left.members.get(key), right.members.get(key)];
    const place = memberPath(path, key, right.isList);
    if (right.isList && (old === undefined || now === undefined)) into.push(changeOf(place, old, now));
    else compare(place, old, now, into);
  }
}

/** What a list or a map of plain values is compared with where there was none. */
function emptyLike(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const values = Object.values(value);
  return values.length > 0 && values.every((item) => typeof item !== 'object') ? {} : undefined;
}

function changeOf(path: string, before: unknown, after: unknown): FieldChange {
  if (after === undefined) return { path, change: 'removed', value: valueText(before) };
  return { path, change: before === undefined ? 'added' : 'changed', value: valueText(after) };
}

function valueText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= valueMax ? value : '';
}

interface Members {
  readonly isList: boolean;
  readonly members: ReadonlyMap<string, unknown>;
}

function membersOf(value: unknown): Members | undefined {
  if (Array.isArray(value)) return { isList: true, members: itemsOf(value) };
  if (typeof value !== 'object' || value === null) return undefined;
  return { isList: false, members: new Map(Object.entries(value)) };
}

/** Items by what tells them apart, so that one put in front does not look as if all had changed. */
function itemsOf(items: readonly unknown[]): ReadonlyMap<string, unknown> {
  for (const key of ['mountPath', 'name', 'type', 'uid', 'ip']) {
    const byKey = new Map(items.map((item) => [labelOf(item, key), item]));
    if (byKey.size === items.length && !byKey.has('')) return byKey;
  }
  return new Map(items.map((item, index) => [String(index), item]));
}

function labelOf(item: unknown, key: string): string {
  if (typeof item !== 'object' || item === null || !Object.hasOwn(item, key)) return '';
  const label = (item as Readonly<Record<string, unknown>>)[key];
  return typeof label === 'string' ? label : '';
}

function memberPath(path: string, key: string, isList: boolean): string {
  if (isList || key.includes('.')) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
