/**
 * Quantities: `500m`, `1.5Gi`, `2e3`. Exact decimal arithmetic in BigInt nano-units for parsing and printing; plain numbers
 * (millicores, bytes) for those who compute often.
 *
 * @see Kubernetes apimachinery, api/resource, Quantity
 */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A parsed quantity: value in 10⁻⁹ units, and the family of suffixes it is printed with. */
export interface ParsedQuantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

const nano = 1_000_000_000n;
const binary: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const pattern = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:([KMGTPE]i)|([eE][+-]?\d+)|([numkMGTPE]?))$/;
/** The text that `resource.ParseQuantity` gives for anything it cannot read. */
export const quantityFormatError =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const lexical = /^[+-]?(?:\d+\.?\d*|\.\d+)[eEinumkKMGTP]*[-+]?\d*$/;

/**
 * What `resource.ParseQuantity` says about a text; undefined where it is a quantity. A suffix that is made of the right
 * letters but means nothing (`1KK`) has words of its own.
 */
export function quantityProblem(text: string): string | undefined {
  if (pattern.test(text)) return undefined;
  return lexical.test(text) ? "unable to parse quantity's suffix" : quantityFormatError;
}

/** Quantities are capped at the greatest 64-bit integer. */
const nanosMax = ((1n << 63n) - 1n) * nano;
const cap = (nanos: bigint): bigint => (nanos > nanosMax ? nanosMax : nanos);

const divideUp = (value: bigint, by: bigint): bigint => (value >= 0n ? (value + by - 1n) / by : value / by);

/** Reads a quantity; undefined where it is none. Values finer than a nano-unit round up, as Kubernetes does. */
export function parseQuantity(value: string | number): ParsedQuantity | undefined {
  const match = pattern.exec(String(value));
  if (!match) return undefined;
  const [, sign, whole = '', fraction = match[4] ?? '', , binarySuffix, exponent, decimalSuffix = ''] = match;
  const digits = BigInt(`${whole}${fraction}` || '0');
  const power = binarySuffix ? 0 : exponent ? Number(exponent.slice(1)) : (decimal[decimalSuffix] ?? 0);
  const scaled = digits * nano * (binarySuffix ? 1024n ** BigInt(binary[binarySuffix] ?? 0) : 1n);
  const nanos = cap(shifted(scaled, power - fraction.length));
  return { nanos: sign === '-' ? -nanos : nanos, format: binarySuffix ? 'BinarySI' : exponent ? 'DecimalExponent' : 'DecimalSI' };
}

/** value × 10^power, rounded up. Beyond 10^±60 only "nothing" or "too much" is left. */
function shifted(value: bigint, power: number): bigint {
  if (value === 0n) return 0n;
  if (power > 60) return nanosMax;
  if (power < -1000) return 1n;
  return power >= 0 ? value * 10n ** BigInt(power) : divideUp(value, 10n ** BigInt(-power));
}

/** Prints a quantity in canonical form: the largest suffix that leaves a whole number ("1500m", "1536Mi", "1G"). */
export function formatQuantity({ nanos, format }: ParsedQuantity): string {
  if (nanos === 0n) return '0';
  const absolute = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? '-' : '';
  if (format === 'BinarySI' && absolute % nano === 0n && absolute >= 1024n * nano) {
    let units = absolute / nano;
    let index = 0;
    while (index < 6 && units % 1024n === 0n) {
      units /= 1024n;
      index++;
    }
    return `${sign}${String(units)}${['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'][index] ?? ''}`;
  }
  let units = absolute;
  let power = -9;
  while (power < 18 && units % 1000n === 0n) {
    units /= 1000n;
    power += 3;
  }
  if (format === 'DecimalExponent') return `${sign}${String(units)}${power === 0 ? '' : `e${String(power)}`}`;
  return `${sign}${String(units)}${Object.keys(decimal).find((suffix) => decimal[suffix] === power) ?? ''}`;
}

/** The canonical text of a quantity ("1024Mi" → "1Gi", 0.5 → "500m"); what cannot be read comes back as it is. */
export function canonicalQuantity(value: string | number): string {
  const parsed = parseQuantity(value);
  return parsed ? formatQuantity(parsed) : String(value);
}

/** Adds quantities; the first non-zero one gives the format, as `Quantity.Add` does. */
export function addQuantities(...values: readonly (string | number)[]): string {
  let sum: ParsedQuantity = { nanos: 0n, format: 'DecimalSI' };
  for (const value of values) {
    const parsed = parseQuantity(value);
    if (parsed) sum = { nanos: sum.nanos + parsed.nanos, format: sum.nanos === 0n ? parsed.format : sum.format };
  }
  return formatQuantity(sum);
}

/** −1, 0 or 1. What cannot be read counts as 0. */
export function compareQuantities(a: string | number, b: string | number): number {
  const left = parseQuantity(a)?.nanos ?? 0n;
  const right = parseQuantity(b)?.nanos ?? 0n;
  return left < right ? -1 : left > right ? 1 : 0;
}

const valueCache = new Map<string, number>();
const milliCache = new Map<string, number>();

function cached(cache: Map<string, number>, text: string, compute: (nanos: bigint) => bigint): number {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const computed = Number(compute(parseQuantity(text)?.nanos ?? 0n));
  if (cache.size < 10_000) cache.set(text, computed);
  return computed;
}

/** Whole units, rounded up: bytes of memory, numbers of pods (`Quantity.Value`). 0 for nothing. */
export function quantityValue(value: string | number | undefined): number {
  return value === undefined ? 0 : cached(valueCache, String(value), (nanos) => divideUp(nanos, nano));
}

/** Thousandths, rounded up: millicores (`Quantity.MilliValue`). 0 for nothing. */
export function quantityMilliValue(value: string | number | undefined): number {
  return value === undefined ? 0 : cached(milliCache, String(value), (nanos) => divideUp(nanos, 1_000_000n));
}
