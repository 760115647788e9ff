/** π with so many significant digits, by Machin's formula in whole numbers: `3.14159…`, rounded. */
export function piDigits(digits: number): string {
  const unit = 10n ** BigInt(digits + 10);
  const inverseTangent = (x: bigint): bigint => {
    let sum = 0n;
    let power = unit / x;
    for (let n = 1n, sign = 1n; power !== 0n; n += 2n, sign = -sign) {
      sum += (sign * power) / n;
      power /= x * x;
    }
    return sum;
  };
  const pi = 4n * (4n * inverseTangent(5n) - inverseTangent(239n));
  const rounded = (pi + 5n * 10n ** 10n) / 10n ** 11n;
  const text = String(rounded);
  return digits <= 1 ? text : `${text.slice(0, 1)}.${text.slice(1)}`;
}
