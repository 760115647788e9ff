/**
 * The thorough path: makes of any JSON value the object that Go's strict reader would hold, or says in its words why not.
 * Nulls, unknown fields and zero values that are never written go; quantities and times become canonical.
 *
 * @see sigs.k8s.io/json, and runtime.DefaultUnstructuredConverter for patches that are merged by strategy
 */
import { setOwn } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { structSchema } from '../schema.ts';
import type { FieldSchema, FieldType, Scalar } from '../schema.ts';
import { structCheck } from './check.ts';
import { jsonType, readScalar, zeroOf } from './scalars.ts';

/** Whose words are used, and in which order fields are looked at. */
export interface ConvertOptions {
  /** `json`: the reader of JSON texts. `unstructured`: the converter that a strategic merge patch goes through. */
  readonly words?: 'json' | 'unstructured';
  /** Go's clients send maps with sorted keys, so objects that never were text are read in that order. */
  readonly sorted?: boolean;
}

export interface Converted {
  /** The very value that came in where nothing had to change. Meaningless where there is an error. */
  readonly value: unknown;
  /** `unknown field "spec.restart"`, in the order of reading. */
  readonly strict: readonly string[];
  readonly error?: string;
  /** Field of a value at which reading stopped at once (a quantity or a time that is none), which the words of the error do not name: `spec.containers[0].resources.requests.cpu`. */
  readonly stoppedAt?: string;
}

/** Reads a value as the struct of that name. */
export function convert(name: string, value: unknown, options: ConvertOptions = {}): Converted {
  if (structCheck(name)(value)) return { value, strict: [] };
  const reading = new Reading(options);
  try {
    const converted = reading.struct(name, value, { goPath: '', path: '', struct: '' }, `v1.${structSchema(name).goName}`);
    return { value: converted, strict: reading.strict, ...(reading.error === undefined ? {} : { error: reading.error }) };
  } catch (problem) {
    if (problem instanceof Fatal) return { value: undefined, strict: reading.strict, error: problem.message, stoppedAt: problem.path };
    throw problem;
  }
}

class Fatal extends Error {
  constructor(message: string, readonly path: string) {
    super(message);
  }
}

/** Where the reader is: Go's path without indices, the path with them, the struct that holds the field. */
interface Place {
  readonly goPath: string;
  readonly path: string;
  readonly struct: string;
}

const dropped = Symbol('dropped');

class Reading {
  readonly strict: string[] = [];
  error: string | undefined;

  constructor(private readonly options: ConvertOptions) {}

  struct(name: string, value: unknown, place: Place, go: string): unknown {
    if (structCheck(name)(value)) return value;
    if (value === null) return this.struct(name, {}, place, go);
    if (typeof value !== 'object' || Array.isArray(value)) return this.mismatch(jsonType(value), go, 'struct', place);
    const schema = structSchema(name);
    const result: Record<string, unknown> = {};
    let changed = false;
    for (const key of this.keys(value as JsonObject)) {
      const field = schema.fields.get(key);
      const item = (value as JsonObject)[key];
      const read = field ? this.field(field, item, within(place, key, schema.goName)) : this.unknown(place.path, key);
      if (read !== item) changed = true;
      if (read !== dropped) result[key] = read;
    }
    for (const [key, zero] of schema.present) {
      if (Object.hasOwn(result, key)) continue;
      result[key] = zero;
      changed = true;
    }
    return changed ? result : value;
  }

  private keys(value: JsonObject): readonly string[] {
    return this.options.sorted ? Object.keys(value).sort() : Object.keys(value);
  }

  private unknown(path: string, key: string): typeof dropped {
    this.strict.push(`unknown field "${path === '' ? key : `${path}.${key}`}"`);
    return dropped;
  }

  private field(field: FieldSchema, value: unknown, place: Place): unknown {
    if (value === undefined) return dropped;
    if (value === null) return field.required ? this.requiredZero(field.type) : dropped;
    const read = this.value(field.type, value, place);
    if (read === undefined) return dropped;
    if (field.dropsZero && field.type.is === 'scalar' && read === zeroOf[field.type.scalar]) return dropped;
    return !field.required && isEmptyCollection(field.type, read) ? dropped : read;
  }

  private requiredZero(type: FieldType): unknown {
    if (type.is !== 'scalar') return dropped;
    return zeroOf[type.scalar] ?? dropped;
  }

  private value(type: FieldType, value: unknown, place: Place): unknown {
    switch (type.is) {
      case 'scalar': return this.scalar(type.scalar, value, type.go, place);
      case 'struct': return this.struct(type.name, value, place, type.go);
      case 'list': return this.list(type.of, value, place, type.go);
      case 'map': return this.map(type.of, value, place, type.go);
    }
  }

  private list(of: FieldType, value: unknown, place: Place, go: string): unknown {
    if (!Array.isArray(value)) return this.mismatch(jsonType(value), go, 'slice', place);
    let changed = false;
    const result = (value as readonly unknown[]).map((item, index) => {
      const read = this.element(of, item, { ...place, path: `${place.path}[${String(index)}]` });
      if (read !== item) changed = true;
      return read;
    });
    return changed ? result : value;
  }

  private map(of: FieldType, value: unknown, place: Place, go: string): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.mismatch(jsonType(value), go, 'map', place);
    const result: Record<string, unknown> = {};
    let changed = false;
    for (const key of this.keys(value as JsonObject)) {
      const item = (value as JsonObject)[key];
      const read = item === undefined ? undefined : this.element(of, item, { ...place, path: `${place.path}.${key}` });
      if (read !== item || item === undefined) changed = true;
      if (read !== undefined) setOwn(result, key, read);
    }
    return changed ? result : value;
  }

  private element(of: FieldType, value: unknown, place: Place): unknown {
    if (value !== null && value !== undefined) return this.value(of, value, place);
    switch (of.is) {
      case 'scalar': return zeroOf[of.scalar];
      case 'struct': return this.struct(of.name, {}, place, of.go);
      case 'list': return [];
      case 'map': return {};
    }
  }

  private scalar(scalar: Scalar, value: unknown, go: string, place: Place): unknown {
    const read = readScalar[scalar](value);
    if ('value' in read) return read.value;
    if ('fatal' in read) throw new Fatal(read.fatal, place.path);
    if ('saved' in read) this.save(read.saved);
    else this.mismatch(read.mismatch, go, goKinds[scalar] ?? scalar, place, value);
    return undefined;
  }

  /** Another JSON type than the field's. */
  private mismatch(found: string, go: string, kind: string, place: Place, value?: unknown): undefined {
    if (this.options.words === 'unstructured') throw new Fatal(unstructuredWords(found, kind, value), place.path);
    const into = place.struct === '' ? `value of type ${go}` : `struct field ${place.struct}.${place.goPath} of type ${go}`;
    this.save(`json: cannot unmarshal ${found} into Go ${into}`);
    return undefined;
  }

  private save(words: string): void {
    this.error ??= words;
  }
}

const goKinds: Readonly<Partial<Record<Scalar, string>>> = { boolean: 'bool', double: 'float64', byte: 'slice' };

function within(place: Place, key: string, struct: string): Place {
  const join = (path: string): string => (path === '' ? key : `${path}.${key}`);
  return { goPath: join(place.goPath), path: join(place.path), struct };
}

function isEmptyCollection(type: FieldType, value: unknown): boolean {
  if (type.is === 'list') return Array.isArray(value) && value.length === 0;
  return type.is === 'map' && Object.keys(value as object).length === 0;
}

/** `cannot restore slice from string`, `unrecognized type: int32`, `cannot convert int64 to string`. */
function unstructuredWords(found: string, kind: string, value: unknown): string {
  const from = { array: 'slice', object: 'map' }[found] ?? (found.startsWith('number') ? (Number.isInteger(value) ? 'int64' : 'float64') : found);
  if (kind === 'slice') return `cannot restore slice from ${from}`;
  if (kind === 'map') return `cannot restore map from ${from}`;
  if (kind === 'struct') return `cannot restore struct from: ${from}`;
  return from === 'int64' && (kind === 'string' || kind.startsWith('int')) ? `cannot convert ${from} to ${kind}` : `unrecognized type: ${kind}`;
}
