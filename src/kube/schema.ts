/**
 * What the generated schemas do not say of the Go types behind them: their names in error texts, which fields drop their
 * zero value (`omitempty` without a pointer) and which structs are always there.
 *
 * @see Kubernetes api/core/v1/types.go and its neighbours
 */
import { schemas } from './generated/schemas.ts';
import { alwaysPresent, droppedZeros, goAliases, pointerStrings } from './schema-facts.ts';

/** Type of one field: a scalar, a struct by name, or a list or map of one of these. */
export type FieldType =
  | { readonly is: 'scalar'; readonly scalar: Scalar; readonly go: string }
  | { readonly is: 'struct'; readonly name: string; readonly go: string }
  | { readonly is: 'list' | 'map'; readonly of: FieldType; readonly go: string };

export type Scalar = 'string' | 'boolean' | 'int32' | 'int64' | 'double' | 'byte' | 'quantity' | 'time' | 'microTime' | 'intOrString' | 'any';

/** One field of a struct. */
export interface FieldSchema {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Whether `""`, `0` or `false` is left out when the object is written. Empty lists and maps of optional fields always are. */
  readonly dropsZero: boolean;
}

/** One struct. */
export interface StructSchema {
  /** As in the generated schemas: `V1PodSpec`. */
  readonly name: string;
  /** As error texts name it: `PodSpec`. */
  readonly goName: string;
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** Fields that are there even if nobody wrote them, with their zero value (`resources: {}`). */
  readonly present: readonly (readonly [field: string, zero: unknown])[];
}

const scalars: ReadonlySet<string> = new Set(['string', 'boolean', 'int32', 'int64', 'double', 'byte', 'quantity', 'time', 'microTime', 'intOrString', 'any']);
const goScalars: Readonly<Partial<Record<Scalar, string>>> = {
  boolean: 'bool', double: 'float64', byte: '[]uint8', quantity: 'resource.Quantity', time: 'v1.Time', microTime: 'v1.MicroTime', intOrString: 'intstr.IntOrString', any: 'interface {}',
};

const known = new Map<string, StructSchema>();

/** The struct of that name. Throws where there is none: names come from `kinds.ts` and from schemas, never from users. */
export function structSchema(name: string): StructSchema {
  const found = known.get(name);
  if (found) return found;
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (!schema) throw new Error(`there is no type ${name}`);
  const required = new Set(schema.required);
  const fields = new Map(Object.entries(schema.fields).map(([field, code]) => [field, fieldSchema(name, field, code, required.has(field))]));
  const built: StructSchema = { name, goName: goNameOf(name), fields, present: Object.entries(alwaysPresent[name] ?? {}) };
  known.set(name, built);
  return built;
}

/** Whether a struct of that name exists. */
export function hasStruct(name: string): boolean {
  return Object.hasOwn(schemas, name);
}

function fieldSchema(owner: string, name: string, code: string, required: boolean): FieldSchema {
  const path = `${owner}.${name}`;
  const type = fieldType(code, goAliases[path]);
  const dropsZero = !required && type.is === 'scalar' && (droppedZeros.has(path) || (type.scalar === 'string' && !pointerStrings.has(path)));
  return { name, type, required, dropsZero };
}

function fieldType(code: string, alias: string | undefined): FieldType {
  if (code.startsWith('[]')) {
    const of = fieldType(code.slice(2), alias?.replace(/^\[\]/, ''));
    return { is: 'list', of, go: alias ?? `[]${of.go}` };
  }
  if (code.startsWith('map:')) {
    const of = fieldType(code.slice(4), undefined);
    return { is: 'map', of, go: alias ?? (of.go === 'resource.Quantity' ? 'v1.ResourceList' : `map[string]${of.go}`) };
  }
  if (scalars.has(code)) return { is: 'scalar', scalar: code as Scalar, go: alias ?? goScalars[code as Scalar] ?? code };
  return { is: 'struct', name: code, go: `${/V2/.test(code) ? 'v2' : 'v1'}.${goNameOf(code)}` };
}

/** `V1PodSpec` → `PodSpec`, `CoreV1Event` → `Event`. */
function goNameOf(name: string): string {
  return name.replace(/^(?:Core|Events|Discovery|Rbac|Storage|Apiextensions|Authentication)?V[12]/, '');
}
