/**
 * The fast path: whether a value already is what decoding would make of it. One walk, no allocation. Components inside the
 * engine send such objects thousands of times a second, and most of each object is shared with one that was seen before.
 */
import { structSchema } from '../schema.ts';
import type { FieldSchema, FieldType } from '../schema.ts';
import { cleanScalar, zeroOf } from './scalars.ts';

export type Check = (value: unknown) => boolean;

/** Big subtrees that were found clean, with the struct that they are clean as. Objects are immutable, so this stays true. */
const seen = new WeakMap<object, string>();
const inLongLists: ReadonlySet<string> = new Set(['V1EndpointAddress', 'V1Endpoint', 'V1PodCondition', 'V1ContainerStatus']);
const isRemembered = (name: string): boolean => (name.endsWith('Spec') && !name.endsWith('TemplateSpec')) || inLongLists.has(name);

const checks = new Map<string, Check>();

/** Whether a value is clean as the struct of that name; the check is built once a struct. */
export function structCheck(name: string): Check {
  const known = checks.get(name);
  if (known) return known;
  let built: Check | undefined;
  const lazily: Check = (value) => (built ??= buildStructCheck(name))(value);
  checks.set(name, lazily);
  return lazily;
}

function buildStructCheck(name: string): Check {
  const schema = structSchema(name);
  const fields = new Map([...schema.fields.values()].map((field) => [field.name, fieldCheck(field)]));
  const present = schema.present.map(([field]) => field);
  const walk: Check = (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const key in value) {
      const check = fields.get(key);
      if (check === undefined || !check((value as Record<string, unknown>)[key])) return false;
    }
    for (const key of present) if (!(key in value)) return false;
    return true;
  };
  return isRemembered(name) ? remembering(name, walk) : walk;
}

function remembering(name: string, walk: Check): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    if (seen.get(value) === name) return true;
    if (!walk(value)) return false;
    seen.set(value, name);
    return true;
  };
}

function fieldCheck({ type, required, dropsZero }: FieldSchema): Check {
  const check = typeCheck(type, !required);
  if (!dropsZero || type.is !== 'scalar') return check;
  const zero = zeroOf[type.scalar];
  return (value) => value !== zero && check(value);
}

function typeCheck(type: FieldType, dropsEmpty: boolean): Check {
  switch (type.is) {
    case 'scalar': return cleanScalar[type.scalar];
    case 'struct': return structCheck(type.name);
    case 'list': return listCheck(typeCheck(type.of, false), dropsEmpty);
    case 'map': return mapCheck(typeCheck(type.of, false), dropsEmpty);
  }
}

function listCheck(item: Check, dropsEmpty: boolean): Check {
  return (value) => {
    if (!Array.isArray(value) || (dropsEmpty && value.length === 0)) return false;
    for (const element of value as readonly unknown[]) if (!item(element)) return false;
    return true;
  };
}

function mapCheck(item: Check, dropsEmpty: boolean): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let isEmpty = true;
    for (const key in value) {
      if (!item((value as Record<string, unknown>)[key])) return false;
      isEmpty = false;
    }
    return !(dropsEmpty && isEmpty);
  };
}
