/**
 * `⌊a·b ÷ c⌋` for whole a, b ≥ 0 and c > 0, exactly: what int64 arithmetic gives. Falls back to BigInt where the product
 * leaves the range in which doubles are exact.
 *
 * Example: `scaleDown(3, 100, 7)` is 42.
 */
export function scaleDown(a: number, b: number, c: number): number {
  const product = a * b;
  if (product > Number.MAX_SAFE_INTEGER) return Number((BigInt(a) * BigInt(b)) / BigInt(c));
  const quotient = Math.floor(product / c);
  return quotient * c > product ? quotient - 1 : quotient;
}

/** Coefficients of the minimax polynomial for the logarithm near 1, and ln 2 in two parts. @see FDLIBM, e_log */
const [l1, l2, l3, l4, l5, l6, l7] = [
  6.66666666666673513e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1,
];
const ln2High = 6.9314718036912381649e-1;
const ln2Low = 1.90821492927058770002e-10;
const known: number[] = [];

/** Natural logarithm of a whole number ≥ 1, out of basic operations only, so that every browser gives the same bits. */
export function naturalLog(value: number): number {
  return (known[value] ??= computeLog(value));
}

function computeLog(value: number): number {
  let mantissa = value;
  let exponent = 0;
  while (mantissa >= 1) {
    mantissa /= 2;
    exponent++;
  }
  if (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const s2 = s * s;
  const s4 = s2 * s2;
  const odd = s2 * (l1 + s4 * (l3 + s4 * (l5 + s4 * l7)));
  const even = s4 * (l2 + s4 * (l4 + s4 * l6));
  const half = 0.5 * f * f;
  return exponent * ln2High - (half - (s * (half + odd + even) + exponent * ln2Low) - f);
}
