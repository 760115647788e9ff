import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addQuantities, canonicalQuantity, compareQuantities, parseQuantity, quantityFormatError, quantityMilliValue, quantityProblem, quantityValue } from './quantity.ts';

describe('canonicalQuantity', () => {
  it.each<[string | number, string]>([
    ['1024Mi', '1Gi'], ['1.5Gi', '1536Mi'], ['0.5Gi', '512Mi'], ['0.5Ki', '512'], ['0.5', '500m'], [0.1, '100m'], [2, '2'], ['1500m', '1500m'], ['1000m', '1'],
    ['128974848000m', '128974848'], ['1e9', '1e9'], ['12e6', '12e6'], ['1E', '1E'], ['1e3', '1e3'], ['100k', '100k'], ['1000k', '1M'], ['0', '0'], ['0Gi', '0'], ['-5Mi', '-5Mi'],
    ['+1', '1'], ['.5', '500m'], ['5.', '5'], ['0.0000000001', '1n'], ['1.0000000001Gi', '1073741824107374183n'], ['100E', '9223372036854775807'], ['9Ei', '9223372036854775807'], ['1e400', '9223372036854775807'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each<[string, string | undefined]>([
    ['1', undefined], ['lots', quantityFormatError], ['1GB', quantityFormatError], ['', quantityFormatError], ['1 Gi', quantityFormatError], ['1.2.3', quantityFormatError], ['.', quantityFormatError],
    ['1KK', "unable to parse quantity's suffix"], ['1i', "unable to parse quantity's suffix"], ['1K', "unable to parse quantity's suffix"],
  ])('the problem with "%s" is %s', (text, problem) => {
    expect(quantityProblem(text)).toBe(problem);
  });
});

describe('laws', () => {
  const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-2', 'E2');
  const quantity = fc.tuple(fc.constantFrom('', '-'), fc.integer({ min: 0, max: 99_999 }), fc.option(fc.integer({ min: 0, max: 999 })), suffix)
    .map(([sign, whole, fraction, unit]) => `${sign}${String(whole)}${fraction === null ? '' : `.${String(fraction)}`}${unit}`);
  const nanos = (text: string): bigint => parseQuantity(text)?.nanos ?? 0n;

  it('the canonical text has the same value and is its own canonical text', () => {
    fc.assert(fc.property(quantity, (text) => {
      const canonical = canonicalQuantity(text);
      expect(nanos(canonical)).toBe(nanos(text));
      expect(canonicalQuantity(canonical)).toBe(canonical);
    }));
  });

  it('order and sums are those of the values', () => {
    fc.assert(fc.property(quantity, quantity, (a, b) => {
      expect(compareQuantities(a, b)).toBe(nanos(a) < nanos(b) ? -1 : nanos(a) > nanos(b) ? 1 : 0);
      expect(compareQuantities(b, a) + compareQuantities(a, b)).toBe(0);
      expect(nanos(addQuantities(a, b))).toBe(nanos(a) + nanos(b));
    }));
  });

  it('whole units and thousandths round up', () => {
    expect([quantityValue('1500m'), quantityValue('1Ki'), quantityValue(undefined), quantityValue('-1500m')]).toEqual([2, 1024, 0, -1]);
    expect([quantityMilliValue('0.1'), quantityMilliValue('100u'), quantityMilliValue('2')]).toEqual([100, 1, 2000]);
  });
});
