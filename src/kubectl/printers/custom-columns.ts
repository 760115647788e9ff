import { Failure } from '../errors.ts';
import type { Obj } from '../resources/object.ts';
import { goText } from './go-value.ts';
import { findAll, relaxedExpression } from './jsonpath.ts';

export interface CustomColumn {
  readonly header: string;
  readonly expression: string;
}

/** `NAME:.metadata.name,IMAGE:.spec.containers[*].image`. */
export function parseCustomColumns(spec: string): readonly CustomColumn[] {
  if (spec === '') throw new Failure('custom-columns format specified but no custom columns given');
  return splitColumns(spec).map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw new Failure(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, colon), expression: colon === part.length - 1 ? '' : relaxedExpression(part.slice(colon + 1)) };
  });
}

/** Splits at commas outside brackets and quotes. */
function splitColumns(spec: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const c of spec) {
    if (c === '[' || c === '(') depth++;
    if (c === ']' || c === ')') depth--;
    if (c === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += c;
  }
  return [...parts, part];
}

/** A file of headers and, under them, paths. */
export function parseColumnsFile(text: string): readonly CustomColumn[] {
  const [headers = '', paths = ''] = text.split('\n');
  const names = headers.trim().split(/\s+/);
  const expressions = paths.trim().split(/\s+/);
  if (names.length !== expressions.length) throw new Failure(`number of headers (${String(names.length)}) and field specifications (${String(expressions.length)}) don't match`);
  return names.map((header, index) => ({ header, expression: relaxedExpression(expressions[index] ?? '') }));
}

/** One line of cells ended by tabs. */
export function customLine(columns: readonly CustomColumn[], object: Obj): string {
  return columns.map(({ expression }) => {
    const found = expression === '' ? [] : findAll(expression, object);
    return found.length === 0 ? '<none>' : found.map((value) => (value === null ? '<none>' : goText(value))).join(',');
  }).join('\t');
}
