/**
 * The protobuf wire format: a message is a run of fields, each a number and a value.
 *
 * @see protobuf.dev, "Encoding"
 */

/** A value as it is on the wire: a varint or fixed number, or bytes (strings, messages, packed lists). */
export type WireValue = bigint | Uint8Array;

/** The bytes are no protobuf message. */
export class WireError extends Error {}

/** The fields of a message, in the order in which they stand. */
export function readFields(bytes: Uint8Array): readonly (readonly [number: number, value: WireValue])[] {
  const fields: (readonly [number, WireValue])[] = [];
  let at = 0;
  while (at < bytes.length) {
    const key = readVarint(bytes, at);
    const value = readValue(bytes, key.end, Number(key.value & 7n));
    fields.push([Number(key.value >> 3n), value.value]);
    at = value.end;
  }
  return fields;
}

interface Read<T> {
  readonly value: T;
  readonly end: number;
}

function readValue(bytes: Uint8Array, at: number, wireType: number): Read<WireValue> {
  switch (wireType) {
    case 0: return readVarint(bytes, at);
    case 1: return { value: readFixed(bytes, at, 8), end: at + 8 };
    case 2: return readBytes(bytes, at);
    case 5: return { value: readFixed(bytes, at, 4), end: at + 4 };
    default: throw new WireError(`wrong wire type ${String(wireType)}`);
  }
}

function readVarint(bytes: Uint8Array, at: number): Read<bigint> {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) throw new WireError('unexpected EOF');
    value |= BigInt(byte & 127) << BigInt(7 * index);
    if (byte < 128) return { value: BigInt.asUintN(64, value), end: at + index + 1 };
  }
  throw new WireError('integer overflow');
}

function readFixed(bytes: Uint8Array, at: number, size: number): bigint {
  if (at + size > bytes.length) throw new WireError('unexpected EOF');
  let value = 0n;
  for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[at + index] ?? 0);
  return value;
}

function readBytes(bytes: Uint8Array, at: number): Read<Uint8Array> {
  const length = readVarint(bytes, at);
  const end = length.end + Number(length.value);
  if (end > bytes.length) throw new WireError('unexpected EOF');
  return { value: bytes.subarray(length.end, end), end };
}
