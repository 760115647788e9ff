/**
 * Field selectors as text.
 *
 * @see Kubernetes apimachinery, fields/selector.go
 */
import type { Labels } from './selectors.ts';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** What is wrong with a selector; caught by {@link attempt}. */
export class SelectorProblem extends Error {}

/** Runs a reading that may throw a SelectorProblem. */
export function attempt<T>(parse: () => T): Parsed<T> {
  try {
    return { ok: true, value: parse() };
  } catch (problem) {
    if (problem instanceof SelectorProblem) return { ok: false, message: problem.message };
    throw problem;
  }
}

/** One term of a field selector: `metadata.name=x`, `spec.nodeName!=y`. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Reads a field selector: terms between commas, `\,`, `\=` and `\\` escaped in values. Which fields a kind knows is checked by {@link unknownFieldLabel}. */
export function parseFieldSelector(text: string): Parsed<readonly FieldRequirement[]> {
  return attempt(() => splitTerms(text).filter((term) => term !== '').map(fieldRequirement));
}

function splitTerms(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/(?:\\[\s\S]?|[^,\\])+/g) ?? []);
}

function fieldRequirement(term: string): FieldRequirement {
  const found = /^((?:\\[\s\S]|[^=!\\]|!(?!=))*)(!=|==|=)([\s\S]*)$/.exec(term);
  if (!found) throw new SelectorProblem(`invalid selector: '${term}'; can't understand '${term}'`);
  const [, field = '', operator, value = ''] = found;
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescaped(value) };
}

function unescaped(value: string): string {
  return value.replace(/\\([\s\S]?)|[,=]/g, (found, escaped: string | undefined) => {
    if (escaped === undefined) throw new SelectorProblem(`invalid field selector: unescaped character in value: ${found}`);
    if (escaped === '' || !'\\,='.includes(escaped)) throw new SelectorProblem(`invalid field selector: invalid escape sequence: ${found}`);
    return escaped;
  });
}

/** Writes a field selector, values escaped. */
export function fieldSelectorText(requirements: readonly FieldRequirement[]): string {
  return requirements.map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, String.raw`\$&`)}`).join(',');
}

/** Whether an object's field values satisfy a field selector; a field that is absent counts as empty. */
export function matchesFields(requirements: readonly FieldRequirement[], fields: Labels): boolean {
  return requirements.every(({ field, operator, value }) => ((Object.hasOwn(fields, field) ? fields[field] : '') === value) === (operator === '='));
}

