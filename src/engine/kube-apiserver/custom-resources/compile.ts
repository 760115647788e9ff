import { invalid, type FieldError } from '../../../kube/field-errors.ts';
import type { V1CustomResourceDefinition, V1JSONSchemaProps, V1ValidationRule } from '../../../kube/generated/types.ts';
import { deepEqual } from '../../../kube/json.ts';
import { knownRegex, RegexProblem } from '../../../kube/regex/index.ts';
import { parseCel, type Expression } from './cel/parse.ts';
import { CelProblem } from './cel/problem.ts';
import { additionalOf, itemsOf } from './structural.ts';

type Schema = V1JSONSchemaProps;

/** Rules of a CustomResourceDefinition that do not compile: they cannot be read, or name fields that the schema does not have. */
export function ruleProblems({ spec }: V1CustomResourceDefinition): readonly FieldError[] {
  const errors: FieldError[] = [];
  const [first, ...others] = spec.versions;
  const isShared = others.every(({ schema }) => deepEqual(schema, first?.schema));
  spec.versions.slice(0, isShared ? 1 : undefined).forEach(({ schema }, index) => {
    const path = isShared ? 'spec.validation.openAPIV3Schema' : `spec.versions[${String(index)}].schema.openAPIV3Schema`;
    if (schema?.openAPIV3Schema) compileSchema(errors, schema.openAPIV3Schema, path, true);
  });
  return errors;
}

function compileSchema(errors: FieldError[], schema: Schema, path: string, isRoot: boolean): void {
  (schema['x-kubernetes-validations'] ?? []).forEach((rule, index) => {
    const problem = compileRule(rule, schema, isRoot);
    if (problem !== undefined) errors.push(invalid(`${path}.x-kubernetes-validations[${String(index)}].rule`, goRule(rule), `compilation failed: ${problem}`));
  });
  for (const [name, property] of Object.entries(schema.properties ?? {})) compileSchema(errors, property, `${path}.properties[${name}]`, false);
  const items = itemsOf(schema);
  if (items) compileSchema(errors, items, `${path}.items`, false);
  const additional = additionalOf(schema);
  if (additional) compileSchema(errors, additional, `${path}.additionalProperties`, false);
}

/** A rule as Go prints the struct. */
function goRule({ rule, message, messageExpression, reason, fieldPath, optionalOldSelf }: V1ValidationRule): object {
  return { Rule: rule, Message: message ?? '', MessageExpression: messageExpression ?? '', Reason: reason ?? null, FieldPath: fieldPath ?? '', OptionalOldSelf: optionalOldSelf ?? null };
}

function compileRule({ rule }: V1ValidationRule, schema: Schema, isRoot: boolean): string | undefined {
  const self = isRoot ? withMetadata(schema) : schema;
  return compileProblem(rule, { self, oldSelf: self });
}

/** Why an expression over those names does not compile, with its place; undefined where it does. A name without schema may be anything. */
export function compileProblem(rule: string, names: Readonly<Record<string, Schema | undefined>>): string | undefined {
  try {
    typeOf(parseCel(rule), names);
    return undefined;
  } catch (problem) {
    if (!(problem instanceof CelProblem)) throw problem;
    return located(rule, problem);
  }
}

/** `ERROR: <input>:1:5: words`, the line, and a mark below the place. */
function located(rule: string, { message, at }: CelProblem): string {
  const before = rule.slice(0, at).split('\n');
  const column = (before.at(-1) ?? '').length;
  const line = rule.split('\n')[before.length - 1] ?? '';
  return `ERROR: <input>:${String(before.length)}:${String(column + 1)}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}

const text: Schema = { type: 'string' };

const withMetadata = (schema: Schema): Schema => ({
  ...schema, properties: { apiVersion: text, kind: text, metadata: { type: 'object', properties: { name: text, generateName: text } }, ...schema.properties },
});

/** Schema of what an expression gives, as far as that is known. Throws where it selects a field that is not there. */
function typeOf(expression: Expression, names: Readonly<Record<string, Schema | undefined>>): Schema | undefined {
  switch (expression.kind) {
    case 'name': return declared(expression, names);
    case 'field': return fieldType(expression, typeOf(expression.of, names));
    case 'index': {
      typeOf(expression.at, names);
      const of = typeOf(expression.of, names);
      return itemsOf(of) ?? additionalOf(of);
    }
    case 'call': return callType(expression, names);
    case 'unary': return typeOf(expression.of, names) && undefined;
    case 'binary': [expression.left, expression.right].forEach((side) => typeOf(side, names)); return undefined;
    case 'choice': [expression.when, expression.then, expression.otherwise].forEach((part) => typeOf(part, names)); return undefined;
    case 'list': expression.items.forEach((item) => typeOf(item, names)); return undefined;
    case 'map': expression.entries.forEach(([, value]) => typeOf(value, names)); return undefined;
    case 'struct':
      declared({ kind: 'name', name: expression.type.split('.')[0] ?? '', at: expression.at }, names);
      expression.entries.forEach(({ value }) => typeOf(value, names));
      return undefined;
    case 'literal': return undefined;
  }
}

/** Types have names, too. */
const typeNames: ReadonlySet<string> = new Set(['bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'list', 'map', 'null_type', 'optional', 'string', 'timestamp', 'type', 'uint']);

function declared({ name, at }: Extract<Expression, { kind: 'name' }>, names: Readonly<Record<string, Schema | undefined>>): Schema | undefined {
  if (!Object.hasOwn(names, name) && !typeNames.has(name)) throw new CelProblem(`undeclared reference to '${name}' (in container '')`, at);
  return names[name];
}

function fieldType({ field, at }: Extract<Expression, { kind: 'field' }>, of: Schema | undefined): Schema | undefined {
  if (!of) return undefined;
  const additional = additionalOf(of);
  if (additional) return additional;
  const plain = field.replace(/^__(\w+)__$/, '$1');
  const known = of.properties && (Object.hasOwn(of.properties, field) ? of.properties[field] : Object.hasOwn(of.properties, plain) ? of.properties[plain] : undefined);
  if (known) return known;
  if (of.type !== 'object' || of.additionalProperties === true || (of['x-kubernetes-preserve-unknown-fields'] && !of.properties)) return undefined;
  throw new CelProblem(`undefined field '${field}'`, at);
}

function callType({ on, name, args }: Extract<Expression, { kind: 'call' }>, names: Readonly<Record<string, Schema | undefined>>): undefined {
  if (name === 'matches') checkPattern(args[on ? 0 : 1]);
  const of = on && typeOf(on, names);
  const variable = args[0];
  const isMacro = on !== undefined && args.length > 1 && variable?.kind === 'name' && !Object.hasOwn(names, variable.name);
  const inner = isMacro ? { ...names, [variable.name]: itemsOf(of) } : names;
  for (const arg of isMacro ? args.slice(1) : args) typeOf(arg, inner);
  return undefined;
}

/** @see cel-go, ValidateRegexLiterals */
function checkPattern(pattern: Expression | undefined): void {
  if (pattern?.kind === 'literal' && typeof pattern.value === 'string' && knownRegex(pattern.value) instanceof RegexProblem) throw new CelProblem('invalid matches argument', pattern.at);
}
