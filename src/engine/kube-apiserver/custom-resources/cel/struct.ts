import type { CelValue } from './evaluate.ts';
import { CelHost, OptionalValue } from './host.ts';
import { CelProblem } from './problem.ts';

/** A value of a named type: `Object.spec{replicas: 1}`, `JSONPatch{op: "remove", path: "/spec"}`. */
export class StructValue extends CelHost {
  constructor(readonly type: string, readonly fields: Readonly<Record<string, CelValue>>) {
    super();
  }

  call(): CelValue {
    throw new CelProblem('no such overload');
  }
}

/** A value as JSON. */
export function plain(value: CelValue): unknown {
  if (value instanceof StructValue) return plainFields(value.fields);
  if (value instanceof OptionalValue) return plain(value.value);
  if (Array.isArray(value)) return (value as readonly CelValue[]).map(plain);
  return typeof value === 'object' && value !== null ? plainFields(value as Readonly<Record<string, CelValue>>) : value;
}

const plainFields = (fields: Readonly<Record<string, CelValue>>): unknown => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, plain(field)]));

/** Where a type's name is not that of the field that holds its value. @see Kubernetes 1.36, apiserver/pkg/cel/mutation/dynamic, CheckTypeNamesMatchFieldPathNames */
export function misnamed(value: CelValue, expected: string): string | undefined {
  if (Array.isArray(value)) return firstOf((value as readonly CelValue[]).map((item) => misnamed(item, expected)));
  if (!(value instanceof StructValue)) return undefined;
  if (value.type !== expected) return `unexpected type name "${value.type}", expected "${expected}", which matches field name path from root Object type`;
  return firstOf(Object.entries(value.fields).map(([name, field]) => misnamed(field, `${expected}.${name}`)));
}

const firstOf = (problems: readonly (string | undefined)[]): string | undefined => problems.find((problem) => problem !== undefined);
