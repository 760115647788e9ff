import * as fieldError from '../../../kube/field-errors.ts';
import type { FieldError } from '../../../kube/field-errors.ts';
import type { V1JSONSchemaProps } from '../../../kube/generated/types.ts';
import { canonicalJson, deepEqual, isJsonObject, type JsonObject } from '../../../kube/json.ts';
import { knownRegex, RegexProblem, RegexTooCostly, type Budget } from '../../../kube/regex/index.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { ruleErrors } from './rules.ts';
import { additionalOf, itemsOf } from './structural.ts';

type Schema = V1JSONSchemaProps;

/**
 * What in a custom resource does not keep to its schema, in the words of the API server.
 *
 * @see Kubernetes 1.36, apiextensions, apiserver/validation
 */
export function schemaErrors(value: unknown, schema: Schema | undefined, old: unknown): readonly FieldError[] {
  if (!schema) return [];
  const findings: Findings = { errors: [], budget: { moves: patternMovesMax } };
  try {
    check(findings, value, schema, '');
  } catch (problem) {
    if (!(problem instanceof RegexTooCostly)) throw problem;
    return [...findings.errors, fieldError.internalError('<nil>', `patterns of the schema: ${problem.message}`)];
  }
  return findings.errors.length === 0 ? ruleErrors(value, schema, old, findings.budget) : findings.errors;
}

/** Moves that all patterns and rules of one object may make together: they are what keeps the world waiting. */
const patternMovesMax = 6_000_000;

interface Findings {
  readonly errors: FieldError[];
  readonly budget: Budget;
}

const body = (path: string): string => (path === '' ? '.' : path);

function check(findings: Findings, value: unknown, schema: Schema, path: string): void {
  if (value === null && schema.nullable) return;
  const wrong = wrongType(value, schema);
  if (wrong !== undefined) {
    findings.errors.push(fieldError.typeInvalid(path === '' ? '<nil>' : path, wrong, `${body(path)} in body must be of type ${typeWords(schema)}: "${wrong}"`));
    return;
  }
  if (schema.enum && !schema.enum.some((allowed) => deepEqual(allowed, value))) findings.errors.push(fieldError.notSupported(path, value, schema.enum.map(String)));
  if (typeof value === 'number') checkNumber(findings, value, schema, path);
  else if (typeof value === 'string') checkText(findings, value, schema, path);
  else if (Array.isArray(value)) checkList(findings, value, schema, path);
  else if (isJsonObject(value)) checkObject(findings, value, schema, path);
  checkCombinations(findings, value, schema, path);
}

const typeWords = (schema: Schema): string => (schema['x-kubernetes-int-or-string'] ? 'integer,string' : (schema.type ?? ''));

/** Name of the type that a value has where its schema wants another one. */
function wrongType(value: unknown, schema: Schema): string | undefined {
  const found = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
  if (schema['x-kubernetes-int-or-string']) return found === 'integer' || found === 'string' ? undefined : found;
  if (!schema.type || schema.type === found || (schema.type === 'number' && found === 'integer')) return undefined;
  return found;
}

function checkNumber(findings: Findings, value: number, schema: Schema, path: string): void {
  const { minimum, maximum, multipleOf } = schema;
  const wrong = (words: string): void => { findings.errors.push(fieldError.invalid(path, value, `${path} in body ${words}`)); };
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) wrong(`should be less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${String(maximum)}`);
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) wrong(`should be greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${String(minimum)}`);
  if (multipleOf !== undefined && multipleOf > 0 && !Number.isInteger(value / multipleOf)) wrong(`should be a multiple of ${String(multipleOf)}`);
  if (schema.format === 'int32' && (value > 2 ** 31 - 1 || value < -(2 ** 31))) wrong('must be of type int32: "number"');
}

function checkText(findings: Findings, value: string, schema: Schema, path: string): void {
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) findings.errors.push(fieldError.tooLong(path, value, schema.maxLength));
  if (schema.minLength !== undefined && length < schema.minLength) findings.errors.push(fieldError.invalid(path, value, `${path} in body should be at least ${String(schema.minLength)} chars long`));
  if (schema.pattern !== undefined && !matchesPattern(schema.pattern, value, findings.budget)) findings.errors.push(fieldError.invalid(path, value, `${path} in body should match '${schema.pattern}'`));
  const format = schema.format === undefined ? undefined : formats[schema.format];
  if (format && !format(value)) findings.errors.push(fieldError.invalid(path, value, `${path} in body must be of type ${schema.format ?? ''}: "${value}"`));
}

/** Definitions are only taken with patterns that can be read. */
function matchesPattern(pattern: string, value: string, budget: Budget): boolean {
  const regex = knownRegex(pattern);
  return regex instanceof RegexProblem || regex.test(value, budget);
}

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ipv4 = new RegExp(`^(?:${octet}\\.){3}${octet}$`);

/** Formats that are checked; others mean nothing. */
const formats: Readonly<Record<string, (value: string) => boolean>> = {
  'date-time': (value) => parseRfc3339(value) !== undefined,
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(value),
  ipv4: (value) => ipv4.test(value),
  email: (value) => /^[^@\s]+@[^@\s]+$/.test(value),
  hostname: (value) => /^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$/.test(value),
  uuid: (value) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  uri: (value) => /^[A-Za-z][A-Za-z0-9+.-]*:\S*$/.test(value),
  byte: (value) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
};

function checkList(findings: Findings, value: readonly unknown[], schema: Schema, path: string): void {
  if (schema.maxItems !== undefined && value.length > schema.maxItems) findings.errors.push(fieldError.tooMany(path, value.length, schema.maxItems));
  if (schema.minItems !== undefined && value.length < schema.minItems) findings.errors.push(fieldError.invalid(path, value.length, `${path} in body should have at least ${String(schema.minItems)} items`));
  const items = itemsOf(schema);
  if (items) value.forEach((item, index) => { check(findings, item, items, `${path}[${String(index)}]`); });
  checkUnique(findings, value, schema, path);
}

/** Lists that are sets or maps hold each item or key once. */
function checkUnique(findings: Findings, value: readonly unknown[], schema: Schema, path: string): void {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map' && !schema.uniqueItems) return;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  value.forEach((item, index) => {
    const shown = listType === 'map' && isJsonObject(item) ? Object.fromEntries(keys.map((key) => [key, item[key]])) : item;
    const text = canonicalJson(shown);
    if (seen.has(text)) findings.errors.push(fieldError.duplicate(`${path}[${String(index)}]`, shown));
    seen.add(text);
  });
}

function checkObject(findings: Findings, value: JsonObject, schema: Schema, path: string): void {
  const keys = Object.keys(value);
  if (schema.maxProperties !== undefined && keys.length > schema.maxProperties) findings.errors.push(fieldError.tooMany(path, keys.length, schema.maxProperties));
  if (schema.minProperties !== undefined && keys.length < schema.minProperties) findings.errors.push(fieldError.invalid(path, keys.length, `${path} in body should have at least ${String(schema.minProperties)} properties`));
  const inside = (key: string): string => (path === '' ? key : `${path}.${key}`);
  for (const key of keys) {
    if (path === '' && key === 'metadata') continue;
    const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : additionalOf(schema);
    if (known && value[key] !== undefined) check(findings, value[key], known, inside(key));
  }
  for (const key of schema.required ?? []) if (!Object.hasOwn(value, key) || value[key] === undefined) findings.errors.push(fieldError.required(inside(key)));
}

function isValid({ budget }: Findings, value: unknown, schema: Schema, path: string): boolean {
  const errors: FieldError[] = [];
  check({ errors, budget }, value, schema, path);
  return errors.length === 0;
}

function checkCombinations(findings: Findings, value: unknown, schema: Schema, path: string): void {
  const wrong = (words: string): void => { findings.errors.push(fieldError.invalid(path === '' ? '<nil>' : path, value, `${body(path)} in body ${words}`)); };
  for (const part of schema.allOf ?? []) check(findings, value, part, path);
  if (schema.anyOf && !schema.anyOf.some((part) => isValid(findings, value, part, path))) wrong('must validate at least one schema (anyOf)');
  if (schema.oneOf) {
    const count = schema.oneOf.filter((part) => isValid(findings, value, part, path)).length;
    if (count !== 1) wrong(`must validate one and only one schema (oneOf). Found ${count === 0 ? 'none valid' : `${String(count)} valid alternatives`}`);
  }
  if (schema.not && isValid(findings, value, schema.not, path)) wrong('must not validate the schema (not)');
}
