/**
 * Errors of validation, one per field, with the words of the API machinery.
 *
 * @see Kubernetes apimachinery, util/validation/field
 */

/** The `reason` of a Status cause. */
export type FieldErrorType =
  | 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueDuplicate' | 'FieldValueNotSupported' | 'FieldValueForbidden'
  | 'FieldValueTooLong' | 'FieldValueTooMany' | 'FieldValueTypeInvalid' | 'FieldValueNotFound' | 'InternalError';

/**
 * One complaint about one field. `badValue` is absent where the words leave the value out; `null` prints as `null`.
 * Objects print as JSON with sorted or given keys: whoever reports a Go struct hands it over in the shape that it has in Go.
 */
export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].name`, `metadata.annotations[key]`. */
  readonly field: string;
  readonly badValue?: unknown;
  readonly detail: string;
}

export const invalid = (field: string, badValue: unknown, detail: string): FieldError => ({ type: 'FieldValueInvalid', field, badValue: badValue ?? null, detail });
export const required = (field: string, detail = ''): FieldError => ({ type: 'FieldValueRequired', field, badValue: '', detail });
export const duplicate = (field: string, badValue: unknown): FieldError => ({ type: 'FieldValueDuplicate', field, badValue: badValue ?? null, detail: '' });
export const forbidden = (field: string, detail: string): FieldError => ({ type: 'FieldValueForbidden', field, badValue: '', detail });
export const notFound = (field: string, badValue: unknown): FieldError => ({ type: 'FieldValueNotFound', field, badValue: badValue ?? null, detail: '' });
export const typeInvalid = (field: string, badValue: unknown, detail: string): FieldError => ({ type: 'FieldValueTypeInvalid', field, badValue: badValue ?? null, detail });
export const internalError = (field: string, detail: string): FieldError => ({ type: 'InternalError', field, detail });

/** The supported values print in the order given; Kubernetes sorts them wherever they come from a set. */
export const notSupported = (field: string, badValue: unknown, supported: readonly string[]): FieldError => ({
  type: 'FieldValueNotSupported', field, badValue: badValue ?? null,
  detail: supported.length > 0 ? `supported values: ${supported.map(goQuote).join(', ')}` : '',
});

export const tooLong = (field: string, badValue: unknown, bytesMax: number): FieldError => ({
  type: 'FieldValueTooLong', field, badValue, detail: bytesMax >= 0 ? `may not be more than ${String(bytesMax)} bytes` : 'value is too long',
});

export const tooMany = (field: string, actual: number, itemsMax: number): FieldError => ({
  type: 'FieldValueTooMany', field, badValue: actual,
  detail: itemsMax >= 0 ? `must have at most ${String(itemsMax)} ${itemsMax === 1 ? 'item' : 'items'}` : 'has too many items',
});

const words: Readonly<Record<FieldErrorType, string>> = {
  FieldValueInvalid: 'Invalid value',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueNotFound: 'Not found',
  InternalError: 'Internal error',
};

const withoutValue: ReadonlySet<FieldErrorType> = new Set(['FieldValueRequired', 'FieldValueForbidden', 'FieldValueTooLong', 'InternalError']);

/** `field.Error.ErrorBody`: the words without the field, as a Status cause has them. */
export function fieldErrorDetail(error: FieldError): string {
  const word = words[error.type];
  const value = withoutValue.has(error.type) || error.badValue === undefined ? word : `${word}: ${goValue(error.badValue)}`;
  return error.detail === '' ? value : `${value}: ${error.detail}`;
}

/** `field.Error.Error`: `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorDetail(error)}`;
}

/** `ErrorList.ToAggregate().Error()`: one error as it is, several as `[a, b]`, each text once. */
export function fieldErrorsText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

function goValue(value: unknown): string {
  return typeof value === 'string' ? goQuote(value) : goJson(value);
}

const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '"': '\\"', '\\': '\\\\',
};

/** `strconv.Quote`: `a "b"` → `"a \"b\""`. */
export function goQuote(text: string): string {
  const body = text.replace(/["\\\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]|[^\S ]/gu, (character) => escapes[character] ?? escapeRune(character.codePointAt(0) ?? 0));
  return `"${body}"`;
}

function escapeRune(code: number): string {
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** `json.Marshal` of Go: `<`, `>` and `&` escaped, keys in the order of the object. */
export function goJson(value: unknown): string {
  return JSON.stringify(value ?? null).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
