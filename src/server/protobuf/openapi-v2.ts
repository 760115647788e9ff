/**
 * The OpenAPI v2 document in protobuf, the one encoding in which Go clients ask for it. Field numbers are those of gnostic's
 * `openapi.v2.Document`.
 */

/** As clients ask for it, and as it is answered: `@` may not stand in a content type. */
export const openApiV2Type = { asked: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf', answered: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' } as const;

interface Schema {
  readonly $ref?: string;
  readonly format?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly type?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

export interface OpenApiV2 {
  readonly swagger: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly definitions: Readonly<Record<string, Schema>>;
}

export function encodeOpenApiV2({ swagger, info, definitions }: OpenApiV2): Buffer {
  return Buffer.concat([text(1, swagger), message(2, [text(1, info.title), text(2, info.version)]), message(8, []), message(9, named(definitions))]);
}

/** `NamedSchema` for each entry. */
const named = (schemas: Readonly<Record<string, Schema>>): readonly Buffer[] =>
  Object.entries(schemas).map(([name, schema]) => message(1, [text(1, name), message(2, fieldsOf(schema))]));

function fieldsOf(schema: Schema): readonly Buffer[] {
  const { additionalProperties: rest } = schema;
  return [
    text(1, schema.$ref), text(2, schema.format), text(4, schema.description), ...(schema.required ?? []).map((name) => text(19, name)),
    ...(typeof rest === 'object' ? [message(21, [message(1, fieldsOf(rest))])] : []),
    ...(schema.type === undefined ? [] : [message(22, [text(1, schema.type)])]),
    ...(schema.items ? [message(23, [message(1, fieldsOf(schema.items))])] : []),
    ...(schema.properties ? [message(25, named(schema.properties))] : []),
    ...extensionsOf(schema),
  ];
}

/** `x-…` as `NamedAny`: JSON is YAML too. */
const extensionsOf = (schema: Schema): readonly Buffer[] =>
  Object.entries(schema).filter(([name]) => name.startsWith('x-')).map(([name, value]) => message(31, [text(1, name), message(2, [text(2, JSON.stringify(value))])]));

const text = (number: number, value: string | undefined): Buffer => (value === undefined || value === '' ? Buffer.alloc(0) : delimited(number, Buffer.from(value, 'utf8')));
const message = (number: number, parts: readonly Buffer[]): Buffer => delimited(number, Buffer.concat(parts));
const delimited = (number: number, bytes: Buffer): Buffer => Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}
