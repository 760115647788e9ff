/** The shape of a document: what its fields may hold. `any` is left to whoever reads it. */
export type Shape = 'string' | 'int32' | 'int64' | 'bool' | 'any' | readonly [Shape] | { readonly [field: string]: Shape };

/** What does not fit a shape, in the words of Go's decoders. */
export interface DecodingProblems {
  /** Fields that nobody knows, by their path. */
  readonly unknown: string[];
  /** The first value of a wrong type. */
  mismatch: string | undefined;
}

const goKind = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);

function isOf(value: unknown, shape: Exclude<Shape, object>): boolean {
  switch (shape) {
    case 'any': return true;
    case 'string': return typeof value === 'string';
    case 'bool': return typeof value === 'boolean';
    case 'int32': return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
    case 'int64': return Number.isInteger(value) && Math.abs(value as number) < 2 ** 63;
  }
}

function describe(value: unknown, path: string, struct: string, type: string): string {
  const found = typeof value === 'number' && !type.startsWith('[') && type !== 'string' && type !== 'bool' && !Number.isInteger(value) ? `number ${String(value)}` : goKind(value);
  return path === '' ? `json: cannot unmarshal ${found} into Go value of type ${struct}` : `json: cannot unmarshal ${found} into Go struct field ${struct}.${path} of type ${type}`;
}

/** Compares a value with a shape and collects what is wrong. `struct` is the name of the type that the path starts in. */
export function checkShape(value: unknown, shape: Shape, struct: string, problems: DecodingProblems, path = ''): void {
  if (value === null || value === undefined) return;
  const wrong = (type: string): void => { problems.mismatch ??= describe(value, path.replaceAll(/\[\d+\]/g, ''), struct, type); };
  if (typeof shape === 'string') {
    if (!isOf(value, shape)) wrong(shape);
  } else if (Array.isArray(shape)) {
    if (!Array.isArray(value)) wrong('[]interface {}');
    else value.forEach((item, index) => { checkShape(item, (shape as readonly [Shape])[0], struct, problems, `${path}[${String(index)}]`); });
  } else if (typeof value !== 'object' || Array.isArray(value)) wrong('struct');
  else {
    for (const [key, item] of Object.entries(value)) {
      const place = path === '' ? key : `${path}.${key}`;
      if (Object.hasOwn(shape, key)) checkShape(item, (shape as Readonly<Record<string, Shape>>)[key] ?? 'any', struct, problems, place);
      else problems.unknown.push(place);
    }
  }
}

const zeros: Readonly<Record<Exclude<Shape, object>, unknown>> = { string: '', bool: false, int32: 0, int64: 0, any: null };

/** A value that fits its shape, as Go holds it: a field that is `null` is as good as absent, an entry that is `null` is its type's zero. */
export function withoutNulls(value: unknown, shape: Shape): unknown {
  if (typeof shape === 'string') return value ?? zeros[shape];
  if (Array.isArray(shape)) return ((value ?? []) as readonly unknown[]).map((item) => withoutNulls(item, (shape as readonly [Shape])[0]));
  const fields = Object.entries(value ?? {}).filter(([, item]) => item !== null);
  return Object.fromEntries(fields.map(([key, item]) => [key, withoutNulls(item, (shape as Readonly<Record<string, Shape>>)[key] ?? 'any')]));
}

/** The problems as one sentence; undefined where there are none. */
export function decodingText({ unknown, mismatch }: DecodingProblems): string | undefined {
  if (mismatch !== undefined) return mismatch;
  return unknown.length === 0 ? undefined : `strict decoding error: ${unknown.map((field) => `unknown field "${field}"`).join(', ')}`;
}
