import type { FieldError, FieldErrorType } from '../../../kube/field-errors.ts';
import type { V1JSONSchemaProps, V1ValidationRule } from '../../../kube/generated/types.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { Budget } from '../../../kube/regex/index.ts';
import { CelProblem, evaluate, type CelValue } from './cel/evaluate.ts';
import { parseCel, type Expression } from './cel/parse.ts';
import { sharing } from './cel/functions.ts';
import { additionalOf, itemsOf } from './structural.ts';

type Schema = V1JSONSchemaProps;

const parsed = new Map<string, Expression | CelProblem>();

/** The expression of a rule; each text is read once. */
export function expressionOf(text: string): Expression | CelProblem {
  let found = parsed.get(text);
  if (!found) {
    try {
      found = parseCel(text);
    } catch (problem) {
      if (!(problem instanceof CelProblem)) throw problem;
      found = problem;
    }
    if (parsed.size < 10_000) parsed.set(text, found);
  }
  return found;
}

const reasons: Readonly<Record<string, FieldErrorType>> = {
  FieldValueRequired: 'FieldValueRequired', FieldValueForbidden: 'FieldValueForbidden', FieldValueDuplicate: 'FieldValueDuplicate', FieldValueInvalid: 'FieldValueInvalid',
};

/**
 * Rules of `x-kubernetes-validations` that a value breaks. Rules over `oldSelf` only hold for updates. The budget is what all their regular expressions have left.
 *
 * @see Kubernetes 1.36, apiextensions, apiserver/schema/cel
 */
export function ruleErrors(value: unknown, schema: Schema, old: unknown, budget: Budget): readonly FieldError[] {
  const errors: FieldError[] = [];
  sharing(budget, () => { walk(errors, value, schema, old, ''); });
  return errors;
}

function walk(errors: FieldError[], value: unknown, schema: Schema, old: unknown, path: string): void {
  if (value === null || value === undefined) return;
  for (const rule of schema['x-kubernetes-validations'] ?? []) {
    const error = broken(rule, value, old, path);
    if (error) errors.push(error);
  }
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items) value.forEach((item, index) => { walk(errors, item, items, matching(old, item, schema), `${path}[${String(index)}]`); });
    return;
  }
  if (!isJsonObject(value)) return;
  for (const key of Object.keys(value)) {
    const named = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    const known = named ?? additionalOf(schema);
    const before = isJsonObject(old) && Object.hasOwn(old, key) ? old[key] : undefined;
    if (known) walk(errors, value[key], known, before, named ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`);
  }
}

/** The old item that a list of type map keeps under the same keys. */
function matching(old: unknown, item: unknown, schema: Schema): unknown {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || !keys || !Array.isArray(old) || !isJsonObject(item)) return undefined;
  return old.find((candidate) => isJsonObject(candidate) && keys.every((key) => candidate[key] === item[key])) as unknown;
}

function broken(rule: V1ValidationRule, self: unknown, old: unknown, path: string): FieldError | undefined {
  const isTransition = /\boldSelf\b/.test(rule.rule);
  if (isTransition && old === undefined && !rule.optionalOldSelf) return undefined;
  const expression = expressionOf(rule.rule);
  if (expression instanceof CelProblem) return { type: 'FieldValueInvalid', field: path, detail: `rule compile error: ${expression.message}` };
  const at = rule.fieldPath ? `${path}${rule.fieldPath}` : path;
  const type = reasons[rule.reason ?? ''] ?? 'FieldValueInvalid';
  try {
    const result = evaluate(expression, new Map<string, CelValue>([['self', self as CelValue], ['oldSelf', old as CelValue]]));
    if (result === true) return undefined;
    return { type, field: at, detail: messageOf(rule, self, old) };
  } catch (problem) {
    if (!(problem instanceof CelProblem)) throw problem;
    return { type, field: at, detail: `${rule.message ?? `failed rule: ${rule.rule}`}: ${problem.message} evaluating rule` };
  }
}

function messageOf({ rule, message, messageExpression }: V1ValidationRule, self: unknown, old: unknown): string {
  const expression = messageExpression === undefined ? undefined : expressionOf(messageExpression);
  if (expression && !(expression instanceof CelProblem)) {
    try {
      const text = evaluate(expression, new Map<string, CelValue>([['self', self as CelValue], ['oldSelf', old as CelValue]]));
      if (typeof text === 'string' && text.trim() !== '') return text;
    } catch (problem) {
      if (!(problem instanceof CelProblem)) throw problem;
    }
  }
  return message ?? `failed rule: ${rule.trim()}`;
}
