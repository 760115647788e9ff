import { structSchema, type FieldType } from '../../../kube/schema.ts';
import { described } from '../../docs.ts';
import { asMap } from '../../resources/object.ts';

/** One place in the documentation: a type. */
export interface Documented {
  /** As the usual text names it: `[]Container`. */
  readonly type: string;
  /** As the text by OpenAPI v2 names it: `[]Object`; '' where that cannot tell. */
  readonly plainType: string;
  readonly text: string;
  /** The values that it may have, where there are few. */
  readonly values: readonly string[];
  /** Whether anything may stand there, so that not even a kind of value can be named. */
  readonly isAnything: boolean;
  readonly fields: () => readonly Field[];
}

/** A named place within another one. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly text: string;
  readonly node: Documented;
}

const leaf = { text: '', values: [], isAnything: false, fields: () => [] };
const byName = (a: Field, b: Field): number => (a.name < b.name ? -1 : 1);

/** A type that Kubernetes itself knows. */
export function structNode(struct: string, type: string): Documented {
  return {
    ...leaf, type, plainType: 'Object', text: described(struct, ''),
    fields: () => [...structSchema(struct).fields.values()].map((field) => ({ name: field.name, required: field.required, text: described(struct, field.name), node: typeNode(field.type) })).sort(byName),
  };
}

const scalarNames: Readonly<Record<string, readonly [type: string, plainType: string]>> = {
  int32: ['integer', 'integer'], int64: ['integer', 'integer'], double: ['number', 'number'], byte: ['string', 'string'], quantity: ['Quantity', 'string'],
  time: ['string', 'string'], microTime: ['string', 'string'], intOrString: ['IntOrString', 'string'], any: ['Object', 'map[string]'],
};

function typeNode(type: FieldType): Documented {
  if (type.is === 'struct') return structNode(type.name, structSchema(type.name).goName);
  if (type.is !== 'scalar') return within(type.is === 'list' ? '[]' : 'map[string]', typeNode(type.of));
  const [name, plainType] = scalarNames[type.scalar] ?? [type.scalar, type.scalar];
  return { ...leaf, type: name, plainType, text: described(type.scalar, '') };
}

const within = (prefix: string, inner: Documented): Documented => ({ ...inner, type: `${prefix}${inner.type}`, plainType: `${prefix}${inner.plainType}` });

type Schema = Readonly<Record<string, unknown>>;
const textOf = (schema: Schema): string => (typeof schema['description'] === 'string' ? schema['description'] : '');

/** A type of a CustomResourceDefinition: its schema, with what every object has. */
export function customNode(schema: Schema): Documented {
  const own = schemaNode(schema);
  return { ...own, fields: () => [...standardFields(), ...own.fields().filter(({ name }) => !['apiVersion', 'kind', 'metadata'].includes(name))].sort(byName) };
}

function standardFields(): readonly Field[] {
  return structNode('V1Namespace', '').fields().filter(({ name }) => ['apiVersion', 'kind', 'metadata'].includes(name));
}

function schemaNode(schema: Schema): Documented {
  const items = asMap(schema['items']);
  const values = asMap(schema['additionalProperties']);
  if (items) return { ...within('[]', schemaNode(items)), text: textOf(items) };
  if (values) return { ...within('map[string]', schemaNode(values)), text: textOf(values) };
  const type = typeof schema['type'] === 'string' ? schema['type'] : 'object';
  const properties = asMap(schema['properties']);
  const isAnything = schema['type'] === undefined || (type === 'object' && !properties);
  return {
    type: type === 'object' ? 'Object' : type, plainType: schema['type'] === undefined ? '' : type !== 'object' ? type : properties ? 'Object' : 'map[string]', text: textOf(schema),
    values: ((schema['enum'] ?? []) as readonly unknown[]).map(String), isAnything,
    fields: () => Object.entries(properties ?? {}).map(([name, property]) => fieldOf(name, asMap(property) ?? {}, (schema['required'] ?? []) as readonly string[])).sort(byName),
  };
}

function fieldOf(name: string, schema: Schema, required: readonly string[]): Field {
  return { name, required: required.includes(name), text: textOf(schema), node: schemaNode(schema) };
}
