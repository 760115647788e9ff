/**
 * Objects in Kubernetes' protobuf encoding, as typed clients send them: read into what the same objects are in JSON.
 *
 * @see Kubernetes apimachinery, pkg/runtime/serializer/protobuf
 */
import { rfc3339, rfc3339Micro } from '../../kube/time.ts';
import { apiVersionOf, builtInKinds } from '../../kube/kinds.ts';
import { hasStruct, structSchema, type FieldSchema, type FieldType, type StructSchema } from '../../kube/schema.ts';
import { messages } from './messages.ts';
import { readFields, WireError, type WireValue } from './wire.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

/** `k8s` and a zero: what every encoded object begins with. */
const prefix = [0x6b, 0x38, 0x73, 0];

type Value = string | number | boolean | Value[] | { [key: string]: Value };
type Decoded = { readonly ok: true; readonly object: Readonly<Record<string, unknown>> } | { readonly ok: false; readonly message: string };

/** Reads one encoded object: the envelope (`runtime.Unknown`), then the message that it names. */
export function decodeProtobuf(bytes: Uint8Array): Decoded {
  if (prefix.some((byte, index) => bytes[index] !== byte)) {
    return { ok: false, message: 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]' };
  }
  try {
    return readEnvelope(bytes.subarray(prefix.length));
  } catch (error) {
    if (error instanceof WireError) return { ok: false, message: error.message };
    throw error;
  }
}

function readEnvelope(bytes: Uint8Array): Decoded {
  const envelope = new Map(readFields(bytes));
  const type = new Map(readFields(asBytes(envelope.get(1))));
  const apiVersion = asText(type.get(1));
  const kind = asText(type.get(2));
  const schema = schemaOf(apiVersion, kind);
  if (schema === undefined) return { ok: false, message: `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"` };
  return { ok: true, object: { apiVersion, kind, ...readMessage(asBytes(envelope.get(2)), structSchema(schema)) } };
}

/** Kinds that are no resource of their own: what is posted to a subresource, and options. */
const otherSchemas: Readonly<Record<string, string>> = {
  'v1 Binding': 'V1Binding', 'policy/v1 Eviction': 'V1Eviction', 'autoscaling/v1 Scale': 'V1Scale',
  'authentication.k8s.io/v1 TokenRequest': 'AuthenticationV1TokenRequest',
};

function schemaOf(apiVersion: string, kind: string): string | undefined {
  if (kind === 'DeleteOptions') return 'V1DeleteOptions';
  const found = builtInKinds.find((candidate) => candidate.kind === kind && apiVersionOf(candidate) === apiVersion)?.schema ?? otherSchemas[`${apiVersion} ${kind}`];
  if (found !== undefined && found !== '') return found;
  const named = `${/v\d+$/.exec(apiVersion)?.[0].toUpperCase() ?? ''}${kind}`;
  return hasStruct(named) && Object.hasOwn(messages, named) ? named : undefined;
}

/** Name of a field, or of the message embedded there, by number. */
const numbered = new Map<string, ReadonlyMap<number, string>>();

function fieldsOf(message: string): ReadonlyMap<number, string> {
  let fields = numbered.get(message);
  if (!fields) numbered.set(message, (fields = new Map(numberFields(messages[message] ?? ''))));
  return fields;
}

function numberFields(names: string): readonly (readonly [number, string])[] {
  let number = 0;
  return names.split(' ').filter((word) => word !== '').map((word) => {
    const [first = '', second] = word.split(':');
    number = second === undefined ? number + 1 : Number(first);
    return [number, second ?? first];
  });
}

function readMessage(bytes: Uint8Array, struct: StructSchema): Record<string, Value> {
  const object: Record<string, Value> = {};
  readInto(object, bytes, struct, struct.name);
  return object;
}

function readInto(object: Record<string, Value>, bytes: Uint8Array, struct: StructSchema, message: string): void {
  const names = fieldsOf(message);
  for (const [number, value] of readFields(bytes)) {
    const name = names.get(number);
    if (name?.startsWith('*')) readInto(object, asBytes(value), struct, name.slice(1));
    const field = name === undefined ? undefined : struct.fields.get(name);
    if (field) addField(object, field, value);
  }
}

function addField(object: Record<string, Value>, { name, type, dropsZero }: FieldSchema, wire: WireValue): void {
  if (type.is === 'list') {
    const list = (object[name] ??= []) as Value[];
    list.push(...listItems(wire, type.of));
  } else if (type.is === 'map') {
    const entry = new Map(readFields(asBytes(wire)));
    defineEntry((object[name] ??= {}) as Record<string, Value>, asText(entry.get(1)), mapValue(entry.get(2), type.of));
  } else {
    const value = readValue(wire, type);
    const isZero = value === '' || value === 0 || value === false;
    if (value !== undefined && !(dropsZero && isZero)) object[name] = value;
  }
}

/** Keys are the user's: `__proto__` is a key like any other. */
function defineEntry(map: Record<string, Value>, key: string, value: Value): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

function mapValue(wire: WireValue | undefined, type: FieldType): Value {
  if (type.is === 'list') return readFields(asBytes(wire)).flatMap(([, item]) => listItems(item, type.of));
  return readValue(wire ?? new Uint8Array(), type) ?? '';
}

function listItems(wire: WireValue, type: FieldType): readonly Value[] {
  const value = readValue(wire, type);
  return value === undefined ? [] : [value];
}

function readValue(wire: WireValue, type: FieldType): Value | undefined {
  if (type.is === 'struct') return readMessage(asBytes(wire), structSchema(type.name));
  if (type.is !== 'scalar') return undefined;
  switch (type.scalar) {
    case 'string': return asText(wire);
    case 'boolean': return asInteger(wire) !== 0;
    case 'int32': case 'int64': return asInteger(wire);
    case 'double': return asDouble(wire);
    case 'byte': return Buffer.from(asBytes(wire)).toString('base64');
    case 'quantity': return asText(new Map(readFields(asBytes(wire))).get(1)) || '0';
    case 'time': return readTime(wire, rfc3339);
    case 'microTime': return readTime(wire, rfc3339Micro);
    case 'intOrString': return readIntOrString(wire);
    case 'any': return readRaw(wire);
  }
}

/** `{seconds, nanos}`; Go's zero time is an empty message. */
function readTime(wire: WireValue, format: (epochMs: number) => string): string | undefined {
  const fields = new Map(readFields(asBytes(wire)));
  if (fields.size === 0) return undefined;
  return format(asInteger(fields.get(1)) * 1000 + asInteger(fields.get(2)) / 1e6);
}

/** `{type: 0, intVal}` or `{type: 1, strVal}`. */
function readIntOrString(wire: WireValue): string | number {
  const fields = new Map(readFields(asBytes(wire)));
  return asInteger(fields.get(1)) === 1 ? asText(fields.get(3)) : asInteger(fields.get(2));
}

/** JSON inside (`RawExtension`, `FieldsV1`). */
function readRaw(wire: WireValue): Value | undefined {
  const text = asText(new Map(readFields(asBytes(wire))).get(1));
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new WireError('the bytes of a raw extension are no JSON');
  }
}

function asBytes(wire: WireValue | undefined): Uint8Array {
  if (wire === undefined) return new Uint8Array();
  if (typeof wire === 'bigint') throw new WireError('wrong wire type 0');
  return wire;
}

const asText = (wire: WireValue | undefined): string => Buffer.from(asBytes(wire)).toString('utf8');

function asInteger(wire: WireValue | undefined): number {
  if (wire === undefined) return 0;
  if (typeof wire !== 'bigint') throw new WireError('wrong wire type 2');
  return Number(BigInt.asIntN(64, wire));
}

function asDouble(wire: WireValue): number {
  if (typeof wire !== 'bigint') throw new WireError('wrong wire type 2');
  return new DataView(BigUint64Array.of(wire).buffer).getFloat64(0, true);
}
