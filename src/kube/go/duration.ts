const unitNanos: Readonly<Record<string, bigint>> = { ns: 1n, us: 1000n, µs: 1000n, μs: 1000n, ms: 1_000_000n, s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n };
const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const greatest = (1n << 63n) - 1n;

/**
 * Milliseconds of a duration as Go writes it: `1m30s`, `.5h`, `-2ms`, `0`. Undefined where it is none, or longer than the 292
 * years that Go can hold.
 *
 * @see Go, time.ParseDuration
 */
export function parseGoDuration(text: string): number | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  if (text === `${sign}0`) return 0;
  let nanos = 0n;
  part.lastIndex = sign.length;
  do {
    const [, whole = '', fraction = '', unit = ''] = part.exec(text) ?? [];
    const worth = unitNanos[unit];
    if (worth === undefined || whole + fraction === '') return undefined;
    nanos += BigInt(whole || '0') * worth + BigInt(Math.trunc(Number(`0.${fraction || '0'}`) * Number(worth)));
    if (nanos > greatest) return undefined;
  } while (part.lastIndex < text.length);
  return (sign === '-' ? -1 : 1) * Number(nanos / 1_000_000n) + (sign === '-' ? -1 : 1) * (Number(nanos % 1_000_000n) / 1e6);
}

/** A whole number as Go's `strconv.Atoi` reads it, or why it is none: its words without the function's name. */
export function parseGoInt(text: string): { readonly value: number } | { readonly problem: string } {
  if (!/^[+-]?\d+$/.test(text)) return { problem: `parsing ${JSON.stringify(text)}: invalid syntax` };
  const value = BigInt(text.replace(/^\+/, ''));
  return value > greatest || value < -greatest - 1n ? { problem: `parsing ${JSON.stringify(text)}: value out of range` } : { value: Number(value) };
}
