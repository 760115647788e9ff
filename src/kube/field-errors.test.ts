import { describe, expect, it } from 'vitest';
import { duplicate, fieldErrorDetail, fieldErrorsText, fieldErrorText, forbidden, internalError, invalid, notFound, notSupported, required, tooLong, tooMany, typeInvalid, type FieldError } from './field-errors.ts';

describe('fieldErrorText', () => {
  it.each<[string, FieldError, string]>([
    ['a number', invalid('spec.replicas', -1, 'must be greater than or equal to 0'), 'spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ['a text', invalid('metadata.name', 'A "b"\n', 'no'), 'metadata.name: Invalid value: "A \\"b\\"\\n": no'],
    ['an object', invalid('spec.selector', { matchLabels: { a: '<', b: '2' } }, 'field is immutable'), 'spec.selector: Invalid value: {"matchLabels":{"a":"\\u003c","b":"2"}}: field is immutable'],
    ['a list', invalid('spec.scopes', ['A', 'B'], 'conflicting scopes'), 'spec.scopes: Invalid value: ["A","B"]: conflicting scopes'],
    ['nothing', invalid('spec.a', null, 'no'), 'spec.a: Invalid value: null: no'],
    ['missing', required('spec.a'), 'spec.a: Required value'],
    ['missing, and why', required('spec.a', 'give one'), 'spec.a: Required value: give one'],
    ['twice', duplicate('spec.a[1]', 'x'), 'spec.a[1]: Duplicate value: "x"'],
    ['not among', notSupported('spec.a', 'x', ['A', 'B']), 'spec.a: Unsupported value: "x": supported values: "A", "B"'],
    ['not allowed', forbidden('spec.a', 'may not'), 'spec.a: Forbidden: may not'],
    ['gone', notFound('spec.a', 'x'), 'spec.a: Not found: "x"'],
    ['too long', tooLong('spec.a', 'abcd', 3), 'spec.a: Too long: may not be more than 3 bytes'],
    ['too many', tooMany('spec.a', 4, 3), 'spec.a: Too many: 4: must have at most 3 items'],
    ['of another type', typeInvalid('spec.a', 1, 'must be text'), 'spec.a: Invalid value: 1: must be text'],
    ['a fault of the server', internalError('spec.a', 'broke'), 'spec.a: Internal error: broke'],
  ])('%s', (_, error, text) => {
    expect(fieldErrorText(error)).toBe(text);
    expect(`${error.field}: ${fieldErrorDetail(error)}`).toBe(text);
  });
});

describe('fieldErrorsText', () => {
  it('says one error plainly, many in brackets, and each once', () => {
    const one = required('a');
    expect(fieldErrorsText([one])).toBe('a: Required value');
    expect(fieldErrorsText([one, required('b'), one])).toBe('[a: Required value, b: Required value]');
  });
});
